import type { Polls, Rhythm } from './ledger';

/** A pause counts as unusual only if enough deliveries over enough time show what is usual. */
const LEAST_DELIVERIES = 50;
const LEAST_OBSERVED_MS = 7 * 86_400_000;
const LEAST_PAUSE_MS = 86_400_000;
const TIMES_LONGEST = 3;

/**
 * Returns how long a node has received nothing, if that is three times its longest pause so far and at least a day.
 *
 * @param now milliseconds of the monotonic clock
 * @returns milliseconds, or undefined if the pause is usual or too little is known
 */
export function unusualPause(rhythm: Rhythm, now: number): number | undefined {
	const { deliveries, firstAt = now, lastAt = now, longestMs } = rhythm;
	if (deliveries < LEAST_DELIVERIES || lastAt - firstAt < LEAST_OBSERVED_MS) return undefined;
	const pause = now - lastAt;
	return pause >= Math.max(LEAST_PAUSE_MS, TIMES_LONGEST * longestMs) ? pause : undefined;
}

/** Maximum duration of a poll and of its delays. */
const LEAST_POLL_PAUSE_MS = 600_000;

/**
 * Returns how long n8n has started no poll of a node. The pause counts if it is three times the longest one so far and at
 * least ten minutes. A poll learns neither its own schedule nor that its workflow was deactivated.
 *
 * @param now milliseconds of the monotonic clock
 * @returns milliseconds, or undefined if the pause is usual or only one poll has ended
 */
export function overduePoll({ lastAt, longestMs }: Polls, now: number): number | undefined {
	if (longestMs === undefined) return undefined;
	const pause = now - lastAt.steady;
	return pause >= Math.max(LEAST_POLL_PAUSE_MS, TIMES_LONGEST * longestMs) ? pause : undefined;
}
