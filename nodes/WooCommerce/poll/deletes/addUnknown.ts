import { ok, type Result } from '../../../core/result';
import { read, type IdListing, type IdRow } from '../../client/api';
import { isDraft } from '../../resources';
import { detectByContent, isFarAhead } from '../scan/detectChanges';
import { markAlive } from '../ids/idLedger';
import { addDrafts, addMissed } from '../ids/knownObjects';
import type { LayeredMap } from '../ids/layeredMap';
import type { ResourceState } from '../pollState';
import { readByIds } from '../read/readByIds';
import type { ScanResult } from '../read/readPages';
import { DATED_AHEAD } from '../read/rowClock';
import { isSplittable } from '../read/splitPage';
import { appendResult, type Reconciliation } from './reconcileContext';

/** Maximum number of ids that one request reads. */
const BATCH = 100;

/** A result, and how many of the unknown objects the next window will show. */
export interface UnknownAdded extends ScanResult {
	readonly unsettled: number;
}

/**
 * Adds objects that are in the list but that no window showed. They were imported with old dates, or an inconsistent
 * list had left them out.
 *
 * @param surplus listed ids that were not expected in the list
 * @param rows the rows that the pages showed for unknown ids
 */
export async function addUnknown(
	reconciliation: Reconciliation,
	before: ResourceState,
	surplus: readonly number[],
	rows: LayeredMap<number, IdRow>,
): Promise<UnknownAdded> {
	const { polled, hasBudget } = reconciliation;
	const { hasWindows, readModified } = polled.resource;
	const alive = markAlive(
		before.ledger,
		surplus.filter((id) => before.ids.has(id)),
	);
	const state = addDrafts(polled, { ...before, ledger: alive }, [...rows.toMap().values()]);
	const unknown = surplus
		.map((id) => rows.get(id) ?? { id })
		.filter((row) => !state.ids.has(row.id) && !isDraft(polled.resource, row));
	const { serverNow } = reconciliation.newest;
	const isYoung = (row: IdRow) => {
		const modified = readModified(row);
		return hasWindows && (modified ?? 0) >= state.watermark && !isFarAhead(modified, serverNow);
	};
	const old = unknown.filter((row) => !isYoung(row)).map(({ id }) => id);
	let added: UnknownAdded = { state, changes: [], unsettled: unknown.length - old.length };
	for (let first = 0; first < old.length; first += BATCH) {
		if (first > 0 && !hasBudget()) break;
		const fetched = await fetchUnknown(
			reconciliation,
			added.state,
			old.slice(first, first + BATCH),
		);
		added = { ...appendResult(added, fetched), unsettled: added.unsettled + fetched.unsettled };
		if (fetched.problem !== undefined) break;
	}
	return added;
}

async function fetchUnknown(
	context: Reconciliation,
	state: ResourceState,
	ids: readonly number[],
): Promise<UnknownAdded> {
	const { shop, polled, hold } = context;
	const all = await readByIds({ shop, polled }, ids);
	const isBroken = !all.ok && isSplittable(all.problem);
	const listed = isBroken ? await readOneByOne(context, ids) : all;
	if (!listed.ok) return { state, changes: [], unsettled: 0, problem: listed.problem };
	const { serverNow, bytes } = listed.value;
	const rows = listed.value.rows.filter(({ id }) => ids.includes(id));
	const detected = detectByContent(polled, addMissed(polled, state, rows), rows, serverNow);
	if (detected.changes.length > 0) hold(bytes, detected.changes.length);
	const unsettled = rows.length - (detected.state.ids.size - state.ids.size);
	const ahead = rows.filter((row) => isFarAhead(polled.resource.readModified(row), serverNow));
	const { named = [] } = state;
	if (ahead.length === 0 || named.includes(DATED_AHEAD)) return { ...detected, unsettled };
	const noted = { ...detected.state, named: [...named, DATED_AHEAD] };
	return { ...detected, state: noted, unsettled, ...aheadWarning(shop, polled, ahead) };
}

/** Reads objects one by one by their ids, and notes those that the shop cannot return. */
async function readOneByOne(
	{ shop, polled, newest, notes, hasBudget }: Reconciliation,
	ids: readonly number[],
): Promise<Result<IdListing>> {
	const found: IdListing = { rows: [], total: 0, serverNow: newest.serverNow, bytes: 0 };
	for (const id of ids) {
		if (!hasBudget()) break;
		const one = await read(shop, polled.resource.path, String(id));
		if (!one.ok && !isSplittable(one.problem)) return one;
		if (!one.ok) notes?.broken.push({ rank: 0, id, cause: one.problem.message });
		else if (one.value?.id === id) found.rows.push({ ...one.value, id });
	}
	return ok(found);
}

function aheadWarning(
	{ store }: Reconciliation['shop'],
	{ name, resource }: Reconciliation['polled'],
	rows: readonly IdRow[],
): { warning: string } {
	const date = new Date(Math.max(...rows.map((row) => resource.readModified(row) ?? 0)));
	return {
		warning: `${rows.length} new ${name} of ${store.account} have a date in the future (the latest: ${date.toISOString()}), because the shop's clock was wrong when they were saved, or an import set the date. The node emits these ${name} now. If objects that the node already knows get such a date, it emits their changes only once that date is reached. To receive the changes earlier, correct the dates in the shop.`,
	};
}
