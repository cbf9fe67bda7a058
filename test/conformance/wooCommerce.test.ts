import { createHmac } from 'node:crypto';

import type { Connection } from '../../nodes/WooCommerce/webhooks/connection';
import { newProcessMemory } from '../../nodes/WooCommerce/processMemory';
import { wooCommerce } from '../../nodes/WooCommerce/webhooks/vendor';
import { webhookSecret } from '../../nodes/WooCommerce/webhooks/webhookSecret';
import { ManualClock } from '../sandbox/clock';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { sandboxShop } from '../unit/WooCommerce/sandboxShop';
import type { Sample } from './fixture';
import { vendorSuite } from './vendor.suite';

/** A closed port, so that pings fail at once. */
const ADDRESS = 'http://127.0.0.1:9/webhook/one/webhook';
const NOW = '2026-03-01T12:00:00Z';
const TOPICS = ['order.created', 'order.updated', 'product.deleted', 'action.wc_some_action'];

const sandboxes = new Map<string, Sandbox>();
const sandboxOf = ({ shop }: Connection) => sandboxes.get(shop.store.account) as Sandbox;

/** One of every topic; each body has another modified date, for `restored` is an update too. */
const SAMPLES: Sample[] = [
	{ topic: 'order.created', eventType: 'CREATED', objectType: 'orders' },
	{ topic: 'order.updated', eventType: 'UPDATED', objectType: 'orders' },
	{ topic: 'order.restored', eventType: 'UPDATED', objectType: 'orders' },
	{ topic: 'order.deleted', eventType: 'DELETED', objectType: 'orders' },
	{ topic: 'product.created', eventType: 'CREATED', objectType: 'products' },
	{ topic: 'product.updated', eventType: 'UPDATED', objectType: 'products' },
	{ topic: 'product.published', eventType: 'UPDATED', objectType: 'products' },
	{ topic: 'product.restored', eventType: 'UPDATED', objectType: 'products' },
	{ topic: 'product.deleted', eventType: 'DELETED', objectType: 'products' },
	{ topic: 'coupon.created', eventType: 'CREATED', objectType: 'discounts' },
	{ topic: 'coupon.updated', eventType: 'UPDATED', objectType: 'discounts' },
	{ topic: 'coupon.restored', eventType: 'UPDATED', objectType: 'discounts' },
	{ topic: 'coupon.deleted', eventType: 'DELETED', objectType: 'discounts' },
	{ topic: 'customer.created', eventType: 'CREATED', objectType: 'customers' },
	{ topic: 'customer.updated', eventType: 'UPDATED', objectType: 'customers' },
	{ topic: 'customer.deleted', eventType: 'DELETED', objectType: 'customers' },
];

vendorSuite('WooCommerce', {
	vendor: wooCommerce,
	open: async () => {
		const clock = new ManualClock(NOW);
		const sandbox = await startSandbox({ seed: 5, clock, wooCommerce: { orders: 1, products: 1 } });
		const { shop } = sandbox.wooCommerce;
		// A real shop has one object to an id; here three of them are in the trash.
		for (const name of ['orders', 'products', 'coupons']) {
			shop.create(name, { id: 4711 });
			shop.trash(name, 4711);
		}
		const connection: Connection = {
			shop: sandboxShop(sandbox.wooCommerce, clock),
			secret: sandbox.wooCommerce.keys.consumerSecret,
			topics: TOPICS,
			ignoredFields: [],
			allowsPrivateUrl: true,
			...newProcessMemory(),
		};
		const { account } = connection.shop.store;
		sandboxes.set(account, sandbox);
		return {
			connection,
			close: async () => {
				sandboxes.delete(account);
				await sandbox.close();
			},
		};
	},
	withSecret: (connection, secret) => ({ ...connection, secret }),
	choose: (connection, topics) => ({ ...connection, topics: [...topics] }),
	samples: SAMPLES,
	unknownTopic: 'order.teleported',
	write: (topic, objectId) => {
		if (topic.endsWith('.deleted')) return Buffer.from(`{"id":${objectId}}`);
		const second = 10 + SAMPLES.findIndex((sample) => sample.topic === topic);
		return Buffer.from(
			`{"id":${objectId},"status":"publish","date_created_gmt":"2026-02-01T12:00:00",` +
				`"date_modified_gmt":"2026-03-01T11:00:${second}","note":"Caf\\u00e9","_links":{"self":[]}}`,
		);
	},
	deliver: (body, topic, { secret }) => ({
		headers: {
			'content-type': 'application/json',
			'x-wc-webhook-source': 'http://127.0.0.1/',
			'x-wc-webhook-topic': topic,
			'x-wc-webhook-resource': topic.split('.')[0],
			'x-wc-webhook-event': topic.split('.')[1],
			'x-wc-webhook-signature': createHmac('sha256', webhookSecret(secret, ADDRESS, topic))
				.update(body)
				.digest('base64'),
			'x-wc-webhook-id': '3',
			'x-wc-webhook-delivery-id': '0123456789abcdef0123456789abcdef',
		},
		body,
		address: ADDRESS,
		receivedAt: Date.parse(NOW),
	}),
	signatureHeader: 'x-wc-webhook-signature',
	proofHeaders: ['x-wc-webhook-topic'],
	isBodySigned: true,
	greeting: {
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		body: Buffer.from('webhook_id=3'),
		address: ADDRESS,
		receivedAt: 0,
	},
	subscriptions: {
		urls: {
			ours: ADDRESS,
			other: 'http://127.0.0.1:9/webhook/one/finished',
			moved: 'http://127.0.0.1:19/webhook/one/webhook',
			foreign: 'http://127.0.0.1:9/elsewhere',
		},
		spoil: async (connection, { id }) =>
			await sandboxOf(connection).wooCommerce.webhooks.disable(id),
		crowd: async (connection) => {
			const { store } = sandboxOf(connection).wooCommerce.webhooks;
			const one = { topic: 'order.created', deliveryUrl: 'http://127.0.0.1:9/crowd' };
			for (let count = 0; count < 205; count++) store.create(one);
		},
		urlOf: ({ address }) => address,
	},
});
