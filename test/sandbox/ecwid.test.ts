import { createHmac } from 'node:crypto';

import { ManualClock } from './clock';
import { EcwidSandbox } from './ecwid/server';
import type { JsonObject } from './json';
import { WebhookReceiver } from './webhookReceiver';

/** Real requests; a machine that is busy takes its time. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let clock: ManualClock;
let sandbox: EcwidSandbox;

beforeEach(async () => {
	clock = new ManualClock('2026-03-01T12:00:00Z');
	sandbox = await EcwidSandbox.start(7, clock);
});
afterEach(async () => await sandbox.close());

interface Got {
	status: number;
	retryAfter: string | null;
	text: string;
	body: JsonObject & { items: JsonObject[]; total: number };
}

async function get(path: string, token = sandbox.token, store = '1003'): Promise<Got> {
	const response = await fetch(`${sandbox.url}/api/v3/${store}/${path}`, {
		headers: { Authorization: `Bearer ${token}` },
	});
	const text = await response.text();
	const body = (text === '' ? {} : JSON.parse(text)) as Got['body'];
	return { status: response.status, retryAfter: response.headers.get('retry-after'), text, body };
}

describe('REST v3', () => {
	it('returns an object alike alone and in a list, with its dates', async () => {
		const { id } = sandbox.store.create('orders', { total: 12.5 });
		clock.advance(MINUTE);
		sandbox.store.update('orders', id, { paymentStatus: 'PAID' });
		const { status, body } = await get(`orders/${String(id)}`);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			id,
			total: 12.5,
			paymentStatus: 'PAID',
			createDate: '2026-03-01 12:00:00 +0000',
			updateDate: '2026-03-01 12:01:00 +0000',
			updateTimestamp: Date.parse('2026-03-01T12:01:00Z') / 1000,
		});
		expect((await get('orders')).body.items).toEqual([body]);
	});

	it('pages by a hundred at most, the newest first', async () => {
		for (let count = 0; count < 205; count++) sandbox.store.create('products');
		const first = (await get('products')).body;
		expect([first.total, first.items.length]).toEqual([205, 100]);
		const last = (await get('products?offset=200&limit=100')).body;
		expect(last.items).toHaveLength(5);
		expect(Number(first.items[0].id)).toBeGreaterThan(Number(last.items[4].id));
		expect((await get('products?limit=101')).status).toBe(400);
	});

	it('filters by the date of the last update, including both ends, and rejects malformed dates', async () => {
		sandbox.store.create('customers');
		clock.advance(HOUR);
		const { id } = sandbox.store.create('customers');
		const at = Math.floor(clock.now() / 1000);
		const ids = async (query: string) =>
			(await get(`customers?${query}`)).body.items.map((customer) => customer.id);
		expect(await ids(`updatedFrom=${at}`)).toEqual([id]);
		expect(await ids(`updatedTo=${at - 1}`)).not.toContain(id);
		expect(await ids('updatedFrom=2026-03-01 13:00:00')).toEqual([id]);
		for (const wrong of ['updatedFrom=yesterday', 'updatedSince=1', 'limit=-1'])
			expect((await get(`customers?${wrong}`)).status).toBe(400);
	});

	it('lists deleted objects, ten at a time, for six months', async () => {
		for (let count = 0; count < 12; count++)
			sandbox.store.remove('orders', sandbox.store.create('orders').id);
		const { body } = await get('orders/deleted');
		expect([body.total, body.items.length]).toEqual([12, 10]);
		expect(body.items[0]).toEqual({
			id: expect.any(Number),
			orderId: expect.stringMatching(/^[A-Z0-9]{5}$/),
			date: '2026-03-01 12:00:00 +0000',
		});
		clock.advance(184 * 24 * HOUR);
		expect((await get('orders/deleted')).body.total).toBe(0);
		expect((await get('categories/deleted')).status).toBe(404);
	});

	it('names the missing object, store or scope, and returns no body without a token', async () => {
		expect((await get('orders/NONE')).body).toMatchObject({ errorCode: 'ORDER_NOT_FOUND' });
		expect((await get('orders', sandbox.token, '1004')).body.errorCode).toBe('STORE_NOT_FOUND');
		const narrow = sandbox.addToken(['read_orders']);
		expect((await get('orders', narrow)).status).toBe(200);
		for (const path of ['products', 'orders/deleted', 'profile'])
			expect((await get(path, narrow)).body.errorCode).toBe('INSUFFICIENT_APP_SCOPE');
		expect(await get('orders', 'secret_x')).toMatchObject({ status: 403, text: '' });
		sandbox.revokeToken(narrow);
		expect(await get('orders', narrow)).toMatchObject({ status: 403, text: '' });
	});

	it('allows 600 requests in any minute, and 20 with an invalid token', async () => {
		const statuses = async (count: number, token?: string) => {
			const seen = new Set<number>();
			for (let index = 0; index < count; index++) seen.add((await get('profile', token)).status);
			return [...seen];
		};
		expect(await statuses(600)).toEqual([200]);
		expect(await get('profile')).toMatchObject({ status: 429, retryAfter: '60' });
		clock.advance(MINUTE + 1);
		expect((await get('profile')).status).toBe(200);
		expect(await statuses(20, 'secret_x')).toEqual([403]);
		expect(await statuses(1, 'secret_x')).toEqual([429]);
		expect(sandbox.limit).toMatchObject({ peak: 601, refused: 2 });
	});
});

describe('the legacy API', () => {
	const read = async (list: string, query: string) => {
		const response = await fetch(`${sandbox.url}/api/v1/1003/${list}?${query}`);
		return [response.status, await response.text()] as const;
	};

	it('has a key for orders and another one for products', async () => {
		const { orders, products } = sandbox.keys;
		const { internalId } = sandbox.store.create('orders');
		const [status, text] = await read(
			'orders',
			`secure_auth_key=${orders}&order=${String(internalId)}`,
		);
		expect([status, JSON.parse(text)]).toMatchObject([
			200,
			{ count: 1, orders: [{ number: internalId, created: '2026-03-01 07:00:00' }] },
		]);
		expect((await read('products', `secure_auth_key=${products}`))[0]).toBe(200);
		expect((await read('products', `secure_auth_key=${orders}`))[0]).toBe(403);
		expect((await read('customers', `secure_auth_key=${orders}`))[0]).toBe(404);
	});
});

describe('webhooks', () => {
	let receiver: WebhookReceiver;

	beforeEach(async () => {
		receiver = await WebhookReceiver.start();
		sandbox.webhooks.url = receiver.url;
	});
	afterEach(async () => await receiver.close());

	it('sign only their date and id', async () => {
		const { id, internalId } = sandbox.store.create('orders');
		await sandbox.webhooks.deliverDue();
		const [{ headers, body, query }] = receiver.calls;
		const event = JSON.parse(body) as JsonObject;
		expect(query).toBe('eventtype=order.created');
		expect(event).toMatchObject({
			eventType: 'order.created',
			storeId: 1003,
			entityId: internalId,
			data: { orderId: id },
		});
		const text = `${String(event.eventCreated)}.${String(event.eventId)}`;
		expect(headers['x-ecwid-webhook-signature']).toBe(
			createHmac('sha256', sandbox.webhooks.clientSecret).update(text).digest('base64'),
		);
	});

	it('are retried unchanged for 24 hours, then no more', async () => {
		receiver.answer = () => ({ status: 500 });
		sandbox.store.create('products');
		const start = clock.now();
		const minutes: number[] = [];
		for (let minute = 0; minute <= 30 * 60; minute++) {
			const before = receiver.calls.length;
			await sandbox.webhooks.deliverDue();
			if (receiver.calls.length > before) minutes.push((clock.now() - start) / MINUTE);
			clock.advance(MINUTE);
		}
		expect(minutes.slice(0, 7)).toEqual([0, 15, 30, 45, 60, 120, 180]);
		expect([minutes.length, minutes.at(-1)]).toEqual([28, 24 * 60]);
		expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(1);
	});

	it.each([
		[200, 1],
		[202, 1],
		[206, 2],
		[301, 2],
	])('handle %d with %d attempts', async (status, tries) => {
		receiver.answer = () => ({ status });
		sandbox.store.create('products');
		for (let round = 0; round < 2; round++) {
			await sandbox.webhooks.deliverDue();
			clock.advance(15 * MINUTE);
		}
		expect(receiver.calls).toHaveLength(tries);
	});

	it('are blocked when nothing was accepted for two weeks', async () => {
		receiver.answer = () => ({ status: 500 });
		for (let day = 0; day < 15; day++) {
			sandbox.store.create('products');
			await sandbox.webhooks.deliverDue();
			clock.advance(24 * HOUR);
		}
		expect(sandbox.webhooks.courier.isBlocked).toBe(true);
		receiver.answer = () => ({ status: 200 });
		const before = receiver.calls.length;
		sandbox.store.create('products');
		await sandbox.webhooks.deliverDue();
		expect(receiver.calls).toHaveLength(before);
	});

	it('have an unsigned legacy version', async () => {
		sandbox.webhooks.url = undefined;
		sandbox.webhooks.notificationUrl = receiver.url;
		const { id, internalId } = sandbox.store.create('orders');
		sandbox.store.update('orders', id, { paymentStatus: 'PAID' });
		await sandbox.webhooks.deliverDue();
		const told = receiver.calls.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
		expect(told).toMatchObject([
			{ owner_id: '1003', event_type: 'new_order', order_id: String(internalId) },
			{
				event_type: 'order_status_change',
				payment_status: 'ACCEPTED',
				old_payment_status: 'QUEUED',
			},
		]);
		expect(receiver.calls[0].headers).not.toHaveProperty('x-ecwid-webhook-signature');
	});
});
