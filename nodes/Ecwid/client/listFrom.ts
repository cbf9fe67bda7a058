import { createHash } from 'node:crypto';

import { isObject } from '../../core/json';
import { ok, type Result } from '../../core/result';
import type { Row } from '../resources';
import type { Ask } from './client';
import {
	askPage,
	excessOf,
	isLastPage,
	MOST_PAGES,
	PAGE,
	tooLarge,
	unreadable,
	type Listing,
	type Share,
	type TooLong,
} from './listing';

/** A place within a list whose order is unknown. Rows before it can be deleted, and changes can move rows. */
export interface Place {
	/** Number of rows before the place. */
	offset: number;
	/** Digest of the id of the row before the place (`digestOf`). */
	last: number;
}

/** Rows of a list, and where the reading can continue. */
export interface PlacedListing extends Listing {
	/** Absent if the list was read to its end. */
	next?: Place;
}

/** A reading that could not continue at its place, because the row before it was not found there. */
export interface Moved {
	isMoved: true;
	/** Epoch milliseconds. */
	serverNow: number;
}

/** What is read of a list. */
export interface Reading {
	/** Defaults to the beginning of the list. */
	place?: Place;
	/** The reading ends once it has this much. */
	enough: Share;
	/** A list with more rows is not read. */
	most: number;
	/** Most bytes of all pages. */
	mostBytes: number;
	idOf(row: Row): string | undefined;
}

/**
 * Reads the rows of a list from a place on, until its end or until they are enough. Each page begins with the last row of the
 * previous one, which shows whether rows have moved to pages that were already read. The total would not show it if a row
 * was deleted and another one was created.
 */
export async function listFrom(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
	reading: Reading,
): Promise<Result<PlacedListing | TooLong | Moved>> {
	const { place } = reading;
	const begin = Math.max((place?.offset ?? 0) - 1, 0);
	const read = await readOn(ask, path, query, reading, begin);
	if (!read.ok || !('isMoved' in read.value)) return read;
	// Usually, few rows were deleted. Their successors are then up to a page earlier.
	return await readOn(ask, path, query, reading, Math.max(begin - PAGE, 0));
}

async function readOn(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
	{ place: begin, enough, most, mostBytes, idOf }: Reading,
	beginAt: number,
): Promise<Result<PlacedListing | TooLong | Moved>> {
	const rows: Row[] = [];
	let place = begin;
	let offset = beginAt;
	let first: { total: number; serverNow: number } | undefined;
	let [bytes, count] = [0, 0];
	for (let page = 0; page < MOST_PAGES; page++) {
		const answer = await askPage(ask, path, query, offset);
		if (!answer.ok) return answer;
		const { items, total } = answer.value;
		first ??= { total, serverNow: answer.value.serverNow };
		const { serverNow } = first;
		if (begin === undefined && total > most) return ok({ total, wanted: most, serverNow });
		bytes += answer.value.bytes;
		if (bytes > mostBytes) return tooLarge(path, mostBytes);
		const known = place === undefined ? 0 : 1 + indexOf(items, place, idOf);
		const isMoved = place !== undefined && known === 0;
		if (isMoved && page === 0) return ok({ isMoved, serverNow });
		// What was read so far counts. The next reading looks for the place a page earlier.
		if (isMoved) return ok({ rows, oddRows: count - rows.length, bytes, serverNow, next: place });
		const isRepeated = page > 0 && known === PAGE;
		const excess = isRepeated
			? 'it repeats a page'
			: excessOf({ length: items.length, total, growth: total - first.total });
		if (excess !== undefined) return unreadable(path, excess);
		const fresh = items.slice(known);
		count += fresh.length;
		// One malformed row must not prevent reading the others.
		for (const item of fresh) if (isObject(item)) rows.push(item);
		offset += items.length;
		const listing = { rows, oddRows: count - rows.length, bytes, serverNow };
		if (isLastPage(items, offset, total)) return ok(listing);
		place = placeAfter(items, offset, idOf);
		const isEnough = count >= enough.rows || bytes >= enough.bytes;
		if (isEnough && place !== undefined) return ok({ ...listing, next: place });
		if (place !== undefined) offset -= 1;
	}
	return unreadable(path, `it has more than ${MOST_PAGES} pages`);
}

/** Returns the index of the row before a place, or -1. */
function indexOf(items: readonly unknown[], { last }: Place, idOf: Reading['idOf']): number {
	return items.findIndex((item) => digestOf(item, idOf) === last);
}

/** Returns the place after a page. Undefined if its last row has no id. */
function placeAfter(items: readonly unknown[], offset: number, idOf: Reading['idOf']) {
	const last = digestOf(items.at(-1), idOf);
	return last === undefined ? undefined : { offset, last };
}

/** Returns 48 bits of a hash of a row's id, because a cursor holds numbers only. */
function digestOf(item: unknown, idOf: Reading['idOf']): number | undefined {
	const id = isObject(item) ? idOf(item) : undefined;
	return id === undefined ? undefined : createHash('sha256').update(id).digest().readUIntBE(0, 6);
}
