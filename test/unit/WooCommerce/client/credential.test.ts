import { createHmac } from 'node:crypto';

import {
	authenticate,
	checkStore,
	readAccess,
} from '../../../../nodes/WooCommerce/client/credential';
import {
	oauthParameters,
	signatureBase,
} from '../../../../nodes/WooCommerce/client/authentication';

const keys = { consumerKey: 'ck_1', consumerSecret: 'cs_secret' };
const moment = { nonce: 'n', timestamp: 1_700_000_000 };
const credential = (storeUrl: string) => ({ storeUrl, ...keys });

describe('OAuth 1.0a', () => {
	// The example that Twitter published for "Creating a signature".
	const parameters = {
		status: 'Hello Ladies + Gentlemen, a signed OAuth request!',
		include_entities: 'true',
		oauth_consumer_key: 'xvz1evFS4wEEPTGEFPHBog',
		oauth_nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
		oauth_signature_method: 'HMAC-SHA1',
		oauth_timestamp: '1318622958',
		oauth_token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
		oauth_version: '1.0',
	};

	it('builds the signature base of the published example', () => {
		const base = signatureBase(
			'post',
			'https://api.twitter.com/1/statuses/update.json',
			parameters,
		);
		const key =
			'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw&LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE';
		expect(createHmac('sha1', key).update(base).digest('base64')).toBe(
			'tnnArxj06cWHq44gCs1OSKk/jLY=',
		);
	});

	it('signs every parameter that is sent', () => {
		const sign = (query: Record<string, string>) =>
			oauthParameters('GET', 'http://shop.example/x', query, keys, moment).oauth_signature;
		expect(sign({ a: '1' })).not.toBe(sign({ a: '2' }));
		expect(sign({ a: '1' })).toBe(sign({ a: '1' }));
	});
});

describe('signing requests to a shop', () => {
	it('sends Basic over TLS', () => {
		const options = { url: 'https://shop.example/wp-json/wc/v3/orders', qs: { page: '1' } };
		const signed = authenticate(credential('https://shop.example'), options, moment);
		expect(signed).toMatchObject({
			ok: true,
			value: {
				...options,
				headers: { Authorization: `Basic ${Buffer.from('ck_1:cs_secret').toString('base64')}` },
			},
		});
	});

	it('never sends the secret itself without TLS', () => {
		const options = { url: 'http://shop.example/wp-json/wc/v3/orders?a=b', qs: { page: 1 } };
		const signed = authenticate(credential('http://shop.example'), options, moment);
		expect(JSON.stringify(signed)).not.toContain('cs_secret');
		expect(signed).toMatchObject({
			ok: true,
			value: {
				url: 'http://shop.example/wp-json/wc/v3/orders',
				qs: { a: 'b', page: '1', oauth_consumer_key: 'ck_1' },
			},
		});
	});

	it.each([
		'https://evil.example/wp-json/wc/v3/orders',
		'https://shop.example.evil.example/',
		'http://shop.example/wp-json',
		'https://shop.example:8443/wp-json',
		'https://shop.example@evil.example/',
	])('does not send the key to %s', (url) => {
		const signed = authenticate(credential('https://shop.example'), { url }, moment);
		expect(signed).toMatchObject({ ok: false, problem: { reason: 'misconfigured' } });
		expect(JSON.stringify(signed)).not.toMatch(/cs_secret|ck_1/);
	});

	it.each([
		[
			{ storeUrl: 'https://shop.example', consumerKey: '', consumerSecret: 'x' },
			/has no consumer key or secret/,
		],
		[{ storeUrl: '', consumerKey: 'x', consumerSecret: 'x' }, /not the address/],
		[
			{ storeUrl: 'https://shop.example', consumerKey: 'cs_1', consumerSecret: 'ck_1' },
			/key and secret are exchanged.*ck_.*cs_/,
		],
		[
			{ storeUrl: 'https://shop.example', consumerKey: 'ck_1', consumerSecret: 'ck_1' },
			/begins with cs_/,
		],
		[
			{ storeUrl: 'https://shop.example', consumerKey: 'ck_1', consumerSecret: '"cs_1"' },
			/in quotation marks/,
		],
	])('names what is wrong with a credential', (incomplete, message) => {
		expect(readAccess(incomplete)).toMatchObject({
			ok: false,
			problem: { message: expect.stringMatching(message) },
		});
	});
});

describe("the shop's answer to the credential test", () => {
	const ask = (answer: () => Promise<unknown>) =>
		checkStore(
			{ helpers: { httpRequest: answer } } as never,
			credential('https://shop.example'),
			moment,
		);
	const answers = (statusCode: number, body: string, headers = {}) =>
		ask(async () => ({ statusCode, headers, body: Buffer.from(body) }));

	it('is accepted if it is a list', async () => {
		expect(await answers(200, '[]')).toEqual({ ok: true, value: [] });
	});

	it.each<[string, number, string, string, RegExp]>([
		['a web page', 200, '<!DOCTYPE html><html>', 'not_json', /web page instead of data/],
		['half an answer', 200, '[{"id":', 'not_json', /incomplete data/],
		['a redirect', 301, '', 'redirected', /another URL/],
		[
			'a wrong key',
			401,
			'{"code":"woocommerce_rest_cannot_view"}',
			'unauthorized',
			/key and secret/,
		],
		['a firewall', 403, '<html>', 'forbidden', /firewall/],
		['no WooCommerce', 404, '{"code":"rest_no_route"}', 'not_found', /no WooCommerce REST API/],
		['a shop under load', 429, '', 'throttled', /rate limit/],
		['a broken shop', 500, '<html>', 'failing', /server error/],
	])('explains %s', async (_what, status, body, reason, says) => {
		expect(await answers(status, body)).toMatchObject({
			ok: false,
			problem: { reason, message: expect.stringMatching(says) },
		});
	});

	it.each<[string, string, RegExp]>([
		[
			'ECONNREFUSED',
			'unreachable',
			/^The request to shop\.example failed: the server rejected the connection/,
		],
		['EHOSTUNREACH', 'unreachable', /the server could not be reached/],
		['ENOTFOUND', 'unreachable', /failed: DNS did not find the host/],
		['ECONNABORTED', 'timed_out', /within 30 seconds/],
		['ECONNRESET', 'unreachable', /closed the connection before it responded/],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'unreachable', /TLS certificate/],
	])('explains a missing response (%s)', async (code, reason, says) => {
		const failed = await ask(async () => {
			throw Object.assign(new Error('wrapped'), { cause: { code } });
		});
		expect(failed).toMatchObject({ problem: { reason, message: expect.stringMatching(says) } });
	});

	it('passes on how long to wait, up to an hour', async () => {
		expect(await answers(429, '', { 'Retry-After': '7' })).toMatchObject({
			problem: { retryAfterMs: 7000 },
		});
		expect(await answers(429, '', { 'Retry-After': '999999999' })).toMatchObject({
			problem: { retryAfterMs: 3_600_000 },
		});
	});

	it('never shows the secret', async () => {
		for (const status of [200, 301, 401, 403, 404, 429, 500])
			expect(JSON.stringify(await answers(status, '<'))).not.toMatch(/cs_secret/);
	});
});
