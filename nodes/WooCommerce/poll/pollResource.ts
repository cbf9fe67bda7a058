import { readBroken } from './read/brokenRows';
import { datedProbe, followClock } from './read/clockSteps';
import type { ResourceState } from './pollState';
import type { PollContext, ScanResult } from './read/readPages';
import { reconcileCounts } from './deletes/reconcileCounts';
import { noteRowClock } from './read/rowClock';
import { nameConditions } from './read/standingConditions';
import { appendResult } from './deletes/reconcileContext';
import { scanContents, scanNewest } from './scan/scanList';
import { scanWindow } from './scan/scanWindow';

/**
 * Polls one resource whose list can be ordered. It finds modified objects, then deleted objects, and then compares the
 * content of some objects to find changes without a new date.
 */
export async function pollResource(
	context: PollContext,
	before: ResourceState,
): Promise<ScanResult> {
	const probed = await datedProbe(context, before);
	if (!probed.ok) return { state: before, changes: [], problem: probed.problem };
	const { newest, isCached } = probed.value;
	const named = nameConditions(context, { ...before, probedAt: newest.serverNow }, probed.value);
	// The date of a cached response does not show the shop's clock.
	const followed = isCached
		? { state: named.state }
		: followClock(context, named.state, probed.value);
	const noted = appendResult({ ...named, changes: [] }, { ...followed, changes: [] });
	const { state } = followed;
	const { hasWindows, isScanned } = context.polled.resource;
	const scanned = hasWindows
		? await scanWindow(context, state, newest.serverNow)
		: await scanNewest(context, state, newest);
	const modified = appendResult(noted, scanned);
	if (modified.problem !== undefined) return modified;
	const healed = await readBroken(context, modified.state, newest.serverNow);
	if (healed.problem !== undefined) return appendResult(modified, healed);
	const reconciliation = { ...context, newest };
	const reconciled = await reconcileCounts(reconciliation, healed.state);
	const both = appendResult(appendResult(modified, healed), reconciled);
	const dated = noteRowClock(context, before, both, newest.serverNow);
	if (!isScanned || dated.state.baseline !== undefined || dated.problem !== undefined) return dated;
	const compared = await scanContents(context, dated.state);
	return appendResult(dated, compared);
}
