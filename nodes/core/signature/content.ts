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
	/** The pieces without the timestamp, if the vendor sends another timestamp with each attempt. */
	lasting: readonly Buffer[];
	/** What each piece is. */
	kinds: readonly PieceKind[];
}

/** A `time` has one length only: any other part of the content is outside of the tolerance. */
type PieceKind = 'literal' | 'time' | 'text' | 'body' | 'fields';

/**
 * Returns the signed bytes, or what is missing.
 *
 * @param time the place of the timestamp, and whether it is compared with the clock
 */
export function contentOf(
	parts: readonly Part[],
	input: ContentInput,
	time: { in?: string; isCompared: boolean } = { isCompared: false },
): ({ ok: true } & Content) | ({ ok: false } & Missing) {
	const pieces: Buffer[] = [];
	const lasting: Buffer[] = [];
	const kinds: PieceKind[] = [];
	for (const part of parts) {
		if (part.kind === 'segment') {
			const inner = contentOf(part.parts, input, time);
			if (!inner.ok) continue;
			pieces.push(...inner.pieces);
			lasting.push(...inner.lasting);
			kinds.push(...inner.kinds);
			continue;
		}
		const piece = pieceOf(part, input);
		if (piece === undefined) return { ok: false, missing: part.kind };
		const isTime =
			time.isCompared &&
			(part.kind === 'timestamp' || ('name' in part && `${part.kind}:${part.name}` === time.in));
		pieces.push(piece);
		kinds.push(isTime ? 'time' : (KINDS[part.kind] ?? 'text'));
		if (!isTime) lasting.push(piece);
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

/**
 * Returns whether the signed bytes can be split into their parts in one way only. Otherwise somebody who recorded a delivery
 * can move bytes from one part to the next, and the signature still fits. Texts before the body are read from the
 * beginning, and texts after it from the end: each must end at the first separator.
 */
export function hasCertainParts({ pieces, kinds }: Pick<Content, 'pieces' | 'kinds'>): boolean {
	if (kinds.includes('fields')) return false;
	const variable = [...kinds.keys()].filter((index) => kinds[index] !== 'literal');
	const body = kinds.indexOf('body');
	const separator = (from: number, to: number) => Buffer.concat(pieces.slice(from + 1, to));
	return variable.slice(1).every((right, index) => {
		const left = variable[index];
		const isBefore = body === -1 || left < body;
		const outer = isBefore ? left : right;
		if (kinds[outer] === 'time') return true;
		const between = separator(left, right);
		if (between.length === 0) return false;
		return isBefore
			? Buffer.concat([pieces[left], between]).indexOf(between) === pieces[left].length
			: Buffer.concat([between, pieces[right]]).lastIndexOf(between) === 0;
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
	/** The places that are signed by themselves, such as `header:webhook-id`. */
	places: ReadonlySet<string>;
}

/** Returns what a scheme signs. A part in an optional segment does not count, because a sender can leave it out. */
export function coverageOf(scheme: Scheme): Coverage {
	const parsed = parseTemplate(scheme.content);
	const parts = parsed.ok ? parsed.value.filter(({ kind }) => kind !== 'segment') : [];
	const kinds = new Set(parts.map(({ kind }) => kind));
	const places = new Set(
		parts.flatMap((part) => ('name' in part ? [`${part.kind}:${part.name}`] : [])),
	);
	const body = kinds.has('body') || kinds.has('sortedForm') || scheme.bodyHash !== undefined;
	const at = scheme.timestamp?.in ?? '';
	const timestamp =
		kinds.has('timestamp') ||
		places.has(at) ||
		(body && scheme.each === undefined && /^(?:json|form):/.test(at));
	return { body, timestamp, url: kinds.has('url'), fields: kinds.has('sortedForm'), places };
}
