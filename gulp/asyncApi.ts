import type { EnvelopeName } from '../nodes/core/envelope/envelopes';
import { withReferences, type JsonSchema } from './jsonSchema';
import { sampleMessage } from './sampleEvent';

interface MessageForm {
	title: string;
	summary: string;
	contentType: string;
	/** The title of the schema of the body. */
	payload: string;
	sample: EnvelopeName;
}

/** What Signed Event sends, by the name of the message. */
const MESSAGES: Readonly<Record<string, MessageForm>> = {
	event: {
		title: 'Event',
		summary: 'A normalized event, the default envelope.',
		contentType: 'application/json',
		payload: 'SignedEvent',
		sample: 'event',
	},
	cloudEvent: {
		title: 'CloudEvent, structured',
		summary: 'A CloudEvent 1.0 in the structured mode.',
		contentType: 'application/cloudevents+json',
		payload: 'SignedCloudEvent',
		sample: 'cloudEventsStructured',
	},
	cloudEventBinary: {
		title: 'CloudEvent, binary',
		summary: 'A CloudEvent 1.0 in the binary mode. No signature covers its attributes.',
		contentType: 'application/json',
		payload: 'SignedEvent',
		sample: 'cloudEventsBinary',
	},
	cloudEventBatch: {
		title: 'CloudEvents, batch',
		summary: 'CloudEvents 1.0 in the batched mode.',
		contentType: 'application/cloudevents-batch+json',
		payload: 'SignedCloudEventBatch',
		sample: 'cloudEventsBatch',
	},
	cloudElementsNotification: {
		title: 'Cloud Elements notification',
		summary: 'A notification with the same fields as those of Cloud Elements.',
		contentType: 'application/json',
		payload: 'CloudElementsNotification',
		sample: 'cloudElements',
	},
};

const text = (description: string, pattern?: string) => ({
	...{ type: 'string', description },
	...(pattern === undefined ? {} : { pattern }),
});

/** The headers of the signatures. A message has those of the selected schemes. */
const SIGNATURES = {
	standardWebhooks: {
		headers: {
			type: 'object',
			properties: {
				'webhook-id': text('The id of the message, the same for each attempt.'),
				'webhook-timestamp': text('When it was sent, in epoch seconds.', '^\\d+$'),
				'webhook-signature': text('`v1` or `v1a` signatures, separated by spaces.'),
			},
		},
	},
	cloudElements: {
		headers: {
			type: 'object',
			properties: {
				'Elements-Webhook-Signature': text('The HMAC-SHA256 of the body.', '^sha256='),
			},
		},
	},
};

/**
 * Returns the AsyncAPI 3 document of what Signed Event sends and Signed Event Trigger accepts
 * (https://www.asyncapi.com/docs/reference/specification/v3.0.0).
 *
 * @param schemas by title
 */
export function asyncApi(
	{ version, description, license }: { version: string; description: string; license: string },
	schemas: ReadonlyMap<string, JsonSchema>,
) {
	const named = (title: string) =>
		schemas.has(title) ? `#/components/schemas/${title}` : undefined;
	const messages = Object.keys(MESSAGES);
	const inChannel = (channel: string) =>
		messages.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }));
	const references = Object.fromEntries(
		messages.map((name) => [name, { $ref: `#/components/messages/${name}` }]),
	);
	return {
		asyncapi: '3.0.0',
		info: { title: 'Signed Event', version, description, license: { name: license } },
		defaultContentType: 'application/json',
		channels: {
			callback: {
				address: null,
				description: 'The *Callback URL* of Signed Event.',
				messages: references,
			},
			trigger: {
				address: '/webhook/{webhookId}/webhook',
				description:
					'The production URL of Signed Event Trigger, with the path that n8n shows. It ends with `finished` if the node answers after the workflow.',
				parameters: { webhookId: { description: 'The id that n8n gave the node.' } },
				messages: references,
			},
		},
		operations: {
			send: {
				action: 'send',
				channel: { $ref: '#/channels/callback' },
				summary: 'Signed Event sends a message. Only a 2xx counts as delivered.',
				bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
				messages: inChannel('callback'),
			},
			receive: {
				action: 'receive',
				channel: { $ref: '#/channels/trigger' },
				summary:
					'Signed Event Trigger accepts a message with a valid signature, and answers others with a 401. It also accepts other JSON.',
				bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
				messages: inChannel('trigger'),
			},
		},
		components: {
			messages: Object.fromEntries(
				Object.entries(MESSAGES).map(([name, form]) => [name, message(form)]),
			),
			messageTraits: SIGNATURES,
			schemas: Object.fromEntries(
				[...schemas].map(([title, schema]) => [title, withReferences(schema, named)]),
			),
		},
	};
}

function message({ title, summary, contentType, payload, sample }: MessageForm) {
	const example = sampleMessage(sample);
	const own = Object.keys(example.headers).filter((name) => name !== 'Content-Type');
	return {
		...{ title, summary, contentType },
		...(own.length > 0 && {
			headers: {
				type: 'object',
				properties: Object.fromEntries(own.map((name) => [name, { type: 'string' }])),
			},
		}),
		payload: { $ref: `#/components/schemas/${payload}` },
		traits: Object.keys(SIGNATURES).map((name) => ({ $ref: `#/components/messageTraits/${name}` })),
		examples: [{ name: sample, ...example }],
	};
}
