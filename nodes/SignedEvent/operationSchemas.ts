import { z } from 'zod';

import { VERIFICATION_FAILURE } from '../core/envelope/verifySignedEvent';
import { normalizedEvent } from '../core/event';
import { anyObject } from '../core/listSchemas';
import { TODO } from './convert/todo';

/** An item of the first output of *Verify*. */
export const verifiedRequest = z.object({
	valid: z.literal(true),
	scheme: z.enum(['standardWebhooks', 'cloudElements']),
	version: z.enum(['v1', 'v1a', 'sha256']),
	id: z.string().optional(),
	timestamp: z.number().optional(),
	sender: z.string(),
	events: z.array(normalizedEvent),
});

/** An item of the second output of *Verify*. */
export const rejectedRequest = z.object({
	valid: z.literal(false),
	reason: z.nativeEnum(VERIFICATION_FAILURE),
	message: z.string(),
});

/** An item of *Convert Instance*. */
export const convertedInstance = z.object({
	workflow: z.object({
		id: z.string(),
		name: z.string(),
		nodes: z.array(anyObject()),
		connections: anyObject(),
	}),
	credentials: z.array(
		z.object({ id: z.string(), name: z.string(), type: z.string(), data: anyObject() }),
	),
	todo: z.array(
		z.object({
			reason: z.nativeEnum(TODO),
			key: z.string().optional(),
			message: z.string(),
		}),
	),
});
