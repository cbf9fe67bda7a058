import { isObject } from '../core/json';
import { err, PROBLEM, ok, type Result } from '../core/result';
import type { HttpAnswer, Send } from '../host/http';
import { readAnswerJson } from './apiErrors';
import type { RateLimiter } from './rateLimiter';

export type Row = Record<string, unknown>;

export interface Answered {
	value: unknown;
	/** Of the answer's body. */
	bytes: number;
	/** Ecwid's clock when it answered, epoch milliseconds in whole seconds. */
	serverNow: number;
}

/** Asks a store; `path` lies under it. */
export type Ask = (
	path: string,
	query?: Readonly<Record<string, string>>,
) => Promise<Result<Answered>>;

export interface Asking {
	/** The store's address, without a trailing slash. */
	base: string;
	storeId: string;
	send: Send;
	pace: RateLimiter;
	now(): number;
}

/** How a store is asked; a token that Ecwid does not know is not shown again. */
export function asker({ base, storeId, send, pace, now }: Asking): Ask {
	return async (path, query = {}) => {
		const answer = await send({ method: 'GET', url: `${base}/${path}`, query: { ...query } });
		// No answer, and yet a refusal: n8n has the credential check itself before its first request.
		const read = answer.ok ? readAnswerJson(answer.value, storeId) : answer;
		if (!read.ok && read.problem.reason === PROBLEM.unauthorized) pace.die(read.problem);
		if (!answer.ok || !read.ok) return read as Result<never>;
		const { length: bytes } = answer.value.body;
		return ok({ value: read.value, bytes, serverNow: serverTime(answer.value, now) });
	};
}

/** Ecwid's most, and what it takes where nothing is said; the lists of what was deleted take 10. */
const PAGE = 100;
const MOST_PAGES = 10_000;
const MOST_ROWS = MOST_PAGES * PAGE;
/** What a list may grow by while it is read: an import of two minutes. */
const MOST_GROWTH = 100_000;
const ATTEMPTS = 3;
const LATER = 'Activate the workflow again if it stays so: monitoring then starts from now.';

/** All rows are in memory at once, and take several times as much there. */
const MOST_BYTES = 256 * 1024 * 1024;

/** All rows of a list, and Ecwid's clock when the reading of them began. */
export interface Listing {
	rows: Row[];
	serverNow: number;
}

/**
 * Reads a list to its end. Lists are paged by offset: one row that leaves moves another one up to a
 * page that was read. What leaves lowers the total, and then the list is read again.
 */
export async function listAll(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
): Promise<Result<Listing>> {
	for (let attempt = 1; ; attempt++) {
		const listing = await listOnce(ask, path, query);
		if (!listing.ok || listing.value !== undefined) return listing as Result<Listing>;
		if (attempt === ATTEMPTS)
			return err(
				PROBLEM.unexpected,
				`Ecwid's list of ${path} changed each time while it was read. It is read again later.`,
			);
	}
}

/** Undefined where the list shrank meanwhile. */
async function listOnce(
	ask: Ask,
	path: string,
	query: Readonly<Record<string, string>>,
): Promise<Result<Listing | undefined>> {
	const rows: Row[] = [];
	let begun: { total: number; serverNow: number } | undefined;
	let bytes = 0;
	let before = '';
	for (let page = 0; page < MOST_PAGES; page++) {
		const paging = { offset: String(rows.length), limit: String(PAGE) };
		const answer = await ask(path, { ...query, ...paging });
		if (!answer.ok) return answer;
		const { items, total } = answer.value.value as { items?: unknown; total?: unknown };
		if (!isRows(items) || typeof total !== 'number')
			return err(
				PROBLEM.unexpected,
				`Ecwid answered ${path} with something that is no list. It is asked again later.`,
			);
		begun ??= { total, serverNow: answer.value.serverNow };
		const excess = excessOf(items.length, total, begun.total);
		if (excess !== undefined)
			return err(PROBLEM.unexpected, `Ecwid's list of ${path} ${excess}. ${LATER}`);
		if (total < begun.total) return ok(undefined);
		bytes += answer.value.bytes;
		const shown = JSON.stringify(items);
		if (items.length > 0 && shown === before)
			return err(PROBLEM.unexpected, `Ecwid's list of ${path} repeats a page. ${LATER}`);
		if (bytes > MOST_BYTES)
			return err(
				PROBLEM.unexpected,
				`Ecwid's list of ${path} is larger than ${MOST_BYTES / 1024 / 1024} MB, which is not read. ${LATER}`,
			);
		before = shown;
		for (const item of items) rows.push(item);
		if (items.length === 0 || rows.length >= total) return ok({ rows, serverNow: begun.serverNow });
	}
	return err(PROBLEM.unexpected, `Ecwid's list of ${path} has no end. ${LATER}`);
}

/** Returns what is too much about a page and its list; a list without end must not fill the memory. */
function excessOf(length: number, total: number, firstTotal: number): string | undefined {
	if (length > PAGE) return `has a page of ${length} rows, though ${PAGE} were requested`;
	if (total > MOST_ROWS) return `has ${total} rows, more than the ${MOST_ROWS} that can be read`;
	if (total - firstTotal > MOST_GROWTH) return 'grows as fast as it is read';
	return undefined;
}

function isRows(value: unknown): value is Row[] {
	return Array.isArray(value) && value.every(isObject);
}

/** Ecwid's own clock; ours where it names none. */
function serverTime({ headers }: HttpAnswer, now: () => number): number {
	const told = Date.parse(headers.date ?? '');
	return Number.isNaN(told) ? Math.floor(now() / 1000) * 1000 : told;
}
