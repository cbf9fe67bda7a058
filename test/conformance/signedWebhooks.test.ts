import type { Provider } from '../../nodes/core/signature/scheme';
import { signScheme } from '../../nodes/core/signature/signScheme';
import { providerOf } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import { ADDRESS, NOW } from '../signedWebhooks/genuine';
import { vendorSuite } from './vendor.suite';

/** Rows whose signature is standard base64, which the suite forges. `test/attacks/signedWebhooks` has all rows. */
const FIXTURES: ReadonlyArray<{
	key: string;
	proofHeaders: string[];
	body: (topic: string, id: string) => string;
}> = [
	{
		key: 'square',
		proofHeaders: [],
		body: (topic, id) => `{"type":"${topic}","data":{"id":${id},"note":"Grüße"}}`,
	},
	{
		key: 'zendesk',
		proofHeaders: ['x-zendesk-webhook-signature-timestamp'],
		body: (topic, id) => `{"type":"${topic}","detail":{"id":${id},"note":"Grüße"}}`,
	},
];

for (const { key, proofHeaders, body } of FIXTURES) {
	const row = providerOf(key) as Provider;
	const place = typeof row.signature.in === 'string' ? row.signature.in : row.signature.in[0];
	const keysOf = (secret: string) => ({ secrets: [secret], publicKeys: [], verifyToken: '' });
	vendorSuite(row.name, {
		vendor: signedWebhooks,
		open: async () => ({
			connection: { row, keys: keysOf('a-secret-of-the-vendor') },
			close: async () => {},
		}),
		withSecret: (connection, secret) => ({ ...connection, keys: keysOf(secret) }),
		samples: [
			{ topic: 'order.created', eventType: 'CREATED', objectType: 'orders' },
			{ topic: 'order.updated', eventType: 'UPDATED', objectType: 'orders' },
			{ topic: 'order.deleted', eventType: 'DELETED', objectType: 'orders' },
		],
		unknownTopic: 'order.teleported',
		write: (topic, objectId) => Buffer.from(body(topic, objectId)),
		deliver: (bytes, _topic, { keys }) => {
			const plain = {
				headers: { 'content-type': 'application/json' },
				body: bytes,
				address: ADDRESS,
				receivedAt: NOW,
			};
			const [secret] = keys.secrets;
			const signing = secret.trim() === '' ? 'a-secret-of-the-vendor' : secret;
			return { ...plain, headers: signScheme(row, plain, signing, NOW) };
		},
		signatureHeader: place.slice('header:'.length),
		proofHeaders,
		isBodySigned: true,
		takesAnyBody: true,
	});
}
