/** Returns epoch milliseconds as ISO 8601 UTC in whole seconds: `2026-11-21T10:00:00Z`. */
export function isoSecond(ms: number): string {
	return `${naiveUtc(ms)}Z`;
}

/** Returns epoch milliseconds as a UTC date and time without a zone: `2026-11-21T10:00:00`. */
export function naiveUtc(ms: number): string {
	return new Date(ms).toISOString().slice(0, 19);
}

/**
 * Reads a date and time without a zone as UTC.
 *
 * @returns epoch milliseconds, or undefined if the text is not such a date
 */
export function readNaiveUtc(text: unknown): number | undefined {
	if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined;
	const ms = Date.parse(`${text}Z`);
	return Number.isNaN(ms) ? undefined : ms;
}

/** Returns epoch milliseconds rounded down to a whole second. */
export function floorToSecond(ms: number): number {
	return Math.floor(ms / 1000) * 1000;
}

/** Returns epoch milliseconds as Java's `Date.toString()` writes them, in UTC: `Mon Aug 20 15:30:07 UTC 2018`. */
export function javaDate(ms: number): string {
	// Always `Mon, 20 Aug 2018 15:30:07 GMT` (https://tc39.es/ecma262/#sec-date.prototype.toutcstring).
	const [weekday, day, month, year, time] = new Date(ms).toUTCString().replace(',', '').split(' ');
	return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
