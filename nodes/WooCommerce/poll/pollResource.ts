import { misconfigured } from '../../core/result';
import { readBroken } from './read/brokenRows';
import { datedProbe, followClock } from './read/clockSteps';
import type { ResourceState } from './pollState';
import { MOST_OBJECTS, type PollContext, type ScanResult } from './read/readPages';
import { reconcileCounts } from './deletes/reconcileCounts';
import { noteRowClock } from './read/rowClock';
import { nameConditions } from './read/standingConditions';
import { appendResult } from './deletes/reconcileContext';
import { scanContents, scanNewest } from './scan/scanList';
import { scanWindow } from './scan/scanWindow';

/**
 * Maximum number of ids that are known of one list. A list begins with at most half of them. n8n stores them all at each
 * poll.
 */
const MOST_KNOWN = 2 * MOST_OBJECTS;

function knownIds({ ids, ledger }: ResourceState): number {
	const { trashed, gone, hidden, drafts } = ledger;
	return [ids, trashed, gone, hidden, drafts].reduce((sum, { size }) => sum + size, 0);
}

function tooManyKnown({ shop, polled }: PollContext) {
	return misconfigured(
		`Polling ${polled.name} of ${shop.store.account} failed: the list has had more than ${MOST_KNOWN} objects, and a workflow cannot store the IDs of more. Remove this resource from the node, or replace the node by a new one, which begins with the present objects.`,
	);
}

/**
 * Polls one resource whose list can be ordered. It finds modified objects, then deleted objects, and then compares the
 * content of some objects to find changes without a new date.
 */
export async function pollResource(
	context: PollContext,
	before: ResourceState,
): Promise<ScanResult> {
	if (knownIds(before) >= MOST_KNOWN)
		return { state: before, changes: [], ...tooManyKnown(context) };
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
