import type { Headers } from './doors';

/** Unsigned headers, as a stranger on the way could add them. */
export const LIES: Headers = {
	'ce-specversion': '1.0',
	'ce-id': 'lie',
	'ce-type': 'lie.deleted',
	'ce-source': 'lie',
	'ce-subject': 'lie',
	'ce-time': '2001-01-01T00:00:00Z',
};

const PLAIN = '{"type":"order.updated","data":{"id":"1"}}';
const CLOUD_EVENT = '{"specversion":"1.0","id":"a","source":"/b","type":"c.created"}';
const NOTIFICATION =
	'{"message":{"elementKey":"shopify","events":[{"objectType":"orders","objectId":"1","eventType":"CREATED","date":"2026-11-21T10:00:00Z"}],"raw":{}}}';
const ALL = [PLAIN, '{"a":1}', '[{"a":1}]', `[${CLOUD_EVENT}]`, CLOUD_EVENT, NOTIFICATION];

/** Headers that must not change the events of a verified body in Signed Event Trigger (issue 13). */
export const UNSIGNED: ReadonlyArray<{
	what: string;
	headers: Headers;
	bodies: readonly string[];
}> = [
	{ what: 'attributes of CloudEvents', headers: LIES, bodies: ALL },
	{
		what: 'attributes that name a real order of a shop',
		headers: {
			...{ 'ce-specversion': '1.0', 'ce-source': 'shopify', 'ce-type': 'orders.deleted' },
			...{ 'ce-subject': '1001', 'ce-id': 'evt_lie' },
		},
		bodies: ALL,
	},
	{
		what: 'attributes that make it unproven, or of another sender',
		headers: { 'ce-specversion': '1.0', 'ce-unproven': 'true', 'ce-sender': 'A'.repeat(20) },
		bodies: ALL,
	},
	...[
		'application/cloudevents-batch+json',
		'application/cloudevents+json',
		'application/x-lie; charset=utf-16',
	].map((type) => ({
		what: `the content type ${type}`,
		headers: { 'content-type': type },
		bodies: ALL,
	})),
	{
		what: 'headers of vendors and of Cloud Elements',
		headers: {
			...{ 'elements-webhook-id': 'lie', 'x-shopify-topic': 'lie/delete', date: 'lie' },
			...{ 'x-shopify-webhook-id': 'lie', 'x-wc-webhook-topic': 'lie', 'user-agent': 'lie' },
		},
		bodies: ALL,
	},
];
