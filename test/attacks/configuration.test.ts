import { authenticate as toEcwid } from '../../nodes/Ecwid/credential';
import { requestOptions } from '../../nodes/host/http';
import { authenticate as toShopify } from '../../nodes/Shopify/credential';
import { authenticate as toWooCommerce } from '../../nodes/WooCommerce/client/credential';
import { answers, startCallback, type Callback } from '../unit/SignedEvent/callback';
import { n8nClient } from '../unit/SignedEvent/n8nClient';

/*
 * Case 30 of docs/facts/attacks.md by n8n's own client: a vendor's address that sends to another. What may stand
 * in a shop's, a store's or a host's field (29) is in test/unit/*\/access.test.ts and Shopify/shop.test.ts.
 */

const client = n8nClient();
let vendor: Callback;
let thief: Callback;

beforeAll(async () => {
	[vendor, thief] = await Promise.all([startCallback(), startCallback()]);
});
afterAll(async () => await Promise.all([vendor.close(), thief.close()]));

/** A request to each vendor, with what opens it. */
const requests = {
	Shopify: () =>
		toShopify(
			{ shop: 'my-shop', useBaseUrl: true, baseUrl: origin(), accessToken: 'shpat_1' },
			requestOptions({ method: 'POST', url: `${origin()}/admin/x`, body: Buffer.from('{}') }),
		),
	Ecwid: () =>
		toEcwid(
			{ storeId: '1003', useBaseUrl: true, baseUrl: origin(), accessToken: 'secret_1' },
			requestOptions({ method: 'GET', url: `${origin()}/api/v3/1003/orders` }),
		),
	'the legacy API of Ecwid': () =>
		toEcwid(
			{ storeId: '1003', useBaseUrl: true, baseUrl: origin(), orderSecretKey: 'order_1' },
			requestOptions({ method: 'GET', url: `${origin()}/api/v1/1003/orders` }),
		),
	WooCommerce: () =>
		toWooCommerce(
			{ storeUrl: origin(), consumerKey: 'ck_1', consumerSecret: 'cs_1' },
			requestOptions({ method: 'GET', url: `${origin()}/wp-json/wc/v3/orders` }),
			{ timestamp: 1_795_255_200, nonce: 'nonce' },
		),
};
const origin = () => new URL(vendor.url).origin;

describe.each([301, 302, 303, 307, 308])('30: a vendor that answers %d', (status) => {
	it.each(Object.keys(requests) as Array<keyof typeof requests>)(
		'sends nothing of what opens %s anywhere else',
		async (name) => {
			vendor.answer = answers.status(status, { location: thief.url });
			const signed = requests[name]();
			if (!signed.ok) throw new Error(signed.problem.message);
			const before = vendor.taken.length;
			const answer = (await client.httpRequest(signed.value)) as { statusCode: number };
			expect(answer.statusCode).toBe(status);
			expect(vendor.taken.length).toBe(before + 1);
			expect(thief.taken).toEqual([]);
		},
	);
});
