/*
 * The event of each example payload that a vendor publishes (test/golden/README.md). Each goes through the node's real
 * door, with a signature that this test makes. `UPDATE_GOLDEN=1` writes the files as the nodes now are: read the diff.
 */
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import type { Result } from '../../nodes/core/result';
import { err, ok, PROBLEM } from '../../nodes/core/result';
import type { Vendor } from '../../nodes/core/vendor';
import { normalizedEvent } from '../../nodes/core/event';
import { box } from '../../nodes/Box/vendor';
import { ecwid } from '../../nodes/Ecwid/vendor';
import { execute } from '../../nodes/host/trigger/execute';
import { newProcessState } from '../../nodes/host/trigger/processState';
import { receive } from '../../nodes/host/trigger/delivery/receive';
import { shopify } from '../../nodes/Shopify/vendor';
import { topicNamed } from '../../nodes/Shopify/topics/topics';
import { newProcessMemory } from '../../nodes/WooCommerce/processMemory';
import { wooCommerce } from '../../nodes/WooCommerce/webhooks/vendor';
import { webhookSecret } from '../../nodes/WooCommerce/webhooks/webhookSecret';
import { CREDENTIAL, FakeNode, fakeRequest, URLS } from './host/fakes';

interface Golden {
	delivery: {
		/** Where the example is published. */
		source: string;
		note?: string;
		/** The headers that matter, except the signature. */
		headers: Record<string, string>;
		/** What the vendor sends: an object, or a text if its bytes matter. */
		body: Record<string, unknown> | string;
	};
	/** What the vendor's API returns, by path. It answers 404 to any other path. */
	api?: Record<string, unknown>;
	/** The event. Its `raw` is a reference to what it is equal to. */
	event?: IDataObject;
	/** What the node logs when it answers 200 and emits nothing. */
	log?: string[];
}

/** A delivery as it comes, and the node's connection. */
interface Arrival {
	body: Buffer;
	headers: Record<string, string>;
	receivedAt: number;
	vendor: Vendor<never, never, never, never>;
	connection: unknown;
}

const SECRET = 'a-secret-of-the-golden-files';
const hmac = (...parts: Array<string | Buffer>) =>
	parts
		.reduce((digest, part) => digest.update(part), createHmac('sha256', SECRET))
		.digest('base64');

/** How each vendor signs a delivery, and what a node needs for it. */
const VENDORS: Record<string, (golden: Golden) => Arrival> = {
	box: fromBox,
	ecwid: fromEcwid,
	shopify: fromShopify,
	woocommerce: fromWooCommerce,
};

/** Box escapes JSON as PHP does, and signs body and timestamp. */
function fromBox({ delivery, api }: Golden): Arrival {
	const sent = delivery.headers['BOX-DELIVERY-TIMESTAMP'];
	const text = textOf(delivery.body)
		.replace(/(?<!\\)\//g, '\\/')
		.replace(
			/[\u0080-\uffff]/g,
			(sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
		);
	const body = Buffer.from(text);
	const { trigger } = JSON.parse(text) as { trigger: string };
	const answers = async ({ url }: { url: string }) => {
		const found = api?.[url.replace('https://api.box.com/2.0/', '')];
		const status = found === undefined ? 404 : 200;
		return ok({ status, headers: {}, body: Buffer.from(JSON.stringify(found ?? {})) });
	};
	return {
		body,
		headers: { ...delivery.headers, 'BOX-SIGNATURE-PRIMARY': hmac(body, sent) },
		receivedAt: Date.parse(sent) + 1_000,
		vendor: box as never,
		connection: {
			account: 'enterprise_27335',
			keys: { primary: SECRET, secondary: '' },
			triggers: [trigger],
			fetchDetails: api !== undefined,
			box: { url: 'https://api.box.com', send: answers },
		},
	};
}

/** Ecwid signs the time and the id of the event. */
function fromEcwid({ delivery, api }: Golden): Arrival {
	const text = textOf(delivery.body);
	const { eventCreated, eventId, storeId } = JSON.parse(text) as Record<string, unknown>;
	const receivedAt = Number(eventCreated) * 1_000 + 1_000;
	const ask = async (path: string): Promise<Result<unknown>> =>
		api?.[path] === undefined
			? err(PROBLEM.notFound, `${path} does not exist.`)
			: ok({ value: api[path], bytes: 0, serverNow: receivedAt });
	const signature = hmac(`${String(eventCreated)}.${String(eventId)}`);
	return {
		body: Buffer.from(text),
		headers: { ...delivery.headers, 'X-Ecwid-Webhook-Signature': signature },
		receivedAt,
		vendor: ecwid as never,
		connection: {
			...{ storeId: String(storeId ?? 1003), clientSecret: SECRET, eventTypes: ['*'] },
			...{ fetchObject: true, ask },
		},
	};
}

/** Shopify signs the body. */
function fromShopify({ delivery }: Golden): Arrival {
	const { headers } = delivery;
	const body = Buffer.from(textOf(delivery.body));
	return {
		body,
		headers: { ...headers, 'x-shopify-hmac-sha256': hmac(body) },
		receivedAt: Math.floor(Date.parse(headers['x-shopify-triggered-at'])) + 2_000,
		vendor: shopify as never,
		connection: {
			shop: { domain: 'my-shop.myshopify.com' },
			...{ secrets: [SECRET], topics: [topicNamed(headers['x-shopify-topic'])] },
		},
	};
}

/** WooCommerce signs the body with the secret of the webhook. */
function fromWooCommerce({ delivery, api }: Golden): Arrival {
	const topic = delivery.headers['x-wc-webhook-topic'];
	const body = Buffer.from(textOf(delivery.body));
	const key = webhookSecret(SECRET, URLS.default, topic);
	const signature = createHmac('sha256', key).update(body).digest('base64');
	const missing = { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.' };
	const send = async ({ url }: { url: string }) => {
		const found = api?.[url.replace('https://example.com/wp-json/wc/v3/', '')];
		const status = found === undefined ? 404 : 200;
		return ok({ status, headers: {}, body: Buffer.from(JSON.stringify(found ?? missing)) });
	};
	return {
		body,
		headers: { ...delivery.headers, 'x-wc-webhook-signature': signature },
		receivedAt: topic.startsWith('subscription.') ? Date.UTC(2021, 3, 24) : Date.UTC(2017, 2, 24),
		vendor: wooCommerce as never,
		connection: {
			shop: {
				store: { url: 'https://example.com', account: 'example.com' },
				...{ send, now: () => 0, steadyNow: () => 0 },
			},
			...{ secret: SECRET, topics: [topic], allowsPrivateUrl: false },
			ignoredFields: [],
			...newProcessMemory(),
		},
	};
}

function textOf(body: Golden['delivery']['body']): string {
	return typeof body === 'string' ? body : JSON.stringify(body);
}

/** What a node emits and logs when a delivery comes in. */
async function outcomeOf({ body, headers, receivedAt, vendor, connection }: Arrival) {
	const node = new FakeNode();
	node.mode = 'webhook';
	node.staticData = {};
	const state = newProcessState();
	const config = {
		vendor,
		credentialType: () => CREDENTIAL,
		connect: () => ok(connection as never),
	};
	const distinct = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]);
	const request = fakeRequest(body, Object.fromEntries(distinct) as Record<string, string[]>);
	const { workflowData } = await receive(node.webhook(request), config, state, () => receivedAt);
	const [items] = workflowData ?? [[]];
	const [emitted] = await execute(node.execution(items), config, state);
	return {
		status: node.response.statusCode,
		events: emitted.map(({ json }) => json),
		log: node.log.map((line) => line.replace(': My trigger: ', ': ')),
	};
}

/** Replaces `raw` by a reference, because a reader of the file has seen it above. */
function withReference(event: IDataObject, { delivery, api = {} }: Golden): IDataObject {
	const body = JSON.parse(textOf(delivery.body)) as Record<string, unknown>;
	const known: Array<[string, unknown]> = [['delivery.body', body], ...knownAnswers(api)];
	const same = (one: unknown) => {
		try {
			expect(event.raw).toEqual(one);
			return true;
		} catch {
			return false;
		}
	};
	const place = known.find(([, value]) => same(value))?.[0];
	return place === undefined ? event : { ...event, raw: `= ${place}` };
}

function knownAnswers(api: Record<string, unknown>): Array<[string, unknown]> {
	return Object.entries(api).flatMap(([path, answer]) => {
		const rows = Object.values(answer as object).find(Array.isArray) ?? [];
		const named = rows.map((row, at): [string, unknown] => [`api ${path} [${at}]`, row]);
		return [[`api ${path}`, answer] as [string, unknown], ...named];
	});
}

const FOLDER = join(__dirname, '../golden');
const files = Object.keys(VENDORS).flatMap((vendor) =>
	readdirSync(join(FOLDER, vendor)).map((file): [vendor: string, file: string] => [vendor, file]),
);

describe('an example payload', () => {
	it.each(files)('of %s becomes the event in %s', async (vendor, file) => {
		const path = join(FOLDER, vendor, file);
		const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
		const { status, events, log } = await outcomeOf(VENDORS[vendor](golden));
		expect(status).toBe(200);
		for (const event of events) expect(() => normalizedEvent.parse(event)).not.toThrow();
		const [event] = events.map((one) => withReference(one, golden));
		expect(events.length).toBeLessThan(2);
		if (event !== undefined && file.includes('-created')) expect(event.eventType).toBe('CREATED');
		if (process.env.UPDATE_GOLDEN !== undefined) {
			const { delivery, api } = golden;
			const seen = { delivery, api, ...(event === undefined ? { log } : { event }) };
			writeFileSync(path, `${JSON.stringify(seen, undefined, '\t')}\n`);
			return;
		}
		expect({ event, log: event === undefined ? log : undefined }).toEqual({
			event: golden.event,
			log: golden.log,
		});
	});

	it.each([
		['box', 12],
		['ecwid', 20],
		['shopify', 20],
		['woocommerce', 12],
	])('of %s is one of at least %d', (vendor, least) => {
		const ofVendor = files.filter(([name]) => name === vendor);
		expect(ofVendor.length).toBeGreaterThanOrEqual(least);
	});
});
