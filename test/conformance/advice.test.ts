import { createHmac } from 'node:crypto';

import { ok } from '../../nodes/core/result';
import type { Vendor } from '../../nodes/core/vendor';
import { box } from '../../nodes/Box/vendor';
import { receive } from '../../nodes/host/trigger/delivery/receive';
import { newProcessState } from '../../nodes/host/trigger/processState';
import { topicNamed } from '../../nodes/Shopify/topics/topics';
import { shopify } from '../../nodes/Shopify/vendor';
import { CREDENTIAL, FakeNode, fakeRequest } from '../unit/host/fakes';

const SECRET = 'a-secret-of-this-test';
const NOW = Date.parse('2026-11-21T12:00:00Z');
const hmac = (...parts: Array<string | Buffer>) =>
	parts
		.reduce((digest, part) => digest.update(part), createHmac('sha256', SECRET))
		.digest('base64');

/** What a node logs when a delivery comes in. */
async function logged(
	vendor: Vendor<never, never, never, never>,
	connection: unknown,
	body: Buffer,
	headers: Record<string, string>,
): Promise<string> {
	const node = new FakeNode();
	const distinct = Object.entries(headers).map(([name, value]) => [name, [value]]);
	const request = fakeRequest(body, Object.fromEntries(distinct) as Record<string, string[]>);
	const config = {
		vendor,
		credentialType: () => CREDENTIAL,
		connect: () => ok(connection as never),
	};
	await receive(node.webhook(request), config, newProcessState(), () => NOW);
	expect(node.response.statusCode).toBe(401);
	return node.log.join('\n');
}

describe('the log names the next step by the cause', () => {
	it("when Box's delivery is an hour old: n8n's clock", async () => {
		const sent = new Date(NOW - 3_600_000).toISOString();
		const body = Buffer.from('{"type":"webhook_event"}');
		const connection = { keys: { primary: SECRET, secondary: '' }, triggers: [] };
		const line = await logged(box as never, connection, body, {
			'box-delivery-timestamp': sent,
			'box-signature-version': '1',
			'box-signature-algorithm': 'HmacSHA256',
			'box-signature-primary': hmac(body, sent),
		});
		expect(line).toMatch(/timestamp_out_of_tolerance.*check n8n's clock/);
		expect(line).not.toContain('secret');
	});

	it("when Shopify's delivery has lost its topic: the proxies", async () => {
		const body = Buffer.from('{"id":1}');
		const connection = {
			shop: { domain: 'my-shop.myshopify.com' },
			...{ secrets: [SECRET], topics: [topicNamed('orders/create')] },
		};
		const line = await logged(shopify as never, connection, body, {
			'x-shopify-hmac-sha256': hmac(body),
			'x-shopify-webhook-id': 'one',
			'x-shopify-shop-domain': 'my-shop.myshopify.com',
		});
		expect(line).toMatch(/header_missing.*check the proxies/);
		expect(line).not.toContain('secret');
	});
});
