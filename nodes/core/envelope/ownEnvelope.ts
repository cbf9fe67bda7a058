import { z } from 'zod';

import { cloudEventHeaders, toCloudEvent } from './cloudEvents';
import { cloudEvent, listedEvent, notificationMessage } from './envelopeSchemas';
import { cloudElementsHeaders, CLOUD_EVENTS_TYPE } from './envelopes';
import type { NormalizedEvent } from '../event';
import type { NamedEvent, StateEvent } from './eventKey';
import { parseJson } from '../json';
import { captureOf, readEvent } from './parseEnvelope';

/** The members of a wrapped event that are read back. */
export type WrappedEvent = NamedEvent &
	StateEvent &
	Partial<Pick<NormalizedEvent, 'deliveryId' | 'raw'>>;

/** A message that this package wrapped, read from its body alone. */
export interface OwnEnvelope {
	/** The headers that describe the body. */
	headers: Record<string, string>;
	/** At least one. */
	events: WrappedEvent[];
}

/** The members of a CloudEvent that are read back. */
const wrapped = cloudEvent.pick({ specversion: true, id: true, data: true });
const listed = listedEvent
	.pick({
		...{ id: true, sender: true, unproven: true, unsigned: true },
		...{ deliveryId: true, stateId: true },
	})
	.extend({ pollDate: z.string().optional() });
const notification = z.object({
	message: notificationMessage
		.pick({ eventId: true, raw: true })
		.partial({ raw: true })
		.extend({ events: z.array(listed).min(1) }),
});

/**
 * Reads a body that this package wrapped.
 *
 * @param isBinary whether a single event was sent as a CloudEvent in binary mode, which has the same body
 * @returns undefined if it is not such a body
 */
export function readOwnEnvelope(body: Buffer, isBinary: boolean): OwnEnvelope | undefined {
	const parsed = parseJson(body.toString('utf8'));
	if (!parsed.ok) return undefined;
	const { value } = parsed;
	const event = readEvent(value);
	if (event !== undefined)
		return {
			headers: isBinary
				? cloudEventHeaders(toCloudEvent(event))
				: { 'Content-Type': 'application/json' },
			events: [event],
		};
	const one = wrapped.safeParse(value);
	if (one.success) return { headers: CLOUD_EVENTS_TYPE.one, events: [one.data.data] };
	const many = z.array(wrapped).min(1).safeParse(value);
	if (many.success)
		return { headers: CLOUD_EVENTS_TYPE.many, events: many.data.map(({ data }) => data) };
	const notified = notification.safeParse(value);
	if (!notified.success) return undefined;
	const { message } = notified.data;
	// Events by webhook share a notification only if they share the raw payload (see `batches`).
	const events = message.events.map(({ pollDate, ...each }) => ({
		...each,
		capture: captureOf(pollDate),
		raw: message.raw,
	}));
	return { headers: cloudElementsHeaders(message.eventId), events };
}
