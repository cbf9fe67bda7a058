import { DateTime } from 'luxon';

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a date and time as RFC 3339 writes it, in full. `Date.parse` takes "1" and "2026" too, which
 * would let bytes be shifted between a body and the timestamp that is signed behind it (facts/attacks.md 13).
 *
 * @returns epoch milliseconds, or undefined if it is none
 */
export function readRfc3339(text: unknown): number | undefined {
	if (typeof text !== 'string' || !DATE_TIME.test(text)) return undefined;
	const moment = DateTime.fromISO(text, { setZone: true });
	return moment.isValid ? moment.toMillis() : undefined;
}
