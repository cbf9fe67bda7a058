/**
 * Integers of sixteen and more digits may pass 2^53, where `JSON.parse` rounds without a word
 * (9007199254740993 becomes …992, and an id names another object).
 */
const LONG_INTEGER = /\d{16}/;
const TEXT_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\w.+-])-?\d{16,}(?![\w.])/g;

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
		value = JSON.parse(LONG_INTEGER.test(text) ? quoteLongIntegers(text) : text);
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

function quoteLongIntegers(text: string): string {
	return text.replace(TEXT_OR_LONG_INTEGER, (token) =>
		token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
	);
}
