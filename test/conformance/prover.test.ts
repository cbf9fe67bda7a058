import axios from 'axios';

import { ok } from '../../nodes/core/result';
import type { Send } from '../../nodes/host/http';
import { hubCaller } from '../n8n/fixtures/prover/callHub';
import { Hub } from '../n8n/fixtures/prover/hub';
import {
	boundSecret,
	DELIVERY_HEADER,
	GREETING_HEADER,
	prover,
	sign,
	SIGNATURE_HEADER,
	type Connection,
} from '../n8n/fixtures/prover/vendor';
import { vendorSuite } from './vendor.suite';

const ADDRESS = 'https://n8n.example/webhook/one/webhook';

vendorSuite('the prover', {
	vendor: prover,
	open: async () => {
		const hub = await Hub.open();
		return { connection: connectTo(hub), close: async () => await hub.close() };
	},
	withSecret: (connection, secret) => ({ ...connection, secret }),
	samples: [
		{ topic: 'order.created', eventType: 'CREATED', objectType: 'orders' },
		{ topic: 'order.updated', eventType: 'UPDATED', objectType: 'orders' },
		{ topic: 'order.deleted', eventType: 'DELETED', objectType: 'orders' },
		{ topic: 'product.created', eventType: 'CREATED', objectType: 'products' },
	],
	unknownTopic: 'order.teleported',
	write: (topic, objectId) =>
		Buffer.from(
			`{"topic":"${topic}","object":{"id":${objectId},"modified":"2026-11-21T10:00:00Z","note":"Grüße"}}`,
		),
	deliver: (body, _topic, { secret }) => ({
		headers: {
			'content-type': 'application/json',
			[SIGNATURE_HEADER]: sign(body, boundSecret(secret, ADDRESS)),
			[DELIVERY_HEADER]: 'delivery-1',
		},
		body,
		address: ADDRESS,
		receivedAt: Date.parse('2026-11-21T10:00:05Z'),
	}),
	signatureHeader: SIGNATURE_HEADER,
	proofHeaders: [],
	isBodySigned: true,
	greeting: {
		headers: { [GREETING_HEADER]: '1' },
		body: Buffer.from('hello'),
		address: ADDRESS,
		receivedAt: 0,
	},
	subscriptions: {
		urls: {
			ours: ADDRESS,
			other: 'https://n8n.example/webhook/one/finished',
			moved: 'https://moved.example/webhook/one/webhook',
			foreign: 'https://x.example/',
		},
		spoil: async ({ call }, held) => {
			await call('PUT', `/subscriptions/${held.id}`, { ...held, isActive: false });
		},
		crowd: async ({ call }) => {
			const one = { topic: 'order.created', address: 'https://crowd.example/', secret: '' };
			for (let count = 0; count < 7; count++) await call('POST', '/subscriptions', one);
		},
		urlOf: ({ address }) => address,
	},
});

function connectTo(hub: Hub): Connection {
	return {
		account: 'prover.example',
		secret: 'a-secret',
		topics: ['order.created', 'order.updated', 'product.created', 'product.deleted'],
		call: hubCaller(hub.url, sendWithKey(hub.key)),
	};
}

function sendWithKey(key: string): Send {
	return async ({ method, url, headers, body }) => {
		const { status, data } = await axios.request<Buffer>({
			method,
			url,
			headers: { ...headers, 'x-prover-key': key },
			data: body,
			responseType: 'arraybuffer',
			validateStatus: () => true,
		});
		return ok({ status, headers: {}, body: data });
	};
}
