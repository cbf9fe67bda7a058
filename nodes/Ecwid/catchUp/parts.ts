import { floorToSecond } from '../../core/dates';
import { ok, unexpected, type Result } from '../../core/result';
import type { Cursor } from '../../core/vendor';
import type { Ask } from '../client/client';
import { listAll, listShare, type Listing } from '../client/listing';

/** Where the next look continues with a list that is too long for one look. Epoch milliseconds. */
export interface Start {
	/** Rows that were last changed before this have been read. */
	from: number;
	/** The start of the first part. Objects that were created since then are new. */
	first: number;
	/** Estimated length of the next part's period, in milliseconds. */
	span: number;
}

/**
 * The limits of one part. Parsed rows take several times the memory of their text, and other lists are in memory too. A
 * smaller part would cost more requests: after each part, an empty page shows that it has no more rows.
 */
const SHARE = { rows: 5_000, bytes: 16 * 1024 * 1024 };

/** Ecwid compares dates by the second. */
const SHORTEST_MS = 1_000;

/** Bisecting decades down to a second takes some 30 requests. */
const MOST_PROBES = 80;

/** How full the next part should be, so that it is seldom too long. */
const WANTED = 0.8;

/** How much longer the next period can be than the last one. */
const MOST_GROWTH = 8;

/** Reads where to continue with a list. Undefined if the last look read it to its end. */
export function readStart({ behind = {} }: Cursor, path: string): Start | undefined {
	const { [path]: from, [`${path}/first`]: first, [`${path}/span`]: span } = behind;
	return from === undefined || first === undefined || span === undefined
		? undefined
		: { from, first, span };
}

/** Writes where to continue with a list into the `behind` of a cursor. */
export function keepStart(
	behind: Record<string, number>,
	path: string,
	{ from, first, span }: Start,
): void {
	Object.assign(behind, { [path]: from, [`${path}/first`]: first, [`${path}/span`]: span });
}

/** A part of a list: the rows that were last changed within a period. */
interface Part {
	listing: Listing;
	from: number;
	/** The end of the period, and how long the next one can be. Absent if the list was read to its end. */
	rest?: { to: number; span: number };
}

/**
 * Reads the rows of a list that changed since a time, or the earliest part of them if they are too many. The order of a list is
 * unknown, so a part is a period. Its length is found by asking for the totals of periods.
 *
 * @param from epoch milliseconds
 * @param span estimated length of the period, in milliseconds. Defaults to the whole time
 * @param endAt returns the time before which changes count, for a given time of Ecwid's clock
 */
export async function readPart(
	ask: Ask,
	path: string,
	{ from: begin, span }: { from: number; span?: number },
	endAt: (serverNow: number) => number,
	mostBytes: number,
): Promise<Result<Part>> {
	let from = begin;
	let to = span === undefined ? undefined : from + span;
	/** The period up to here is known to have too many rows. */
	let tooLongAt: number | undefined;
	/** How many rows there are in the whole time. */
	let most = Infinity;
	let end = endAt(Infinity);
	for (let probe = 0; probe < MOST_PROBES; probe++) {
		if (to !== undefined && to >= end) to = undefined;
		const isShortest = (to ?? end) - from <= SHORTEST_MS;
		const query = {
			updatedFrom: String(Math.floor(from / 1000)),
			...(to !== undefined && { updatedTo: String(Math.ceil(to / 1000)) }),
		};
		const share = isShortest ? undefined : SHARE;
		const read = await listShare(ask, path, query, mostBytes, share);
		if (!read.ok) return read;
		end = Math.min(end, endAt(read.value.serverNow));
		if ('total' in read.value) {
			const { total, wanted } = read.value;
			const until: number = Math.min(to ?? end, end);
			const length = (until - from) * Math.min(wanted / total, 0.5);
			if (to === undefined) most = total;
			tooLongAt = until;
			to = from + Math.max(floorToSecond(length), SHORTEST_MS);
			// All rows are of one second, or the list ignores periods. Reading it second by second would never end.
			const isWhole = total >= most && to - from <= SHORTEST_MS;
			if (!isWhole) continue;
			const query = { updatedFrom: String(Math.floor(from / 1000)) };
			const whole = await listAll(ask, path, query, mostBytes);
			return whole.ok ? ok({ listing: whole.value, from }) : whole;
		}
		const listing = read.value;
		if (to === undefined) return ok({ listing, from });
		// The period ends after Ecwid's present time.
		if (to > end) continue;
		const length: number = to - from;
		const { length: rows } = listing.rows;
		if (rows > 0 || listing.oddRows > 0) {
			const growth = Math.min(
				(SHARE.rows * WANTED) / Math.max(rows, 1),
				(SHARE.bytes * WANTED) / listing.bytes,
				MOST_GROWTH,
			);
			return ok({ listing, from, rest: { to, span: Math.max(length * growth, SHORTEST_MS) } });
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
