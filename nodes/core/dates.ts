/**
 * ISO 8601 in UTC: `2026-11-28T10:00:00Z`, with or without seconds and their parts. The host may have zod 3 or
 * zod 4, and their own checks of dates differ. Databases have no year 0.
 */
export const ISO_UTC =
	/^(?!0000)(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8])))T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,30})?)?Z$/;

/** Matches each text that `ISO_UTC` matches, and a few days that no calendar has, without assertions. */
export const ISO_UTC_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,30})?)?Z$/;

/** `Z`, `+02:00` or `+0200`. */
const ZONE = /(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/;

/**
 * Returns the UTC form of an ISO 8601 date and time with a time zone.
 *
 * @param text such as `2026-11-28T12:00:00+02:00`; seconds are optional
 * @returns ISO 8601 in UTC with milliseconds, or undefined if the text or its UTC form does not fit `ISO_UTC`
 */
export function readIsoDate(text: string): string | undefined {
	const zone = ZONE.exec(text)?.[0];
	if (zone === undefined || !ISO_UTC.test(`${text.slice(0, -zone.length)}Z`)) return undefined;
	const iso = new Date(text).toISOString();
	return ISO_UTC.test(iso) ? iso : undefined;
}

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Returns epoch milliseconds if an event can have that date. A time zone can move a year to 0 or 10000, whose UTC
 * form does not fit `ISO_UTC`.
 *
 * @returns undefined for other numbers, and for NaN
 */
export function eventTime(ms: number): number | undefined {
	return ms >= FIRST_MS && ms <= LAST_MS ? ms : undefined;
}

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
	return eventTime(Date.parse(`${text}Z`));
}

/** A date and time without a zone, with `T` or a space between them. */
const NAIVE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?$/;

/**
 * Reads a date that begins with a year, such as `2026-11-21 10:00:00 +0000`. Without a zone it is in UTC, because the
 * time zone of n8n's process must not decide about events.
 *
 * @returns epoch milliseconds, or NaN if the text is not such a date
 */
export function parseDate(text: string): number {
	if (!/^\d{4}-\d\d-\d\d/.test(text)) return Number.NaN;
	return Date.parse(NAIVE.test(text) ? `${text.replace(' ', 'T')}Z` : text);
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
