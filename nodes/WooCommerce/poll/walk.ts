import { err, PROBLEM, ok, type Result } from '../../core/result';
import type { IdListing, IdRow } from '../api';

/** How far a list, ordered by ascending id, has been read. */
export interface Position {
	/** Every row with an id up to this one has been read. */
	afterId: number;
	/** Where the next row stood when last seen; rows before it may have gone since. */
	offset: number;
}

export const START: Position = { afterId: -1, offset: 0 };

/** Steps quadruple and are halved then, so even a million rows are crossed by less; a list that goes round is not. */
const MOST_REQUESTS = 32;

export interface Step {
	/** The rows after the position, ascending. */
	rows: IdRow[];
	position: Position;
	/** True when no row follows. */
	end: boolean;
	listing: IdListing;
	requests: number;
}

export type ReadAt = (offset: number, limit: number) => Promise<Result<IdListing>>;

/**
 * Reads the next rows of a list whose rows may vanish meanwhile. Page numbers shift then (measured:
 * ten deletes on page 1 made page 2 skip ten rows), so each page is asked for from one row before
 * its place: while that row, or an earlier one, comes first, nothing was skipped; if not, it steps back.
 */
export async function step(
	readAt: ReadAt,
	from: Position,
	pageSize: number,
): Promise<Result<Step>> {
	let offset = Math.max(0, from.offset - 1);
	let stride = pageSize - 1;
	/** The last known row stands at or after the one, and before the other. */
	let reached = 0;
	let passed: number | undefined;
	for (let requests = 1; requests <= MOST_REQUESTS; requests++) {
		const read = await readAt(offset, pageSize);
		if (!read.ok) return read;
		const { rows, total } = read.value;
		const isAnchored = offset === 0 || (rows.length > 0 && rows[0].id <= from.afterId);
		const fresh = rows.filter(({ id }) => id > from.afterId);
		const isFull = rows.length >= pageSize;
		if (!isAnchored || (fresh.length === 0 && isFull)) {
			if (isAnchored) reached = offset + pageSize - 1;
			else passed = offset;
			const isBetween = passed !== undefined && reached > 0;
			const onward = isAnchored ? offset + stride : Math.max(0, offset - stride);
			offset = isBetween ? (reached + (passed as number)) >> 1 : onward;
			stride *= 4;
		} else {
			return ok({
				rows: fresh,
				position: {
					afterId: fresh.at(-1)?.id ?? from.afterId,
					offset: offset + rows.length,
				},
				// A short page is the last only if the count agrees: plugins hide rows from a page.
				end: !isFull && (fresh.length === 0 || offset + rows.length >= total),
				listing: read.value,
				requests,
			});
		}
	}
	return err(PROBLEM.unordered, 'A list of the shop ignores where its pages are to begin.');
}
