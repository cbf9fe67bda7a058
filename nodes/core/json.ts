/**
 * Integers of sixteen and more digits may pass 2^53, where `JSON.parse` rounds without a word
 * (9007199254740993 becomes …992, and an id names another object).
 */
const LONG_INTEGER = /\d{16}/;
const LONG_INTEGERS = /(?<![\w.+-])-?\d{16,}(?![\w.])/g;

/**
 * What walks a value calls itself, `JSON.stringify` too: some thousand levels are more than the stack
 * holds. No vendor's object has more than a dozen.
 */
const DEEPEST = 500;

export type ParsedJson =
	| { ok: true; value: unknown }
	| { ok: false; reason: 'malformed' | 'too_deep' };

/**
 * Parses JSON without losing digits: an integer that a JavaScript number cannot hold becomes the
 * text of its digits. A value of more than 500 levels is refused.
 */
export function parseJson(text: string): ParsedJson {
	let value: unknown;
	try {
		value = JSON.parse(text);
		// Only now: what looks for texts may rely on each having an end.
		if (LONG_INTEGER.test(text)) value = JSON.parse(quoteLongIntegers(text));
	} catch {
		return { ok: false, reason: 'malformed' };
	}
	return isDeeper(value, DEEPEST) ? { ok: false, reason: 'too_deep' } : { ok: true, value };
}

function isDeeper(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
	return members.some((member) => isDeeper(member, levels - 1));
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
		pieces.push(text.slice(from, between).replace(LONG_INTEGERS, quoteUnsafe));
		from = start === -1 ? between : endOfText(text, start);
		pieces.push(text.slice(between, from));
	}
	return pieces.join('');
}

function quoteUnsafe(integer: string): string {
	return Number.isSafeInteger(Number(integer)) ? integer : `"${integer}"`;
}

/** Behind the quote that ends what begins at `start`: the first with an even number of backslashes before it. */
function endOfText(text: string, start: number): number {
	for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
		let before = quote;
		while (text[before - 1] === '\\') before--;
		if ((quote - before) % 2 === 0) return quote + 1;
	}
}
