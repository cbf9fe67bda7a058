import { naiveUtc } from '../../core/dates';
import type { Change } from '../../core/event';
import { IdSet } from './ids/idSet';
import { err, PROBLEM, ok, type Result, type Problem } from '../../core/result';
import { nextWindow, withinOverlap, type Window } from '../../core/window';
import { list, listById, type IdListing, type Shop } from '../api';
import { emptyCensus } from './ids/census';
import { stateOf, update } from '../changes';
import { Contents } from './ids/contents';
import { safeLowerBound } from './dateGaps';
import { isUnborn, judgeScan, judgeWindow, noteMissed, noteNewborn, noteUnborn } from './judge';
import type { Memory } from './memory';
import { START, step, type Position, type ReadAt } from './walk';
import type { Watched } from './watched';

/** What one look at a resource brought, beside what `memory` learned. What was read before a problem counts. */
export interface Look {
	changes: Change[];
	problem?: Problem;
	/** What is not wrong yet, and the user should hear of. */
	warning?: string;
}

/** Whether there is time for one more request. */
export type MayAsk = () => boolean;

/** The newest row alone: the highest id, how many there are, and the shop's clock. */
export async function probe(shop: Shop, { resource }: Watched): Promise<Result<IdListing>> {
	const query = { order: 'desc', per_page: '1', _fields: 'id' };
	return await listById(shop, resource.path, { ...resource.listAll, ...query });
}

/** Whether a list of which nothing is known takes `orderby` and `offset`, or ignores them. */
export async function isOrdered(
	shop: Shop,
	watched: Watched,
	newest: IdListing,
): Promise<Result<boolean>> {
	if (watched.resource.isMeasured || newest.total < 2) return ok(true);
	const second = await reader(shop, watched, { _fields: 'id' })(1, 1);
	if (!second.ok) return second.problem.reason === PROBLEM.unordered ? ok(false) : second;
	const first = await reader(shop, watched, { _fields: 'id' })(0, 1);
	if (!first.ok) return first.problem.reason === PROBLEM.unordered ? ok(false) : first;
	const [lowest, next, highest] = [first, second, { value: newest }].map(
		({ value }) => value.rows[0]?.id ?? -1,
	);
	return ok(lowest < next && next <= highest);
}

/** Watching begins: what is there now is no event, what the shop dates later is. */
export function beginMemory({ resource }: Watched, { rows, serverNow }: IdListing): Memory {
	const topId = rows[0]?.id ?? -1;
	return {
		path: resource.path,
		since: serverNow,
		watermark: serverNow,
		topId,
		ids: IdSet.empty,
		recent: new Map(),
		contents: new Contents(),
		census: emptyCensus(),
		...(topId < 0 ? {} : { baseline: START }),
	};
}

/** Clocks and caches are wrong by less, or for so long that the user has to know. */
const FUTURE_MS = 3_600_000;

/**
 * Begins again at the shop's clock if watching began in the future: one wrong `Date` at the first poll would
 * otherwise hide every change until that date.
 */
export function forgetFuture(memory: Memory, serverNow: number): Pick<Look, 'warning'> {
	if (memory.since <= serverNow + FUTURE_MS) return {};
	const warning = `began at ${new Date(memory.since).toISOString()} by a clock of the shop that was wrong then, and begins again at ${new Date(serverNow).toISOString()}. Changes before that were not seen.`;
	memory.since = serverNow;
	memory.watermark = serverNow;
	memory.pending = undefined;
	return { warning };
}

/** Reads what was modified since the last look, or goes on with a window left unfinished. */
export async function lookAtWindow(
	shop: Shop,
	watched: Watched,
	memory: Memory,
	serverNow: number,
	mayAsk: MayAsk,
): Promise<Look> {
	const { watermark, since } = memory;
	const window =
		memory.pending?.window ?? nextWindow(watermark, since, serverNow, watched.pollDelayMs);
	if (window.from >= window.to) return { changes: [] };
	const from = memory.pending?.position ?? START;
	const readAt = reader(shop, watched, windowQuery(window));
	const walked = await walk(readAt, watched, from, mayAsk, ({ rows }) => {
		if (wasEmpty(memory)) noteMissed(watched, memory, rows);
		return judgeWindow(watched, memory, rows, window);
	});
	if (walked.isAtEnd) finish(memory, window, watched.pollDelayMs);
	else memory.pending = { window, position: walked.position };
	return walked;
}

/** Reads the objects whose ids are higher than any known, where a list has no windows. */
export async function lookAtNewest(
	shop: Shop,
	watched: Watched,
	memory: Memory,
	newest: IdListing,
	mayAsk: MayAsk,
): Promise<Look> {
	const highest = Math.max(memory.topId, memory.ids.at(memory.ids.size - 1) ?? -1);
	const top = newest.rows[0]?.id ?? -1;
	if (top <= highest) return { changes: [] };
	const from = { afterId: highest, offset: Math.max(0, newest.total - watched.pageSize + 1) };
	return await walk(reader(shop, watched, {}), watched, from, mayAsk, ({ rows, serverNow }) => {
		if (wasEmpty(memory)) noteMissed(watched, memory, rows);
		return judgeScan(watched, memory, rows, serverNow);
	});
}

/** True where the first list showed nothing: there may have been nothing, or the shop lied. */
function wasEmpty({ topId }: Memory): boolean {
	return topId < 0;
}

/** Lists what was there when watching began, as far as there is time for. */
export async function lookAtBaseline(
	shop: Shop,
	watched: Watched,
	memory: Memory,
	mayAsk: MayAsk,
): Promise<Look> {
	if (memory.baseline === undefined) return { changes: [] };
	const { isScanned, unborn } = watched.resource;
	const readAt = reader(shop, watched, isScanned ? {} : { _fields: 'id,status' });
	const walked = await walk(readAt, watched, memory.baseline, mayAsk, (page) => {
		const old = page.rows.filter(({ id }) => id <= memory.topId);
		const changes = isScanned ? judgeScan(watched, memory, old, page.serverNow) : [];
		noteUnborn(watched, memory, old);
		const bornRows = old.filter((row) => !isUnborn(unborn, row));
		if (isScanned) noteNewborn(watched, memory, bornRows);
		const born = bornRows.map(({ id }) => id);
		memory.ids = memory.ids.with(born.filter((id) => !memory.ids.has(id)));
		memory.baseline = page.position;
		return changes;
	});
	const isListed = walked.isAtEnd || walked.position.afterId >= memory.topId;
	memory.baseline = isListed ? undefined : walked.position;
	return walked;
}

/** Compares what some objects say with what they said: the next share of a round through all of them. */
export async function lookAtContents(
	shop: Shop,
	watched: Watched,
	memory: Memory,
	mayAsk: MayAsk,
): Promise<Look> {
	let left = watched.scanRequests;
	const readAt = reader(shop, watched, {});
	const counted: ReadAt = async (offset, limit) => {
		left--;
		return await readAt(offset, limit);
	};
	const walked = await walk(
		counted,
		watched,
		memory.scan ?? START,
		() => left > 0 && mayAsk(),
		({ rows, serverNow }) => judgeScan(watched, memory, rows, serverNow),
	);
	memory.scan = walked.isAtEnd ? undefined : walked.position;
	return walked;
}

/** The object that changed last, as it would be put out, for someone who builds a workflow. */
export async function sample(shop: Shop, watched: Watched): Promise<Result<Change[]>> {
	const { path, listAll, hasWindows } = watched.resource;
	const order: Record<string, string> = hasWindows ? { orderby: 'modified', order: 'desc' } : {};
	const read = await list(shop, path, { ...listAll, ...order, per_page: '1' });
	if (!read.ok) return read;
	const { rows, serverNow } = read.value;
	// A cache may return more than the one row that was asked for.
	return ok(rows.slice(0, 1).flatMap((row) => update(watched, stateOf(watched, row), serverNow)));
}

/** Says which claim of the configuration a real object proves wrong. */
export async function checkClaims(shop: Shop, watched: Watched): Promise<Result<undefined>> {
	if (watched.claims.length === 0) return ok(undefined);
	const { path, listAll } = watched.resource;
	const read = await list(shop, path, { ...listAll, per_page: '1' });
	if (!read.ok) return read;
	const [row] = read.value.rows;
	for (const { key, value, refute } of row === undefined ? [] : watched.claims) {
		const expected = refute(row);
		if (expected !== undefined)
			return err(
				PROBLEM.misconfigured,
				`Poller configuration, ${watched.name}.${key}: ${JSON.stringify(value)} does not fit what ${shop.store.account} shows under ${path}. Expected ${expected}.`,
			);
	}
	return ok(undefined);
}

export interface Walked extends Look {
	position: Position;
	isAtEnd: boolean;
}

type Page = Pick<IdListing, 'rows' | 'serverNow'> & { position: Position };

/** Goes on through a list page by page, until its end, a problem, or the end of the time. */
export async function walk(
	readAt: ReadAt,
	{ pageSize }: Watched,
	from: Position,
	mayAsk: MayAsk,
	judge: (page: Page) => Change[],
): Promise<Walked> {
	const walked: Walked = { changes: [], position: from, isAtEnd: false };
	while (!walked.isAtEnd && mayAsk()) {
		const read = await step(readAt, walked.position, pageSize);
		if (!read.ok) return { ...walked, problem: read.problem };
		const { rows, position, end, listing } = read.value;
		for (const change of judge({ rows, position, serverNow: listing.serverNow }))
			walked.changes.push(change);
		walked.position = position;
		walked.isAtEnd = end;
	}
	return walked;
}

function finish(memory: Memory, { to }: Window, pollDelayMs: number): void {
	memory.watermark = to;
	memory.recent = withinOverlap(memory.recent, to, pollDelayMs);
	memory.pending = undefined;
}

/** Ordered by id, since products order `modified` by local time, which runs backwards once a year. */
export function reader(
	shop: Shop,
	{ resource: { path, listAll } }: Watched,
	more: Readonly<Record<string, string>>,
): ReadAt {
	return async (offset, limit) => {
		const place = { offset: String(offset), per_page: String(limit) };
		return await listById(shop, path, { ...listAll, ...more, ...place });
	};
}

/**
 * Bounds are naive UTC with `dates_are_gmt`: with a `Z` the shop is wrong by its own offset. They
 * compare strictly and in whole seconds, so the lower one is a second early (all measured).
 */
function windowQuery({ from, to }: Window): Record<string, string> {
	return { ...modifiedSince(from), modified_before: naiveUtc(to) };
}

/** The lower bound alone. */
export function modifiedSince(from: number): Record<string, string> {
	return { modified_after: naiveUtc(safeLowerBound(from - 1000)), dates_are_gmt: 'true' };
}
