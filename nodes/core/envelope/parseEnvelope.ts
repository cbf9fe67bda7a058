import { contentHash } from '../contentHash';
import { normalizedEvent, type Change, type EventType, type NormalizedEvent } from '../event';
import { isObject, parseJson } from '../json';
import { stateRevision } from '../revision';
import { relayedSender } from './sender';

type Json = Record<string, unknown>;

/** A proven message, and what is known of it besides. */
export interface VerifiedMessage {
	/** The sender's id of the message, if the signature covers it. */
	id?: string;
	/** A fingerprint of the key that verified the message. */
	sender: string;
	body: Uint8Array;
	/** Epoch milliseconds; stands where the sender names no date. */
	receivedAt: number;
	/** Names in lower case. No signature covers them: they decide nothing, and only attributes are shown. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Reads the events of a message from its body alone: Cloud Elements' notifications, CloudEvents 1.0 structured
 * or in a batch, normalized events as they are, and any other JSON, which becomes one event of unknown type.
 * What this package wrapped comes out as it went in. CloudEvents' binary mode has its attributes in headers,
 * which no signature covers: its body is read like any other, and the attributes are shown as they came.
 *
 * @returns undefined if the body is not JSON
 */
export function parseEnvelope({
	id,
	sender,
	body,
	receivedAt,
	headers,
}: VerifiedMessage): Change[] | undefined {
	const text = decode(body);
	const parsed = text === undefined ? undefined : parseJson(text);
	if (!parsed?.ok) return undefined;
	const { value } = parsed;
	const changes = isBatch(value)
		? value.map((one) => fromCloudEvent(one, receivedAt))
		: openOne(value, { id, receivedAt, unsignedHeaders: binaryAttributes(headers) });
	return changes.map((change) => ({ ...change, sender: relayedSender(sender, change.sender) }));
}

function isBatch(value: unknown): value is Json[] {
	return Array.isArray(value) && value.every((one) => isObject(one) && isCloudEvent(one));
}

function isCloudEvent({ specversion }: Json): boolean {
	return specversion === '1.0';
}

function openOne(
	json: unknown,
	{ id, receivedAt, unsignedHeaders }: Pick<VerifiedMessage, 'id' | 'receivedAt'> & Attributes,
): Change[] {
	const event = readEvent(json);
	if (event !== undefined) return [fromEvent(event)];
	const reader = isObject(json) ? READERS.find(({ reads }) => reads(json)) : undefined;
	if (reader !== undefined) return reader.read(json as Json, receivedAt);
	const message = fromAnything(isObject(json) ? json : { data: json }, id, receivedAt);
	return [{ ...message, ...(unsignedHeaders === undefined ? {} : { unsignedHeaders }) }];
}

type Attributes = Pick<Change, 'unsignedHeaders'>;

/** How to know a form that is no normalized event, and how to read it; the first that fits. */
const READERS: ReadonlyArray<{
	reads: (json: Json) => boolean;
	read: (json: Json, receivedAt: number) => Change[];
}> = [
	{
		reads: isCloudEvent,
		read: (json, receivedAt) => [fromCloudEvent(json, receivedAt)],
	},
	{
		reads: ({ message }) => isObject(message) && Array.isArray(message.events),
		read: fromNotification,
	},
];

/** Asks for one field first: to hear all that is wrong with what is no event takes longer than its proof. */
export function readEvent(json: unknown): NormalizedEvent | undefined {
	if (!isObject(json) || json.eventType === undefined) return undefined;
	const event = normalizedEvent.safeParse(json);
	return event.success ? event.data : undefined;
}

/** As it was sent: only the way it came is new. */
function fromEvent(event: NormalizedEvent): Change {
	const { eventType, objectType, objectId, date, revision, topic, resourceName, raw } = event;
	const { id, elementKey, hubKey, account, instanceName, instanceTags } = event;
	return {
		...{ eventType, kind: eventType, objectType, objectId, date, revision, topic, resourceName },
		...marksOf(event),
		raw: raw ?? {},
		overrides: { id, elementKey, hubKey, account, instanceName, instanceTags },
	};
}

function fromCloudEvent(json: Json, receivedAt: number): Change {
	const { id, source, type, subject, time, data, data_base64: base64 } = json;
	const event = readEvent(data);
	if (event !== undefined) return { ...fromEvent(event), ...marksOf(json) };
	const raw = isObject(data) ? data : { data: data ?? base64 ?? null };
	const sender = firstText(source);
	const revision = firstText(id) ?? contentHash(json, []);
	return {
		...typed(firstText(type) ?? ''),
		objectId: firstText(subject) ?? revision,
		date: isoDate(time, receivedAt),
		revision,
		raw,
		...(isObject(data) ? marksOf(data) : {}),
		...marksOf(json),
		overrides: {
			...ownId(id),
			...(sender === undefined ? {} : { elementKey: sender, account: sender }),
		},
	};
}

/** `raw` is of the whole notification; where a poll lists as many records as events, each gets its own. */
function fromNotification(json: Json, receivedAt: number): Change[] {
	const message = json.message as Json;
	const raw = isObject(message.raw) ? message.raw : {};
	const events = (message.events as unknown[]).filter(isObject);
	return events.map((event, index) => {
		const objectType = firstText(event.objectType) ?? 'objects';
		const records = raw[objectType];
		const record =
			Array.isArray(records) && records.length === events.length ? records[index] : undefined;
		const elementKey = firstText(event.elementKey, message.elementKey);
		const date = dateOf(event.date);
		const hash = contentHash(event, ['pollDate', 'id']);
		// The time of receipt is no part of it: what is sent again is the same event.
		const revision = date === undefined ? hash : stateRevision(date, hash);
		const { instanceName, instanceTags } = message;
		return {
			...typed(firstText(event.eventType) ?? ''),
			objectType,
			objectId: firstText(event.objectId) ?? revision,
			date: date ?? new Date(receivedAt).toISOString(),
			revision,
			raw: isObject(record) ? record : raw,
			...marksOf(message),
			...marksOf(event),
			overrides: {
				...ownId(event.id),
				...(elementKey === undefined ? {} : { elementKey }),
				hubKey: firstText(event.hubKey) ?? 'custom',
				account: `instance ${firstText(message.instanceId) ?? ''}`,
				...(typeof instanceName === 'string' ? { instanceName } : {}),
				...(Array.isArray(instanceTags)
					? { instanceTags: instanceTags.flatMap((tag) => firstText(tag) ?? []) }
					: {}),
			},
		};
	});
}

/** As Standard Webhooks advises payloads to be, `{type, timestamp, data}`, or as it happens to be. */
function fromAnything(json: Json, messageId: string | undefined, receivedAt: number): Change {
	const { type, timestamp, data } = json;
	const raw = isObject(data) ? data : json;
	const id = messageId ?? contentHash(json, []);
	return {
		...typed(typeof type === 'string' ? type : 'message'),
		objectId: firstText(raw.id) ?? id,
		date: isoDate(timestamp, receivedAt),
		revision: id,
		raw,
		...(isObject(data) ? marksOf(data) : {}),
		...marksOf(json),
		overrides: ownId(id),
	};
}

/**
 * The marks that a sender itself gives an event, and the sender it came from. Any value but `false` is a mark: a
 * form that is not known here must not make an event proven.
 */
export function marksOf({ unproven, unsigned, sender }: Json): Pick<Change, Mark> {
	const fields = typeof unsigned === 'string' ? unsigned.split(',') : unsigned;
	const known = normalizedEvent.shape.unsigned.safeParse(fields);
	const inner = normalizedEvent.shape.sender.safeParse(sender);
	return {
		...(unproven === undefined || unproven === false ? {} : { unproven: true as const }),
		...(known.success && known.data !== undefined ? { unsigned: known.data } : {}),
		...(inner.success && inner.data !== undefined ? { sender: inner.data } : {}),
	};
}

type Mark = 'unproven' | 'unsigned' | 'sender';

const EVENT_TYPES: Record<string, EventType> = {
	created: 'CREATED',
	create: 'CREATED',
	updated: 'UPDATED',
	update: 'UPDATED',
	deleted: 'DELETED',
	delete: 'DELETED',
};

/** `orders.updated`: the last part tells what happened, those before it to what. */
function typed(type: string): Pick<Change, 'eventType' | 'kind' | 'objectType' | 'topic'> {
	const parts = type.split('.');
	const last = (parts.at(-1) ?? '').toLowerCase();
	const eventType = Object.hasOwn(EVENT_TYPES, last) ? EVENT_TYPES[last] : 'UNKNOWN';
	const before = parts.slice(0, -1).join('.');
	return {
		eventType,
		kind: eventType === 'UNKNOWN' ? type || 'message' : eventType,
		objectType: before || 'messages',
		topic: type || 'message',
	};
}

/** The first that can stand as a text in an event: an object or an empty text cannot. */
function firstText(...values: unknown[]): string | undefined {
	return values
		.filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
		.map(String)
		.find((text) => text !== '');
}

/** The sender's id, where it can be one here. */
function ownId(id: unknown): { id?: string } {
	return normalizedEvent.shape.id.safeParse(id).success ? { id: String(id) } : {};
}

function isoDate(date: unknown, otherwise: number): string {
	return dateOf(date) ?? new Date(otherwise).toISOString();
}

function dateOf(date: unknown): string | undefined {
	const ms = typeof date === 'string' ? Date.parse(date) : Number.NaN;
	if (Number.isNaN(ms)) return undefined;
	const iso = new Date(ms).toISOString();
	// Years beyond 9999 get a sign and two more digits, which no event has.
	return /^\d/.test(iso) ? iso : undefined;
}

/** The attributes of a CloudEvent whose body is its data alone, as they came; undefined if there are none. */
function binaryAttributes(headers: VerifiedMessage['headers']): Record<string, string> | undefined {
	if (headers['ce-specversion'] === undefined) return undefined;
	return Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]) =>
			name.startsWith('ce-') && typeof value === 'string' ? [[name, value]] : [],
		),
	);
}

/** JSON is UTF-8; bytes that are no text make two bodies one, where they are replaced. */
function decode(body: Uint8Array): string | undefined {
	try {
		return UTF8.decode(body);
	} catch {
		return undefined;
	}
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
