import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LogSeverity, shopifyApi } from '@shopify/shopify-api';

import { REJECTION, type Delivery } from '../../../nodes/core/vendor';
import { normalize } from '../../../nodes/Shopify/normalize';
import { topicNamed } from '../../../nodes/Shopify/topics/topics';
import { verify } from '../../../nodes/Shopify/verify';
import vectors from '../../vectors/shopify.json';

const SECRET = 'test_secret_key';
const DOMAIN = 'my-shop.myshopify.com';
const TOPICS = [
	...['orders/create', 'teleports/finish', 'app/uninstalled', 'customers/redact', 'shop/update'],
	...['products/update', 'products/delete', 'orders/updated', 'product_variants/create'],
].map(topicNamed);
const PROOF = { secrets: [SECRET], domain: DOMAIN, topics: TOPICS };

type Headers = Delivery['headers'];

function sign(body: string | Buffer, secret = SECRET): string {
	return createHmac('sha256', secret).update(body).digest('base64');
}

function deliver(body: string | Buffer, headers: Headers = {}, prefix = 'x-shopify-'): Delivery {
	return {
		headers: {
			[`${prefix}hmac-sha256`]: sign(body),
			[`${prefix}topic`]: 'orders/create',
			[`${prefix}shop-domain`]: DOMAIN,
			[`${prefix}api-version`]: '2026-10',
			[`${prefix}webhook-id`]: 'webhook-1',
			[`${prefix}event-id`]: 'event-1',
			...headers,
		},
		body: Buffer.from(body),
		address: 'https://n8n.example/webhook/1/webhook',
		receivedAt: 0,
	};
}

// Not imported, because its sources do not compile with these settings.
jest.requireActual('@shopify/shopify-api/adapters/node');

/** Shopify's own library in the version that runs on Node 20. */
const sdk = shopifyApi({
	apiKey: 'key',
	apiSecretKey: SECRET,
	apiVersion: '2026-07' as never,
	hostName: 'n8n.example',
	isEmbeddedApp: false,
	logger: { level: LogSeverity.Error, log: () => undefined },
});

async function sdkBelieves({ headers, body }: Delivery): Promise<boolean> {
	const present = Object.entries(headers).filter(([, value]) => value !== undefined);
	const rawRequest = { headers: Object.fromEntries(present), method: 'POST', url: '/' };
	const result = await sdk.webhooks.validate({
		rawBody: body.toString('utf8'),
		rawRequest: rawRequest as unknown as IncomingMessage,
	});
	return result.valid;
}

const ORDER = '{"id": 17, "note": "Grüße 💥"}';

describe('verification', () => {
	it("agrees with Shopify's published vector", () => {
		const { secret, body, hmac } = vectors.webhook;
		expect(sign(body, secret)).toBe(hmac);
		const headers = { 'x-shopify-hmac-sha256': hmac, 'x-shopify-topic': 'teleports/finish' };
		expect(verify(deliver(body, headers), { ...PROOF, secrets: [secret] }).ok).toBe(true);
		expect(verify(deliver(`${body} `, headers), PROOF)).toEqual({
			ok: false,
			reason: REJECTION.signatureMismatch,
		});
	});

	const believed: Array<[what: string, delivery: Delivery]> = [
		['a webhook', deliver(ORDER)],
		['an event of the next generation', deliver(ORDER, {}, 'shopify-')],
		['a body of nothing but an id', deliver('{"id":1}')],
	];
	it.each(believed)("accepts what Shopify's library accepts: %s", async (_, delivery) => {
		expect(await sdkBelieves(delivery)).toBe(true);
		expect(verify(delivery, PROOF)).toMatchObject({ ok: true, deliveryId: 'webhook-1' });
	});

	const mismatch = REJECTION.signatureMismatch;
	const refused: Array<[what: string, delivery: Delivery, reason: string]> = [
		['another secret', deliver(ORDER, { 'x-shopify-hmac-sha256': sign(ORDER, 'no') }), mismatch],
		['another body', { ...deliver(ORDER), body: Buffer.from('{"id": 18}') }, mismatch],
		['no signature', deliver(ORDER, { 'x-shopify-hmac-sha256': '' }), REJECTION.signatureMissing],
		['no topic', deliver(ORDER, { 'x-shopify-topic': undefined }), REJECTION.headerMissing],
		['no webhook id', deliver(ORDER, { 'x-shopify-webhook-id': '' }), REJECTION.headerMissing],
		['no shop', deliver(ORDER, { 'x-shopify-shop-domain': undefined }), REJECTION.headerMissing],
	];
	it.each(refused)("rejects what Shopify's library rejects: %s", async (_, delivery, reason) => {
		expect(await sdkBelieves(delivery)).toBe(false);
		expect(verify(delivery, PROOF)).toEqual({ ok: false, reason });
	});

	it('reports a signed delivery of another shop as foreign', () => {
		const headers = { 'x-shopify-shop-domain': 'other-shop.myshopify.com' };
		const account = 'other-shop.myshopify.com';
		expect(verify(deliver(ORDER, headers), PROOF)).toEqual({ ok: true, kind: 'foreign', account });
		const forged = { ...headers, 'x-shopify-hmac-sha256': sign(ORDER, 'no') };
		expect(verify(deliver(ORDER, forged), PROOF).ok).toBe(false);
		const same = { 'x-shopify-shop-domain': 'My-Shop.myshopify.com' };
		expect(verify(deliver(ORDER, same), PROOF).ok).toBe(true);
	});

	describe('the shop that a signed body names', () => {
		const header = 'x-shopify-shop-domain';
		const redact = (shop: string | undefined) =>
			JSON.stringify({ shop_domain: shop, customer: { id: 7 }, orders_to_redact: [] });
		const update = (shop: string) => JSON.stringify({ id: 1, myshopify_domain: shop });
		const other = 'other-shop.myshopify.com';

		it.each<[what: string, topic: string, body: string, headers: Headers]>([
			['no header', 'customers/redact', redact(DOMAIN), { [header]: undefined }],
			['an empty header', 'customers/redact', redact(DOMAIN), { [header]: '' }],
			[
				'the domain of the website',
				'shop/update',
				update(DOMAIN),
				{ [header]: 'www.shop.example' },
			],
			['another shop in the header', 'customers/redact', redact(DOMAIN), { [header]: other }],
			['a header that came twice', 'shop/update', update(DOMAIN), { [header]: [DOMAIN, other] }],
			['another spelling', 'shop/update', update('My-Shop.myshopify.com'), {}],
		])('decides: %s', (_, topic, body, headers) => {
			const verdict = verify(deliver(body, { ...headers, 'x-shopify-topic': topic }), PROOF);
			expect(verdict).toMatchObject({ kind: 'change', payload: { isSigned: { shop: true } } });
		});

		it.each([
			['customers/redact', redact(other)],
			['shop/update', update(other)],
		])(
			'decides that a delivery of %s is foreign, though the header names this shop',
			(topic, body) => {
				const verdict = verify(deliver(body, { 'x-shopify-topic': topic }), PROOF);
				expect(verdict).toEqual({ ok: true, kind: 'foreign', account: other });
			},
		);

		it('is marked as unsigned if only the header names it', () => {
			const verdict = verify(deliver(ORDER), PROOF);
			expect(verdict).toMatchObject({ payload: { isSigned: { shop: false, topic: false } } });
		});
	});

	it('reads the version of the payload, if it is one', () => {
		const versionOf = (version: string | undefined) => {
			const verdict = verify(deliver(ORDER, { 'x-shopify-api-version': version }), PROOF);
			return verdict.ok && verdict.kind === 'change' && verdict.payload.apiVersion;
		};
		expect([versionOf('2026-07'), versionOf('unstable')]).toEqual(['2026-07', 'unstable']);
		for (const version of [undefined, '', 'latest', `2026-07${'0'.repeat(9_999)}`])
			expect(versionOf(version)).toBeUndefined();
	});

	it('accepts the previous secret while it is entered', () => {
		const secrets = ['new', SECRET];
		expect(verify(deliver(ORDER), { ...PROOF, secrets }).ok).toBe(true);
		expect(verify(deliver(ORDER), { ...PROOF, secrets: ['new', 'newer'] }).ok).toBe(false);
	});

	it('reads all headers from the family of the signature', () => {
		const mixed = deliver(ORDER, { 'shopify-hmac-sha256': sign(ORDER) });
		expect(verify(mixed, PROOF)).toEqual({ ok: false, reason: REJECTION.headerMissing });
	});

	it('ignores topics that are not chosen, and accepts any spelling', () => {
		const withTopic = (topic: string) =>
			verify(deliver(ORDER, { 'x-shopify-topic': topic }), PROOF);
		expect(withTopic('orders/delete')).toEqual({
			ok: true,
			kind: 'unwanted',
			topic: 'orders/delete',
		});
		expect(withTopic('constructor')).toMatchObject({ kind: 'unwanted' });
		expect(withTopic('ORDERS_CREATE')).toMatchObject({
			kind: 'change',
			payload: { topic: { topic: 'orders/create' } },
		});
	});

	it.each([
		['customers/redact', { customer: null, orders_to_redact: [] }, DOMAIN],
		['customers/redact', { customer: null, orders_to_redact: null }, DOMAIN],
		['customers/data_request', { customer: null, data_request: null }, DOMAIN],
		['shop/redact', { shop_id: 954889, customer: null }, '954889'],
	])('accepts %s with %j', (topic, fields, objectId) => {
		const body = JSON.stringify({ shop_domain: DOMAIN, ...fields });
		const delivery = deliver(body, { 'x-shopify-topic': topic });
		expect(verify(delivery, { ...PROOF, topics: [topicNamed(topic)] })).toMatchObject({
			kind: 'change',
			payload: { object: { id: objectId } },
		});
	});

	it.each([
		{ customer: { id: 7 } },
		{ customer: null, orders_to_redact: [] },
		{ customer: null, data_request: null },
	])('does not take the body of another privacy request for shop/redact: %j', (fields) => {
		const body = JSON.stringify({ shop_domain: DOMAIN, shop_id: 954889, ...fields });
		const delivery = deliver(body, { 'x-shopify-topic': 'shop/redact' });
		expect(verify(delivery, { ...PROOF, topics: [topicNamed('shop/redact')] })).toMatchObject({
			kind: 'unreadable',
		});
	});

	it('accepts a compliance topic only with the body of one', () => {
		const body = (shop?: string) =>
			JSON.stringify({ shop_domain: shop, customer: { id: 7 }, orders_to_redact: [] });
		const redact = (text: string) =>
			verify(deliver(text, { 'x-shopify-topic': 'customers/redact' }), PROOF);
		expect(redact(body(DOMAIN))).toMatchObject({ kind: 'change' });
		expect(redact(body('other.myshopify.com'))).toMatchObject({ kind: 'foreign' });
		expect(redact(body(undefined))).toMatchObject({ kind: 'unreadable' });
	});

	describe('an event of the next generation', () => {
		const AT = Date.parse('2026-11-08T10:00:00Z');
		const GID = 'gid://shopify/Product/77';
		const bodyOf = (topic: string, action: string, more: object = {}) =>
			JSON.stringify({ topic, action, handle: 'mine', ...more });
		const take = (body: string, headers: Headers = {}) => {
			const names = { 'shopify-topic': 'Product', 'shopify-triggered-at': '2026-11-08T09:59:00Z' };
			const letter = deliver(body, { ...names, ...headers }, 'shopify-');
			return verify({ ...letter, receivedAt: AT }, PROOF);
		};
		const changeOf = (...given: Parameters<typeof take>) => {
			const verdict = take(...given);
			if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
			return { ...normalize(verdict.payload), verdict };
		};

		it('is an update of the object in its header', () => {
			const change = changeOf(bodyOf('Product', 'update'), { 'shopify-resource-id': GID });
			expect(change).toMatchObject({
				eventType: 'UPDATED',
				objectType: 'products',
				objectId: '77',
				topic: 'products/update',
				apiVersion: '2026-10',
			});
			expect(change.unsigned).toEqual(
				expect.arrayContaining(['id', 'objectId', 'account', 'date', 'apiVersion']),
			);
			expect(change.unsigned).not.toEqual(expect.arrayContaining(['topic']));
		});

		it('is about the object that its signed body names, not the one of the header', () => {
			const signed = { query_variables: { productId: GID, variantsId: 'gid://shopify/X/1' } };
			const body = bodyOf('Product', 'delete', signed);
			const lies = { 'shopify-resource-id': 'gid://shopify/Product/78', 'shopify-topic': 'Order' };
			const change = changeOf(body, lies);
			expect(change).toMatchObject({ eventType: 'DELETED', objectId: '77', revision: 'gone' });
			expect(change.unsigned).not.toEqual(expect.arrayContaining(['objectId']));
		});

		it.each([
			['Order', 'update', 'orders/updated', 'UPDATED', 'orders'],
			['Order', 'create', 'orders/create', 'CREATED', 'orders'],
			// A resource that no webhook topic has.
			['ProductVariant', 'create', 'product_variants/create', 'CREATED', 'product_variants'],
		])('%s %s is of the topic %s', (topic, action, name, eventType, objectType) => {
			const change = changeOf(bodyOf(topic, action), {
				'shopify-resource-id': 'gid://shopify/X/5',
			});
			expect(change).toMatchObject({ topic: name, eventType, objectType, objectId: '5' });
		});

		it('of a publication is another event when the same product is published again', () => {
			const topics = [topicNamed('product_publications/create')];
			const publish = (at: string) => {
				const id = 'gid://shopify/ProductPublication/77';
				const body = bodyOf('ProductPublication', 'create', {
					query_variables: { productPublicationId: id },
				});
				const headers = { 'shopify-topic': 'ProductPublication', 'shopify-triggered-at': at };
				const letter = { ...deliver(body, headers, 'shopify-'), receivedAt: AT };
				const verdict = verify(letter, { ...PROOF, topics });
				if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
				const { revision, eventType, kind } = normalize(verdict.payload);
				return { revision, occurrence: verdict.occurrence, eventType, kind };
			};
			const [first, second] = ['2026-11-08T07:00:00Z', '2026-11-08T09:00:00Z'].map(publish);
			expect(first).toMatchObject({ eventType: 'CREATED', kind: 'product_publications/create' });
			expect(first).toEqual(publish('2026-11-08T07:00:00Z'));
			expect(second.revision).not.toBe(first.revision);
			expect(second.occurrence).not.toBe(first.occurrence);
		});

		it('is not mistaken for one of another object with the same body', () => {
			const keyOf = (id: string) => {
				const header = { 'shopify-resource-id': `gid://shopify/Product/${id}` };
				const { verdict } = changeOf(bodyOf('Product', 'delete'), header);
				return [verdict.fingerprint, verdict.occurrence];
			};
			expect(keyOf('77')).toEqual(keyOf('77'));
			expect(keyOf('77')).not.toEqual(keyOf('78'));
		});

		it('is unwanted if its topic is not chosen, and unreadable without an object', () => {
			expect(take(bodyOf('Collection', 'update'))).toMatchObject({
				kind: 'unwanted',
				topic: 'collections/update',
			});
			expect(take(bodyOf('Product', 'update'))).toEqual({
				ok: true,
				kind: 'unreadable',
				cause: 'its field id is missing or malformed ("products/update")',
			});
			for (const topic of ['ProductVariant', 'Order'])
				expect(take(bodyOf(topic, 'create'))).toMatchObject({ kind: 'unreadable' });
			for (const topic of ['__proto__', 'constructor', 'Product/../x', '', 7])
				expect(take(bodyOf(topic as string, 'update'))).toMatchObject({ kind: 'unwanted' });
		});
	});

	describe('the identity of a delivery', () => {
		const keyOf = (headers: Headers, body = ORDER, receivedAt = AT) => {
			const verdict = verify({ ...deliver(body, headers), receivedAt }, PROOF);
			if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
			return [verdict.fingerprint, verdict.occurrence];
		};
		const AT = Date.parse('2026-11-08T10:00:00Z');
		const at = (text: string) => ({ 'x-shopify-triggered-at': text });
		const uninstalled = { 'x-shopify-topic': 'app/uninstalled' };

		it('follows from the topic and the signed body only', () => {
			const dated = '{"id":17,"updated_at":"2026-11-08T09:00:00Z"}';
			const lies = { 'x-shopify-webhook-id': 'other', ...at('2026-11-08T09:59:00Z') };
			expect(keyOf(lies, dated)).toEqual(keyOf({}, dated));
			expect(keyOf(lies)).toEqual(keyOf({}));
			expect(keyOf(uninstalled)[0]).not.toEqual(keyOf({})[0]);
		});

		it('of equal bodies differs by the time of the event', () => {
			const named = keyOf({ ...uninstalled, ...at('2026-11-08T09:59:00.123456Z') });
			expect(named[1]).toBe('2026-11-08T09:59:00.123456Z');
			// A time that is out of range still distinguishes two events.
			expect(keyOf({ ...uninstalled, ...at('2026-11-08T04:00:00Z') })[1]).toBeDefined();
			expect(keyOf(uninstalled)[1]).toBeUndefined();
		});

		it('has an id of bounded length', () => {
			const verdict = verify(deliver(ORDER, { 'x-shopify-webhook-id': 'x'.repeat(10_000) }), PROOF);
			expect(verdict).toMatchObject({ deliveryId: 'x'.repeat(100) });
		});
	});
});
