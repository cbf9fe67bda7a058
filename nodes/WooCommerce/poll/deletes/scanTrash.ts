import { OVERLAP_MS } from '../../../core/window';
import type { IdRow } from '../../client/api';
import { markTrashed } from './applyDeletes';
import type { ResourceState } from '../pollState';
import { modifiedSince, pageReader, readPages, type ScanResult } from '../read/readPages';
import type { Reconciliation } from './reconcileContext';
import { START } from '../read/seekPage';

/**
 * Reads the objects that were trashed since the list last had exactly the known ids. Most deletes are moves to the
 * trash, and one request shows them.
 *
 * @param missing how many known objects the list lacks
 */
export async function scanTrash(
	reconciliation: Reconciliation,
	state: ResourceState,
	missing: number,
): Promise<ScanResult> {
	const { polled } = reconciliation;
	const { hasTrash, hasWindows } = polled.resource;
	if (!hasTrash || !hasWindows || missing <= 0) return { state, changes: [] };
	const since = (state.ledger.balancedAt ?? state.since) - OVERLAP_MS;
	let left = missing;
	const limited = { ...reconciliation, hasBudget: () => left > 0 && reconciliation.hasBudget() };
	const readAt = pageReader(reconciliation, { status: 'trash', ...modifiedSince(since) });
	return await readPages(limited, readAt, START, state, (now, { rows, serverNow }) => {
		const isKnown = ({ id, status }: IdRow) => status === 'trash' && now.ids.has(id);
		const trashed = rows.filter(isKnown);
		left -= trashed.length;
		return markTrashed({ polled, serverNow }, now, trashed);
	});
}
