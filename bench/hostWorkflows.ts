import type { WorkflowJson, WorkflowNode } from '../test/n8n/support/n8n';

/** The workflows of the bench in n8n: ours, and the ones that a user would build instead. */

export const INBOUND_SECRET = 'what-the-sender-signs-with';
export const OUTBOUND_SECRET = 'what-the-callback-knows';
export const CREDENTIALS = {
	inbound: 'inbound',
	outbound: 'outbound',
	shop: 'shop',
	n8nShop: 'n8nShop',
	shopifyToken: 'shopifyToken',
	shopifyOAuth2: 'shopifyOAuth2',
	header: 'header',
};
/** The credential that n8n's Webhook node needs for Header Auth. */
export const HEADER = { name: 'x-secret', value: 'what-the-sender-shows' };

export type NodeParts = Partial<WorkflowNode> & Pick<WorkflowNode, 'type' | 'typeVersion'>;

/** Nodes in a row, each connected to the next. */
export function chain(id: string, parts: Record<string, NodeParts>): WorkflowJson {
	const names = Object.keys(parts);
	const nodes = names.map(
		(name, index): WorkflowNode => ({
			id: `${id}-${index}`,
			name,
			position: [index * 200, 0],
			parameters: {},
			...parts[name],
		}),
	);
	const connections = Object.fromEntries(
		names
			.slice(1)
			.map((name, index) => [names[index], { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);
	return { id, name: id, nodes, connections, settings: { executionOrder: 'v1' } };
}

const NO_OP: NodeParts = { type: 'n8n-nodes-base.noOp', typeVersion: 1 };
const credential = (type: string, id: string) => ({ credentials: { [type]: { id, name: id } } });

const signedTrigger = (id: string): NodeParts => ({
	type: 'n8n-nodes-signed-events.signedEventTrigger',
	typeVersion: 2,
	webhookId: `hook-${id}`,
	parameters: { schemes: ['cloudElements'], acknowledge: 'received', options: {} },
	...credential('signedEventsApi', CREDENTIALS.inbound),
});

const webhookNode = (id: string, responseMode: string, options = {}): NodeParts => ({
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: `hook-${id}`,
	parameters: { httpMethod: 'POST', path: id, responseMode, responseData: 'noData', options },
});

/** The same node with Header Auth: it compares a shared secret and verifies no signature. */
const protectedNode = (id: string, responseMode: string): NodeParts => {
	const node = webhookNode(id, responseMode, { noResponseBody: true });
	return {
		...node,
		parameters: { ...node.parameters, authentication: 'headerAuth' },
		...credential('httpHeaderAuth', CREDENTIALS.header),
	};
};

/** Our trigger without further work behind it. It has a URL for each way to answer. */
export const trigger = chain('trigger', { In: signedTrigger('trigger'), End: NO_OP });
/** n8n's Webhook node, which verifies nothing, with both ways to answer. */
export const webhookReceived = chain('webhookReceived', {
	In: webhookNode('webhookReceived', 'onReceived', { noResponseBody: true }),
	End: NO_OP,
});
export const webhookFinished = chain('webhookFinished', {
	In: webhookNode('webhookFinished', 'lastNode', { noResponseBody: true }),
	End: NO_OP,
});

export const protectedReceived = chain('protectedReceived', {
	In: protectedNode('protectedReceived', 'onReceived'),
	End: NO_OP,
});
export const protectedFinished = chain('protectedFinished', {
	In: protectedNode('protectedFinished', 'lastNode'),
	End: NO_OP,
});

/** Verifies, normalizes, wraps, signs and delivers. */
export const oursToCallback = (callbackUrl: string) =>
	chain('ours', {
		In: signedTrigger('ours'),
		'Signed Event': {
			type: 'n8n-nodes-signed-events.signedEvent',
			typeVersion: 1,
			parameters: {
				operation: 'emit',
				envelope: 'event',
				signature: ['cloudElements'],
				callbackUrl,
				options: {},
			},
			...credential('signedEventsApi', CREDENTIALS.outbound),
		},
	});

/** What the n8n forum advises: the raw body, its HMAC in a Code node, and an HTTP Request. */
export const theirsToCallback = (callbackUrl: string) =>
	chain('theirs', {
		In: webhookNode('theirs', 'onReceived', { rawBody: true }),
		Prove: {
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			parameters: { jsCode: PROVE_AND_SIGN },
		},
		Deliver: {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url: callbackUrl,
				sendHeaders: true,
				headerParameters: {
					parameters: [{ name: 'Elements-Webhook-Signature', value: '={{ $json.signature }}' }],
				},
				sendBody: true,
				contentType: 'raw',
				rawContentType: 'application/json',
				body: '={{ $json.body }}',
				options: {},
			},
		},
	});

const PROVE_AND_SIGN = `
const { createHmac, timingSafeEqual } = require('crypto');
const body = await this.helpers.getBinaryDataBuffer(0, 'data');
const sign = (secret) => 'sha256=' + createHmac('sha256', secret).update(body).digest('base64');
const given = Buffer.from(String($input.first().json.headers['elements-webhook-signature']));
const expected = Buffer.from(sign(${JSON.stringify(INBOUND_SECRET)}));
if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('Not proven');
return [{ json: { body: body.toString('utf8'), signature: sign(${JSON.stringify(OUTBOUND_SECRET)}) } }];
`;

/** Our trigger for a WooCommerce shop. */
export const wooOurs = chain('wooOurs', {
	In: {
		type: 'n8n-nodes-signed-events.wooCommerceEventsTrigger',
		typeVersion: 2,
		webhookId: 'hook-wooOurs',
		parameters: { topics: ['order.updated'], options: { allowPrivateUrl: true } },
		...credential('signedEventsWooCommerceApi', CREDENTIALS.shop),
	},
	End: NO_OP,
});

const shopify = (id: string, authentication: string, type: string): WorkflowJson =>
	chain(id, {
		In: {
			type: 'n8n-nodes-signed-events.shopifyEventsTrigger',
			typeVersion: 2,
			webhookId: `hook-${id}`,
			parameters: { authentication, topics: ['orders/updated'], options: {} },
			...credential(type, CREDENTIALS[id as 'shopifyToken']),
		},
		End: NO_OP,
	});
/** By a credential of fixed values, and by one whose fields n8n computes from others. */
export const shopifyToken = shopify('shopifyToken', 'accessToken', 'signedEventsShopifyApi');
export const shopifyOAuth2 = shopify('shopifyOAuth2', 'oAuth2', 'signedEventsShopifyOAuth2Api');

/** n8n's own. */
export const wooTheirs = chain('wooTheirs', {
	In: {
		type: 'n8n-nodes-base.wooCommerceTrigger',
		typeVersion: 1,
		webhookId: 'hook-wooTheirs',
		parameters: { event: 'order.updated' },
		...credential('wooCommerceApi', CREDENTIALS.n8nShop),
	},
	End: NO_OP,
});
