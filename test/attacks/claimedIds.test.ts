/**
 * The examples that deduplicate in PostgreSQL. Shopify signs no topic, so someone who recorded a signed order can send it
 * as the deletion of that order. *Skip Duplicates* tells the two events apart, and so must the keys of the examples.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { toEvent, type NormalizedEvent } from '../../nodes/core/event';
import { hmacSha256, secretKey } from '../../nodes/core/hash/hmac';
import { normalize } from '../../nodes/Shopify/normalize';
import { topicNamed } from '../../nodes/Shopify/topics/topics';
import { verify } from '../../nodes/Shopify/verify';
import { duplicateKeys, rawHasher } from '../../nodes/SignedEvent/emit/parseItem';

const SECRET = 'a secret of Shopify';
const WEBHOOK_ID = 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043';
const DOMAIN = 'my-shop.myshopify.com';
const topics = ['orders/create', 'orders/delete'].map((topic) => topicNamed(topic)!);

/** The event of a signed body, under the topic of its unsigned header. */
function received(topic: string, body: object, webhookId: string): NormalizedEvent {
	const bytes = Buffer.from(JSON.stringify(body));
	const headers = {
		'x-shopify-hmac-sha256': hmacSha256(secretKey(SECRET), bytes).toString('base64'),
		...{
			'x-shopify-topic': topic,
			'x-shopify-shop-domain': DOMAIN,
			'x-shopify-webhook-id': webhookId,
		},
	};
	const delivery = {
		headers,
		body: bytes,
		address: '',
		receivedAt: Date.parse('2026-11-28T10:00:00Z'),
	};
	const verified = verify(delivery, { secrets: [SECRET], domain: DOMAIN, topics });
	if (!verified.ok || verified.kind !== 'change') throw new Error(JSON.stringify(verified));
	const source = { elementKey: 'shopify', hubKey: 'ecommerce', account: DOMAIN };
	return toEvent(
		normalize(verified.payload),
		{ ...source, instanceName: 'Shopify', instanceTags: [], includeRaw: true },
		{ capture: 'webhook', deliveryId: verified.deliveryId, receivedAt: delivery.receivedAt },
	);
}

const order = { id: 1001, created_at: '2026-11-28T09:00:00Z', updated_at: '2026-11-28T09:00:00Z' };
const forged = received('orders/delete', order, 'made-up');
const genuine = received('orders/delete', { id: 1001 }, WEBHOOK_ID);

beforeAll(() => {
	// n8n's expressions have this method (https://docs.n8n.io/code/builtin/data-transformation-functions/strings/).
	Object.defineProperty(String.prototype, 'hash', {
		configurable: true,
		value(this: string, algorithm: string) {
			return createHash(algorithm).update(String(this)).digest('hex');
		},
	});
});
afterAll(() => void Reflect.deleteProperty(String.prototype, 'hash'));

/** Returns what a node of an example stores as the key of an event. */
function keyOf(workflow: string, node: string, event: NormalizedEvent): unknown[] {
	const text = readFileSync(join(__dirname, '../../workflows', workflow), 'utf8');
	const { nodes } = JSON.parse(text) as {
		nodes: Array<{ name: string; parameters: { options: { queryReplacement: string } } }>;
	};
	const { queryReplacement } = nodes.find(({ name }) => name === node)!.parameters.options;
	const [, expression] = /^=\{\{(.*)\}\}$/s.exec(queryReplacement)!;
	const values = new Function('$json', '$', `return ${expression}`) as (
		json: object,
		nodeNamed: () => object,
	) => unknown[];
	return values(event, () => ({ item: { json: event } })).slice(0, 3);
}

it('the two events have one id, and Skip Duplicates tells them apart', () => {
	expect(forged.id).toBe(genuine.id);
	const [one] = duplicateKeys(forged, rawHasher());
	const [other] = duplicateKeys(genuine, rawHasher());
	expect(other.skippedBy.some((key) => one.marks.includes(key))).toBe(false);
});

describe.each([
	['deliver-once.json', 'Claim'],
	['deliver-once.json', 'Mark as Delivered'],
	['deliver-once.json', 'Release'],
	['events-to-postgresql.json', 'Store'],
])('%s: %s', (workflow, node) => {
	const key = (event: NormalizedEvent) => keyOf(workflow, node, event);

	it('does not drop a genuine deletion because of a replayed order', () => {
		expect(key(genuine)).not.toEqual(key(forged));
	});

	it('tells them apart if their delivery ids are equal, as those of the Signed Event Trigger are', () => {
		const [one, other] = [genuine, forged].map((event) => ({ ...event, deliveryId: event.id }));
		expect(key(one)).not.toEqual(key(other));
	});

	it('recognizes a deletion that Shopify sends again', () => {
		const again = received('orders/delete', { id: 1001 }, WEBHOOK_ID);
		expect(key(again)).toEqual(key(genuine));
		expect(key(again)).toEqual(keyOf('deliver-once.json', 'Claim', genuine));
	});

	it.each([undefined, ['deliveryId']])(
		'recognizes by its id alone an event whose unsigned fields are %j',
		(unsigned) => {
			expect(key({ ...genuine, unsigned })).toEqual(['', genuine.id, false]);
		},
	);
});
