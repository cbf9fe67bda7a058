import type { Change } from '../../../core/event';
import type { Window } from '../../../core/window';
import type { IdRow } from '../../api';
import { createdChanges, readObject, updatedChanges, type ObjectState } from '../../changes';
import { isDraft } from '../../resources';
import { digestOf, digestText } from '../ids/digests';
import { generationOf, markAlive } from '../ids/idLedger';
import { addDrafts, remember, type ReadRow } from '../ids/knownObjects';
import type { PolledResource } from '../configuration/polledResource';
import type { ResourceState } from '../pollState';
import type { Detected } from '../read/readPages';

/** Returns the changes that the rows of a window show, and the state that knows them. */
export function detectInWindow(
	polled: PolledResource,
	state: ResourceState,
	rows: readonly IdRow[],
	{ from, to }: Window,
): Detected {
	const isInside = ({ modified }: ObjectState) =>
		modified !== undefined && modified >= from && modified < to;
	return detectChanges(polled, state, rows, isInside, to);
}

/**
 * Returns the changes that rows show by their content. An object modified after the watermark is left
 * to the next window, so an update has the same revision no matter how it is found.
 */
export function detectByContent(
	polled: PolledResource,
	state: ResourceState,
	rows: readonly IdRow[],
	serverNow: number,
): Detected {
	const { hasWindows } = polled.resource;
	const isSettled = ({ modified }: ObjectState) =>
		!hasWindows || modified === undefined || modified < state.watermark;
	return detectChanges(polled, state, rows, isSettled, serverNow);
}

/** @param fallback the date of changes whose object has none, epoch milliseconds */
function detectChanges(
	polled: PolledResource,
	before: ResourceState,
	rows: readonly IdRow[],
	isWanted: (object: ObjectState) => boolean,
	fallback: number,
): Detected {
	const state = addDrafts(polled, before, rows);
	const read = rows
		.filter((row) => !isDraft(polled.resource, row))
		.map((row) => ({ id: row.id, object: readObject(polled, row) }))
		.filter(({ object }) => isWanted(object));
	const changes = read.flatMap((row) => changesOf(polled, state, row, fallback));
	const seen = read.map(({ id }) => id);
	const known = remember(polled, state, read);
	return {
		state: { ...known, ids: known.ids.with(seen), ledger: markAlive(known.ledger, seen) },
		changes,
	};
}

function changesOf(
	polled: PolledResource,
	state: ResourceState,
	row: ReadRow,
	fallback: number,
): Change[] {
	const { ids, ledger } = state;
	const { id, object } = row;
	if (ledger.trashed.has(id)) return updatedChanges(polled, object, fallback);
	const isUnseen = isUnlisted(state, id) && !ids.has(id);
	// It was created in the second in which polling began: it existed already, or it was a cart that the list omits.
	const isCartPerhaps =
		polled.resource.draftStatuses.length > 0 && object.modified === object.created;
	if (isUnseen && isCartPerhaps) return createdChanges(polled, object, fallback);
	if (ids.has(id) || isUnseen) return changesOfKnown(polled, state, row, fallback);
	const generation = generationOf(ledger, id) + (ledger.gone.has(id) ? 1 : 0);
	return createdChanges(polled, object, fallback, generation);
}

/** Returns whether an object existed when polling began and has not been listed yet. */
function isUnlisted({ baseline, topId }: ResourceState, id: number): boolean {
	return baseline !== undefined && id > baseline.afterId && id <= topId;
}

function changesOfKnown(
	polled: PolledResource,
	state: ResourceState,
	row: ReadRow,
	fallback: number,
): Change[] {
	return polled.resource.isScanned
		? changesByDigest(polled, state, row, fallback)
		: changesBySighting(polled, state, row, fallback);
}

function changesBySighting(
	polled: PolledResource,
	{ recent, since }: ResourceState,
	{ id, object }: ReadRow,
	fallback: number,
): Change[] {
	const { modified, created, hash } = object;
	const last = recent.get(id);
	if (last?.modified === modified && last?.hash === hash) return [];
	// An object from the second in which polling began may be both in the first listing and in the window.
	const isOld = modified === created || (modified !== undefined && modified < since);
	if (last === undefined) return isOld ? [] : updatedChanges(polled, object, fallback);
	// Several saves of one second: the previous content makes B, A, B three events.
	const previous = last.modified === modified ? last.hash : undefined;
	return updatedChanges(polled, object, fallback, previous);
}

function changesByDigest(
	polled: PolledResource,
	{ digests, since }: ResourceState,
	{ id, object }: ReadRow,
	fallback: number,
): Change[] {
	const { modified, created, hash } = object;
	const last = digests.get(id);
	if (last === undefined) {
		const isSince = modified !== undefined && modified >= since && modified !== created;
		return isSince ? updatedChanges(polled, object, fallback) : [];
	}
	const next = digestOf(modified, hash);
	if (next.date !== last.date) return updatedChanges(polled, object, fallback);
	if (next.content === last.content) return [];
	return updatedChanges(polled, object, fallback, digestText(last));
}
