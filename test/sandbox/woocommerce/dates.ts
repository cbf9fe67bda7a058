import type { SiteZone } from './zone';

/**
 * What WordPress accepts as a date in a query, with strtotime() behind it
 * (https://developer.wordpress.org/reference/functions/rest_parse_date/). A date without a time is
 * invalid. A fraction of a second is accepted and ignored.
 */
const DATE_PARAMETER =
	/^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(Z|[+-]\d{2}(?::\d{2})?)?$/;

/** A date in a query: its wall clock as written, and the offset if it names one. */
export interface DateParameter {
	wall: number;
	/** Seconds ahead of UTC; undefined for a naive date. */
	offset?: number;
}

/** Reads a date as the REST API does; undefined where it answers `Invalid date.` */
export function readDateParameter(text: string): DateParameter | undefined {
	const parts = DATE_PARAMETER.exec(text);
	if (!parts) return undefined;
	const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
	if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 59)
		return undefined;
	const wall = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
	return parts[7] === undefined ? { wall } : { wall, offset: readOffset(parts[7]) };
}

function readOffset(text: string): number {
	if (text === 'Z') return 0;
	const [hours, minutes = 0] = text.slice(1).split(':').map(Number);
	return (hours * 3600 + minutes * 60) * (text.startsWith('-') ? -1 : 1);
}

/** What a date in a query is compared with. */
export interface Boundary {
	/** The column that holds moments, or the one that holds the site's wall clocks. */
	scale: 'utc' | 'local';
	value: number;
}

/**
 * How WP_Date_Query reads a date for a table with a local and a GMT column. Any date becomes a wall
 * clock of the site; a naive one in the spring gap moves an hour on. That wall clock is compared
 * with the column that `dates_are_gmt` picks. So `Z` together with `dates_are_gmt` is wrong by the
 * site's offset. Measured: five hours too many in New York, nothing at all in Tokyo.
 */
export function boundaryOfPosts(
	date: DateParameter,
	datesAreGmt: boolean,
	zone: SiteZone,
): Boundary {
	return { scale: datesAreGmt ? 'utc' : 'local', value: zone.toWall(momentOf(date, zone)) };
}

/**
 * How the high-performance order tables read a date: they hold GMT only, so without `dates_are_gmt`
 * a date is turned into a moment (OrdersTableQuery::map_gmt_and_post_keys_to_hpos_keys); with it,
 * it goes the way of the posts.
 */
export function boundaryOfOrders(
	date: DateParameter,
	datesAreGmt: boolean,
	zone: SiteZone,
): Boundary {
	if (datesAreGmt) return boundaryOfPosts(date, true, zone);
	return { scale: 'utc', value: momentOf(date, zone) };
}

function momentOf(date: DateParameter, zone: SiteZone): number {
	return date.offset === undefined ? zone.toMoment(date.wall) : date.wall - date.offset;
}

/** A wall clock or a moment in the form of the API: whole seconds, no zone. */
export function formatSeconds(seconds: number): string {
	return new Date(seconds * 1000).toISOString().slice(0, 19);
}

/** Reads a naive date as UTC seconds; the opposite of `formatSeconds`. */
export function parseSeconds(text: string): number {
	const date = readDateParameter(text);
	if (!date) throw new Error(`Not a date of the form 2026-01-31T23:59:59: ${text}`);
	return date.wall - (date.offset ?? 0);
}

/** A date field and its `_gmt` twin. */
export function dateTwins(
	field: string,
	utc: number | null,
	zone: SiteZone,
): Record<string, string | null> {
	return {
		[field]: utc === null ? null : formatSeconds(zone.toWall(utc)),
		[`${field}_gmt`]: utc === null ? null : formatSeconds(utc),
	};
}
