import type { IdLedger } from '../ids/idLedger';
import type { ResourceState } from '../pollState';
import type { ScanResult } from '../read/readPages';
import type { Reconciliation } from './reconcileContext';

/** A list whose total is wrong is read as a whole if it has at most so many pages. */
const MOST_READ_PAGES = 20;
/** The name of a condition that the log has named: the total of a list is wrong. */
const MISCOUNTED = 'miscounted';

/**
 * Returns whether the last complete search found fewer objects than the shop counts. A plugin may hide objects from the
 * pages of a list and not from its total. Each can cancel out a delete, so equal counts do not show that no object is
 * missing.
 */
export function countsMore({ unexplained }: IdLedger): boolean {
	return unexplained !== undefined && unexplained.difference > 0;
}

/** Returns whether the list can be read as a whole to find a delete. */
export function isSmall({ newest, polled }: Reconciliation): boolean {
	return newest.total <= MOST_READ_PAGES * polled.pageSize;
}

/** Names once that the total of a large list is wrong. */
export function nameMiscount(
	reconciliation: Reconciliation,
	state: ResourceState,
): Pick<ScanResult, 'state' | 'warning'> {
	const { named = [] } = state;
	const isFound = !countsMore(state.ledger) || isSmall(reconciliation);
	if (isFound || named.includes(MISCOUNTED)) return { state };
	const { account } = reconciliation.shop.store;
	return {
		state: { ...state, named: [...named, MISCOUNTED] },
		warning: `Deletes of ${reconciliation.polled.name} can be missed: ${account} counts objects that its pages do not show, and each of these can cancel out one delete. Check the plugins that filter the lists of its REST API, such as those for languages or several vendors.`,
	};
}
