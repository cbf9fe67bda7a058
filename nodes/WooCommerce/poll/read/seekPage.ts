import { err, PROBLEM, ok, type Result } from '../../../core/result';
import type { Hole, IdListing, IdRow } from '../../client/api';

/** How far a list that is ordered by ascending id has been read. */
export interface Position {
	/** Every row with an id up to this one has been read. */
	readonly afterId: number;
	/** The last known offset of the next row. Rows before it may have been deleted since. */
	readonly offset: number;
}

export const START: Position = { afterId: -1, offset: 0 };

/**
 * Maximum requests of one search. Its steps quadruple, then halve, so a million rows take fewer requests than this.
 * Only a list without order takes more.
 */
const MOST_REQUESTS = 32;

/** WooCommerce returns at most this many rows per page. */
const MOST_ROWS = 100;

/** The first step back. Most often only a few rows were deleted since the last page, and a short step keeps the page full. */
const FIRST_STRIDE = 8;

/** Returns the length of a page without unreadable rows at its end, so that the next page begins at a readable one. */
function usableLength(length: number, holes: readonly Hole[]): number {
	let usable = length;
	while (holes.some(({ index }) => index === usable - 1)) usable--;
	return usable;
}

export interface SeekedPage {
	/** The rows after the position, ascending. */
	readonly rows: readonly IdRow[];
	readonly position: Position;
	/** True if no row follows. */
	readonly end: boolean;
	readonly serverNow: number;
	readonly bytes: number;
	readonly requests: number;
}

export type ReadAt = (offset: number, limit: number) => Promise<Result<IdListing>>;

/**
 * Returns the next rows of a list, even if earlier rows were deleted since the last page.
 *
 * Deletions shift the pages: ten deletes on page 1 made page 2 skip ten rows (measured). So each page
 * is read from one row before its offset. If that row or an earlier one comes first, no row was
 * skipped. Otherwise the page has shifted, and the search continues further back.
 */
export async function seekPage(
	readAt: ReadAt,
	from: Position,
	pageSize: number,
): Promise<Result<SeekedPage>> {
	let offset = Math.max(0, from.offset - 1);
	let stride = Math.min(FIRST_STRIDE, pageSize - 1);
	/** The offset of the last row that was read is at least `reached`, and below `passed`. */
	let reached = 0;
	let passed: number | undefined;
	let limit = pageSize;
	for (let requests = 1; requests <= MOST_REQUESTS; requests++) {
		const read = await readAt(offset, limit);
		if (!read.ok) return read;
		const { rows, serverNow, bytes, holes = [], cutBy } = read.value;
		const { length = rows.length } = read.value;
		// Without a total, only an empty page shows the end of the list.
		const total = read.value.isUncounted ? Infinity : read.value.total;
		// A row that cannot be read does not show whether the page has shifted.
		if (offset > 0 && holes[0]?.index === 0) {
			offset--;
			continue;
		}
		const isAnchored = offset === 0 || (rows.length > 0 && rows[0].id <= from.afterId);
		const fresh = rows.filter(({ id }) => id > from.afterId);
		const isFull = length >= limit && cutBy === undefined;
		const isUnclear = isFull && fresh.length === 0 && usableLength(length, holes) < length;
		if (isAnchored && isUnclear && limit < MOST_ROWS) {
			// Rows after the position cannot be read, or the position is further on. A longer page shows which.
			limit = Math.min(limit + pageSize, MOST_ROWS);
			continue;
		}
		if (!isAnchored || (fresh.length === 0 && isFull)) {
			if (isAnchored) reached = offset + limit - 1;
			else passed = offset;
			const isBetween = passed !== undefined && reached > 0;
			const onward = isAnchored
				? offset + Math.max(stride, pageSize - 1)
				: Math.max(0, offset - stride);
			offset = isBetween ? (reached + (passed as number)) >> 1 : onward;
			stride *= 4;
			continue;
		}
		// The next request would fail at the same row.
		if (fresh.length === 0 && cutBy !== undefined) return { ok: false, problem: cutBy };
		const afterId = fresh.at(-1)?.id ?? from.afterId;
		return ok({
			rows: fresh,
			position: { afterId, offset: offset + usableLength(length, holes) },
			// A short page is the last one only if the count agrees: plugins hide rows from a page.
			end: !isFull && cutBy === undefined && (fresh.length === 0 || offset + length >= total),
			serverNow,
			bytes,
			requests,
		});
	}
	return err(
		PROBLEM.unordered,
		'The node could not read a list page by page: the shop ignores `offset`. Check the caches and plugins that change its REST API.',
	);
}
