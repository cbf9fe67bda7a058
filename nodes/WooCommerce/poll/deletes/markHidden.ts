import type { Change } from '../../../core/event';
import type { IdRow, Row } from '../../api';
import { readObject, updatedChanges, type ObjectState } from '../../changes';
import { isDraft } from '../../resources';
import { remember, type ReadRow } from '../ids/knownObjects';
import type { PolledResource } from '../configuration/polledResource';
import type { ResourceState } from '../pollState';
import type { Detected } from '../read/readPages';
import { changesByDigest } from '../scan/detectChanges';
import { unlistedSince } from '../scan/scanWindow';
import { withLedger, type Reconciliation } from './reconcileContext';

/** Some 40 characters of stored data each. Of further objects, only the move out of the list is emitted. */
const MOST_REMEMBERED = 2_000;

/**
 * Emits objects that have moved out of the list as updated, and their further changes. A status that is excluded from
 * searches does that. An object that a plugin hides without a change produces no event.
 */
export function markHidden(
	{ polled, newest }: Reconciliation,
	before: ResourceState,
	rows: readonly Row[],
): Detected {
	const changes: Change[] = [];
	let state = before;
	for (const row of rows as readonly IdRow[]) {
		const read = { id: row.id, object: readObject(polled, row) };
		const isKnown = before.ledger.hidden.has(row.id);
		if (!isDraft(polled.resource, row))
			for (const change of changesOf(polled, state, read, newest.serverNow, isKnown))
				changes.push(change);
		state = rememberHidden(polled, state, read);
	}
	const hidden = state.ledger.hidden.with(rows.map(({ id }) => id as number));
	const isMoved = rows.some(({ id }) => !before.ledger.hidden.has(id as number));
	const listed = [...state.hiddenSeen.toMap().keys()].filter((id) => !hidden.has(id));
	const hiddenSeen = state.hiddenSeen.without(listed);
	const hiddenCheck = isMoved ? undefined : state.hiddenCheck;
	return { state: { ...withLedger(state, { hidden }), hiddenSeen, hiddenCheck }, changes };
}

function changesOf(
	polled: PolledResource,
	state: ResourceState,
	row: ReadRow,
	fallback: number,
	isKnown: boolean,
): Change[] {
	const { id, object } = row;
	if (polled.resource.isScanned) return changesByDigest({ polled, state, fallback }, row);
	if (!isKnown) {
		const told = state.recent.get(id);
		const isTold = told?.modified === object.modified && told?.hash === object.hash;
		const isMoved = (object.modified ?? -Infinity) >= unlistedSince(state);
		return isMoved && !isTold ? updatedChanges(polled, object, fallback) : [];
	}
	const last = state.hiddenSeen.get(id);
	const now = nameOf(object);
	if (last === undefined || last === now) return [];
	const [date, content] = last.split('~');
	const isUndated = date === now.split('~')[0];
	return updatedChanges(polled, object, fallback, isUndated ? { previous: content } : undefined);
}

function rememberHidden(polled: PolledResource, state: ResourceState, row: ReadRow): ResourceState {
	if (polled.resource.isScanned) return remember(polled, state, [row]);
	const { hiddenSeen } = state;
	if (!hiddenSeen.has(row.id) && hiddenSeen.toMap().size >= MOST_REMEMBERED) return state;
	return { ...state, hiddenSeen: hiddenSeen.with([[row.id, nameOf(row.object)]]) };
}

/** Names a state in short. */
function nameOf({ modified, hash }: ObjectState): string {
	return `${modified ?? ''}~${hash.slice(0, 8)}`;
}
