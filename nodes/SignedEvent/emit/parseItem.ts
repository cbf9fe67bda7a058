import { z } from 'zod';

import { contentHash } from '../../core/contentHash';
import { readIsoDate } from '../../core/dates';
import { EVENT_TYPES, normalizedEvent, toEvent, type NormalizedEvent } from '../../core/event';
import { eventKey, messageId } from '../../core/envelope/eventKey';
import { readOwnEnvelope, type WrappedEvent } from '../../core/envelope/ownEnvelope';
import { marksOf } from '../../core/envelope/parseEnvelope';
import { stateRevision } from '../../core/revision';
import {
	signedId,
	verifySignedEvent,
	type VerificationKeys,
} from '../../core/envelope/verifySignedEvent';

/** An event, and the item it came in. */
export interface ParsedEvent {
	kind: 'event';
	/** What *Skip Duplicates* knows it by; empty if it must not stand for anything that comes later. */
	ids: readonly string[];
	/** Index of the input item. */
	item: number;
	event: NormalizedEvent;
	callbackUrl: string;
}

/** A message that this node wrapped before: not delivered then, or only emitted. */
export interface ParsedMessage {
	kind: 'message';
	ids: readonly string[];
	item: number;
	id: string;
	/** The ids of its events. */
	events: readonly string[];
	isUnproven: boolean;
	/** Without those that prove it: these are made again for each attempt. */
	headers: Record<string, string>;
	body: Buffer;
	/** How many attempts were made. */
	attempt: number;
	callbackUrl: string;
}
export type ParsedItem = ParsedEvent | ParsedMessage;

/** What keeps an item from going out. */
export interface InvalidItem {
	ok: false;
	/** Absent if the item is not a message that this node made. */
	isMessage?: true;
	field: string;
	reason: string;
}

/** The panel's fields for any JSON. An empty `date` means that it happened now. */
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
		// JavaScript's and Luxon's dates, which expressions return, become JSON by this method.
		const plain: unknown = typeof toJSON === 'function' ? toJSON.call(value) : value;
		if (!['string', 'number', 'boolean'].includes(typeof plain))
			return { ok: false, field: name, reason: 'is not a text' };
		texts[name] = String(plain).trim();
	}
	return { ok: true, value: texts };
}

/** More than any schedule has; a stranger may have written the counter into the item. */
const MAX_ATTEMPTS = 1_000;

const messageItem = z.object({
	headers: z.record(z.string(), z.string()),
	body: z.string().min(1),
	attempt: z.number().int().min(0).max(MAX_ATTEMPTS).default(0),
});

/** True of what this node emits; an event has neither body nor headers. */
export function isMessage(json: Record<string, unknown>): boolean {
	return 'body' in json && 'headers' in json && 'events' in json;
}

/**
 * Takes a message back in, to be sent again. What it is follows from the bytes that this node signed, and
 * nothing of it from the rest of the item: otherwise a caller who chooses the item would have this node sign
 * any bytes under any id.
 *
 * @param ownKeys that this node signs with. Without them it cannot prove a message. It then sends it again
 *   unsigned, and the message never counts as done.
 * @param isBinary whether this node's envelope is a CloudEvent in binary mode
 */
export function parseMessage(
	json: Record<string, unknown>,
	{ ownKeys, isBinary }: { ownKeys?: VerificationKeys; isBinary: boolean },
): { ok: true; value: Omit<ParsedMessage, 'kind' | 'item' | 'callbackUrl'> } | InvalidItem {
	const parsed = messageItem.safeParse(json);
	if (!parsed.success) return { ...invalidItem(parsed.error), isMessage: true };
	const { headers, attempt } = parsed.data;
	const body = Buffer.from(parsed.data.body);
	// Its time is that of the first attempt, which may be days ago.
	const verification =
		ownKeys && verifySignedEvent({ body, headers }, ownKeys, { toleranceSeconds: Infinity });
	if (verification?.ok === false)
		return {
			...{ ok: false, isMessage: true, field: 'headers' },
			reason: `no signature of the body by a key of this node (${verification.reason})`,
		};
	const own = readOwnEnvelope(body, isBinary);
	if (own === undefined)
		return {
			...{ ok: false, isMessage: true, field: 'body' },
			reason: 'not an envelope that this node makes',
		};
	const { events } = own;
	const value = {
		id: (verification && signedId(verification)) ?? messageId(events.map(eventKey)),
		ids: verification === undefined ? [] : events.flatMap(duplicateKeys),
		events: events.map(({ id }) => id),
		isUnproven: events.some(({ unproven }) => unproven),
		headers: own.headers,
		body,
		attempt,
	};
	return { ok: true, value };
}

/** `unsigned` holds one of these if another delivery's signature could carry the id of the event. */
const NAMING = ['id', 'revision'];

/**
 * Returns the keys by which *Skip Duplicates* recognizes an event: none if the event is unproven.
 *
 * A stranger can give a recorded delivery the id of a later event if the id rests on an unsigned part: an order
 * that is sent again as `orders/delete` is the deletion of that order. Such an event is therefore recognized by its
 * id and its content. Without `raw`, the delivery id stands for the content. Without both, it is never a duplicate.
 */
export function duplicateKeys(event: WrappedEvent): string[] {
	if (event.unproven) return [];
	const key = eventKey(event);
	if (!event.unsigned?.some((field) => NAMING.includes(field))) return [key];
	const { raw = {}, deliveryId } = event;
	const content = Object.keys(raw).length > 0 ? raw : deliveryId;
	return content === undefined ? [] : [`${key}_${contentHash({ content }, [])}`];
}

/** Takes an item that is to be an event already. */
export function parseEvent(json: unknown): { ok: true; value: NormalizedEvent } | InvalidItem {
	const parsed = signableEvent.safeParse(json);
	return parsed.success ? { ok: true, value: parsed.data } : invalidItem(parsed.error);
}

/** Unsigned headers are shown in the workflow, and not signed here. */
const signableEvent = normalizedEvent.omit({ unsignedHeaders: true });

const mappedFields = z.object({
	source: z.string().trim().min(1, 'is empty'),
	type: z.string().trim().min(1, 'is empty'),
	object: z.string().trim().min(1, 'is empty'),
	id: z.string().trim().min(1, 'is empty'),
	date: z
		.string()
		.refine(
			(text) => text === '' || readIsoDate(text) !== undefined,
			'is not a date and time in ISO 8601 format with a time zone',
		),
});

/**
 * Makes an event of any JSON. Its revision is the date, where one is mapped, and a hash of the whole: the
 * same JSON is the same event.
 *
 * @param now epoch milliseconds
 */
export function makeEvent(
	fields: MappedFields,
	raw: Record<string, unknown>,
	{ instanceName, now }: { instanceName: string; now: number },
): { ok: true; value: NormalizedEvent } | InvalidItem {
	const parsed = mappedFields.safeParse(fields);
	if (!parsed.success) return invalidItem(parsed.error);
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
				...marksOf(raw),
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

function invalidItem({ issues: [{ path, message }] }: z.ZodError): InvalidItem {
	return { ok: false, field: path.join('.') || 'the item', reason: message };
}
