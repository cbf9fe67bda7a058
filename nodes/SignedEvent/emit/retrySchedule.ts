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

/** A receiver may ask for a longer pause than that of the schedule, but must not delay an event for days. */
const LONGEST_REQUEST = HOUR;
const JITTER = 0.2;

/**
 * Returns when to retry.
 *
 * @param attempt how many attempts have been made, at least one
 * @param now epoch milliseconds
 * @param retryAfterMs the pause that the receiver asked for. It extends the schedule's pause to at most twice that pause
 *   or an hour, whichever is longer. Defaults to 0
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
