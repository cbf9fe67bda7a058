import { eventTime } from '../core/dates';

const DATE_TIME = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a full RFC 3339 date and time. `Date.parse` also accepts "1" and "2026". With such
 * timestamps, an attacker could move bytes between a body and the timestamp that is signed after it
 * (docs/facts/attacks.md 13).
 *
 * @returns epoch milliseconds, or undefined if the text is not such a date
 */
export function readRfc3339(text: unknown): number | undefined {
	const day = typeof text === 'string' ? DATE_TIME.exec(text)?.[1] : undefined;
	if (day === undefined || !isDay(day)) return undefined;
	return eventTime(Date.parse(text as string));
}

/** Whether a day exists: `Date.parse` reads February 30 as March 2. */
function isDay(day: string): boolean {
	const midnight = new Date(`${day}T00:00:00Z`);
	return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
