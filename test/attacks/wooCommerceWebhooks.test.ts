import { createHash, createHmac } from 'node:crypto';

import fc from 'fast-check';

import type { Delivery } from '../../nodes/core/vendor';
import { wooCommerce } from '../../nodes/WooCommerce/webhooks/vendor';
import { webhookSecret } from '../../nodes/WooCommerce/webhooks/webhookSecret';
import { decodeSpecialCharacters } from '../sandbox/woocommerce/webhooks/signature';
import { Hooked } from '../unit/WooCommerce/webhooks/hooked';

/** Attempts on the webhooks of a shop, by somebody who has seen real deliveries but no secret. */

let hooked: Hooked;
let real: Delivery;

beforeAll(async () => {
	hooked = await Hooked.open();
	const [order] = hooked.shop.ids('orders');
	hooked.shop.update('orders', order, { customer_note: 'Ring twice' });
	[real] = await hooked.deliveries();
});
afterAll(async () => await hooked.close());

const withHeaders = (headers: Delivery['headers']): Delivery => ({
	...real,
	headers: { ...real.headers, ...headers },
});
const expectRefused = (delivery: Delivery) => expect(hooked.verify(delivery).ok).toBe(false);
const sign = (secret: string, body = real.body) =>
	createHmac('sha256', secret).update(body).digest('base64');

describe('a real delivery', () => {
	it('is verified', () => {
		expect(hooked.verify(real)).toMatchObject({ ok: true, kind: 'change' });
	});

	it.each(['order.created', 'order.deleted', 'product.updated', 'ORDER.updated', 'order.updated '])(
		'is rejected under the topic %p, though WooCommerce does not sign the topic',
		(topic) => expectRefused(withHeaders({ 'x-wc-webhook-topic': topic })),
	);

	it.each(['/other', '/hook/', '/Hook'])('is rejected at another address: %s', (path) =>
		expectRefused({ ...real, address: new URL(path, real.address).href }),
	);

	it('is rejected by the secret of another shop', () => {
		const verdict = wooCommerce.verify(real, { ...hooked.connection, secret: 'cs_another' });
		expect(verdict.ok).toBe(false);
	});

	it('is the same event if its unsigned headers are changed', async () => {
		const [event] = await hooked.events([real]);
		const lies = {
			'x-wc-webhook-source': 'https://elsewhere.example/',
			'x-wc-webhook-resource': 'product',
			'x-wc-webhook-event': 'deleted',
			'x-wc-webhook-id': '99',
			'x-wc-webhook-delivery-id': 'another',
			'user-agent': 'curl',
		};
		const [again] = await hooked.events([withHeaders(lies)]);
		expect({ ...again, receivedAt: event.receivedAt }).toEqual(event);
	});

	it('is known when it comes again, and is the same event where it is not', () => {
		const keyOf = (delivery: Delivery) => {
			const verdict = hooked.verify(delivery);
			if (!verdict.ok || verdict.kind !== 'change') throw new Error('not proven');
			return [verdict.deliveryId, verdict.fingerprint];
		};
		expect(keyOf({ ...real, receivedAt: real.receivedAt + 60_000 })).toEqual(keyOf(real));
	});
});

describe('keys that are at hand', () => {
	const { keys } = { keys: () => hooked.sandbox.wooCommerce.keys };
	const guesses: Array<[what: string, secret: () => string]> = [
		['the consumer secret', () => keys().consumerSecret],
		['the key that signs OAuth requests', () => `${keys().consumerSecret}&`],
		['the consumer key', () => keys().consumerKey],
		[
			"the secret of n8n's own WooCommerce node",
			() =>
				createHash('md5').update(`${keys().consumerKey},${keys().consumerSecret}`).digest('hex'),
		],
		[
			'the secret that the docs say is the default',
			() => createHash('md5').update('3|admin').digest('hex'),
		],
		['an empty key', () => ''],
		['the topic', () => 'order.updated'],
		["another topic's secret", () => secretFor('order.created')],
	];
	const secretFor = (topic: string) =>
		webhookSecret(keys().consumerSecret, hooked.receiver.url, topic);

	it.each(guesses)('sign nothing: %s', (_, secret) =>
		expectRefused(withHeaders({ 'x-wc-webhook-signature': sign(secret()) })),
	);

	it('but the right one does', () => {
		const signature = sign(secretFor('order.updated'));
		expect(hooked.verify(withHeaders({ 'x-wc-webhook-signature': signature })).ok).toBe(true);
	});
});

describe('the ping, which is unsigned', () => {
	const ping = (body: string, headers: Delivery['headers'] = {}): Delivery => ({
		...real,
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
		body: Buffer.from(body),
	});

	it('is greeted', () => {
		expect(hooked.verify(ping('webhook_id=17'))).toEqual({ ok: true, kind: 'greeting' });
	});

	it.each([
		'webhook_id=17&id=4',
		'webhook_id=17\n',
		' webhook_id=17',
		'webhook_id=',
		'webhook_id=x',
		'webhook_id[]=17',
		'webhook_id=17\u0000{"id":4}',
		'{"id":4}',
		'',
	])('is nothing else: %p', (body) => expectRefused(ping(body)));

	it('claims no topic and no signature', () => {
		expectRefused(ping('webhook_id=17', { 'x-wc-webhook-topic': 'order.updated' }));
		expectRefused(ping('webhook_id=17', { 'x-wc-webhook-signature': sign('x') }));
	});
});

describe('what a shop that was broken into could sign', () => {
	it.each([
		{ id: '../webhooks/1' },
		{ id: '4711/../../webhooks' },
		{ id: -1 },
		{ id: 1.5 },
		{ id: { toString: 1 } },
		{ id: [1] },
		{ id: true },
		{ id: null },
		{ id: '9'.repeat(21) },
	])('leads to no request but for an id: %p', async (body) => {
		const { requests } = hooked.sandbox.wooCommerce;
		const before = requests.length;
		const told = {
			topic: 'order.deleted',
			address: 'x',
			body,
			deliveryId: 'x',
		};
		expect(await wooCommerce.normalize(told, hooked.connection, 0)).toEqual({
			ok: true,
			value: [],
		});
		expect(requests.length).toBe(before);
	});
});

describe('an error that the shop signs in place of an object', () => {
	it('28: is quoted without the key that it repeats', async () => {
		const { consumerKey } = hooked.sandbox.wooCommerce.keys;
		const body = { code: 'woocommerce_rest_cannot_view', message: `${consumerKey} may not` };
		const told = {
			topic: 'order.updated',
			address: 'x',
			body,
			deliveryId: 'x',
		};
		const outcome = await wooCommerce.normalize(told, hooked.connection, 0);
		if (outcome.ok) throw new Error('It was taken for an object.');
		expect(outcome.problem.message).toMatch(/\(woocommerce_rest_cannot_view, … may not\)/);
	});
});

describe("a webhook's secret", () => {
	it('is what RFC 5869 makes of the consumer secret, and stays so: all webhooks depend on it', () => {
		const info =
			'["n8n-nodes-signed-events/woocommerce/webhook/1","https://n8n.example/webhook/1","order.created"]';
		// Extract and expand, written out.
		const extracted = createHmac('sha256', Buffer.alloc(32)).update('cs_1').digest();
		const expanded = createHmac('sha256', extracted).update(info).update('\u0001').digest('hex');
		expect(webhookSecret('cs_1', 'https://n8n.example/webhook/1', 'order.created')).toBe(expanded);
	});

	it('has no sign that WordPress would decode before it signs', () => {
		fc.assert(
			fc.property(fc.string(), fc.webUrl(), fc.string(), (secret, address, topic) => {
				const derived = webhookSecret(secret, address, topic);
				expect(derived).toMatch(/^[A-Za-z0-9]{64}$/);
				expect(decodeSpecialCharacters(derived)).toBe(derived);
			}),
		);
	});

	it('is another one for another secret, address or topic, wherever these are cut', () => {
		const all = [
			webhookSecret('ab', 'c', 'd'),
			webhookSecret('a', 'bc', 'd'),
			webhookSecret('ab', 'cd', ''),
			webhookSecret('ab', '', 'cd'),
			webhookSecret('ab', 'c","d', ''),
		];
		expect(new Set(all).size).toBe(all.length);
	});
});
