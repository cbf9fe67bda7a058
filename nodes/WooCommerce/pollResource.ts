import { naiveUtc } from '../core/dates';
import type { Change } from '../core/event';
import { IdSet } from '../core/idSet';
import { success, type Outcome, type Problem } from '../core/problem';
import { nextWindow, withinOverlap, type Window } from '../core/window';
import { list, type Listing, type Row, type Shop } from './api';
import { firstSight, stateOf, update } from './changes';
import { safeLowerBound } from './dateGaps';
import type { Memory } from './memory';
import type { Resource } from './resources';
import { START, step, type ReadAt } from './walk';

/** WooCommerce's most; the price of a page is the request more than its rows (measured). */
const PAGE_SIZE = 100;

/** What one look at a resource brought. What was read before a problem is kept. */
export interface Look {
	memory: Memory;
	changes: Change[];
	problem?: Problem;
}

/** Whether there is time for one more request. */
export type MayAsk = () => boolean;

/**
 * The newest row alone: the highest id, how many there are, and the shop's clock.
 */
export async function probe(shop: Shop, resource: Resource): Promise<Outcome<Listing>> {
	return await list(shop, resource.path, {
		...resource.listAll,
		orderby: 'id',
		order: 'desc',
		per_page: '1',
		_fields: 'id',
	});
}

/** Watching begins: what is there now is no event, what the shop dates later is. */
export function beginMemory({ rows, serverNow }: Listing): Memory {
	const topId = rows[0]?.id ?? -1;
	return {
		since: serverNow,
		watermark: serverNow,
		topId,
		ids: IdSet.empty,
		recent: [],
		...(topId < 0 ? {} : { baseline: START }),
	};
}

/** Reads what was modified since the last look, or goes on with a window left unfinished. */
export async function lookAtChanges(
	shop: Shop,
	resource: Resource,
	memory: Memory,
	serverNow: number,
	mayAsk: MayAsk,
): Promise<Look> {
	const window = memory.pending?.window ?? nextWindow(memory.watermark, memory.since, serverNow);
	if (window.from >= window.to) return { memory, changes: [] };
	const readAt = windowReader(shop, resource, window);
	let position = memory.pending?.position ?? START;
	let known = memory;
	const changes: Change[] = [];
	while (mayAsk()) {
		const read = await step(readAt, position, PAGE_SIZE);
		if (!read.ok)
			return { memory: pendingAt(known, window, position), changes, problem: read.problem };
		const judged = judge(resource, known, window, read.value.rows);
		known = judged.memory;
		changes.push(...judged.changes);
		position = read.value.position;
		if (read.value.end) return { memory: finished(known, window), changes };
	}
	return { memory: pendingAt(known, window, position), changes };
}

/** Lists the ids that were there when watching began, as far as there is time for. */
export async function lookAtBaseline(
	shop: Shop,
	resource: Resource,
	memory: Memory,
	mayAsk: MayAsk,
): Promise<Look> {
	const readAt = idReader(shop, resource);
	const found: number[] = [];
	let baseline = memory.baseline;
	let problem: Problem | undefined;
	while (baseline !== undefined && problem === undefined && mayAsk()) {
		const read = await step(readAt, baseline, PAGE_SIZE);
		if (!read.ok) {
			problem = read.problem;
			break;
		}
		const { rows, position, end } = read.value;
		const old = rows.filter(({ id }) => id <= memory.topId);
		found.push(...old.filter((row) => !isUnborn(resource, row)).map(({ id }) => id));
		baseline = end || old.length < rows.length ? undefined : position;
	}
	const ids = found.length > 0 ? memory.ids.with(found) : memory.ids;
	return { memory: { ...memory, ids, baseline }, changes: [], problem };
}

/** The object that changed last, as it would be put out, for someone who builds a workflow. */
export async function sample(shop: Shop, resource: Resource): Promise<Outcome<Change[]>> {
	const query = { ...resource.listAll, orderby: 'modified', order: 'desc', per_page: '1' };
	const read = await list(shop, resource.path, query);
	if (!read.ok) return read;
	const { rows, serverNow } = read.value;
	return success(rows.map((row) => update(resource, stateOf(resource, row), serverNow)));
}

/** What the rows of a window tell, and what is known after them. Pure. */
function judge(
	resource: Resource,
	memory: Memory,
	window: Window,
	rows: readonly Row[],
): { memory: Memory; changes: Change[] } {
	const changes: Change[] = [];
	const born: number[] = [];
	const recent = new Map(memory.recent.map((sighting) => [sighting.id, sighting]));
	for (const row of rows) {
		const state = stateOf(resource, row);
		const { modified, created, hash } = state;
		const isInside = modified !== undefined && modified >= window.from && modified < window.to;
		const last = recent.get(row.id);
		const isSeen = last?.modified === modified && last?.hash === hash;
		if (!isInside || isSeen || isUnborn(resource, row)) continue;
		const isKnown = memory.ids.has(row.id) || isUnlisted(memory, row.id);
		if (!isKnown) changes.push(...firstSight(resource, state, modified));
		// In the second in which watching began, an object may be listed and be in the window too.
		else if (last !== undefined || modified !== created)
			changes.push(update(resource, state, modified));
		if (!memory.ids.has(row.id)) born.push(row.id);
		recent.set(row.id, { id: row.id, modified, hash });
	}
	const ids = born.length > 0 ? memory.ids.with(born) : memory.ids;
	return { memory: { ...memory, ids, recent: [...recent.values()] }, changes };
}

/** True of an object that was there when watching began and has not been listed yet. */
function isUnlisted({ baseline, topId }: Memory, id: number): boolean {
	return baseline !== undefined && id > baseline.afterId && id <= topId;
}

function isUnborn({ unborn }: Resource, { status }: Row): boolean {
	return typeof status === 'string' && unborn.includes(status);
}

function finished(memory: Memory, { to }: Window): Memory {
	const recent = withinOverlap(memory.recent, to);
	return { ...memory, watermark: to, recent, pending: undefined };
}

function pendingAt(memory: Memory, window: Window, position: typeof START): Memory {
	return { ...memory, pending: { window, position } };
}

/**
 * Bounds are naive UTC with `dates_are_gmt`: with a `Z` the shop is wrong by its own offset. They
 * compare strictly and in whole seconds, so the lower one is a second early (all measured). Ordered
 * by id, since products order `modified` by local time, which runs backwards once a year.
 */
function windowReader(shop: Shop, resource: Resource, { from, to }: Window): ReadAt {
	const query = {
		...resource.listAll,
		modified_after: naiveUtc(safeLowerBound(from - 1000)),
		modified_before: naiveUtc(to),
		dates_are_gmt: 'true',
		orderby: 'id',
		order: 'asc',
	};
	return async (offset, limit) =>
		await list(shop, resource.path, {
			...query,
			offset: String(offset),
			per_page: String(limit),
		});
}

function idReader(shop: Shop, resource: Resource): ReadAt {
	const query = { ...resource.listAll, orderby: 'id', order: 'asc', _fields: 'id,status' };
	return async (offset, limit) =>
		await list(shop, resource.path, {
			...query,
			offset: String(offset),
			per_page: String(limit),
		});
}
