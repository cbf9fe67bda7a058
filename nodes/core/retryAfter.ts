const SECOND = 1000;

/** No schedule waits longer than two days. A vendor that asks for a year has made a mistake. */
const LONGEST_PAUSE = 48 * 3600 * SECOND;

/**
 * Reads a `Retry-After` header: seconds, or a date (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3). Shopify
 * sends `2.0`.
 *
 * @param now epoch milliseconds, at best from the response's own `Date`
 * @param longest most milliseconds to return. Defaults to 48 hours
 * @returns milliseconds from `now` on, or undefined if the header is missing or not readable
 */
export function readRetryAfter(
	header: string | undefined,
	now: number,
	longest = LONGEST_PAUSE,
): number | undefined {
	const text = header?.trim() ?? '';
	if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * SECOND, longest);
	const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(withZone(text)) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.min(Math.max(date - now, 0), longest);
}

/** Of the three forms of a date, the one of asctime has no zone (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7). */
function withZone(date: string): string {
	return date.endsWith(' GMT') ? date : `${date} GMT`;
}
