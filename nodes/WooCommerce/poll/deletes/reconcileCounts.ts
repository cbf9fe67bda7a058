import type { IdListing, Shop } from '../../client/api';
import { checkHidden } from './checkHidden';
import type { IdLedger } from '../ids/idLedger';
import type { IdSet } from '../ids/idSet';
import type { ResourceState } from '../pollState';
import type { ScanResult } from '../read/readPages';
import { appendResult, withLedger, type Reconciliation } from './reconcileContext';
import { countsMore, nameMiscount } from './miscounted';
import { scanTrash } from './scanTrash';
import { searchDifferences } from './searchDifferences';
import { withPauses } from '../ids/slices';

/**
 * More deletes than this number between two polls are unlikely, if they are also more than this share of all objects.
 */
const MANY_DELETES = 50;
const MANY_DELETES_SHARE = 0.2;
/** Caches and restored backups can return wrong totals for a few minutes. */
const HOLD_MS = 10 * 60_000;
/**
 * How long an unexplained difference is not searched again. A plugin that counts wrongly does so in every poll, and a
 * search takes many requests.
 */
const UNEXPLAINED_MS = 60 * 60_000;

/**
 * Compares the shop's total with the number of known objects. If they differ, it searches for deleted objects, and for
 * objects that no window showed. While they agree and no object is hidden, it sends no request.
 */
export async function reconcileCounts(
	reconciliation: Reconciliation,
	state: ResourceState,
): Promise<ScanResult> {
	const { shop, polled, newest } = reconciliation;
	const { total, serverNow, rows } = newest;
	const isOdd = newest.isUncounted === true || total > 0 !== rows.length > 0;
	if (state.baseline !== undefined || state.pending !== undefined || isOdd)
		return { state, changes: [] };
	const known = await listedIds(shop, state);
	const difference = total - known.size;
	const isBalanced = isAgreed(reconciliation, state, known);
	if (isBalanced) return await checkHidden(reconciliation, noteBalance(state, newest));
	const isUnexplained = isStillUnexplained(state.ledger, difference, serverNow);
	if (isUnexplained && rows.every(({ id }) => known.has(id)))
		return await checkHidden(reconciliation, state);
	const heldSince = holdStart(state.ledger, known.size, newest);
	const held = withLedger(state, { heldSince });
	const leftMs = heldSince === undefined ? 0 : heldSince + HOLD_MS - serverNow;
	if (leftMs <= 0) return await searchAll(reconciliation, held, known);
	const missing = `${shop.store.account} reports ${total} ${polled.name}, ${-difference} fewer than before.`;
	const warning = `${missing} So many deletes at once are unlikely, so the node does not emit them yet. If the objects are still missing in ${Math.ceil(leftMs / 60_000)} minutes, it confirms each delete and emits it.`;
	return { state: held, changes: [], warning };
}

/** Returns the ids that the list should have. */
async function listedIds({ pause }: Shop, { ids, ledger }: ResourceState): Promise<IdSet> {
	const all = await withPauses(ids.uniting(ledger.drafts), pause);
	return await withPauses(all.subtracting(ledger.hidden), pause);
}

/** Returns whether the list has exactly the known ids, as far as the probe shows. */
function isAgreed(reconciliation: Reconciliation, state: ResourceState, known: IdSet): boolean {
	// An object that is counted but never shown, and one delete, also make the counts agree.
	const isSame = reconciliation.newest.total === known.size && !countsMore(state.ledger);
	return isSame && !hasNewTop(reconciliation, state, known);
}

/** Returns whether the highest id of the list is new since the list last had exactly the known ids. */
function hasNewTop(
	{ polled, newest }: Reconciliation,
	state: ResourceState,
	known: IdSet,
): boolean {
	// Without windows, everything above the highest known id has just been read.
	const agreed = polled.resource.hasWindows ? agreedTopId(state) : Infinity;
	return newest.rows.some(({ id }) => id > agreed || !known.has(id));
}

/** Returns the highest id of the list when it last had exactly the known ids. */
function agreedTopId({ ledger, topId }: ResourceState): number {
	return ledger.balancedTopId ?? topId;
}

function noteBalance(state: ResourceState, { rows, serverNow }: IdListing): ResourceState {
	return withLedger(state, {
		balancedAt: serverNow,
		balancedTopId: rows[0]?.id,
		heldSince: undefined,
		unexplained: undefined,
	});
}

function isStillUnexplained(
	{ unexplained }: IdLedger,
	difference: number,
	serverNow: number,
): boolean {
	if (unexplained?.difference !== difference) return false;
	const leftMs = unexplained.until - serverNow;
	// If more time is left than the maximum, the shop's clock was wrong then, or has been set back since.
	return leftMs > 0 && leftMs <= UNEXPLAINED_MS;
}

/** Returns when the node began to hold back an unlikely number of deletes. Undefined if the number is likely. */
function holdStart(
	{ heldSince }: IdLedger,
	size: number,
	{ total, serverNow }: IdListing,
): number | undefined {
	const missing = size - total;
	if (missing <= MANY_DELETES || missing <= size * MANY_DELETES_SHARE) return undefined;
	// The shop's clock may have been set back.
	return Math.min(heldSince ?? serverNow, serverNow);
}

async function searchAll(
	reconciliation: Reconciliation,
	before: ResourceState,
	listed: IdSet,
): Promise<ScanResult> {
	const { shop, newest } = reconciliation;
	const trash = await scanTrash(reconciliation, before, listed.size - newest.total);
	if (trash.problem !== undefined) return trash;
	const known = await listedIds(shop, trash.state);
	const isSettled = isAgreed(reconciliation, trash.state, known);
	if (isSettled) return { ...trash, state: noteBalance(trash.state, newest) };
	const { state } = trash;
	const search = await searchDifferences(reconciliation, state, known, agreedTopId(state));
	const found = appendResult(trash, search);
	if (!search.isComplete || search.problem !== undefined) return found;
	const difference = newest.total - (await listedIds(shop, search.state)).size;
	if (difference === search.unsettled)
		return { ...found, state: noteBalance(search.state, newest) };
	if (search.hasHidden) return found;
	// If a complete search does not explain the difference, the poll does not search again for an hour.
	const unexplained = { difference, until: newest.serverNow + UNEXPLAINED_MS };
	const named = nameMiscount(reconciliation, withLedger(search.state, { unexplained }));
	return appendResult(found, { ...named, changes: [] });
}
