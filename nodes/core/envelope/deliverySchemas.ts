import { z } from 'zod';

import { isoDate, normalizedEvent } from '../event';
import { withJsonForm } from '../jsonForm';
import { textsByName } from '../listSchemas';

/** Why a message was not delivered. The list is closed, so that a workflow can branch on it. */
export const DELIVERY_FAILURE = {
	addressMalformed: 'address_malformed',
	/** The address rules reject the callback. */
	addressRejected: 'address_refused',
	noAnswer: 'no_answer',
	/** Redirects are not followed, because that would pass the body and the signature on to another address. */
	redirected: 'redirected',
	/** HTTP 410: the URL no longer accepts events. */
	gone: 'gone',
	/** The receiver is an n8n that is still starting, which responds 200 to every request. */
	notReady: 'not_ready',
	/** Any other status that is not 2xx. */
	rejected: 'refused',
	/** The event is marked unproven, so it was not signed. */
	unproven: 'unproven',
} as const;
export type DeliveryFailure = (typeof DELIVERY_FAILURE)[keyof typeof DELIVERY_FAILURE];

const url = z.string().describe('The callback URL.');
const durationMs = z.number().describe('Milliseconds of all requests and the pauses between them.');
const tries = z.number().describe('Number of requests.');
const status = z.number().describe("The HTTP status of the receiver's response.");

/** The result of a delivery that the receiver accepted with a 2xx. */
export const delivered = withJsonForm(
	z.object({ ok: z.literal(true), url, status, durationMs, tries }),
	{
		title: 'Delivered',
		description: 'The result of a delivery that the receiver accepted with a 2xx.',
	},
);

/** The result of a delivery that failed, or that was not attempted. */
export const undelivered = withJsonForm(
	z.object({
		ok: z.literal(false),
		reason: z.nativeEnum(DELIVERY_FAILURE).describe('Why the message was not delivered.'),
		message: z.string().describe('What failed, why, and the next step.'),
		url,
		status: status.optional(),
		durationMs,
		tries,
		retryAfterMs: z.number().describe("The receiver's `Retry-After`, in milliseconds.").optional(),
		answer: z.string().describe('The beginning of the response body.').optional(),
	}),
	{
		title: 'Undelivered',
		description: 'The result of a delivery that failed, or that was not attempted.',
	},
);

/** A signed message: what Signed Event emits without a callback URL. */
export const signedMessage = withJsonForm(
	z.object({
		id: z
			.string()
			.describe('The id of the message: `webhook-id` of its signature. The same for each attempt.'),
		events: z.array(normalizedEvent.shape.id).describe('The ids of its events.'),
		headers: textsByName(1_000, 'The headers to send, including the signature.'),
		body: z.string().min(1).describe('The exact bytes that are signed, as UTF-8.'),
	}),
	{
		title: 'SignedMessage',
		description: 'A signed message: what Signed Event emits without a callback URL.',
	},
);

const attempt = z.number().describe('The number of attempts so far.');
const retry = {
	final: z.boolean().describe('Whether no further attempt is due.'),
	nextAttemptAt: isoDate(
		'must be ISO 8601 in UTC',
		'When the next attempt is due; ISO 8601 in UTC.',
	).nullable(),
};

/** The item of a message that was delivered. */
export const deliveredMessage = withJsonForm(
	signedMessage.extend({ delivery: delivered, attempt }),
	{
		title: 'DeliveredMessage',
		description: 'The item of a message that was delivered.',
	},
);

/** The item of a message that was not delivered. */
export const undeliveredMessage = withJsonForm(
	signedMessage.extend({ delivery: undelivered, attempt, ...retry }),
	{ title: 'UndeliveredMessage', description: 'The item of a message that was not delivered.' },
);

/** The item of an event that was neither signed nor sent, because it is unproven. */
export const undeliveredEvent = withJsonForm(
	normalizedEvent.extend({ delivery: undelivered, attempt, ...retry }),
	{
		title: 'UndeliveredEvent',
		description: 'The item of an event that was neither signed nor sent, because it is unproven.',
	},
);

/** Each item that Signed Event emits for a callback URL. */
export const deliveryResult = withJsonForm(
	z.union([deliveredMessage, undeliveredMessage, undeliveredEvent]),
	{ title: 'DeliveryResult', description: 'An item that Signed Event emits for a callback URL.' },
);

export type Delivered = z.infer<typeof delivered>;
export type Undelivered = z.infer<typeof undelivered>;
