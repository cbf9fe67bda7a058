import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { phpJson } from '../test/sandbox/woocommerce/answers';
import type { JsonValue } from '../test/sandbox/json';
import { ShopifySandbox } from '../test/sandbox/shopify/server';
import { startSandbox, type Sandbox } from '../test/sandbox/sandbox';
import { startDownstream, SUCCEEDS, type Downstream } from '../test/n8n/fixtures/prover/downstream';
import {
	startN8n,
	type CredentialStub,
	type N8n,
	type WorkflowJson,
} from '../test/n8n/support/n8n';
import { packPackage } from '../test/n8n/install/pack';
import { waitFor } from '../test/n8n/support/waitFor';
import { shopifyOrder } from './bodies';
import { burst, inTurns, ratio, send, type Sending, type Speed } from './burst';
import { median } from './compare';
import * as workflows from './hostWorkflows';
import type { Cell, Goal, Row, Table } from './table';

/** What n8n does without being told, and what `docs/deployment.md` sets. */
const SETTINGS = {
	'n8n’s defaults': { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'false' },
	'deployment.md': { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
};
type Setting = keyof typeof SETTINGS;
const DEFAULTS: Setting = 'n8n’s defaults';
const ADVISED: Setting = 'deployment.md';
const settings = Object.keys(SETTINGS) as Setting[];

const ROUNDS = 3;
const SOON_MS = 60_000;

/** Two n8n instances that differ only in their settings. The one that is not called is idle. */
interface Stage {
	n8n: Record<Setting, N8n>;
	sandbox: Sandbox;
	shopify: ShopifySandbox;
	callback: Downstream;
	/** By the id of an object that was delivered: when. */
	arrivals: Map<string, number>;
}

/** A part of the bench on its own stage, so that each uses the machine only for a while. */
function onStage(wanted: readonly Setting[], act: (stage: Stage) => Promise<Table>) {
	return async (): Promise<Table[]> => {
		const stage = await open(wanted);
		try {
			return [await act(stage)];
		} finally {
			await Promise.all(wanted.map(async (setting) => await stage.n8n[setting].stop()));
			await Promise.all([stage.callback, stage.sandbox, stage.shopify].map((one) => one.close()));
		}
	};
}

async function open(wanted: readonly Setting[]): Promise<Stage> {
	const [sandbox, shopify, callback, packed] = await Promise.all([
		// With TLS, because WooCommerce rejects the requests of n8n's own trigger without it.
		startSandbox({ seed: 5, wooCommerce: { orders: 10, products: 10, tls: true } }),
		ShopifySandbox.start({ scopes: ['read_orders'], takesAnyUrl: true }),
		startDownstream(),
		packPackage(),
	]);
	const arrivals = new Map<string, number>();
	callback.decide = (event) => {
		arrivals.set(objectIdOf(event), performance.now());
		return SUCCEEDS;
	};
	const { url, keys, certificate = '' } = sandbox.wooCommerce;
	const folder = await mkdtemp(join(tmpdir(), 'signed-events-bench-'));
	const trusted = join(folder, 'shop.pem');
	await writeFile(trusted, certificate);
	const { CREDENTIALS: ids } = workflows;
	const stub = (id: string, type: string, data: object): CredentialStub => ({
		...{ id, name: id, type },
		data: { ...data },
	});
	const credentials = [
		stub(ids.inbound, 'signedEventsApi', { signatureSecret: workflows.INBOUND_SECRET }),
		stub(ids.outbound, 'signedEventsApi', { signatureSecret: workflows.OUTBOUND_SECRET }),
		stub(ids.header, 'httpHeaderAuth', workflows.HEADER),
		stub(ids.shop, 'signedEventsWooCommerceApi', { storeUrl: url, ...keys }),
		stub(ids.n8nShop, 'wooCommerceApi', { url, ...keys }),
		stub(ids.shopifyToken, 'signedEventsShopifyApi', {
			...shopifyPlace(shopify),
			accessToken: shopify.app.issueToken(),
		}),
		stub(ids.shopifyOAuth2, 'signedEventsShopifyOAuth2Api', {
			...shopifyPlace(shopify),
			clientId: shopify.app.clientId,
			grantType: 'clientCredentials',
		}),
	];
	const start = async (setting: Setting, more: WorkflowJson[]) =>
		await startN8n({
			packages: [packed.directory],
			credentials,
			workflows: [
				workflows.trigger,
				workflows.webhookReceived,
				workflows.webhookFinished,
				workflows.protectedReceived,
				workflows.protectedFinished,
				workflows.oursToCallback(callback.url),
				workflows.theirsToCallback(callback.url),
				...more,
			],
			environment: {
				...SETTINGS[setting],
				NODE_FUNCTION_ALLOW_BUILTIN: 'crypto',
				NODE_EXTRA_CA_CERTS: trusted,
			},
		});
	const { wooOurs, wooTheirs, shopifyToken, shopifyOAuth2 } = workflows;
	const subscribing = [wooOurs, wooTheirs, shopifyToken, shopifyOAuth2];
	const n8n = {} as Stage['n8n'];
	for (const setting of wanted)
		n8n[setting] = await start(setting, setting === ADVISED ? subscribing : []);
	await rm(folder, { recursive: true });
	return { n8n, sandbox, shopify, callback, arrivals };
}

function shopifyPlace({ url, app }: ShopifySandbox) {
	return { shop: 'my-shop', useBaseUrl: true, baseUrl: url, clientSecret: app.clientSecret };
}

let count = 0;

/** A normalized event of some 1 KB, another one each time, as a sender signs it. */
function sending(url: string): Sending {
	const objectId = String(++count);
	const body = JSON.stringify({
		id: `evt_BENCH${objectId}`,
		elementKey: 'shop',
		hubKey: 'ecommerce',
		eventType: 'UPDATED',
		objectType: 'orders',
		objectId,
		date: '2026-11-21T10:00:00Z',
		revision: `2026-11-21T10:00:00Z~${objectId}`,
		topic: 'order.updated',
		account: 'shop.example',
		capture: 'webhook',
		receivedAt: '2026-11-21T10:00:01.000Z',
		instanceName: 'Shop',
		instanceTags: [],
		raw: { id: count, status: 'processing', note: 'x'.repeat(600) },
	});
	const digest = createHmac('sha256', workflows.INBOUND_SECRET).update(body).digest('base64');
	return {
		url,
		body,
		headers: {
			'content-type': 'application/json',
			'elements-webhook-signature': `sha256=${digest}`,
			[workflows.HEADER.name]: workflows.HEADER.value,
		},
	};
}

const WAYS = ['received', 'finished'] as const;
type Way = (typeof WAYS)[number];

/** Ours has two URLs of one workflow; n8n's Webhook node needs two workflows. */
const PLACES: Record<
	'ours' | 'webhook' | 'protected',
	Record<Way, { workflow: string; path: string }>
> = {
	ours: {
		received: { workflow: 'trigger', path: 'hook-trigger/webhook' },
		finished: { workflow: 'trigger', path: 'hook-trigger/finished' },
	},
	webhook: {
		received: { workflow: 'webhookReceived', path: 'webhookReceived' },
		finished: { workflow: 'webhookFinished', path: 'webhookFinished' },
	},
	protected: {
		received: { workflow: 'protectedReceived', path: 'protectedReceived' },
		finished: { workflow: 'protectedFinished', path: 'protectedFinished' },
	},
};

async function burstsTable({ n8n }: Stage): Promise<Table> {
	const sides: Record<string, () => Promise<Speed>> = {};
	for (const way of WAYS)
		for (const setting of settings)
			for (const node of ['ours', 'webhook', 'protected'] as const) {
				const { workflow, path } = PLACES[node][way];
				const url = `${n8n[setting].url}/webhook/${path}`;
				const one = async () => await burst(n8n[setting], workflow, () => sending(url), 80);
				await one();
				sides[`${way} ${setting} ${node}`] = one;
			}
	const speeds = await inTurns(sides, 2 * ROUNDS + 1);
	const rows = WAYS.flatMap((way) =>
		settings.map((setting): Row => {
			const [ours, webhook, shown] = (['ours', 'webhook', 'protected'] as const).map(
				(node) => speeds[`${way} ${setting} ${node}`],
			);
			const before = speeds[`${way} ${DEFAULTS} ours`];
			const goal = setting === ADVISED ? { atLeast: 2 } : undefined;
			return {
				acknowledge: way,
				settings: setting,
				'answers/s': whole(ours, ({ answers }) => answers),
				'finished/s': whole(ours, ({ finished }) => finished),
				'p50, ms': whole(ours, ({ latency }) => latency),
				'Webhook node: answers/s': whole(webhook, ({ answers }) => answers),
				'finished/s ': whole(webhook, ({ finished }) => finished),
				'p50, ms ': whole(webhook, ({ latency }) => latency),
				'finished ÷ defaults': cell(
					ratio(ours, before, ({ finished }) => finished),
					goal,
				),
				'finished ÷ Webhook node': {
					...cell(
						ratio(ours, webhook, ({ finished }) => finished),
						setting === ADVISED ? { atLeast: 1 } : undefined,
					),
					note: 'credential',
				},
				'… with Header Auth': cell(
					ratio(ours, shown, ({ finished }) => finished),
					setting === ADVISED ? { atLeast: 1 } : undefined,
				),
			};
		}),
	);
	return {
		title: 'In n8n: bursts',
		legend:
			'Bursts of 80 deliveries of 1 KB, 20 at a time, to a trigger and a node that does nothing. Ours is the Signed Event Trigger, which verifies and normalizes. n8n’s Webhook node accepts every request, and with Header Auth those with the secret.',
		rows,
	};
}

async function callbackTable({ n8n, arrivals }: Stage): Promise<Table> {
	const sides: Record<string, () => Promise<Speed & { arrival: number }>> = {};
	for (const setting of settings)
		for (const [name, path] of [
			['ours', 'hook-ours/webhook'],
			['theirs', 'theirs'],
		]) {
			const url = `${n8n[setting].url}/webhook/${path}`;
			const alone = async () => {
				const one = sending(url);
				const id = objectIdOf(JSON.parse(one.body));
				const start = performance.now();
				await send(one);
				return (await waitFor(() => arrivals.get(id), SOON_MS, 'a callback')) - start;
			};
			const both = async () => {
				const waits = [];
				for (let index = 0; index < 7; index++) waits.push(await alone());
				const speed = await burst(n8n[setting], name, () => sending(url), 30);
				return { ...speed, arrival: median(waits) };
			};
			await both();
			sides[`${setting} ${name}`] = both;
		}
	const speeds = await inTurns(sides, ROUNDS);
	const rows = settings.map((setting): Row => {
		const note = setting === DEFAULTS ? { note: 'shortcut' } : {};
		const [ours, theirs] = ['ours', 'theirs'].map((name) => speeds[`${setting} ${name}`]);
		return {
			settings: setting,
			'events/s': whole(ours, ({ finished }) => finished),
			'one event, ms': whole(ours, ({ arrival }) => arrival),
			'theirs: events/s': whole(theirs, ({ finished }) => finished),
			'one event, ms ': whole(theirs, ({ arrival }) => arrival),
			'events/s ÷ theirs': {
				...cell(
					ratio(ours, theirs, ({ finished }) => finished),
					{ atLeast: 1 },
				),
				...note,
			},
			'latency ÷ theirs': {
				...cell(
					ratio(ours, theirs, ({ arrival }) => arrival),
					{ atMost: 1 },
				),
				...note,
			},
		};
	});
	return {
		title: 'In n8n: from a delivery to a signed callback',
		legend:
			'Our trigger and Signed Event, against Webhook, a Code node that verifies the HMAC and signs, and HTTP Request. Bursts of 30, 20 at a time. The latency is that of a single event until it reaches the callback.',
		rows,
	};
}

const WEBHOOK = 'n8n’s Webhook node';
const PROTECTED = 'n8n’s Webhook node, Header Auth';

/** Triggers that subscribe, each called as its vendor calls it. */
async function vendorsTable(stage: Stage): Promise<Table> {
	const n8n = stage.n8n[ADVISED];
	// The bytes that Shopify's trigger gets, at another door.
	const sameDelivery = (workflow: string) => {
		const make = shopifyDelivery(stage, 'shopifyToken');
		const { name, value } = workflows.HEADER;
		return () => {
			const { headers, ...rest } = make();
			const url = `${n8n.url}/webhook/${workflow}`;
			return { ...rest, url, headers: { ...headers, [name]: value } };
		};
	};
	const sides = {
		'WooCommerce Events Trigger': ['wooOurs', wooDelivery(stage, 'wooOurs')],
		'n8n’s WooCommerce Trigger': ['wooTheirs', wooDelivery(stage, 'wooTheirs')],
		'Shopify Events Trigger, access token': [
			'shopifyToken',
			shopifyDelivery(stage, 'shopifyToken'),
		],
		'Shopify Events Trigger, OAuth2': ['shopifyOAuth2', shopifyDelivery(stage, 'shopifyOAuth2')],
		[WEBHOOK]: ['webhookReceived', sameDelivery('webhookReceived')],
		[PROTECTED]: ['protectedReceived', sameDelivery('protectedReceived')],
	} satisfies Record<string, [string, () => Sending]>;
	const bursts = Object.fromEntries(
		Object.entries(sides).map(([name, [workflow, make]]) => [
			name,
			async () => await burst(n8n, workflow as string, make as () => Sending, 80),
		]),
	);
	for (const one of Object.values(bursts)) await one();
	const speeds = await inTurns(bursts, 2 * ROUNDS + 1);
	const finished = ({ finished }: Speed) => finished;
	const rival: Record<string, string> = {
		'WooCommerce Events Trigger': 'n8n’s WooCommerce Trigger',
		'Shopify Events Trigger, access token': PROTECTED,
		'Shopify Events Trigger, OAuth2': PROTECTED,
	};
	const rows = Object.entries(speeds).map(
		([name, speed]): Row => ({
			trigger: name,
			'answers/s': whole(speed, ({ answers }) => answers),
			'finished/s': whole(speed, finished),
			'p50, ms': whole(speed, ({ latency }) => latency),
			...(rival[name] && {
				against: rival[name],
				'finished ÷ its': cell(ratio(speed, speeds[rival[name]], finished), { atLeast: 1 }),
			}),
		}),
	);
	return {
		title: 'In n8n: triggers of vendors',
		legend:
			'Each trigger is subscribed at its own sandbox shop, with the settings of deployment.md. Bursts of 80 deliveries, 20 at a time, signed with the secret of that trigger. n8n’s Webhook node gets the same requests as Shopify’s trigger.',
		rows,
	};
}

function wooDelivery({ sandbox }: Stage, workflow: string): () => Sending {
	const { shop, webhooks } = sandbox.wooCommerce;
	const [id] = shop.ids('orders');
	const order = shop.get('orders', id) as Record<string, JsonValue>;
	const hook = webhooks.hooks.find(({ deliveryUrl }) => deliveryUrl.includes(`hook-${workflow}`));
	if (hook === undefined) throw new Error(`${workflow} has subscribed to nothing.`);
	return () => {
		const date_modified_gmt = new Date(Date.now() + ++count * 1000).toISOString().slice(0, 19);
		const body = phpJson({ ...order, date_modified_gmt });
		return {
			url: hook.deliveryUrl,
			body,
			headers: {
				'content-type': 'application/json',
				'x-wc-webhook-topic': hook.topic,
				'x-wc-webhook-resource': 'order',
				'x-wc-webhook-event': 'updated',
				'x-wc-webhook-signature': createHmac('sha256', hook.secret).update(body).digest('base64'),
				'x-wc-webhook-id': String(hook.id),
				'x-wc-webhook-delivery-id': String(count).padStart(32, '0'),
			},
		};
	};
}

function shopifyDelivery({ n8n, shopify }: Stage, workflow: string): () => Sending {
	const order = shopifyOrder(2_000);
	return () => {
		const updated_at = new Date(Date.now() + ++count * 1000).toISOString();
		const body = JSON.stringify({ ...order, updated_at });
		const { clientSecret } = shopify.app;
		return {
			url: `${n8n[ADVISED].url}/webhook/hook-${workflow}/webhook`,
			body,
			headers: {
				'content-type': 'application/json',
				'x-shopify-hmac-sha256': createHmac('sha256', clientSecret).update(body).digest('base64'),
				'x-shopify-topic': 'orders/updated',
				'x-shopify-shop-domain': shopify.domain,
				'x-shopify-webhook-id': `bench-${count}`,
				'x-shopify-event-id': `bench-${count}`,
			},
		};
	};
}

/** Deliveries in bursts, in both ways to answer. */
export const bursts = onStage(settings, burstsTable);
/** From a delivery to a signed callback. */
export const callback = onStage(settings, callbackTable);
/** Triggers that subscribe. */
export const vendors = onStage([ADVISED], vendorsTable);

function objectIdOf(event: unknown): string {
	return String((event as { objectId?: unknown }).objectId);
}

function whole<Figures>(all: readonly Figures[], of: (figures: Figures) => number): number {
	return Math.round(median(all.map(of)));
}

function cell(value: number, goal?: Goal): Cell {
	return { value, ...(goal && { goal }) };
}
