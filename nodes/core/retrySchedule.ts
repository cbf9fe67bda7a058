const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * The pauses before the second and each further attempt, in milliseconds. Standard Webhooks: ten attempts in 75
 * hours, the example of its specification. Cloud Elements: nine retries after 4^n seconds
 * (docs/facts/cloud-elements.md section 4).
 */
const PAUSES = {
	standardWebhooks: [
		...[5 * SECOND, 5 * MINUTE, 30 * MINUTE],
		...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
	],
	cloudElements: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((power) => 4 ** power * SECOND),
} as const;
export type RetrySchedule = keyof typeof PAUSES;

/** A receiver may ask for a longer pause than the schedule's, but must not delay an event for days. */
const LONGEST_REQUEST = HOUR;
const JITTER = 0.2;

/**
 * Returns when to retry.
 *
 * @param attempt how many attempts have been made, at least one
 * @param now epoch milliseconds
 * @param retryAfterMs what the receiver asked for. At least the schedule's pause and at most twice that, or an hour.
 *   Defaults to 0
 * @param random 0 to 1. Spreads events that failed together by up to a fifth of the pause
 * @returns epoch milliseconds, or undefined after the last attempt
 */
export function nextAttemptAt(
	schedule: RetrySchedule,
	attempt: number,
	{ now, retryAfterMs = 0, random }: { now: number; retryAfterMs?: number; random: number },
): number | undefined {
	const pause: number | undefined = PAUSES[schedule][attempt - 1];
	if (pause === undefined) return undefined;
	const most = Math.max(2 * pause, LONGEST_REQUEST);
	const asked = Math.min(Math.max(retryAfterMs, pause), most);
	return Math.round(now + asked + pause * JITTER * random);
}

/** No schedule waits longer than two days. A vendor that asks for a year has made a mistake. */
const LONGEST_PAUSE = 48 * HOUR;

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
	const date = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.min(Math.max(date - now, 0), longest);
}
