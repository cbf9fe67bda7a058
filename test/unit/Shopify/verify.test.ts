import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LogSeverity, shopifyApi } from '@shopify/shopify-api';

import { REFUSAL, type Delivery } from '../../../nodes/core/vendor';
import { verify } from '../../../nodes/Shopify/verify';
import vectors from '../../vectors/shopify.json';

const SECRET = 'test_secret_key';
const DOMAIN = 'my-shop.myshopify.com';
const PROOF = { secrets: [SECRET], domain: DOMAIN };

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

// Not imported: its sources come with it, and are not written for our compiler's settings.
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

describe('the proof of a delivery', () => {
	it("agrees with Shopify's published vector", () => {
		const { secret, body, hmac } = vectors.webhook;
		expect(sign(body, secret)).toBe(hmac);
		const headers = { 'x-shopify-hmac-sha256': hmac, 'x-shopify-topic': 'teleports/finish' };
		expect(verify(deliver(body, headers), { secrets: [secret], domain: DOMAIN }).ok).toBe(true);
		expect(verify(deliver(`${body} `, headers), PROOF)).toEqual({
			ok: false,
			reason: REFUSAL.signatureMismatch,
		});
	});

	const believed: Array<[what: string, delivery: Delivery]> = [
		['a webhook', deliver(ORDER)],
		['an event of the next generation', deliver(ORDER, {}, 'shopify-')],
		['a body of nothing but an id', deliver('{"id":1}')],
	];
	it.each(believed)("believes what Shopify's library believes: %s", async (_, delivery) => {
		expect(await sdkBelieves(delivery)).toBe(true);
		expect(verify(delivery, PROOF)).toMatchObject({ ok: true, deliveryId: 'webhook-1' });
	});

	const mismatch = REFUSAL.signatureMismatch;
	const refused: Array<[what: string, delivery: Delivery, reason: string]> = [
		['another secret', deliver(ORDER, { 'x-shopify-hmac-sha256': sign(ORDER, 'no') }), mismatch],
		['another body', { ...deliver(ORDER), body: Buffer.from('{"id": 18}') }, mismatch],
		['no signature', deliver(ORDER, { 'x-shopify-hmac-sha256': '' }), REFUSAL.signatureMissing],
		['no topic', deliver(ORDER, { 'x-shopify-topic': undefined }), REFUSAL.headerMissing],
		['no webhook id', deliver(ORDER, { 'x-shopify-webhook-id': '' }), REFUSAL.headerMissing],
		['no shop', deliver(ORDER, { 'x-shopify-shop-domain': undefined }), REFUSAL.headerMissing],
	];
	it.each(refused)("refuses what Shopify's library refuses: %s", async (_, delivery, reason) => {
		expect(await sdkBelieves(delivery)).toBe(false);
		expect(verify(delivery, PROOF)).toEqual({ ok: false, reason });
	});

	it("refuses another shop's delivery that the app's secret has signed", () => {
		const headers = { 'x-shopify-shop-domain': 'other-shop.myshopify.com' };
		const reason = REFUSAL.accountMismatch;
		expect(verify(deliver(ORDER, headers), PROOF)).toEqual({ ok: false, reason });
		const same = { 'x-shopify-shop-domain': 'My-Shop.myshopify.com' };
		expect(verify(deliver(ORDER, same), PROOF).ok).toBe(true);
	});

	it('believes the secret before this one while it is entered, and no third', () => {
		const secrets = ['new', SECRET];
		expect(verify(deliver(ORDER), { secrets, domain: DOMAIN }).ok).toBe(true);
		expect(verify(deliver(ORDER), { secrets: ['new', 'newer'], domain: DOMAIN }).ok).toBe(false);
	});

	it('takes all headers from one family, the one that is signed', () => {
		const mixed = deliver(ORDER, { 'shopify-hmac-sha256': sign(ORDER) });
		expect(verify(mixed, PROOF)).toEqual({ ok: false, reason: REFUSAL.headerMissing });
	});

	it('takes the event id where there is one, and the id of the delivery where not', () => {
		const idOf = (headers: Headers) => {
			const verdict = verify(deliver(ORDER, headers), PROOF);
			return verdict.ok && verdict.kind === 'change' && verdict.proven.eventId;
		};
		expect(idOf({})).toBe('event-1');
		expect(idOf({ 'x-shopify-event-id': undefined })).toBe('webhook-1');
		expect(idOf({ 'x-shopify-event-id': ['a', 'b'] })).toBe('webhook-1');
	});
});
