import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { stateKeys } from '../../../../nodes/core/envelope/eventKey';
import { toEvent, type NormalizedEvent } from '../../../../nodes/core/event';
import { authenticate } from '../../../../nodes/Shopify/credential';
import { TOPICS } from '../../../../nodes/Shopify/topics/topics';
import { shopify } from '../../../../nodes/Shopify/vendor';
import { ManualClock } from '../../../sandbox/clock';
import { KINDS } from '../../../sandbox/shopify/kinds';
import type { Act } from '../../../sandbox/shopify/objects';
import { ShopifySandbox } from '../../../sandbox/shopify/server';
import { ALL_SCOPES } from '../../Shopify/catchUp/stage';
import { connectTo } from '../../Shopify/sandboxShop';
import { inShort, ReplayStage, sameness } from './stage';

const HOUR_MS = 3_600_000;
/** The topics with catch-up, and one whose state another topic of them reports. */
const ALL_TOPICS = [...TOPICS.values()]
	.filter(({ topic, foundIn }) => foundIn !== undefined || topic === 'collections/create')
	.map(({ topic }) => topic);

let clock: ManualClock;
let sandbox: ShopifySandbox;
let stage: ReplayStage;
let from: string;
let delivered: NormalizedEvent[];
const now = () => new Date(clock.now()).toISOString();

beforeEach(async () => {
	clock = new ManualClock('2026-11-21T10:00:00Z');
	delivered = [];
	sandbox = await ShopifySandbox.start({
		...{ clock, scopes: ALL_SCOPES },
		post: async ({ headers, body }) => {
			await receive(headers, body);
			return 200;
		},
	});
	const data = {
		...{ shop: 'my-shop', accessToken: sandbox.app.issueToken(), clientSecret: 'secret' },
		...{ useBaseUrl: true, baseUrl: sandbox.url },
	};
	stage = stageOf(data);
});
afterEach(async () => await sandbox.close());

function stageOf(data: ICredentialDataDecryptedObject): ReplayStage {
	return new ReplayStage(
		{
			...{ type: 'signedEventsShopifyApi', data },
			sign: (options) => {
				const signed = authenticate(data, options);
				if (!signed.ok) throw new Error(signed.problem.message);
				return Object.assign(options, { headers: signed.value.headers });
			},
		},
		{ vendor: 'shopify', authentication: 'accessToken' },
	);
}

/** Keeps the events that the trigger makes of a webhook. */
async function receive(headers: Record<string, string>, body: Buffer): Promise<void> {
	const connection = connectTo(sandbox, { topics: ALL_TOPICS });
	const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	const delivery = { headers: Object.fromEntries(lower) as Record<string, string>, body };
	const receivedAt = clock.now();
	const verdict = shopify.verify({ ...delivery, address: '', receivedAt }, connection);
	if (verdict.ok && verdict.kind === 'unwanted') return;
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	const changes = await shopify.normalize(verdict.payload, connection, receivedAt);
	if (!changes.ok) throw new Error(changes.problem.message);
	const { elementKey, hubKey } = shopify;
	const source = { elementKey, hubKey, account: sandbox.domain };
	const shown = { instanceName: '', instanceTags: [], includeRaw: true };
	for (const change of changes.value)
		delivered.push(toEvent(change, { ...source, ...shown }, { capture: 'webhook', receivedAt }));
}

/** Delivers the webhooks of what happened. */
async function announced(acts: readonly Act[]): Promise<void> {
	for (const { topic, body } of acts)
		await sandbox.courier.emit(topic, body, { to: 'https://n8n.example/webhook' });
}

function idOf(acts: readonly Act[]): string {
	const { id, admin_graphql_api_id: gid } = acts[0].body;
	return String(id ?? String(gid).split('/').at(-1));
}

/** The events of a type as receivers of webhooks know them. */
function live(type: string): Set<string> {
	return new Set(delivered.filter(({ objectType }) => objectType === type).map(sameness));
}

it.each(Object.keys(KINDS))(
	'emits what happened to %s with the identity of the webhooks, by date',
	async (type) => {
		const { objects } = sandbox;
		const { parent: over, topics } = KINDS[type];
		const parent = over === undefined ? undefined : String(objects.create(over)[0].body.id);
		const make = () => objects.create(type, { parent });
		const old = idOf(make());
		const doomed = idOf(make());
		clock.advance(HOUR_MS);
		from = now();
		await announced(make());
		clock.advance(HOUR_MS);
		await announced(objects.update(old));
		clock.advance(HOUR_MS);
		if (topics.delete !== undefined) await announced(objects.delete(doomed));
		clock.advance(HOUR_MS);
		const replayed = await stage.events({ objectTypes: [type], from, returnAll: true });
		expect(new Set(replayed.map(sameness))).toEqual(live(type));
		expect(replayed.length).toBeGreaterThan(0);
		const dates = replayed.map(({ date }) => date);
		expect(dates).toEqual([...dates].sort());
		expect(replayed[0]).toMatchObject({ capture: 'backfill', account: sandbox.domain });
	},
);

it('does not let Skip Duplicates drop a change of the second in which it read', async () => {
	const { objects } = sandbox;
	from = now();
	const id = idOf(objects.create('orders'));
	clock.advance(HOUR_MS);
	objects.update(id);
	const replayed = await stage.events({ objectTypes: 'orders', from, returnAll: true });
	expect(replayed.map(inShort)).toEqual([`CREATED orders ${id}`, `UPDATED orders ${id}`]);
	clock.advance(300);
	await announced(objects.update(id));
	const [later] = delivered;
	expect(later.date).toBe(replayed[1].date);
	const marks = replayed.flatMap((event) => [event.id, stateKeys(event)?.mark]);
	expect(marks).not.toContain(later.id);
	expect(stateKeys(later)?.skippedBy.filter((key) => marks.includes(key))).toEqual([]);
});

describe('with several orders', () => {
	let ids: string[];

	beforeEach(() => {
		from = now();
		ids = Array.from({ length: 5 }, () => {
			clock.advance(HOUR_MS);
			return idOf(sandbox.objects.create('orders'));
		});
		clock.advance(HOUR_MS);
	});

	const created = (some: readonly string[]) => some.map((id) => `CREATED orders ${id}`);

	it('emits only events of the span, also of objects that have changed after it', async () => {
		const to = new Date(Date.parse(from) + 2.5 * HOUR_MS).toISOString();
		sandbox.objects.update(ids[0]);
		const events = await stage.events({ objectTypes: 'orders', from, to });
		expect(events.map(inShort)).toEqual(created(ids.slice(0, 2)));
	});

	it('emits only events of the given objects', async () => {
		const events = await stage.events({ objectTypes: 'orders', from, ids: [ids[3], 'x'] });
		expect(events.map(inShort)).toEqual(created([ids[3]]));
	});

	it('stops reading once it has enough events', async () => {
		for (let count = 0; count < 250; count++) sandbox.objects.create('orders');
		const read = async (limit: number) => {
			const before = sandbox.requests.length;
			const events = await stage.events({ objectTypes: 'orders', from, limit });
			return { events, requests: sandbox.requests.length - before };
		};
		const few = await read(3);
		expect(few.events.map(inShort)).toEqual(created(ids.slice(0, 3)));
		const all = await read(10_000);
		expect(all.events).toHaveLength(255);
		// The second list shows deletions.
		expect([few.requests, all.requests]).toEqual([2, 4]);
	});

	it('previews the number of events, and keeps none', async () => {
		sandbox.objects.create('products');
		const preview = await stage.preview({ objectTypes: 'orders, products', from });
		expect(preview).toMatchObject({
			...{ vendor: 'shopify', account: 'my-shop.myshopify.com', events: 6, requests: 3 },
			byType: [
				{ objectType: 'orders', events: 5, created: 5 },
				{ objectType: 'products', events: 1, created: 1 },
			],
		});
	});

	it('emits the objects of the REST API if the option says so', async () => {
		const rest = { options: { catchUpRaw: 'rest' } };
		const [first] = await stage.events({ objectTypes: 'orders', from, ...rest });
		expect(first.rawShape).toBe(undefined);
		expect(first.raw).toHaveProperty('admin_graphql_api_id');
		const [graphql] = await stage.events({ objectTypes: 'orders', from });
		expect(graphql).toMatchObject({ rawShape: 'graphql', id: first.id, stateId: first.stateId });
	});
});

it('warns that Shopify may not show orders that are older than 60 days', async () => {
	await stage.items({ objectTypes: 'orders', from: '2026-01-01' });
	expect(stage.hints).toContainEqual(expect.stringMatching(/^Shopify shows orders older than 60/));
});

it('fails if the app may not read a list', async () => {
	await sandbox.close();
	sandbox = await ShopifySandbox.start({ clock, scopes: ['read_orders'] });
	const data = { shop: 'my-shop', accessToken: sandbox.app.issueToken(), clientSecret: 'secret' };
	stage = stageOf({ ...data, useBaseUrl: true, baseUrl: sandbox.url });
	await expect(stage.items({ objectTypes: 'products', from: now() })).rejects.toThrow(/product/);
});

it("fails with Shopify's problem if Shopify is down", async () => {
	sandbox.faults.push({ effect: { kind: 'status', status: 503 } });
	await expect(stage.items({ objectTypes: 'orders', from: now() })).rejects.toThrow(
		/^The request to my-shop\.myshopify\.com failed/,
	);
});

it('subscribes to nothing', async () => {
	await stage.items({ objectTypes: Object.keys(KINDS), from: now() });
	expect(sandbox.requests.length).toBeGreaterThan(9);
	expect(sandbox.subscriptions.all).toEqual([]);
});
