import { isSettled, type SubscriptionPlan } from '../../nodes/core/subscriptionPlan';
import type { WebhookUrls } from '../../nodes/host/trigger/webhookUrls';
import {
	carryOut,
	planFor,
	reconcile,
	removeAll,
	type Reconciliation,
} from '../../nodes/host/trigger/subscription/reconcile';
import type { Stage, VendorFixture } from './fixture';

/** How a vendor's subscriptions are kept; vendors without any have none of these tests. */
export function subscriptionSuite<Connection, Proven, Wanted, Existing>(
	fixture: VendorFixture<Connection, Proven, Wanted, Existing>,
): void {
	const { subscriptions } = fixture.vendor;
	const { subscriptions: backdoor } = fixture;
	if ((subscriptions === undefined) !== (backdoor === undefined))
		throw new Error('A fixture describes subscriptions if, and only if, its vendor has them.');
	if (subscriptions === undefined || backdoor === undefined) return;

	const { ours, other, moved, foreign } = backdoor.urls;
	const here: WebhookUrls = { wanted: ours, all: { default: ours, setup: other } };
	const there: WebhookUrls = { wanted: other, all: { default: ours, setup: other } };
	const onNewOrigin: WebhookUrls = { wanted: moved, all: { default: moved } };
	const elsewhere: WebhookUrls = { wanted: foreign, all: { default: foreign } };
	let stage: Stage<Connection>;
	let connection: Connection;

	async function list(): Promise<Existing[]> {
		const listed = await subscriptions!.list(connection);
		if (!listed.ok) throw new Error(listed.problem.message);
		return listed.value;
	}
	const listAt = async (url: string) => (await list()).filter((one) => backdoor.urlOf(one) === url);
	const wanted = () => subscriptions.wanted(connection, ours);
	const settle = async (addresses = here, whose = connection) =>
		expectDone(await reconcile(subscriptions, whose, addresses));

	async function plan(addresses = here): Promise<SubscriptionPlan<Wanted, Existing>> {
		const planned = await planFor(subscriptions!, connection, addresses);
		if (!planned.ok) throw new Error(planned.problem.message);
		return planned.value;
	}

	function expectDone({ done, problems }: Reconciliation): Reconciliation['done'] {
		expect(problems).toEqual([]);
		for (const { subscription } of done) expect(subscription).toMatch(/^\S/);
		return done;
	}

	describe('subscriptions', () => {
		beforeEach(async () => {
			stage = await fixture.open();
			connection = stage.connection;
		});
		afterEach(async () => await stage.close());

		it('creates all wanted subscriptions, once', async () => {
			expect(wanted().length).toBeGreaterThan(0);
			expect(await settle()).toHaveLength(wanted().length);
			expect(await listAt(ours)).toHaveLength(wanted().length);
			expect(isSettled(await plan())).toBe(true);
			expect(await settle()).toEqual([]);
		});

		it('finds its own behind pages of others', async () => {
			await backdoor.crowd(connection);
			const crowd = await list();
			await settle();
			expect(isSettled(await plan())).toBe(true);
			expect(await list()).toHaveLength(crowd.length + wanted().length);
			expectDone(await removeAll(subscriptions, connection, here));
			expect(await list()).toEqual(crowd);
		});

		it('plans without changing its arguments', async () => {
			await settle();
			const [one, ...rest] = await list();
			const given = [structuredClone(wanted()), structuredClone([one, ...rest])] as const;
			subscriptions.plan(given[0], given[1]);
			expect(given).toEqual([wanted(), [one, ...rest]]);
		});

		it('restores one that is gone, and only that', async () => {
			await settle();
			const [lost] = await listAt(ours);
			expect((await subscriptions.remove(connection, lost)).ok).toBe(true);
			const next = await plan();
			expect([next.create, next.update, next.remove].map(({ length }) => length)).toEqual([
				1, 0, 0,
			]);
			expect(await settle()).toEqual([
				{ action: 'created', subscription: subscriptions.describe(next.create[0]) },
			]);
			expect(isSettled(await plan())).toBe(true);
		});

		it('updates one that was broken, in its place', async () => {
			await settle();
			const before = await listAt(ours);
			await backdoor.spoil(connection, before[0]);
			const next = await plan();
			expect([next.create, next.update, next.remove].map(({ length }) => length)).toEqual([
				0, 1, 0,
			]);
			await settle();
			expect(isSettled(await plan())).toBe(true);
			expect(await listAt(ours)).toHaveLength(before.length);
		});

		it('leaves foreign subscriptions alone, broken or not', async () => {
			await settle(elsewhere, backdoor.foreigner?.(connection));
			await backdoor.spoil(connection, (await listAt(foreign))[0]);
			const before = await listAt(foreign);
			await settle();
			await settle();
			expectDone(await removeAll(subscriptions, connection, here));
			expect(await listAt(foreign)).toEqual(before);
			expect(await listAt(ours)).toEqual([]);
		});

		it('moves to the other URL when Acknowledge changes, and leaves none behind', async () => {
			await settle(here);
			await settle(there);
			expect(await listAt(ours)).toEqual([]);
			expect(await listAt(other)).toHaveLength(wanted().length);
			expect(isSettled(await plan(there))).toBe(true);
			expect(isSettled(await plan(here))).toBe(false);
		});

		it('moves in place to another origin of the same path, and back', async () => {
			await settle(here);
			const before = await listAt(ours);
			for (const [addresses, url] of [
				[onNewOrigin, moved],
				[here, ours],
			] as const) {
				const done = await settle(addresses);
				expect(done.map(({ action }) => action)).toEqual(before.map(() => 'updated'));
				expect(await listAt(url)).toHaveLength(before.length);
				expect(await list()).toHaveLength(before.length);
				expect(isSettled(await plan(addresses))).toBe(true);
			}
		});

		it('removes nothing on another origin when it is deactivated', async () => {
			await settle(here);
			const before = await list();
			expect(await removeAll(subscriptions, connection, onNewOrigin)).toEqual({
				done: [],
				problems: [],
			});
			expect(await list()).toEqual(before);
		});

		it('leaves an origin alone that another n8n still serves', async () => {
			await settle(here);
			const before = await listAt(ours);
			const asked: string[] = [];
			const isServedElsewhere = async (address: string) => {
				asked.push(address);
				return true;
			};
			await reconcile(subscriptions, connection, onNewOrigin, { isServedElsewhere });
			expect(asked).toEqual([ours]);
			expect(await listAt(ours)).toEqual(before);
		});

		it('removes our subscriptions, and succeeds if they are already gone', async () => {
			await settle();
			const held = await listAt(ours);
			expectDone(await removeAll(subscriptions, connection, here));
			expect(await listAt(ours)).toEqual([]);
			const again = { create: [], update: [], remove: held };
			expectDone(await carryOut(subscriptions, connection, again));
			expect(await removeAll(subscriptions, connection, here)).toEqual({ done: [], problems: [] });
		});
	});
}
