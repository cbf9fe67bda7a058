import type { Row } from '../../api';
import { removedChange, trashedChange } from '../../changes';
import type { DeleteCheck } from './confirmDeletes';
import { generationOf } from '../ids/idLedger';
import { forget } from '../ids/knownObjects';
import type { ResourceState } from '../pollState';
import type { Detected } from '../read/readPages';
import { withLedger, type Reconciliation } from './reconcileContext';

/** Emits the confirmed deletes, and records the hidden objects. */
export function applyDeletes(
	reconciliation: Reconciliation,
	before: ResourceState,
	{ trashed, gone, hidden }: DeleteCheck,
): Detected {
	const { polled, newest } = reconciliation;
	const { state, changes } = markTrashed(reconciliation, before, trashed);
	const { ledger } = state;
	const removed = gone.map((id) =>
		removedChange(polled, id, newest.serverNow, generationOf(ledger, id)),
	);
	const sets = { gone: ledger.gone.with(gone), hidden: ledger.hidden.with(hidden).without(gone) };
	return { state: forget(withLedger(state, sets), gone), changes: [...changes, ...removed] };
}

/** Emits objects that are in the trash as deleted. */
export function markTrashed(
	{ polled, newest }: Reconciliation,
	state: ResourceState,
	rows: readonly Row[],
): Detected {
	const { ledger } = state;
	const ids = rows.map(({ id }) => id as number);
	const changes = rows.map((row) =>
		trashedChange(polled, row, newest.serverNow, generationOf(ledger, row.id as number)),
	);
	const sets = { trashed: ledger.trashed.with(ids), hidden: ledger.hidden.without(ids) };
	return { state: forget(withLedger(state, sets), ids), changes };
}
