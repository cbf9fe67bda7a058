import type { IdListing, IdRow } from '../../client/api';
import { addUnknown } from './addUnknown';
import { applyDeletes } from './applyDeletes';
import { confirmDeletes, MOST_CANDIDATES } from './confirmDeletes';
import { diffByRank, type PageAt } from '../ids/diffByRank';
import type { IdSet } from '../ids/idSet';
import { LayeredMap } from '../ids/layeredMap';
import type { ResourceState } from '../pollState';
import { pageReader, type ScanResult } from '../read/readPages';
import { appendResult, withLedger, type Reconciliation } from './reconcileContext';
import { countsMore, isSmall } from './miscounted';

/** What a search has found so far. */
export interface SearchResult extends ScanResult {
	/** Whether every difference was checked, and the list did not change during the search. */
	readonly isComplete: boolean;
	/** Unknown objects that the next window will show. */
	readonly unsettled: number;
	/** Whether some candidates still exist. The list should then have fewer ids than before. */
	readonly hasHidden: boolean;
	/** Whether the list was empty although some of its objects exist. */
	readonly isInconsistent: boolean;
}

/** What the pages of a list showed during a search. */
interface Seen {
	/** Rows of ids that are not known. */
	readonly unknown: LayeredMap<number, IdRow>;
	/** The lowest and the highest known id that the shop has shown just now. */
	readonly sentinels: readonly number[];
}

/**
 * Finds the ids that are missing or new in the list, and confirms each candidate when it is found. A search that runs
 * out of time keeps its confirmed results.
 *
 * @param known the ids that the list should have
 * @param agreedTopId the highest id of the list when it last had exactly the known ids
 */
export async function searchDifferences(
	reconciliation: Reconciliation,
	before: ResourceState,
	known: IdSet,
	agreedTopId: number,
): Promise<SearchResult> {
	const { polled, newest, hasBudget } = reconciliation;
	const pages = new SearchedPages(reconciliation, known);
	const { total } = newest;
	const isMiscounted = countsMore(before.ledger) && isSmall(reconciliation);
	const end = { total, topId: newest.rows[0]?.id, agreedTopId, isMiscounted };
	const differences = diffByRank(known, end, pages.read, polled.pageSize);
	const candidates: number[] = [];
	const surplus: number[] = [];
	let found = searched(before);
	let step = await differences.next();
	while (step.done !== true && pages.problem === undefined) {
		for (const id of step.value.missing) candidates.push(id);
		for (const id of step.value.surplus) surplus.push(id);
		while (candidates.length >= MOST_CANDIDATES && found.problem === undefined) {
			if (found.isInconsistent || !hasBudget()) return found;
			const batch = candidates.splice(0, MOST_CANDIDATES);
			found = await settleCandidates(reconciliation, found, batch, pages.seen.sentinels);
		}
		if (found.problem !== undefined) return found;
		step = await differences.next();
	}
	if (pages.problem !== undefined) return { ...found, problem: pages.problem };
	// The last few candidates are confirmed even if no time is left. Otherwise, polls with little time could never
	// confirm them.
	found = await settleCandidates(reconciliation, found, candidates, pages.seen.sentinels);
	if (found.problem !== undefined) return found;
	const added = await addUnknown(reconciliation, found.state, surplus, pages.seen.unknown);
	const isComplete = step.done === true && step.value && !found.isInconsistent;
	return { ...found, ...appendResult(found, added), isComplete };
}

function searched(state: ResourceState): SearchResult {
	const flags = { isComplete: false, hasHidden: false, isInconsistent: false };
	return { state, changes: [], unsettled: 0, ...flags };
}

/** Reads the pages of one search, and holds what they showed. */
class SearchedPages {
	seen: Seen;
	problem: ScanResult['problem'];

	constructor(
		private readonly reconciliation: Reconciliation,
		private readonly known: IdSet,
	) {
		const { rows } = reconciliation.newest;
		this.seen = {
			unknown: LayeredMap.from(rows.map((row) => [row.id, row] as const)),
			sentinels: rows.map(({ id }) => id),
		};
	}

	readonly read: PageAt = async (offset) => {
		const { polled, hasBudget } = this.reconciliation;
		if (!hasBudget()) return undefined;
		const readAt = pageReader(this.reconciliation, { _fields: 'id,status,date_modified_gmt' });
		const read = await readAt(offset, polled.pageSize);
		if (!read.ok) {
			this.problem = read.problem;
			return undefined;
		}
		const { rows, total, cutBy } = read.value;
		this.seen = seenAfter(this.seen, rows, this.known);
		return { ids: idsOf(read.value, this.known), total, isCut: cutBy !== undefined };
	};
}

/**
 * Returns the ids of a page, including those of unreadable rows. A row without an id counts as the known object at the
 * same rank. So that object does not count as missing, and the ranks of the others stay the same.
 */
function idsOf({ rows, holes = [] }: IdListing, known: IdSet): number[] {
	const ids = rows.map(({ id }) => id);
	for (const { index, id } of holes) {
		const before = ids[index - 1];
		const [likely] =
			before === undefined
				? []
				: known.between(known.rankOf(before + 1), known.rankOf(before + 1) + 1);
		const filled = id ?? likely;
		if (filled !== undefined && filled < (ids[index] ?? Infinity)) ids.splice(index, 0, filled);
	}
	return ids;
}

function seenAfter({ unknown, sentinels }: Seen, rows: readonly IdRow[], known: IdSet): Seen {
	const ids = rows.map(({ id }) => id).filter((id) => known.has(id));
	const all = [...ids, ...sentinels].sort((left, right) => left - right);
	const strange = rows.filter(({ id }) => !known.has(id));
	return {
		unknown: unknown.with(strange.map((row) => [row.id, row] as const)),
		sentinels: [...new Set([...all.slice(0, 1), ...all.slice(-1)])],
	};
}

/** Emits the candidates that the shop confirms. A draft that is gone produces no event. */
async function settleCandidates(
	reconciliation: Reconciliation,
	before: SearchResult,
	missing: readonly number[],
	sentinels: readonly number[],
): Promise<SearchResult> {
	const drafts = before.state.ledger.drafts.without(missing);
	const state = withLedger(before.state, { drafts });
	const candidates = missing.filter((id) => state.ids.has(id)).sort((left, right) => left - right);
	if (candidates.length === 0) return { ...before, state };
	const check = await confirmDeletes(reconciliation, candidates, sentinels);
	const applied = applyDeletes(reconciliation, state, check);
	reconciliation.hold(0, applied.changes.length);
	return {
		...before,
		...appendResult(before, applied),
		isInconsistent: before.isInconsistent || check.isInconsistent === true,
		hasHidden: before.hasHidden || check.hidden.length > 0,
		problem: check.problem,
	};
}
