import { eventTime, isoSecond, readIsoDate } from '../dates';
import type { Change } from '../event';
import { eventId } from '../eventId';
import { isObject } from '../json';
import { decodeUtf8 } from '../text/utf8';
import { readJson, splitPlace, textOf, walk, type RequestView } from './request';
import { retriesForMs } from './retries';
import type { Path, Provider } from './scheme';
import type { Source } from './template';
import { plural, verbOf } from './verbs';
import type { Signed } from './verifyScheme';
import type { Coverage } from './content';

/** What a verified delivery reports. */
export interface Reported {
	changes: readonly Change[];
	/** The vendor's id of the delivery, or the digest of its signed bytes. */
	deliveryId: string;
	/** Identifies the delivery by signed data. */
	fingerprint: string;
	/** Unsigned values that distinguish two events with equal signed bytes. Null if nothing distinguishes them. */
	occurrence?: string | null;
}

/** SendGrid sends up to a few thousand events at once. */
const MOST_EVENTS = 10_000;
/** Vendors' ids and topics have a few dozen characters. */
const LONGEST = 200;
const DOCUMENT_SOURCES: readonly string[] = ['header', 'query', 'form'];

interface Found {
	text: string;
	isSigned: boolean;
	isLiteral?: boolean;
}

/**
 * Returns the events of a verified delivery, or why none can be read, to end a sentence.
 *
 * @param receivedAt epoch milliseconds
 */
export function reportedBy(row: Provider, signed: Signed, receivedAt: number): Reported | string {
	const { event } = row;
	const { coverage, isMovable, request } = signed;
	// JSON ends at its last bracket, so no byte of it can belong to another part.
	if (isMovable && coverage.body && !coverage.fields && request.json === undefined)
		return 'its body is not JSON, and the signature does not show where the body begins or ends';
	// The header with the type of the body is not signed. Without the fields, a recorded form would be another event.
	if (hasFormPaths(row) && request.json === undefined && request.readableForm === undefined)
		return 'its body is neither JSON nor a form, or the header content-type does not say so';
	const document = documentOf(row, request);
	if (event.document !== undefined && document === undefined)
		return `its field ${splitPlace(event.document)[1]} is not JSON`;
	const list =
		event.each === undefined
			? undefined
			: event.each === '$'
				? document
				: walk(document, event.each);
	const elements: readonly unknown[] = Array.isArray(list) ? list : [document];
	if (elements.length > MOST_EVENTS) return 'it has more than 10,000 events';
	const isSingle = elements.length === 1;
	const read = elements.map((element, index) =>
		changeOf(row, signed, { document, element, receivedAt, index: isSingle ? undefined : index }),
	);
	// A recorded signature fits any body that it does not cover. Without the digest, a forged body would stand for the genuine one.
	const open = coverage.body ? (read[0]?.open ?? []) : [signed.bodyDigest];
	return {
		changes: read.map(({ change }) => change),
		deliveryId: read.length > 0 ? read[0].id : '',
		fingerprint: fingerprintOf(row, signed, {
			signedId: isSingle ? read[0].signedId : undefined,
			...(read.some(({ isTimed }) => isTimed) && { signedAt: signed.signedAt }),
		}),
		...(open.length > 0 && { occurrence: open.join(' ').slice(0, LONGEST) }),
		...(read.some(({ isRepeatable }) => isRepeatable) && { occurrence: null }),
	};
}

/**
 * Returns the digest of the signed bytes. If a delivery has one event whose id is signed, the id replaces the digest,
 * because the digest costs another pass over the body. The length of the body stays the same, unless it differs for each attempt.
 *
 * @param identity.signedAt the signed time, if it identifies an event of the delivery
 */
function fingerprintOf(
	{ key, event }: Provider,
	signed: Signed,
	{ signedId, signedAt }: { signedId?: string; signedAt?: number },
): string {
	const { coverage, request } = signed;
	if (signedId === undefined || signed.isMovable)
		return JSON.stringify([key, signed.digest, ...(signedAt === undefined ? [] : [signedAt])]);
	const isLasting = coverage.body && event.attempt === undefined;
	return JSON.stringify([key, signedId, isLasting ? request.delivery.body.length : 0]);
}

interface Place {
	document: unknown;
	element: unknown;
	receivedAt: number;
	/** Absent if the delivery has one event. */
	index?: number;
}

interface Read {
	change: Change;
	/** The id of the event. It may be unsigned, so it has no other use. */
	id: string;
	/** The id and the topic, if they are signed. A person may have chosen the id of an object as that of the event. */
	signedId?: string;
	/** Unsigned id and topic. */
	open: readonly string[];
	/** Whether another event can have the same bytes. */
	isRepeatable: boolean;
	/** Whether only the signed time distinguishes the event from another one with the same bytes. */
	isTimed: boolean;
}

function changeOf(row: Provider, signed: Signed, place: Place): Read {
	const { event } = row;
	const find = (path: Path | undefined) => valueAt(path, signed, place, row);
	const [id, type, action] = [find(event.id), find(event.type), find(event.action)];
	const [object, objectId, date] = [find(event.objectType), find(event.objectId), find(event.date)];
	const account = find(event.account);
	const named = [type, action].flatMap((found) => (found === undefined ? [] : [found]));
	const isPlain = action?.text === event.plainAction;
	const topic =
		named
			.flatMap((found) => (found === action && isPlain ? [] : found.text || []))
			.join('.')
			.slice(0, LONGEST) || 'event';
	const verb = verbOf(topic, event.verbs);
	const isRepeatable = event.repeats === true && !id?.text && !date?.text;
	// A second doorbell can have the body of the first. A retry with a new time then counts as another event.
	const isTimed = !id?.text && !date?.text && !isRepeatable && signed.signedAt !== undefined;
	const times = isRepeatable ? [place.receivedAt] : isTimed ? [signed.signedAt] : [];
	const revision = revisionOf(id, signed, place.index, times);
	const dated = date === undefined ? undefined : dateOf(date, row, place);
	const isTopicSigned = named.every(({ isSigned }) => isSigned);
	const unsigned = [
		...(id?.isSigned === false || isRepeatable ? ['revision', 'deliveryId'] : []),
		...(isTopicSigned ? [] : ['topic', 'eventType']),
		...((object?.isSigned ?? isTopicSigned) ? [] : ['objectType']),
		...((objectId?.isSigned ?? id?.isSigned ?? !isRepeatable) ? [] : ['objectId']),
		...(dated === undefined || date?.isSigned === true ? [] : ['date']),
		...(account?.isSigned === false ? ['account'] : []),
	];
	// The id is made from all of these except the date.
	const isIdUnsigned = unsigned.some((name) => name !== 'date');
	const change: Change = {
		eventType: verb.eventType,
		kind: verb.eventType === 'UNKNOWN' ? topic : verb.eventType,
		objectType: objectTypeOf(object, verb.object),
		objectId: (objectId?.text || revision).slice(0, LONGEST),
		date: dated ?? isoSecond(signedTime(signed, row, place) ?? place.receivedAt),
		revision,
		topic,
		account: (account?.text || row.key).slice(0, LONGEST),
		...(unsigned.length > 0 && { unsigned: [...(isIdUnsigned ? ['id'] : []), ...unsigned] }),
		...((!signed.coverage.body || signed.isAmbiguous) && { unproven: true as const }),
		...(signed.coverage.fields && { overrides: { id: idOf(row, revision) } }),
		raw: rawOf(place.element, signed.request),
	};
	const open = [id, ...named].filter((found) => found?.isSigned === false);
	return {
		change,
		id: (id?.text || revision).slice(0, LONGEST),
		...(id?.text === revision && {
			signedId: JSON.stringify([revision, ...(isTopicSigned ? [topic] : [])]),
		}),
		open: open.map((found) => found?.text ?? ''),
		isRepeatable,
		isTimed,
	};
}

/**
 * Returns the vendor's id if it is signed. Otherwise it appends the digest, so that a sender cannot claim the id of
 * another event for this one.
 *
 * @param times distinguish events with the same bytes
 */
function revisionOf(
	id: Found | undefined,
	signed: Signed,
	index: number | undefined,
	times: readonly unknown[],
): string {
	const text = id?.text ?? '';
	if (id?.isSigned === true && text !== '' && text.length <= LONGEST) return text;
	const parts = [
		...(text === '' ? [] : [text.slice(0, LONGEST)]),
		signed.digest,
		...times,
		...(text === '' && index !== undefined ? [index] : []),
	];
	return parts.join('~');
}

/**
 * Returns an id that depends on the signed bytes only. Names and values of fields are signed without separators, so a recorded
 * form can be sent again with other fields.
 */
function idOf({ key }: Provider, revision: string): string {
	const object = { elementKey: key, account: key, objectType: 'events', objectId: revision };
	return eventId({ ...object, kind: 'event', revision });
}

function objectTypeOf(object: Found | undefined, named: string | undefined): string {
	if (object?.isLiteral === true) return object.text;
	const text = object?.text || named;
	return text === undefined ? 'events' : plural(text.slice(0, LONGEST));
}

function documentOf({ event }: Provider, request: RequestView): unknown {
	if (event.document === undefined) return request.json;
	const text = request.read('form', splitPlace(event.document)[1]);
	return text === undefined ? undefined : readJson(text);
}

/**
 * Returns the first value that is present. A sender can leave out an unsigned header, so the value after it counts as
 * unsigned too, and so does a value that is absent. Its text is then empty.
 */
function valueAt(
	path: Path | undefined,
	signed: Signed,
	place: Place,
	row: Provider,
): Found | undefined {
	let isSigned = true;
	for (const one of path === undefined ? [] : typeof path === 'string' ? [path] : path) {
		const found = readOne(one, signed, place, row);
		if (found !== undefined && found.text !== '')
			return { ...found, isSigned: found.isSigned && isSigned };
		isSigned &&= isSignedPlace(one, signed.coverage, row);
	}
	return isSigned ? undefined : { text: '', isSigned };
}

/** Returns whether the signature covers the value at a path. It then also shows that a value is absent. */
function isSignedPlace(path: string, coverage: Coverage, row: Provider): boolean {
	const [source] = splitPlace(path);
	if (DOCUMENT_SOURCES.includes(source))
		return (
			coverage.places.has(path) ||
			(source === 'form' && coverage.body) ||
			(source === 'query' && coverage.url)
		);
	// A form with its JSON in a field is signed if the field is.
	const { document } = row.event;
	return coverage.body || coverage.places.has(document ?? `json:${path}`);
}

/** Returns whether a row names fields of a form. */
function hasFormPaths({ event }: Provider): boolean {
	return Object.values(event)
		.flat()
		.some((path) => typeof path === 'string' && path.startsWith('form:'));
}

function readOne(
	path: string,
	{ request, coverage }: Signed,
	{ document, element }: Place,
	row: Provider,
): Found | undefined {
	if (path.startsWith('=')) return { text: path.slice(1), isSigned: true, isLiteral: true };
	const [source, name] = splitPlace(path);
	// If the elements are signed one by one, the rest of the document is not signed.
	const beside = row.each === undefined ? document : undefined;
	const text = DOCUMENT_SOURCES.includes(source)
		? request.read(source as Source, name)
		: (textOf(walk(element, path)) ?? textOf(walk(beside, path)));
	if (text === undefined) return undefined;
	return { text: shortened(text), isSigned: isSignedPlace(path, coverage, row) };
}

/**
 * Returns a text that is too long for an event if the given one is, and otherwise the text itself. Each of 10,000 events can
 * have the same megabytes, if they are beside the list.
 */
function shortened(text: string): string {
	return text.slice(0, LONGEST + 1);
}

/** n8n's clock may be behind that of the vendor. */
const MOST_AHEAD_MS = 300_000;

/** Returns whether the vendor can have sent or retried a delivery of a time now. A stranger may have chosen the time. */
function isPlausible(ms: number, row: Provider, { receivedAt }: Place): boolean {
	return ms >= receivedAt - retriesForMs(row) && ms <= receivedAt + MOST_AHEAD_MS;
}

/** Returns ISO 8601 in UTC, or undefined if the text is not a date or a stranger may have invented it. */
function dateOf({ text, isSigned }: Found, row: Provider, place: Place): string | undefined {
	const date = readDate(text) ?? (row.event.isUtc === true ? readDate(`${text}Z`) : undefined);
	const counts = date !== undefined && (isSigned || isPlausible(Date.parse(date), row, place));
	return counts ? date : undefined;
}

/** Returns the signed time, unless it was not compared with the clock and is not plausible. */
function signedTime({ signedAt }: Signed, row: Provider, place: Place): number | undefined {
	const counts = row.timestamp?.tolerance !== 0 || isPlausible(signedAt ?? 0, row, place);
	return counts ? signedAt : undefined;
}

/** Returns ISO 8601 in UTC. A number below 1e11 is seconds (until the year 5138). A larger one is milliseconds. */
function readDate(text: string): string | undefined {
	if (!/^\d{1,16}(?:\.\d{1,9})?$/.test(text)) return readIsoDate(text);
	const number = Number(text);
	const ms = eventTime(Math.floor(number < 1e11 ? number * 1_000 : number));
	return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** Returns what the vendor sent: the object, the fields of a form, or a text. */
function rawOf(element: unknown, request: RequestView): Record<string, unknown> {
	if (isObject(element)) return element;
	if (element !== undefined) return { value: element };
	if (request.form.length > 0) return Object.fromEntries(request.form);
	return { body: decodeUtf8(request.delivery.body) ?? request.delivery.body.toString('base64') };
}
