import { request } from 'node:https';
import { ManualClock } from './clock';
import type { JsonObject } from './json';
import { startSandbox, type Sandbox } from './sandbox';
import { basic, signedUrl, TestClient, type OAuthRequest } from './testClient';
import type { KeyPair } from './woocommerce/auth';
import { readOAuthHeader, sign, signatureBase } from './woocommerce/oauth';
import type { WooCommerceOptions } from './woocommerce/server';

let sandbox: Sandbox;
let clock: ManualClock;

async function open(options: WooCommerceOptions): Promise<void> {
	clock = new ManualClock('2026-03-01T12:00:00Z');
	sandbox = await startSandbox({ seed: 3, clock, wooCommerce: options });
}

interface Refusal {
	status: number;
	code: unknown;
}

function refusal(status: number, code: string): Refusal {
	return { status, code: `woocommerce_rest_${code}` };
}

const CANNOT_VIEW = refusal(401, 'cannot_view');
const AUTHENTICATION_ERROR = refusal(401, 'authentication_error');

describe('on TLS', () => {
	beforeEach(() => open({ believesTls: true, orders: 3 }));
	afterEach(() => sandbox.close());

	async function ask(headers: Record<string, string>, query = ''): Promise<Refusal> {
		const client = new TestClient(sandbox.wooCommerce, headers);
		const { status, body } = await client.get(`orders${query}`);
		return { status, code: (body as JsonObject).code };
	}

	const pair = ({ consumerKey, consumerSecret }: KeyPair) =>
		`?consumer_key=${consumerKey}&consumer_secret=${consumerSecret}`;
	const unknown = { consumerKey: 'ck_unknown', consumerSecret: 'cs_unknown' };

	test('Basic and the query form open the store', async () => {
		const { keys } = sandbox.wooCommerce;
		expect((await ask(basic(keys))).status).toBe(200);
		expect((await ask({}, pair(keys))).status).toBe(200);
	});

	test('the query form wins over Basic', async () => {
		const { keys } = sandbox.wooCommerce;
		expect((await ask(basic(unknown), pair(keys))).status).toBe(200);
		expect(await ask(basic(keys), pair(unknown))).toEqual(CANNOT_VIEW);
	});

	test('no key and an unknown key are 401 cannot_view', async () => {
		expect(await ask({})).toEqual(CANNOT_VIEW);
		expect(await ask(basic(unknown))).toEqual(CANNOT_VIEW);
		expect(await ask({}, pair(unknown))).toEqual(CANNOT_VIEW);
	});

	test('a wrong secret is 401 authentication_error', async () => {
		const wrong = { ...sandbox.wooCommerce.keys, consumerSecret: 'cs_wrong' };
		expect(await ask(basic(wrong))).toEqual(AUTHENTICATION_ERROR);
		expect(await ask({}, pair(wrong))).toEqual(AUTHENTICATION_ERROR);
		const client = new TestClient(sandbox.wooCommerce, basic(wrong));
		expect((await client.get('no/such/route')).status).toBe(401);
	});

	test('a revoked key is unknown', async () => {
		const keys = sandbox.wooCommerce.addKey('read');
		expect((await ask(basic(keys))).status).toBe(200);
		sandbox.wooCommerce.revokeKey(keys.consumerKey);
		expect(await ask(basic(keys))).toEqual(CANNOT_VIEW);
	});

	test('too few rights are 401 authentication_error', async () => {
		const { wooCommerce } = sandbox;
		const [id] = wooCommerce.shop.ids('orders');
		const reader = new TestClient(wooCommerce, basic(wooCommerce.addKey('read')));
		const writer = new TestClient(wooCommerce, basic(wooCommerce.addKey('write')));
		expect((await reader.get('orders')).status).toBe(200);
		expect((await reader.head('orders')).status).toBe(200);
		expect((await writer.put(`orders/${id}`, {})).status).toBe(200);
		for (const answer of [
			await reader.post('orders', {}),
			await reader.put(`orders/${id}`, {}),
			await reader.delete(`orders/${id}`),
			await writer.get('orders'),
		]) {
			expect({ status: answer.status, code: answer.body.code }).toEqual(AUTHENTICATION_ERROR);
		}
		expect((await writer.head('orders')).status).toBe(401);
	});

	test.each([
		['POST', 'orders', 'cannot_create'],
		['PUT', 'orders/1', 'cannot_edit'],
		['DELETE', 'orders/1', 'cannot_delete'],
		['POST', 'orders/batch', 'cannot_batch'],
	])('without a key %s %s is 401 %s', async (method, path, code) => {
		const client = new TestClient(sandbox.wooCommerce, {});
		const { status, body } = await client.send(method, path, {});
		expect({ status, code: body.code }).toEqual(refusal(401, code));
	});

	test('wrong parameters are reported even without a key', async () => {
		const answer = await new TestClient(sandbox.wooCommerce, {}).get('orders?per_page=101');
		expect(answer.status).toBe(400);
	});
});

describe('over plain http', () => {
	beforeEach(() => open({ orders: 3 }));
	afterEach(() => sandbox.close());

	let nonces = 0;

	function signed(path: string, more: Partial<OAuthRequest> = {}): string {
		return signedUrl({
			url: `${sandbox.wooCommerce.url}/wp-json/wc/v3/${path}`,
			keys: sandbox.wooCommerce.keys,
			timestamp: clock.now() / 1000,
			nonce: `nonce${nonces++}`,
			...more,
		});
	}

	async function ask(
		url: string,
		options: RequestInit = {},
	): Promise<Refusal & { message: unknown }> {
		const response = await fetch(url, options);
		const body = (await response.json()) as JsonObject;
		return { status: response.status, code: body.code, message: body.message };
	}

	test('Basic and the query form are ignored: 401 cannot_view', async () => {
		const { keys, url } = sandbox.wooCommerce;
		const { status, body } = await new TestClient(sandbox.wooCommerce).get('orders');
		expect({ status, code: body.code }).toEqual(CANNOT_VIEW);
		const query = `consumer_key=${keys.consumerKey}&consumer_secret=${keys.consumerSecret}`;
		expect(await ask(`${url}/wp-json/wc/v3/orders?${query}`)).toMatchObject(CANNOT_VIEW);
	});

	test.each(['HMAC-SHA1', 'HMAC-SHA256'] as const)(
		'OAuth 1.0a with %s opens it',
		async (algorithm) => {
			const path = `orders?per_page=2&search=${encodeURIComponent("Zoë & O'Brien ~ 100% (a*b)!")}`;
			expect((await ask(signed(path, { algorithm }))).status).toBe(200);
			expect((await ask(signed('orders?status=any&_fields=id,status', { algorithm }))).status).toBe(
				200,
			);
		},
	);

	test('OAuth signs writing too, and rest_route', async () => {
		const body = JSON.stringify({ customer_note: 'Signed' });
		const [id] = sandbox.wooCommerce.shop.ids('orders');
		const url = signed(`orders/${id}`, { method: 'PUT' });
		const headers = { 'Content-Type': 'application/json' };
		expect((await fetch(url, { method: 'PUT', body, headers })).status).toBe(200);
		const plain = signed('', { url: `${sandbox.wooCommerce.url}/?rest_route=/wc/v3/orders` });
		expect((await fetch(plain)).status).toBe(200);
	});

	test('OAuth parameters may come in the Authorization header', async () => {
		const url = new URL(signed('orders?per_page=1'));
		const names = [...url.searchParams.keys()].filter((name) => name.startsWith('oauth_'));
		const pairs = names.map((name) => {
			const value = encodeURIComponent(url.searchParams.get(name) as string);
			url.searchParams.delete(name);
			return `${name}="${value}"`;
		});
		const headers = { Authorization: `OAuth ${pairs.join(', ')}` };
		expect((await fetch(url, { headers })).status).toBe(200);
	});

	test.each<[string, (url: string) => string, string]>([
		['another method', (url) => url, 'Invalid signature - provided signature does not match.'],
		[
			'a changed parameter',
			(url) => url.replace('per_page=1', 'per_page=2'),
			'Invalid signature - provided signature does not match.',
		],
		['an unknown key', (url) => url.replace('ck_', 'ck_x'), 'Consumer key is invalid.'],
		[
			'an unknown signature method',
			(url) => url.replace('HMAC-SHA256', 'PLAINTEXT'),
			'Invalid signature - signature method is invalid.',
		],
	])('rejects %s', async (what, change, message) => {
		const url = change(signed('orders?per_page=1'));
		const method = what === 'another method' ? 'POST' : 'GET';
		expect(await ask(url, { method })).toEqual({ ...AUTHENTICATION_ERROR, message });
	});

	test('rejects a wrong secret', async () => {
		const keys = { ...sandbox.wooCommerce.keys, consumerSecret: 'cs_wrong' };
		expect(await ask(signed('orders', { keys }))).toMatchObject(AUTHENTICATION_ERROR);
	});

	test('names the missing parameter in the error', async () => {
		const url = signed('orders').replace(/&oauth_nonce=\w+/, '');
		expect(await ask(url)).toEqual({
			...refusal(401, 'authentication_missing_parameter'),
			message: 'Missing OAuth parameter oauth_nonce',
		});
	});

	test.each([
		[900, 200],
		[901, 401],
		[-900, 200],
		[-901, 401],
	])('a clock that is %i seconds off gets %i', async (seconds, status) => {
		const timestamp = clock.now() / 1000 + seconds;
		expect((await ask(signed('orders', { timestamp }))).status).toBe(status);
	});

	test('a nonce is valid once', async () => {
		const url = signed('orders');
		expect((await ask(url)).status).toBe(200);
		expect(await ask(url)).toMatchObject({
			...AUTHENTICATION_ERROR,
			message: 'Invalid nonce - nonce has already been used.',
		});
		await ask(signed('orders'));
		expect((await ask(url)).status).toBe(401);
	});

	test('a list in brackets is signed with its index, as the store reads it', async () => {
		const [first, second] = sandbox.wooCommerce.shop.ids('orders');
		const indexed = signed(`orders?include[0]=${first}&include[1]=${second}`);
		expect((await ask(indexed)).status).toBe(200);
		expect((await ask(signed(`orders?include[]=${first}`))).status).toBe(401);
	});

	test('the shop checks the time against its own clock', async () => {
		sandbox.wooCommerce.clock.skew = 3_600_000;
		expect(await ask(signed('orders'))).toMatchObject({ message: 'Invalid timestamp.' });
	});
});

describe('the OAuth signature', () => {
	test('is that of RFC 5849, section 1.2: the request for temporary credentials', () => {
		const header =
			'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", ' +
			'oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131200", ' +
			'oauth_nonce="wIjqoS", oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready", ' +
			'oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"';
		const parameters = readOAuthHeader(header);
		const base = signatureBase('POST', 'https://photos.example.net/initiate', parameters);
		expect(sign('HMAC-SHA1', base, 'kd94hf93k423kf44&')).toBe(parameters.oauth_signature);
	});

	test('is that of RFC 5849, section 1.2: the request for a photo', () => {
		const base = signatureBase('GET', 'http://photos.example.net/photos', {
			file: 'vacation.jpg',
			size: 'original',
			oauth_consumer_key: 'dpf43f3p2l4k3l03',
			oauth_token: 'nnch734d00sl2jdk',
			oauth_signature_method: 'HMAC-SHA1',
			oauth_timestamp: '137131202',
			oauth_nonce: 'chapoH',
		});
		expect(sign('HMAC-SHA1', base, 'kd94hf93k423kf44&pfkkdhi9sl3r4s00')).toBe(
			'MdpQcU8iPSUjWoN/UDMsK2sui9I=',
		);
	});

	// https://developer.x.com/en/docs/authentication/oauth-1-0a/creating-a-signature
	test("is that of Twitter's example, with its base string", () => {
		const base = signatureBase('post', 'https://api.twitter.com/1.1/statuses/update.json', {
			status: 'Hello Ladies + Gentlemen, a signed OAuth request!',
			include_entities: 'true',
			oauth_consumer_key: 'xvz1evFS4wEEPTGEFPHBog',
			oauth_nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
			oauth_signature_method: 'HMAC-SHA1',
			oauth_timestamp: '1318622958',
			oauth_token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
			oauth_version: '1.0',
		});
		expect(base).toBe(
			'POST&https%3A%2F%2Fapi.twitter.com%2F1.1%2Fstatuses%2Fupdate.json&' +
				'include_entities%3Dtrue%26oauth_consumer_key%3Dxvz1evFS4wEEPTGEFPHBog%26' +
				'oauth_nonce%3DkYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg%26' +
				'oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1318622958%26' +
				'oauth_token%3D370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb%26' +
				'oauth_version%3D1.0%26status%3DHello%2520Ladies%2520%252B%2520Gentlemen%252C%2520a' +
				'%2520signed%2520OAuth%2520request%2521',
		);
		const key =
			'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw&LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE';
		expect(sign('HMAC-SHA1', base, key)).toBe('hCtSmYh+iHYCEqBWrE7C7hYmtUk=');
	});
});

describe('with its own certificate', () => {
	beforeEach(() => open({ tls: true, orders: 3 }));
	afterEach(() => sandbox.close());

	function statusOf(ca: string | undefined): Promise<number | undefined> {
		const { url, keys } = sandbox.wooCommerce;
		return new Promise((resolve, reject) => {
			const options = { headers: basic(keys), ...(ca !== undefined && { ca }) };
			const sent = request(`${url}/wp-json/wc/v3/orders`, options, (response) => {
				response.resume();
				resolve(response.statusCode);
			});
			sent.on('error', reject).end();
		});
	}

	test('the port serves TLS to clients that trust it', async () => {
		expect(sandbox.wooCommerce.url).toMatch(/^https:/);
		expect(await statusOf(sandbox.wooCommerce.certificate)).toBe(200);
		await expect(statusOf(undefined)).rejects.toThrow(/self-signed/);
	});
});
