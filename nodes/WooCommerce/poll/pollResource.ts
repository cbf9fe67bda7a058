import { probe } from './read/probe';
import type { ResourceState } from './pollState';
import type { PollContext, ScanResult } from './read/readPages';
import { reconcileCounts } from './deletes/reconcileCounts';
import { appendResult } from './deletes/reconciliation';
import { scanContents, scanNewest } from './scan/scanList';
import { scanWindow } from './scan/scanWindow';
import { scanUnordered } from './scan/unorderedList';

/**
 * Polls one resource: what was modified, then what was deleted, then a share of the content that moves
 * no date.
 */
export async function pollResource(
	context: PollContext,
	before: ResourceState,
): Promise<ScanResult> {
	if (before.unordered !== undefined) return await scanUnordered(context, before);
	const newest = await probe(context);
	if (!newest.ok) return { state: before, changes: [], problem: newest.problem };
	const { serverNow } = newest.value;
	const { state, ...wrong } = resetFuture(before, serverNow);
	const { hasWindows, isScanned } = context.polled.resource;
	const modified = hasWindows
		? await scanWindow(context, state, serverNow)
		: await scanNewest(context, state, newest.value);
	if (modified.problem !== undefined) return { ...modified, ...wrong };
	const reconciliation = { ...context, newest: newest.value };
	const reconciled = await reconcileCounts(reconciliation, modified.state);
	const both = { ...appendResult(modified, reconciled), ...wrong };
	if (!isScanned || both.state.baseline !== undefined || both.problem !== undefined) return both;
	const compared = await scanContents(context, both.state);
	return { ...both, ...appendResult(both, compared) };
}

/** Clocks and caches are wrong by less, or for so long that the user has to know. */
const FUTURE_MS = 3_600_000;

/**
 * Resets the cursor to the shop's clock if polling began in the future. Otherwise one wrong `Date` at
 * the first poll would hide every change until that date.
 */
function resetFuture(
	state: ResourceState,
	serverNow: number,
): Pick<ScanResult, 'state' | 'warning'> {
	if (state.since <= serverNow + FUTURE_MS) return { state };
	const warning = `polling began at ${new Date(state.since).toISOString()}, because the shop's clock was wrong then. It was reset to ${new Date(serverNow).toISOString()}. Changes before that were not emitted.`;
	return {
		state: { ...state, since: serverNow, watermark: serverNow, pending: undefined },
		warning,
	};
}
