import { z } from 'zod';

import { ISO_UTC } from './dates';
import { eventId } from './eventId';

export const EVENT_TYPES = ['CREATED', 'UPDATED', 'DELETED', 'UNKNOWN'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The `json` of every item that a trigger puts out; the one definition of what an event is. */
export const normalizedEvent = z.object({
	id: z.string().regex(/^[^.\s]+$/, 'must be a text without dots and spaces'),
	elementKey: z.string().min(1),
	hubKey: z.string().min(1),
	eventType: z.enum(EVENT_TYPES),
	objectType: z.string().min(1),
	objectId: z.string().min(1),
	date: z.string().regex(ISO_UTC, 'must be a date and time in UTC, as ISO 8601 writes it'),
	revision: z.string().min(1),
	topic: z.string().min(1),
	account: z.string().min(1),
	capture: z.enum(['webhook', 'polling']),
	deliveryId: z.string().optional(),
	receivedAt: z.string().regex(ISO_UTC, 'Invalid datetime'),
	instanceName: z.string(),
	instanceTags: z.array(z.string()),
	/** The user's own name of a polled resource where it is not the objectType (`contacts`). */
	resourceName: z.string().min(1).optional(),
	/** There where it is the sender's word only: what proves the delivery does not cover what it says. */
	unproven: z.literal(true).optional(),
	/** Names of the fields that rest on a part of the delivery which no signature covers. */
	unsigned: z.array(z.string().min(1)).optional(),
	/**
	 * Which sender signed it, if it came as a signed event: a fingerprint of the key that verified it. The
	 * receiver derives it. The sender chose the `id`, so that only both together name one event.
	 */
	sender: z
		.string()
		.regex(/^[A-Z2-7]{8,64}$/, 'must be a fingerprint in base32')
		.optional(),
	/** CloudEvents attributes that came as headers. No signature covers them, and they decide nothing. */
	unsignedHeaders: z.record(z.string(), z.string()).optional(),
	raw: z.record(z.string(), z.unknown()).optional(),
});
export type NormalizedEvent = z.infer<typeof normalizedEvent>;

/** One change of one object, as a vendor's tables read it. */
export interface Change {
	eventType: EventType;
	/** `CREATED`, `UPDATED`, `DELETED`, or the topic where the change is none of these. */
	kind: string;
	objectType: string;
	objectId: string;
	/** When the vendor says it happened, ISO 8601 UTC. */
	date: string;
	revision: string;
	topic: string;
	resourceName?: string;
	/** A claim that nothing has proven so far. */
	unproven?: true;
	/** Names of the fields that rest on a part of the delivery which no signature covers. */
	unsigned?: readonly string[];
	/** A fingerprint of the key that verified it, if it came as a signed event. */
	sender?: string;
	/** CloudEvents attributes that came as headers. */
	unsignedHeaders?: Record<string, string>;
	/** What a sender of whole events says of one himself: it stands in place of what is derived here. */
	overrides?: Partial<
		Pick<
			NormalizedEvent,
			'id' | 'elementKey' | 'hubKey' | 'account' | 'instanceName' | 'instanceTags'
		>
	>;
	raw: Record<string, unknown>;
}

/** Whose change it is and how the user wants it shown. */
export interface Source {
	elementKey: string;
	hubKey: string;
	account: string;
	instanceName: string;
	instanceTags: string[];
	includeRaw: boolean;
}

/** How a change came here. */
export interface Capture {
	capture: NormalizedEvent['capture'];
	deliveryId?: string;
	/** Epoch milliseconds. */
	receivedAt: number;
}

/** Puts a change, its source and the way it came into one normalized event. */
export function toEvent(change: Change, source: Source, capture: Capture): NormalizedEvent {
	const { elementKey, account } = source;
	const { objectType, objectId, kind, revision } = change;
	return {
		id: eventId({ elementKey, account, objectType, objectId, kind, revision }),
		elementKey: source.elementKey,
		hubKey: source.hubKey,
		eventType: change.eventType,
		objectType: change.objectType,
		objectId: change.objectId,
		date: change.date,
		revision: change.revision,
		topic: change.topic,
		account: source.account,
		...capture,
		receivedAt: new Date(capture.receivedAt).toISOString(),
		instanceName: source.instanceName,
		instanceTags: source.instanceTags,
		...(change.resourceName === undefined ? {} : { resourceName: change.resourceName }),
		...(change.unproven ? { unproven: true as const } : {}),
		...(change.unsigned === undefined ? {} : { unsigned: [...change.unsigned] }),
		...(change.sender === undefined ? {} : { sender: change.sender }),
		...(change.unsignedHeaders === undefined ? {} : { unsignedHeaders: change.unsignedHeaders }),
		...change.overrides,
		...(source.includeRaw ? { raw: change.raw } : {}),
	};
}
