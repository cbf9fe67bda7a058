import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LogSeverity, shopifyApi } from '@shopify/shopify-api';

import { REJECTION, type Delivery } from '../../../nodes/core/vendor';
import { topicNamed } from '../../../nodes/Shopify/topics/topics';
import { verify } from '../../../nodes/Shopify/verify';
import vectors from '../../vectors/shopify.json';

const SECRET = 'test_secret_key';
const DOMAIN = 'my-shop.myshopify.com';
const TOPICS = ['orders/create', 'teleports/finish', 'app/uninstalled', 'customers/redact'].map(
	topicNamed,
);
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

	it('rejects a signed delivery of another shop', () => {
		const headers = { 'x-shopify-shop-domain': 'other-shop.myshopify.com' };
		const reason = REJECTION.accountMismatch;
		expect(verify(deliver(ORDER, headers), PROOF)).toEqual({ ok: false, reason });
		const same = { 'x-shopify-shop-domain': 'My-Shop.myshopify.com' };
		expect(verify(deliver(ORDER, same), PROOF).ok).toBe(true);
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

	it('accepts a compliance topic only with the body of one', () => {
		const body = (shop?: string) =>
			JSON.stringify({ shop_domain: shop, customer: { id: 7 }, orders_to_redact: [] });
		const redact = (text: string) =>
			verify(deliver(text, { 'x-shopify-topic': 'customers/redact' }), PROOF);
		expect(redact(body(DOMAIN))).toMatchObject({ kind: 'change' });
		for (const shop of ['other.myshopify.com', undefined])
			expect(redact(body(shop))).toMatchObject({ kind: 'unwanted' });
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
