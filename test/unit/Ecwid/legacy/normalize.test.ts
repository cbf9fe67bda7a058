import { toEvent, type Change } from '../../../../nodes/core/event';
import type { Connection } from '../../../../nodes/Ecwid/connection';
import { ecwid } from '../../../../nodes/Ecwid/vendor';
import { duplicateKeys, rawHasher } from '../../../../nodes/SignedEvent/emit/parseItem';
import { ManualClock } from '../../../sandbox/clock';
import type { JsonObject } from '../../../sandbox/json';
import { openEcwid, type EcwidStage } from '../stage';

/** For real requests on a busy machine. */

let clock: ManualClock;
let stage: EcwidStage;

beforeEach(async () => {
	clock = new ManualClock('2026-11-21T10:00:00Z');
	stage = await openEcwid(clock);
});
afterEach(async () => await stage.close());

/** A notification as it is received; `fields` override Ecwid's. */
async function notify(
	order: JsonObject,
	fields: Record<string, string> = {},
	connection: Connection = stage.connection,
): Promise<Change[] | string> {
	const { body, headers } = stage.sandbox.webhooks.notification('http://x', order, fields);
	const delivery = {
		headers: { 'content-type': headers['Content-Type'] },
		body: Buffer.from(body),
		address: 'http://x',
		receivedAt: clock.now(),
	};
	const verdict = ecwid.verify(delivery, connection);
	if (!verdict.ok || verdict.kind !== 'change') return JSON.stringify(verdict);
	const outcome = await ecwid.normalize(verdict.payload, connection, clock.now());
	return outcome.ok ? outcome.value : outcome.problem.message;
}

const CHANGE = { event_type: 'order_status_change', old_payment_status: 'QUEUED' };

describe('a flood of unsigned legacy notifications', () => {
	const sayThrottled = expect.stringContaining('too many arrived within a minute');

	it('costs 20 requests a minute, and delays nothing else', async () => {
		const order = stage.sandbox.store.create('orders', { total: 12 });
		for (let minute = 1; minute <= 3; minute++) {
			const told: unknown[] = [];
			for (let count = 0; count < 100; count++)
				told.push(await notify(order, { order_id: String(minute * 1000 + count) }));
			expect(told.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => []));
			expect(new Set(told.slice(20))).toEqual(new Set([told[20]]));
			expect(told[20]).toEqual(sayThrottled);
			expect(stage.sandbox.requests.length).toBe(minute * 20);
			clock.advance(60_000);
		}
		for (let count = 0; count < 500; count++)
			expect(await stage.connection.ask('profile')).toMatchObject({ ok: true });
		expect(stage.slept).toEqual([]);
	});

	it('fetches one order three times a minute, and others too', async () => {
		const order = stage.sandbox.store.create('orders', { total: 12 });
		const other = stage.sandbox.store.create('orders', { total: 13 });
		for (let count = 0; count < 10; count++) await notify(order);
		expect(stage.sandbox.requests.length).toBe(3);
		expect(await notify(order)).toEqual(sayThrottled);
		expect(await notify(other)).toHaveLength(1);
		clock.advance(60_000);
		expect(await notify(order)).toHaveLength(1);
	});
});

it('forms cost one request when Ecwid throttles, and none until the pause is over', async () => {
	stage.sandbox.faults.push({ effect: { kind: 'status', status: 429, retryAfter: 30 } });
	const order = stage.sandbox.store.create('orders');
	const flood = async () => {
		for (let count = 0; count < 15; count++)
			expect(await notify(order, { order_id: String(1000 + count) })).toEqual(expect.any(String));
	};
	await flood();
	expect(stage.sandbox.requests.length).toBe(1);
	clock.advance(29_999);
	await flood();
	expect(stage.sandbox.requests.length).toBe(1);
	clock.advance(1);
	await flood();
	expect(stage.sandbox.requests.length).toBe(2);
	expect(stage.slept).toEqual([]);
});

describe('a legacy notification', () => {
	it('emits the order that the key fetches', async () => {
		const order = stage.sandbox.store.create('orders', { total: 12 });
		const [change, ...more] = (await notify(order)) as Change[];
		expect(more).toEqual([]);
		expect(change).toMatchObject({
			eventType: 'CREATED',
			objectType: 'orders',
			objectId: String(order.internalId),
			revision: 'born',
			date: '2026-11-21T10:00:00Z',
			topic: 'order.created',
			raw: { number: order.internalId, totalCost: 12, paymentStatus: 'QUEUED' },
		});
		expect(change).not.toHaveProperty('unproven');
		const [{ parameters }] = stage.sandbox.requests.all();
		expect(parameters).toMatchObject({ order: String(order.internalId), statuses: '*' });
	});

	it('of an order that is not paid does not suppress the later one', async () => {
		const order = stage.sandbox.store.create('orders', { paymentStatus: 'INCOMPLETE' });
		const source = {
			...ecwid,
			account: '1003',
			instanceName: '',
			instanceTags: [],
			includeRaw: true,
		};
		const keysAt = async (paymentStatus: string) => {
			const { id } = order;
			const updated = stage.sandbox.store.update('orders', id, { paymentStatus });
			const [change] = (await notify(updated)) as Change[];
			const capture = { capture: 'webhook', deliveryId: 'a', receivedAt: clock.now() } as const;
			return { change, keys: duplicateKeys(toEvent(change, source, capture), rawHasher()) };
		};
		const forged = await keysAt('INCOMPLETE');
		clock.advance(40 * 60_000);
		const genuine = await keysAt('PAID');
		expect([forged, genuine].map(({ change }) => change.eventType)).toEqual(['CREATED', 'CREATED']);
		expect(forged.keys).not.toEqual(genuine.keys);
		expect(genuine.change.unsigned).not.toContain('id');
	});

	it('emits each present status of an order once', async () => {
		const { id } = stage.sandbox.store.create('orders');
		const paid = stage.sandbox.store.update('orders', id, { paymentStatus: 'PAID' });
		const first = (await notify(paid, CHANGE)) as Change[];
		expect(first).toMatchObject([{ eventType: 'UPDATED', raw: { paymentStatus: 'ACCEPTED' } }]);
		const again = (await notify(paid, CHANGE)) as Change[];
		expect(again[0].revision).toBe(first[0].revision);
		const shipped = stage.sandbox.store.update('orders', id, { fulfillmentStatus: 'SHIPPED' });
		const next = (await notify(shipped, CHANGE)) as Change[];
		expect(next[0].revision).not.toBe(first[0].revision);
	});

	it.each([
		['an order that is not there', { order_id: '999999' }],
		['a status that the order has not', { ...CHANGE, payment_status: 'ACCEPTED' }],
		['a delivery that never was', { ...CHANGE, fulfillment_status: 'DELIVERED' }],
	])('emits nothing for %s', async (_what, fields) => {
		const order = stage.sandbox.store.create('orders');
		expect(await notify(order, fields as Record<string, string>)).toEqual([]);
	});

	it('emits UPDATED for an old order', async () => {
		const order = stage.sandbox.store.create('orders');
		clock.advance(4 * 24 * 3_600_000);
		expect(await notify(order)).toMatchObject([{ eventType: 'UPDATED', topic: 'order.updated' }]);
		const onlyNew = { ...stage.connection, eventTypes: ['order.created'] };
		expect(await notify(order, {}, onlyNew)).toEqual([]);
		clock.advance(27 * 24 * 3_600_000);
		const paid = stage.sandbox.store.update('orders', order.id, { paymentStatus: 'PAID' });
		expect(await notify(paid)).toMatchObject([{ eventType: 'UPDATED' }]);
	});

	it.each([{}, CHANGE])('lists in `unsigned` what only the form says: %j', async (fields) => {
		const { id } = stage.sandbox.store.create('orders');
		const order = stage.sandbox.store.update('orders', id, { paymentStatus: 'PAID' });
		const [change] = (await notify(order, fields as Record<string, string>)) as Change[];
		expect(change.unsigned).toEqual([
			...['eventType', 'topic', 'objectType', 'objectId', 'deliveryId'],
		]);
	});

	it('that is not chosen causes no request', async () => {
		const order = stage.sandbox.store.create('orders');
		const connection = { ...stage.connection, eventTypes: ['product.created'] };
		expect(await notify(order, {}, connection)).toContain('"kind":"unwanted"');
		expect(stage.sandbox.requests.length).toBe(0);
	});

	it('fails with an invalid key, so that Ecwid retries', async () => {
		const order = stage.sandbox.store.create('orders');
		const connection = stage.withCredential({ orderSecretKey: 'wrong' });
		expect(await notify(order, {}, connection)).toMatch(
			/rejected a secret key .* Correct Order Secret Key/,
		);
	});

	it('needs only a key, as instances of Cloud Elements have', () => {
		const { connection } = stage;
		const seed = { ...connection, clientSecret: '', hasToken: false };
		expect(ecwid.configError!(seed)).toBeUndefined();
		expect(ecwid.configError!({ ...seed, legacy: undefined })).toMatch(/no Client Secret/);
		expect(
			ecwid.configError!({ ...seed, legacy: { ...connection.legacy!, hasKey: false } }),
		).toMatch(/no Order Secret Key/);
		expect(ecwid.configError!({ ...connection, hasToken: false })).toMatch(/no Access Token/);
		expect(ecwid.configError!({ ...connection, eventTypes: [] })).toMatch(
			/no event type is chosen/,
		);
	});
});
