import type { IdSet } from './idSet';

/** Ids of a part of the list, ascending, and the total of the list. */
export interface RankedPage {
	ids: readonly number[];
	total: number;
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
}

export interface Difference {
	/** Known, and not in the list. */
	missing: number[];
	/** In the list, and not known. */
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
 * The result is a set of candidates only, because the list may change or be inconsistent.
 *
 * @returns true if the list did not change and every part that differs was read
 */
export async function* diffByRank(
	known: IdSet,
	{ total, topId, agreedTopId }: ListEnd,
	pageAt: PageAt,
	pageSize: number,
): AsyncGenerator<Difference, boolean> {
	const open: Segment[] = [{ after: -1, before: Infinity, from: 0, to: total }];
	let begin: number | undefined;
	let isSteady = true;
	if (topId !== undefined) {
		open.push(...divide(open.splice(0)[0], total - 1, [topId]));
		if (!known.has(topId)) yield { missing: [], surplus: [topId] };
		if (topId > agreedTopId) {
			const fresh = known.size - known.rankOf(agreedTopId + 1);
			begin = Math.max(0, total - 1 - Math.max(fresh, pageSize));
		}
	}
	for (let segment = open.pop(); segment !== undefined; segment = open.pop()) {
		const rows = segment.to - segment.from;
		if (rows === countWithin(known, segment) && begin === undefined) continue;
		if (rows <= 0) {
			yield* allWithin(known, segment);
			continue;
		}
		const pages = Math.ceil(rows / pageSize);
		// The last page ends with the list: a total that is too high must not lead past its end.
		const middle =
			pages <= 2
				? Math.max(segment.from, segment.to - pageSize)
				: segment.from + pageSize * (pages >> 1);
		const offset = begin ?? middle;
		begin = undefined;
		const page = await pageAt(offset);
		// An empty page, or a total that now matches, contradicts the difference.
		const isTakenBack = page?.total === known.size && total !== known.size;
		if (page === undefined || page.ids.length === 0 || isTakenBack) return false;
		isSteady &&= page.total === total;
		const last = page.ids[page.ids.length - 1];
		const isShort = page.ids.length < pageSize && last < segment.before;
		if (isShort && offset + page.ids.length < segment.to) return false;
		yield compare(known, page.ids, segment);
		open.push(...divide(segment, offset, page.ids));
	}
	return isSteady;
}

/** Returns the rest of a segment on either side of a page. The lower part is last, so it is read next. */
function divide({ after, before, from, to }: Segment, offset: number, page: readonly number[]) {
	const first = page[0];
	const last = page[page.length - 1];
	const above = { after: last, before, from: offset + page.length, to };
	const below = { after, before: first, from, to: offset };
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
