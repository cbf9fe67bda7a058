import { z } from 'zod';

import { ISO_UTC } from './dates';
import { eventId, stateId } from './eventId';
import { isObject } from './json';
import { textList, textsByName } from './listSchemas';

export const EVENT_TYPES = ['CREATED', 'UPDATED', 'DELETED', 'UNKNOWN'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** An event has some twenty fields. */
const texts = textList(1_000);

/** PostgreSQL rejects a key of more than 2,704 bytes, and with it all events of the transaction. */
const key = z
	.string()
	.regex(/^[^.\s]{1,500}$/, 'must be a text of at most 500 characters without dots and spaces');

/**
 * The `json` of each item that a trigger emits. This is the only definition of an event. `SignedEvent` in
 * envelope/signedEvent.ts describes the fields.
 */
export const normalizedEvent = z.object({
	id: key,
	elementKey: z.string().min(1),
	hubKey: z.string().min(1),
	eventType: z.enum(EVENT_TYPES),
	objectType: z.string().min(1),
	objectId: z.string().min(1),
	date: z.string().regex(ISO_UTC, 'must be a date and time in UTC, as ISO 8601 writes it'),
	revision: z.string().min(1),
	topic: z.string().min(1),
	account: z.string().min(1),
	stateId: key.optional(),
	capture: z.enum(['webhook', 'polling']),
	deliveryId: z.string().optional(),
	receivedAt: z.string().regex(ISO_UTC, 'Invalid datetime'),
	instanceName: z.string(),
	instanceTags: texts,
	apiVersion: z.string().min(1).optional(),
	resourceName: z.string().min(1).optional(),
	rawShape: z.string().min(1).optional(),
	unproven: z.literal(true).optional(),
	unsigned: texts.optional(),
	/**
	 * A fingerprint of the key that verified it, if it came as a signed event. The receiver derives it. The sender
	 * chose the `id`, so only both together identify an event.
	 */
	sender: z
		.string()
		.regex(/^[A-Z2-7]{8,64}$/, 'must be a fingerprint in base32')
		.optional(),
	unsignedHeaders: textsByName(1_000).optional(),
	attributes: z.custom<Record<string, unknown>>(isObject, 'must be an object').optional(),
	/** Not copied: the events of one message share one `raw`, and a copy for each takes events × bytes. */
	raw: z.custom<Record<string, unknown>>(isObject, 'must be an object').optional(),
});
export type NormalizedEvent = z.infer<typeof normalizedEvent>;

/** One change of one object, as a vendor's tables describe it. */
export interface Change
	extends Omit<
		NormalizedEvent,
		'id' | 'stateId' | 'unsigned' | 'raw' | keyof Source | keyof Capture
	> {
	/** `CREATED`, `UPDATED`, `DELETED`, or the topic for any other change. */
	kind: string;
	/** The account, if a connection serves several (stores of one Ecwid app). Defaults to the connection's. */
	account?: string;
	unsigned?: readonly string[];
	/**
	 * The state of the object after the change, by the vendor's clock or counter: `created`, `gone`, or `updated:` and the
	 * modified second. Only vendors whose webhooks and catch-up differ in the form of an object or the id of an event set
	 * it. A webhook's change has it only if the signed bytes determine it (docs/decisions/0012-state-identity.md).
	 */
	stateRevision?: string;
	/** Set if the content of the object changed, but not its date. Not part of the event. */
	isUndated?: true;
	/** Fields that a sender of whole events sets itself. They replace the derived ones. */
	overrides?: Partial<
		Pick<
			NormalizedEvent,
			| 'id'
			| 'elementKey'
			| 'hubKey'
			| 'account'
			| 'stateId'
			| 'capture'
			| 'instanceName'
			| 'instanceTags'
		>
	>;
	raw: Record<string, unknown>;
}

/** The source of a change, and what the user chose to show of it. */
export interface Source
	extends Pick<
		NormalizedEvent,
		'elementKey' | 'hubKey' | 'account' | 'instanceName' | 'instanceTags'
	> {
	includeRaw: boolean;
}

/** How a change was received. */
export interface Capture {
	capture: NormalizedEvent['capture'];
	deliveryId?: string;
	/** Epoch milliseconds. */
	receivedAt: number;
}

/** Returns the normalized event of a change. */
export function toEvent(change: Change, source: Source, capture: Capture): NormalizedEvent {
	const { elementKey } = source;
	const { objectType, objectId, kind, revision, account = source.account } = change;
	const object = { elementKey, account, objectType, objectId };
	const state = change.stateRevision;
	return {
		id: eventId({ ...object, kind, revision }),
		elementKey: source.elementKey,
		hubKey: source.hubKey,
		eventType: change.eventType,
		objectType: change.objectType,
		objectId: change.objectId,
		date: change.date,
		revision: change.revision,
		topic: change.topic,
		account,
		...(state === undefined ? {} : { stateId: stateId({ ...object, stateRevision: state }) }),
		...capture,
		receivedAt: new Date(capture.receivedAt).toISOString(),
		instanceName: source.instanceName,
		instanceTags: source.instanceTags,
		...(change.apiVersion === undefined ? {} : { apiVersion: change.apiVersion }),
		...(change.resourceName === undefined ? {} : { resourceName: change.resourceName }),
		...(change.rawShape === undefined ? {} : { rawShape: change.rawShape }),
		...(change.unproven ? { unproven: true as const } : {}),
		...(change.unsigned === undefined ? {} : { unsigned: [...change.unsigned] }),
		...(change.sender === undefined ? {} : { sender: change.sender }),
		...(change.unsignedHeaders === undefined ? {} : { unsignedHeaders: change.unsignedHeaders }),
		...(change.attributes === undefined ? {} : { attributes: change.attributes }),
		...change.overrides,
		...(source.includeRaw ? { raw: change.raw } : {}),
	};
}
