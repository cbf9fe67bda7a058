import type { IdListing } from '../../client/api';
import type { ResourceState } from '../pollState';
import { joinWarnings, type PollContext, type ScanResult } from '../read/readPages';

/** The context of `reconcileCounts` and its parts: one comparison of the ids that a shop lists with the known ids. */
export interface Reconciliation extends PollContext {
	/** The probe: how many objects the list has, and the newest of them. */
	readonly newest: IdListing;
}

/**
 * Returns a result with the changes and warnings of both results, and the state of `next`. Its problem is that of `next`. If
 * `next` has no problem, it is that of `first`.
 */
export function appendResult<Result extends ScanResult>(first: ScanResult, next: Result): Result {
	return {
		...next,
		problem: next.problem ?? first.problem,
		changes: first.changes.concat(next.changes),
		warning: joinWarnings(first.warning, next.warning),
	};
}

/** Returns the state with a part of its ledger replaced. */
export function withLedger(
	state: ResourceState,
	part: Partial<ResourceState['ledger']>,
): ResourceState {
	return { ...state, ledger: { ...state.ledger, ...part } };
}
