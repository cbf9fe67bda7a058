import { err, PROBLEM } from '../../../core/result';
import type { IdListing } from '../../api';
import { isDraft } from '../../resources';
import { detectByContent } from './detectChanges';
import { addDrafts, addMissed, addNewborn } from '../ids/knownObjects';
import type { PolledResource } from '../configuration/polledResource';
import type { ResourceState } from '../pollState';
import {
	pageReader,
	readPages,
	type Detected,
	type Page,
	type PollContext,
	type ScanResult,
} from '../read/readPages';
import { wasEmpty } from './scanWindow';
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

/** Their ids take up to five megabytes of the workflow's stored data, and their digests another twenty. */
const MOST_OBJECTS = 2_000_000;

/** Lists the objects that existed when polling began, while there is time. */
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
			...err(
				PROBLEM.misconfigured,
				`Listing ${polled.name} of ${shop.store.account} failed: there are more than ${MOST_OBJECTS} objects, and a workflow cannot store the IDs of more. Remove this resource from the node.`,
			),
		};
	const readAt = pageReader(context, polled.resource.isScanned ? {} : { _fields: 'id,status' });
	const read = await readPages(context, readAt, state.baseline, state, (now, page) =>
		addBaseline(polled, now, page),
	);
	const isListed = read.isAtEnd || read.position.afterId >= state.topId;
	return { ...read, state: { ...read.state, baseline: isListed ? undefined : read.position } };
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

/** Compares the content of the next share of the objects, in rounds through the whole list. */
export async function scanContents(
	context: PollContext,
	state: ResourceState,
): Promise<ScanResult> {
	const { polled } = context;
	let left = polled.scanRequests;
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
	const next = { ...scanned, state: { ...scanned.state, scan } };
	if (upheaval === 0) return next;
	return { ...next, ...(await upheavalWarning(context, next.state, state.specimen, upheaval)) };
}
