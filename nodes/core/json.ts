const LITERALS = /[\w.+-]+/g;
const SIXTEEN_DIGITS = /\d{16}/;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Maximum number of levels of a value. Recursive functions, `JSON.stringify` among them, overflow the stack at a few
 * thousand. No vendor's object has more than a dozen.
 */
const DEEPEST = 500;

/**
 * Maximum number of values of a text. 32 MB of `{},` are 11 million, and parsing them blocks n8n for 8 seconds; half
 * a million takes half a second. A page of 100 large products has some 30,000.
 */
export const MOST_VALUES = 500_000;

export type ParsedJson =
	| { ok: true; value: unknown }
	| { ok: false; reason: 'malformed' | 'too_deep' | 'too_many_values' };

/**
 * Parses JSON without losing digits. `JSON.parse` silently rounds an integer beyond 2^53: 9007199254740993 becomes
 * …992, the id of another object. Here such an integer becomes a text of its digits. A value of more than 500 levels
 * is rejected, and so is a text of too many values. A byte order mark before the JSON is ignored.
 *
 * @param mostValues defaults to half a million
 */
export function parseJson(given: string, mostValues = MOST_VALUES): ParsedJson {
	// Some servers write a byte order mark (https://datatracker.ietf.org/doc/html/rfc8259#section-8.1).
	const text = given.startsWith('\ufeff') ? given.slice(1) : given;
	// A value takes at least two characters.
	if (text.length > 2 * mostValues && hasTooManyValues(Buffer.from(text), mostValues))
		return { ok: false, reason: 'too_many_values' };
	try {
		const value: unknown = JSON.parse(text);
		const found: Findings = { isTooDeep: false, isRounded: false };
		survey(value, DEEPEST, found);
		if (found.isTooDeep) return { ok: false, reason: 'too_deep' };
		// `1e99` is beyond 2^53 too, but needs no quotes, which take seconds for 32 MB.
		const isRounded = found.isRounded && SIXTEEN_DIGITS.test(text);
		return { ok: true, value: isRounded ? JSON.parse(quoteLongIntegers(text)) : value };
	} catch {
		return { ok: false, reason: 'malformed' };
	}
}

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = Buffer.from('"\\,[{');

/**
 * Returns whether a JSON text has too many values. It counts commas and opening brackets outside texts,
 * which takes a tenth of a second for 32 MB.
 *
 * @param bytes UTF-8
 * @param most defaults to half a million
 */
export function hasTooManyValues(bytes: Uint8Array, most = MOST_VALUES): boolean {
	let values = 0;
	let isInText = false;
	for (let index = 0; index < bytes.length; index++) {
		const byte = bytes[index];
		if (byte === QUOTE) isInText = !isInText;
		else if (isInText) index += byte === BACKSLASH ? 1 : 0;
		else if (byte === COMMA || byte === BRACKET || byte === BRACE) values++;
		if (values > most) return true;
	}
	return false;
}

/** Returns whether a parsed value holds too many values, at all levels. It stops counting at the first too many. */
export function holdsTooManyValues(value: unknown, most: number): boolean {
	const open = [value];
	for (let values = 0; open.length > 0; ) {
		const next = open.pop();
		if (typeof next !== 'object' || next === null) continue;
		// `Object.values` takes three times as long, which matters for a million names.
		values += Array.isArray(next) ? next.length : Object.keys(next).length;
		if (values > most) return true;
		for (const member of Object.values(next)) open.push(member);
	}
	return false;
}

interface Findings {
	isTooDeep: boolean;
	/** Whether a number may be another integer than in the text. */
	isRounded: boolean;
}

/**
 * Looks for both in one pass over the value. Searching the text for long integers is slower, and so are the lists
 * that `Object.values` creates.
 */
function survey(value: unknown, levels: number, found: Findings): void {
	if (typeof value === 'number') {
		if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) found.isRounded = true;
		return;
	}
	if (typeof value !== 'object' || value === null) return;
	if (levels === 0) {
		found.isTooDeep = true;
		return;
	}
	if (Array.isArray(value)) {
		for (const member of value) survey(member, levels - 1, found);
		return;
	}
	const members = value as Record<string, unknown>;
	for (const name in members) survey(members[name], levels - 1, found);
}

/**
 * Quotes long integers in one pass over the text. A regular expression for a JSON string overflows the stack on a
 * long one. If a closing quote is missing, it starts again at each quote. That takes seconds for 100 KB of an unverified body.
 *
 * @param text valid JSON
 */
function quoteLongIntegers(text: string): string {
	const pieces: string[] = [];
	for (let from = 0; from < text.length; ) {
		const start = text.indexOf('"', from);
		const between = start === -1 ? text.length : start;
		pieces.push(text.slice(from, between).replace(LITERALS, quoteUnsafe));
		from = start === -1 ? between : (endOfText(text, start) ?? text.length);
		pieces.push(text.slice(between, from));
	}
	return pieces.join('');
}

function quoteUnsafe(literal: string): string {
	const isUnsafe = LONG_INTEGER.test(literal) && !Number.isSafeInteger(Number(literal));
	return isUnsafe ? `"${literal}"` : literal;
}

/**
 * Returns the index after the closing quote of the string that begins at `start`. The closing quote is the first one
 * with an even number of backslashes before it.
 *
 * @returns undefined if the string does not end
 */
export function endOfText(text: string, start: number): number | undefined {
	for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
		if (quote === -1) return undefined;
		let before = quote;
		while (text[before - 1] === '\\') before--;
		if ((quote - before) % 2 === 0) return quote + 1;
	}
}

/** Returns whether a value is a text, a number or a boolean. An object's `toString` can be a sender's. */
export function isScalar(value: unknown): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Returns whether a parsed value is a JSON object, and not `null` or a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
