/**
 * A credential of this package goes only to its vendor. n8n's client ignores the base URL of a request if its URL is
 * absolute, so the credential must compare that one.
 */
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import type { Result } from '../../nodes/core/result';
import { authenticate as ecwid } from '../../nodes/Ecwid/credential';
import { authenticate as shopify } from '../../nodes/Shopify/credential';
import { authenticate as wooCommerce } from '../../nodes/WooCommerce/client/credential';

const CREDENTIALS: Array<
	[name: string, base: string, sign: (options: IHttpRequestOptions) => Result<IHttpRequestOptions>]
> = [
	['WooCommerce', 'https://shop.example/', (options) => wooCommerce(WOO, options, MOMENT)],
	['Shopify', 'https://my-shop.myshopify.com/', (options) => shopify(SHOPIFY, options)],
	['Ecwid', 'https://app.ecwid.com/api/v3/1003/', (options) => ecwid(ECWID, options)],
];
const MOMENT = { nonce: 'nonce', timestamp: 1_795_255_200 };
const WOO: ICredentialDataDecryptedObject = {
	storeUrl: 'https://shop.example',
	...{ consumerKey: 'ck_1', consumerSecret: 'cs_1' },
};
const SHOPIFY: ICredentialDataDecryptedObject = { shop: 'my-shop', accessToken: 'shpat_1' };
const ECWID: ICredentialDataDecryptedObject = {
	storeId: '1003',
	...{ accessToken: 'secret_1', clientSecret: 'client-secret' },
};

describe.each(CREDENTIALS)('the credential of %s', (_name, baseURL, sign) => {
	it('is sent to its vendor', () => {
		expect(sign({ method: 'GET', baseURL, url: 'wp-json/wc/v3/orders' }).ok).toBe(true);
	});

	it.each(['https://other.example/', 'HTTPS://other.example/', 'http://other.example/'])(
		'is not sent to %s, although the base URL is that of the vendor',
		(url) => {
			expect(sign({ method: 'GET', baseURL, url }).ok).toBe(false);
		},
	);

	it('is not sent to another base URL that a user name or a longer host completes', () => {
		const { host } = new URL(baseURL);
		const other = 'https://other.example';
		for (const url of [`@${host}/`, `:x@${host}/`])
			expect(sign({ method: 'GET', baseURL: other, url }).ok).toBe(false);
		const base = `https://${host.slice(0, -2)}`;
		expect(sign({ method: 'GET', baseURL: base, url: `${host.slice(-2)}/` }).ok).toBe(false);
	});

	it('is sent if neither the base URL nor the URL has a slash between them', () => {
		const base = baseURL.slice(0, -1);
		expect(sign({ method: 'GET', baseURL: base, url: 'wp-json/wc/v3/orders' }).ok).toBe(true);
	});

	it('is not sent to a URL that begins with //', () => {
		expect(() => sign({ method: 'GET', baseURL, url: '//other.example/' })).toThrow('Invalid URL');
	});
});
