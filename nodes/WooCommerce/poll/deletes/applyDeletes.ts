import type { Row } from '../../client/api';
import { removedChange, trashedChange } from '../../changes';
import type { DeleteCheck } from './confirmDeletes';
import type { PolledResource } from '../../polledResource';
import { generationOf } from '../ids/idLedger';
import { forget } from '../ids/knownObjects';
import type { ResourceState } from '../pollState';
import type { Detected } from '../read/readPages';
import { markHidden } from './markHidden';
import { withLedger, type Reconciliation } from './reconcileContext';

/** Emits the confirmed deletes, and the changes of hidden objects. */
export function applyDeletes(
	reconciliation: Reconciliation,
	before: ResourceState,
	{ trashed, gone, hidden }: DeleteCheck,
): Detected {
	const { polled } = reconciliation;
	const { serverNow } = reconciliation.newest;
	const kept = markHidden(reconciliation, before, hidden);
	const { state, changes } = markTrashed({ polled, serverNow }, kept.state, trashed);
	const { ledger } = state;
	const removed = gone.map((id) => removedChange(polled, id, serverNow, generationOf(ledger, id)));
	const sets = { gone: ledger.gone.with(gone), hidden: ledger.hidden.without(gone) };
	return {
		state: forget(withLedger(state, sets), gone),
		changes: [...kept.changes, ...changes, ...removed],
	};
}

/** Emits objects that are in the trash as deleted. */
export function markTrashed(
	{ polled, serverNow }: { polled: PolledResource; serverNow: number },
	state: ResourceState,
	rows: readonly Row[],
): Detected {
	const { ledger } = state;
	const ids = rows.map(({ id }) => id as number);
	const changes = rows.map((row) =>
		trashedChange(polled, row, serverNow, generationOf(ledger, row.id as number)),
	);
	const sets = { trashed: ledger.trashed.with(ids), hidden: ledger.hidden.without(ids) };
	return { state: forget(withLedger(state, sets), ids), changes };
}
