/** What ends a line, moves a cursor, hides or turns the direction of reading, and halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const SHORT: ReadonlyMap<string, string> = new Map([
	['\n', '\\n'],
	['\r', '\\r'],
	['\t', '\\t'],
]);

/**
 * Returns a text as a log line or an error may show it: on one line, with every character that is not
 * seen written as its code point (`\u{202e}`). A vendor's words could else add lines to a log, or show
 * another text than they are (https://cwe.mitre.org/data/definitions/117.html).
 *
 * @param text of a vendor or a user
 * @param most UTF-16 units that are shown. Defaults to 2,000
 */
export function shownText(text: string, most = 2_000): string {
	const short = text.length > most ? `${text.slice(0, most)} …` : text;
	return short.replace(
		UNSEEN,
		(unseen) => SHORT.get(unseen) ?? `\\u{${(unseen.codePointAt(0) as number).toString(16)}}`,
	);
}
