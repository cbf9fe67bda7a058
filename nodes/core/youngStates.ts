import { floorToSecond, isoSecond } from './dates';
import type { Change } from './event';
import { SETTLE_MS } from './window';

/**
 * Leaves out the states that a second names if the second is not over for long. The object may change again within it, and
 * the later webhook would have the same state. *Skip Duplicates* would then drop that webhook. Without a state, the worst
 * case is a duplicate.
 *
 * @param serverNow the vendor's clock when it returned the changes, in epoch milliseconds
 */
export function withoutYoungStates(changes: readonly Change[], serverNow: number): Change[] {
	const settled = floorToSecond(serverNow - SETTLE_MS);
	return changes.map((change) => {
		const at = Date.parse(change.date);
		const isYoung = at >= settled && change.stateRevision?.includes(isoSecond(at));
		return isYoung === true ? { ...change, stateRevision: undefined } : change;
	});
}
