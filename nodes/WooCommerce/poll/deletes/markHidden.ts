import type { Change } from '../../../core/event';
import type { IdRow, Row } from '../../client/api';
import { readObject, updatedChanges, type ObjectState } from '../../changes';
import { isDraft } from '../../resources';
import { MOST_CONTENTS, remember, type ReadRow } from '../ids/knownObjects';
import type { PolledResource } from '../../polledResource';
import type { ResourceState } from '../pollState';
import type { Detected } from '../read/readPages';
import { changesByDigest } from '../scan/detectChanges';
import { unlistedSince } from '../scan/scanWindow';
import { withLedger, type Reconciliation } from './reconcileContext';

/**
 * Maximum number of hidden objects whose content is stored, about 40 characters each. For further objects, only the
 * move out of the list is emitted.
 */
const MOST_REMEMBERED = 2_000;

/**
 * Emits UPDATED for objects that have left the list, and for their further changes. An object leaves the list if its
 * new status is excluded from searches. If a plugin hides an object that has not changed, no event is emitted.
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
		const own = isDraft(polled.resource, row)
			? []
			: changesOf(polled, state, read, newest.serverNow, isKnown);
		for (const change of own) changes.push(change);
		state = rememberHidden(polled, state, read);
		// One that the list shows again by now must not be emitted again by the next window.
		if (own.length > 0) state = rememberSighting(polled, state, read);
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
		const isMoved = (object.modified ?? -Infinity) >= unlistedSince(polled, state);
		return isMoved && !isTold ? updatedChanges(polled, object, fallback) : [];
	}
	const [date, ...contents] = state.hiddenSeen.get(id)?.split('~') ?? [];
	const last = contents.at(-1);
	const now = stateOf(object);
	if (last === undefined || (date === now.date && last === now.content)) return [];
	if (date !== now.date) return updatedChanges(polled, object, fallback);
	const mayBeReturn = contents.includes(now.content) || contents.length >= MOST_CONTENTS;
	return updatedChanges(polled, object, fallback, mayBeReturn ? { previous: last } : {});
}

function rememberHidden(polled: PolledResource, state: ResourceState, row: ReadRow): ResourceState {
	if (polled.resource.isScanned) return remember(polled, state, [row]);
	const { hiddenSeen } = state;
	if (!hiddenSeen.has(row.id) && hiddenSeen.toMap().size >= MOST_REMEMBERED) return state;
	const { date, content } = stateOf(row.object);
	const [lastDate, ...contents] = hiddenSeen.get(row.id)?.split('~') ?? [];
	const before = lastDate === date ? contents : [];
	const now = before.at(-1) === content ? before : [...before, content].slice(-MOST_CONTENTS);
	return { ...state, hiddenSeen: hiddenSeen.with([[row.id, [date, ...now].join('~')]]) };
}

function rememberSighting(
	{ resource }: PolledResource,
	state: ResourceState,
	{ id, object: { modified, hash } }: ReadRow,
): ResourceState {
	if (resource.isScanned || modified === undefined) return state;
	return { ...state, recent: state.recent.with([[id, { id, modified, hash }]]) };
}

function stateOf({ modified, hash }: ObjectState): { date: string; content: string } {
	return { date: String(modified ?? ''), content: hash.slice(0, 8) };
}
