import { floorToSecond } from '../../core/dates';
import { ok, unexpected, type Result } from '../../core/result';
import type { Cursor } from '../../core/vendor';
import type { Ask } from '../client/client';
import { listFrom, type PlacedListing } from '../client/listFrom';
import { listShare, type Listing, type Share, type TooLong } from '../client/listing';
import type { IdOf, Moved, Place } from '../client/pages';

/** Where the next look continues with a list that is too long for one look. Times are in epoch milliseconds. */
export interface Start {
	/** The start of the next part's period. Rows that are dated before this have been read. */
	from: number;
	/** Changes before this are not read. */
	first: number;
	/** Objects that were created since this are new. */
	bornSince: number;
	/** Changes since this are read after the last part. */
	until: number;
	/** Length of the next part's period, in milliseconds. An estimate, unless there is a `place`. */
	span: number;
	/** Where the reading continues within the part. Absent at its beginning. */
	place?: Place;
	/** How often `place` was not found again in this part. Absent if it was always found. */
	lost?: number;
	/** 1 if the list cannot be divided into periods. */
	undivided?: number;
}

/**
 * How much of a list is read at once. Parsed rows take several times the memory of their text, and other lists are in memory
 * too.
 */
const ENOUGH: Share = { rows: 5_000, bytes: 16 * 1024 * 1024 };

/**
 * Maximum number of rows of a part, by the date that divides the list (`PartReading.by`). With `created`, several looks can read one part,
 * so a part can have more rows. Smaller parts would cost more requests, because the last page of a part is seldom
 * full.
 */
const MOST_ROWS = { created: 9_000, updated: ENOUGH.rows, deleted: ENOUGH.rows };

/**
 * Maximum number of rows that are read at once if a list cannot be divided into periods. Each row can have two events, with
 * about a kilobyte each.
 */
const MOST_UNDIVIDED = 16_000;

/** How often a part is begun again because its place was not found. After that, one look reads the whole part. */
const MOST_LOST = 3;

/**
 * If a place was not found this often, the list has no stable order. For example, the results of a search can have equal
 * ranks. The part is then read without comparing rows of two pages, because reading it would otherwise never end.
 */
const MOST_LOST_AT_ALL = 10;

const WHOLE: Share = { rows: Infinity, bytes: Infinity };

/** The parameters for the beginning and the end of a period. */
const PARAMETERS = {
	created: ['createdFrom', 'createdTo'],
	updated: ['updatedFrom', 'updatedTo'],
	deleted: ['from_date', 'to_date'],
} as const;

/** Ecwid compares dates by the second. */
const SHORTEST_MS = 1_000;

/** Bisecting decades down to a second takes some 30 requests. */
const MOST_PROBES = 80;

/** The share of a page's rows that the previous page does not have. */
const NEW_ROWS = 0.99;

/** How full the next part should be, so that it is seldom too long. */
const WANTED = 0.8;

/** How much longer the next period can be than the last one. */
const MOST_GROWTH = 8;

/** Reads where to continue with a list. Undefined if the last look read it to its end. */
export function readStart(cursor: Cursor, path: string): Start | undefined {
	const { behind = {} } = cursor;
	const of = (name: string): number | undefined => behind[`${path}/${name}`];
	const { [path]: from } = behind;
	const [first, until, span] = [of('first'), of('until'), of('span')];
	const [offset, last] = [of('offset'), of('last')];
	const [lost, undivided] = [of('lost'), of('undivided')];
	if (from === undefined || first === undefined || until === undefined || span === undefined)
		return undefined;
	const bornSince = readBornSince(cursor, path) ?? first;
	const place = offset === undefined || last === undefined ? undefined : { offset, last };
	return {
		...{ from, first, bornSince, until, span },
		...(place && { place }),
		...(lost !== undefined && { lost }),
		...(undivided !== undefined && { undivided }),
	};
}

/** Reads `bornSince` of a list. Undefined if the list was not read in parts. */
export function readBornSince({ behind = {} }: Cursor, path: string): number | undefined {
	return behind[`${path}/bornSince`];
}

/** Writes where to continue with a list into the `behind` of a cursor. */
export function keepStart(
	behind: Record<string, number>,
	path: string,
	{ from, place, ...others }: Start,
): void {
	behind[path] = from;
	for (const [name, value] of Object.entries({ ...others, ...place }))
		behind[`${path}/${name}`] = value;
}

/**
 * Writes a list's own watermark into the `behind` of a cursor. `bornSince` stays after the last part too. A change can move
 * an object to a page that was already read. A later look then finds this change, and the object must still count as new.
 *
 * @param read the cursor with which the list was read
 */
export function keepWatermark(
	behind: Record<string, number>,
	path: string,
	watermark: number,
	read: Cursor,
): void {
	const bornSince = readBornSince(read, path);
	behind[path] = watermark;
	if (bornSince !== undefined) behind[`${path}/bornSince`] = bornSince;
}

/** A part of a list. */
interface Part {
	listing: Listing;
	/** The period of the part, in epoch milliseconds. */
	from: number;
	to: number;
	/** Changes since this are in no part. */
	until: number;
	/** Absent if the list was read to its end. */
	next?: Start;
	/** Whether the list cannot be divided into periods. */
	isUndivided: boolean;
}

/** How a list is read. */
export interface PartReading {
	/**
	 * The date that divides a list into parts. With `created`, a row leaves a part only if its object is deleted, so the
	 * pages that were already read stay valid after a change. With `updated`, the parts are in the order of the changes. A
	 * list of deleted objects has only the date of the deletion.
	 */
	by: 'created' | 'updated' | 'deleted';
	/** Returns the end of the window at a given time of Ecwid's clock. Later changes are not read yet. */
	endAt(serverNow: number): number;
	mostBytes: number;
	/** Approximate number of rows to read. Defaults to as many as one look reads, which is also the maximum. */
	rows?: number;
	idOf: IdOf;
}

/**
 * Reads the rows of a list that changed since a time, or a part of them if they are too many. The order of a list is
 * unknown, so a part is a period. Its length is found by requesting the totals of periods.
 *
 * @param begin where to continue with a list, or only `first` and `bornSince` to begin with it
 */
export async function readPart(
	ask: Ask,
	path: string,
	begin: Start | Pick<Start, 'first' | 'bornSince'>,
	reading: PartReading,
): Promise<Result<Part>> {
	const { by, endAt } = reading;
	const { first, bornSince } = begin;
	const start = 'span' in begin ? begin : undefined;
	let from = start?.from ?? (by === 'created' ? 0 : first);
	let to = start && from + start.span;
	let place = start?.place;
	let lost = start?.lost ?? 0;
	let end = start?.until ?? endAt(Infinity);
	/** The earliest end known so far at which a period that begins at `from` has too many rows. */
	let tooLongAt: number | undefined;
	/** How many rows the list has without a period. */
	let all = Infinity;
	/** Whether the list is read without periods. */
	let isUndivided = start?.undivided !== undefined;
	for (let probe = 0; probe < MOST_PROBES; probe++) {
		const isPart = start !== undefined || to !== undefined;
		// The last part has no upper bound. It includes objects whose date is in the future.
		if (to !== undefined && to >= end) to = undefined;
		const isShortest = (to ?? end) - from <= SHORTEST_MS;
		const period = { isPart, isShortest, isUndivided, place, lost };
		const read = await readPeriod(ask, path, queryOf(by, first, { from, to }), period, reading);
		if (!read.ok) return read;
		if (start === undefined) end = Math.min(end, endAt(read.value.serverNow));
		if ('isMoved' in read.value) {
			place = undefined;
			lost++;
			continue;
		}
		if ('total' in read.value) {
			const periodEnd: number = to ?? end;
			const length = (periodEnd - from) * Math.min(read.value.wanted / read.value.total, 0.5);
			if (to === undefined) all = read.value.total;
			tooLongAt = periodEnd;
			to = from + Math.max(floorToSecond(length), SHORTEST_MS);
			place = undefined;
			// All rows are of one second, or the list ignores periods. Reading it second by second would never end.
			isUndivided = read.value.total >= all && to - from <= SHORTEST_MS;
			if (isUndivided) to = undefined;
			continue;
		}
		const listing: PlacedListing = read.value;
		const part = { listing, from, to: to ?? end, until: end, isUndivided };
		const length: number = part.to - from;
		const rest = { first, bornSince, until: end };
		if (listing.next !== undefined) {
			const next = { from, ...rest, span: length, place: listing.next };
			const marks = { ...(lost > 0 && { lost }), ...(isUndivided && { undivided: 1 }) };
			return ok({ ...part, next: { ...next, ...marks } });
		}
		if (to === undefined) return ok(part);
		const count = (place?.offset ?? 0) + listing.rows.length + listing.oddRows;
		if (count > 0) {
			const span = Math.max(Math.round(length * growthOf(by, count, listing.bytes)), SHORTEST_MS);
			return ok({ ...part, next: { from: to, ...rest, span } });
		}
		from = to;
		const isKnown = tooLongAt !== undefined && tooLongAt > from;
		const next = isKnown ? ((tooLongAt as number) - from) / 2 : length * MOST_GROWTH;
		to = from + Math.max(floorToSecond(next), SHORTEST_MS);
	}
	return unexpected(
		`Ecwid's list of ${path} was not read: its totals contradict each other. Wait for the next check.`,
	);
}

/** What is known of a period before it is read. */
interface Period {
	/** Whether it is a part of a list that is too long for one look. */
	isPart: boolean;
	/** Whether it cannot be shorter. */
	isShortest: boolean;
	/** Whether it is the rest of a list that cannot be divided into periods. */
	isUndivided: boolean;
	place: Place | undefined;
	/** How often a place in it was not found again. */
	lost: number;
}

/** Reads the rows of a period, or as many of them as one look needs. If the period has too many rows, returns their number. */
async function readPeriod(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
	{ isPart, isShortest, isUndivided, place, lost }: Period,
	{ by, mostBytes, rows = Infinity, idOf }: PartReading,
): Promise<Result<PlacedListing | TooLong | Moved>> {
	const isLimited = !isShortest && !isUndivided;
	// A replay (`updated`) emits the earliest changes first, and ends once it has enough. If a list cannot be divided into
	// periods, any of its rows can be the earliest change. So one look must read all of them. A period of a second can have
	// many rows, for example after a bulk deletion, so several looks can read it.
	const canTakeManyLooks =
		(by === 'created' && isPart) || (by !== 'updated' && isUndivided) || isShortest;
	// A list that is not too long is read in one look. If each look read only a few rows, the list could grow faster than that.
	if (!canTakeManyLooks && place === undefined)
		return await listShare(ask, path, query, mostBytes, isLimited ? ENOUGH : undefined, idOf);
	// Each page repeats a row of the previous one. Without this factor, 400 rows would take five pages instead of four.
	const some = { ...ENOUGH, rows: Math.floor(Math.min(rows, ENOUGH.rows) * NEW_ROWS) };
	const ofUndivided = { ...ENOUGH, rows: Math.min(rows, MOST_UNDIVIDED) };
	const isOftenLost = isLimited && lost > MOST_LOST;
	return await listFrom(ask, path, query, {
		...{ place, mostBytes },
		most: isLimited ? MOST_ROWS[by] : Infinity,
		enough: isOftenLost ? WHOLE : isUndivided ? ofUndivided : some,
		idOf: lost > MOST_LOST_AT_ALL ? () => undefined : idOf,
	});
}

/** Returns the parameters for the rows of a period. Without an end, the period has no upper bound. */
function queryOf(
	by: PartReading['by'],
	first: number,
	{ from, to }: { from: number; to?: number },
): Record<string, string> {
	const [beginning, end] = PARAMETERS[by];
	return {
		...(by === 'created' && { updatedFrom: startOf(first) }),
		[beginning]: startOf(from),
		...(to !== undefined && { [end]: String(Math.ceil(to / 1000)) }),
	};
}

const startOf = (ms: number) => String(Math.floor(ms / 1000));

/**
 * Returns how much longer the next part's period can be.
 *
 * @param count number of rows of the last part
 * @param bytes their length. Not used if several looks can read a part
 */
function growthOf(by: PartReading['by'], count: number, bytes: number): number {
	const byRows = (MOST_ROWS[by] * WANTED) / count;
	const byBytes = by === 'created' ? Infinity : (ENOUGH.bytes * WANTED) / bytes;
	return Math.min(byRows, byBytes, MOST_GROWTH);
}
