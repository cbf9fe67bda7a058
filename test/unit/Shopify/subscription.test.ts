import { reconcile, removeAll } from '../../../nodes/host/trigger/subscription/reconcile';
import { readAnswerData } from '../../../nodes/Shopify/apiErrors';
import {
	listSubscriptions,
	readScopes,
	readOwner,
	type Connection,
} from '../../../nodes/Shopify/api';
import { subscriptions } from '../../../nodes/Shopify/subscription';
import { nearestTopics } from '../../../nodes/Shopify/topics/topics';
import { API_VERSIONS } from '../../sandbox/shopify/schema';
import { ShopifySandbox, type ShopifyOptions } from '../../sandbox/shopify/server';
import { inWords } from '../host/inWords';
import { connectTo, SEED_SCOPES, type Pauses } from './sandboxShop';

// The official schema takes seconds to load on a busy machine.

const URL = 'https://n8n.example/webhook/one/webhook';
const HERE = { wanted: URL, all: { default: URL } };

let sandbox: ShopifySandbox;

async function open(options: ShopifyOptions = {}): Promise<ShopifySandbox> {
	sandbox = await ShopifySandbox.start({ scopes: SEED_SCOPES, ...options });
	return sandbox;
}
afterEach(async () => await sandbox.close());

const settle = async (connection: Connection) =>
	inWords(await reconcile(subscriptions, connection, HERE));
const messageOf = async (connection: Connection) =>
	(await settle(connection)).problems.map(({ message }) => message);

describe('a subscription', () => {
	it('has the settings of the parameters, and the fields of the id', async () => {
		await open({ scopes: ['read_orders', 'read_inventory'] });
		const topics = 'orders/create, orders/edited, inventory_levels/update';
		const settings = {
			filter: 'total_price:>=10.00',
			includeFields: ['updated_at'],
			metafieldNamespaces: ['custom'],
		};
		const connection = connectTo(sandbox, { topics, ...settings });
		expect((await settle(connection)).problems).toEqual([]);
		const held = sandbox.subscriptions.all;
		expect(held).toMatchObject(
			Array.from({ length: 3 }, () => ({
				uri: URL,
				format: 'JSON',
				filter: 'total_price:>=10.00',
				metafieldNamespaces: ['custom'],
			})),
		);
		expect(held.map(({ includeFields }) => includeFields)).toEqual([
			['updated_at', 'id', 'admin_graphql_api_id', 'created_at'],
			['updated_at', 'order_edit'],
			['updated_at', 'inventory_item_id', 'location_id'],
		]);
		expect(await settle(connection)).toEqual({ done: [], problems: [] });
	});

	it('never reduces a body to that of a deletion', async () => {
		await open({ scopes: ['read_orders'] });
		const topics = 'orders/paid, orders/delete, orders/cancelled';
		const connection = connectTo(sandbox, { topics, includeFields: ['id'] });
		await settle(connection);
		for (const { includeFields } of sandbox.subscriptions.all)
			expect(includeFields).toEqual(['id', 'admin_graphql_api_id', 'created_at', 'updated_at']);
	});

	it.each([
		['filter', { filter: 'id:7' }],
		['fields', { includeFields: ['note'] }],
		['namespaces', { metafieldNamespaces: ['custom'] }],
	])(
		'is updated in its place when its %s are entered, and when they are taken out',
		async (_, more) => {
			await open();
			const plain = connectTo(sandbox, { topics: 'orders/create' });
			const changed = connectTo(sandbox, { topics: 'orders/create', ...more });
			await settle(plain);
			const [before] = sandbox.subscriptions.all;
			for (const connection of [changed, plain]) {
				expect(await settle(connection)).toEqual({
					done: ['updated orders/create'],
					problems: [],
				});
				expect(await settle(connection)).toEqual({ done: [], problems: [] });
			}
			const [after, ...others] = sandbox.subscriptions.all;
			expect(others).toEqual([]);
			expect(after).toEqual({ ...before, updatedAt: after.updatedAt });
		},
	);

	it('has the filter of its topic, else the one for all topics', async () => {
		await open({ scopes: ['read_orders', 'read_metaobjects'] });
		const topics = 'orders/create, orders/updated, orders/edited, metaobjects/create';
		const filters = { 'metaobjects/create': 'type:lookbook', 'orders/edited': '' };
		const connection = connectTo(sandbox, { topics, filter: 'total_price:>=10.00', filters });
		expect((await settle(connection)).problems).toEqual([]);
		const held = sandbox.subscriptions.all.map(({ topic, filter }) => [topic, filter]);
		expect(Object.fromEntries(held)).toEqual({
			ORDERS_CREATE: 'total_price:>=10.00',
			ORDERS_UPDATED: 'total_price:>=10.00',
			ORDERS_EDITED: null,
			METAOBJECTS_CREATE: 'type:lookbook',
		});
		expect(await settle(connection)).toEqual({ done: [], problems: [] });
	});

	it('of a topic that is only in `unstable` is made with that version', async () => {
		await open({ scopes: ['read_products', 'read_orders'] });
		const topics = 'variants/delete, checkouts/paid';
		const connection = { ...connectTo(sandbox, { topics }), apiVersion: 'unstable' };
		expect(await settle(connection)).toEqual({
			done: ['created variants/delete', 'created checkouts/paid'],
			problems: [],
		});
		expect(await settle(connection)).toEqual({ done: [], problems: [] });
	});

	it('that is made by hand is not listed, made or removed', async () => {
		await open();
		await settle(connectTo(sandbox));
		const before = sandbox.subscriptions.all;
		sandbox.requests.reset();
		const byHand = connectTo(sandbox, { isByHand: true });
		expect(await settle(byHand)).toEqual({ done: [], problems: [] });
		expect(await removeAll(subscriptions, byHand, HERE)).toEqual({ done: [], problems: [] });
		expect(sandbox.subscriptions.all).toEqual(before);
		expect(sandbox.requests.length).toBe(0);
	});

	it('is removed with its topic', async () => {
		await open();
		await settle(connectTo(sandbox));
		const { done } = await settle(connectTo(sandbox, { topics: 'orders/create' }));
		expect(done).toEqual(['removed orders/updated', 'removed customers/create']);
	});

	it.each(API_VERSIONS)(
		'is made, updated and removed by version %s of the API',
		async (apiVersion) => {
			await open();
			const connection = { ...connectTo(sandbox, { topics: 'orders/create' }), apiVersion };
			const other = {
				...connectTo(sandbox, { topics: 'orders/create', filter: 'id:7' }),
				apiVersion,
			};
			expect(await settle(connection)).toEqual({ done: ['created orders/create'], problems: [] });
			expect(await settle(other)).toEqual({ done: ['updated orders/create'], problems: [] });
			const { done } = inWords(await removeAll(subscriptions, connection, HERE));
			expect(done).toEqual(['removed orders/create']);
			expect(await readScopes(connection)).toEqual({ ok: true, value: SEED_SCOPES });
		},
	);

	it('is found on every page', async () => {
		await open();
		for (let index = 0; index < 520; index++)
			sandbox.subscriptions.create('ORDERS_CREATE', { uri: `https://x.example/${index}` });
		const connection = connectTo(sandbox, { topics: 'orders/create' });
		await settle(connection);
		sandbox.requests.reset();
		const listed = await listSubscriptions(connection);
		expect(listed.ok && listed.value.length).toBe(521);
		expect(sandbox.requests.length).toBe(3);
	});
});

describe('an error of Shopify', () => {
	it('names a scope that the app lacks', async () => {
		await open();
		expect(await messageOf(connectTo(sandbox, { topics: 'products/update' }))).toEqual([
			expect.stringMatching(
				/^The subscription to products\/update failed: the app lacks the scope read_products \(You cannot create a webhook subscription with the specified topic\)\. Add the scope .* in \S+\. If you connected the credential in n8n, connect it again\.$/,
			),
		]);
		const some = await messageOf(connectTo(sandbox, { topics: 'returns/update, orders/create' }));
		expect(some).toEqual([
			expect.stringContaining(
				'read_returns, read_marketplace_returns or read_buyer_membership_orders',
			),
		]);
		expect(sandbox.subscriptions.all.map(({ topic }) => topic)).toEqual(['ORDERS_CREATE']);
	});

	it('does not mention scopes that the app has', async () => {
		await open({ scopes: ['read_metaobjects'] });
		const messages = await messageOf(connectTo(sandbox, { topics: 'metaobjects/create' }));
		expect(messages).toEqual([
			'The subscription to metaobjects/create failed: my-shop.myshopify.com rejected it (The specified filter is invalid). Add metaobjects/create to Filters per Topic in Options, with the type of the metaobjects, such as type:lookbook.',
		]);
		const wrong = connectTo(sandbox, {
			topics: 'metaobjects/create',
			filters: { 'metaobjects/create': 'type:*' },
		});
		expect(await messageOf(wrong)).toEqual([
			expect.stringMatching(
				/filter is invalid\)\. Correct the filter type:\* under Filter or Filters per Topic in Options\. A condition has the form field:value\.$/,
			),
		]);
	});

	it('names the filter that Shopify rejects, also if the URL is not https', async () => {
		await open({ takesAnyUrl: true });
		const http = 'http://n8n.example:5678/webhook/one/webhook';
		const connection = connectTo(sandbox, { topics: 'orders/create', filter: 'expensive' });
		const addresses = { wanted: http, all: { default: http } };
		const { problems } = await reconcile(subscriptions, connection, addresses);
		expect(problems.map(({ message }) => message)).toEqual([
			'The subscription to orders/create failed: my-shop.myshopify.com rejected it (The specified filter is invalid). Correct the filter expensive under Filter or Filters per Topic in Options. A condition has the form field:value.',
		]);
	});

	it('explains a URL that Shopify cannot call', async () => {
		await open();
		const http = 'http://n8n.example:5678/webhook/one/webhook';
		const connection = connectTo(sandbox, { topics: 'orders/create' });
		const addresses = { wanted: http, all: { default: http } };
		const { problems } = await reconcile(subscriptions, connection, addresses);
		expect(problems.map(({ message }) => message)).toEqual([
			"The subscription to orders/create failed: my-shop.myshopify.com rejected it (Address protocol http:// is not supported). Set n8n's WEBHOOK_URL to an https URL that Shopify can reach, instead of http://n8n.example:5678.",
		]);
	});

	it('says whose a taken address may be, because the list does not show it', async () => {
		await open();
		const connection = connectTo(sandbox, { topics: 'orders/create' });
		sandbox.subscriptions.create('ORDERS_CREATE', { uri: URL });
		const message = `The subscription to orders/create failed: another subscription of the app already calls ${URL} for this topic (Address for this topic has already been taken). It may be in shopify.app.toml: Shopify does not list the subscriptions of that file. Remove it there or in the tool that created it, or set Subscriptions to Made by Hand.`;
		const [wanted] = subscriptions.wanted(connection, URL);
		sandbox.requests.reset();
		expect(await subscriptions.create(connection, wanted)).toMatchObject({
			problem: { reason: 'conflict', message },
		});
		expect(sandbox.requests.length).toBe(1);
		const moved = sandbox.subscriptions.create('ORDERS_CREATE', { uri: 'https://old.example/' });
		const existing = moved.webhookSubscription!;
		expect(await subscriptions.update(connection, existing, wanted)).toMatchObject({
			problem: { reason: 'conflict', message },
		});
	});

	it('reports a revoked token', async () => {
		await open();
		const connection = connectTo(sandbox);
		sandbox.app.revokeTokens();
		expect(await messageOf(connection)).toEqual([
			expect.stringMatching(
				/^The request to my-shop\.myshopify\.com failed: Shopify rejected the access token \(HTTP 401: \[API\] Invalid API key .*\)\. Check that the app/,
			),
		]);
	});

	it('reports a topic that an older version does not have', async () => {
		await open();
		const topics = 'customers_whats_app_marketing_consent/update';
		const connection = { ...connectTo(sandbox, { topics }), apiVersion: '2026-01' };
		expect(await messageOf(connection)).toEqual([
			expect.stringMatching(
				/^The subscription to customers_whats_app_marketing_consent\/update failed: version 2026-01 of Shopify's API does not have this topic\. Choose another one .* or another API Version in Options\.$/,
			),
		]);
	});

	it.each([
		['variants/delete', 'markets/delete'],
		['order/create', 'orders/create'],
	])('reports that the version does not have %s, with the nearest names', async (topics, near) => {
		await open();
		expect(await messageOf(connectTo(sandbox, { topics }))).toEqual([
			`The subscription to ${topics} failed: version 2026-10 of Shopify's API does not have this topic. Choose another one in Topics, such as ${nearestTopics(topics)}, or another API Version in Options.`,
		]);
		expect(nearestTopics(topics)).toContain(near);
	});

	it('reports a token that does not expire, for a public app', async () => {
		await open({ isPublic: true });
		expect(await messageOf(connectTo(sandbox))).toEqual([
			expect.stringMatching(
				/^The request to my-shop\.myshopify\.com failed: Shopify rejects access tokens without an expiry from public apps \(HTTP 403: .*\)\. Use the OAuth2 credential, and connect it again\.$/,
			),
		]);
	});
});

describe('a throttled request', () => {
	it.each([
		[{ kind: 'throttled', status: 200 } as const, 500],
		[{ kind: 'throttled', status: 429 } as const, 500],
		[{ kind: 'throttled', status: 429, retryAfter: 2 } as const, 2000],
		[{ kind: 'throttled', status: 429, retryAfter: 86_400 } as const, 10_000],
		[{ kind: 'status', status: 429, retryAfter: 3 } as const, 3000],
	])('is repeated after a pause: %j', async (effect, pause) => {
		await open();
		const pauses: Pauses = [];
		const connection = connectTo(sandbox, { topics: 'orders/create', pauses });
		sandbox.faults.push({ match: { topic: 'webhookSubscriptionCreate' }, times: 2, effect });
		expect(await settle(connection)).toEqual({ done: ['created orders/create'], problems: [] });
		expect(pauses).toEqual([pause, pause]);
	});

	it('is sent at most four times', async () => {
		await open();
		const connection = connectTo(sandbox);
		const fault = sandbox.faults.push({ effect: { kind: 'throttled', status: 200 } });
		expect(await messageOf(connection)).toEqual([
			'The request to my-shop.myshopify.com failed: the rate limit of Shopify is used up (HTTP 200). Try again later.',
		]);
		expect(fault.fired).toBe(4);
	});

	it('waits until its cost is restored', async () => {
		await open();
		const pauses: Pauses = [];
		const connection = connectTo(sandbox, { pauses });
		sandbox.throttle.leave(-150);
		await readOwner({
			...connection,
			pause: async (milliseconds) => {
				pauses.push(milliseconds);
				sandbox.throttle.leave(100);
				return true;
			},
		});
		expect(pauses).toHaveLength(1);
		expect(pauses[0]).toBeGreaterThan(1_000);
		expect(pauses[0]).toBeLessThan(2_000);
	});
});

describe('an error response', () => {
	const DOMAIN = 'my-shop.myshopify.com';
	const read = (status: number, body: string, headers = {}) => {
		const data = readAnswerData({ status, headers, body: Buffer.from(body) }, DOMAIN);
		return data.ok ? 'ok' : `${data.problem.reason}: ${data.problem.message}`;
	};

	it.each([
		[302, '', /^redirected: .* the part before \.myshopify\.com/],
		[
			402,
			'{"errors":"Unavailable Shop"}',
			/^forbidden: .* \(HTTP 402: Unavailable Shop\)\. Ask its owner to reopen it\.$/,
		],
		[403, '{}', /^forbidden: .*Check the scopes/],
		[
			404,
			'{"errors":"Not Found"}',
			/^not_found: The request to my-shop.* failed: the shop does not exist/,
		],
		[418, '', /^refused: /],
		[423, '{"errors":"Locked"}', /^forbidden: /],
		[502, '<html>', /^failing: .*shopifystatus\.com/],
		[200, '<html>', /^not_json: /],
		[200, '{"errors":[{"message":"Field x"}]}', /^refused: .*Field x\)\. Check the options/],
		[
			200,
			'{"errors":[{"message":"Denied","extensions":{"code":"ACCESS_DENIED"}}]}',
			/^refused: .*Denied\)\. Check the scopes/,
		],
	])('with status %d and body %j has a next step', (status, body, says) => {
		expect(read(status, body)).toMatch(says);
	});

	it('is cut to a readable length', () => {
		expect(read(400, JSON.stringify({ errors: 'x'.repeat(10_000) })).length).toBeLessThan(500);
	});
});
