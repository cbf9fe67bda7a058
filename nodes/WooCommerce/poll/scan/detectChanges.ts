import type { Change } from '../../../core/event';
import { OVERLAP_MS, type Window } from '../../../core/window';
import type { IdRow } from '../../client/api';
import { createdChanges, readObject, updatedChanges, type ObjectState } from '../../changes';
import { isDraft } from '../../resources';
import { digestOf, digestText, UNKNOWN } from '../ids/digests';
import { generationOf, markAlive } from '../ids/idLedger';
import { addDrafts, isNewContent, remember, type ReadRow } from '../ids/knownObjects';
import { isToBeLoaded } from '../load/loadState';
import type { PolledResource } from '../../polledResource';
import type { ResourceState } from '../pollState';
import type { Detected } from '../read/readPages';
import { readFromOf } from '../read/rowClock';

/** Returns the changes that the rows of a window show, and the state after them. */
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

/** A date further ahead than this is wrong, because the shop's clock was wrong or an import wrote the date. */
const MOST_AHEAD_MS = 60_000;

/**
 * Returns whether an object has a wrong date in the future. No window shows it before that date, which may be years
 * away.
 */
export function isFarAhead(modified: number | undefined, serverNow: number): boolean {
	return modified !== undefined && modified > serverNow + MOST_AHEAD_MS;
}

/**
 * Returns the changes that rows show by their content. Objects that were modified after the watermark are left to the
 * next window. So an update has the same revision, no matter how the poll finds it. Objects with a date far in the
 * future are not left to a window.
 */
export function detectByContent(
	polled: PolledResource,
	state: ResourceState,
	rows: readonly IdRow[],
	serverNow: number,
): Detected {
	const { hasWindows } = polled.resource;
	const isSettled = ({ modified }: ObjectState) =>
		!hasWindows ||
		modified === undefined ||
		modified < state.watermark ||
		isFarAhead(modified, serverNow);
	return detectChanges(polled, state, rows, isSettled, serverNow);
}

/** What rows are compared with. */
export interface Comparison {
	readonly polled: PolledResource;
	readonly state: ResourceState;
	/** The date for changes of objects without a date, epoch milliseconds. */
	readonly fallback: number;
}

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
	const changes = read.flatMap((row) => changesOf({ polled, state, fallback }, row));
	const seen = read.map(({ id }) => id);
	const known = remember(polled, state, read);
	return {
		state: { ...known, ids: known.ids.with(seen), ledger: markAlive(known.ledger, seen) },
		changes,
	};
}

function changesOf(comparison: Comparison, row: ReadRow): Change[] {
	const { polled, state, fallback } = comparison;
	const { ids, ledger } = state;
	const { id, object } = row;
	if (ledger.trashed.has(id)) return updatedChanges(polled, object, fallback);
	const isUnseen = isUnlisted(state, id) && !ids.has(id);
	// The object was created in the second in which polling began. It existed already, or it was a cart that the list
	// omits.
	const isCartPerhaps =
		polled.resource.draftStatuses.length > 0 &&
		object.modified === object.created &&
		state.recent.get(id)?.modified !== object.modified;
	if (isUnseen && isCartPerhaps && !isToBeLoaded(state, id, object.created))
		return createdChanges(polled, object, fallback);
	const changesOfKnown = polled.resource.isScanned ? changesByDigest : changesBySighting;
	if (ids.has(id) || isUnseen || wasUnlisted(comparison, row))
		return changesOfKnown(comparison, row);
	const generation = generationOf(ledger, id) + (ledger.gone.has(id) ? 1 : 0);
	return createdChanges(polled, object, fallback, generation, wasDraft(comparison, row));
}

/**
 * Returns whether an order was a cart. The list showed it as a draft, or its creation date is too old for an order that
 * appears only now.
 */
function wasDraft({ polled, state }: Comparison, { id, object }: ReadRow): boolean {
	if (state.ledger.drafts.has(id)) return true;
	const { created = Infinity, row } = object;
	return polled.resource.isFromDraft(row) && created < state.watermark - OVERLAP_MS;
}

/** Maximum age, when polling began, of a cart that later becomes an order. Carts expire after a day. */
const CART_MS = 2 * 24 * 3_600_000;

/**
 * Returns whether an object existed when polling began although no list has shown it: it was in the trash, or in a
 * status that lists leave out.
 */
function wasUnlisted({ polled, state }: Comparison, { id, object }: ReadRow): boolean {
	const { since, topId, ledger } = state;
	const { created = -Infinity, row } = object;
	if (id > topId || created >= since || ledger.gone.has(id) || ledger.drafts.has(id)) return false;
	return !polled.resource.isFromDraft(row) || created < since - CART_MS;
}

/** Returns whether an object existed when polling began and has not been listed yet. */
function isUnlisted({ baseline, topId }: ResourceState, id: number): boolean {
	return baseline !== undefined && id > baseline.afterId && id <= topId;
}

function changesBySighting({ polled, state, fallback }: Comparison, row: ReadRow): Change[] {
	const { id, object } = row;
	const { modified, created, hash } = object;
	const last = state.recent.get(id);
	const isKnown = last?.hash === hash || last?.hash === '';
	if (last?.modified === modified && isKnown) return [];
	// An object from the second in which polling began may be both in the first listing and in the window.
	const isOld = modified === created || (modified !== undefined && modified < readFromOf(state));
	if (last === undefined) return isOld ? [] : updatedChanges(polled, object, fallback);
	if (last.modified !== modified) return updatedChanges(polled, object, fallback);
	// The object was saved several times in one second.
	const isNew = isNewContent(state, row);
	return updatedChanges(polled, object, fallback, isNew ? {} : { previous: last.hash });
}

/** Returns the change of a known object whose content differs from the recorded one. */
export function changesByDigest({ polled, state, fallback }: Comparison, row: ReadRow): Change[] {
	const { id, object } = row;
	const { modified, created, hash } = object;
	const last = state.digests.get(id);
	if (last === undefined) {
		const isSince = modified !== undefined && modified >= readFromOf(state) && modified !== created;
		const isOld = state.recent.get(id)?.modified === modified;
		return isSince && !isOld && !isFarAhead(modified, fallback)
			? updatedChanges(polled, object, fallback)
			: [];
	}
	const next = digestOf(modified, hash);
	if (next.date !== last.date) return updatedChanges(polled, object, fallback);
	if (next.content === last.content || last.content === UNKNOWN) return [];
	const isNew = (last.changeCount === 0 || state.seen.has(id)) && isNewContent(state, row);
	return updatedChanges(polled, object, fallback, isNew ? {} : { previous: digestText(last) });
}
