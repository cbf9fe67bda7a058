import type { IdSet } from './idSet';

/** Ids of a part of the list, ascending, and the total of the list. */
export interface RankedPage {
	ids: readonly number[];
	total: number;
	/** Whether the rest of the page could not be read. */
	isCut?: boolean;
}

/** Reads the page whose first id has `offset` ids before it; returns undefined to give up. */
export type PageAt = (offset: number) => Promise<RankedPage | undefined>;

/** The end of the list as it was last seen. */
export interface ListEnd {
	total: number;
	/** The highest id; undefined for an empty list. */
	topId: number | undefined;
	/**
	 * The highest id of the list when it last had exactly the known ids. Objects that were added above it
	 * can cancel out deletes below it. So the search reads the page at this id even if the counts agree.
	 */
	agreedTopId: number;
	/** Whether the total counts rows that no page shows. Then the whole list is read, even if the counts agree. */
	isMiscounted?: boolean;
}

export interface Difference {
	/** Known ids that are not in the list. */
	missing: number[];
	/** Ids in the list that are not known. */
	surplus: number[];
}

/** The ids between two others, both excluded, and their ranks in the list. */
interface Segment {
	after: number;
	before: number;
	from: number;
	to: number;
}

const MOST_AT_ONCE = 1000;

/**
 * Finds the ids in which a list differs from the known ids, by reading pages at chosen ranks.
 *
 * Each page compares its own ids. Its rank shows how many ids the list has on either side. A side with
 * as many ids as are known is skipped. Pages do not overlap, so many differences cost no more requests
 * than the whole list. One difference among a million ids costs 14.
 *
 * A page can be short in the middle of the list: a server returns fewer rows than asked, or a plugin hides some that the
 * total counts. It then counts for as many ranks as the fullest page had rows. If that number is wrong, a
 * rank is wrong too, and the search reads the pages around it.
 *
 * The result is a set of candidates only, because the list may change or be inconsistent.
 *
 * @returns true if the list did not change and every part that differs was read
 */
export async function* diffByRank(
	known: IdSet,
	{ total, topId, agreedTopId, isMiscounted = false }: ListEnd,
	pageAt: PageAt,
	pageSize: number,
): AsyncGenerator<Difference, boolean> {
	const open: Segment[] = [{ after: -1, before: Infinity, from: 0, to: total }];
	let begin: number | undefined;
	let isSteady = true;
	/** Rows of the fullest page; 0 before the first one. */
	let most = 0;
	if (topId !== undefined) {
		open.push(...divide(open.splice(0)[0], { offset: total - 1, end: total, ids: [topId] }));
		if (!known.has(topId)) yield { missing: [], surplus: [topId] };
		if (topId > agreedTopId) {
			const fresh = known.size - known.rankOf(agreedTopId + 1);
			begin = Math.max(0, total - 1 - Math.max(fresh, pageSize));
		}
	}
	for (let segment = open.pop(); segment !== undefined; segment = open.pop()) {
		const rows = segment.to - segment.from;
		const isSame = rows === countWithin(known, segment) && !isMiscounted;
		if (isSame && begin === undefined) continue;
		if (rows <= 0) {
			yield* allWithin(known, segment);
			continue;
		}
		const size = most === 0 ? pageSize : most;
		const pages = Math.ceil(rows / size);
		// The last page ends with the list: a total that is too high must not lead past its end.
		const middle =
			pages <= 2 ? Math.max(segment.from, segment.to - size) : segment.from + size * (pages >> 1);
		const offset = begin ?? middle;
		begin = undefined;
		const page = await pageAt(offset);
		// An empty page, or a total that now matches, contradicts the difference.
		const isTakenBack = page?.total === known.size && total !== known.size;
		if (page === undefined || page.ids.length === 0 || isTakenBack) return false;
		isSteady &&= page.total === total;
		const { ids } = page;
		const last = ids[ids.length - 1];
		// The last page of the list is shorter than what a page can have.
		const isInside = last < segment.before;
		if (isInside || ids.length === pageSize) most = Math.max(most, ids.length);
		if (ids[0] >= segment.before || last <= segment.after) {
			// The list has moved, or repeats one page.
			isSteady = false;
			continue;
		}
		yield compare(known, ids, segment);
		if (page.isCut === true) return false;
		open.push(...divide(segment, { offset, end: offset + Math.max(most, ids.length), ids }));
	}
	return isSteady;
}

/** A page of ascending ids, from the rank `offset` up to `end`, which is excluded. */
interface ReadPage {
	offset: number;
	end: number;
	ids: readonly number[];
}

/** Returns the rest of a segment on either side of a page. The lower part is last, so it is read next. */
function divide({ after, before, from, to }: Segment, { offset, end, ids }: ReadPage): Segment[] {
	const above = { after: Math.max(after, ids[ids.length - 1]), before, from: end, to };
	const below = { after, before: Math.min(before, ids[0]), from, to: offset };
	return [above, below].filter((part) => part.after < part.before);
}

function compare(known: IdSet, page: readonly number[], { after, before }: Segment): Difference {
	const ids = page.filter((id) => id > after && id < before);
	const surplus = ids.filter((id) => !known.has(id));
	const first = Math.max(page[0], after + 1);
	const end = Math.min(page[page.length - 1] + 1, before);
	const shown = new Set(ids);
	const missing = known.between(known.rankOf(first), known.rankOf(end));
	return { surplus, missing: missing.filter((id) => !shown.has(id)) };
}

function countWithin(known: IdSet, { after, before }: Segment): number {
	return known.rankOf(before) - known.rankOf(after + 1);
}

function* allWithin(known: IdSet, { after, before }: Segment): Generator<Difference> {
	const end = known.rankOf(before);
	for (let rank = known.rankOf(after + 1); rank < end; rank += MOST_AT_ONCE) {
		yield { missing: known.between(rank, Math.min(rank + MOST_AT_ONCE, end)), surplus: [] };
	}
}
