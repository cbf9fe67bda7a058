import { ok, PROBLEM, type Problem, type Result } from '../../../core/result';
import type { Hole, Listing, Row } from '../../client/api';

/** A row that the shop cannot return, or returns in another form. */
export interface BrokenRow {
	/** Its rank in the list that was read, from 0. */
	readonly rank: number;
	readonly id?: number;
	/** The id of the last row before it that could be read. */
	readonly afterId?: number;
	/** The message of the problem. */
	readonly cause: string;
}

/** Notes about the pages of one resource in this poll. The readers update them. */
export interface PageNotes {
	/** Maximum rows per request. */
	mostRows: number;
	readonly broken: BrokenRow[];
}

/** Returns the notes of a poll that begins. */
export function newNotes(mostRows = Infinity): PageNotes {
	return { mostRows, broken: [] };
}

/** How a page is read in parts. */
export interface SplitOptions {
	readonly notes: PageNotes;
	/** False if no more requests may be sent. */
	hasBudget(): boolean;
	/** Milliseconds of a monotonic clock. */
	now(): number;
	/** Returns the id of a row that cannot be read as a whole, if the shop returns at least the id. */
	idAt(rank: number): Promise<number | undefined>;
	/** Whether each part has to begin at a multiple of its size, as pages by number do. Defaults to false. */
	isAligned?: boolean;
}

type Reader<ListedRow extends Row> = (
	offset: number,
	limit: number,
) => Promise<Result<Listing<ListedRow>>>;

/**
 * Problems that a smaller page may not have. They occur if one object breaks the page, or if the page is too slow or
 * too large.
 */
const SPLITTABLE: readonly string[] = [
	PROBLEM.failing,
	PROBLEM.timedOut,
	PROBLEM.unexpected,
	PROBLEM.unusable,
];
/** If so many single rows fail one after another, the shop may be down. Another row shows whether it is. */
const MANY_FAILED = 3;
/** Maximum number of rows that are left out one after another. Each takes three requests. */
const MOST_FAILED = 20;
/**
 * If a part takes longer than this, the next part is not larger. By default, the node waits 30 seconds for a response.
 */
const SLOW_MS = 7_000;

/** Returns whether a smaller request may succeed. A shop that asks for a pause gets no other request. */
export function isSplittable({ reason, retryAfterMs }: Problem): boolean {
	return retryAfterMs === undefined && SPLITTABLE.includes(reason);
}

/**
 * Reads a page. If that fails, it reads the page in smaller parts, down to single rows. A row that fails twice while
 * other rows can be read is left out and noted. Parts grow again if they are fast.
 *
 * @returns the rows that could be read. `cutBy` is set if more rows of the page may follow
 */
export async function readSplit<ListedRow extends Row>(
	readAt: Reader<ListedRow>,
	offset: number,
	limit: number,
	options: SplitOptions,
): Promise<Result<Listing<ListedRow>>> {
	const { notes, hasBudget, now } = options;
	const sizes = sizesOf(limit, options.isAligned === true);
	const page = new SplitPage(readAt, offset, options);
	let first: Problem | undefined;
	let at = offset;
	while (at < offset + limit) {
		if (first !== undefined && !hasBudget()) return page.cut(at, first);
		const fits = (one: number) =>
			one <= notes.mostRows && (!options.isAligned || (at - offset) % one === 0);
		const size = Math.min(sizes.find(fits) ?? 1, offset + limit - at);
		const startedAt = now();
		const read = await readAt(at, size);
		if (read.ok) {
			const isSlow = now() - startedAt > SLOW_MS;
			if (notes.mostRows < limit && !isSlow) notes.mostRows = enlarged(sizes, notes.mostRows);
			const added = await page.add(at, read.value);
			if (!added.ok) return page.cut(at, added.problem);
			at += size;
			if (lengthOf(read.value) < size) break;
			continue;
		}
		const { problem } = read;
		first ??= problem;
		if (!isSplittable(problem)) return page.cut(at, problem);
		if (size > 1) notes.mostRows = sizes.find((one) => one < size) ?? 1;
		else {
			const failed = page.fail(at++);
			const isDown = failed === MANY_FAILED && !(await page.canReadAnother(offset + limit - 1));
			if (isDown || failed >= MOST_FAILED) return page.cut(at, first);
		}
	}
	return await page.end(at, first);
}

/** Returns the sizes of parts, the largest first. Each is at most a quarter of the one before, rounded up. */
function sizesOf(limit: number, isAligned: boolean): number[] {
	const sizes = [limit];
	for (let size = limit; size > 1; sizes.push(size)) {
		let next = Math.ceil(size / 4);
		while (isAligned && size % next !== 0) next--;
		size = next;
	}
	return sizes;
}

function enlarged(sizes: readonly number[], mostRows: number): number {
	return sizes.filter((one) => one > mostRows).at(-1) ?? Infinity;
}

function lengthOf({ rows, length }: Listing): number {
	return length ?? rows.length;
}

/** The parts of a page that were read, and the single rows that failed since the last success. */
class SplitPage<ListedRow extends Row> {
	private readonly parts: Array<{ at: number; listing: Listing<ListedRow> }> = [];
	private failed: number[] = [];

	constructor(
		private readonly readAt: Reader<ListedRow>,
		private readonly offset: number,
		private readonly options: SplitOptions,
	) {}

	/** Notes that a single row failed, and returns how many rows have failed since the last success. */
	fail(rank: number): number {
		return this.failed.push(rank);
	}

	/**
	 * Returns whether the shop still returns single rows. Requests a row that it returned before, or else
	 * a row that this page has not read yet.
	 */
	async canReadAnother(last: number): Promise<boolean> {
		const readBefore = this.parts.find(({ listing }) => listing.rows.length > 0);
		return (await this.readAt(readBefore?.at ?? last, 1)).ok;
	}

	/** Adds a part. The rows that failed before it then count as unreadable, because the shop is not down. */
	async add(at: number, listing: Listing<ListedRow>): Promise<Result<undefined>> {
		this.parts.push({ at, listing });
		const { notes } = this.options;
		const { holes = [] } = listing;
		// Not for each hole: all rows of the page are merged.
		const [before, within] = holes.length > 0 ? [this.lastBefore(at), this.lastBefore(at + 1)] : [];
		for (const { index, cause } of holes)
			notes.broken.push({ rank: at + index, cause, ...(index === 0 ? before : within) });
		return await this.settle();
	}

	/** Returns what was read before the first row that is not settled, or the problem if nothing was. */
	cut(at: number, problem: Problem): Result<Listing<ListedRow>> {
		if (this.parts.length === 0) return { ok: false, problem };
		return ok({ ...this.merged(this.failed[0] ?? at), cutBy: problem });
	}

	async end(at: number, problem: Problem | undefined): Promise<Result<Listing<ListedRow>>> {
		if (problem !== undefined && this.parts.length === 0) return { ok: false, problem };
		const settled = await this.settle();
		return settled.ok ? ok(this.merged(at)) : this.cut(at, settled.problem);
	}

	private async settle(): Promise<Result<undefined>> {
		const { notes, idAt } = this.options;
		while (this.failed.length > 0) {
			const [rank] = this.failed;
			const again = await this.readAt(rank, 1);
			if (!again.ok && !isSplittable(again.problem)) return again;
			this.failed.shift();
			if (again.ok) {
				this.parts.push({ at: rank, listing: again.value });
				continue;
			}
			const id = await idAt(rank);
			const one = { cause: again.problem.message, ...(id === undefined ? {} : { id }) };
			notes.broken.push({ rank, ...one, ...this.lastBefore(rank) });
			const [{ listing }] = this.parts;
			const holes = [{ index: 0, ...one }];
			this.parts.push({ at: rank, listing: { ...listing, rows: [], length: 1, holes, bytes: 0 } });
		}
		return ok(undefined);
	}

	private lastBefore(rank: number): { afterId?: number } {
		const before = this.merged(rank).rows.at(-1);
		return typeof before?.id === 'number' ? { afterId: before.id } : {};
	}

	/** Returns the parts before a rank as one page. */
	private merged(end: number): Listing<ListedRow> {
		const parts = this.parts.filter(({ at }) => at < end).sort((one, other) => one.at - other.at);
		const page = {
			rows: [] as ListedRow[],
			length: 0,
			holes: [] as Hole[],
			total: 0,
			isUncounted: false,
			serverNow: 0,
			bytes: 0,
		};
		const seen = new Set<unknown>();
		// A row moves to another part if an object is added or removed while the parts are read.
		const isFirst = ({ id }: ListedRow) => id === undefined || !seen.has(id);
		for (const { at, listing } of parts) {
			const { rows, holes = [], total, serverNow, bytes, isUncounted } = listing;
			const place = at - this.offset;
			const added = rows.filter(isFirst);
			for (const { id } of added) seen.add(id);
			// These are not spreads, which would pass more arguments than the stack can hold: a list may ignore `per_page`.
			for (const row of added) page.rows.push(row);
			for (const one of holes) page.holes.push({ ...one, index: place + one.index });
			page.length = place + lengthOf(listing);
			// Some lists return the total 0 past their end.
			page.total = Math.max(page.total, total);
			page.isUncounted ||= isUncounted === true;
			page.serverNow = serverNow;
			page.bytes += bytes;
		}
		return page;
	}
}
