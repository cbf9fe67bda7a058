import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';

import type { shopifyApi as ShopifyApi } from '@shopify/shopify-api';
import { WebhooksManager } from 'box-node-sdk/lib/managers/webhooks';
import { Webhook } from 'standardwebhooks';

import type { Connection as BoxConnection } from '../nodes/Box/vendor';
import type { NormalizedEvent } from '../nodes/core/event';
import type { Delivery, Vendor } from '../nodes/core/vendor';
import type { Connection as EcwidConnection } from '../nodes/Ecwid/connection';
import type { Connection as ShopifyConnection } from '../nodes/Shopify/api';
import type { VerificationConfig } from '../nodes/SignedEvent/verify/receiverVendor';
import type { Connection as WooConnection } from '../nodes/WooCommerce/webhooks/connection';
import { headersOf } from '../test/sandbox/box/courier';
import { boxUpload, ecwidOrder, shopifyOrder, SIZES, wooOrder } from './bodies';
import { compare, type Side } from './compare';
import { NAMED, orderEvent } from './orderEvent';
import { shipped } from './shipped';
import type { Row, Table } from './table';

const { topicNamed } =
	shipped<typeof import('../nodes/Shopify/topics/topics')>('Shopify/topics/topics');
const { box } = shipped<typeof import('../nodes/Box/vendor')>('Box/vendor');
const { CLOUD_ELEMENTS_SIGNATURE_HEADER, signCloudElements } = shipped<
	typeof import('../nodes/core/envelope/cloudElementsSignature')
>('core/envelope/cloudElementsSignature');
const { cloudElementsEnvelope, instanceOf } = shipped<
	typeof import('../nodes/core/envelope/cloudElementsEnvelope')
>('core/envelope/cloudElementsEnvelope');
const { toEvent } = shipped<typeof import('../nodes/core/event')>('core/event');
const { ecwid } = shipped<typeof import('../nodes/Ecwid/vendor')>('Ecwid/vendor');
const { digestOf, SIGNATURE_HEADER } =
	shipped<typeof import('../nodes/Ecwid/verify')>('Ecwid/verify');
const { shopify } = shipped<typeof import('../nodes/Shopify/vendor')>('Shopify/vendor');
const { signedEvents } = shipped<typeof import('../nodes/SignedEvent/verify/receiverVendor')>(
	'SignedEvent/verify/receiverVendor',
);
const { providerOf } =
	shipped<typeof import('../nodes/SignedWebhook/providers')>('SignedWebhook/providers');
const { signedWebhooks } =
	shipped<typeof import('../nodes/SignedWebhook/vendor')>('SignedWebhook/vendor');
const { verifyScheme } = shipped<typeof import('../nodes/core/signature/verifyScheme')>(
	'core/signature/verifyScheme',
);
const { newProcessMemory } = shipped<typeof import('../nodes/WooCommerce/processMemory')>(
	'WooCommerce/processMemory',
);
const { wooCommerce } = shipped<typeof import('../nodes/WooCommerce/webhooks/vendor')>(
	'WooCommerce/webhooks/vendor',
);
const { webhookSecret } = shipped<typeof import('../nodes/WooCommerce/webhooks/webhookSecret')>(
	'WooCommerce/webhooks/webhookSecret',
);

const ADDRESS = 'https://n8n.example/webhook/one/webhook';
const SECRET = 'a-client-secret-of-32-characters';
const WHSEC = `whsec_${Buffer.from(SECRET).toString('base64')}`;
const now = Date.now();
/**
 * The Ecwid trigger rejects larger bodies unread, because it parses before it can verify
 * (nodes/Ecwid/verify.ts).
 */
const ECWID_MOST_BYTES = 100_000;

/** What comes in, and all the ways to take it. */
interface Case {
	name: string;
	body: Buffer;
	/** What the vendor signs of the body, and with which key; the floor does this and no more. */
	signed: { bytes: Uint8Array; key: KeyObject };
	/** True if the revision names a state, which requires a hash of the object. */
	hashesContent: boolean;
	ours: () => Promise<NormalizedEvent[]>;
	/** Only verifies and parses. */
	verifying?: () => unknown;
	/** The vendor's own library. */
	library?: Side;
	/** Why a goal may be missed at any size. */
	reason?: string;
}

/** Verify, parse and normalize, per vendor and size of the body. */
export async function ingest(): Promise<Table[]> {
	const rows: Row[] = [];
	for (const [size, bytes] of Object.entries(SIZES))
		for (const one of await casesOf(bytes))
			rows.push({ event: one.name, body: size, ...(await measure(one)) });
	return [
		{
			title: 'Ingest',
			legend:
				'Time from bytes to normalized events, as a multiple of the floor (HMAC and JSON.parse of the same bytes). Also the time of the alternatives as a multiple of our time.',
			rows,
		},
	];
}

async function measure({
	body,
	signed,
	hashesContent,
	ours,
	verifying,
	library,
	...one
}: Case): Promise<Row> {
	const [event] = await ours();
	if (event === undefined) throw new Error('A delivery was not taken for what it is.');
	const floor = () => {
		createHmac('sha256', signed.key).update(signed.bytes).digest();
		return JSON.parse(body.toString('utf8')) as object;
	};
	const identity = JSON.stringify([
		event.elementKey,
		event.account,
		event.objectId,
		event.revision,
	]);
	const sides: Side[] = [
		{ name: 'floor', work: floor },
		{ name: 'ours', work: ours },
		{
			name: 'floorWithIds',
			work: () => {
				const object = floor();
				if (hashesContent) createHash('sha256').update(JSON.stringify(object)).digest('hex');
				return createHash('sha256').update(identity).digest();
			},
		},
		standardWebhooks(body),
		...(verifying ? [{ name: 'verifying', work: verifying }] : []),
		...(library ? [library] : []),
	];
	const ratios = await compare(sides);
	const { ours: own } = ratios;
	const reason = body.length < 10_000 ? 'small' : hashesContent ? 'hash' : one.reason;
	const note = reason === undefined ? {} : { note: reason };
	return {
		'÷ floor': { value: own, goal: { atMost: 1.25 }, ...note },
		...(verifying && {
			'verify and parse ÷ floor': {
				value: ratios.verifying,
				goal: { atMost: 1.25 },
				...(reason === 'small' && { note: reason }),
			},
		}),
		'÷ floor with ids': { value: own / ratios.floorWithIds, goal: { atMost: 1.25 }, ...note },
		'standardwebhooks ÷ ours': {
			value: ratios.standardwebhooks / own,
			goal: { atLeast: 1 },
			...note,
		},
		...(library && {
			"vendor's library ÷ ours": {
				value: ratios[library.name] / own,
				goal: { atLeast: 1 },
				...note,
			},
		}),
	};
}

/** The library of that name on the same bytes: verifies and parses, and normalizes nothing. */
function standardWebhooks(body: Buffer): Side {
	const webhook = new Webhook(WHSEC);
	const headers = {
		'webhook-id': 'evt_1',
		'webhook-timestamp': String(Math.floor(now / 1000)),
		'webhook-signature': webhook.sign('evt_1', new Date(now), body),
	};
	return { name: 'standardwebhooks', work: () => webhook.verify(body, headers) };
}

/** From a delivery to events, as the door (nodes/host/trigger/delivery/receive.ts) goes it. */
function taker<Connection, Proven, Wanted, Existing>(
	vendor: Vendor<Connection, Proven, Wanted, Existing>,
	connection: Connection,
	delivery: Delivery,
): Case['ours'] {
	const { elementKey, hubKey } = vendor.sourceOf?.(connection) ?? vendor;
	const { receivedAt } = delivery;
	return async () => {
		const verdict = vendor.verify(delivery, connection);
		if (!verdict.ok || verdict.kind !== 'change')
			throw new Error(`${elementKey}: ${JSON.stringify(verdict)}`);
		const changes = await vendor.normalize(verdict.payload, connection, receivedAt);
		if (!changes.ok) throw new Error(changes.problem.message);
		const source = { ...NAMED, elementKey, hubKey, account: vendor.account(connection) };
		const capture = { capture: 'webhook', deliveryId: verdict.deliveryId, receivedAt } as const;
		return changes.value.map((change) => toEvent(change, source, capture));
	};
}

async function casesOf(bytes: number): Promise<Case[]> {
	return [
		shopifyCase('orders/create', bytes),
		shopifyCase('orders/updated', bytes),
		wooCase('order.created', bytes),
		wooCase('order.updated', bytes),
		boxCase(bytes),
		...(bytes <= ECWID_MOST_BYTES ? [ecwidCase(bytes)] : []),
		...signedCases(bytes),
		...webhookCases(bytes),
	];
}

const bodyOf = (object: object) => Buffer.from(JSON.stringify(object));
const keyOf = (secret: string | Buffer) =>
	typeof secret === 'string' ? createSecretKey(secret, 'utf8') : createSecretKey(secret);
const hmac = (key: KeyObject, ...parts: Uint8Array[]) => {
	const digest = createHmac('sha256', key);
	for (const part of parts) digest.update(part);
	return digest.digest('base64');
};

// Required, not imported: its sources come with it, and are not written for our compiler's settings.
const load = createRequire(__filename);
load('@shopify/shopify-api/adapters/node');
const { LogSeverity, shopifyApi } = load('@shopify/shopify-api') as {
	LogSeverity: { Error: number };
	shopifyApi: typeof ShopifyApi;
};
const shopifySdk = shopifyApi({
	apiKey: 'key',
	apiSecretKey: SECRET,
	apiVersion: '2026-07' as never,
	hostName: 'n8n.example',
	isEmbeddedApp: false,
	logger: { level: LogSeverity.Error, log: () => undefined },
});

function shopifyCase(topic: string, bytes: number): Case {
	const body = bodyOf(shopifyOrder(bytes));
	const key = keyOf(SECRET);
	const headers = {
		'content-type': 'application/json',
		'x-shopify-hmac-sha256': hmac(key, body),
		'x-shopify-topic': topic,
		'x-shopify-shop-domain': 'my-shop.myshopify.com',
		'x-shopify-api-version': '2026-10',
		'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
		'x-shopify-event-id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
		'x-shopify-triggered-at': '2026-11-21T10:00:00.123Z',
	};
	const connection = {
		shop: { domain: 'my-shop.myshopify.com' },
		secrets: [SECRET],
		topics: [topicNamed(topic)],
	} as unknown as ShopifyConnection;
	const rawRequest = { headers, method: 'POST', url: '/' } as unknown as IncomingMessage;
	return {
		name: `Shopify ${topic}`,
		body,
		signed: { bytes: body, key },
		hashesContent: topic !== 'orders/create',
		ours: taker(shopify, connection, { headers, body, address: ADDRESS, receivedAt: now }),
		library: {
			name: 'library',
			work: async () => {
				const rawBody = body.toString('utf8');
				const { valid } = await shopifySdk.webhooks.validate({ rawBody, rawRequest });
				if (!valid) throw new Error("Shopify's library does not believe it.");
				return JSON.parse(rawBody) as unknown;
			},
		},
	};
}

function wooCase(topic: string, bytes: number): Case {
	const body = bodyOf(wooOrder(bytes));
	const key = keyOf(webhookSecret(SECRET, ADDRESS, topic));
	const headers = {
		'content-type': 'application/json',
		'x-wc-webhook-topic': topic,
		'x-wc-webhook-signature': hmac(key, body),
		'x-wc-webhook-id': '3',
		'x-wc-webhook-delivery-id': '0123456789abcdef0123456789abcdef',
	};
	const connection = {
		shop: { store: { account: 'shop.example' }, now: () => now, steadyNow: () => now },
		secret: SECRET,
		topics: [topic],
		ignoredFields: [],
		...newProcessMemory(),
	} as unknown as WooConnection;
	return {
		name: `WooCommerce ${topic}`,
		body,
		signed: { bytes: body, key },
		hashesContent: true,
		ours: taker(wooCommerce, connection, { headers, body, address: ADDRESS, receivedAt: now }),
	};
}

function boxCase(bytes: number): Case {
	const body = bodyOf(boxUpload(bytes));
	const headers = Object.fromEntries(
		Object.entries(headersOf(body, { primary: SECRET }, now - 5_000)).map(([name, value]) => [
			name.toLowerCase(),
			value,
		]),
	);
	const connection = {
		account: 'enterprise_1',
		keys: { primary: SECRET, secondary: '' },
		triggers: ['FILE.UPLOADED'],
	} as unknown as BoxConnection;
	const timestamp = Buffer.from(headers['box-delivery-timestamp']);
	return {
		name: 'Box FILE.UPLOADED',
		reason: 'alike',
		body,
		signed: { bytes: Buffer.concat([body, timestamp]), key: keyOf(SECRET) },
		hashesContent: false,
		ours: taker(box, connection, { headers, body, address: ADDRESS, receivedAt: now }),
		library: {
			name: 'library',
			work: async () => {
				const text = body.toString('utf8');
				if (!(await WebhooksManager.validateMessage(text, headers, SECRET)))
					throw new Error("Box's library does not believe it.");
				return JSON.parse(text) as unknown;
			},
		},
	};
}

function ecwidCase(bytes: number): Case {
	const created = Math.floor(now / 1000) - 5;
	const object = ecwidOrder(bytes, created) as { eventId: string };
	const body = bodyOf(object);
	const headers = {
		'content-type': 'application/json; charset=UTF-8',
		[SIGNATURE_HEADER]: digestOf(created, object.eventId, SECRET).toString('base64'),
	};
	const connection = {
		storeId: '1003',
		clientSecret: SECRET,
		eventTypes: ['*'],
	} as unknown as EcwidConnection;
	return {
		name: 'Ecwid order.updated',
		body,
		signed: { bytes: Buffer.from(`${created}.${object.eventId}`), key: keyOf(SECRET) },
		hashesContent: false,
		ours: taker(ecwid, connection, { headers, body, address: ADDRESS, receivedAt: now }),
	};
}

function signedCases(bytes: number): Case[] {
	const event = orderEvent(bytes, now);
	const trust = (
		scheme: VerificationConfig['schemes'][number],
		secret: string,
	): VerificationConfig => ({
		keys: { secrets: [secret] },
		schemes: [scheme],
		toleranceSeconds: 300,
		names: { instanceName: false, instanceTags: false },
	});
	const body = bodyOf(event);
	const timestamp = String(Math.floor(now / 1000));
	const prefix = Buffer.from(`${event.id}.${timestamp}.`);
	const standardKey = keyOf(Buffer.from(SECRET));
	const standard = {
		'content-type': 'application/json',
		'webhook-id': event.id,
		'webhook-timestamp': timestamp,
		'webhook-signature': `v1,${hmac(standardKey, prefix, body)}`,
	};
	const notification = bodyOf(cloudElementsEnvelope([event], instanceOf('workflow'), now));
	const elements = {
		'content-type': 'application/json',
		[CLOUD_ELEMENTS_SIGNATURE_HEADER.toLowerCase()]: signCloudElements(notification, SECRET),
	};
	const place = { address: ADDRESS, receivedAt: now };
	return [
		{
			name: 'Signed event, Standard Webhooks',
			reason: 'signed',
			body,
			signed: { bytes: Buffer.concat([prefix, body]), key: standardKey },
			hashesContent: false,
			ours: taker(signedEvents, trust('standardWebhooks', WHSEC), {
				...place,
				headers: standard,
				body,
			}),
		},
		{
			name: 'Signed event, Cloud Elements',
			reason: 'signed',
			body: notification,
			signed: { bytes: notification, key: keyOf(SECRET) },
			hashesContent: false,
			ours: taker(signedEvents, trust('cloudElements', SECRET), {
				...place,
				headers: elements,
				body: notification,
			}),
		},
	];
}

/** Rows of the Signed Webhook Trigger: GitHub signs the body alone, Stripe also a time. */
function webhookCases(bytes: number): Case[] {
	const seconds = String(Math.floor(now / 1000));
	const github = bodyOf({ action: 'opened', issue: shopifyOrder(bytes - 50) });
	const stripe = bodyOf({
		id: 'evt_1',
		type: 'charge.updated',
		data: { object: shopifyOrder(bytes - 80) },
	});
	const key = keyOf(SECRET);
	const hex = (...parts: Uint8Array[]) =>
		Buffer.from(hmac(key, ...parts), 'base64').toString('hex');
	const prefix = Buffer.from(`${seconds}.`);
	const one = (
		name: string,
		provider: string,
		body: Buffer,
		headers: Record<string, string>,
	): Case => {
		const row = providerOf(provider) as NonNullable<ReturnType<typeof providerOf>>;
		const keys = { secrets: [SECRET], publicKeys: [], verifyToken: '' };
		const delivery = { headers, body, address: ADDRESS, receivedAt: now };
		return {
			name: `Signed webhook, ${name}`,
			reason: 'digest',
			body,
			signed: { bytes: provider === 'github' ? body : Buffer.concat([prefix, body]), key },
			hashesContent: false,
			ours: taker(signedWebhooks, { row, keys }, delivery),
			verifying: () => {
				const result = verifyScheme(row, delivery, keys, now);
				if (!result.ok) throw new Error(`${name}: ${result.reason}`);
				return result.signed.request.json;
			},
		};
	};
	return [
		one('GitHub', 'github', github, {
			'x-hub-signature-256': `sha256=${hex(github)}`,
			'x-github-event': 'issues',
			'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
		}),
		one('Stripe', 'stripe', stripe, {
			'stripe-signature': `t=${seconds},v1=${hex(prefix, stripe)}`,
		}),
	];
}
