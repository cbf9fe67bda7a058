/** Characters that end a line, move a cursor, hide or reverse text, and unpaired surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const SHORT: ReadonlyMap<string, string> = new Map([
	['\n', '\\n'],
	['\r', '\\r'],
	['\t', '\\t'],
]);

/**
 * Returns a text for a log line or an error: on one line, with each invisible character as its code point
 * (`\u{202e}`). Otherwise a vendor's words could add lines to a log or display a different text
 * (https://cwe.mitre.org/data/definitions/117.html).
 *
 * @param text of a vendor or a user
 * @param most UTF-16 units to show. Defaults to 2,000
 */
export function shownText(text: string, most = 2_000): string {
	const short = text.length > most ? `${text.slice(0, most)} …` : text;
	return short.replace(
		INVISIBLE,
		(character) =>
			SHORT.get(character) ?? `\\u{${(character.codePointAt(0) as number).toString(16)}}`,
	);
}
