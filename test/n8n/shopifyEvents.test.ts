import { createHmac } from 'node:crypto';

import { normalizedEvent } from '../../nodes/core/event';
import { CACHED_FOR_MS } from '../../nodes/host/trigger/delivery/credentialCache';
import { SkewedClock, systemClock } from '../sandbox/clock';
import type { Act } from '../sandbox/shopify/objects';
import { ShopifySandbox } from '../sandbox/shopify/server';
import { startCallback, type Callback } from './support/callback';
import { testEdited } from './support/credentialTest';
import { exampleWorkflow, SIGNATURE_SECRET } from './support/demo';
import { itemsOf, startN8n, type CredentialStub, type N8n, type WorkflowJson } from './support/n8n';
import { packPackage } from './install/pack';
import { waitFor } from './support/waitFor';

jest.setTimeout(180_000);

const SOON_MS = 30_000;
/** A check comes once a minute at most often. */
const NEXT_CHECK_MS = 120_000;
const HOUR = 3_600_000;
const SEED_TOPICS = 'orders/create, orders/updated, customers/create';
const OAUTH2 = 'signedEventsShopifyOAuth2Api';
const TOKEN = 'signedEventsShopifyApi';

/** Reports how the changes of the far shop arrived, when it is called. */
const reportWorkflow: WorkflowJson = {
	...{ id: 'report', name: 'report', settings: { executionOrder: 'v1' } },
	nodes: [
		{
			...{ id: 'ask', name: 'Ask', type: 'n8n-nodes-base.webhook', typeVersion: 2 },
			...{ webhookId: 'report', position: [0, 0] },
			parameters: { path: 'report', options: {} },
		},
		{
			...{ id: 'tell', name: 'Report', type: 'n8n-nodes-signed-events.signedEvent' },
			...{ typeVersion: 2, position: [200, 0] },
			parameters: { operation: 'report', triggers: 'far', interval: 'whole' },
		},
	],
	connections: { Ask: { main: [[{ node: 'Report', type: 'main', index: 0 }]] } },
};

let sandbox: ShopifySandbox;
/** A shop whose clock is behind, so that an outage of many hours can pass. */
let farShop: ShopifySandbox;
const farClock = new SkewedClock(systemClock, -30 * HOUR);
let callback: Callback;
let n8n: N8n;
/** A foreign subscription, and whether a removed one of the node was restored. */
let foreign: unknown;
let restoration: Promise<unknown>;
/** What n8n says to workflows that cannot be subscribed; it tries several times to activate each. */
let refusals: Promise<Record<string, string>>;
/** How often the node without a scope tried to subscribe. */
let attempts = 0;

beforeAll(async () => {
	sandbox = await ShopifySandbox.start({
		scopes: ['read_orders', 'read_customers'],
		takesAnyUrl: true,
		// Shopify's own are five; how fast this machine is decides nothing here.
		timeout: 60_000,
	});
	farShop = await ShopifySandbox.start({
		...{ shop: 'far-shop', clock: farClock, lagMs: [0, 9_000] },
		...{ scopes: ['read_orders'], takesAnyUrl: true, timeout: 60_000 },
	});
	callback = await startCallback(SIGNATURE_SECRET);
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [...shopCredentials(), farCredential(), signatureCredential],
		workflows: [
			workflow('seed', {
				// As the documents write them, and as an expression gives them.
				topics: `=${SEED_TOPICS}, customers/redact`,
				options: { instanceName: 'API Instance', instanceTags: 'Docs', checkInterval: 1 },
			}),
			workflow(
				'far',
				{
					topics: ['orders/create', 'orders/updated', 'orders/delete'],
					options: { checkInterval: 1 },
				},
				'far',
			),
			reportWorkflow,
			workflow('late', { topics: ['orders/updated'], acknowledge: 'finished' }, 'token'),
			{ ...workflow('connected', { topics: ['orders/create'] }, 'code'), active: false },
			{ ...workflow('scopeless', { topics: ['products/update'] }), active: false },
			{ ...workflow('mistyped', { topics: '=order/create' }), active: false },
			{ ...workflow('evil', {}, 'evil'), active: false },
			{ ...workflow('renamed', { topics: ['orders/create'] }, 'renamed'), active: false },
			workflow(
				'hand',
				{ topics: ['orders/create', 'products/update'], subscriptions: 'byHand' },
				'hand',
			),
		],
	});
	sandbox.faults.push({
		match: { topic: 'webhookSubscriptionCreate' },
		beforeAnswer: ({ body }) => void (attempts += Number(body.includes('PRODUCTS_UPDATE'))),
	});
	refusals = refusalsOf('scopeless', 'mistyped', 'evil', 'renamed');
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await Promise.all([callback?.close(), sandbox?.close(), farShop?.close()]);
}, 60_000);

const signatureCredential: CredentialStub = {
	id: 'signedEventsKey',
	name: 'Event signature',
	type: 'signedEventsApi',
	data: { signatureSecret: SIGNATURE_SECRET },
};

/** Each way into the shop; `evil` would lead somewhere else. */
function shopCredentials(data: Record<string, unknown> = {}): CredentialStub[] {
	const { clientId, clientSecret } = sandbox.app;
	const place = { shop: 'my-shop', useBaseUrl: true, baseUrl: sandbox.url };
	const app = { ...place, clientId, clientSecret, ...data };
	const own = { ...app, grantType: 'clientCredentials' };
	const owner = { ...app, grantType: 'authorizationCode', scope: 'read_orders,read_customers' };
	return [
		{ id: 'signedEventsShop', name: 'own', type: OAUTH2, data: own },
		{ id: 'code', name: 'code', type: OAUTH2, data: owner },
		{ id: 'renamed', name: 'renamed', type: OAUTH2, data: { ...own, shop: 'new-name' } },
		// A shop without an app has neither a token nor a client secret.
		{
			id: 'hand',
			name: 'hand',
			type: TOKEN,
			data: { ...place, shopSecret: sandbox.app.shopSecret },
		},
		{ id: 'evil', name: 'evil', type: OAUTH2, data: { ...own, shop: 'evil.com/' } },
		{ id: 'evilCode', name: 'evilCode', type: OAUTH2, data: { ...owner, shop: 'evil.com/' } },
		{
			id: 'token',
			name: 'token',
			type: TOKEN,
			data: { ...place, clientSecret, accessToken: sandbox.app.issueToken(), ...data },
		},
	];
}

function farCredential(): CredentialStub {
	const { clientSecret } = farShop.app;
	const place = { shop: 'far-shop', useBaseUrl: true, baseUrl: farShop.url };
	const data = { ...place, clientSecret, accessToken: farShop.app.issueToken() };
	return { id: 'far', name: 'far', type: TOKEN, data };
}

/** The example of `workflows/`, under its own id and URL. */
function workflow(
	id: string,
	parameters: Record<string, unknown>,
	credential = 'signedEventsShop',
): WorkflowJson {
	const type = ['token', 'hand', 'far'].includes(credential) ? TOKEN : OAUTH2;
	const authentication = type === TOKEN ? 'accessToken' : 'oAuth2';
	const one = exampleWorkflow('shopify.json', {
		Shopify: { authentication, ...parameters },
		'Signed Event': { callbackUrl: callback.url },
	});
	const nodes = one.nodes.map((node) =>
		node.name === 'Shopify'
			? {
					...node,
					webhookId: `hook-${id}`,
					credentials: { [type]: { id: credential, name: credential } },
				}
			: node,
	);
	return { ...one, id, name: id, nodes };
}

async function refusalsOf(...ids: string[]): Promise<Record<string, string>> {
	const said = ids.map(async (id) => {
		const refusal = await n8n.publish([id]).then(
			() => 'active',
			(error: Error) => error.message,
		);
		return [id, refusal];
	});
	return Object.fromEntries(await Promise.all(said)) as Record<string, string>;
}

const url = (id: string, path: string) => `${n8n.url}/webhook/hook-${id}/${path}`;
const held = (id: string) =>
	sandbox.subscriptions.all.filter(({ uri }) => uri.includes(`/hook-${id}/`));
const topicsOf = (id: string) =>
	held(id)
		.map(({ topic }) => topic)
		.sort();
const tokenRequests = () =>
	sandbox.requests.all(({ path }) => path === '/admin/oauth/access_token').length;
const arrived = () => callback.received.flatMap(({ events }) => events);

let lastOrder = 9007199254740993n;
/** An order in a webhook, with an id above 2^53. */
function order(): { id: string; body: Buffer } {
	const id = String(lastOrder++);
	const dates = '"created_at":"2026-11-21T05:00:00-05:00","updated_at":"2026-11-21T05:00:00-05:00"';
	return { id, body: Buffer.from(`{"id":${id},${dates},"note":"Grüße"}`) };
}

async function executionsOf(id: string, count: number) {
	return await waitFor(
		async () => {
			const all = await n8n.executions({ workflowId: id });
			const isOver = all.every(({ status }) => status === 'success' || status === 'error');
			return isOver && all.length >= count ? all : undefined;
		},
		SOON_MS,
		`${count} executions of ${id}`,
	);
}

describe("the seed's instance", () => {
	it('subscribes its three topics with one token', () => {
		expect(topicsOf('seed')).toEqual(['CUSTOMERS_CREATE', 'ORDERS_CREATE', 'ORDERS_UPDATED']);
		expect(held('seed').map(({ uri }) => uri)).toEqual(
			Array.from({ length: 3 }, () => url('seed', 'webhook')),
		);
		expect(tokenRequests()).toBe(1);
	});

	it("sends Shopify's events to its callback, signed", async () => {
		const { id, body } = order();
		const deliveries = await sandbox.courier.emit('orders/create', body);
		expect(deliveries.map(({ statuses }) => statuses)).toEqual([[200]]);
		const customer = { id: 7, created_at: '2026-11-21T10:00:00Z', first_name: 'Ada' };
		await sandbox.courier.emit('customers/create', customer, { family: 'events' });
		await waitFor(() => arrived().length >= 2, SOON_MS, 'two notifications');
		const told = arrived().map(
			({ eventType, objectType, objectId, elementKey }) =>
				`${elementKey} ${eventType} ${objectType} ${objectId}`,
		);
		expect(told.sort()).toEqual(['shopify CREATED customers 7', `shopify CREATED orders ${id}`]);
		expect(callback.received.map(({ verified }) => verified)).toEqual([true, true]);

		const executions = await executionsOf('seed', 2);
		const [item] = itemsOf(executions[0], 'Shopify');
		expect(normalizedEvent.parse(item.json)).toMatchObject({
			elementKey: 'shopify',
			hubKey: 'ecommerce',
			objectId: id,
			date: '2026-11-21T10:00:00Z',
			revision: 'born',
			topic: 'orders/create',
			account: 'my-shop.myshopify.com',
			capture: 'webhook',
			apiVersion: sandbox.app.webhookApiVersion,
			deliveryId: deliveries[0].headers['X-Shopify-Webhook-Id'],
			instanceName: 'API Instance',
			instanceTags: ['Docs'],
			raw: { id, note: 'Grüße' },
		});
	});

	it('accepts the chosen compliance topic, and no other signed or forged one', async () => {
		const before = (await n8n.executions({ workflowId: 'seed' })).length;
		const to = url('seed', 'webhook');
		const [redact] = await sandbox.courier.emit(
			'customers/redact',
			{ shop_id: 1, shop_domain: sandbox.domain, customer: { id: 7 }, orders_to_redact: [] },
			// The signed body names the shop. The header may be absent.
			{ to, shop: null },
		);
		expect(redact.statuses).toEqual([200]);
		await executionsOf('seed', before + 1);
		const [foreign] = await sandbox.courier.emit(
			'customers/redact',
			{ shop_domain: 'other-shop.myshopify.com', customer: { id: 8 }, orders_to_redact: [] },
			{ to },
		);
		expect(foreign.statuses).toEqual([200]);
		expect(n8n.output()).toMatch(/ignored a signed delivery of "other-shop\.myshopify\.com"/);

		const { body } = order();
		const good = (await sandbox.courier.emit('orders/updated', body, { to }))[0].headers;
		await executionsOf('seed', before + 2);
		// Signed, but with a topic that is not chosen; and the same body with other ids.
		for (const topic of ['orders/paid', 'orders/delete', 'payroll.approve/x']) {
			const [unwanted] = await sandbox.courier.emit(topic, body, { to });
			expect(unwanted.statuses).toEqual([200]);
		}
		for (let count = 0; count < 20; count++) {
			const ids = { 'X-Shopify-Webhook-Id': `w-${count}`, 'X-Shopify-Event-Id': `e-${count}` };
			const answer = await fetch(to, { method: 'POST', headers: { ...good, ...ids }, body });
			expect(answer.status).toBe(200);
		}
		const forge = async (headers: Record<string, string>, sent = body) =>
			(await fetch(to, { method: 'POST', headers: { ...good, ...headers }, body: sent })).status;
		const sign = (secret: string) => createHmac('sha256', secret).update(body).digest('base64');
		expect([
			await forge({ 'X-Shopify-Hmac-Sha256': sign('another secret') }),
			await forge({ 'X-Shopify-Hmac-Sha256': '' }),
			await forge({ 'X-Shopify-Webhook-Id': '' }),
			await forge({}, Buffer.concat([body, Buffer.from(' ')])),
			await forge({ 'X-Shopify-Shop-Domain': 'other-shop.myshopify.com' }),
		]).toEqual([401, 401, 401, 401, 200]);
		// What started nothing above would stand before this one.
		await sandbox.courier.emit('orders/create', order().body, { to });
		expect(await executionsOf('seed', before + 3)).toHaveLength(before + 3);
	});
});

describe('a configuration error', () => {
	// Until the next check there is time for other tests.
	beforeAll(() => {
		const uri = 'http://127.0.0.1:1/';
		foreign = sandbox.subscriptions.create('ORDERS_CREATE', { uri }).webhookSubscription;
		sandbox.subscriptions.remove(held('seed')[0].id);
		const isRestored = () => held('seed').length === 3;
		restoration = waitFor(isRestored, NEXT_CHECK_MS, 'the subscription').catch((error) => error);
	});

	type Answer = { status: string; message: string };
	async function test(id: string, data: Record<string, unknown> = {}): Promise<Answer> {
		const credential = shopCredentials(data).find((one) => one.id === id)!;
		const { body } = await n8n.rest('POST', '/rest/credentials/test', { credentials: credential });
		return (body as { data: Answer }).data;
	}

	it('fails an activation with a reason', async () => {
		expect(await refusals).toEqual({
			scopeless: expect.stringMatching(
				/subscription to products\/update failed: the app lacks the scope read_products/,
			),
			mistyped: expect.stringMatching(
				/subscription to order\/create failed: version 2026-10 .* does not have this topic\. .*such as orders\/create/,
			),
			renamed: expect.stringMatching(
				/token belongs to my-shop\.myshopify\.com, not to new-name\.myshopify\.com\. If both names are of the same shop, enter my-shop/,
			),
			evil: expect.stringMatching(/its Shop is not the name of a shop/),
		});
		// n8n 2.41 tries an activation five times, unless its error is final.
		expect(attempts).toBe(1);
		expect(n8n.output()).not.toContain('could not remove');
	});

	it('redirects no user to a shop with a malformed name', async () => {
		const { status, body } = await n8n.rest('GET', '/rest/oauth2-credential/auth?id=evilCode');
		expect(status).toBeGreaterThanOrEqual(400);
		expect(JSON.stringify(body)).toContain('Invalid URL');
	});

	it('fails the test of an edited credential after a success', async () => {
		expect(await testEdited(n8n, 'token')).toMatchObject({ status: 'OK' });
		expect(await testEdited(n8n, 'token', { clientSecret: 'part' })).toEqual({
			status: 'Error',
			message: expect.stringMatching(/has only 4 characters/),
		});
	});

	it('fails the test of a credential with a reason', async () => {
		expect(await test('token')).toMatchObject({ status: 'OK' });
		expect(await test('signedEventsShop')).toMatchObject({ status: 'OK' });
		const answers = {
			token: await test('token', { accessToken: 'shpat_wrong' }),
			tokenElsewhere: await test('token', { shop: 'evil.com/' }),
			tokenSecret: await test('token', { clientSecret: 'part' }),
			secret: await test('signedEventsShop', { clientSecret: 'wrong' }),
			elsewhere: await test('signedEventsShop', { shop: 'evil.com/' }),
		};
		expect(answers).toMatchObject({
			token: {
				status: 'Error',
				message: expect.stringMatching(/rejected the access token/),
			},
			tokenElsewhere: { status: 'Error', message: expect.stringMatching(/Enter my-shop/) },
			tokenSecret: { status: 'Error', message: expect.stringMatching(/has only 4 characters/) },
			secret: { status: 'Error', message: expect.stringMatching(/Client authentication failed/) },
			elsewhere: { status: 'Error', message: expect.stringMatching(/Invalid URL/) },
		});
	});
});

describe('the authorization code grant', () => {
	it('exchanges the code and subscribes the workflow', async () => {
		const { body } = await n8n.rest('GET', '/rest/oauth2-credential/auth?id=code');
		const asked = new URL((body as { data: string }).data);
		expect(`${asked.origin}${asked.pathname}`).toBe(`${sandbox.url}/admin/oauth/authorize`);
		expect(asked.searchParams.get('scope')).toBe('read_orders,read_customers');
		const granted = await fetch(asked, { redirect: 'manual' });
		const back = new URL(granted.headers.get('location')!);
		const connected = await n8n.rest('GET', `${back.pathname}${back.search}`);
		expect(connected.status).toBe(200);
		await n8n.publish(['connected']);
		expect(topicsOf('connected')).toEqual(['ORDERS_CREATE']);
		const { id, body: bytes } = order();
		await sandbox.courier.emit('orders/create', bytes);
		const [execution] = await executionsOf('connected', 1);
		expect(itemsOf(execution, 'Shopify')[0].json.objectId).toBe(id);
	});

	it('has a token that expires, which n8n renews', async () => {
		const before = tokenRequests();
		sandbox.app.expireTokens();
		await n8n.unpublish(['connected']);
		expect(topicsOf('connected')).toEqual([]);
		await n8n.publish(['connected']);
		expect(topicsOf('connected')).toEqual(['ORDERS_CREATE']);
		expect(tokenRequests()).toBe(before + 1);
	});
});

describe('a webhook that a person made in the admin', () => {
	it("is verified with the shop's own secret, and the node changes no subscription", async () => {
		expect(held('hand')).toEqual([]);
		const to = url('hand', 'webhook');
		sandbox.subscriptions.create('ORDERS_PAID', { uri: to });
		const { id, body } = order();
		const [byHand] = await sandbox.courier.emit('orders/create', body, { to, isByHand: true });
		const [byApp] = await sandbox.courier.emit('orders/create', order().body, { to });
		expect([byHand.statuses, byApp.statuses]).toEqual([[200], [401]]);
		const [execution, ...others] = await executionsOf('hand', 1);
		expect(itemsOf(execution, 'Shopify')[0].json.objectId).toBe(id);
		expect(others).toEqual([]);
		await n8n.unpublish(['hand']);
		await n8n.publish(['hand']);
		expect(topicsOf('hand')).toEqual(['ORDERS_PAID']);
	});

	it('may send an event of the next generation, whose object is in a header', async () => {
		const [sent] = await sandbox.courier.emit(
			'products/update',
			{ topic: 'Product', action: 'update', handle: 'a-product' },
			{
				to: url('hand', 'webhook'),
				isByHand: true,
				family: 'events',
				resourceId: 'gid://shopify/Product/77',
			},
		);
		expect(sent.statuses).toEqual([200]);
		const events = (await executionsOf('hand', 2)).map((one) => itemsOf(one, 'Shopify')[0].json);
		expect(events).toContainEqual(
			expect.objectContaining({ eventType: 'UPDATED', objectType: 'products', objectId: '77' }),
		);
	});
});

describe('a subscription that was removed at Shopify', () => {
	it('is restored at the next check, and the log reports what may be missing', async () => {
		expect(await restoration).toBe(true);
		const line =
			/restored its subscriptions \(created [a-z/]+\)\. They were last seen at 20\S+Z\. .*Catch-up looks for missed changes/;
		await waitFor(() => line.test(n8n.output()), SOON_MS, 'the log to say so');
		expect(sandbox.subscriptions.all).toContainEqual(foreign);
	});
});

describe('an answer when the workflow has finished', () => {
	it('lets Shopify retry a failed delivery as the same event', async () => {
		const to = url('late', 'finished');
		expect(held('late').map(({ uri }) => uri)).toEqual([to]);
		callback.answerWith(503);
		const [late] = await sandbox.courier.emit('orders/updated', order().body, { to });
		expect(late.statuses).toEqual([500]);
		callback.answerWith(200);
		await sandbox.courier.retry('all');
		expect(late.statuses).toEqual([500, 200]);
		const executions = await executionsOf('late', 2);
		expect(executions.map(({ status }) => status)).toEqual(['error', 'success']);
		const ids = executions.map((execution) => itemsOf(execution, 'Shopify')[0].json.id);
		expect(ids[0]).toBe(ids[1]);
	});
});

describe('secrets and tokens', () => {
	it('that Shopify revokes are requested again once', async () => {
		await n8n.unpublish(['seed']);
		expect(held('seed')).toEqual([]);
		sandbox.app.revokeTokens();
		const before = tokenRequests();
		await n8n.publish(['seed']);
		expect(held('seed')).toHaveLength(3);
		expect(tokenRequests()).toBe(before + 1);
	});

	it('that are rotated are both accepted while both are entered', async () => {
		const to = url('seed', 'webhook');
		const previousClientSecret = sandbox.app.clientSecret;
		const deliver = async () =>
			(await sandbox.courier.emit('orders/create', order().body, { to }))[0].statuses;
		const enter = async (secrets: Record<string, unknown>) => {
			const [{ id, name, type, data }] = shopCredentials(secrets);
			const saved = await n8n.rest('PATCH', `/rest/credentials/${id}`, { name, type, data });
			expect(saved.status).toBe(200);
		};
		const clientSecret = sandbox.app.rotateSecret();
		expect(await deliver()).toEqual([200]);
		await enter({ clientSecret });
		const isRefused = async () => (await deliver())[0] === 401;
		await waitFor(isRefused, CACHED_FOR_MS + SOON_MS, 'the replaced secret to be rejected');
		await enter({ clientSecret, previousClientSecret });
		expect(await deliver()).toEqual([200]);
	});
});

describe('an outage of n8n of a day', () => {
	const told = () =>
		arrived()
			.filter(({ objectId }) => objectId.startsWith('55'))
			.map(({ eventType, objectId }) => `${eventType} ${objectId}`);
	const idOf = ([{ body }]: Act[]) => String(body.id);
	const act = async (acts: Act[]) => {
		const deliveries = await farShop.announce(acts);
		return { id: idOf(acts), statuses: deliveries.map(({ statuses }) => [...statuses]) };
	};
	let missed: string[];
	const reported = async () => {
		const done = async () => await n8n.executions({ workflowId: 'report', status: 'success' });
		const { length } = await done();
		await fetch(`${n8n.url}/webhook/report`);
		const last = await waitFor(async () => (await done())[length], SOON_MS, 'a report');
		return itemsOf(last, 'Report').map(({ json }) => json);
	};

	it('is made up for: each change is emitted once, by catch-up', async () => {
		const { objects } = farShop;
		const kept = await act(objects.create('orders'));
		const doomed = await act(objects.create('orders'));
		expect([...kept.statuses, ...doomed.statuses]).toEqual([[200], [200]]);
		await executionsOf('far', 2);
		await n8n.stop();
		farClock.skew += 29 * HOUR;
		const fresh = await act(objects.create('orders'));
		expect(fresh.statuses).toEqual([[0]]);
		await act(objects.update(kept.id));
		await act(objects.delete(doomed.id));
		farClock.skew += 6 * 60_000;
		await n8n.restart();
		missed = [`CREATED ${fresh.id}`, `UPDATED ${kept.id}`, `DELETED ${doomed.id}`].sort();
		const polled = await waitFor(
			async () => {
				const executions = await n8n.executions({ workflowId: 'far' });
				const events = executions
					.filter(({ mode }) => mode === 'trigger')
					.flatMap((execution) => itemsOf(execution, 'Shopify'))
					.map(({ json }) => normalizedEvent.parse(json));
				return events.length > missed.length && events;
			},
			NEXT_CHECK_MS,
			'the catch-up',
		);
		const found = polled.map(({ eventType, objectId }) => `${eventType} ${objectId}`).sort();
		// Its webhook was told before the restart, which ended the memory of the process. Skip Duplicates drops it.
		const before = `CREATED ${kept.id}`;
		expect(found).toEqual([before, ...missed].sort());
		missed.push(before);
		for (const event of polled)
			expect(event).toMatchObject({
				capture: 'polling',
				rawShape: 'graphql',
				account: 'far-shop.myshopify.com',
				stateId: expect.stringMatching(/^st_/),
			});
		expect(await reported()).toMatchObject([{ counts: { webhook: 0, polling: 4, healed: 4 } }]);
	}, 400_000);

	it('is not emitted again by the late webhooks', async () => {
		const before = (await n8n.executions({ workflowId: 'far' })).length;
		const late = await farShop.courier.retry('all');
		expect(late.map(({ statuses }) => statuses.at(-1))).toEqual([200, 200, 200]);
		// What these had started would stand before this one.
		const { id } = await act(farShop.objects.create('orders'));
		const executions = await executionsOf('far', before + 1);
		expect(executions).toHaveLength(before + 1);
		await waitFor(() => told().includes(`CREATED ${id}`), SOON_MS, 'the next order');
		const counts = missed.map((name) => told().filter((each) => each === name).length);
		expect(counts).toEqual([1, 1, 1, 1]);
		expect(await reported()).toMatchObject([
			{ changes: 5, counts: { webhook: 1, polling: 4, healed: 4, late: 3 } },
		]);
	}, 150_000);
});

it('leaves no unexpected failed execution, and only the cursor of catch-up in static data', async () => {
	const failed = await n8n.executions({ status: 'error' });
	expect(failed.map(({ workflowId }) => workflowId)).toEqual(['late']);
	for (const id of ['seed', 'late', 'hand'])
		expect(await n8n.staticData(id)).toEqual({
			'node:Shopify': {
				catchUp: {
					account: 'my-shop.myshopify.com',
					beginning: expect.any(Number),
					since: expect.any(Number),
					watermark: expect.any(Number),
				},
			},
		});
});
