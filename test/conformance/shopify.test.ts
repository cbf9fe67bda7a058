import { createHmac } from 'node:crypto';

import type { Connection } from '../../nodes/Shopify/api';
import { topicNamed, TOPICS, type Topic } from '../../nodes/Shopify/topics/topics';
import { shopify } from '../../nodes/Shopify/vendor';
import { ShopifySandbox } from '../sandbox/shopify/server';
import { connectTo, SEED_SCOPES } from '../unit/Shopify/sandboxShop';
import { vendorSuite } from './vendor.suite';

// The official schema takes a second to load, and much more on a busy machine.

const ADDRESS = 'https://n8n.example/webhook/one/webhook';
/** One page of the Admin API holds 250. */
const CROWD = 260;

let sandbox: ShopifySandbox;
const sandboxes = new WeakMap<Connection, ShopifySandbox>();

/** Topics whose objects have one id in one place; test/unit/Shopify has the others. */
const samples = [...TOPICS.values()]
	.filter(({ id }) => !nodeKey(id).includes(':') && nodeKey(id) !== '(shop)')
	.map(({ topic, eventType, objectType }: Topic) => ({ topic, eventType, objectType }))
	.sort((left) => (left.topic === 'orders/create' ? -1 : 0));

vendorSuite('Shopify', {
	vendor: shopify,
	open: async () => {
		sandbox = await ShopifySandbox.start({ scopes: SEED_SCOPES });
		const opened = sandbox;
		const connection = connectTo(opened);
		sandboxes.set(connection, opened);
		return { connection, close: async () => await opened.close() };
	},
	withSecret: (connection, secret) => ({ ...connection, secrets: secret === '' ? [] : [secret] }),
	choose: (connection, topics) => ({ ...connection, topics: topics.map(topicNamed) }),
	samples,
	unknownTopic: 'orders/teleported',
	write: (topic, objectId) => {
		const path = nodeKey(TOPICS.get(topic)?.id ?? 'id').split('.');
		const [name] = path.slice(-1);
		const id = name.startsWith('admin_') ? `"gid://shopify/Thing/${objectId}"` : objectId;
		const object = `{"${name}":${id},"note":"Grüße","updated_at":"2026-11-21T11:00:00+01:00"}`;
		const text = path.slice(0, -1).reduceRight((inner, key) => `{"${key}":${inner}}`, object);
		return Buffer.from(text);
	},
	deliver: (body, topic, { secrets: [secret = ''], shop }) => ({
		headers: {
			'content-type': 'application/json',
			'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
			'x-shopify-topic': topic,
			'x-shopify-shop-domain': shop.domain,
			'x-shopify-api-version': '2026-10',
			'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
			'x-shopify-triggered-at': '2026-11-21T10:00:04.123456789Z',
		},
		body,
		address: ADDRESS,
		receivedAt: Date.parse('2026-11-21T10:00:05Z'),
	}),
	signatureHeader: 'x-shopify-hmac-sha256',
	proofHeaders: ['x-shopify-topic', 'x-shopify-shop-domain', 'x-shopify-webhook-id'],
	isBodySigned: true,
	catchUp: {
		fail: (status) => {
			const fault = sandbox.faults.push({ effect: { kind: 'status', status } });
			return () => fault.remove();
		},
	},
	subscriptions: {
		urls: {
			ours: ADDRESS,
			other: 'https://n8n.example/webhook/one/finished',
			moved: 'https://moved.example/webhook/one/webhook',
			foreign: 'https://x.example/',
		},
		spoil: async (connection, { id }) => {
			sandboxOf(connection).subscriptions.update(id, { format: 'XML', filter: 'id:5' });
		},
		crowd: async (connection) => {
			for (let index = 0; index < CROWD; index++) {
				const uri = `https://crowd.example/${index}`;
				sandboxOf(connection).subscriptions.create('ORDERS_CREATE', { uri });
			}
		},
		urlOf: ({ uri }) => uri,
	},
});

function nodeKey(id: string): string {
	return id.split('|')[0];
}

function sandboxOf(connection: Connection): ShopifySandbox {
	const own = sandboxes.get(connection);
	if (own === undefined) throw new Error('This connection leads to no sandbox.');
	return own;
}
