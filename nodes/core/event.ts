import { z } from 'zod';

import { ISO_UTC, ISO_UTC_FORM } from './dates';
import { eventId, stateId } from './eventId';
import { withJsonForm } from './jsonForm';
import { anyObject, textList, textsByName } from './listSchemas';

export const EVENT_TYPES = ['CREATED', 'UPDATED', 'DELETED', 'UNKNOWN'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** An event has some twenty fields. */
const MOST_TEXTS = 1_000;

/** PostgreSQL rejects a key of more than 2,704 bytes, and with it all events of the transaction. */
const key = z
	.string()
	.regex(/^[^.\s]{1,500}$/, 'must be a text of at most 500 characters without dots and spaces');

const filled = z.string().min(1);

/** Returns the schema of a date. Not all languages have the assertions of `ISO_UTC`, so its JSON Schema is simpler. */
export function isoDate(message: string, description: string) {
	return withJsonForm(z.string().regex(ISO_UTC, message), {
		pattern: ISO_UTC_FORM.source,
		description,
	});
}

/**
 * The `json` of each item that a trigger emits. This is the only definition of an event: `npm run build` makes its JSON
 * Schema and `SignedEvent` in envelope/signedEvent.ts from it.
 */
export const normalizedEvent = withJsonForm(
	z.object({
		id: key.describe(
			'The same for each delivery of a change, by webhook, retry or poll. Deduplicate by it.',
		),
		elementKey: filled.describe(
			'The vendor: `shopify`, `woocommercerest`, `box` or `ecwid`; a provider of the Signed Webhook Trigger, such as `github`; another text for events of other senders.',
		),
		hubKey: filled.describe(
			'`ecommerce` or `documents`; another group for a provider, such as `payment`; `custom` for events of other senders.',
		),
		eventType: z
			.enum(EVENT_TYPES)
			.describe(
				'What happened to the object. A change that no table of a vendor names is `UNKNOWN`.',
			),
		objectType: filled.describe('Plural: `orders`, `products`, `files`.'),
		objectId: filled.describe('A string, because ids can exceed 2^53.'),
		date: isoDate(
			'must be a date and time in UTC, as ISO 8601 writes it',
			"The vendor's time of the change; ISO 8601 in UTC.",
		),
		revision: filled.describe('Names the state of the object, or the event.'),
		topic: filled.describe("The vendor's own name for the change: `orders/create`."),
		account: filled.describe(
			'Shop domain, store URL, Box enterprise or user, or Ecwid store id. For a provider, the account in its webhook, or the provider itself.',
		),
		stateId: key
			.describe(
				"The state of the object by the vendor's clock. If an event with `capture` `polling` or `backfill` was processed, skip webhook events with the same `stateId`, and the reverse.",
			)
			.optional(),
		capture: z
			.enum(['webhook', 'polling', 'backfill'])
			.describe(
				'How the change was found: by webhook, by a poll or catch-up, or by a load of existing objects.',
			),
		deliveryId: z.string().describe("The vendor's id of the delivery.").optional(),
		receivedAt: isoDate('Invalid datetime', 'When the node received it; ISO 8601 in UTC.'),
		instanceName: z
			.string()
			.describe("The user's name for the source. Defaults to the node's name."),
		instanceTags: textList(MOST_TEXTS, "The user's tags for the source."),
		apiVersion: filled
			.describe(
				"The version of the vendor's API that the payload has, such as `2026-10` (Shopify).",
			)
			.optional(),
		resourceName: filled
			.describe('The name that the user gave a polled resource, if it is not the objectType.')
			.optional(),
		rawShape: filled
			.describe(
				"The form of `raw` if it is not that of the vendor's webhooks. From catch-up: `graphql` (Shopify) or `event` (Box).",
			)
			.optional(),
		unproven: z
			.literal(true)
			.describe('Present if the vendor has neither signed nor confirmed the content.')
			.optional(),
		unsigned: textList(MOST_TEXTS, "Fields that the vendor's signature does not cover.").optional(),
		/** The receiver derives it. The sender chose the `id`, so only both together identify an event. */
		sender: z
			.string()
			.regex(/^[A-Z2-7]{8,64}$/, 'must be a fingerprint in base32')
			.describe('A fingerprint of the key that verified the event, if its sender chose the `id`.')
			.optional(),
		unsignedHeaders: textsByName(
			MOST_TEXTS,
			'CloudEvents attributes that arrived as headers. They do not affect the event.',
		).optional(),
		attributes: anyObject(
			'The members of the signed message other than its data, such as the extensions of a CloudEvent.',
		).optional(),
		/** Not copied: the events of one message share one `raw`, and a copy for each takes events × bytes. */
		raw: anyObject(
			'The object as the vendor signed or returned it, unless the sender leaves it out.',
		).optional(),
	}),
	{
		title: 'SignedEvent',
		description:
			'A normalized event: the `data` of a CloudEvent, or the body of the envelope *Event*.',
	},
);
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
