import { toEvent, type Change, type NormalizedEvent } from '../../../nodes/core/event';
import { ok, PROBLEM } from '../../../nodes/core/result';
import type { Connection } from '../../../nodes/Ecwid/connection';
import { EVENTS } from '../../../nodes/Ecwid/eventTypes';
import { ecwid } from '../../../nodes/Ecwid/vendor';
import { duplicateKeys, rawHasher } from '../../../nodes/SignedEvent/emit/parseItem';
import { ManualClock } from '../../sandbox/clock';
import { KINDS, type KindName } from '../../sandbox/ecwid/kinds';
import type { WebhookEvent } from '../../sandbox/ecwid/webhooks';
import type { JsonObject, JsonValue } from '../../sandbox/json';
import { openEcwid, type EcwidStage } from './stage';

/** For real requests on a busy machine. */

const SOURCE = { elementKey: 'ecwid', hubKey: 'ecommerce', instanceName: '', instanceTags: [] };

let clock: ManualClock;
let stage: EcwidStage;

beforeEach(async () => {
	clock = new ManualClock('2026-11-21T10:00:00Z');
	stage = await openEcwid(clock);
});
afterEach(async () => await stage.close());

const eventOf = (change: Change): NormalizedEvent =>
	toEvent(
		change,
		{ ...SOURCE, account: '1003', includeRaw: true },
		{ capture: 'webhook', deliveryId: 'delivery', receivedAt: clock.now() },
	);

/** A webhook from its delivery to the end of its execution. */
async function come(
	event: JsonObject,
	signed: WebhookEvent = event as WebhookEvent,
	connection: Connection = stage.connection,
	later: Connection = connection,
) {
	const { body, headers } = stage.sandbox.webhooks.letter('https://n8n.example/x', signed, event);
	const verdict = ecwid.verify(
		{
			headers: Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
			),
			body: Buffer.from(body),
			address: 'https://n8n.example/x',
			receivedAt: clock.now(),
		},
		connection,
	);
	if (verdict.ok && verdict.kind === 'unwanted') return [];
	if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
	const claims = await ecwid.normalize(verdict.payload, connection, clock.now());
	if (!claims.ok) throw new Error(claims.problem.message);
	const confirmed = [];
	for (const claim of claims.value) {
		const claimed = { ...eventOf(claim), deliveryId: verdict.deliveryId };
		confirmed.push(await ecwid.confirm!(claimed, later));
	}
	return confirmed;
}

/** The same, if Ecwid answered. */
async function told(...given: Parameters<typeof come>): Promise<NormalizedEvent[]> {
	const confirmed = await come(...given);
	return confirmed.flatMap((outcome) => {
		if (!outcome.ok) throw new Error(outcome.problem.message);
		return outcome.value.map(eventOf);
	});
}

/** A webhook as Ecwid writes it for an object of the store. */
function webhook(topic: string, object: JsonObject): WebhookEvent {
	const kind = (Object.keys(KINDS) as KindName[]).find(
		(name) => KINDS[name].event === topic.split('.')[0],
	)!;
	const id = object[KINDS[kind].idField] as JsonValue;
	const entityId = Number(object.internalId ?? object.id ?? 1);
	const data = { orderId: id, cartId: id };
	return stage.sandbox.webhooks.event(topic, entityId, data);
}

const kinds = Object.keys(KINDS) as KindName[];
const dated = kinds.filter((kind) => 'dates' in KINDS[kind]);
const withList = kinds.filter((kind) => 'deleted' in KINDS[kind]);
const withoutList = kinds.filter((kind) => !('deleted' in KINDS[kind]));
const pathOf = (kind: KindName) => KINDS[kind].event;

describe('a recorded signature over a body that claims a creation', () => {
	const DAY_MS = 24 * 3_600_000;

	it('of an order of 2019 emits UPDATED with its state', async () => {
		const now = clock.now();
		clock.set('2019-03-01T12:00:00Z');
		const old = stage.sandbox.store.create('orders');
		clock.set(new Date(now).toISOString());
		const claim = webhook('order.created', old);
		expect(await told(claim)).toMatchObject([
			{ eventType: 'UPDATED', topic: 'order.updated', objectId: String(old.id) },
		]);
		const onlyNew = { ...stage.connection, eventTypes: ['order.created'] };
		expect(await told(claim, claim, onlyNew)).toEqual([]);
		// An old order that changed today is still not new.
		stage.sandbox.store.update('orders', old.id, { paymentStatus: 'PAID' });
		expect(await told(claim)).toMatchObject([{ eventType: 'UPDATED' }]);
	});

	it('of an order without changes for some days emits UPDATED too', async () => {
		const old = stage.sandbox.store.create('orders');
		clock.advance(3 * DAY_MS);
		expect(await told(webhook('order.created', old))).toMatchObject([{ eventType: 'UPDATED' }]);
	});

	it('of an order that is not paid yet does not suppress the event of its payment', async () => {
		const order = stage.sandbox.store.create('orders', { paymentStatus: 'INCOMPLETE' });
		const claim = webhook('order.created', order);
		const [early] = await told(claim);
		expect(early.unsigned).toContain('id');
		stage.sandbox.store.update('orders', order.id, { paymentStatus: 'PAID' });
		const [paid] = await told(claim);
		expect(paid).toMatchObject({ eventType: 'CREATED', id: early.id });
		expect(duplicateKeys(paid, rawHasher())).not.toEqual(duplicateKeys(early, rawHasher()));
	});

	it('emits CREATED for an order from a cart of three weeks ago', async () => {
		const order = stage.sandbox.store.create('orders');
		clock.advance(21 * DAY_MS);
		stage.sandbox.store.update('orders', order.id, { paymentStatus: 'PAID' });
		expect(await told(webhook('order.created', order))).toMatchObject([
			{ eventType: 'CREATED', revision: 'born' },
		]);
	});

	it.each(['created', 'updated'])(
		'lists in `unsigned` all that the body decided for an object without dates: %s',
		async (what) => {
			const category = stage.sandbox.store.create('categories');
			const [event] = await told(webhook(`category.${what}`, category));
			expect(event.unsigned).toEqual([
				...['eventType', 'topic', 'objectType', 'objectId'],
				...['id', 'date', 'revision'],
			]);
		},
	);

	it.each(['created', 'updated', 'deleted'])(
		'lists kind and object in `unsigned` for an object with dates: %s',
		async (what) => {
			const order = stage.sandbox.store.create('orders');
			clock.advance(20 * DAY_MS);
			stage.sandbox.store.update('orders', order.id, { paymentStatus: 'PAID' });
			if (what === 'deleted') stage.sandbox.store.remove('orders', order.id);
			const [event] = await told(webhook(`order.${what}`, order));
			expect(event.eventType).toBe(what.toUpperCase());
			expect(event.unsigned).toEqual(['eventType', 'topic', 'objectType', 'objectId']);
			// Skip Duplicates recognizes the same change from catch-up.
			expect(duplicateKeys(event, rawHasher())).toEqual([
				{ marks: [event.id], skippedBy: [event.id] },
			]);
		},
	);
});

describe('an answer of Ecwid that is not an object', () => {
	it.each([[null], [[]], ['gone'], [5]])('fails the execution: %j', async (value) => {
		const ask = async () => ok({ value, bytes: 1, serverNow: clock.now() });
		const claim = webhook('category.created', { id: 7 });
		const connection = { ...stage.connection, ask } as Connection;
		await expect(told(claim, claim, connection)).rejects.toThrow('is not an object');
	});

	it('does not keep a row with an odd id from being skipped', async () => {
		const value = { invoices: [{ internalId: { toString: 1 } }, { internalId: 5 }] };
		const ask = async () => ok({ value, bytes: 1, serverNow: clock.now() });
		const claim = stage.sandbox.webhooks.event('invoice.created', 5, { orderId: 'A1' });
		const connection = { ...stage.connection, ask } as Connection;
		expect(await told(claim, claim, connection)).toMatchObject([{ objectId: '5' }]);
	});
});

it('asks for no invoice of an order whose id is half a character', async () => {
	const invoice = stage.sandbox.webhooks.event('invoice.created', 5, { orderId: '\ud800' });
	expect(await told(invoice)).toEqual([]);
});

describe('a webhook', () => {
	it.each(kinds)(
		'%s: is emitted as Ecwid returns it, not as the webhook reports it',
		async (kind) => {
			const object = stage.sandbox.store.create(kind);
			const [event, ...more] = await told(webhook(`${pathOf(kind)}.created`, object));
			expect(more).toEqual([]);
			expect(event).toMatchObject({
				eventType: 'CREATED',
				objectType: kind,
				objectId: String(object[KINDS[kind].idField]),
				topic: `${pathOf(kind)}.created`,
				revision: 'born',
				raw: stage.sandbox.store.get(kind, object[KINDS[kind].idField])!,
			});
			expect(event).not.toHaveProperty('unproven');
		},
	);

	it.each(dated)('%s: two states have two ids, one state has one', async (kind) => {
		const object = stage.sandbox.store.create(kind);
		const id = object[KINDS[kind].idField];
		const ids = async () => (await told(webhook(`${pathOf(kind)}.updated`, object)))[0].id;
		const first = await ids();
		stage.sandbox.store.drift(kind, id, { somethingElse: Math.random() });
		expect(await ids()).toBe(first);
		clock.advance(1000);
		stage.sandbox.store.update(kind, id, {});
		expect(await ids()).not.toBe(first);
	});

	it('distinguishes two states of one second by their fields', async () => {
		const order = stage.sandbox.store.create('orders');
		const id = async () => (await told(webhook('order.updated', order)))[0].id;
		const first = await id();
		stage.sandbox.store.update('orders', order.id, { paymentStatus: 'PAID' });
		expect(await id()).not.toBe(first);
	});

	it.each(kinds.filter((kind) => !dated.includes(kind)))(
		'%s: has no date, so that each event is one',
		async (kind) => {
			const object = stage.sandbox.store.create(kind);
			const topic = `${pathOf(kind)}.updated`;
			const [first] = await told(webhook(topic, object));
			const [second] = await told(webhook(topic, object));
			expect(first.id).not.toBe(second.id);
			expect(first.revision).toMatch(/^[0-9a-f-]{36}$/);
		},
	);

	it('finds an invoice among those of its order, and the one profile of the store', async () => {
		const order = stage.sandbox.store.create('orders');
		stage.sandbox.store.invoice(String(order.id));
		const invoice = stage.sandbox.store.invoice(String(order.id));
		const { webhooks } = stage.sandbox;
		const data = { orderId: order.id };
		const made = webhooks.event('invoice.created', Number(invoice.internalId), data);
		expect(await told(made)).toMatchObject([
			{ objectType: 'invoices', objectId: String(invoice.internalId), raw: { id: invoice.id } },
		]);
		expect(await told({ ...made, entityId: 1 }, made)).toEqual([]);
		expect(await told({ ...made, data: { orderId: '..' } }, made)).toEqual([]);
		expect(await told(webhooks.event('profile.updated', 1003))).toMatchObject([
			{ objectType: 'profiles', objectId: '1003', raw: { generalInfo: { storeId: 1003 } } },
		]);
	});

	it('of a creation emits no state, because the body could name any order', async () => {
		const order = stage.sandbox.store.create('orders');
		const [created] = await come(webhook('order.created', order));
		expect(created).toMatchObject({ ok: true, value: [{ eventType: 'CREATED' }] });
	});

	it.each(withList)("%s: emits DELETED if Ecwid's list contains it", async (kind) => {
		const object = stage.sandbox.store.create(kind);
		const id = object[KINDS[kind].idField];
		const claim = webhook(`${pathOf(kind)}.deleted`, object);
		expect(await told(claim)).toEqual([]);
		for (let count = 0; count < 120; count++)
			stage.sandbox.store.remove(kind, stage.sandbox.store.create(kind)[KINDS[kind].idField]);
		stage.sandbox.store.remove(kind, id);
		const [event] = await told(claim);
		expect(event).toMatchObject({
			eventType: 'DELETED',
			objectType: kind,
			objectId: String(id),
			revision: 'gone',
			date: '2026-11-21T10:00:00Z',
		});
		expect(event).not.toHaveProperty('unproven');
	});

	it.each(withoutList)('%s: emits an unproven DELETED if it does not exist', async (kind) => {
		const object = stage.sandbox.store.create(kind);
		const claim = webhook(`${pathOf(kind)}.deleted`, object);
		expect(await told(claim)).toEqual([]);
		stage.sandbox.store.remove(kind, object[KINDS[kind].idField]);
		expect(await told(claim)).toMatchObject([{ eventType: 'DELETED', unproven: true }]);
	});

	it.each([...EVENTS.values()].filter(({ confirmedBy }) => confirmedBy === 'nothing'))(
		'$topic: is handed on as unproven, since nothing shows it',
		async ({ topic, eventType, objectType }) => {
			const { requests, webhooks } = stage.sandbox;
			const event = webhooks.event(topic, '1003', { some: 'thing' });
			expect(await told(event)).toMatchObject([
				{ topic, eventType, objectType, unproven: true, raw: event },
			]);
			expect(requests.length).toBe(0);
		},
	);

	it('emits nothing if its event is not chosen', async () => {
		const order = stage.sandbox.store.create('orders');
		const connection = { ...stage.connection, eventTypes: ['order.updated'] };
		const claim = webhook('order.created', order);
		expect(await told(claim, claim, connection)).toEqual([]);
		expect(stage.sandbox.requests.length).toBe(0);
	});

	it('emits its content as unproven if nothing is fetched', async () => {
		const connection = { ...stage.connection, fetchObject: false };
		const claim = webhook('order.created', { id: 'NONE', internalId: 5 });
		expect(await told(claim, claim, connection)).toMatchObject([
			{
				...{ eventType: 'CREATED', objectId: 'NONE', unproven: true, raw: claim },
				unsigned: ['eventType', 'topic', 'objectType', 'objectId', 'id', 'revision', 'raw'],
			},
		]);
		expect(stage.sandbox.requests.length).toBe(0);
	});
});

describe('a webhook that names an order only by its internal number', () => {
	/** As older webhooks do, and some of today. */
	const bare = (topic: string, order: JsonObject, data?: null) => {
		const event = stage.sandbox.webhooks.event(topic, Number(order.internalId));
		return data === undefined ? event : { ...event, data };
	};

	it.each(['order.created', 'order.updated'])(
		'%s: has the event of the one that names it',
		async (topic) => {
			const order = stage.sandbox.store.create('orders');
			const [named] = await told(webhook(topic, order));
			for (const data of [undefined, null])
				expect(await told(bare(topic, order, data))).toEqual([named]);
			expect(named).toMatchObject({ objectId: order.id, raw: { id: order.id } });
		},
	);

	it('order.deleted: has the event of the one that names it', async () => {
		const order = stage.sandbox.store.create('orders');
		stage.sandbox.store.remove('orders', order.id);
		const [named] = await told(webhook('order.deleted', order));
		expect(await told(bare('order.deleted', order, null))).toEqual([named]);
		expect(named).toMatchObject({ objectId: order.id });
	});

	it('emits nothing for a number that no order has', async () => {
		expect(await told(bare('order.created', { internalId: 999_999 }))).toEqual([]);
		expect(await told(bare('order.deleted', { internalId: 999_999 }))).toEqual([]);
	});
});

describe('a webhook of another store of the app', () => {
	let other: EcwidStage;
	let connection: Connection;

	beforeEach(async () => {
		other = await openEcwid(clock, undefined, 1004);
		const otherStores = new Map([['1004', other.connection.ask]]);
		connection = { ...stage.connection, otherStores };
	});
	afterEach(async () => await other.close());

	const of = (storeId: number, topic: string, object: JsonObject) => ({
		...webhook(topic, object),
		storeId,
	});

	it("is confirmed with that store's token, and the account is that store", async () => {
		const theirs = other.sandbox.store.create('orders');
		const claim = of(1004, 'order.created', theirs);
		const [event] = await told(claim, claim, connection);
		expect(event).toMatchObject({ account: '1004', objectId: theirs.id, raw: { id: theirs.id } });
		expect(event.unsigned).toEqual(expect.arrayContaining(['account', 'objectId']));
		expect(stage.sandbox.requests.length).toBe(0);
		const own = { ...connection, storeId: '1004', ask: other.connection.ask };
		const [same] = await told(claim, claim, { ...own, otherStores: undefined });
		expect(event.id).toBe(same.id);
	});

	it('leaves the account of the own store as it is, but lists it as unsigned', async () => {
		const order = stage.sandbox.store.create('orders');
		const claim = webhook('order.created', order);
		const [event] = await told(claim, claim, connection);
		const [alone] = await told(claim);
		expect(event).toEqual({ ...alone, unsigned: [...alone.unsigned!, 'account'] });
		expect(alone).toMatchObject({ account: '1003' });
		expect(alone.unsigned).not.toContain('account');
	});

	it('emits no object of one store for another', async () => {
		const order = stage.sandbox.store.create('orders');
		const claim = of(1004, 'order.created', order);
		expect(await told(claim, claim, connection)).toEqual([]);
	});

	it('has the account of its store, if nothing can confirm it', async () => {
		const { webhooks } = stage.sandbox;
		const claim = { ...webhooks.event('application.installed', '1004'), storeId: 1004 };
		expect(await told(claim, claim, connection)).toMatchObject([
			{ account: '1004', unproven: true, unsigned: expect.arrayContaining(['account']) },
		]);
	});

	it('fails if the credential no longer names its store', async () => {
		const order = other.sandbox.store.create('orders');
		const claim = of(1004, 'order.created', order);
		const [claimed] = await come(claim, claim, connection, stage.connection);
		expect(claimed).toMatchObject({
			ok: false,
			problem: { message: expect.stringMatching(/no longer names store 1004\. /) },
		});
	});
});

describe('a changed body with a valid signature', () => {
	it.each([
		['another order, which is not there', { data: { orderId: 'FAKE1' } }],
		['a deletion that never was', { eventType: 'order.deleted' }],
		['the deletion of what never was', { eventType: 'product.deleted', entityId: 999_999 }],
		['another kind of object', { eventType: 'product.created', entityId: 999_999 }],
		['a path into something else', { data: { orderId: '../profile' } }],
		['a path with an encoded dot', { data: { orderId: '%2e%2e/profile' } }],
	])('starts nothing: %s', async (_what, changes) => {
		const order = stage.sandbox.store.create('orders');
		const event = webhook('order.created', order);
		expect(await told({ ...event, ...changes }, event)).toEqual([]);
	});

	it('does not decide the content of an event', async () => {
		const order = stage.sandbox.store.create('orders', { total: 10 });
		const event = webhook('order.created', order);
		const data = { orderId: order.id, total: 1_000_000, newPaymentStatus: 'PAID' };
		const [shown] = await told({ ...event, data, id: 'evil', items: [] }, event);
		expect(shown.raw).toEqual(stage.sandbox.store.get('orders', order.id));
	});

	it('emits another object as it is, under its usual id', async () => {
		const [mine, other] = [1, 2].map(() => stage.sandbox.store.create('orders'));
		const event = webhook('order.created', mine);
		const swapped = { ...event, data: { orderId: other.id } };
		const [genuine] = await told(webhook('order.created', other));
		expect((await told(swapped, event)).map(({ id }) => id)).toEqual([genuine.id]);
	});
});

describe('an object that cannot be fetched', () => {
	it.each([
		[{ kind: 'status', status: 500 }, PROBLEM.failing, /server error/],
		[{ kind: 'status', status: 402 }, PROBLEM.refused, /suspended/],
		[{ kind: 'html', status: 404 }, PROBLEM.refused, /Ecwid rejected it/],
		[{ kind: 'html' }, PROBLEM.notJson, /not JSON/],
		[{ kind: 'status', status: 200, body: {} }, PROBLEM.unexpected, /has no ID/],
	] as const)('fails and emits no event: %j', async (effect, reason, says) => {
		const order = stage.sandbox.store.create('orders');
		stage.sandbox.faults.push({ effect });
		const [outcome] = await come(webhook('order.created', order));
		expect(outcome).toEqual({
			ok: false,
			problem: { reason, message: expect.stringMatching(says) },
		});
		expect(JSON.stringify(outcome)).not.toContain(stage.sandbox.token);
	});
});

it.each([[null], [[]]])(
	'reports an error if Ecwid answers with %j instead of an object',
	async (value) => {
		const answer = { ok: true as const, value: { value, bytes: 4, serverNow: clock.now() } };
		const odd: Connection = { ...stage.connection, ask: async () => await Promise.resolve(answer) };
		const event = webhook('order.updated', { id: 'A1', internalId: 1 });
		const [outcome] = await come(event, event, odd);
		expect(outcome).toMatchObject({ ok: false, problem: { reason: PROBLEM.unexpected } });
	},
);

it('names the execution as what to retry, if a list is malformed (catch-up would wait for its next check)', async () => {
	const ask = async () => ok({ value: { items: 'none' }, bytes: 10, serverNow: clock.now() });
	const event = { ...stage.sandbox.webhooks.event('promotion.updated', 7, {}) };
	const outcomes = await come(event, event, stage.connection, { ...stage.connection, ask });
	expect(outcomes).toMatchObject([
		{
			ok: false,
			problem: { message: expect.stringMatching(/not read: .*\. Retry the execution\.$/) },
		},
	]);
});
