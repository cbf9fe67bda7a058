const LITERALS = /[\w.+-]+/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * What walks a value calls itself, `JSON.stringify` too: some thousand levels are more than the stack
 * holds. No vendor's object has more than a dozen.
 */
const DEEPEST = 500;

export type ParsedJson =
	| { ok: true; value: unknown }
	| { ok: false; reason: 'malformed' | 'too_deep' };

/**
 * Parses JSON without losing digits: `JSON.parse` rounds an integer beyond 2^53 without a word
 * (9007199254740993 becomes …992, and an id names another object); here it becomes the text of its
 * digits. A value of more than 500 levels is refused.
 */
export function parseJson(text: string): ParsedJson {
	try {
		const value: unknown = JSON.parse(text);
		const found: Findings = { isTooDeep: false, isRounded: false };
		survey(value, DEEPEST, found);
		if (found.isTooDeep) return { ok: false, reason: 'too_deep' };
		return { ok: true, value: found.isRounded ? JSON.parse(quoteLongIntegers(text)) : value };
	} catch {
		return { ok: false, reason: 'malformed' };
	}
}

interface Findings {
	isTooDeep: boolean;
	/** Holds a number that may stand for another integer than the text. */
	isRounded: boolean;
}

/**
 * One walk for both, over the value: to search the text for long integers costs more than that, and
 * so do the lists that `Object.values` makes.
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
 * Goes through the text once. A regular expression for a JSON text would overflow the stack on a long
 * one, and start anew at each quote where the end is missing: seconds for 100 KB that nobody has proven.
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
 * Returns the index behind the quote that ends the text which begins at `start`: the first quote with an
 * even number of backslashes before it. Undefined if no quote ends it.
 */
export function endOfText(text: string, start: number): number | undefined {
	for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
		if (quote === -1) return undefined;
		let before = quote;
		while (text[before - 1] === '\\') before--;
		if ((quote - before) % 2 === 0) return quote + 1;
	}
}

/** Whether a parsed value is a JSON object, which neither `null` nor a list is. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
