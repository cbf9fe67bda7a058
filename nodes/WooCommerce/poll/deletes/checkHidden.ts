import { createHash } from 'node:crypto';

import { applyDeletes } from './applyDeletes';
import { confirmEach, MOST_CANDIDATES } from './confirmDeletes';
import type { ResourceState } from '../pollState';
import { readCompleteByIds } from '../read/readByIds';
import { type ScanResult } from '../read/readPages';
import { isSplittable } from '../read/splitPage';
import { withLedger, type Reconciliation } from './reconcileContext';

/**
 * Reads one hidden object by its id, because the total does not show the deletion of a hidden object.
 * Also looks for hidden objects that are listed again. Each would cancel out a delete in the count.
 */
export async function checkHidden(
	reconciliation: Reconciliation,
	state: ResourceState,
): Promise<ScanResult> {
	const { newest, hasBudget } = reconciliation;
	const { hidden } = state.ledger;
	if (hidden.size === 0 || !hasBudget()) return { state, changes: [] };
	const rank = randomAt(newest.serverNow) % hidden.size;
	const asked = hidden.between(rank, rank + MOST_CANDIDATES);
	const listed = await readCompleteByIds(reconciliation, asked, { _fields: 'id' });
	if (!listed.ok) return { state, changes: [], problem: listed.problem };
	const left = hidden.without(listed.value.map(({ id }) => id));
	const next = withLedger(state, { hidden: left });
	if (!left.has(asked[0]) || !hasBudget()) return { state: next, changes: [] };
	const check = await confirmEach(reconciliation, asked.slice(0, 1));
	const isBroken = check.problem !== undefined && isSplittable(check.problem);
	return {
		...applyDeletes(reconciliation, next, check),
		problem: isBroken ? undefined : check.problem,
	};
}

/** Returns a number that depends on the time alone, because a poll without events cannot store whose turn it is. */
function randomAt(time: number): number {
	return createHash('sha256').update(String(time)).digest().readUInt32BE(0);
}
