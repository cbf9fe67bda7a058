import { toEvent, type NormalizedEvent } from '../../../../nodes/core/event';
import { confirm } from '../../../../nodes/Ecwid/confirm';
import { authenticate } from '../../../../nodes/Ecwid/credential';
import { claim } from '../../../../nodes/Ecwid/normalize';
import { ecwid } from '../../../../nodes/Ecwid/vendor';
import { readAgain } from '../../../../nodes/Ecwid/replay/read';
import { readObject } from '../../../../nodes/Ecwid/verify';
import { ok } from '../../../../nodes/core/result';
import { ManualClock } from '../../../sandbox/clock';
import { credentialFor, openEcwid, type EcwidStage } from '../../Ecwid/stage';
import { inShort, ReplayStage, sameness } from './stage';

const HOUR_MS = 3_600_000;
const TYPES = ['carts', 'customers', 'discounts', 'orders', 'products', 'reviews'];

let clock: ManualClock;
let opened: EcwidStage;
let stage: ReplayStage;
let from: string;
const shop = () => opened.sandbox.store;
const now = () => new Date(clock.now()).toISOString();

beforeEach(async () => {
	clock = new ManualClock('2026-11-21T10:00:00Z');
	opened = await openEcwid(clock);
	stage = stageOf({});
	clock.advance(HOUR_MS);
	from = now();
});
afterEach(async () => await opened.close());

function stageOf(more: object): ReplayStage {
	const data = { ...credentialFor(opened.sandbox), ...more };
	return new ReplayStage(
		{
			...{ type: 'signedEventsEcwidApi', data },
			sign: (options) => {
				const signed = authenticate(data, options);
				if (!signed.ok) throw new Error(signed.problem.message);
				return Object.assign(options, { headers: signed.value.headers });
			},
		},
		{ vendor: 'ecwid' },
	);
}

/** Returns the event that the trigger makes of a webhook. */
async function delivered(
	topic: string,
	entityId: unknown,
	orderId: unknown = null,
): Promise<NormalizedEvent[]> {
	const body = opened.sandbox.webhooks.event(topic, Number(entityId), {
		orderId: orderId as string,
	});
	const object = readObject(body);
	if ('missing' in object) throw new Error(`no ${object.missing}`);
	const { elementKey, hubKey } = ecwid;
	const source = { elementKey, hubKey, account: '1003', instanceName: '', instanceTags: [] };
	const eventOf = (change: ReturnType<typeof claim>) =>
		toEvent(change, { ...source, includeRaw: true }, { capture: 'webhook', receivedAt: 0 });
	const change = claim({ eventId: body.eventId, created: clock.now(), body, ...object });
	const confirmed = await confirm(eventOf(change), opened.connection);
	if (!confirmed.ok) throw new Error(confirmed.problem.message);
	return confirmed.value.map(eventOf);
}

it('emits created, changed and deleted objects with the ids of the webhooks, by date', async () => {
	const [old, gone] = [shop().create('orders'), shop().create('customers')];
	clock.advance(HOUR_MS);
	from = now();
	const order = shop().create('orders');
	const live = await delivered('order.created', order.internalId, order.id);
	clock.advance(HOUR_MS);
	shop().update('orders', old.id, { paymentStatus: 'PAID' });
	live.push(...(await delivered('order.updated', old.internalId, old.id)));
	clock.advance(HOUR_MS);
	shop().remove('customers', gone.id);
	live.push(...(await delivered('customer.deleted', gone.id)));
	clock.advance(HOUR_MS);
	const replayed = await stage.events({ objectTypes: TYPES, from });
	expect(replayed.map(sameness)).toEqual(live.map(sameness));
	expect(replayed.map(inShort)).toEqual([
		`CREATED orders ${order.id}`,
		`UPDATED orders ${old.id}`,
		`DELETED customers ${gone.id}`,
	]);
	expect(replayed[0]).toMatchObject({ capture: 'backfill', account: '1003' });
});

describe('with several orders', () => {
	let ids: string[];
	const created = (some: readonly string[]) => some.map((id) => `CREATED orders ${id}`);

	beforeEach(() => {
		ids = Array.from({ length: 5 }, () => {
			clock.advance(HOUR_MS);
			return String(shop().create('orders').id);
		});
		clock.advance(HOUR_MS);
	});

	it('emits only events of the span, also of objects that have changed after it', async () => {
		const to = new Date(Date.parse(from) + 2.5 * HOUR_MS).toISOString();
		shop().update('orders', ids[0], { paymentStatus: 'PAID' });
		const events = await stage.events({ objectTypes: 'orders', from, to });
		expect(events.map(inShort)).toEqual(created(ids.slice(0, 2)));
	});

	it('emits only events of the given objects', async () => {
		const events = await stage.events({ objectTypes: 'orders', from, ids: `${ids[3]},x` });
		expect(events.map(inShort)).toEqual(created([ids[3]]));
	});

	it('emits the earliest events up to the limit', async () => {
		const events = await stage.events({ objectTypes: 'orders, products', from, limit: 2 });
		expect(events.map(inShort)).toEqual(created(ids.slice(0, 2)));
	});

	it('previews the number of events', async () => {
		expect(await stage.preview({ objectTypes: 'orders', from })).toMatchObject({
			...{ vendor: 'ecwid', account: '1003', events: 5, requests: 2 },
			byType: [{ objectType: 'orders', events: 5, created: 5, deleted: 0 }],
		});
	});
});

it('emits nothing for an empty span, and says so', async () => {
	expect(await stage.items({ objectTypes: TYPES, from })).toEqual([]);
	expect(stage.hints).toEqual([
		expect.stringMatching(/found no events of carts, customers.* of 1003 /),
	]);
});

it('fails if the token lacks a scope, or is missing', async () => {
	const lacking = stageOf({ accessToken: opened.sandbox.addToken(['read_catalog']) });
	await expect(lacking.items({ objectTypes: 'orders', from })).rejects.toThrow(/scope/);
	const without = stageOf({ accessToken: '' });
	await expect(without.items({ objectTypes: 'orders', from })).rejects.toThrow(/no Access Token/);
});

it("fails with Ecwid's problem and a next step that fits a replay", async () => {
	opened.sandbox.faults.push({ effect: { kind: 'status', status: 200, body: {} } });
	await expect(stage.items({ objectTypes: 'orders', from })).rejects.toThrow(
		/orders was not read: the response is not a list\. Choose a later From/,
	);
});

it('names the size of a list that is too large, without the other lists of a check', async () => {
	const page = { value: { items: [{ id: 1 }], total: 1 }, bytes: 65 * 1024 * 1024 };
	const request = { objectTypes: ['customers'], from: 0, to: Infinity, ids: [] };
	const read = await readAgain(
		{ ask: async () => ok({ ...page, serverNow: clock.now() }), now: () => clock.now() },
		{ ...request, mostPerList: Infinity, take: async () => 0, mayGoOn: () => true },
	);
	expect(read).toMatchObject({
		problem: {
			message:
				"Ecwid's list of customers was not read: it is larger than 64 MB. Choose a later From, or try again later.",
		},
	});
});
