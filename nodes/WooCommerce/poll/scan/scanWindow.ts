import { naiveUtc } from '../../../core/dates';
import { unexpected } from '../../../core/result';
import { nextWindow, OVERLAP_MS, withinOverlap, type Window } from '../../../core/window';
import { detectInWindow } from './detectChanges';
import { addMissed } from '../ids/knownObjects';
import { LayeredMap } from '../ids/layeredMap';
import type { PolledResource } from '../../polledResource';
import type { ResourceState } from '../pollState';
import {
	MOST_OBJECTS,
	modifiedSince,
	pageReader,
	readPages,
	type PollContext,
	type ScanResult,
} from '../read/readPages';
import { delayOf, readFromOf } from '../read/rowClock';
import { START } from '../read/seekPage';

/**
 * Reads the objects that were modified since the last poll, or continues a window that has not been read to its end.
 */
export async function scanWindow(
	context: PollContext,
	state: ResourceState,
	serverNow: number,
): Promise<ScanResult> {
	const { watermark, pending } = state;
	const { polled } = context;
	const delay = delayOf(polled, state);
	const window = pending?.window ?? nextWindow(watermark, readFromOf(state), serverNow, delay);
	if (window.from >= window.to) return { state, changes: [] };
	const readAt = pageReader(context, {
		...modifiedSince(window.from),
		modified_before: naiveUtc(window.to),
	});
	const from = pending?.position ?? START;
	const read = await readPages(context, readAt, from, state, (now, { rows }) =>
		detectInWindow(polled, wasEmpty(now) ? addMissed(polled, now, rows) : now, rows, window),
	);
	const isEndless = !read.isAtEnd && read.position.offset >= MOST_OBJECTS;
	const next = read.isAtEnd
		? finishWindow(polled, read.state, window)
		: { ...read.state, pending: isEndless ? undefined : { window, position: read.position } };
	const result = { ...read, state: { ...next, recent: latest(next.recent) } };
	return isEndless ? { ...result, ...endless(context) } : result;
}

function endless({ shop, polled }: PollContext) {
	return unexpected(
		`Reading the changes of ${polled.name} of ${shop.store.account} failed: the list has more than ${MOST_OBJECTS} objects, or does not end. Check the caches and plugins that change its REST API. The next poll reads these changes again.`,
	);
}

/** Maximum number of sightings. Each takes some 55 characters of the workflow's stored data. */
const MOST_RECENT = 20_000;

/** Returns the latest sightings. If a state without a sighting is read again, it is emitted again with the same id. */
function latest(recent: ResourceState['recent']): ResourceState['recent'] {
	const all = [...recent];
	if (all.length <= MOST_RECENT) return recent;
	const byDate = all.sort(([, left], [, right]) => right.modified - left.modified);
	return LayeredMap.from(byDate.slice(0, MOST_RECENT));
}

/**
 * Returns whether the list was empty when polling began. The shop may have had no objects, or a cache may have hidden
 * them.
 */
export function wasEmpty({ topId }: ResourceState): boolean {
	return topId < 0;
}

const DAY_MS = 24 * 3_600_000;

/**
 * Returns the earliest time at which an object may have left the list unnoticed. That is when the total last agreed, but at
 * most a day ago.
 */
export function unlistedSince(polled: PolledResource, state: ResourceState): number {
	const { ledger, since, watermark } = state;
	const balancedAt = Math.max(ledger.balancedAt ?? since, watermark - DAY_MS);
	return Math.max(balancedAt - OVERLAP_MS - delayOf(polled, state), readFromOf(state));
}

function finishWindow(polled: PolledResource, state: ResourceState, { to }: Window): ResourceState {
	// When an object leaves the list, its content is compared with what windows have shown.
	const delay = delayOf(polled, state);
	const until = Math.min(to, unlistedSince(polled, state) + OVERLAP_MS + delay);
	const recent = LayeredMap.from(withinOverlap(state.recent.toMap(), until, delay));
	const { isScanned } = polled.resource;
	const old = [...state.seen.toMap().keys()].filter((id) => !isScanned && !recent.has(id));
	return { ...state, watermark: to, recent, seen: state.seen.without(old), pending: undefined };
}
