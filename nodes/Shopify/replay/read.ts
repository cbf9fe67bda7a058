import type { Change } from '../../core/event';
import type { Replayed, ReplayRequest } from '../../core/replay';
import { ok, type Result } from '../../core/result';
import { SETTLE_MS } from '../../core/window';
import { withoutYoungStates } from '../../core/youngStates';
import type { Connection } from '../api';
import { listsFor, type List } from '../catchUp/lists';
import { readList, type ListRead } from '../catchUp/look';
import { pacedAsk, type Limits } from '../catchUp/pacedAsk';

const DAY_MS = 24 * 3_600_000;

/** A replay has its own deadline, and keeps only one page of rows in memory. */
const LIMITS: Limits = { forMs: Infinity, rows: Infinity, bytes: Infinity, requests: 10_000 };

/** The present second. */
const PRESENT_MS = 1_000;

/** Catch-up leaves out the last minutes. A replay also reads the present second. */
const GRACE_MS = -SETTLE_MS - PRESENT_MS;

/** Reads what was created, changed or deleted in a span, as catch-up does. */
export async function readAgain(
	connection: Connection,
	request: ReplayRequest,
): Promise<Result<Replayed>> {
	const { from, mostPerList, mayGoOn, take } = request;
	const warnings: string[] = [];
	let isComplete = true;
	for (const list of listsFor(connection)) {
		let found = 0;
		// The other lists are in the order of ids, or can be read from their end.
		const isByDate = list.queryById === undefined;
		const hasEnough = () => isByDate && found >= mostPerList;
		const paced = pacedAsk(connection, () => mayGoOn() && !hasEnough(), LIMITS);
		const taken = taking(list, async (changes) => void (found += await take(changes)));
		const cursor = { since: from, watermark: from };
		const read = await readList(connection, paced, taken, cursor, undefined, GRACE_MS);
		if (read.problem !== undefined) return { ok: false, problem: read.problem };
		warnings.push(...warningsOf(list, read, connection.now()));
		isComplete &&= read.next === undefined || hasEnough();
	}
	return ok({ isComplete, warnings });
}

/** Returns a list that passes the changes of each page on, and keeps none. */
function taking(list: List, take: (changes: readonly Change[]) => Promise<void>): List {
	return {
		...list,
		async changesOf(rows, window, ...rest) {
			const found = await list.changesOf(rows, window, ...rest);
			if (found === undefined || !found.ok) return found;
			await take(withoutYoungStates(found.value.changes, window.to - PRESENT_MS));
			return ok({ ...found.value, changes: [] });
		},
	};
}

function warningsOf(
	{ name, days, daysNote = '' }: List,
	{ from, oddRows, restProblem }: ListRead,
	now: number,
): string[] {
	const rows = oddRows === 1 ? '1 row' : `${oddRows} rows`;
	return [
		...(days !== undefined && now - from > days * DAY_MS ? [daysNote] : []),
		...(oddRows > 0
			? [
					`The list ${name} has ${rows} without a usable ID or date. The replay emits no events of such rows.`,
				]
			: []),
		...(restProblem === undefined
			? []
			: [
					`Events of the list ${name} have the objects of GraphQL in raw, because the REST API did not return the objects. ${restProblem.message}`,
				]),
	];
}
