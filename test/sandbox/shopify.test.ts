import { createHmac } from 'node:crypto';

import { ManualClock } from './clock';
import type { Call } from './http';
import { ShopifySandbox, type ShopifyOptions } from './shopify/server';
import { WebhookReceiver } from './webhookReceiver';

// The official schema takes a second to load, and much more on a busy machine.

const START = '2026-11-21T10:00:00Z';
const MINUTE = 60_000;
const HOOK = 'https://n8n.example/hook';

let clock: ManualClock;
let sandbox: ShopifySandbox;
let receiver: WebhookReceiver;

beforeEach(async () => {
	clock = new ManualClock(START);
	receiver = await WebhookReceiver.start();
});
afterEach(async () => await Promise.all([sandbox?.close(), receiver.close()]));

async function open(options: ShopifyOptions = {}): Promise<void> {
	sandbox = await ShopifySandbox.start({ clock, scopes: ['read_orders'], ...options });
}

interface Answer {
	status: number;
	headers: Headers;
	body: {
		data?: Record<string, never>;
		errors?: Array<{ message: string; extensions?: { code: string } }> & string;
		extensions?: { cost: { throttleStatus: { currentlyAvailable: number } } };
		[field: string]: unknown;
	};
}

async function post(path: string, body: object, headers = {}): Promise<Answer> {
	const answer = await fetch(`${sandbox.url}${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	return {
		status: answer.status,
		headers: answer.headers,
		body: (await answer.json()) as Answer['body'],
	};
}

async function ask(query: string, variables = {}, version = '2026-10'): Promise<Answer> {
	const token = sandbox.app.issueToken();
	const headers = { 'x-shopify-access-token': token };
	return await post(`/admin/api/${version}/graphql.json`, { query, variables }, headers);
}

const CREATE = `mutation ($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) {
	webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) {
		webhookSubscription { id topic uri callbackUrl apiVersion { handle } }
		userErrors { field message }
	}
}`;
async function create(topic: string, sub: object): Promise<{ message?: string; id?: string }> {
	const { body } = await ask(CREATE, { topic, sub });
	const { webhookSubscription, userErrors } = body.data!.webhookSubscriptionCreate as {
		webhookSubscription: { id: string } | null;
		userErrors: Array<{ message: string }>;
	};
	return { message: userErrors[0]?.message, id: webhookSubscription?.id };
}

describe('the Admin API', () => {
	beforeEach(async () => await open());

	it('answers by the official schema, and rejects other fields', async () => {
		const { status, headers, body } = await ask('{ shop { myshopifyDomain } }');
		expect(status).toBe(200);
		expect(headers.get('x-shopify-api-version')).toBe('2026-10');
		expect(body.data).toEqual({ shop: { myshopifyDomain: 'my-shop.myshopify.com' } });
		const wrong = [
			'{ shop { colour } }',
			'{ shop { myshopifyDomain }',
			'{ webhookSubscriptions(first: "ten") { nodes { id } } }',
			'mutation { webhookSubscriptionCreate(topic: ORDERS_TELEPORTED, webhookSubscription: {}) { userErrors { message } } }',
			'mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {subTopic: "x"}) { userErrors { message } } }',
		];
		for (const query of wrong) {
			const answer = await ask(query);
			expect([answer.status, answer.body.data]).toEqual([200, undefined]);
			expect(answer.body.errors![0].message).not.toBe('');
		}
	});

	it('reports an operation that it does not simulate', async () => {
		const { body } = await ask('{ giftCards(first: 1) { nodes { id } } }');
		expect(body.errors![0].message).toBe('The sandbox does not implement QueryRoot.giftCards');
	});

	it('accepts a token only in its own header, and only JSON', async () => {
		const path = '/admin/api/2026-10/graphql.json';
		const query = { query: '{ shop { id } }' };
		const token = sandbox.app.issueToken();
		expect((await post(path, query)).status).toBe(401);
		expect((await post(path, query, { authorization: `Bearer ${token}` })).status).toBe(401);
		const headers = { 'x-shopify-access-token': token };
		expect((await post(path, query, headers)).status).toBe(200);
		expect((await post(path, query, { ...headers, 'content-type': 'text/plain' })).status).toBe(
			400,
		);
		expect((await post(path, {}, headers)).status).toBe(400);
	});

	it('serves four versions, falls forward from older ones, and knows no others', async () => {
		const versionOf = async (version: string) =>
			(await ask('{ shop { id } }', {}, version)).headers.get('x-shopify-api-version');
		expect(await versionOf('2026-01')).toBe('2026-01');
		expect(await versionOf('2024-07')).toBe('2026-01');
		expect((await ask('{ shop { id } }', {}, '2027-04')).status).toBe(404);
		expect((await ask('{ shop { id } }', {}, '2026-11')).status).toBe(404);
	});

	it('has topics of `unstable` only there, and the version of the app in each answer', async () => {
		sandbox.app.scopes = ['read_products'];
		sandbox.app.webhookApiVersion = '2026-04';
		const variables = { topic: 'VARIANTS_DELETE', sub: { uri: HOOK } };
		const { body } = await ask(CREATE, variables);
		expect(body.errors![0].message).toMatch(
			/"VARIANTS_DELETE" does not exist in "WebhookSubscript/,
		);
		const made = (await ask(CREATE, variables, 'unstable')).body.data!.webhookSubscriptionCreate;
		expect(made).toMatchObject({
			userErrors: [],
			webhookSubscription: { topic: 'VARIANTS_DELETE', apiVersion: { handle: '2026-04' } },
		});
		const app = await ask('{ currentAppInstallation { app { webhookApiVersion } } }');
		expect(app.body.data).toEqual({
			currentAppInstallation: { app: { webhookApiVersion: '2026-04' } },
		});
	});

	it('accepts only tokens that expire from a public app', async () => {
		sandbox.app.isPublic = true;
		const lasting = await ask('{ shop { id } }');
		expect([lasting.status, String(lasting.body.errors)]).toEqual([
			403,
			expect.stringMatching(/^\[API\] Non-expiring access tokens are no longer accepted/),
		]);
		const headers = { 'x-shopify-access-token': sandbox.app.issueExpiring().token };
		const path = '/admin/api/2026-10/graphql.json';
		expect((await post(path, { query: '{ shop { id } }' }, headers)).status).toBe(200);
		clock.advance(3_600_000);
		expect((await post(path, { query: '{ shop { id } }' }, headers)).status).toBe(401);
	});

	it('lists page by page, 250 rows at most', async () => {
		for (let index = 0; index < 5; index++)
			await create('ORDERS_CREATE', { uri: `${HOOK}/${index}` });
		const LIST = `query ($first: Int, $after: String, $uri: String) {
			webhookSubscriptions(first: $first, after: $after, uri: $uri) {
				nodes { uri } pageInfo { hasNextPage endCursor }
			}
		}`;
		type Page = { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
		const page = async (variables: object) =>
			(await ask(LIST, variables)).body.data?.webhookSubscriptions as Page | undefined;
		const first = await page({ first: 3 });
		expect([first!.nodes.length, first!.pageInfo.hasNextPage]).toEqual([3, true]);
		const second = await page({ first: 3, after: first!.pageInfo.endCursor });
		expect([second!.nodes.length, second!.pageInfo.hasNextPage]).toEqual([2, false]);
		expect((await page({ first: 9, uri: `${HOOK}/3` }))!.nodes).toEqual([{ uri: `${HOOK}/3` }]);
		for (const wrong of [{}, { first: 251 }, { first: 0 }, { first: 1, after: 'nowhere' }])
			expect(await page(wrong)).toBeUndefined();
	});

	it('rejects invalid subscriptions as Shopify does', async () => {
		expect(await create('ORDERS_CREATE', { uri: HOOK })).toMatchObject({ id: expect.any(String) });
		const minded: Array<[topic: string, sub: object, message: RegExp]> = [
			['ORDERS_CREATE', { uri: HOOK }, /already been taken/],
			['ORDERS_CREATE', { callbackUrl: HOOK }, /already been taken/],
			['PRODUCTS_CREATE', { uri: HOOK }, /cannot create a webhook subscription with/],
			['ORDERS_PAID', {}, /can't be blank/],
			['ORDERS_PAID', { uri: 'http://n8n.example' }, /http:\/\/ is not supported/],
			['ORDERS_PAID', { uri: 'https://localhost/x' }, /invalid/],
			['ORDERS_PAID', { uri: 'n8n' }, /invalid/],
			['ORDERS_PAID', { uri: HOOK, filter: 'nonsense' }, /filter is invalid/],
		];
		for (const [topic, sub, message] of minded)
			expect((await create(topic, sub)).message).toMatch(message);
		expect(sandbox.subscriptions.all).toHaveLength(1);
		expect(
			(await create('ORDERS_PAID', { uri: 'pubsub://project:topic' })).message,
		).toBeUndefined();
	});

	it('throttles when its points are spent, and refills every second', async () => {
		const left = async () =>
			(await ask('{ shop { id } }')).body.extensions!.cost.throttleStatus.currentlyAvailable;
		expect(await left()).toBe(1998);
		sandbox.throttle.leave(1);
		const { status, body } = await ask('{ shop { id } }');
		expect([status, body.data, body.errors![0].extensions!.code]).toEqual([
			200,
			undefined,
			'THROTTLED',
		]);
		clock.advance(1_000);
		expect(await left()).toBe(99);
	});
});

describe('the token endpoint', () => {
	const TOKEN = '/admin/oauth/access_token';
	const keys = () => ({
		client_id: sandbox.app.clientId,
		client_secret: sandbox.app.clientSecret,
	});
	const own = (more = {}) => post(TOKEN, { ...keys(), grant_type: 'client_credentials', ...more });

	it('issues a token of 24 hours for client credentials', async () => {
		await open();
		const { status, body } = await own();
		expect([status, body]).toEqual([
			200,
			{ access_token: expect.any(String), scope: 'read_orders', expires_in: 86_399 },
		]);
		const token = String(body.access_token);
		clock.advance(86_398_000);
		expect(sandbox.app.isToken(token)).toBe(true);
		clock.advance(1_000);
		expect(sandbox.app.isToken(token)).toBe(false);
	});

	it('rejects wrong keys, other shops, and shops without the app', async () => {
		await open();
		expect((await own({ client_secret: 'x' })).body.error).toBe('invalid_client');
		expect((await own({ grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
		sandbox.app.isInstalled = false;
		expect(await own()).toMatchObject({ status: 400, body: { error: 'app_not_installed' } });
		sandbox.app.isOwnShop = false;
		expect((await own()).body.error).toBe('shop_not_permitted');
	});

	it('exchanges a code once, for the scopes that the owner was asked for', async () => {
		const back = 'https://n8n.example/callback';
		await open({ scopes: [], isInstalled: false, redirectUrls: [back] });
		const asked = (more: object) =>
			new URLSearchParams({
				client_id: sandbox.app.clientId,
				scope: 'read_orders,read_products',
				redirect_uri: back,
				state: 'nonce',
				...more,
			});
		const authorize = async (more = {}) =>
			await fetch(`${sandbox.url}/admin/oauth/authorize?${asked(more)}`, { redirect: 'manual' });
		expect((await authorize({ redirect_uri: 'https://evil.example/' })).status).toBe(400);
		expect((await authorize({ client_id: 'x' })).status).toBe(400);
		const granted = new URL((await authorize()).headers.get('location')!);
		const { hmac, ...rest } = Object.fromEntries(granted.searchParams);
		expect(rest).toMatchObject({ shop: 'my-shop.myshopify.com', state: 'nonce' });
		const message = Object.keys(rest)
			.sort()
			.map((name) => `${name}=${rest[name]}`)
			.join('&');
		const { clientSecret } = sandbox.app;
		expect(createHmac('sha256', clientSecret).update(message).digest('hex')).toBe(hmac);
		const { body } = await post(TOKEN, { ...keys(), code: rest.code });
		expect(body.scope).toBe('read_orders,read_products');
		expect(sandbox.app.isToken(String(body.access_token))).toBe(true);
		expect((await post(TOKEN, { ...keys(), code: rest.code })).status).toBe(400);
	});

	it('issues a token that expires, which can be renewed once', async () => {
		await open();
		const code = sandbox.app.issueCode(['read_orders']);
		const { body } = await post(TOKEN, { ...keys(), code, expiring: '1' });
		expect(body).toMatchObject({ expires_in: 3_600, refresh_token: expect.any(String) });
		const renew = async () =>
			await post(TOKEN, {
				...keys(),
				grant_type: 'refresh_token',
				refresh_token: body.refresh_token,
			});
		const renewed = (await renew()).body;
		expect(renewed.refresh_token).not.toBe(body.refresh_token);
		expect(sandbox.app.isToken(String(renewed.access_token))).toBe(true);
		expect((await renew()).body.error).toBe('invalid_grant');
	});
});

describe('deliveries', () => {
	const ORDER = { id: 17, note: 'Grüße', updated_at: START };

	async function subscribe(more = {}): Promise<void> {
		await open({ takesAnyUrl: true });
		const { id } = await create('ORDERS_CREATE', { uri: receiver.url, ...more });
		expect(id).toBeDefined();
	}
	const isSigned = ({ headers, body }: Call, secret: string) =>
		headers['x-shopify-hmac-sha256'] === createHmac('sha256', secret).update(body).digest('base64');

	it('are signed and named, and go to subscribers', async () => {
		await subscribe();
		expect(await sandbox.courier.emit('orders/paid', ORDER)).toEqual([]);
		await sandbox.courier.emit('orders/create', ORDER);
		const [call, ...others] = receiver.calls;
		expect(others).toEqual([]);
		expect(JSON.parse(call.body)).toEqual(ORDER);
		expect(isSigned(call, sandbox.app.clientSecret)).toBe(true);
		expect(call.headers).toMatchObject({
			'content-type': 'application/json',
			'x-shopify-topic': 'orders/create',
			'x-shopify-shop-domain': 'my-shop.myshopify.com',
			'x-shopify-api-version': '2026-10',
			'x-shopify-webhook-id': expect.stringMatching(
				/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/,
			),
			'x-shopify-triggered-at': '2026-11-21T10:00:00.000000000Z',
		});
	});

	it('contain only the requested fields', async () => {
		await subscribe({ includeFields: ['id', 'note'] });
		await sandbox.courier.emit('orders/create', ORDER);
		expect(JSON.parse(receiver.calls[0].body)).toEqual({ id: 17, note: 'Grüße' });
	});

	it('are retried eight times over four hours, unchanged, and then the subscription is removed', async () => {
		await subscribe();
		receiver.answer = () => ({ status: 500 });
		const [delivery] = await sandbox.courier.emit('orders/create', ORDER);
		let minutes = 0;
		for (; minutes < 300 && sandbox.subscriptions.all.length > 0; minutes++) {
			clock.advance(MINUTE);
			await sandbox.courier.retry();
		}
		// Each attempt waits for the next whole minute here.
		expect(minutes).toBeGreaterThanOrEqual(240);
		expect(minutes).toBeLessThan(249);
		expect(delivery.statuses).toEqual(Array.from({ length: 9 }, () => 500));
		expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(1);
		const ids = receiver.calls.map(({ headers }) => headers['x-shopify-webhook-id']);
		expect(new Set(ids).size).toBe(1);
		clock.advance(600 * MINUTE);
		expect(await sandbox.courier.retry()).toEqual([]);
	});

	it('end with the first 2xx; redirects and silence are failures', async () => {
		await subscribe();
		receiver.answer = () => ({ status: 302, headers: { Location: 'https://x.example' } });
		const [delivery] = await sandbox.courier.emit('orders/create', ORDER);
		receiver.answer = () => ({ status: 0, transport: 'close' });
		await sandbox.courier.retry('all');
		receiver.answer = () => ({ status: 204 });
		await sandbox.courier.retry('all');
		expect(delivery.statuses).toEqual([302, 0, 204]);
		expect(await sandbox.courier.retry('all')).toEqual([]);
		expect(sandbox.subscriptions.all).toHaveLength(1);
	});

	it('fail without a timely response', async () => {
		await open({ takesAnyUrl: true, timeout: 50 });
		await create('ORDERS_CREATE', { uri: receiver.url });
		receiver.answer = () => ({ status: 0, transport: 'hang' });
		const [delivery] = await sandbox.courier.emit('orders/create', ORDER);
		expect(delivery.statuses).toEqual([0]);
	});

	it('are signed with the old secret for an hour after a rotation', async () => {
		await subscribe();
		const old = sandbox.app.clientSecret;
		const fresh = sandbox.app.rotateSecret();
		await sandbox.courier.emit('orders/create', ORDER);
		clock.advance(60 * MINUTE);
		await sandbox.courier.emit('orders/create', ORDER);
		const [first, second] = receiver.calls;
		expect([isSigned(first, old), isSigned(first, fresh)]).toEqual([true, false]);
		expect([isSigned(second, old), isSigned(second, fresh)]).toEqual([false, true]);
	});

	it("made by hand are signed with the shop's own secret", async () => {
		await open();
		const to = receiver.url;
		await sandbox.courier.emit('orders/create', ORDER, { to, isByHand: true });
		const [call] = receiver.calls;
		expect(isSigned(call, sandbox.app.shopSecret)).toBe(true);
		expect(isSigned(call, sandbox.app.clientSecret)).toBe(false);
	});

	it('name another shop or none, if a test asks for it', async () => {
		await open();
		const to = receiver.url;
		await sandbox.courier.emit('shop/redact', ORDER, { to, shop: null });
		await sandbox.courier.emit('shop/redact', ORDER, { to, shop: 'www.shop.example' });
		expect(receiver.calls.map(({ headers }) => headers['x-shopify-shop-domain'])).toEqual([
			undefined,
			'www.shop.example',
		]);
	});

	it('of the next generation have different header names', async () => {
		await subscribe();
		await sandbox.courier.emit('orders/create', ORDER, { family: 'events' });
		const [{ headers }] = receiver.calls;
		expect(headers['shopify-topic']).toBe('orders/create');
		expect(headers).not.toHaveProperty('x-shopify-topic');
	});
});
