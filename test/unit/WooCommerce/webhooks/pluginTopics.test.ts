import { createHmac } from 'node:crypto';

import { normalizedEvent, type NormalizedEvent } from '../../../../nodes/core/event';
import type { Delivery } from '../../../../nodes/core/vendor';
import { readPollerConfiguration } from '../../../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import { webhookSecret } from '../../../../nodes/WooCommerce/webhooks/webhookSecret';
import { toEvent } from '../../../../nodes/core/event';
import { Polling } from '../poll/polling';
import { Hooked } from './hooked';

let hooked: Hooked;

beforeEach(async () => {
	const dates = {
		created: { field: 'date_created_gmt' },
		modified: { field: 'date_modified_gmt' },
	};
	hooked = await Hooked.open({
		customResources: [{ name: 'memberships', count: 3, ...dates }],
	});
});
afterEach(async () => await hooked.close());

/** A delivery that the shop signed, of any topic and body. */
function signed(topic: string, body: unknown, more: Delivery['headers'] = {}): Delivery {
	hooked.connection.topics = [topic];
	const address = hooked.receiver.url;
	const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	const secret = webhookSecret(hooked.connection.secret, address, topic);
	return {
		headers: {
			'x-wc-webhook-topic': topic,
			'x-wc-webhook-signature': createHmac('sha256', secret).update(bytes).digest('base64'),
			'x-wc-webhook-delivery-id': '0123456789abcdef0123456789abcdef',
			...more,
		},
		body: bytes,
		address,
		receivedAt: hooked.clock.now(),
	};
}

const eventsOf = async (topic: string, body: unknown, more?: Delivery['headers']) =>
	await hooked.events([signed(topic, body, more)]);

describe('a topic of a plugin', () => {
	/** Polls the plugin's objects from now on. */
	async function watching(): Promise<() => Promise<NormalizedEvent[]>> {
		const read = readPollerConfiguration({ memberships: { url: 'memberships' } });
		if (!read.ok) throw new Error(read.problem.message);
		const polling = new Polling(hooked.sandbox, hooked.clock, read.value);
		await polling.poll();
		await polling.pollLater();
		hooked.clock.advance(60_000);
		const source = {
			...{ elementKey: 'woocommercerest', hubKey: 'ecommerce', instanceName: 'Shop' },
			...{ account: hooked.connection.shop.store.account, instanceTags: [], includeRaw: true },
		};
		return async () => {
			const { changes } = await polling.pollLater();
			const capture = { capture: 'polling', receivedAt: hooked.clock.now() } as const;
			return changes.map((change) => toEvent(change, source, capture));
		};
	}
	const rowOf = (id: unknown) => hooked.shop.get('memberships', Number(id));
	const inShort = (events: NormalizedEvent[]) =>
		events.map(({ id, eventType, objectType, topic }) => [id, eventType, objectType, topic]);

	it('has one id by webhook and by poll: created, updated and deleted', async () => {
		const poll = await watching();
		const { id } = hooked.shop.create('memberships', { title: 'New' });
		const created = await eventsOf('membership.created', rowOf(id));
		expect(created).toMatchObject([{ eventType: 'CREATED', objectType: 'memberships' }]);
		expect(inShort(await poll())).toEqual(inShort(created));

		hooked.clock.advance(60_000);
		hooked.shop.update('memberships', Number(id), { title: 'Other' });
		const updated = await eventsOf('membership.updated', rowOf(id));
		expect(updated).toMatchObject([{ eventType: 'UPDATED', objectId: String(id) }]);
		expect(inShort(await poll())).toEqual(inShort(updated));

		hooked.clock.advance(60_000);
		hooked.shop.remove('memberships', Number(id));
		const deleted = await eventsOf('membership.deleted', { id });
		expect(deleted).toMatchObject([{ eventType: 'DELETED', revision: 'gone' }]);
		expect(inShort(await poll())).toEqual(inShort(deleted));
	});

	it('has the type of its verb, and is UNKNOWN for another verb', async () => {
		const [id] = hooked.shop.ids('memberships');
		const types = [];
		for (const verb of ['created', 'updated', 'restored', 'deleted', 'switched'])
			for (const { eventType, topic } of await eventsOf(`membership.${verb}`, {
				...rowOf(id),
				verb,
			}))
				types.push([topic, eventType]);
		expect(types).toEqual([
			['membership.created', 'CREATED'],
			['membership.updated', 'UPDATED'],
			['membership.restored', 'UPDATED'],
			['membership.deleted', 'DELETED'],
			['membership.switched', 'UNKNOWN'],
		]);
	});

	it('whose objects have no date is an event for each delivery', async () => {
		const events = [
			...(await eventsOf('booking.updated', { id: 7, state: 'a' })),
			...(await eventsOf(
				'booking.updated',
				{ id: 7, state: 'a' },
				{ 'x-wc-webhook-delivery-id': 'b' },
			)),
		];
		expect(events).toMatchObject([
			{ eventType: 'UPDATED', objectType: 'bookings', unsigned: ['deliveryId', 'id', 'revision'] },
			{ eventType: 'UPDATED' },
		]);
		expect(new Set(events.map(({ id }) => id)).size).toBe(2);
		for (const event of events) expect(() => normalizedEvent.parse(event)).not.toThrow();
	});

	it('is marked as unsigned if a stranger leaves out the delivery id', async () => {
		const without = { 'x-wc-webhook-delivery-id': undefined };
		expect(await eventsOf('booking.updated', { id: 7, state: 'a' }, without)).toMatchObject([
			{ unsigned: ['deliveryId', 'id', 'revision'] },
		]);
	});

	it.each(['constructor.updated', '__proto__.created', 'toString.deleted'])(
		'may have any name: %s',
		async (topic) => {
			const events = await eventsOf(topic, { id: 7, date_modified_gmt: '2026-03-01T11:00:00' });
			expect(events).toMatchObject([{ objectType: `${topic.split('.')[0]}s`, objectId: '7' }]);
		},
	);
});

describe('a signed body of the legacy API', () => {
	it('is read from the shop, so it is the event of the current API', async () => {
		const [id] = hooked.shop.ids('orders');
		hooked.shop.update('orders', id, { customer_note: 'Ring twice' });
		const body = await hooked.deliveries();
		const expected = await hooked.events(body);
		const events = await eventsOf('order.updated', { order: { id, order_number: id, note: 'x' } });
		expect(events.map((event) => event.id)).toEqual(expected.map((event) => event.id));
		expect(events).toMatchObject([
			{ eventType: 'UPDATED', objectId: String(id), topic: 'order.updated' },
		]);
		expect(events[0].raw).toEqual(expected[0].raw);
	});

	it('of a deleted object, or of one that is gone, needs no current object', async () => {
		const [id] = hooked.shop.ids('orders');
		hooked.shop.trash('orders', id);
		expect(await eventsOf('order.deleted', { order: { id } })).toMatchObject([
			{ eventType: 'DELETED', objectId: String(id) },
		]);
		expect(await eventsOf('order.updated', { order: { id: 99_999 } })).toEqual([]);
	});
});

describe('a signed body that names no object', () => {
	it.each([
		['order.updated', {}, 'id'],
		['order.updated', { id: null }, 'id'],
		['order.updated', { id: 3.5 }, 'id'],
		['order.updated', { order: {} }, 'id'],
		['order.updated', { product: { id: 1 } }, 'id'],
		['order.updated', [], 'id'],
		['order.updated', null, 'id'],
		['order.updated', '{"id":', 'id'],
		['order.updated', '', 'id'],
		['membership.updated', { status: 'active' }, 'id'],
		['action.wc_some', { action: 'wc_some', arg: null }, 'arg'],
	])('is ignored and logged: %s %j', (topic, body, field) => {
		const delivery = signed(topic, body);
		const cause = `its field ${field} is missing or malformed ("${topic}")`;
		expect(hooked.verify(delivery)).toEqual({ ok: true, kind: 'unreadable', cause });
	});

	it('is rejected without a signature', () => {
		const delivery = signed('order.updated', {});
		const headers = { ...delivery.headers, 'x-wc-webhook-signature': 'AAAA' };
		expect(hooked.verify({ ...delivery, headers })).toMatchObject({ ok: false });
	});

	it('is an error of the shop if it has a code', () => {
		const body = { code: 'woocommerce_rest_cannot_view', message: 'Sorry', data: { status: 403 } };
		expect(hooked.verify(signed('order.updated', body))).toMatchObject({ kind: 'change' });
	});
});
