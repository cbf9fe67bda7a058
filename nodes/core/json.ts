/**
 * Integers of sixteen and more digits may pass 2^53, where `JSON.parse` rounds without a word
 * (9007199254740993 becomes …992, and an id names another object).
 */
const LONG_INTEGER = /\d{16}/;
const TEXT_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\w.+-])-?\d{16,}(?![\w.])/g;

export type ParsedJson = { ok: true; value: unknown } | { ok: false; reason: 'malformed' };

/**
 * Parses JSON without losing digits: an integer that a JavaScript number cannot hold becomes the
 * text of its digits.
 */
export function parseJson(text: string): ParsedJson {
	try {
		return {
			ok: true,
			value: JSON.parse(LONG_INTEGER.test(text) ? quoteLongIntegers(text) : text),
		};
	} catch {
		return { ok: false, reason: 'malformed' };
	}
}

function quoteLongIntegers(text: string): string {
	return text.replace(TEXT_OR_LONG_INTEGER, (token) =>
		token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
	);
}
