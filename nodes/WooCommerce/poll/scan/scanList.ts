import { misconfigured } from '../../../core/result';
import type { IdListing, IdRow } from '../../client/api';
import { markTrashed } from '../deletes/applyDeletes';
import { appendResult } from '../deletes/reconcileContext';
import { isDraft } from '../../resources';
import { detectByContent } from './detectChanges';
import { addDrafts, addMissed, addNewborn } from '../ids/knownObjects';
import type { PolledResource } from '../../polledResource';
import type { ResourceState } from '../pollState';
import {
	modifiedSince,
	pageReader,
	readPages,
	type Detected,
	type Page,
	type PagesRead,
	type PollContext,
	type ScanResult,
	MOST_OBJECTS,
} from '../read/readPages';
import { wasEmpty } from './scanWindow';
import { loadedChanges } from '../load/loadedChanges';
import { openLoad } from '../load/loadState';
import { hasRoom } from '../load/scanLoad';
import { isUpheaval, upheavalWarning, withSpecimen } from './specimen';
import { START, type ReadAt } from '../read/seekPage';

/**
 * Reads the objects whose ids are higher than any known one, for a list without windows.
 *
 * @param newest the newest row, as `probe` returned it
 */
export async function scanNewest(
	context: PollContext,
	state: ResourceState,
	newest: IdListing,
): Promise<ScanResult> {
	const highest = Math.max(state.topId, state.ids.at(state.ids.size - 1) ?? -1);
	const top = newest.rows[0]?.id ?? -1;
	if (top <= highest) return { state, changes: [] };
	const { polled } = context;
	const from = { afterId: highest, offset: Math.max(0, newest.total - polled.pageSize + 1) };
	return await readPages(context, pageReader(context), from, state, (now, { rows, serverNow }) => {
		const known = wasEmpty(now) ? addMissed(polled, now, rows) : now;
		return detectByContent(polled, known, rows, serverNow);
	});
}

/** Continues the first listing, of the objects that existed when polling began, while there is time. */
export async function scanBaseline(
	context: PollContext,
	state: ResourceState,
): Promise<ScanResult> {
	if (state.baseline === undefined) return { state, changes: [] };
	const { polled, shop } = context;
	if (state.ids.size >= MOST_OBJECTS)
		return {
			state,
			changes: [],
			...misconfigured(
				`Listing ${polled.name} of ${shop.store.account} failed: there are more than ${MOST_OBJECTS} objects, and a workflow cannot store the IDs of more. Remove this resource from the node.`,
			),
		};
	const load = openLoad(state);
	// A load of all objects that begins with the first listing reads the same pages.
	const shared = load?.position === undefined ? load : undefined;
	const isWhole = polled.resource.isScanned || shared !== undefined;
	const readAt = pageReader(context, isWhole ? {} : { _fields: 'id,status' });
	let objects = 0;
	const limited =
		shared === undefined ? context : { ...context, hasBudget: hasRoom(context, () => objects) };
	const listed = await readPages(limited, readAt, state.baseline, state, (now, page) => {
		const added = addBaseline(polled, now, page);
		if (shared === undefined) return added;
		const loaded = loadedChanges(polled, now, shared, page.rows, page.serverNow);
		objects += loaded.objects;
		return { ...added, changes: [...loaded.changes, ...added.changes] };
	});
	const read = shared === undefined ? listed : withLoaded(listed, shared.loaded + objects);
	const isListed = read.isAtEnd || read.position.afterId >= state.topId;
	if (!isListed) return { ...read, state: { ...read.state, baseline: read.position } };
	return await finishBaseline(context, read);
}

function withLoaded(read: PagesRead, loaded: number): PagesRead {
	const { load } = read.state;
	return load === undefined
		? read
		: { ...read, state: { ...read.state, load: { ...load, loaded } } };
}

/**
 * Ends the first listing. Some objects were removed before the listing reached them. The trash shows those that were
 * moved there. The others can only be counted.
 */
async function finishBaseline(context: PollContext, read: PagesRead): Promise<ScanResult> {
	const { polled, shop } = context;
	const { resource } = polled;
	const { since, topId, beginTotal } = read.state;
	let trashed = 0;
	let found: ScanResult & { isAtEnd: boolean } = { state: read.state, changes: [], isAtEnd: true };
	if (resource.hasTrash && resource.hasWindows) {
		const readAt = pageReader(context, { status: 'trash', ...modifiedSince(since) });
		found = await readPages(context, readAt, START, read.state, (now, { rows, serverNow }) => {
			const missed = rows.filter((row) => wasTrashedMeanwhile(polled, now, row));
			trashed += missed.length;
			return markTrashed({ polled, serverNow }, now, missed);
		});
	}
	const both = appendResult(read, found);
	if (!found.isAtEnd) return { ...both, state: { ...found.state, baseline: read.position } };
	const { ids, ledger, load } = found.state;
	const state = {
		...found.state,
		...{ baseline: undefined, beginTotal: undefined },
		...(load && load.position === undefined && { load: { ...load, isOver: true as const } }),
	};
	if (beginTotal === undefined) return { ...both, state };
	const left = beginTotal - ids.rankOf(topId + 1) - ledger.drafts.rankOf(topId + 1) - trashed;
	const warning =
		left > 0
			? `${left} ${polled.name} of ${shop.store.account} were deleted permanently, or hidden, before the first listing reached them. Their DELETED events are not emitted, because their IDs are not known. Compare the objects in your other system with the shop.`
			: undefined;
	return appendResult(both, { state, changes: [], warning });
}

function wasTrashedMeanwhile(
	{ resource }: PolledResource,
	{ since, topId, ids, ledger }: ResourceState,
	row: IdRow,
): boolean {
	if (row.status !== 'trash' || row.id > topId || ids.has(row.id)) return false;
	const isOlder = (resource.readCreated(row) ?? -Infinity) < since;
	return isOlder && (resource.readModified(row) ?? 0) >= since && !ledger.trashed.has(row.id);
}

function addBaseline(
	polled: PolledResource,
	state: ResourceState,
	{ rows, serverNow, position }: Page,
): Detected {
	const { resource } = polled;
	const old = rows.filter(({ id }) => id <= state.topId);
	const born = old.filter((row) => !isDraft(resource, row));
	const detected = resource.isScanned
		? detectByContent(polled, state, old, serverNow)
		: { state, changes: [] };
	const withDrafts = addDrafts(polled, detected.state, old);
	const known = resource.isScanned ? addNewborn(polled, withDrafts, born) : withDrafts;
	const ids = known.ids.with(born.map(({ id }) => id));
	return { state: { ...known, ids, baseline: position }, changes: detected.changes };
}

/** In a quiet shop, a pass takes at most this many times as long as with the full number of requests. */
const SLOWEST = 8;

/**
 * Returns how many requests compare contents in one poll. Each pass without a difference halves the number, but not
 * below an eighth or one. A difference restores the full number.
 *
 * @param most the panel's choice
 * @param quietRounds number of passes since the last difference
 */
export function paceOf(most: number, quietRounds = 0): number {
	return Math.max(1, Math.floor(most / Math.min(SLOWEST, 2 ** quietRounds)));
}

/** Compares the content of the next part of the list. A pass through the whole list takes several polls. */
export async function scanContents(
	context: PollContext,
	state: ResourceState,
): Promise<ScanResult> {
	const { polled } = context;
	let left = paceOf(polled.scanRequests, state.quietRounds);
	const read = pageReader(context);
	const readAt: ReadAt = async (offset, limit) => {
		left--;
		return await read(offset, limit);
	};
	const limited = { ...context, hasBudget: () => left > 0 && context.hasBudget() };
	const from = state.scan ?? START;
	let upheaval = 0;
	const scanned = await readPages(limited, readAt, from, state, (now, { rows, serverNow }) => {
		const detected = detectByContent(polled, now, rows, serverNow);
		const undated = detected.changes.filter(({ isUndated }) => isUndated === true).length;
		if (isUpheaval(rows.length, undated)) upheaval += undated;
		return { ...detected, state: withSpecimen(polled, detected.state, rows) };
	});
	const scan = scanned.isAtEnd ? undefined : scanned.position;
	const isChanged = scanned.changes.length > 0;
	const quietRounds = isChanged ? undefined : (state.quietRounds ?? 0) + (scanned.isAtEnd ? 1 : 0);
	const next = { ...scanned, state: { ...scanned.state, scan, quietRounds } };
	if (upheaval === 0) return next;
	return { ...next, ...(await upheavalWarning(context, next.state, state.specimen, upheaval)) };
}
