import { naiveUtc } from '../../../core/dates';
import type { Change } from '../../../core/event';
import { err, PROBLEM, type Problem, type Result } from '../../../core/result';
import { listById, type IdListing, type IdRow, type Shop } from '../../client/api';
import { safeLowerBound } from './dstGaps';
import type { PolledResource } from '../../polledResource';
import type { ResourceState } from '../pollState';
import { seekPage, type Position, type ReadAt } from './seekPage';
import { isSplittable, newNotes, readSplit, type PageNotes } from './splitPage';

/**
 * Maximum number of objects of one list. Their ids take up to five megabytes of the workflow's stored data, and their
 * digests another twenty.
 */
export const MOST_OBJECTS = 2_000_000;

/** The state after some rows, and the changes that they showed. */
export interface Detected {
	readonly state: ResourceState;
	readonly changes: readonly Change[];
}

/** The outcome of one scan. The rows that were read before a problem are included. */
export interface ScanResult extends Detected {
	readonly problem?: Problem;
	/** What the user should know, even though the scan did not fail. */
	readonly warning?: string;
}

/** Returns warnings as one text, or undefined without any. */
export function joinWarnings(...warnings: ReadonlyArray<string | undefined>): string | undefined {
	const given = warnings.filter((one) => one !== undefined);
	return given.length === 0 ? undefined : given.join(' ');
}

/** A resource of a shop. */
export type ShopResource = Pick<PollContext, 'shop' | 'polled'> &
	Partial<Pick<PollContext, 'hasBudget' | 'notes'>>;

export type Query = Readonly<Record<string, string>>;

/** A resource of a shop, and the limits of the poll. */
export interface PollContext {
	readonly shop: Shop;
	readonly polled: PolledResource;
	/** Returns whether there is time for one more request, and memory for its changes. */
	readonly hasBudget: () => boolean;
	/**
	 * Counts the bytes of a response, and its changes, which are held until the poll ends. Returns whether there is memory
	 * for more.
	 */
	readonly hold: (bytes: number, changes: number) => boolean;
	/** Notes about the pages of this resource in this poll. Defaults to separate notes for each page. */
	readonly notes?: PageNotes;
}

export interface Page {
	readonly rows: readonly IdRow[];
	/** The shop's clock, epoch milliseconds. */
	readonly serverNow: number;
	/** How far the list is read after this page. */
	readonly position: Position;
}

export interface PagesRead extends ScanResult {
	readonly position: Position;
	readonly isAtEnd: boolean;
}

/**
 * Reads a list page by page, until its end, a problem, or the limit of the poll's time or memory. The
 * next poll continues at the position.
 *
 * @param apply returns the next state and the changes of one page
 */
export async function readPages(
	{ polled, hasBudget, hold }: PollContext,
	readAt: ReadAt,
	from: Position,
	before: ResourceState,
	apply: (state: ResourceState, page: Page) => Detected,
): Promise<PagesRead> {
	const changes: Change[] = [];
	let state = before;
	let position = from;
	let isAtEnd = false;
	while (!isAtEnd && hasBudget()) {
		const read = await seekPage(inTime(readAt, hasBudget), position, polled.pageSize);
		if (!read.ok) return { state, changes, position, isAtEnd, problem: read.problem };
		const page = read.value;
		const detected = apply(state, page);
		state = detected.state;
		// This is not a spread, which would pass more arguments than the stack can hold.
		for (const change of detected.changes) changes.push(change);
		const { length } = detected.changes;
		if (length > 0) hold(page.bytes, length);
		position = page.position;
		isAtEnd = page.end;
	}
	return { state, changes, position, isAtEnd };
}

/** Number of requests for one page that are sent even if the time of the poll is over. */
const PAGE_REQUESTS = 3;

/**
 * Returns a reader for one page that stops when the time of the poll is over. A page that has shifted takes more
 * requests, and a slow shop takes a minute for each.
 */
function inTime(readAt: ReadAt, hasBudget: () => boolean): ReadAt {
	let requests = 0;
	return async (offset, limit) =>
		requests++ < PAGE_REQUESTS || hasBudget()
			? await readAt(offset, limit)
			: err(
					PROBLEM.timedOut,
					'The shop responds slowly. The next poll continues at the same page.',
				);
}

/**
 * Returns a reader of a resource's list in the order of its ids. The list of products orders `modified` by local time,
 * which goes back by an hour once a year. A page that the shop cannot return is read in smaller parts.
 */
export function pageReader(context: ShopResource, query: Query = {}): ReadAt {
	const { shop, notes = newNotes(), hasBudget = () => true } = context;
	const readAt = async (offset: number, limit: number, more: Query = {}) =>
		await readRows(context, {
			...query,
			...more,
			offset: String(offset),
			per_page: String(limit),
		});
	const idAt = async (rank: number) => {
		const read = await readAt(rank, 1, { _fields: 'id' });
		return read.ok ? read.value.rows[0]?.id : undefined;
	};
	return async (offset, limit) =>
		await readSplit(readAt, offset, limit, { notes, hasBudget, now: shop.steadyNow, idAt });
}

/** The offsets from the newest row at which another one is read if that cannot be read. */
const INSTEAD_OF_NEWEST = [1, 2, 4, 8, 16];

/**
 * Reads only the newest row. The response shows the highest id, the total, and the shop's clock. If that row cannot be
 * read, one of the rows before it is used instead.
 */
export async function probe(context: ShopResource, more: Query = {}): Promise<Result<IdListing>> {
	const query = { order: 'desc', per_page: '1', _fields: 'id', ...more };
	const newest = await readRows(context, query);
	// If a single row takes too long, the row is not the cause.
	const mayBeRow = ({ reason, ...problem }: Problem) =>
		reason !== PROBLEM.timedOut && isSplittable({ reason, ...problem });
	if (newest.ok || !mayBeRow(newest.problem)) return newest;
	for (const offset of INSTEAD_OF_NEWEST) {
		const next = await readRows(context, { ...query, offset: String(offset) });
		if (!next.ok && mayBeRow(next.problem)) continue;
		if (!next.ok || next.value.rows.length === 0) break;
		const again = await readRows(context, query);
		return again.ok ? again : next;
	}
	return newest;
}

/** Reads rows of a resource's list. */
export async function readRows(
	{ shop, polled }: ShopResource,
	query: Query,
): Promise<Result<IdListing>> {
	const { path, listAll } = polled.resource;
	return await listById(shop, path, { ...listAll, ...query });
}

/**
 * Returns the query for objects that were modified at or after a date.
 *
 * Bounds are UTC without a `Z`, together with `dates_are_gmt`. With a `Z`, the shop shifts them by its own offset. The
 * shop returns only later seconds, not the second of the bound, so the bound is a second earlier (all measured).
 *
 * @param from epoch milliseconds
 */
export function modifiedSince(from: number): Record<string, string> {
	return { modified_after: naiveUtc(safeLowerBound(from - 1000)), dates_are_gmt: 'true' };
}
