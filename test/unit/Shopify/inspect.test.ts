import { listSubscriptions } from '../../../nodes/Shopify/api';
import { inspect } from '../../../nodes/Shopify/inspect';
import { shopify } from '../../../nodes/Shopify/vendor';
import { ShopifySandbox, type ShopifyOptions } from '../../sandbox/shopify/server';
import { connectTo } from './sandboxShop';

// The official schema takes seconds to load on a busy machine.

const NOW = Date.parse('2026-11-28T12:00:00Z');

let sandbox: ShopifySandbox;
afterEach(async () => await sandbox.close());

async function open(options: ShopifyOptions = {}) {
	sandbox = await ShopifySandbox.start(options);
	return connectTo(sandbox);
}

/** What an activation logs, or the problem that prevents it. */
async function inspected(connection: Parameters<typeof inspect>[0], now = NOW) {
	const result = await inspect(connection, now);
	return result.ok ? result.value : result.problem.message;
}

describe('an activation', () => {
	it('asks whose the token is with the first page of the list, and logs nothing if all is well', async () => {
		const connection = await open();
		for (let index = 0; index < 260; index++)
			sandbox.subscriptions.create('APP_UNINSTALLED', { uri: `https://x.example/${index}` });
		const list = async () => {
			const listed = await listSubscriptions(connection);
			return listed.ok && new Set(listed.value.map(({ uri }) => uri)).size;
		};
		expect(await inspected(connection)).toEqual([]);
		expect(sandbox.requests.length).toBe(1);
		expect(await list()).toBe(260);
		expect(sandbox.requests.length).toBe(2);
		// The page counts once. A later list is read again.
		expect(await list()).toBe(260);
		expect(sandbox.requests.length).toBe(4);
	});

	it('is prevented if the shop has another name of its own', async () => {
		const connection = await open();
		const shop = { ...connection.shop, domain: 'new-name.myshopify.com' };
		expect(await inspected({ ...connection, shop })).toBe(
			"The Shopify credential cannot be used: its access token belongs to my-shop.myshopify.com, not to new-name.myshopify.com. If both names are of the same shop, enter my-shop under Shop, because Shopify's deliveries contain that name. Otherwise, use a token of new-name.myshopify.com.",
		);
	});

	it('reports a revoked token', async () => {
		const connection = await open();
		sandbox.app.revokeTokens();
		expect(await inspected(connection)).toMatch(/rejected the access token/);
	});

	it('still asks for the shop if the token cannot read the app', async () => {
		const connection = await open({ webhookApiVersion: '2026-01' });
		const body = { errors: [{ message: 'Denied', extensions: { code: 'ACCESS_DENIED' } }] };
		const effect = { kind: 'status', status: 200, body } as const;
		sandbox.faults.push({ match: { topic: 'webhookSubscriptions' }, times: 1, effect });
		expect(await inspected(connection)).toEqual([]);
	});

	it('by hand asks nothing', async () => {
		const connection = await open();
		expect(await inspected({ ...connection, isByHand: true })).toEqual([]);
		expect(sandbox.requests.length).toBe(0);
	});

	it('warns of topics that the node does not know', async () => {
		const connection = await open();
		const { topics } = connectTo(sandbox, { topics: 'orders/create, order/create, shop/redact' });
		for (const isByHand of [true, false])
			expect(await inspected({ ...connection, topics, isByHand })).toEqual([
				'The node does not know the topic order/create: its events have the type UNKNOWN. If the name is wrong, choose another one in Topics, such as orders/create, carts/create, locales/create.',
			]);
	});

	it.each([
		['2026-01', '2026-10-03T16:59:59Z', false],
		['2026-01', '2026-10-03T17:00:00Z', true],
		['2026-01', '2030-01-01T00:00:00Z', true],
		['2026-04', '2027-01-01T16:59:59Z', false],
		['2026-04', '2027-01-01T17:00:00Z', true],
		['unstable', '2030-01-01T00:00:00Z', false],
	])('with version %s at %s warns: %s', async (version, at, isWarned) => {
		const connection = await open({ webhookApiVersion: version });
		const warnings = await inspected({ ...connection, apiVersion: version }, Date.parse(at));
		expect(warnings).toHaveLength(isWarned ? 2 : 0);
	});

	it('names the version that ends, and the next step', async () => {
		const connection = await open({ webhookApiVersion: '2026-01' });
		expect(await inspected(connection)).toEqual([
			"The version of the app's webhooks is 2026-01, which Shopify supports until 2027-01-01. After that, Shopify uses a later version, which can differ. Choose a later one in the app's Versions in the Dev Dashboard, and release it.",
		]);
		sandbox.app.webhookApiVersion = '2026-10';
		expect(await inspected({ ...connection, apiVersion: '2026-01' })).toEqual([
			'The API Version of the node is 2026-01, which Shopify supports until 2027-01-01. After that, Shopify uses a later version, which can differ. Choose a later one in Options, or update the package.',
		]);
	});
});

describe('the secrets that a node needs', () => {
	it("are the app's, or any if the webhooks are made by hand", async () => {
		const connection = { ...(await open()), secrets: [] as string[] };
		const errorOf = (more: object) => shopify.configError?.({ ...connection, ...more });
		expect(errorOf({})).toMatch(/has no client secret\. Enter/);
		expect(errorOf({ shopSecret: 'shop-secret' })).toMatch(/has no client secret\. Enter/);
		expect(errorOf({ isByHand: true })).toMatch(/no Webhook Secret of the Shop\. Copy it/);
		expect(errorOf({ isByHand: true, shopSecret: 's'.repeat(32) })).toBeUndefined();
		expect(errorOf({ isByHand: true, shopSecret: 's', secrets: ['app-secret'] })).toMatch(
			/made by hand: its Webhook Secret of the Shop has only 1 character[^.]*\. Copy it/,
		);
		expect(errorOf({ isByHand: true, secrets: ['app-secret'] })).toBeUndefined();
	});
});

describe('a webhook made by hand', () => {
	it("is accepted with the shop's own secret, beside those of the app", async () => {
		const connection = await open();
		const [byHand] = await sandbox.courier.emit(
			'orders/create',
			{ id: 17 },
			{ to: 'http://127.0.0.1:1/', isByHand: true },
		);
		const headers = Object.entries(byHand.headers).map(([name, value]) => [
			name.toLowerCase(),
			value,
		]);
		const delivery = {
			headers: Object.fromEntries(headers) as Record<string, string>,
			body: byHand.body,
			address: byHand.url,
			receivedAt: Date.now(),
		};
		expect(shopify.verify(delivery, connection)).toMatchObject({ reason: 'signature_mismatch' });
		const { shopSecret } = sandbox.app;
		expect(shopify.verify(delivery, { ...connection, shopSecret })).toMatchObject({
			kind: 'change',
		});
		const onlyTheShops = { ...connection, secrets: [], shopSecret };
		expect(shopify.verify(delivery, onlyTheShops)).toMatchObject({ kind: 'change' });
	});
});
