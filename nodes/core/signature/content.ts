import { parseTemplate, type Part } from './template';
import type { Fields, RequestView } from './request';
import type { Scheme } from './scheme';

/** What a template is filled with. */
export interface ContentInput {
	request: RequestView;
	/** As the request has it. */
	timestamp?: string;
	/** Where paths of JSON begin. Defaults to the body. */
	root?: unknown;
}

/** A place that the content needs and the request does not have. */
export interface Missing {
	missing: Part['kind'];
}

/** The signed bytes in pieces. The body is not copied. */
export interface Content {
	pieces: readonly Buffer[];
	/** The pieces without those that differ for each attempt. */
	lasting: readonly Buffer[];
	/** What each piece is. */
	kinds: readonly PieceKind[];
}

/** A `time` has one length only: any other part of the content is outside of the tolerance. */
type PieceKind = 'literal' | 'time' | 'text' | 'body' | 'fields';

/**
 * Returns the signed bytes, or what is missing.
 *
 * @param time the place of the timestamp, and whether it is compared with the clock. A retry then needs another one
 * @param attempts other places whose values differ for each attempt, such as that of a nonce
 */
export function contentOf(
	parts: readonly Part[],
	input: ContentInput,
	time: { in?: string; isCompared: boolean } = { isCompared: false },
	attempts: readonly string[] = [],
): ({ ok: true } & Content) | ({ ok: false } & Missing) {
	const pieces: Buffer[] = [];
	const lasting: Buffer[] = [];
	const kinds: PieceKind[] = [];
	for (const part of parts) {
		if (part.kind === 'segment') {
			const inner = contentOf(part.parts, input, time, attempts);
			if (!inner.ok) continue;
			pieces.push(...inner.pieces);
			lasting.push(...inner.lasting);
			kinds.push(...inner.kinds);
			continue;
		}
		const piece = pieceOf(part, input);
		if (piece === undefined) return { ok: false, missing: part.kind };
		const place = 'name' in part ? `${part.kind}:${part.name}` : part.kind;
		const isTime = time.isCompared && (place === 'timestamp' || place === time.in);
		pieces.push(piece);
		kinds.push(isTime ? 'time' : (KINDS[part.kind] ?? 'text'));
		if (!isTime && !attempts.includes(place)) lasting.push(piece);
	}
	return { ok: true, pieces, lasting, kinds };
}

/** Events are POST requests, so the method is always the same. */
const KINDS: Readonly<Partial<Record<Part['kind'], PieceKind>>> = {
	literal: 'literal',
	method: 'literal',
	body: 'body',
	sortedForm: 'fields',
};

type Split = Pick<Content, 'pieces' | 'kinds'>;

/** Returns the indexes of two pieces that only literals separate, and these literals, for all such pieces. */
function bordersOf({ pieces, kinds }: Split) {
	const variable = [...kinds.keys()].filter((index) => kinds[index] !== 'literal');
	return variable.slice(1).map((right, index) => {
		const left = variable[index];
		return { left, right, between: Buffer.concat(pieces.slice(left + 1, right)) };
	});
}

/**
 * Returns whether the signed bytes can be split into their parts in one way only. Otherwise somebody who recorded a delivery
 * can move bytes from one part to the next, and the signature still fits. Texts before the body are read from the
 * beginning, and texts after it from the end: each must end at the first separator.
 *
 * A text next to the body never ends for certain. If the genuine text has the separator in it, a copy whose text ends
 * there looks certain too.
 */
export function hasCertainParts(split: Split): boolean {
	const { pieces, kinds } = split;
	if (kinds.includes('fields')) return false;
	const body = kinds.indexOf('body');
	return bordersOf(split).every(({ left, right, between }) => {
		const isBefore = body === -1 || left < body;
		const outer = isBefore ? left : right;
		if (kinds[outer] === 'time') return true;
		if (left === body || right === body) return false;
		if (between.length === 0) return false;
		return isBefore
			? Buffer.concat([pieces[left], between]).indexOf(between) === pieces[left].length
			: Buffer.concat([between, pieces[right]]).lastIndexOf(between) === 0;
	});
}

/**
 * Returns whether no byte can be moved between two texts, such as two headers. The body is JSON if the parts are not certain,
 * so it ends at its last bracket, and one text beside it is certain too.
 */
export function hasCertainTexts(split: Split): boolean {
	const { pieces, kinds } = split;
	if (kinds.includes('fields')) return !kinds.includes('text');
	const body = kinds.indexOf('body');
	const isBeside = (index: number, isBefore: boolean) => index < body === isBefore;
	return [true, false].every((isBefore) => {
		const isText = (kind: PieceKind, index: number) => kind === 'text' && isBeside(index, isBefore);
		if (kinds.filter(isText).length < 2) return true;
		return bordersOf(split)
			.filter(({ left, right }) => left !== body && right !== body && isBeside(left, isBefore))
			.every(({ left, right, between }) => {
				const joined = Buffer.concat([pieces[left], between, pieces[right]]);
				const isOnce = joined.indexOf(between) === joined.lastIndexOf(between);
				return between.length > 0 && isOnce;
			});
	});
}

/** Returns whether texts are signed before and after the body. A part of JSON can then be JSON too. */
export function isBetweenTexts({ kinds }: Pick<Split, 'kinds'>): boolean {
	const body = kinds.indexOf('body');
	return body !== -1 && kinds.indexOf('text') < body && kinds.lastIndexOf('text') > body;
}

/**
 * Returns whether a text beside the time has another time between separators. The vendor may have signed that time, and a
 * longer body. A person who wrote the end of that body then chose the time and the body of this delivery.
 *
 * @param isTime whether a text can be a time
 */
export function hasAnotherTime(split: Split, isTime: (text: string) => boolean): boolean {
	const { pieces, kinds } = split;
	return bordersOf(split).some(({ left, right, between }) => {
		const beside = kinds[left] === 'time' ? right : kinds[right] === 'time' ? left : undefined;
		if (beside === undefined || kinds[beside] !== 'text' || between.length === 0) return false;
		return pieces[beside].toString('latin1').split(between.toString('latin1')).some(isTime);
	});
}

function pieceOf(
	part: Exclude<Part, { kind: 'segment' }>,
	{ request, timestamp, root }: ContentInput,
): Buffer | undefined {
	switch (part.kind) {
		case 'literal':
			return part.bytes;
		case 'body':
			return request.delivery.body;
		case 'timestamp':
			return timestamp === undefined ? undefined : bytesOf(timestamp);
		case 'method':
			return Buffer.from(request.method);
		case 'url':
			return Buffer.from(request.url);
		case 'sortedForm':
			return request.readableForm && Buffer.from(sortedForm(request.readableForm));
		default: {
			const text = request.read(part.kind, part.name, root);
			if (text === undefined)
				return part.isOptional && !request.isRepeated(part.kind, part.name)
					? Buffer.alloc(0)
					: undefined;
			const cased = part.isLower ? text.toLowerCase() : text;
			return part.kind === 'header' ? bytesOf(cased) : Buffer.from(cased);
		}
	}
}

/** Node reads the bytes of a header as Latin-1 (https://nodejs.org/api/http.html#messageheaders). */
function bytesOf(header: string): Buffer {
	return Buffer.from(header, 'latin1');
}

/**
 * Returns all fields by name, each as name and value, without separators. Equal values of one name count once, as in
 * Twilio's own library (https://github.com/twilio/twilio-node/blob/main/src/webhooks/webhooks.ts).
 */
function sortedForm(form: Fields): string {
	const values = new Map<string, Set<string>>();
	for (const [name, value] of form) values.set(name, (values.get(name) ?? new Set()).add(value));
	return [...values]
		.sort(([left], [right]) => (left < right ? -1 : 1))
		.map(([name, set]) =>
			[...set]
				.sort()
				.map((value) => name + value)
				.join(''),
		)
		.join('');
}

/** Which parts of a request a scheme signs. */
export interface Coverage {
	/** Whether the whole body is signed, by itself, as a form or by its hash. */
	body: boolean;
	/** Whether the timestamp is signed. */
	timestamp: boolean;
	/** Whether the URL with its query is signed. */
	url: boolean;
	/** Whether the fields of a form are signed, without separators between names and values. */
	fields: boolean;
	/** The places whose values are signed as they came, such as `header:webhook-id`. */
	places: ReadonlySet<string>;
}

/** Returns what a scheme signs. A part in an optional segment does not count, because a sender can leave it out. */
export function coverageOf(scheme: Scheme): Coverage {
	const parsed = parseTemplate(scheme.content);
	const parts = parsed.ok ? parsed.value.filter(({ kind }) => kind !== 'segment') : [];
	const kinds = new Set(parts.map(({ kind }) => kind));
	const named = parts.filter((part) => 'name' in part);
	const placeOf = ({ kind, name }: (typeof named)[number]) => `${kind}:${name}`;
	// In lower case, the signature does not cover the value as it came.
	const places = new Set(named.filter(({ isLower }) => !isLower).map(placeOf));
	const body = kinds.has('body') || kinds.has('sortedForm') || scheme.bodyHash !== undefined;
	const at = scheme.timestamp?.in ?? '';
	const timestamp =
		kinds.has('timestamp') ||
		named.some((part) => placeOf(part) === at) ||
		(body && scheme.each === undefined && /^(?:json|form):/.test(at));
	return { body, timestamp, url: kinds.has('url'), fields: kinds.has('sortedForm'), places };
}
