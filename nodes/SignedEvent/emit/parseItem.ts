import { z } from 'zod';

import { memoizeByIdentity } from '../../core/cache/memoize';
import { contentHash } from '../../core/hash/contentHash';
import { readIsoDate } from '../../core/dates';
import { holdsTooManyValues, isObject, isScalar } from '../../core/json';
import { EVENT_TYPES, normalizedEvent, toEvent, type NormalizedEvent } from '../../core/event';
import { MOST_MESSAGE_VALUES } from '../../core/envelope/cloudEventData';
import { signedMessage } from '../../core/envelope/deliverySchemas';
import { eventKey, stateKeys } from '../../core/envelope/eventKey';
import { messageId, signedId } from '../../core/envelope/messageId';
import { readOwnEnvelope, type WrappedEvent } from '../../core/envelope/ownEnvelope';
import { marksOf } from '../../core/envelope/parseEnvelope';
import { relayedSender } from '../../core/envelope/sender';
import { stateRevision } from '../../core/revision';
import { verifySignedEvent, type VerificationKeys } from '../../core/envelope/verifySignedEvent';
import type { EventKeys } from './deduplicator';

/** A normalized event and its input item. */
export interface ParsedEvent {
	kind: 'event';
	/** How *Skip Duplicates* recognizes it. Empty if the event must not suppress a later one. */
	keys: readonly EventKeys[];
	/** Index of the input item. */
	item: number;
	event: NormalizedEvent;
	callbackUrl: string;
}

/** A message that this node made earlier and did not deliver. */
export interface ParsedMessage {
	kind: 'message';
	keys: readonly EventKeys[];
	item: number;
	id: string;
	/** The ids of its events. */
	events: readonly string[];
	isUnproven: boolean;
	/** Without signature headers: each attempt is signed again. */
	headers: Record<string, string>;
	body: Buffer;
	/** Number of attempts so far. */
	attempt: number;
	callbackUrl: string;
}
export type ParsedItem = ParsedEvent | ParsedMessage;

/** Why an item cannot be emitted. */
export interface InvalidItem {
	ok: false;
	/** What is invalid: the item as an event, a message or other JSON, or a parameter of the node. */
	what: 'event' | 'message' | 'json' | 'parameter';
	field: string;
	/** Completes the sentence `field …`. */
	reason: string;
}

/** The panel's fields for any JSON. An empty `date` means now. */
export const MAPPED_FIELDS = ['source', 'type', 'object', 'id', 'date'] as const;
export type MappedFields = Record<(typeof MAPPED_FIELDS)[number], string>;

/**
 * Reads parameters that expressions may have filled with any value.
 *
 * @param read returns the value of the parameter with that name
 * @returns trimmed texts by name; a date becomes ISO 8601 text, and a missing value the empty text
 */
export function readTexts<Name extends string>(
	names: readonly Name[],
	read: (name: Name) => unknown,
): { ok: true; value: Record<Name, string> } | InvalidItem {
	const texts = {} as Record<Name, string>;
	for (const name of names) {
		const value = read(name) ?? '';
		const { toJSON } = value as { toJSON?: unknown };
		// Expressions return dates of JavaScript and Luxon. Both have this method.
		const plain: unknown = typeof toJSON === 'function' ? toJSON.call(value) : value;
		if (!isScalar(plain))
			return { ok: false, what: 'parameter', field: name, reason: 'must be a text' };
		texts[name] = String(plain).trim();
	}
	return { ok: true, value: texts };
}

/** More than any retry schedule has. The counter is unsigned. */
const MAX_ATTEMPTS = 1_000;

const messageItem = signedMessage.pick({ headers: true, body: true }).extend({
	attempt: z.number().int().min(0).max(MAX_ATTEMPTS).default(0),
});

/** Whether an item is a message of this node. An event has neither body nor headers. */
export function isMessage(json: Record<string, unknown>): boolean {
	return 'body' in json && 'headers' in json && 'events' in json;
}

/**
 * Parses a message that is to be sent again. Everything is read from the bytes that this node signed. Otherwise the
 * author of an item could make this node sign any bytes under any id.
 *
 * @param ownKeys keys that this node signs with. Without them no message can be verified. It is then sent again
 *   unsigned, and never counts as done.
 * @param isBinary whether this node's envelope is a CloudEvent in binary mode
 */
export function parseMessage(
	json: Record<string, unknown>,
	{ ownKeys, isBinary }: { ownKeys?: VerificationKeys; isBinary: boolean },
): { ok: true; value: Omit<ParsedMessage, 'kind' | 'item' | 'callbackUrl'> } | InvalidItem {
	const parsed = messageItem.safeParse(json);
	if (!parsed.success) return invalidItem('message', parsed.error);
	const { headers, attempt } = parsed.data;
	const body = Buffer.from(parsed.data.body);
	// The signed time is that of the first attempt, which may be days ago.
	const verification =
		ownKeys && verifySignedEvent({ body, headers }, ownKeys, { toleranceSeconds: Infinity });
	if (verification?.ok === false)
		return {
			...{ ok: false, what: 'message', field: 'headers' },
			reason: `must contain a signature of the body with a key of this node: ${verification.reason}`,
		};
	const own = readOwnEnvelope(body, isBinary);
	if (own === undefined)
		return {
			...{ ok: false, what: 'message', field: 'body' },
			reason: 'must be an envelope that this node makes',
		};
	const { events } = own;
	const hashOf = rawHasher();
	const value = {
		id: (verification && signedId(verification)) ?? messageId(events.map(eventKey)),
		keys: verification === undefined ? [] : events.flatMap((event) => duplicateKeys(event, hashOf)),
		events: events.map(({ id }) => id),
		isUnproven: events.some(({ unproven }) => unproven),
		headers: own.headers,
		body,
		attempt,
	};
	return { ok: true, value };
}

/** If `unsigned` lists one of these fields, the id of the event depends on an unsigned part. */
const NAMING = ['id', 'revision'];

/**
 * Returns how *Skip Duplicates* recognizes an event: by its own key, and by the state of its object if it names one
 * (`stateKeys`). An event that catch-up found is recognized by its state alone. So it is emitted once for each state.
 *
 * @param hashOf `rawHasher`
 * @returns one entry, or none if the event has no key
 */
export function duplicateKeys(event: WrappedEvent, hashOf: (raw: object) => string): EventKeys[] {
	const key = ownKey(event, hashOf);
	const state = stateKeys(event);
	if (event.capture !== 'webhook' && state?.mark !== undefined)
		return [{ marks: [state.mark], skippedBy: state.skippedBy }];
	if (key === undefined) return [];
	const { mark, skippedBy = [] } = state ?? {};
	return [{ marks: mark === undefined ? [key] : [key, mark], skippedBy: [key, ...skippedBy] }];
}

/**
 * Returns the key of an event alone. An unproven event has no key.
 *
 * If the id depends on an unsigned part, a stranger can give a recorded delivery the id of a later event: Shopify
 * signs no topic, so a recorded order can be sent as `orders/delete`. Such an event is therefore recognized by its
 * id, its content and its delivery id. The content alone is not enough, because a creation and a deletion can have
 * equal bodies. Without `raw` and delivery id, the event has no key.
 */
function ownKey(event: WrappedEvent, hashOf: (raw: object) => string): string | undefined {
	if (event.unproven) return undefined;
	const key = eventKey(event);
	if (!event.unsigned?.some((field) => NAMING.includes(field))) return key;
	const { raw = {}, deliveryId } = event;
	const content = Object.keys(raw).length > 0 ? hashOf(raw) : undefined;
	if (content === undefined && deliveryId === undefined) return undefined;
	return `${key}_${contentHash({ content, deliveryId }, [])}`;
}

/** Returns a function that hashes each `raw` once. For the items of one execution. */
export function rawHasher(): (raw: object) => string {
	return memoizeByIdentity((raw) => contentHash(raw, []));
}

/** Parses an item that should be a normalized event. */
export function parseEvent(json: unknown): { ok: true; value: NormalizedEvent } | InvalidItem {
	const parsed = signableEvent.safeParse(json);
	return parsed.success ? { ok: true, value: parsed.data } : invalidItem('event', parsed.error);
}

/** Unsigned headers are not signed here. */
const signableEvent = normalizedEvent.omit({ unsignedHeaders: true });

const filled = z.string().trim().min(1, 'must not be empty');
const mappedFields = z.object({
	source: filled,
	type: filled,
	object: filled,
	id: filled,
	date: z
		.string()
		.refine(
			(text) => text === '' || readIsoDate(text) !== undefined,
			'must be a date and time in ISO 8601 format with a time zone',
		),
});

/**
 * Returns the event for any JSON. Its revision is the mapped date, if any, and a hash of the JSON. The same JSON is
 * therefore the same event.
 *
 * @param now epoch milliseconds
 */
export function makeEvent(
	fields: MappedFields,
	raw: Record<string, unknown>,
	{ instanceName, now }: { instanceName: string; now: number },
): { ok: true; value: NormalizedEvent } | InvalidItem {
	const parsed = mappedFields.safeParse(fields);
	if (!parsed.success) return invalidItem('parameter', parsed.error);
	if (holdsTooManyValues(raw, MOST_MESSAGE_VALUES))
		return { ok: false, what: 'json', field: 'the item', reason: TOO_MANY_VALUES };
	const { source, type, object, id, date } = parsed.data;
	const eventType = EVENT_TYPES.find((each) => each === type.toUpperCase()) ?? 'UNKNOWN';
	const happened = readIsoDate(date);
	return {
		ok: true,
		value: toEvent(
			{
				eventType,
				kind: eventType === 'UNKNOWN' ? type : eventType,
				objectType: object,
				objectId: id,
				date: happened ?? new Date(now).toISOString(),
				revision: stateRevision(happened, contentHash(raw, [])),
				topic: type,
				...nestedMarks(raw),
				raw,
			},
			{
				elementKey: source,
				hubKey: 'custom',
				account: source,
				instanceName,
				instanceTags: [],
				includeRaw: true,
			},
			{ capture: 'webhook', receivedAt: now },
		),
	};
}

const TOO_MANY_VALUES = `must have at most ${MOST_MESSAGE_VALUES.toLocaleString('en')} values`;

/** Maximum number of parts of the JSON whose fields `unsigned` and `sender` are read. */
const MOST_PARTS = 3_000;

/**
 * Returns the marks of any JSON and of the events in it: a notification, a batch, or what another node wrapped. An
 * event that holds an unproven one is unproven. A stranger may have written the JSON, so its sender only distinguishes
 * events, and never names another sender.
 */
function nestedMarks(raw: Record<string, unknown>): ReturnType<typeof marksOf> {
	const { data, message, events } = raw;
	const inner = isObject(message) ? message.events : undefined;
	const lists = [data, events, inner].map((list) => (Array.isArray(list) ? list : []));
	const parts = [raw, data, message, ...lists.flat(1)].filter(isObject);
	const marks = parts.slice(0, MOST_PARTS).map(marksOf);
	const unsigned = marks.flatMap((mark) => mark.unsigned ?? []);
	const sender = marks.find((mark) => mark.sender !== undefined)?.sender;
	return marksOf({
		unproven: parts.some(({ unproven }) => unproven !== undefined && unproven !== false),
		...(unsigned.length > 0 ? { unsigned } : {}),
		...(sender === undefined ? {} : { sender: relayedSender('any JSON', sender) }),
	});
}

function invalidItem(
	what: InvalidItem['what'],
	{ issues: [{ path, message }] }: z.ZodError,
): InvalidItem {
	return { ok: false, what, field: path.join('.') || 'the item', reason: message };
}
