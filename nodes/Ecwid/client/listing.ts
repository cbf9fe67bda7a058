import { isObject } from '../../core/json';
import { ok, unexpected, type Result } from '../../core/result';
import type { Row } from '../resources';
import { NEXT_CHECK, PAGE } from './askPage';
import type { Ask } from './client';
import { Pages, type IdOf, type NextPage } from './pages';

export const MOST_PAGES = 10_000;
const MOST_ROWS = MOST_PAGES * PAGE;
/** How many rows a list may gain while it is read. At 500 requests a minute, two minutes suffice to read that many. */
const MOST_GROWTH = 100_000;
/** All rows are in memory at once. Parsed rows take several times the memory of their text. */
export const MOST_BYTES = 256 * 1024 * 1024;
/** A list counts as too long once the rows that were read exceed the share by this factor. */
const MOST_FILL = 2;
const ATTEMPTS = 3;

/** A cause and a next step in catch-up's errors. Other readers of a list replace them (withNextStep.ts). */
export const TOGETHER = 'together with the other lists, it exceeds the memory limit of one check';
export const BEGIN_AGAIN =
	'If this repeats, deactivate the workflow for more than an hour. Catch-up then begins at the next activation, and does not find earlier changes.';

/** All rows of a list, and Ecwid's clock when the first page was read. */
export interface Listing {
	rows: Row[];
	/** Number of rows that were left out, because they are not objects. */
	oddRows: number;
	/** Length of all pages, in bytes. */
	bytes: number;
	/** Epoch milliseconds. */
	serverNow: number;
}

/** How much of a list is wanted at once. The lengths of its rows are estimated from those of the first page. */
export interface Share {
	rows: number;
	bytes: number;
}

/** A list that is longer than what is wanted at once. It was not read to its end. */
export interface TooLong {
	total: number;
	/** How many rows are wanted. */
	wanted: number;
	/** Epoch milliseconds. */
	serverNow: number;
}

/**
 * Reads a list to its end. Pages are requested by offset, so if a row leaves the list, another row moves to a page
 * that was already read. The total then shrinks, and the list is read again.
 *
 * @param mostBytes maximum number of bytes of all pages. Defaults to 256 MB
 */
export async function listAll(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
	mostBytes = MOST_BYTES,
): Promise<Result<Listing>> {
	// Without a share, no list is too long.
	return (await listShare(ask, path, query, mostBytes)) as Result<Listing>;
}

/**
 * Reads a list as `listAll` does, unless it is longer than a share. A list of one page is never too long.
 *
 * @param share defaults to the whole list
 * @param idOf finds rows that move within the list. Without it, only the total shows that rows have moved
 */
export async function listShare(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
	mostBytes: number,
	share?: Share,
	idOf?: IdOf,
): Promise<Result<Listing | TooLong>> {
	if (mostBytes <= 0) return tooLarge(path, mostBytes);
	for (let attempt = 1; ; attempt++) {
		// Rows with equal ranks can have another order in each response. So the last attempt compares only the totals.
		const pages = new Pages(ask, path, query, attempt < ATTEMPTS ? idOf : undefined);
		const listing = await listOnce(pages, path, mostBytes, share);
		if (!listing.ok || listing.value !== undefined) return listing as Result<Listing | TooLong>;
		if (attempt === ATTEMPTS)
			return unexpected(
				`Ecwid's list of ${path} was not read: it changed during each of ${ATTEMPTS} attempts. ${NEXT_CHECK}`,
			);
	}
}

/** Returns undefined if the list shrank while it was read, or its rows moved too far. */
async function listOnce(
	pages: Pages,
	path: string,
	mostBytes: number,
	share?: Share,
): Promise<Result<Listing | TooLong | undefined>> {
	const rows: Row[] = [];
	let first: { total: number; serverNow: number } | undefined;
	let [bytes, read] = [0, 0];
	for (let page = 0; page < MOST_PAGES; page++) {
		const answer = await pages.next();
		if (!answer.ok) return answer;
		if ('isMoved' in answer.value) return ok(undefined);
		const { items, fresh, total, isLast } = answer.value;
		first ??= { total, serverNow: answer.value.serverNow };
		if (total < first.total) return ok(undefined);
		bytes += answer.value.bytes;
		const excess = excessOf(answer.value, first.total);
		if (page === 0 && share !== undefined) {
			const wanted = rowsIn(share, bytes, items.length);
			if (total > wanted) return ok({ total, wanted, serverNow: first.serverNow });
		}
		read += fresh.length;
		const fill = share === undefined ? 0 : Math.max(read / share.rows, bytes / share.bytes);
		// Later rows can be longer than those of the first page, and a total can be too small.
		if (page > 0 && fill > MOST_FILL) {
			const wanted = Math.max(Math.floor(read / fill), PAGE);
			return ok({ total: Math.max(total, read), wanted, serverNow: first.serverNow });
		}
		if (bytes > mostBytes) return tooLarge(path, mostBytes);
		if (excess !== undefined) return unreadable(path, excess);
		// One malformed row must not prevent reading the others.
		for (const item of fresh) if (isObject(item)) rows.push(item);
		if (isLast) return ok({ rows, oddRows: read - rows.length, bytes, serverNow: first.serverNow });
	}
	return unreadable(path, `it has more than ${MOST_PAGES} pages`);
}

function rowsIn({ rows, bytes }: Share, pageBytes: number, length: number): number {
	const fitting = Math.floor((bytes / pageBytes) * length);
	return Math.max(Math.min(rows, fitting), PAGE);
}

/**
 * Returns why the reading must end at a page, or undefined. Without this check, an endless list would fill the memory.
 *
 * @param firstTotal the total that came with the first page
 */
export function excessOf({ items, total, isRepeated }: NextPage, firstTotal: number) {
	if (isRepeated) return 'it repeats a page';
	if (items.length > PAGE) return `a page has ${items.length} rows, but ${PAGE} were requested`;
	if (total > MOST_ROWS) return `it has ${total} rows, and the node reads at most ${MOST_ROWS}`;
	if (total - firstTotal > MOST_GROWTH) return 'it grows as fast as it is read';
	return undefined;
}

/** Returns the problem of a list that is too large. If other lists have used up the limit, the next check reads it first. */
export function tooLarge(path: string, mostBytes: number) {
	if (mostBytes === MOST_BYTES)
		return unreadable(path, `it is larger than ${MOST_BYTES / 1024 / 1024} MB`);
	return unexpected(`Ecwid's list of ${path} was not read: ${TOGETHER}. ${NEXT_CHECK}`);
}

export function unreadable(path: string, cause: string) {
	return unexpected(`Ecwid's list of ${path} was not read: ${cause}. ${BEGIN_AGAIN}`);
}
