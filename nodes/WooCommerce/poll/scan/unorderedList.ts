import type { Change } from '../../../core/event';
import { ok, type Result, misconfigured } from '../../../core/result';
import { list, type Listing, type Row } from '../../client/api';
import {
	createdChanges,
	readObject,
	updatedChanges,
	type ObjectState,
	type Undated,
} from '../../changes';
import { digestOf, digestText, nextCount, type Digest, type Digests } from '../ids/digests';
import { LayeredMap } from '../ids/layeredMap';
import type { PolledResource } from '../../polledResource';
import type { ResourceState, UnorderedState } from '../pollState';
import type { PollContext, ScanResult, ShopResource } from '../read/readPages';
import { newNotes, readSplit } from '../read/splitPage';

/**
 * Returns the state of a list that cannot be ordered by id, before its first pass.
 *
 * Such a list is read page after page, and the content of its objects is compared. If rows move between pages, a pass
 * can miss some of them, so an object that is not found may still exist. Such a list therefore produces no DELETED
 * events.
 */
export async function beginUnordered(
	context: ShopResource,
): Promise<Result<{ serverNow: number; unordered: UnorderedState }>> {
	const { shop, polled } = context;
	const first = await readPage(context, 1);
	if (!first.ok) return first;
	const { rows, serverNow } = first.value;
	if (rows.length > 0 && idOf(polled, rows[0]) === undefined)
		return misconfigured(
			`The objects of ${polled.resource.path} of ${shop.store.account} have no id. Set ${polled.name}.idField in the JSON of the resources to the field that identifies them.`,
		);
	return ok({ serverNow, unordered: { digests: LayeredMap.from(), page: 1, isListed: false } });
}

/** Known, but not recorded. The next comparison records it. */
const NOT_RECORDED = '';

/** Returns the state of a list in which only these objects are known. Others are new. */
export function listedUnordered(digests: Digests, ids: readonly number[]): UnorderedState {
	const texts = ids.map((id) => {
		const digest = digests.get(id);
		return [String(id), digest ? dateText(digest) + digestText(digest) : NOT_RECORDED] as const;
	});
	return { digests: LayeredMap.from(texts), page: 1, isListed: true };
}

function dateText({ date }: Digest): string {
	return date.toString(16).padStart(4, '0');
}

/** Maximum pages of a pass: enough for a million objects. Without a limit, a wrong total could make a pass endless. */
const MOST_PAGES = 10_000;

/**
 * Maximum characters of ids and digests that one list adds to the workflow's stored data, enough for about 400,000
 * objects.
 */
export const MOST_TEXT = 10_000_000;
const DIGEST_TEXT = 14;

/** Reads the next pages. The first pass only records contents, so it reads as many pages as there is time for. */
export async function scanUnordered(
	context: PollContext,
	before: ResourceState,
): Promise<ScanResult> {
	const { polled, hasBudget } = context;
	let unordered = fromPageOf(polled, before.unordered as UnorderedState);
	const changes: Change[] = [];
	const room = { left: MOST_TEXT - textOf(unordered.digests), skipped: 0 };
	const result = (): ScanResult => ({
		state: { ...before, unordered },
		changes,
		...skippedWarning(context, room.skipped),
	});
	let requestsLeft = polled.scanRequests;
	let shownBefore: string | undefined;
	while (hasBudget() && (requestsLeft-- > 0 || !unordered.isListed)) {
		const read = await readPage(context, unordered.page);
		if (!read.ok) return { ...result(), problem: read.problem };
		const { rows, total, cutBy } = read.value;
		const { length = rows.length } = read.value;
		const compared = await comparePage(context, unordered, read.value, room);
		for (const change of compared.changes) changes.push(change);
		unordered = { ...unordered, digests: compared.digests };
		const { page, read: readBefore = 0 } = unordered;
		// The next poll reads the page again.
		if (cutBy !== undefined) return { ...result(), problem: cutBy };
		if (!compared.isWhole) break;
		// A server may return fewer rows than asked, so only their number shows the end.
		const readRows = readBefore + length;
		const isLast = length < polled.pageSize && readRows >= total;
		// Some lists ignore `page`, so they never end.
		const shown = rows.map((row) => idOf(polled, row)).join();
		const isRepeated = shown === shownBefore || page >= MOST_PAGES;
		shownBefore = shown;
		const isAtEnd = isLast || isRepeated || length === 0;
		unordered = {
			...unordered,
			page: isAtEnd ? 1 : page + 1,
			read: isAtEnd ? undefined : readRows,
			pageSize: isAtEnd ? undefined : polled.pageSize,
			isListed: unordered.isListed || isAtEnd,
		};
		if (isAtEnd) break;
	}
	return result();
}

/** Returns where to continue. If the size of the pages has changed, the number of a page is of no use. */
function fromPageOf({ pageSize }: PolledResource, unordered: UnorderedState): UnorderedState {
	const isSame = unordered.pageSize === undefined || unordered.pageSize === pageSize;
	return isSame ? unordered : { ...unordered, page: 1, read: undefined, pageSize: undefined };
}

function textOf(digests: UnorderedState['digests']): number {
	let text = 0;
	for (const [id] of digests) text += id.length + DIGEST_TEXT;
	return text;
}

function skippedWarning(
	{ shop: { store }, polled: { name } }: ShopResource,
	skipped: number,
): Pick<ScanResult, 'warning'> {
	if (skipped === 0) return {};
	const limit = `the list has more objects than fit into the ${MOST_TEXT / 1e6} MB that a workflow stores of it`;
	return {
		warning: `${skipped} ${name} of ${store.account} were not compared: ${limit}. Their changes are not emitted. Configure a URL that lists fewer objects, or one that can be ordered by id.`,
	};
}

/** Number of rows that are compared without a pause. Some lists ignore `per_page`, and return all objects at once. */
const SLICE = 500;

/**
 * Compares the rows of a page, until their changes fill the memory of the poll. The next poll then reads the page again,
 * and finds the rest.
 */
async function comparePage(
	{ shop, polled, hold }: PollContext,
	before: UnorderedState,
	{ rows, serverNow, bytes }: Listing,
	room: Room,
): Promise<Compared & { isWhole: boolean }> {
	const changes: Change[] = [];
	let { digests } = before;
	let isWhole = true;
	for (let start = 0; start < rows.length && isWhole; start += SLICE) {
		if (start > 0) await shop.pause();
		const slice = rows.slice(start, start + SLICE);
		const compared = compareRows(polled, { ...before, digests }, { rows: slice, serverNow }, room);
		digests = compared.digests;
		const { length } = compared.changes;
		if (length === 0) continue;
		for (const change of compared.changes) changes.push(change);
		isWhole = hold((bytes * slice.length) / rows.length, length) || start + SLICE >= rows.length;
	}
	return { digests, changes, isWhole };
}

/** How many more characters may be stored, and how many objects did not fit. */
interface Room {
	left: number;
	skipped: number;
}

interface Compared {
	digests: UnorderedState['digests'];
	changes: Change[];
}

/** @param room The function updates both of its numbers */
function compareRows(
	polled: PolledResource,
	{ digests, isListed }: UnorderedState,
	{ rows, serverNow }: Pick<Listing, 'rows' | 'serverNow'>,
	room: Room,
): Compared {
	const changes: Change[] = [];
	const next = new Map<string, string>();
	for (const row of rows) {
		const id = idOf(polled, row);
		if (id === undefined) continue;
		const last = next.get(id) ?? digests.get(id);
		const needed = last === undefined ? id.length + DIGEST_TEXT : 0;
		if (needed > Math.max(0, room.left)) {
			room.skipped++;
			continue;
		}
		room.left -= needed;
		const compared = compareRow(polled, row, last);
		if (compared === undefined) continue;
		next.set(id, compared.digest);
		const { object, undated } = compared;
		if (object === undefined) continue;
		if (last !== undefined)
			for (const change of updatedChanges(polled, object, serverNow, undated)) changes.push(change);
		else if (isListed)
			for (const change of createdChanges(polled, object, serverNow)) changes.push(change);
	}
	return { digests: digests.with(next), changes };
}

/** The content in a digest as text after the ignored fields have changed. */
const UNKNOWN_CONTENT = '00000000';

/** Returns the same dates with unknown contents. */
export function withoutContents(digests: UnorderedState['digests']): UnorderedState['digests'] {
	return LayeredMap.from(
		[...digests].map(([id, text]) => [
			id,
			text === NOT_RECORDED ? text : text.slice(0, 4) + UNKNOWN_CONTENT + text.slice(-2),
		]),
	);
}

/**
 * Returns the object's new digest, or undefined if its content is the same as before. A digest as text
 * is four digits of the date, then the content and the count of changes without a new date.
 */
function compareRow(
	polled: PolledResource,
	row: Row,
	last: string | undefined,
): { digest: string; object?: ObjectState; undated?: Undated } | undefined {
	const object = readObject(polled, row);
	const { modified, hash } = object;
	const date = dateText(digestOf(modified, hash));
	const count =
		last === undefined || last === NOT_RECORDED ? 0 : Number.parseInt(last.slice(-2), 16);
	const same = digestText(digestOf(modified, hash, count));
	if (last === date + same) return undefined;
	if (last === NOT_RECORDED) return { digest: date + same };
	if (last === date + UNKNOWN_CONTENT + last?.slice(-2)) return { digest: date + same };
	const isUndated = last?.startsWith(date) === true;
	const next = digestText(digestOf(modified, hash, isUndated ? nextCount(count) : 0));
	const undated = { previous: count === 0 ? undefined : last?.slice(4) };
	return { object, digest: date + next, ...(isUndated && { undated }) };
}

function idOf({ resource }: PolledResource, row: Row): string | undefined {
	return resource.readId(row);
}

/**
 * Reads a page by its number. If the shop cannot return the page, it reads smaller pages, beginning at the same row.
 */
async function readPage(context: ShopResource, page: number): Promise<Result<Listing>> {
	const { shop, polled, notes = newNotes(), hasBudget = () => true } = context;
	const { resource, pageSize } = polled;
	const { path, listAll } = resource;
	const readAt = async (offset: number, limit: number) => {
		const place = { page: String(offset / limit + 1), per_page: String(limit) };
		return await list(shop, path, { ...listAll, ...place });
	};
	const options = { notes, hasBudget, now: shop.steadyNow, isAligned: true };
	const idAt = async () => await Promise.resolve(undefined);
	return await readSplit(readAt, (page - 1) * pageSize, pageSize, { ...options, idAt });
}
