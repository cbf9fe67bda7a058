import { cloudElementsEnvelope, type Instance } from './cloudElementsEnvelope';
import { cloudEventHeaders, toCloudEvent } from './cloudEvents';
import type { NormalizedEvent } from '../event';

/** Events as a message that is not signed yet. */
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
	/** Whether one envelope can hold several events. */
	holdsMany: boolean;
	/** Wraps at least one event, and exactly one if `holdsMany` is false. */
	wrap(events: readonly NormalizedEvent[], context: EnvelopeContext): Envelope;
}

/** The content types of one structured CloudEvent and of several. */
export const CLOUD_EVENTS_TYPE = {
	one: { 'Content-Type': 'application/cloudevents+json; charset=utf-8' },
	many: { 'Content-Type': 'application/cloudevents-batch+json; charset=utf-8' },
} as const;

/**
 * Returns the headers of a Cloud Elements notification.
 *
 * @param eventId the `message.eventId` of its body
 */
export function cloudElementsHeaders(eventId: string): Record<string, string> {
	return { 'Content-Type': 'application/json', 'Elements-Webhook-Id': eventId };
}

/** The envelopes, by their names in the panel. */
export const ENVELOPES = {
	cloudElements: {
		holdsMany: true,
		wrap: (events, { instance, now }) => {
			const notification = cloudElementsEnvelope(events, instance, now);
			return {
				headers: cloudElementsHeaders(notification.message.eventId),
				body: json(notification),
			};
		},
	},
	cloudEventsStructured: {
		holdsMany: false,
		wrap: ([event]) => ({
			headers: CLOUD_EVENTS_TYPE.one,
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
			headers: CLOUD_EVENTS_TYPE.many,
			body: json(events.map(toCloudEvent)),
		}),
	},
	event: {
		holdsMany: false,
		wrap: ([event]) => ({ headers: { 'Content-Type': 'application/json' }, body: json(event) }),
	},
} as const satisfies Record<string, EnvelopeForm>;
export type EnvelopeName = keyof typeof ENVELOPES;

function json(value: unknown): Buffer {
	return Buffer.from(JSON.stringify(value));
}
