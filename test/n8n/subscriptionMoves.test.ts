import { cp, mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { BoxItem } from '../sandbox/box/items';
import { BoxSandbox } from '../sandbox/box/server';
import { EcwidSandbox } from '../sandbox/ecwid/server';
import { ShopifySandbox } from '../sandbox/shopify/server';
import { WooCommerceSandbox } from '../sandbox/woocommerce/server';
import { systemClock } from '../sandbox/clock';
import { exampleWorkflow } from './support/demo';
import { startN8n, type CredentialStub, type N8n, type WorkflowJson } from './support/n8n';
import { packPackage } from './install/pack';
import { freePorts } from './install/ports';
import { startedBy } from './support/started';

jest.setTimeout(240_000);

const OLD = 'https://old.example';
const TRIGGERS = {
	shopify: 'Shopify',
	'woocommerce-hybrid': 'WooCommerce Webhooks',
	box: 'Box',
	ecwid: 'Ecwid',
};
type Example = keyof typeof TRIGGERS;
const SUBSCRIBED: Example[] = ['shopify', 'woocommerce-hybrid', 'box'];
const path = (example: string) => `/webhook/hook-${example}/webhook`;

let shopify: ShopifySandbox;
let shop: WooCommerceSandbox;
let box: BoxSandbox;
let ecwid: EcwidSandbox;
let n8n: N8n;
let port: number;
let folders: BoxItem[];

beforeAll(async () => {
	shopify = await ShopifySandbox.start({
		scopes: ['read_orders', 'read_customers'],
		takesAnyUrl: true,
	});
	shop = await WooCommerceSandbox.start(12, systemClock, { orders: 1, products: 1 });
	box = await BoxSandbox.start(11, systemClock, { takesAnyUrl: true });
	ecwid = await EcwidSandbox.start(5, systemClock);
	folders = ['A', 'B', 'C'].map((name) => {
		const folder = box.items.add('folder', name, box.user);
		folder.collaborators.add(box.app.serviceAccount.id);
		return folder;
	});
	[port] = await freePorts();
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: credentials(),
		workflows: [
			alone('shopify', { authentication: 'accessToken' }, 'signedEventsShopifyApi'),
			alone(
				'woocommerce-hybrid',
				{ topics: ['order.created', 'order.updated', 'order.deleted'] },
				'signedEventsWooCommerceApi',
			),
			alone('box', { targets: folders.map(({ id }) => id).join() }, 'signedEventsBoxOAuth2Api'),
			alone('ecwid', {}, 'signedEventsEcwidApi'),
			careful(),
		],
		port,
		environment: { WEBHOOK_URL: `${OLD}/` },
	});
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await Promise.all([shopify, shop, box, ecwid].map(async (one) => await one?.close()));
}, 60_000);

function credentials(): CredentialStub[] {
	const { clientSecret } = shopify.app;
	const accessToken = shopify.app.issueToken();
	const at = (baseUrl: string) => ({ useBaseUrl: true, baseUrl });
	const data = {
		signedEventsShopifyApi: { shop: 'my-shop', clientSecret, accessToken, ...at(shopify.url) },
		signedEventsWooCommerceApi: { storeUrl: shop.url, ...shop.keys },
		signedEventsBoxOAuth2Api: {
			grantType: 'clientCredentials',
			subjectType: 'enterprise',
			subjectId: box.enterpriseId,
			clientId: box.app.clientId,
			clientSecret: box.app.clientSecret,
			primarySignatureSecret: box.app.keys.primary,
			secondarySignatureSecret: box.app.keys.secondary,
			...at(box.url),
		},
		signedEventsEcwidApi: {
			storeId: String(ecwid.store.storeId),
			accessToken: ecwid.token,
			clientSecret: ecwid.webhooks.clientSecret,
			...at(ecwid.url),
		},
	};
	return Object.entries(data).map(([type, fields]) => ({
		id: type,
		name: type,
		type,
		data: fields,
	}));
}

/** The trigger of an example. */
function alone(
	example: Example,
	parameters: Record<string, unknown>,
	credential: string,
): WorkflowJson {
	const name = TRIGGERS[example];
	const workflow = exampleWorkflow(`${example}.json`, { [name]: parameters });
	const trigger = workflow.nodes.filter((node) => node.name === name);
	return {
		...workflow,
		id: example,
		name: example,
		connections: {},
		nodes: trigger.map((node) => ({
			...node,
			webhookId: `hook-${example}`,
			credentials: { [credential]: { id: credential, name: credential } },
		})),
	};
}

/** A trigger of a shop that calls no private URL. */
function careful(): WorkflowJson {
	const parameters = { topics: ['order.created'] };
	const workflow = alone('woocommerce-hybrid', parameters, 'signedEventsWooCommerceApi');
	const [trigger] = workflow.nodes;
	const options = { allowPrivateUrl: false };
	const node = { ...trigger, webhookId: 'careful', parameters: { ...parameters, options } };
	return { ...workflow, id: 'careful', name: 'careful', nodes: [node] };
}

const shopUrls = () => shop.webhooks.store.all().map(({ deliveryUrl }) => deliveryUrl);
const CAREFUL = `${OLD}/webhook/careful/webhook`;
/** The URLs of all subscriptions at the three vendors, except that of `careful`. */
const held = () => [
	...shopify.subscriptions.all.map(({ uri }) => uri),
	...shopUrls().filter((url) => url !== CAREFUL),
	...box.webhooks.all().map(({ address }) => address),
];
const threeEach = (origin: string) =>
	SUBSCRIBED.flatMap((example) => Array<string>(3).fill(`${origin}${path(example)}`));
/** Requests to the three vendors, without those for tokens. */
const requests = () => [
	shopify.requests.all(({ path: one }) => one.endsWith('graphql.json')).length,
	shop.requests.length,
	box.requests.all(({ path: one }) => one.startsWith('/2.0/webhooks')).length,
];

/** n8n on its own database, at another address. */
async function startAgain(origin: string, at: { userFolder: string; port: number }): Promise<N8n> {
	for (const { requests: log } of [shopify, shop, box]) log.reset();
	return await startN8n({
		packages: [],
		credentials: [],
		workflows: [],
		...at,
		environment: { WEBHOOK_URL: `${origin}/` },
	});
}

it('subscribes three times at each vendor that has subscriptions', () => {
	expect(held()).toEqual(threeEach(OLD));
	expect(shopUrls()).toContain(CAREFUL);
});

it('moves them when n8n starts with another WEBHOOK_URL, and leaves them to it at a copy', async () => {
	await n8n.stop();
	const copy = await mkdtemp(join(dirname(n8n.userFolder), 'copy-'));
	await cp(n8n.userFolder, copy, { recursive: true, verbatimSymlinks: true });
	const { userFolder } = n8n;
	const origin = `http://127.0.0.1:${port}`;
	n8n = await startAgain(origin, { userFolder, port });
	await n8n.requireActive(Object.keys(TRIGGERS));
	expect(held()).toEqual(threeEach(origin));
	// One page and three updates. Box lists no addresses, so each webhook is also read.
	expect(requests()).toEqual([4, 4, 7]);
	// The shop would never call the new URL.
	await n8n.requireActive(['careful']);
	expect(shopUrls()).toContain(CAREFUL);
	expect(n8n.output()).toContain(
		'WooCommerce Webhooks: The node does not change its subscriptions: WooCommerce calls only addresses of the public internet',
	);

	const [copyPort] = await freePorts();
	const other = await startAgain(`http://127.0.0.1:${copyPort}`, {
		userFolder: copy,
		port: copyPort,
	});
	try {
		await other.requireActive(Object.keys(TRIGGERS));
		expect(held().filter((url) => url.startsWith(origin))).toEqual(threeEach(origin));
		expect(other.output()).toContain(
			`Box: Another n8n serves this workflow at ${origin}${path('box')}, so the node does not change the subscriptions of that n8n.`,
		);
		await other.unpublish(Object.keys(TRIGGERS));
		expect(held()).toEqual(threeEach(origin));
	} finally {
		await other.stop();
	}
});

it('receives at the new URL, also from Ecwid once a person has set it there', async () => {
	const order = { id: 5_500_000_001_001, updated_at: new Date().toISOString() };
	ecwid.webhooks.url = `http://127.0.0.1:${port}${path('ecwid')}`;
	const started = await startedBy(
		() => n8n.executions(),
		3,
		async () => {
			await shopify.courier.emit('orders/create', order);
			await box.courier.tell(
				'FILE.UPLOADED',
				box.items.add('file', 'A.pdf', box.user, folders[0]),
				box.user,
			);
			ecwid.store.create('orders');
			await ecwid.webhooks.deliverDue();
		},
	);
	expect(started.map(({ workflowId }) => workflowId).sort()).toEqual(['box', 'ecwid', 'shopify']);
});

it('removes them when it is deactivated at the new URL', async () => {
	await n8n.unpublish(Object.keys(TRIGGERS));
	expect(held()).toEqual([]);
});

it('rejects an activation at a URL that the vendor or n8n never serves, and subscribes nothing', async () => {
	const [parameters, credential] = [{ topics: ['order.created'] }, 'signedEventsWooCommerceApi'];
	const example = alone('woocommerce-hybrid', parameters, credential);
	const [trigger] = example.nodes;
	const local = {
		...{ ...example, id: 'local' },
		nodes: [{ ...trigger, id: 'l', parameters, webhookId: 'hook-local' }],
	};
	const nameless = { ...trigger, id: 'n', webhookId: undefined };
	const byProgram = { ...example, id: 'byProgram', nodes: [nameless] };
	await n8n.import([], [local, byProgram]);
	await expect(n8n.publish([local.id])).rejects.toThrow(
		'WooCommerce calls only addresses of the public internet',
	);
	await expect(n8n.publish([byProgram.id])).rejects.toThrow(
		'the node has no webhookId, and n8n does not serve a path with the name "WooCommerce Webhooks"',
	);
	expect(shopUrls()).toEqual([CAREFUL]);
});
