import { checkStore } from '../../../nodes/WooCommerce/client/credential';
import { ManualClock } from '../../sandbox/clock';
import type { ShopFault } from '../../sandbox/woocommerce/faults';
import { WooCommerceSandbox, type WooCommerceOptions } from '../../sandbox/woocommerce/server';

interface Sent {
	method: string;
	url: string;
	qs?: Record<string, string>;
	headers?: Record<string, string>;
}

const clock = new ManualClock('2026-05-01T12:00:00Z');

/** Checks a credential against a shop, as n8n does when a person saves it. */
async function check(
	scheme: 'http' | 'https',
	options: WooCommerceOptions,
	fields: Record<string, unknown> = {},
	{ effect, at = clock.now() }: { effect?: ShopFault; at?: number } = {},
) {
	const shop = WooCommerceSandbox.open(7, clock, `${scheme}://shop.example`, options);
	if (effect !== undefined) shop.faults.push({ effect });
	const httpRequest = async (sent: Sent) => {
		const url = new URL(sent.url);
		for (const [name, value] of Object.entries(sent.qs ?? {})) url.searchParams.set(name, value);
		const headers = Object.entries(sent.headers ?? {}).map(([name, value]) => [
			name.toLowerCase(),
			value,
		]);
		const call = {
			...{ method: sent.method, path: url.pathname, query: url.search.slice(1), body: '' },
			headers: Object.fromEntries(headers) as Record<string, string>,
		};
		const { status, ...answer } = await shop.answer(call);
		return { statusCode: status, headers: answer.headers, body: Buffer.from(answer.body) };
	};
	const credential = { storeUrl: `${scheme}://shop.example`, ...shop.keys, ...fields };
	const moment = { nonce: String(Math.random()), timestamp: Math.floor(at / 1000) };
	const read = await checkStore({ helpers: { httpRequest } } as never, credential as never, moment);
	return read.ok ? 'ok' : `${read.problem.reason}: ${read.problem.message}`;
}

const MINUTE = 60_000;
const refused = (status: number, code: string, message = 'No.'): ShopFault => ({
	kind: 'status',
	status,
	body: { code, message, data: { status } },
});
const page = (status: number, body: string): ShopFault => ({ kind: 'html', status, body });

describe('a shop is reached', () => {
	it.each<[string, WooCommerceOptions, Record<string, unknown>]>([
		['with Basic', {}, {}],
		['with keys in the query', { dropsAuthorization: true }, { keysInQuery: true }],
		['under another prefix', { restPrefix: 'api/rest' }, { restPath: '/api/rest/' }],
		['by rest_route', { permalinks: 'plain', isNginx: true }, { restPath: '?rest_route=' }],
		[
			'beside the password of a staging site',
			{ siteLogin: 'staging:pass:word' },
			{ hasSiteLogin: true, siteUser: 'staging', sitePassword: 'pass:word' },
		],
	])('over TLS %s', async (_what, options, fields) => {
		expect(await check('https', options, fields)).toBe('ok');
	});

	it('without TLS under another prefix and by rest_route', async () => {
		expect(await check('http', { restPrefix: 'api' }, { restPath: 'api' })).toBe('ok');
		expect(await check('http', { permalinks: 'plain' }, { restPath: '?rest_route=' })).toBe('ok');
		expect(await check('https', {}, { restPath: 'https://x/?a' })).toMatch(/REST API Path is not/);
	});

	it('without TLS by a signature even if the keys should be in the query', async () => {
		expect(await check('http', {}, { keysInQuery: true })).toBe('ok');
	});

	it('never with a site password that would be sent unencrypted', async () => {
		const fields = { hasSiteLogin: true, siteUser: 'staging', sitePassword: 'x' };
		expect(await check('http', {}, fields)).toMatch(/^misconfigured: .*unencrypted/);
		expect(await check('https', {}, { ...fields, siteUser: '' })).toMatch(/Site User is empty/);
	});
});

describe("the next step follows from the shop's own words", () => {
	it.each<[string, 'http' | 'https', WooCommerceOptions, RegExp]>([
		['the server drops the header', 'https', { dropsAuthorization: true }, /Keys in Query String/],
		['TLS ends at a proxy', 'https', { believesTls: false }, /X-Forwarded-Proto: https/],
		['a staging site', 'https', { siteLogin: 'a:b' }, /Site Has a Password/],
		['plain permalinks', 'https', { permalinks: 'plain' }, /permalinks are not "Plain"/],
		[
			'plain permalinks behind nginx',
			'https',
			{ permalinks: 'plain', isNginx: true },
			/^not_found: .*permalinks are "Plain".*Settings > Permalinks/,
		],
	])('%s', async (_what, scheme, options, words) => {
		expect(await check(scheme, options)).toMatch(words);
	});

	it('a signature that is too old or in the future: the clocks', async () => {
		for (const off of [-20 * MINUTE, 20 * MINUTE]) {
			const said = await check('http', {}, {}, { at: clock.now() + off });
			expect(said).toMatch(/^unauthorized: .*clocks of the shop and of n8n/);
			expect(said).not.toMatch(/create another key|Create a key/i);
		}
	});

	it('a wrong secret: the secret, or the URL that is signed', async () => {
		const fields = { consumerSecret: 'cs_wrong' };
		expect(await check('https', {}, fields)).toMatch(/does not accept the consumer secret/);
		expect(await check('http', {}, fields)).toMatch(/enter the Store URL exactly as in/);
	});

	it.each<[string, ShopFault, RegExp]>([
		['too few rights', refused(403, 'woocommerce_rest_cannot_view'), /^forbidden: .*administrator/],
		[
			'an unknown key',
			refused(401, 'woocommerce_rest_authentication_error', 'Consumer key is invalid.'),
			/^unauthorized: .*Compare the key and the secret .* Or create a key there and enter both/,
		],
		[
			'a nonce',
			refused(401, 'woocommerce_rest_authentication_error', 'Invalid nonce - used.'),
			/received the same signed request twice/,
		],
		[
			'a permission',
			refused(
				401,
				'woocommerce_rest_authentication_error',
				'The API key provided does not have read permissions.',
			),
			/^forbidden: .*Read\/Write/,
		],
		[
			'a lost parameter',
			refused(
				401,
				'woocommerce_rest_authentication_missing_parameter',
				'Missing OAuth parameter oauth_nonce',
			),
			/only a part of the signature/,
		],
		['a closed API', refused(401, 'rest_login_required'), /^forbidden: .*security plugin/],
		['another login', refused(403, 'jwt_auth_bad_auth_header'), /Keys in Query String/],
		[
			'Wordfence',
			page(403, '<p>Generated by Wordfence</p>'),
			/^forbidden: .*Wordfence in front of \S+ blocked it/,
		],
		['Cloudflare', page(403, '<title>Attention Required! | Cloudflare</title>'), /Cloudflare/],
		['a firewall without a name', page(403, '<html>'), /no firewall or security plugin/],
		[
			'a redirect to another host',
			{ kind: 'redirect', to: 'https://www.shop.example/wp-json/wc/v3/orders' },
			/^redirected: .*URL that the browser shows/,
		],
	])('%s', async (_what, effect, words) => {
		expect(await check('https', {}, {}, { effect })).toMatch(words);
	});
});
