import { Contents, digestOf, digestText } from './ids/contents';
import type { Change } from '../../core/event';
import { IdSet } from './ids/idSet';
import { err, PROBLEM, ok, type Result } from '../../core/result';
import { list, type Listing, type Shop } from '../api';
import { emptyCensus } from './ids/census';
import { firstSight, stateOf, update } from '../changes';
import type { LooseMemory, Memory } from './memory';
import type { Look, MayAsk } from './pollResource';
import type { Watched } from './watched';

/**
 * A list that cannot be ordered by id is read page after page, and what its objects say compared
 * with what they said. Rows that a shifting page skips are met in the next round, so what is not
 * met may be there: such a list tells no deletes.
 */
export async function beginLoose(shop: Shop, watched: Watched): Promise<Result<Memory>> {
	const first = await readPage(shop, watched, 1);
	if (!first.ok) return first;
	const { resource } = watched;
	const [row] = first.value.rows;
	if (row !== undefined && idOf(watched, row) === undefined)
		return err(
			PROBLEM.misconfigured,
			`The objects that ${shop.store.account} shows under ${resource.path} have no id. Say in the poller configuration, ${watched.name}.idField, which field tells them apart.`,
		);
	const { serverNow } = first.value;
	return ok({
		path: resource.path,
		since: serverNow,
		watermark: serverNow,
		topId: -1,
		ids: IdSet.empty,
		recent: new Map(),
		contents: new Contents(),
		census: emptyCensus(),
		loose: { contents: new Map(), page: 1, isListed: false },
	});
}

/** Characters of ids and digests that one list may add to the workflow's stored data: some 400,000 objects. */
export const MOST_TEXT = 10_000_000;
const DIGEST_TEXT = 14;

/** A million objects; a total that lies must not keep a round from its end. */
const MOST_PAGES = 10_000;

/** Reads the next pages; the first round has as many as there is time for, since it only lists. */
export async function lookAtPages(
	shop: Shop,
	watched: Watched,
	loose: LooseMemory,
	mayAsk: MayAsk,
): Promise<Look> {
	const changes: Change[] = [];
	const room = { left: MOST_TEXT - textOf(loose.contents), skipped: 0 };
	const look = (): Look => ({ changes, ...warningOf(shop, watched, room.skipped) });
	let left = watched.scanRequests;
	let before: string | undefined;
	while (mayAsk() && (left-- > 0 || !loose.isListed)) {
		const read = await readPage(shop, watched, loose.page);
		if (!read.ok) return { ...look(), problem: read.problem };
		const { rows, serverNow, total } = read.value;
		for (const row of rows) changes.push(...judgeLoose(watched, loose, row, serverNow, room));
		const isLast = rows.length < watched.pageSize && loose.page * watched.pageSize >= total;
		// Some lists ignore `page`, and would never come to an end.
		const shown = rows.map((row) => idOf(watched, row)).join();
		const isRepeated = shown === before || loose.page >= MOST_PAGES;
		before = shown;
		if (isLast || isRepeated || rows.length === 0) {
			loose.page = 1;
			loose.isListed = true;
			break;
		}
		loose.page++;
	}
	return look();
}

function textOf(contents: ReadonlyMap<string, string>): number {
	let text = 0;
	for (const id of contents.keys()) text += id.length + DIGEST_TEXT;
	return text;
}

function warningOf({ store }: Shop, { name }: Watched, skipped: number): Pick<Look, 'warning'> {
	if (skipped === 0) return {};
	return {
		warning: `${skipped} ${name} of ${store.account} were not compared, because the list has more objects than this workflow can store. Changes to them are not emitted. Use an endpoint that can be ordered by id.`,
	};
}

function judgeLoose(
	watched: Watched,
	loose: LooseMemory,
	row: Record<string, unknown>,
	serverNow: number,
	room: { left: number; skipped: number },
): Change[] {
	const id = idOf(watched, row);
	if (id === undefined) return [];
	const needed = loose.contents.has(id) ? 0 : id.length + DIGEST_TEXT;
	if (needed > Math.max(0, room.left)) {
		room.skipped++;
		return [];
	}
	room.left -= needed;
	const state = stateOf(watched, row);
	const last = loose.contents.get(id);
	const date = digestOf(state.modified, state.hash).date.toString(16).padStart(4, '0');
	const turns = last === undefined ? 0 : Number.parseInt(last.slice(-2), 16);
	const same = digestText(digestOf(state.modified, state.hash, turns));
	if (last === date + same) return [];
	const hasTurned = last !== undefined && last.startsWith(date);
	const next = hasTurned
		? digestText(digestOf(state.modified, state.hash, (turns + 1) % 256))
		: same;
	loose.contents.set(id, date + next);
	if (last !== undefined)
		return update(watched, state, serverNow, hasTurned ? last.slice(4) : undefined);
	return loose.isListed ? firstSight(watched, state, serverNow) : [];
}

function idOf({ resource }: Watched, row: Record<string, unknown>): string | undefined {
	const id = resource.readId(row);
	return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

async function readPage(
	shop: Shop,
	{ resource: { path, listAll }, pageSize }: Watched,
	page: number,
): Promise<Result<Listing>> {
	return await list(shop, path, {
		...listAll,
		page: String(page),
		per_page: String(pageSize),
	});
}
