import { isObject } from '../../core/json';
import { ok, unexpected, type Result } from '../../core/result';
import type { Row } from '../resources';
import type { Ask } from './client';

/** Ecwid's largest page. Without a limit, Ecwid returns 100 rows, or 10 of a list of deleted objects. */
const PAGE = 100;
const MOST_PAGES = 10_000;
const MOST_ROWS = MOST_PAGES * PAGE;
/** How many rows a list may gain while it is read, such as by an import of two minutes. */
const MOST_GROWTH = 100_000;
/** All rows are in memory at once. They take several times as much memory as text. */
export const MOST_BYTES = 256 * 1024 * 1024;
const ATTEMPTS = 3;

const WAIT = 'Wait for the next check.';
const BEGIN_AGAIN =
	'If this repeats, deactivate the workflow for more than an hour. Catch-up then begins at the time of the next activation.';

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

/**
 * Reads a list to its end. Pages are requested by offset, so if a row leaves the list, another row moves to a page
 * that was already read. The total then shrinks, and the list is read again.
 *
 * @param mostBytes most bytes of all pages. Defaults to 256 MB
 * @param nextStep ends a problem in place of the advice for catch-up
 */
export async function listAll(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
	mostBytes = MOST_BYTES,
	nextStep?: string,
): Promise<Result<Listing>> {
	if (mostBytes <= 0) return tooLarge(path, mostBytes, nextStep);
	for (let attempt = 1; ; attempt++) {
		const listing = await listOnce(ask, path, query, mostBytes, nextStep);
		if (!listing.ok || listing.value !== undefined) return listing as Result<Listing>;
		if (attempt === ATTEMPTS)
			return unexpected(
				`Ecwid's list of ${path} was not read: it shrank during each of ${ATTEMPTS} attempts. ${nextStep ?? WAIT}`,
			);
	}
}

/** Returns undefined if the list shrank while it was read. */
async function listOnce(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
	mostBytes: number,
	nextStep?: string,
): Promise<Result<Listing | undefined>> {
	const rows: Row[] = [];
	let first: { total: number; serverNow: number } | undefined;
	let bytes = 0;
	let offset = 0;
	let lastPage = '';
	for (let page = 0; page < MOST_PAGES; page++) {
		const paging = { offset: String(offset), limit: String(PAGE) };
		const answer = await ask(path, { ...query, ...paging });
		if (!answer.ok) return answer;
		const { items, total } = answer.value.value as { items?: unknown; total?: unknown };
		if (!Array.isArray(items) || typeof total !== 'number')
			return unexpected(
				`Ecwid's list of ${path} was not read: the response is not a list. ${nextStep ?? WAIT}`,
			);
		first ??= { total, serverNow: answer.value.serverNow };
		if (total < first.total) return ok(undefined);
		bytes += answer.value.bytes;
		const shown = JSON.stringify(items);
		const excess =
			items.length > 0 && shown === lastPage
				? 'it repeats a page'
				: excessOf({ length: items.length, total, growth: total - first.total });
		if (bytes > mostBytes) return tooLarge(path, mostBytes, nextStep);
		if (excess !== undefined) return unreadable(path, excess, nextStep);
		lastPage = shown;
		// One malformed row must not hide the others.
		for (const item of items) if (isObject(item)) rows.push(item);
		offset += items.length;
		// A full page is never the last one: a cached total may be too small.
		const isLast = items.length === 0 || (items.length < PAGE && offset >= total);
		if (isLast)
			return ok({ rows, oddRows: offset - rows.length, bytes, serverNow: first.serverNow });
	}
	return unreadable(path, `it has more than ${MOST_PAGES} pages`, nextStep);
}

/** Returns which limit a list exceeds, because an endless list must not fill the memory. */
function excessOf(list: { length: number; total: number; growth: number }) {
	if (list.length > PAGE) return `a page has ${list.length} rows, but ${PAGE} were requested`;
	if (list.total > MOST_ROWS)
		return `it has ${list.total} rows, and the node reads at most ${MOST_ROWS}`;
	if (list.growth > MOST_GROWTH) return 'it grows as fast as it is read';
	return undefined;
}

/** A list that shares its bound with others can be read in the next check, which begins with it. */
function tooLarge(path: string, mostBytes: number, nextStep?: string) {
	if (mostBytes === MOST_BYTES || nextStep !== undefined)
		return unreadable(path, `it is larger than ${mostBytes / 1024 / 1024} MB`, nextStep);
	return unexpected(
		`Ecwid's list of ${path} was not read: together with the other lists, it exceeds the memory limit of one check. ${WAIT}`,
	);
}

function unreadable(path: string, cause: string, nextStep = BEGIN_AGAIN) {
	return unexpected(`Ecwid's list of ${path} was not read: ${cause}. ${nextStep}`);
}
