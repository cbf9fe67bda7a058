import { randomUUID } from 'node:crypto';

import { toEvent, type Change, type NormalizedEvent } from '../../../../nodes/core/event';
import { authenticate } from '../../../../nodes/WooCommerce/client/credential';
import { ELEMENT } from '../../../../nodes/WooCommerce/resources';
import { ManualClock } from '../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { byName, Polling } from '../../WooCommerce/poll/polling';
import type { JsonObject } from '../../../sandbox/json';
import { inShort, ReplayStage, sameness } from './stage';

const HOUR_MS = 3_600_000;

let clock: ManualClock;
let sandbox: Sandbox;
let stage: ReplayStage;
let from: string;
const shop = () => sandbox.wooCommerce.shop;
const now = () => new Date(clock.now()).toISOString();

beforeEach(async () => {
	clock = new ManualClock('2026-05-01T12:00:00Z');
	sandbox = await startSandbox({
		seed: 9,
		clock,
		wooCommerce: { orders: 5, products: 5, customers: 5, coupons: 5 },
	});
	const { url: storeUrl, keys } = sandbox.wooCommerce;
	const data = { storeUrl, ...keys };
	stage = new ReplayStage(
		{
			...{ type: 'signedEventsWooCommerceApi', data },
			sign: (options) => {
				const moment = { nonce: randomUUID(), timestamp: Math.floor(clock.now() / 1000) };
				const signed = authenticate(data, options, moment);
				if (!signed.ok) throw new Error(signed.problem.message);
				return signed.value;
			},
		},
		{ vendor: 'wooCommerce' },
	);
	clock.advance(24 * HOUR_MS);
	from = now();
});
afterEach(async () => await sandbox.close());

/** The events that a poll emits for its changes. */
function eventsOf(changes: readonly Change[]): NormalizedEvent[] {
	const { host, pathname } = new URL(sandbox.wooCommerce.url);
	const account = `${host}${pathname}`.replace(/\/$/, '');
	const source = { ...ELEMENT, account, instanceName: '', instanceTags: [], includeRaw: true };
	return changes.map((change) => toEvent(change, source, { capture: 'polling', receivedAt: 0 }));
}

/** What moves the date of an object. */
const PATCHES: Record<string, JsonObject> = {
	orders: { customer_note: 'Ring twice' },
	products: { name: 'Another name' },
	coupons: { description: 'For friends' },
	customers: { first_name: 'Ada' },
};

/** Creates an object, changes one and trashes one, and returns what a poll emits. */
async function happen(name: string, resource = name): Promise<NormalizedEvent[]> {
	const polling = await new Polling(sandbox, clock, [byName(name)]).begin();
	const [old, trashed] = shop().ids(resource);
	shop().create(resource);
	clock.advance(HOUR_MS);
	shop().update(resource, old, PATCHES[resource]);
	clock.advance(HOUR_MS);
	if (resource !== 'customers') shop().trash(resource, trashed);
	const live = eventsOf((await polling.pollLater()).changes);
	clock.advance(HOUR_MS);
	return live;
}

const ALL = [
	['orders', 'orders', 'CREATED', 'UPDATED', 'DELETED'],
	['products', 'products', 'CREATED', 'UPDATED', 'DELETED'],
	['discounts', 'coupons', 'CREATED', 'UPDATED', 'DELETED'],
	['customers', 'customers', 'CREATED', 'UPDATED'],
] as const;

it.each(ALL)(
	'emits created, changed and trashed %s with the ids of the poll, by date',
	async (name, resource, ...types) => {
		const live = await happen(name, resource);
		const replayed = await stage.events({ objectTypes: [name], from });
		expect(replayed.map(sameness).sort()).toEqual(live.map(sameness).sort());
		expect(replayed.map(({ eventType }) => eventType)).toEqual(types);
		expect(replayed.map(({ date }) => date)).toEqual(replayed.map(({ date }) => date).sort());
		expect(new Set(replayed.map(({ capture }) => capture))).toEqual(new Set(['backfill']));
		expect(replayed[0]).toMatchObject({
			account: live[0].account,
			instanceName: 'Signed Event',
		});
	},
);

describe('with several events', () => {
	let ids: string[];

	beforeEach(() => {
		ids = Array.from({ length: 5 }, () => {
			clock.advance(HOUR_MS);
			return String(shop().create('orders', { line_items: [] }).id);
		});
		shop().create('products');
		clock.advance(HOUR_MS);
	});

	it('emits only events of the span', async () => {
		const to = new Date(Date.parse(from) + 2.5 * HOUR_MS).toISOString();
		const events = await stage.events({ objectTypes: 'orders', from, to });
		expect(events.map(inShort)).toEqual(ids.slice(0, 2).map((id) => `CREATED orders ${id}`));
	});

	it('emits the creation of an object that has changed after the span', async () => {
		const to = now();
		clock.advance(HOUR_MS);
		shop().update('orders', Number(ids[0]), PATCHES.orders);
		const events = await stage.events({ objectTypes: 'orders', from, to });
		expect(events.map(inShort)).toEqual(ids.map((id) => `CREATED orders ${id}`));
	});

	it('asks only for the given objects', async () => {
		const { requests } = sandbox.wooCommerce;
		const events = await stage.events({
			objectTypes: ['orders'],
			...{ from, ids: `${ids[1]}, ${ids[3]}, 99999, none` },
		});
		expect(events.map(inShort)).toEqual([1, 3].map((at) => `CREATED orders ${ids[at]}`));
		expect(requests.all(({ parameters }) => parameters.include === undefined)).toEqual([]);
	});

	it('sends no request if no ID is one of WooCommerce', async () => {
		expect(await stage.events({ objectTypes: ['orders'], from, ids: 'none' })).toEqual([]);
		expect(sandbox.wooCommerce.requests.all(() => true)).toEqual([]);
	});

	it('emits the earliest events up to the limit, of all types', async () => {
		const parameters = { objectTypes: ['products', 'orders'], from };
		expect((await stage.events({ ...parameters, limit: 3 })).map(inShort)).toEqual(
			ids.slice(0, 3).map((id) => `CREATED orders ${id}`),
		);
		expect(await stage.events({ ...parameters, returnAll: true, limit: 1 })).toHaveLength(6);
	});

	it('leaves out what the filters drop', async () => {
		const parameters = { objectTypes: ['orders'], from };
		const condition = [{ field: 'objectId', operator: 'equals', value: ids[2] }];
		const options = { filterFields: { condition }, includeRaw: false };
		const events = await stage.events({ ...parameters, options });
		expect(events.map(inShort)).toEqual([`CREATED orders ${ids[2]}`]);
		expect(events[0].raw).toBe(undefined);
		const none = { filterEventTypes: ['DELETED'] };
		expect(await stage.events({ ...parameters, options: none })).toEqual([]);
	});

	it('previews the number of events and of requests', async () => {
		const preview = await stage.preview({ objectTypes: ['orders', 'products'], from, limit: 1 });
		const counts = { updated: 0, deleted: 0, unknown: 0 };
		expect(preview).toEqual({
			summary: expect.stringMatching(/^A replay would emit 6 events of 127/),
			...{ vendor: 'wooCommerce', account: expect.any(String), from: `${from.slice(0, 19)}Z` },
			...{ to: expect.any(String), events: 6, requests: 4 },
			byType: [
				{ objectType: 'orders', events: 5, created: 5, ...counts },
				{ objectType: 'products', events: 1, created: 1, ...counts },
			],
			earliest: '2026-05-02T13:00:00Z',
			latest: '2026-05-02T17:00:00Z',
		});
		expect(sandbox.wooCommerce.requests.all(() => true)).toHaveLength(4);
	});
});

it('emits nothing for an empty span, and says so', async () => {
	expect(await stage.items({ objectTypes: ['orders'], from })).toEqual([]);
	expect(stage.hints).toEqual([
		expect.stringMatching(/found no events of orders of .* from .* to now\./),
	]);
});

it('changes nothing in the shop', async () => {
	await stage.items({ objectTypes: ['orders'], from });
	const { requests } = sandbox.wooCommerce;
	expect(requests.all(({ method }) => method !== 'GET')).toEqual([]);
});

it('reads each page of a long list', async () => {
	const ids = Array.from({ length: 230 }, () => String(shop().create('orders').id));
	clock.advance(HOUR_MS);
	const events = await stage.events({ objectTypes: ['orders'], from, returnAll: true });
	expect(events.map(({ objectId }) => objectId)).toEqual(ids);
});

it("fails with the shop's problem", async () => {
	sandbox.wooCommerce.faults.push({ effect: { kind: 'status', status: 503 } });
	await expect(stage.items({ objectTypes: ['orders'], from })).rejects.toThrow(/503/);
});
