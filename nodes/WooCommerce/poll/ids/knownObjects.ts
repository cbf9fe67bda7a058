import { readObject, type ObjectState } from '../../changes';
import type { IdRow } from '../../api';
import { isDraft } from '../../resources';
import { digestOf, UNKNOWN, type Digest } from './digests';
import type { PolledResource } from '../configuration/polledResource';
import type { ResourceState } from '../pollState';

/** An object of a list, as it was read. */
export interface ReadRow {
	readonly id: number;
	readonly object: ObjectState;
}

/** Returns the state that remembers the content of these objects. */
export function remember(
	{ resource }: PolledResource,
	state: ResourceState,
	rows: readonly ReadRow[],
): ResourceState {
	if (resource.isScanned)
		return {
			...state,
			digests: state.digests.with(rows.map((row) => [row.id, nextDigest(state, row)])),
		};
	const sightings = rows.flatMap(({ id, object: { modified, hash } }) =>
		modified === undefined ? [] : [[id, { id, modified, hash }] as const],
	);
	return { ...state, recent: state.recent.with(sightings) };
}

function nextDigest(state: ResourceState, { id, object: { modified, hash } }: ReadRow): Digest {
	const last = state.digests.get(id);
	const next = digestOf(modified, hash, last?.changeCount);
	const isChanged = last?.content !== next.content && last?.content !== UNKNOWN;
	const isUndated = last !== undefined && last.date === next.date && isChanged;
	return isUndated ? { ...next, changeCount: (next.changeCount + 1) % 256 } : next;
}

/** Returns the state that no longer knows these ids. */
export function forget(state: ResourceState, ids: readonly number[]): ResourceState {
	return {
		...state,
		ids: state.ids.without(ids),
		digests: state.digests.without(ids),
		recent: state.recent.without(ids),
	};
}

/** Returns the state that counts drafts, which the list shows before their creation. */
export function addDrafts(
	{ resource }: PolledResource,
	state: ResourceState,
	rows: readonly IdRow[],
): ResourceState {
	const ids = rows.filter((row) => isDraft(resource, row) && !state.ids.has(row.id));
	const drafts = state.ledger.drafts.with(ids.map(({ id }) => id));
	return { ...state, ledger: { ...state.ledger, drafts } };
}

/**
 * Returns the state that remembers objects from the second in which polling began. Otherwise a window
 * could not distinguish a later change of such an object from its creation.
 */
export function addNewborn(
	polled: PolledResource,
	state: ResourceState,
	rows: readonly IdRow[],
): ResourceState {
	const read = rows.map((row) => ({ id: row.id, object: readObject(polled, row) }));
	const newborn = read.filter(({ id, object: { modified, created } }) => {
		// It can be later than `since` only if the shop's clock was set back just before.
		const isNew = modified === created && modified !== undefined && modified >= state.since;
		return isNew && !state.digests.has(id);
	});
	return remember(polled, state, newborn);
}

/** Returns the state that also knows objects which existed when polling began but were left out of the list. */
export function addMissed(
	polled: PolledResource,
	state: ResourceState,
	rows: readonly IdRow[],
): ResourceState {
	const missed = rows.filter((row) => wasMissed(polled, state, row));
	return { ...state, ids: state.ids.with(missed.map(({ id }) => id)) };
}

/** Once the list has had exactly the known ids, no object can have been missed. */
function wasMissed(
	{ resource }: PolledResource,
	{ ledger, topId, since }: ResourceState,
	row: IdRow,
): boolean {
	if (ledger.balancedAt !== undefined) return false;
	if (ledger.gone.has(row.id) || ledger.trashed.has(row.id)) return false;
	const created = resource.readCreated(row);
	return row.id <= topId || (created !== undefined && created < since);
}
