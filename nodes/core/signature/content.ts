import { parseTemplate, type Part } from './template';
import type { RequestView } from './request';
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
	/** The pieces without the timestamp. Some vendors send another timestamp with each attempt. */
	lasting: readonly Buffer[];
}

/**
 * Returns the signed bytes, or what is missing.
 *
 * @param timestampAt the place of the timestamp
 */
export function contentOf(
	parts: readonly Part[],
	input: ContentInput,
	timestampAt = '',
): ({ ok: true } & Content) | ({ ok: false } & Missing) {
	const pieces: Buffer[] = [];
	const lasting: Buffer[] = [];
	for (const part of parts) {
		if (part.kind === 'segment') {
			const inner = contentOf(part.parts, input, timestampAt);
			if (!inner.ok) continue;
			pieces.push(...inner.pieces);
			lasting.push(...inner.lasting);
			continue;
		}
		const piece = pieceOf(part, input);
		if (piece === undefined) return { ok: false, missing: part.kind };
		pieces.push(piece);
		const isTimestamp =
			part.kind === 'timestamp' || ('name' in part && `${part.kind}:${part.name}` === timestampAt);
		if (!isTimestamp) lasting.push(piece);
	}
	return { ok: true, pieces, lasting };
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
			return request.isFormOrEmpty ? Buffer.from(sortedForm(request)) : undefined;
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
function sortedForm(request: RequestView): string {
	const values = new Map<string, Set<string>>();
	for (const [name, value] of request.form)
		values.set(name, (values.get(name) ?? new Set()).add(value));
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
	return { body, timestamp, url: kinds.has('url'), places };
}
