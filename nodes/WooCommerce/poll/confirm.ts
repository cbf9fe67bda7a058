import { ok, type Problem } from '../../core/result';
import { listById, read, type Row, type Shop } from '../api';
import type { Watched } from './watched';

/** What the shop says of ids that its list lacked. Of an id that is in none of these nothing is known. */
export interface Verdict {
	/** In the trash, as they are shown there. */
	trashed: Row[];
	gone: number[];
	/** Shown when asked for by id, though no list shows them. */
	hidden: number[];
	/** The list showed nothing at all, and yet there is something. */
	isLie?: boolean;
	problem?: Problem;
}

/** Suspects confirmed together; with two witnesses they fill no page. */
export const MOST_SUSPECTS = 98;

/** Up to so many are asked for one by one: a list costs as much, and proves less. */
const FEW = 2;

/**
 * Asks the shop about objects that its list lacked. Few are asked for by id. Of many, those that
 * the trash shows are trashed; the others must be absent from a list that shows the witnesses and
 * counts what it shows, and a sample must be unknown by id as well: a list that is empty by mistake
 * fails by its witnesses, a plugin that hides objects from lists fails by the sample.
 *
 * @param suspects ascending, at most `MOST_SUSPECTS`
 * @param witnesses ids that the shop showed a moment ago, at most two
 */
export async function confirm(
	shop: Shop,
	watched: Watched,
	suspects: readonly number[],
	witnesses: readonly number[],
): Promise<Verdict> {
	if (suspects.length <= FEW) return await confirmEach(shop, watched, suspects);
	const verdict: Verdict = { trashed: [], gone: [], hidden: [] };
	const trash = watched.resource.hasTrash
		? await included(shop, watched, suspects, { status: 'trash' })
		: ok([]);
	if (!trash.ok) return { ...verdict, problem: trash.problem };
	verdict.trashed = trash.value.filter(
		({ id, status }) => suspects.includes(id) && isTrash(status),
	);
	const buried = new Set(verdict.trashed.map(({ id }) => id));
	const left = suspects.filter((id) => !buried.has(id));
	if (left.length <= FEW) return merge(verdict, await confirmEach(shop, watched, left));
	const live = await included(shop, watched, [...witnesses, ...left], { _fields: 'id' });
	if (!live.ok) return { ...verdict, problem: live.problem };
	const shown = new Set(live.value.map(({ id }) => id));
	if (!witnesses.every((id) => shown.has(id))) return verdict;
	const absent = left.filter((id) => !shown.has(id));
	return merge(verdict, await sample(shop, watched, absent, witnesses.length > 0));
}

/** Takes the word of some for that of all, if it is the same. */
async function sample(
	shop: Shop,
	watched: Watched,
	absent: readonly number[],
	hasWitnesses: boolean,
): Promise<Verdict> {
	const last = absent.length - 1;
	const ranks = hasWitnesses ? [last >> 1] : [0, last >> 1, last];
	const asked = [...new Set(ranks.map((rank) => absent[rank]))].filter((id) => id !== undefined);
	const verdict = await confirmEach(shop, watched, asked);
	if (verdict.gone.length === asked.length) return { ...verdict, gone: [...absent] };
	if (!hasWitnesses) return { ...verdict, hidden: [], isLie: verdict.problem === undefined };
	if (verdict.problem !== undefined) return verdict;
	const others = absent.filter((id) => !asked.includes(id));
	return merge(verdict, await confirmEach(shop, watched, others));
}

/** Asks for each by id. */
export async function confirmEach(
	shop: Shop,
	{ resource: { path } }: Watched,
	ids: readonly number[],
): Promise<Verdict> {
	const verdict: Verdict = { trashed: [], gone: [], hidden: [] };
	for (const id of ids) {
		const answer = await read(shop, path, String(id));
		if (!answer.ok) return { ...verdict, problem: answer.problem };
		const row = answer.value;
		if (row === undefined) verdict.gone.push(id);
		else if (row.id !== id) continue;
		else if (isTrash(row.status)) verdict.trashed.push(row);
		else verdict.hidden.push(id);
	}
	return verdict;
}

/** The rows of these ids; no rows where the answer's own count shows that some fell out. */
export async function included(
	shop: Shop,
	{ resource: { path, listAll } }: Watched,
	ids: readonly number[],
	more: Readonly<Record<string, string>>,
) {
	const include = [...ids].sort((left, right) => left - right).join(',');
	const query = { ...listAll, ...more, per_page: '100', include };
	const answer = await listById(shop, path, query);
	if (!answer.ok) return answer;
	const { rows, total } = answer.value;
	return ok(rows.length === total ? rows : []);
}

function isTrash(status: unknown): boolean {
	return status === 'trash';
}

function merge(left: Verdict, right: Verdict): Verdict {
	return {
		trashed: [...left.trashed, ...right.trashed],
		gone: [...left.gone, ...right.gone],
		hidden: [...left.hidden, ...right.hidden],
		isLie: left.isLie ?? right.isLie,
		problem: left.problem ?? right.problem,
	};
}
