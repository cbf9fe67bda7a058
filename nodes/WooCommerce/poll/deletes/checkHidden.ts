import { createHash } from 'node:crypto';

import { applyDeletes } from './applyDeletes';
import { confirmEach, MOST_CANDIDATES } from './confirmDeletes';
import type { ResourceState } from '../pollState';
import { readCompleteByIds } from '../read/readByIds';
import { type ScanResult } from '../read/readPages';
import { isSplittable } from '../read/splitPage';
import { withLedger, type Reconciliation } from './reconcileContext';

/** Number of hidden objects that one check reads by id. */
const READ_AT_ONCE = 3;
/** The shortest and the longest time between two checks. While nothing has changed, the time doubles. */
const SHORTEST_MS = 60_000;
const LONGEST_MS = 60 * 60_000;

/**
 * Reads some hidden objects by their ids, because no list shows their changes and the total does not show their
 * deletion. Also looks for hidden objects that are listed again, because each of them would cancel out a delete in the
 * count. While nothing changes, the checks become less frequent.
 */
export async function checkHidden(
	reconciliation: Reconciliation,
	state: ResourceState,
): Promise<ScanResult> {
	const { newest, hasBudget } = reconciliation;
	const { serverNow } = newest;
	const { hidden } = state.ledger;
	if (hidden.size === 0 || !hasBudget() || isLater(state, serverNow)) return { state, changes: [] };
	const rank = randomAt(serverNow) % hidden.size;
	const turn = [...hidden.between(rank, hidden.size), ...hidden.between(0, rank)];
	const asked = turn.slice(0, MOST_CANDIDATES);
	const listed = await readCompleteByIds(reconciliation, asked, { _fields: 'id' });
	if (!listed.ok) return { state, changes: [], problem: listed.problem };
	const left = hidden.without((listed.value ?? []).map(({ id }) => id));
	const next = withLedger(state, { hidden: left });
	const read = asked.filter((id) => left.has(id)).slice(0, READ_AT_ONCE);
	const check = await confirmEach(reconciliation, hasBudget() ? read : []);
	const applied = applyDeletes(reconciliation, next, check);
	const isQuiet = applied.changes.length === 0 && left.size === hidden.size;
	const every = isQuiet ? Math.min(2 * (state.hiddenCheck?.every ?? 0), LONGEST_MS) : 0;
	const hiddenCheck = { at: serverNow + every, every: Math.max(every, SHORTEST_MS / 2) };
	const isBroken = check.problem !== undefined && isSplittable(check.problem);
	return {
		...applied,
		state: { ...applied.state, hiddenCheck },
		problem: isBroken ? undefined : check.problem,
	};
}

/**
 * Returns whether the next check is due later. A due time too far ahead means that the shop's clock was wrong or has
 * been set back.
 */
function isLater({ hiddenCheck }: ResourceState, serverNow: number): boolean {
	if (hiddenCheck === undefined) return false;
	const left = hiddenCheck.at - serverNow;
	return left > 0 && left <= LONGEST_MS;
}

/**
 * Returns a number that depends only on the time, because a poll without events cannot store which objects come next.
 */
function randomAt(time: number): number {
	return createHash('sha256').update(String(time)).digest().readUInt32BE(0);
}
