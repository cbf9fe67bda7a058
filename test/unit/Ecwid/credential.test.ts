import type { IHttpRequestOptions } from 'n8n-workflow';

import { authenticate, checkCredential, readCredential } from '../../../nodes/Ecwid/credential';
import { SignedEventsEcwidApi } from '../../../credentials/SignedEventsEcwidApi.credentials';
import { credentialFor, openEcwid, type EcwidStage } from './stage';

/** For real requests on a busy machine. */

const CREDENTIAL = {
	storeId: '1003',
	accessToken: 'secret_token',
	clientSecret: 'client',
	orderSecretKey: 'order-key',
	otherStoreTokens: '',
	productSecretKey: 'product-key',
};
const SECRETS = Object.values(CREDENTIAL)
	.slice(1)
	.filter((secret) => secret !== '');

describe('the destination of a secret', () => {
	const request = (url: string): IHttpRequestOptions => ({ method: 'GET', url });
	const leaks = (options: unknown) =>
		SECRETS.filter((one) => JSON.stringify(options).includes(one));

	it.each([
		['https://app.ecwid.com/api/v3/1003/orders', ['secret_token']],
		['https://app.ecwid.com/api/v1/1003/orders', ['order-key']],
		['https://app.ecwid.com/api/v1/1003/products', ['product-key']],
	])('%s receives its own secret and no other', (url, expected) => {
		const signed = authenticate(CREDENTIAL, request(url));
		if (!signed.ok) throw new Error(signed.problem.message);
		expect(leaks(signed.value)).toEqual(expected);
	});

	it.each([
		'https://evil.example/api/v3/1003/orders',
		'https://app.ecwid.com.evil.example/api/v3/1003/orders',
		'https://app.ecwid.com@evil.example/api/v3/1003/orders',
		'http://app.ecwid.com/api/v3/1003/orders',
		'https://app.ecwid.com:444/api/v3/1003/orders',
		'https://app.ecwid.com/api/v3/1004/orders',
		'https://app.ecwid.com/api/v3/10031/orders',
		'https://app.ecwid.com/api/v3/1003/../1004/orders',
		'https://app.ecwid.com/api/v3/1003',
		'https://my.ecwid.com/api/oauth/token',
	])('%s receives no secret', (url) => {
		const signed = authenticate(CREDENTIAL, request(url));
		expect(signed).toMatchObject({ ok: false });
		expect(leaks(signed)).toEqual([]);
	});

	it.each([
		'',
		'0',
		'evil.example',
		'1003/..',
		'1003@evil.example',
		'1003#',
		'1003?x=',
		'1003:443',
		'１００３',
		'1003\n1004',
		'99999999999999999999',
	])('a malformed store id is rejected: %j', (storeId) => {
		const access = readCredential({ ...CREDENTIAL, storeId });
		expect(access).toMatchObject({
			ok: false,
			problem: { message: expect.stringMatching(/Store ID is not a number/) },
		});
		expect(leaks(access)).toEqual([]);
	});

	describe('of other stores', () => {
		const OTHERS = { ...CREDENTIAL, otherStoreTokens: '1004:secret_four, 1005:secret_five' };
		const leaksOf = (options: unknown) =>
			[...SECRETS, 'secret_four', 'secret_five'].filter((one) =>
				JSON.stringify(options).includes(one),
			);

		it.each([
			['1003', ['secret_token']],
			['1004', ['secret_four']],
			['1005', ['secret_five']],
		])('store %s receives its own token and no other', (storeId, expected) => {
			const url = `https://app.ecwid.com/api/v3/${storeId}/orders`;
			const signed = authenticate(OTHERS, request(url));
			if (!signed.ok) throw new Error(signed.problem.message);
			expect(leaksOf(signed.value)).toEqual(expected);
		});

		it.each([
			'https://app.ecwid.com/api/v3/1006/orders',
			'https://app.ecwid.com/api/v1/1004/orders',
			'https://evil.example/api/v3/1004/orders',
		])('%s receives no secret', (url) => {
			const signed = authenticate(OTHERS, request(url));
			expect(signed).toMatchObject({ ok: false });
			expect(leaksOf(signed)).toEqual([]);
		});

		it('can stand in lines, and blanks do no harm', () => {
			const read = readCredential({
				...CREDENTIAL,
				otherStoreTokens: ' 1004 : secret_four\n\n1005:secret_five, ',
			});
			expect(read).toMatchObject({
				value: {
					otherStores: [
						{ store: { storeId: '1004' }, accessToken: 'secret_four' },
						{ store: { storeId: '1005' }, accessToken: 'secret_five' },
					],
				},
			});
		});

		it.each([
			'1004',
			'1004:',
			':secret_four',
			'shop:secret_four',
			'1004:a b',
			'1004@evil:secret_4',
		])('malformed ones are rejected, and not shown: %j', (otherStoreTokens) => {
			const read = readCredential({ ...CREDENTIAL, otherStoreTokens });
			expect(read).toMatchObject({
				ok: false,
				problem: { message: expect.stringMatching(/Other Stores/) },
			});
			expect(JSON.stringify(read)).not.toMatch(/secret_(four|4)|a b/);
		});
	});

	it('another host needs the switch and a plain URL', () => {
		const baseUrl = 'http://127.0.0.1:9';
		const restOf = (data: object) => {
			const access = readCredential({ ...CREDENTIAL, ...data });
			return access.ok ? access.value.store.rest : access.problem.message;
		};
		expect(restOf({ baseUrl })).toBe('https://app.ecwid.com/api/v3/1003');
		expect(restOf({ baseUrl, useBaseUrl: 'true' })).toMatch(/^https:\/\/app\.ecwid\.com/);
		expect(restOf({ baseUrl, useBaseUrl: true })).toBe('http://127.0.0.1:9/api/v3/1003');
		for (const wrong of ['', 'ftp://x', 'https://u:p@x', 'https://x?y', 'https://x#y', 'nowhere'])
			expect(restOf({ baseUrl: wrong, useBaseUrl: true })).toMatch(/Base URL is not/);
	});

	it('secrets are masked, and another host shows a warning', () => {
		const { properties } = new SignedEventsEcwidApi();
		const masked = properties.filter(({ typeOptions }) => typeOptions?.password === true);
		expect(masked.map(({ name }) => name).sort()).toEqual([
			'accessToken',
			'clientSecret',
			'orderSecretKey',
			'otherStoreTokens',
			'productSecretKey',
		]);
		const shownElsewhere = properties.filter(({ displayOptions }) => displayOptions !== undefined);
		expect(shownElsewhere.map(({ name, type }) => [name, type])).toEqual([
			['baseUrlNotice', 'notice'],
			['baseUrl', 'string'],
		]);
	});
});

describe('the test of a credential', () => {
	let stage: EcwidStage;
	beforeAll(async () => (stage = await openEcwid()));
	afterAll(async () => await stage.close());

	const helpers = {
		httpRequest: async ({ url, qs, headers }: IHttpRequestOptions) => {
			const query = new URLSearchParams(qs as Record<string, string>).toString();
			const response = await fetch(
				query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`,
				{
					headers: headers as Record<string, string>,
				},
			);
			return {
				statusCode: response.status,
				headers: Object.fromEntries(response.headers),
				body: Buffer.from(await response.arrayBuffer()),
			};
		},
	};
	const check = async (data: Record<string, unknown>) => {
		const credential = { ...credentialFor(stage.sandbox), ...data } as never;
		const checked = await checkCredential({ helpers } as never, credential);
		return checked.ok ? 'fine' : checked.problem.message;
	};

	it('passes for every valid token, whichever scopes it has', async () => {
		expect(await check({})).toBe('fine');
		expect(await check({ orderSecretKey: '', productSecretKey: '' })).toBe('fine');
		expect(await check({ accessToken: '' })).toBe('fine');
		expect(await check({ clientSecret: '' })).toBe('fine');
		for (const scope of ['read_orders', 'read_catalog', 'read_customers', 'read_store_profile'])
			expect(await check({ accessToken: stage.sandbox.addToken([scope]) })).toBe('fine');
	});

	it.each([
		['a false token', { accessToken: 'secret_x' }, /rejected the access token/],
		['a false order key', { orderSecretKey: 'x' }, /rejected .* secret key/],
		['a false product key', { productSecretKey: 'x' }, /rejected .* secret key/],
		['another store', { storeId: '1004' }, /store 1004 does not exist/],
		['no number', { storeId: 'shop' }, /is not a number/],
		[
			'a store that does not exist',
			{ otherStoreTokens: '1004:secret_x' },
			/store 1004 does not exist/,
		],
		['no client secret', { clientSecret: '', orderSecretKey: '' }, /Client Secret is empty/],
		[
			'a token as client secret',
			{ clientSecret: `secret_${'a'.repeat(32)}` },
			/is an access token/,
		],
		[
			'a client secret in quotation marks',
			{ clientSecret: `"${'a'.repeat(32)}"` },
			/is in quotation/,
		],
		['the client_id as client secret', { clientSecret: 'custom-app-1003-1' }, /is the client_id/],
		['a part of the client secret', { clientSecret: 'abcdef' }, /has only 6 characters/],
		['a client secret with a blank', { clientSecret: 'abcdefgh ijklmnopqrst' }, /has blanks/],
		['nothing', { accessToken: '', orderSecretKey: '' }, /has no Access Token/],
		['nobody there', { baseUrl: 'http://127.0.0.1:1' }, /127\.0\.0\.1:1 /],
	])('fails with a reason for %s', async (_what, data, says) => {
		const message = await check(data);
		expect(message).toMatch(says);
		for (const secret of Object.values(credentialFor(stage.sandbox)).filter(
			(value) => typeof value === 'string' && value.length > 10 && !value.startsWith('http'),
		))
			expect(message).not.toContain(secret);
	});

	it('fails with the missing scope for a token that can read nothing', async () => {
		expect(await check({ accessToken: stage.sandbox.addToken([]) })).toMatch(/scope/);
	});
});
