import { createHash } from 'node:crypto';

import { ok, type Problem } from '../../../core/result';
import { read, type IdRow, type Row } from '../../client/api';
import { readCompleteByIds } from '../read/readByIds';
import { isSplittable } from '../read/splitPage';
import type { Reconciliation } from './reconcileContext';

/** What the shop reports about ids that its list lacked. An id that is not in any of these lists stays undecided. */
export interface DeleteCheck {
	/** The rows of objects that are in the trash. */
	readonly trashed: readonly Row[];
	readonly gone: readonly number[];
	/** The rows of objects that the shop returns by id, although no list shows them. */
	readonly hidden: readonly Row[];
	/** Whether the list was empty although some of its objects exist. */
	readonly isInconsistent?: boolean;
	readonly problem?: Problem;
}

const UNKNOWN: DeleteCheck = { trashed: [], gone: [], hidden: [] };

/** Maximum number of candidates that are confirmed together. Together with two sentinels, they fill one page. */
export const MOST_CANDIDATES = 98;

/**
 * Maximum number of candidates that are read one by one. A list would take as many requests, and is weaker evidence.
 */
const FEW = 2;

/**
 * Number of absent objects, drawn at random, that must not exist by id. They are read even if the time of the poll is
 * over. Otherwise, polls with little time could never confirm a delete.
 */
const SAMPLE = 10;

/**
 * Decides which candidates are deleted, by asking the shop about them.
 *
 * It reads up to two candidates by id. If there are more, those that the trash shows are trashed. The others must be
 * absent from a list that shows the sentinels, and whose total agrees with its rows. A random sample of them must be
 * unknown by id. A list that is empty by mistake lacks the sentinels. The sample shows whether a plugin only hides the
 * objects from lists. If the time of the poll ends first, the next poll tries again.
 *
 * @param candidates ids that the list lacked, ascending, at most `MOST_CANDIDATES`
 * @param sentinels ids that the shop's list showed a moment ago, at most two
 */
export async function confirmDeletes(
	context: Reconciliation,
	candidates: readonly number[],
	sentinels: readonly number[],
): Promise<DeleteCheck> {
	if (candidates.length <= FEW) return await confirmEach(context, candidates);
	const inTrash = context.polled.resource.hasTrash
		? await readCompleteByIds(context, candidates, { status: 'trash' })
		: ok<readonly IdRow[]>([]);
	if (!inTrash.ok) return { ...UNKNOWN, problem: inTrash.problem };
	const trashed = (inTrash.value ?? []).filter(
		(row) => candidates.includes(row.id) && isTrashed(row),
	);
	const check = { ...UNKNOWN, trashed };
	const trashedIds = new Set(trashed.map(({ id }) => id));
	const left = candidates.filter((id) => !trashedIds.has(id));
	if (left.length <= FEW) return merge(check, await confirmEach(context, left));
	const live = await readCompleteByIds(context, [...sentinels, ...left], { _fields: 'id' });
	if (!live.ok) return { ...check, problem: live.problem };
	// A server that returns fewer rows than asked, or a plugin that hides rows. Only each object's own response decides.
	if (live.value === undefined) return merge(check, await confirmEach(context, left));
	const shown = new Set(live.value.map(({ id }) => id));
	if (!sentinels.every((id) => shown.has(id))) return check;
	const absent = left.filter((id) => !shown.has(id));
	return merge(check, await confirmSample(context, absent, sentinels.length > 0));
}

/** Reads a sample by id. If all objects of the sample are gone, the others count as gone too. */
async function confirmSample(
	context: Reconciliation,
	absent: readonly number[],
	hasSentinels: boolean,
): Promise<DeleteCheck> {
	const sample = sampleOf(absent, context.newest.serverNow);
	const check = await confirmEach(context, sample);
	if (check.gone.length === sample.length) return { ...check, gone: absent };
	if (!hasSentinels) return { ...check, hidden: [], isInconsistent: check.problem === undefined };
	if (check.problem !== undefined) return check;
	const others = absent.filter((id) => !sample.includes(id));
	const more = context.hasBudget() ? await confirmEach(context, others) : UNKNOWN;
	return merge(check, more);
}

/** Draws ids by a hash of the time, because a poll without events stores nothing. */
function sampleOf(ids: readonly number[], time: number): number[] {
	const rankOf = (id: number) => createHash('sha256').update(`${time} ${id}`).digest('hex');
	const ranked = ids
		.map((id) => [rankOf(id), id] as const)
		.sort(([one], [other]) => (one < other ? -1 : 1));
	return ranked.slice(0, SAMPLE).map(([, id]) => id);
}

/**
 * Reads candidates by their ids. It reads the first `SAMPLE` of them in any case, and the others while there is time.
 */
export async function confirmEach(
	{ shop, polled, hasBudget }: Reconciliation,
	ids: readonly number[],
): Promise<DeleteCheck> {
	let check = UNKNOWN;
	let problem: Problem | undefined;
	let isAnswered = false;
	for (const [index, id] of ids.entries()) {
		if (index >= SAMPLE && !hasBudget()) break;
		const answer = await read(shop, polled.resource.path, String(id));
		isAnswered ||= answer.ok;
		if (answer.ok) check = merge(check, checkOf(id, answer.value));
		// An object that the shop cannot return must not prevent the reading of the others.
		else if (isSplittable(answer.problem)) problem ??= answer.problem;
		else return { ...check, problem: answer.problem };
	}
	return isAnswered || problem === undefined ? check : { ...check, problem };
}

function checkOf(id: number, row: Row | undefined): DeleteCheck {
	if (row === undefined) return { ...UNKNOWN, gone: [id] };
	if (row.id !== id) return UNKNOWN;
	return isTrashed(row) ? { ...UNKNOWN, trashed: [row] } : { ...UNKNOWN, hidden: [row] };
}

function isTrashed({ status }: Row): boolean {
	return status === 'trash';
}

function merge(left: DeleteCheck, right: DeleteCheck): DeleteCheck {
	return {
		trashed: [...left.trashed, ...right.trashed],
		gone: [...left.gone, ...right.gone],
		hidden: [...left.hidden, ...right.hidden],
		isInconsistent: left.isInconsistent ?? right.isInconsistent,
		problem: left.problem ?? right.problem,
	};
}
