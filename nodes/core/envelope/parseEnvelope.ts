import { eventTime, parseDate } from '../dates';
import { contentHash } from '../hash/contentHash';
import { asVersion1, MOST_MESSAGE_VALUES, readCloudEventData } from './cloudEventData';
import { cloudEventExtensions, decodeHeaderValue } from './cloudEvents';
import { normalizedEvent, type Change, type EventType, type NormalizedEvent } from '../event';
import { isObject, isScalar, parseJson } from '../json';
import { stateRevision } from '../revision';
import { readList } from '../text/list';
import { decodeUtf8 } from '../text/utf8';
import { relayedSender } from './sender';

type Json = Record<string, unknown>;

/** A verified message, with the data that was received with it. */
export interface VerifiedMessage {
	/** The sender's id of the message, if the signature covers it. */
	id?: string;
	/** A fingerprint of the key that verified the message. */
	sender: string;
	body: Uint8Array;
	/** Epoch milliseconds. The date of events for which the sender names no date. */
	receivedAt: number;
	/** Names in lower case. No signature covers them, so they only appear in `unsignedHeaders`. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Reads the changes of a message from its body alone. It reads Cloud Elements' notifications, structured CloudEvents
 * 1.0 and 0.3 and batches of them, and normalized events. Any other body becomes one event of unknown type. Events that this
 * package wrapped are returned unchanged. The other members of a message become the `attributes` of its events.
 *
 * CloudEvents' binary mode has its attributes in headers, which no signature covers. Its body is read like any other,
 * and the attributes go into `unsignedHeaders`.
 *
 * @returns undefined if the body has more than 1,000 events or too large ones (`fromNotification`), or is JSON with
 *   more than 150,000 values or 500 levels
 */
export function parseEnvelope(message: VerifiedMessage): Change[] | undefined {
	const value = readBody(message.body);
	if (value === undefined) return undefined;
	if (isBatch(value) && value.length > MOST_EVENTS) return undefined;
	const changes = isBatch(value)
		? value.map((one) => fromCloudEvent(one, message.receivedAt))
		: readOne(value, message);
	return changes?.map((change) => ({
		...change,
		sender: relayedSender(message.sender, change.sender),
	}));
}

/** Returns the JSON of a body, and any other body as the `raw` of its event. Undefined for JSON that is too large. */
function readBody(body: Uint8Array): unknown {
	if (body.length === 0) return {};
	const text = decodeUtf8(body);
	if (text === undefined) return { data_base64: Buffer.from(body).toString('base64') };
	const parsed = parseJson(text, MOST_MESSAGE_VALUES);
	if (parsed.ok) return parsed.value;
	return parsed.reason === 'malformed' ? { data: text } : undefined;
}

function isBatch(value: unknown): value is Json[] {
	return Array.isArray(value) && value.every((one) => isObject(one) && isCloudEvent(one));
}

interface Notification extends Json {
	message: Json & { events: unknown[] };
}

function isNotification(json: unknown): json is Notification {
	return isObject(json) && isObject(json.message) && Array.isArray(json.message.events);
}

function isCloudEvent({ specversion }: Json): boolean {
	return specversion === '1.0' || specversion === '0.3';
}

function readOne(
	json: unknown,
	{ id, receivedAt, headers }: VerifiedMessage,
): Change[] | undefined {
	const event = readEvent(json);
	if (event !== undefined) return [fromEvent(event, json as Json)];
	if (isObject(json) && isCloudEvent(json)) return [fromCloudEvent(json, receivedAt)];
	if (isNotification(json)) return fromNotification(json, receivedAt);
	const message = fromAnything(isObject(json) ? json : { data: json }, id, receivedAt);
	return [{ ...message, ...binaryAttributes(headers) }];
}

/**
 * Returns a normalized event, or undefined for any other value. It checks one field first, because a full list of
 * the fields that a value lacks takes longer than the verification of the signature.
 */
export function readEvent(json: unknown): NormalizedEvent | undefined {
	if (!isObject(json) || json.eventType === undefined) return undefined;
	const event = normalizedEvent.safeParse(json);
	return event.success ? event.data : undefined;
}

/** Returns the change of an event. It keeps all fields except those of the capture, and has the other members too. */
function fromEvent(event: NormalizedEvent, json: Json): Change {
	const { eventType, objectType, objectId, date, revision, topic, raw } = event;
	const { apiVersion, resourceName, rawShape } = event;
	const { id, elementKey, hubKey, account, instanceName, instanceTags } = event;
	const others = Object.entries(json).filter(
		([name]) => !Object.hasOwn(normalizedEvent.shape, name),
	);
	return {
		...{ eventType, kind: eventType, objectType, objectId, date, revision, topic },
		...{ apiVersion, resourceName, rawShape },
		...marksOf(event),
		...attributesOf({ ...event.attributes, ...Object.fromEntries(others) }),
		raw: raw ?? {},
		overrides: {
			...{ id, elementKey, hubKey, account, instanceName, instanceTags },
			...stateOf(event, event.capture),
		},
	};
}

/**
 * Returns the state that a sender gave an event. *Skip Duplicates* needs to know whether catch-up found the state, so
 * such an event keeps its capture. Any other event counts as received by webhook.
 */
function stateOf(
	event: Json,
	capture: NormalizedEvent['capture'],
): Pick<NonNullable<Change['overrides']>, 'stateId' | 'capture'> {
	const read = normalizedEvent.shape.stateId.safeParse(event.stateId);
	if (!read.success || read.data === undefined) return {};
	return { stateId: read.data, capture };
}

/** Returns how an event of a notification was captured. Only events of a poll have the date of a poll. */
export function captureOf(pollDate: unknown): NormalizedEvent['capture'] {
	return typeof pollDate === 'string' ? 'polling' : 'webhook';
}

function attributesOf(attributes: Json): Pick<Change, 'attributes'> {
	return Object.keys(attributes).length > 0 ? { attributes } : {};
}

function fromCloudEvent(message: Json, receivedAt: number): Change {
	const json = asVersion1(message);
	const { id, source, type, subject, time, specversion } = json;
	const { raw, attributes } = readCloudEventData(json);
	const event = readEvent(raw);
	if (event !== undefined) {
		const change = fromEvent(event, raw);
		const extensions = cloudEventExtensions(json);
		const added = Object.keys(extensions).length > 0 ? { specversion, ...extensions } : {};
		// Only the event names its sender: an extension could name another trusted sender.
		const marks = marksOf({ ...json, sender: undefined });
		return { ...change, ...attributesOf({ ...change.attributes, ...added }), ...marks };
	}
	const sender = firstText(source);
	const revision = firstText(id) ?? contentHash(json, []);
	return {
		...typed(firstText(type) ?? ''),
		objectId: firstText(subject) ?? revision,
		date: isoDate(time, receivedAt),
		revision,
		raw,
		...marksOf(raw),
		...marksOf(json),
		attributes,
		overrides: {
			...ownId(id),
			...(sender === undefined ? {} : { elementKey: sender, account: sender }),
		},
	};
}

/** Maximum events of a message. Cloud Elements and this package send at most 20. */
const MOST_EVENTS = 1_000;
/** Maximum UTF-16 units of a shared value, times its events. Each message to a callback repeats the value. */
const MOST_REPEATED = 32 * 1024 * 1024;
/** Maximum members beside the events, times these events. Each event gets a copy of them. */
const MOST_COPIED = 100_000;

/**
 * Reads a notification, which has one `raw`. If `raw` lists one record per polled event, each event gets its record.
 *
 * @returns undefined for more than 1,000 events, and if the events repeat more than 32 MB of what they share
 */
function fromNotification(json: Notification, receivedAt: number): Change[] | undefined {
	const { message } = json;
	if (message.events.length > MOST_EVENTS) return undefined;
	const raw = isObject(message.raw) ? message.raw : {};
	const events = message.events.filter(isObject);
	const raws = events.map((event, index) => {
		// The `raw` of a webhook may have a list of that name too.
		const isPolled = captureOf(event.pollDate) === 'polling';
		const records = isPolled ? raw[objectTypeOf(event)] : undefined;
		const hasAll = Array.isArray(records) && records.length === events.length;
		const record: unknown = hasAll ? records[index] : undefined;
		return isObject(record) ? record : raw;
	});
	// Read once and shared. A copy for each event would have as many names as events × names.
	const marks = marksOf(message);
	const shape = normalizedEvent.shape.rawShape.safeParse(message.rawShape);
	const rawShape = shape.success && shape.data !== undefined ? { rawShape: shape.data } : {};
	const { instanceTags: tags } = message;
	const overrides = {
		account: `instance ${firstText(message.instanceId) ?? ''}`,
		...(typeof message.instanceName === 'string' ? { instanceName: message.instanceName } : {}),
		...(Array.isArray(tags)
			? { instanceTags: tags.slice(0, MOST_NAMES).flatMap((tag) => firstText(tag) ?? []) }
			: {}),
	};
	const beside = { ...plainMembers(json), ...plainMembers(message) };
	const texts = { ...overrides, ...marks, ...beside, elementKey: firstText(message.elementKey) };
	const repeated =
		repeatedLength(texts, events.length) +
		repeatedLength(raw, raws.filter((each) => each === raw).length);
	if (repeated > MOST_REPEATED) return undefined;
	if (Object.keys(beside).length * events.length > MOST_COPIED) return undefined;
	return events.map((event, index) => {
		const objectType = objectTypeOf(event);
		const elementKey = firstText(event.elementKey, message.elementKey);
		const date = dateOf(event.date);
		const hash = contentHash(event, ['pollDate', 'id', 'deliveryId']);
		// Without the time of receipt, so that a redelivery is the same event.
		const revision = date === undefined ? hash : stateRevision(date, hash);
		return {
			...typed(firstText(event.eventType) ?? ''),
			objectType,
			objectId: firstText(event.objectId) ?? revision,
			date: date ?? new Date(receivedAt).toISOString(),
			revision,
			raw: raws[index],
			...rawShape,
			...marks,
			...marksOf(event),
			attributes: { ...beside, ...event },
			overrides: {
				...ownId(event.id),
				...(elementKey === undefined ? {} : { elementKey }),
				hubKey: firstText(event.hubKey) ?? 'custom',
				...overrides,
				...stateOf(event, captureOf(event.pollDate)),
			},
		};
	});
}

/** Returns the members that are texts, numbers or booleans. */
function plainMembers(json: Json): Json {
	return Object.fromEntries(Object.entries(json).filter(([, value]) => isScalar(value)));
}

/** Returns the UTF-16 units that messages repeat if several events share a value. */
function repeatedLength(shared: object, events: number): number {
	return events > 1 ? events * JSON.stringify(shared).length : 0;
}

function objectTypeOf({ objectType }: Json): string {
	return firstText(objectType) ?? 'objects';
}

/** Reads a payload as Standard Webhooks recommends it, `{type, timestamp, data}`, or any other. */
function fromAnything(json: Json, messageId: string | undefined, receivedAt: number): Change {
	const { data, ...attributes } = json;
	const { type, timestamp } = attributes;
	const wrapped = isObject(data) ? data : undefined;
	const account = wrapped && firstText(attributes.account);
	const raw = wrapped ?? json;
	const id = messageId ?? contentHash(json, []);
	return {
		...typed(typeof type === 'string' ? type : 'message'),
		objectId: firstText(raw.id) ?? id,
		date: isoDate(readEpoch(timestamp), receivedAt),
		revision: id,
		raw,
		...marksOf(raw),
		...marksOf(json),
		...(wrapped === undefined ? {} : attributesOf(attributes)),
		overrides: { ...ownId(id), ...(account === undefined ? {} : { account }) },
	};
}

/**
 * Returns the marks that a sender gave an event, and the sender it came from. Any value of `unproven` except `false`
 * counts as the mark, so that an unknown form does not make an event look verified. Repeated names in `unsigned` and
 * blanks around them are dropped.
 */
export function marksOf({ unproven, unsigned, sender }: Json): Pick<Change, Mark> {
	const fields =
		typeof unsigned === 'string'
			? unsigned.slice(0, MOST_LISTED * LONGEST_NAME).split(',', MOST_LISTED)
			: unsigned;
	const texts = Array.isArray(fields) && fields.every((field) => typeof field === 'string');
	const names = texts
		? [...new Set(readList(fields.slice(0, MOST_LISTED)))].slice(0, MOST_NAMES)
		: [];
	const inner = normalizedEvent.shape.sender.safeParse(sender);
	return {
		...(unproven === undefined || unproven === false ? {} : { unproven: true as const }),
		...(names.length > 0 ? { unsigned: names } : {}),
		...(inner.success && inner.data !== undefined ? { sender: inner.data } : {}),
	};
}

/** Maximum names in `unsigned`, and maximum tags. An event has some twenty fields. */
const MOST_NAMES = 100;
/** Maximum names with repeated and empty ones. A text of 15 MB of commas takes six seconds to split. */
const MOST_LISTED = 1_000;
const LONGEST_NAME = 100;

type Mark = 'unproven' | 'unsigned' | 'sender';

const EVENT_TYPES: Record<string, EventType> = {
	created: 'CREATED',
	create: 'CREATED',
	updated: 'UPDATED',
	update: 'UPDATED',
	deleted: 'DELETED',
	delete: 'DELETED',
};

/** Reads a type such as `orders.updated`: the last part is the kind of change, the rest is the kind of object. */
function typed(type: string): Pick<Change, 'eventType' | 'kind' | 'objectType' | 'topic'> {
	const dot = type.lastIndexOf('.');
	const last = type.slice(dot + 1, dot + 1 + LONGEST_NAME).toLowerCase();
	const eventType = Object.hasOwn(EVENT_TYPES, last) ? EVENT_TYPES[last] : 'UNKNOWN';
	const before = type.slice(0, Math.max(0, dot));
	return {
		eventType,
		kind: eventType === 'UNKNOWN' ? type || 'message' : eventType,
		objectType: before || 'messages',
		topic: type || 'message',
	};
}

/** Returns the first value that is a text, a number or a boolean, as a text that is not empty. */
function firstText(...values: unknown[]): string | undefined {
	return values
		.filter(isScalar)
		.map(String)
		.find((text) => text !== '');
}

/** Returns the sender's id if it is a valid id of an event. */
function ownId(id: unknown): { id?: string } {
	return normalizedEvent.shape.id.safeParse(id).success ? { id: String(id) } : {};
}

function isoDate(date: unknown, otherwise: number): string {
	return dateOf(date) ?? new Date(otherwise).toISOString();
}

/** Returns a number as a date: epoch seconds or milliseconds since 2001. The other unit would be far from today. */
function readEpoch(date: unknown): unknown {
	if (typeof date !== 'number' || date < 1e9 || date >= 1e13) return date;
	return new Date(date < 1e11 ? date * 1000 : date).toISOString();
}

/** Cloud Elements sends Java's form too: `Mon Aug 20 15:30:07 UTC 2018`. Without a zone, a date would depend on n8n's. */
const ZONED = /\d\d:\d\d.{0,20}(?:GMT|UTC|Z|[+-]\d\d:?\d\d)/;

function dateOf(date: unknown): string | undefined {
	const text = typeof date === 'string' ? date : '';
	const ms = eventTime(ZONED.test(text) ? Date.parse(text) : parseDate(text));
	return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** Returns the attributes of a CloudEvent in binary mode. A header whose value is malformed is left out. */
function binaryAttributes(headers: VerifiedMessage['headers']): Pick<Change, 'unsignedHeaders'> {
	if (headers['ce-specversion'] === undefined) return {};
	const attributes = Object.entries(headers).flatMap(([name, value]) => {
		const decoded = typeof value === 'string' ? decodeHeaderValue(value) : undefined;
		return name.startsWith('ce-') && decoded !== undefined ? [[name, decoded]] : [];
	});
	return { unsignedHeaders: Object.fromEntries(attributes) };
}
