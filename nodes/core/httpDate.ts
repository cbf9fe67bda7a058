/**
 * `Sat, 28 Nov 2026 10:00:00 GMT` (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7). `Date.parse` also reads
 * years of six digits and years before 0, which no date in ISO 8601 of four digits can hold.
 */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Returns the time of a header `Date` in epoch milliseconds, or undefined if it is missing or unreadable. */
export function readHttpDate(text = ''): number | undefined {
	const date = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(date) ? undefined : date;
}
