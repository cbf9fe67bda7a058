import type { Conversion } from '../../nodes/SignedEvent/convert/convertDefinition';
import type { BoxItem } from '../sandbox/box/items';
import { BoxSandbox } from '../sandbox/box/server';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { ShopifySandbox } from '../sandbox/shopify/server';
import { seed } from '../unit/SignedEvent/convert/seeds';
import { startCallback, type Callback } from './support/callback';
import { everySeconds, exampleWorkflow } from './support/demo';
import { itemsOf, startN8n, type CredentialStub, type N8n, type WorkflowJson } from './support/n8n';
import { packPackage } from './install/pack';
import { waitFor } from './support/waitFor';

jest.setTimeout(400_000);

const SOON_MS = 30_000;

/** A body of the documents, with what its user would enter and the change that follows. */
interface Case {
	seed: string;
	credential: () => Record<string, unknown>;
	/** Parameters of the trigger node that the body does not hold. */
	trigger?: () => Record<string, unknown>;
	/** Whether the user has to press *Connect* in the credential. */
	isConnected?: true;
	/**
	 * Makes something happen at the vendor.
	 *
	 * @param path of the trigger's webhook
	 * @returns the event that the callback must receive: `CREATED orders 1`
	 */
	happen: (path: string) => Promise<string>;
}

/** The name under which vendors reach the tests' n8n. Some call only public https URLs. */
const HOST = 'n8n.example';
const hosts = new Map<string, string>();

let n8n: N8n;
let sandbox: Sandbox;
let shopify: ShopifySandbox;
let box: BoxSandbox;
const folders = new Map<string, BoxItem>();
const callbacks = new Map<string, Callback>();

const wooCommerce = (seed: string, objectType: string): Case => ({
	seed,
	credential: () => ({ storeUrl: sandbox.wooCommerce.url, ...sandbox.wooCommerce.keys }),
	...(objectType === 'contacts' && { trigger: () => everySeconds(3) }),
	happen: async () =>
		`CREATED ${objectType} ${String(sandbox.wooCommerce.shop.create('customers', {}).id)}`,
});

let lastOrder = 1000;
const shopifyCase = (seed: string): Case => ({
	seed,
	credential: () => ({
		shop: 'my-shop',
		useBaseUrl: true,
		baseUrl: shopify.url,
		clientId: shopify.app.clientId,
		clientSecret: shopify.app.clientSecret,
	}),
	...(!seed.endsWith('curl') && { trigger: () => ({ topics: ['orders/create'] }) }),
	isConnected: true,
	happen: async (path) => {
		const uris = shopify.subscriptions.all.map(({ uri }) => uri);
		expect(uris).toContain(`https://${HOST}${path}`);
		const id = ++lastOrder;
		const order = { id, created_at: '2026-11-21T10:00:00Z' };
		await shopify.courier.emit('orders/create', order, { to: `${n8n.url}${path}` });
		return `CREATED orders ${id}`;
	},
});

const boxCase = (seed: string): Case => ({
	seed,
	credential: () => ({
		clientId: box.app.clientId,
		clientSecret: box.app.clientSecret,
		primarySignatureSecret: box.app.keys.primary,
		useBaseUrl: true,
		baseUrl: box.url,
	}),
	trigger: () => ({ targets: folders.get(seed)?.id }),
	isConnected: true,
	happen: async () => {
		const file = box.items.add('file', 'Offer.pdf', box.user, folders.get(seed));
		await box.courier.tell('FILE.RENAMED', file, box.user);
		return `UPDATED files ${file.id}`;
	},
});

const ecwid = (seed: string): Case => ({
	seed,
	credential: () => ({
		storeId: '1003',
		useBaseUrl: true,
		baseUrl: sandbox.ecwid.url,
		orderSecretKey: sandbox.ecwid.keys.orders,
		productSecretKey: sandbox.ecwid.keys.products,
	}),
	happen: async (path) => {
		const { webhooks, store } = sandbox.ecwid;
		webhooks.notificationUrl = `${n8n.url}${path}`;
		const { internalId } = store.create('orders');
		webhooks.notificationUrl = undefined;
		await webhooks.deliverDue();
		return `CREATED orders ${String(internalId)}`;
	},
});

const CASES: Case[] = [
	wooCommerce('woocommerce-polling', 'contacts'),
	wooCommerce('woocommerce-polling-curl', 'contacts'),
	wooCommerce('woocommerce-webhooks', 'customers'),
	wooCommerce('woocommerce-webhooks-curl', 'customers'),
	shopifyCase('shopify'),
	shopifyCase('shopify-curl'),
	shopifyCase('shopify-devportal'),
	shopifyCase('shopify-devportal-curl'),
	boxCase('box'),
	boxCase('box-curl'),
	ecwid('ecwid'),
];

/** Converts posted bodies with the node. */
const converter: WorkflowJson = {
	id: 'converter',
	name: 'Converter',
	nodes: [
		{
			id: 'posted',
			name: 'Posted',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			webhookId: 'converter',
			parameters: {
				path: 'convert',
				httpMethod: 'POST',
				responseMode: 'lastNode',
				responseData: 'allEntries',
			},
		},
		{
			id: 'convert',
			name: 'Convert',
			type: 'n8n-nodes-signed-events.signedEvent',
			typeVersion: 1,
			position: [240, 0],
			parameters: { operation: 'convertInstance', instance: '={{ $json.body.instance }}' },
		},
	],
	connections: { Posted: { main: [[{ node: 'Convert', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
};

const keyOf = (name: string) => `the key of ${name}`;

/** Does what `todo` lists: fills in missing values, and a signature key if the body has none. */
function fill(
	{ workflow, credentials }: Conversion,
	{ seed: name, credential, trigger }: Case,
): { credentials: CredentialStub[]; workflow: WorkflowJson } {
	const [vendor, signature = { id: `key-${name}`, name: 'Added key', type: 'signedEventsApi' }] =
		credentials;
	const filled = structuredClone(workflow) as unknown as WorkflowJson;
	const [triggerNode, signedEvent] = filled.nodes;
	Object.assign(triggerNode.parameters, trigger?.());
	Object.assign(signedEvent.parameters, {
		callbackUrl: callbacks.get(name)?.url,
		signature: ['cloudElements'],
	});
	signedEvent.credentials = { signedEventsApi: { id: signature.id, name: signature.name } };
	return {
		workflow: filled,
		credentials: [
			{ ...vendor, data: { ...vendor.data, ...credential() } },
			{ ...signature, data: { signatureSecret: keyOf(name) } },
		],
	};
}

beforeAll(async () => {
	sandbox = await startSandbox({
		seed: 13,
		wooCommerce: {
			...{ orders: 2, products: 2, customers: 2 },
			webhooks: { latency: 0, strictDeliveryUrls: true, hosts },
		},
	});
	const redirectUris = [`https://${HOST}/rest/oauth2-credential/callback`];
	box = await BoxSandbox.start(13, undefined, { redirectUris });
	shopify = await ShopifySandbox.start({
		scopes: ['read_orders', 'read_products', 'read_customers'],
		timeout: 60_000,
	});
	for (const { seed: name } of CASES) {
		callbacks.set(name, await startCallback(keyOf(name)));
		folders.set(name, box.items.add('folder', name, box.user));
	}
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [],
		workflows: [converter],
		environment: { WEBHOOK_URL: `https://${HOST}/`, N8N_EDITOR_BASE_URL: `https://${HOST}` },
	});
	hosts.set(HOST, n8n.url);
	box.hosts.set(HOST, n8n.url);
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	const all = [...callbacks.values(), sandbox, shopify, box];
	await Promise.all(all.map(async (one) => await one?.close()));
}, 60_000);

async function convert(instance: unknown): Promise<Conversion[]> {
	const response = await fetch(`${n8n.url}/webhook/convert`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ instance }),
	});
	return (await response.json()) as Conversion[];
}

/** Acts as the button *Connect* and the owner of the account. */
async function connect(credentialId: string): Promise<void> {
	const asked = await n8n.rest('GET', `/rest/oauth2-credential/auth?id=${credentialId}`);
	const granted = await fetch((asked.body as { data: string }).data, { redirect: 'manual' });
	const back = new URL(granted.headers.get('location') ?? '');
	expect(await n8n.rest('GET', `${back.pathname}${back.search}`)).toMatchObject({ status: 200 });
}

describe("the eleven bodies of Cloud Elements' documents", () => {
	let conversions: Conversion[];

	it('are converted by the node and imported by n8n unchanged', async () => {
		conversions = await Promise.all(
			CASES.map(async ({ seed: name }) => (await convert(seed(name)))[0]),
		);
		const workflows = conversions.map(({ workflow }) => workflow as unknown as WorkflowJson);
		const credentials = conversions.flatMap((one) => one.credentials);
		expect(workflows).toHaveLength(11);
		await n8n.import(credentials, workflows);
		const held = await n8n.query('SELECT id FROM workflow_entity WHERE id <> ?', converter.id);
		expect(held.map(({ id }) => id).sort()).toEqual(workflows.map(({ id }) => id).sort());
		const stored = await n8n.query('SELECT id FROM credentials_entity');
		expect(stored.map(({ id }) => id).sort()).toEqual(credentials.map(({ id }) => id).sort());
	});

	it('deliver verified events to a callback once their fields are filled in', async () => {
		const filled = conversions.map((conversion, index) => fill(conversion, CASES[index]));
		await n8n.import(
			filled.flatMap(({ credentials }) => credentials),
			filled.map(({ workflow }) => workflow),
		);
		for (const [index, { isConnected }] of CASES.entries())
			if (isConnected) await connect(filled[index].credentials[0].id);
		await n8n.publish(filled.map(({ workflow }) => workflow.id));
		for (const [index, { seed: name, happen }] of CASES.entries()) {
			const { received } = callbacks.get(name)!;
			const { webhookId } = filled[index].workflow.nodes[0];
			const expected = await happen(`/webhook/${webhookId}/webhook`);
			const delivered = () =>
				received.flatMap(({ events }) =>
					events.map((one) => `${one.eventType} ${one.objectType} ${one.objectId}`),
				);
			await waitFor(() => delivered().includes(expected), SOON_MS, `${expected} at ${name}`);
			const proofs = received.map(({ verified }) => verified);
			expect([name, ...proofs]).toEqual([name, ...proofs.map(() => true)]);
		}
	});
});

it('become several workflows at once, and an invalid one reports what it lacks', async () => {
	const both = `[${seed('ecwid')},${seed('box')}]`;
	expect((await convert(both)).map(({ workflow }) => workflow.name)).toEqual([
		'Ecwid to signed events',
		'Box to signed events',
	]);
	await convert({ name: 'x' });
	const [failed] = await n8n.executions({ workflowId: converter.id, status: 'error' });
	expect(failed.error?.message).toMatch(/lacks the object "configuration" and "element"/);
});

it('the example converts, creates the workflow in n8n, and lists what is left', async () => {
	const key = { label: 'example', expiresAt: null, scopes: ['workflow:create'] };
	const { body } = await n8n.rest('POST', '/rest/api-keys', key);
	const { rawApiKey } = (body as { data: { rawApiKey: string } }).data;
	const example = exampleWorkflow('from-cloud-elements.json', {
		'Convert Instance': { instance: seed('shopify-curl') },
	});
	const data = { apiKey: rawApiKey, baseUrl: `${n8n.url}/api/v1` };
	const type = 'n8nApi';
	await n8n.import([{ id: 'signedEventsN8nApi', name: 'This n8n', type, data }], [example]);
	const stored = await n8n.rest('GET', `/rest/workflows/${example.id}`);
	const run = await n8n.rest('POST', `/rest/workflows/${example.id}/run`, {
		workflowData: (stored.body as { data: unknown }).data,
		triggerToStartFrom: { name: 'Convert now' },
	});
	expect(run.status).toBe(200);
	const execution = await waitFor(
		async () => {
			const [one] = await n8n.executions({ workflowId: example.id });
			return ['success', 'error'].includes(one?.status) && one;
		},
		SOON_MS,
		'the example to end',
	);
	expect([execution.status, execution.error?.message]).toEqual(['success', undefined]);
	const [{ json: created }] = itemsOf(execution, 'Create Workflow');
	const [row] = await n8n.query('SELECT name, nodes FROM workflow_entity WHERE id = ?', created.id);
	expect(row.name).toBe('API Instance');
	expect(JSON.parse(String(row.nodes))).toMatchObject([
		{ type: 'n8n-nodes-signed-events.shopifyEventsTrigger' },
		{ type: 'n8n-nodes-signed-events.signedEvent' },
	]);
	const reasons = itemsOf(execution, 'Todo').map(({ json }) => json.reason);
	expect(reasons).toContain('missing');
	expect(reasons.at(-1)).toBe('activate');
});

it('an imported hostile instance makes n8n evaluate and call nothing', async () => {
	const listener = await startCallback('unused');
	const { port } = new URL(listener.url);
	const hostile = `<={{ ["http://127.0.0.1",${port}].join(":") //<http:>`;
	const [{ workflow, credentials, todo }] = await convert({
		element: { key: 'woocommercerest' },
		configuration: {
			'event.vendor.type': 'polling',
			'store.url': hostile,
			'oauth.api.key': hostile,
			'event.notification.callback.url': 'https://example.com/events',
		},
		name: hostile,
		tags: [hostile],
	});
	expect(todo.map(({ key }) => key)).toContain('store.url');
	const [vendor] = credentials;
	// The values that its user has to enter.
	const filled = {
		...vendor,
		data: { ...vendor.data, consumerKey: 'ck_1', consumerSecret: 'cs_1' },
	};
	await n8n.import([filled], [workflow as unknown as WorkflowJson]);
	// Its activation reads the shop, so it needs a store URL.
	const [version] = await n8n.query(
		'SELECT versionId FROM workflow_entity WHERE id = ?',
		workflow.id,
	);
	await n8n.rest('POST', `/rest/workflows/${workflow.id}/activate`, version);
	const test = await n8n.rest('POST', '/rest/credentials/test', { credentials: filled });
	expect(test.status).toBe(200);
	expect(test.body).not.toMatchObject({ data: { status: 'OK' } });
	expect(listener.received).toEqual([]);
	await listener.close();
});
