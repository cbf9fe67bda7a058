import { readObject, type ObjectState } from '../../changes';
import type { IdRow } from '../../client/api';
import { isDraft } from '../../resources';
import { digestOf, nextCount, UNKNOWN, type Digest } from './digests';
import type { PolledResource } from '../../polledResource';
import type { ResourceState } from '../pollState';
import { readFromOf } from '../read/rowClock';

/** An object of a list, as it was read. */
export interface ReadRow {
	readonly id: number;
	readonly object: ObjectState;
}

/** Maximum number of objects whose contents at one date are remembered, and of contents per object. */
const MOST_SEEN = 1_000;
export const MOST_CONTENTS = 16;

/**
 * Returns whether an object has this content for the first time at its present date. The webhook trigger does not know
 * previous contents, so the id of a new content must not depend on them. If in doubt, the content counts as one that
 * the object had before.
 */
export function isNewContent({ seen }: ResourceState, { id, object: { hash } }: ReadRow): boolean {
	const contents = seen.get(id);
	if (contents === undefined) return seen.toMap().size < MOST_SEEN;
	return contents.length < MOST_CONTENTS && !contents.includes(hash.slice(0, 8));
}

/** Returns the contents that objects had at their present dates. Only objects that changed without a date have an entry. */
function seenAfter(state: ResourceState, rows: readonly ReadRow[]): ResourceState['seen'] {
	let { seen } = state;
	for (const { id, object } of rows) {
		const before = contentBefore(state, id, object);
		const now = object.hash.slice(0, 8);
		const isComplete = seen.has(id) || (state.digests.get(id)?.changeCount ?? 0) === 0;
		if (before === undefined) seen = seen.without([id]);
		else if (before !== now && isComplete && (seen.has(id) || seen.toMap().size < MOST_SEEN)) {
			const contents = seen.get(id) ?? [before];
			if (!contents.includes(now) && contents.length < MOST_CONTENTS)
				seen = seen.with([[id, [...contents, now]]]);
		}
	}
	return seen;
}

/** Returns the content that an object had at the same date, or undefined if it had another date or is not known. */
function contentBefore(
	{ recent, digests }: ResourceState,
	id: number,
	{ modified, hash }: ObjectState,
): string | undefined {
	const sighting = recent.get(id);
	if (sighting !== undefined && sighting.hash !== '')
		return sighting.modified === modified ? sighting.hash.slice(0, 8) : undefined;
	const digest = digests.get(id);
	const isSame = digest?.date === digestOf(modified, hash).date && digest.content !== UNKNOWN;
	return isSame ? digest.content.toString(16).padStart(8, '0') : undefined;
}

/** Returns the state that remembers the content of these objects. */
export function remember(
	{ resource }: PolledResource,
	state: ResourceState,
	rows: readonly ReadRow[],
): ResourceState {
	const seen = seenAfter(state, rows);
	if (resource.isScanned)
		return {
			...state,
			seen,
			digests: state.digests.with(rows.map((row) => [row.id, nextDigest(state, row)])),
		};
	const sightings = rows.flatMap(({ id, object: { modified, hash } }) =>
		modified === undefined ? [] : [[id, { id, modified, hash }] as const],
	);
	return { ...state, seen, recent: state.recent.with(sightings) };
}

function nextDigest(state: ResourceState, { id, object: { modified, hash } }: ReadRow): Digest {
	const last = state.digests.get(id);
	const next = digestOf(modified, hash);
	if (last?.date !== next.date) return next;
	const isChanged = last.content !== next.content && last.content !== UNKNOWN;
	const { changeCount } = last;
	return { ...next, changeCount: isChanged ? nextCount(changeCount) : changeCount };
}

/** Returns the state that no longer knows these ids. */
export function forget(state: ResourceState, ids: readonly number[]): ResourceState {
	return {
		...state,
		ids: state.ids.without(ids),
		digests: state.digests.without(ids),
		recent: state.recent.without(ids),
		seen: state.seen.without(ids),
		hiddenSeen: state.hiddenSeen.without(ids),
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

/**
 * Returns whether an object existed when polling began but was not listed. Once the list has had exactly the known ids,
 * no object can have been missed.
 */
function wasMissed({ resource }: PolledResource, state: ResourceState, row: IdRow): boolean {
	const { ledger, topId } = state;
	if (ledger.balancedAt !== undefined) return false;
	if (ledger.gone.has(row.id) || ledger.trashed.has(row.id)) return false;
	// A cart is created when it is placed.
	if (ledger.drafts.has(row.id) || isDraft(resource, row)) return false;
	const created = resource.readCreated(row);
	return row.id <= topId || (created !== undefined && created < readFromOf(state));
}
