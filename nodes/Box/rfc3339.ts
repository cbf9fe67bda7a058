const DATE_TIME = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a date and time as RFC 3339 writes it, in full. `Date.parse` takes "1" and "2026" too, which
 * would let bytes be shifted between a body and the timestamp that is signed behind it (docs/facts/attacks.md 13).
 *
 * @returns epoch milliseconds, or undefined if it is none
 */
export function readRfc3339(text: unknown): number | undefined {
	const day = typeof text === 'string' ? DATE_TIME.exec(text)?.[1] : undefined;
	if (day === undefined || !isDay(day)) return undefined;
	const moment = Date.parse(text as string);
	return Number.isNaN(moment) ? undefined : moment;
}

/** `Date.parse` takes February 30 for March 2. */
function isDay(day: string): boolean {
	const midnight = new Date(`${day}T00:00:00Z`);
	return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
