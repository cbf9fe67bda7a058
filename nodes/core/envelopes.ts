import { createHash } from 'node:crypto';

import { base32 } from './base32';
import { cloudElementsEnvelope, type Instance } from './cloudElementsEnvelope';
import { cloudEventHeaders, toCloudEvent } from './cloudEvents';
import type { NormalizedEvent } from './event';

/** Events in the form in which they travel, not signed yet. */
export interface Envelope {
	headers: Record<string, string>;
	body: Buffer;
}

export interface EnvelopeContext {
	instance: Instance;
	/** Epoch milliseconds. */
	now: number;
}

interface EnvelopeForm {
	/** False where one envelope holds one event. */
	holdsMany: boolean;
	/** `events` are at least one, and one where the form holds no more. */
	wrap(events: readonly NormalizedEvent[], context: EnvelopeContext): Envelope;
}

/** The forms, by the names that the panel has for them. */
export const ENVELOPES = {
	cloudElements: {
		holdsMany: true,
		wrap: (events, { instance, now }) => {
			const notification = cloudElementsEnvelope(events, instance, now);
			return {
				headers: {
					'Content-Type': 'application/json',
					'Elements-Webhook-Id': notification.message.eventId,
				},
				body: json(notification),
			};
		},
	},
	cloudEventsStructured: {
		holdsMany: false,
		wrap: ([event]) => ({
			headers: { 'Content-Type': 'application/cloudevents+json; charset=utf-8' },
			body: json(toCloudEvent(event)),
		}),
	},
	cloudEventsBinary: {
		holdsMany: false,
		wrap: ([event]) => {
			const cloudEvent = toCloudEvent(event);
			return { headers: cloudEventHeaders(cloudEvent), body: json(cloudEvent.data) };
		},
	},
	cloudEventsBatch: {
		holdsMany: true,
		wrap: (events) => ({
			headers: { 'Content-Type': 'application/cloudevents-batch+json; charset=utf-8' },
			body: json(events.map(toCloudEvent)),
		}),
	},
	event: {
		holdsMany: false,
		wrap: ([event]) => ({ headers: { 'Content-Type': 'application/json' }, body: json(event) }),
	},
} as const satisfies Record<string, EnvelopeForm>;
export type EnvelopeName = keyof typeof ENVELOPES;

/**
 * The id under which events travel together: that of the event where it is one; else `evs_` and what
 * follows from their ids, so that the same events sent again have the same one.
 */
export function messageId(ids: readonly string[]): string {
	if (ids.length === 1) return ids[0];
	return `evs_${base32(createHash('sha256').update(JSON.stringify(ids)).digest())}`;
}

function json(value: unknown): Buffer {
	return Buffer.from(JSON.stringify(value));
}
