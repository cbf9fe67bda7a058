import { ok, type Problem } from '../../../core/result';
import { read, type IdRow, type Row } from '../../api';
import { readCompleteByIds } from '../read/readByIds';
import type { ShopResource } from '../read/readPages';

/** What the shop reports about ids that its list lacked. An id that is in none of these lists stays unknown. */
export interface DeleteCheck {
	/** In the trash, as it shows them. */
	readonly trashed: readonly Row[];
	readonly gone: readonly number[];
	/** Returned when read by id, although no list shows them. */
	readonly hidden: readonly number[];
	/** Whether the list was empty although some of its objects exist. */
	readonly isInconsistent?: boolean;
	readonly problem?: Problem;
}

const UNKNOWN: DeleteCheck = { trashed: [], gone: [], hidden: [] };

/** Maximum number of candidates that are confirmed together. With two sentinels they fill one page. */
export const MOST_CANDIDATES = 98;

/** Up to this many are read one by one. A list would cost as many requests, and is weaker evidence. */
const FEW = 2;

/**
 * Decides which candidates are deleted, by asking the shop about them.
 *
 * A few are read by id. Of many, those that the trash shows are trashed. The others must be absent
 * from a list that shows the sentinels and whose total matches its rows. The shop must not find a sample
 * of them by id either. A list that is empty by mistake lacks the sentinels. A plugin that hides objects
 * from lists shows in the sample.
 *
 * @param candidates ids that the list lacked, ascending, at most `MOST_CANDIDATES`
 * @param sentinels ids that the shop showed a moment ago, at most two
 */
export async function confirmDeletes(
	context: ShopResource,
	candidates: readonly number[],
	sentinels: readonly number[],
): Promise<DeleteCheck> {
	if (candidates.length <= FEW) return await confirmEach(context, candidates);
	const inTrash = context.polled.resource.hasTrash
		? await readCompleteByIds(context, candidates, { status: 'trash' })
		: ok<readonly IdRow[]>([]);
	if (!inTrash.ok) return { ...UNKNOWN, problem: inTrash.problem };
	const trashed = inTrash.value.filter((row) => candidates.includes(row.id) && isTrashed(row));
	const check = { ...UNKNOWN, trashed };
	const trashedIds = new Set(trashed.map(({ id }) => id));
	const left = candidates.filter((id) => !trashedIds.has(id));
	if (left.length <= FEW) return merge(check, await confirmEach(context, left));
	const live = await readCompleteByIds(context, [...sentinels, ...left], { _fields: 'id' });
	if (!live.ok) return { ...check, problem: live.problem };
	const shown = new Set(live.value.map(({ id }) => id));
	if (!sentinels.every((id) => shown.has(id))) return check;
	const absent = left.filter((id) => !shown.has(id));
	return merge(check, await confirmSample(context, absent, sentinels.length > 0));
}

/** Reads a sample by id. If all objects of the sample are gone, the others count as gone too. */
async function confirmSample(
	context: ShopResource,
	absent: readonly number[],
	hasSentinels: boolean,
): Promise<DeleteCheck> {
	const last = absent.length - 1;
	const ranks = hasSentinels ? [last >> 1] : [0, last >> 1, last];
	const sample = [...new Set(ranks.map((rank) => absent[rank]))].filter((id) => id !== undefined);
	const check = await confirmEach(context, sample);
	if (check.gone.length === sample.length) return { ...check, gone: absent };
	if (!hasSentinels) return { ...check, hidden: [], isInconsistent: check.problem === undefined };
	if (check.problem !== undefined) return check;
	const others = absent.filter((id) => !sample.includes(id));
	return merge(check, await confirmEach(context, others));
}

/** Reads each candidate by its id. */
export async function confirmEach(
	{ shop, polled }: ShopResource,
	ids: readonly number[],
): Promise<DeleteCheck> {
	let check = UNKNOWN;
	for (const id of ids) {
		const answer = await read(shop, polled.resource.path, String(id));
		if (!answer.ok) return { ...check, problem: answer.problem };
		check = merge(check, checkOf(id, answer.value));
	}
	return check;
}

function checkOf(id: number, row: Row | undefined): DeleteCheck {
	if (row === undefined) return { ...UNKNOWN, gone: [id] };
	if (row.id !== id) return UNKNOWN;
	return isTrashed(row) ? { ...UNKNOWN, trashed: [row] } : { ...UNKNOWN, hidden: [id] };
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
