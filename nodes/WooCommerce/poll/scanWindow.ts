import { naiveUtc } from '../../core/dates';
import { nextWindow, withinOverlap, type Window } from '../../core/window';
import type { Shop } from '../api';
import { detectInWindow } from './detectChanges';
import { addMissed } from './knownObjects';
import { LayeredMap } from './layeredMap';
import type { PolledResource } from './polledResource';
import type { ResourceState } from './pollState';
import { modifiedSince, pageReader, readPages, type HasBudget, type ScanResult } from './readPages';
import { START } from './seekPage';

/** Reads what was modified since the last poll, or continues a window that is not read to its end. */
export async function scanWindow(
	shop: Shop,
	polled: PolledResource,
	state: ResourceState,
	serverNow: number,
	hasBudget: HasBudget,
): Promise<ScanResult> {
	const { watermark, since, pending } = state;
	const { pageSize, pollDelayMs } = polled;
	const window = pending?.window ?? nextWindow(watermark, since, serverNow, pollDelayMs);
	if (window.from >= window.to) return { state, changes: [] };
	const readAt = pageReader(shop, polled, {
		...modifiedSince(window.from),
		modified_before: naiveUtc(window.to),
	});
	const from = pending?.position ?? START;
	const read = await readPages({ readAt, pageSize, from, hasBudget }, state, (now, { rows }) =>
		detectInWindow(polled, wasEmpty(now) ? addMissed(polled, now, rows) : now, rows, window),
	);
	const next = read.isAtEnd
		? finishWindow(read.state, window, pollDelayMs)
		: { ...read.state, pending: { window, position: read.position } };
	return { ...read, state: next };
}

/** Returns whether the first list was empty. The shop may have had no objects, or a cache hid them. */
export function wasEmpty({ topId }: ResourceState): boolean {
	return topId < 0;
}

function finishWindow(state: ResourceState, { to }: Window, pollDelayMs: number): ResourceState {
	const recent = LayeredMap.from(withinOverlap(state.recent.toMap(), to, pollDelayMs));
	return { ...state, watermark: to, recent, pending: undefined };
}
