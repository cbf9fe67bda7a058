import { isObject } from '../../core/json';
import { ok, type Result } from '../../core/result';
import type { Row } from '../resources';
import type { Ask } from './client';
import {
	excessOf,
	MOST_PAGES,
	tooLarge,
	unreadable,
	type Listing,
	type Share,
	type TooLong,
} from './listing';
import { Pages, type IdOf, type Moved, type Place } from './pages';

/** Rows of a list, and where the reading can continue. */
export interface PlacedListing extends Listing {
	/** Absent if the list was read to its end. */
	next?: Place;
}

/** Which rows of a list are read. */
export interface Reading {
	/** Defaults to the beginning of the list. */
	place?: Place;
	/** The reading ends once it has this much. */
	enough: Share;
	/** A list with more rows is not read. */
	most: number;
	/** Maximum number of bytes of all pages. */
	mostBytes: number;
	idOf: IdOf;
}

/**
 * Reads the rows of a list from a place to its end, or until there are enough of them.
 *
 * @returns `isMoved` if the reading could not continue at its place, because the row before it was not found there
 */
export async function listFrom(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
	{ place: begin, enough, most, mostBytes, idOf }: Reading,
): Promise<Result<PlacedListing | TooLong | Moved>> {
	const pages = new Pages(ask, path, query, idOf, begin);
	const rows: Row[] = [];
	let first: { total: number; serverNow: number } | undefined;
	let [bytes, count] = [0, 0];
	for (let page = 0; page < MOST_PAGES; page++) {
		const { place } = pages;
		const answer = await pages.next();
		if (!answer.ok) return answer;
		const serverNow = first?.serverNow ?? answer.value.serverNow;
		if ('isMoved' in answer.value) {
			if (page === 0) return ok({ isMoved: true, serverNow });
			// The rows that were read so far are returned.
			return ok({ rows, oddRows: count - rows.length, bytes, serverNow, next: place });
		}
		const { fresh, total, isLast } = answer.value;
		first ??= { total, serverNow };
		if (begin === undefined && total > most) return ok({ total, wanted: most, serverNow });
		bytes += answer.value.bytes;
		if (bytes > mostBytes) return tooLarge(path, mostBytes);
		const excess = excessOf(answer.value, first.total);
		if (excess !== undefined) return unreadable(path, excess);
		count += fresh.length;
		// One malformed row must not prevent reading the others.
		for (const item of fresh) if (isObject(item)) rows.push(item);
		const listing = { rows, oddRows: count - rows.length, bytes, serverNow };
		if (isLast) return ok(listing);
		const isEnough = count >= enough.rows || bytes >= enough.bytes;
		if (isEnough && pages.place !== undefined) return ok({ ...listing, next: pages.place });
	}
	return unreadable(path, `it has more than ${MOST_PAGES} pages`);
}
