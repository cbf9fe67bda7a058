import {
	diffByRank,
	type Difference,
	type RankedPage,
} from '../../../../../nodes/WooCommerce/poll/ids/diffByRank';
import { IdSet } from '../../../../../nodes/WooCommerce/poll/ids/idSet';
import { Random } from '../../../../sandbox/random';

const PAGE = 100;

/** Runs to the end against a list that is what it is. */
async function compare(
	known: IdSet,
	list: IdSet,
	lie: Partial<RankedPage> = {},
	agreedTopId = known.at(known.size - 1) ?? -1,
	shown = (ids: number[]) => ids,
) {
	const asked: number[] = [];
	const pageAt = (offset: number) => {
		asked.push(offset);
		const length = Math.max(0, Math.min(PAGE, list.size - offset));
		const ids = Array.from({ length }, (_, index) => list.at(offset + index) as number);
		return Promise.resolve({ ids: shown(ids), total: list.size, ...lie });
	};
	const end = { total: list.size, topId: list.at(list.size - 1), agreedTopId };
	const run = diffByRank(known, end, pageAt, PAGE);
	const found: Difference = { missing: [], surplus: [] };
	let step = await run.next();
	for (; step.done !== true; step = await run.next()) {
		found.missing.push(...step.value.missing);
		found.surplus.push(...step.value.surplus);
	}
	found.missing.sort((left, right) => left - right);
	found.surplus.sort((left, right) => left - right);
	return { ...found, asked, isWhole: step.value };
}

const dense = (count: number) => IdSet.from(Array.from({ length: count }, (_, index) => index + 1));

describe('diffByRank', () => {
	it('reads no page if the counts agree', async () => {
		const { asked, isWhole } = await compare(dense(5_000), dense(5_000));
		expect([asked, isWhole]).toEqual([[], true]);
	});

	it.each([
		[10_000, 7],
		[100_000, 10],
		[1_000_000, 14],
	])('finds one of %i ids in at most %i requests at any rank', async (count, most) => {
		const known = dense(count);
		for (const id of [1, 2, 100, 101, count >> 1, count - 101, count - 1, count, 7_777]) {
			const { missing, surplus, asked } = await compare(known, known.without([id]));
			expect([missing, surplus]).toEqual([[id], []]);
			expect(asked.length).toBeLessThanOrEqual(most);
		}
	});

	it('reads no page twice, so it never costs more than the whole list', async () => {
		const random = new Random(5);
		const known = dense(10_000);
		for (const count of [10, 100, 1_000, 9_000]) {
			const gone = Array.from({ length: count }, () => random.integer(1, 10_000));
			const list = known.without(gone);
			const { missing, asked } = await compare(known, list);
			expect(missing).toEqual([...IdSet.from(gone)]);
			expect(asked.length).toBeLessThanOrEqual(Math.ceil(list.size / PAGE));
		}
	});

	it('finds a surplus, and reads the end first if the last id is new', async () => {
		const known = dense(10_000).without([4_321]);
		expect(await compare(known, dense(10_000))).toMatchObject({ surplus: [4_321], missing: [] });
		const grown = await compare(known, known.with([10_001, 10_002]));
		expect(grown).toMatchObject({ surplus: [10_001, 10_002], asked: [9_900] });
	});

	it('finds a missing id below a new one although the count agrees', async () => {
		const { missing, surplus } = await compare(dense(10_000), dense(10_001).without([77]));
		expect([missing, surplus]).toEqual([[77], [10_001]]);
	});

	it.each([1, 40, 99, 100, 250])(
		'finds a missing id below a new one and %i known ones although the count agrees',
		async (fresh) => {
			const list = dense(10_001 + fresh).without([77]);
			const known = dense(10_001 + fresh).without([10_001]);
			const hidden = await compare(known, list, {}, 10_000);
			expect([hidden.missing, hidden.surplus]).toEqual([[77], [10_001]]);
			expect(hidden.isWhole).toBe(true);
		},
	);

	it('reads one page if the last id is higher and all ids are known', async () => {
		for (const fresh of [1, 99, 100, 250]) {
			const list = dense(10_000 + fresh);
			const { missing, surplus, asked, isWhole } = await compare(list, list, {}, 10_000);
			expect([missing, surplus, asked.length, isWhole]).toEqual([[], [], 1, true]);
		}
	});

	it('reports all ids of an empty list as missing without a request', async () => {
		const { missing, asked } = await compare(dense(3_000), IdSet.empty);
		expect([missing.length, asked.length]).toEqual([3_000, 0]);
	});

	it('gives up on an empty page and on a total that was wrong for a moment', async () => {
		const known = dense(10_000);
		const empty = await compare(known, known.without([5]), { ids: [] });
		expect(empty).toMatchObject({ missing: [], isWhole: false });
		const corrected = await compare(known, known.without([5]), { total: 10_000 });
		expect(corrected).toMatchObject({ missing: [], isWhole: false });
	});

	it('returns false if the list changes during the search or hides rows', async () => {
		const known = dense(10_000);
		const moving = await compare(known, known.without([5]), { total: 9_998 });
		expect(moving).toMatchObject({ missing: [5], isWhole: false });
		const short = await compare(known, known.without([5]), { ids: [4_001, 4_002] });
		expect(short).toMatchObject({ missing: [], isWhole: false });
	});

	it('finds differences in a few requests if pages are short in the middle of the list', async () => {
		const list = dense(100_000).without([777, 50_001]);
		const capped = await compare(dense(100_000), list, {}, undefined, (ids) => ids.slice(0, 30));
		expect(capped).toMatchObject({ missing: [777, 50_001], isWhole: true });
		expect(capped.asked.length).toBeLessThan(40);
		const fewer = list.without([778]);
		for (const hidden of [1, 776, 20_000]) {
			const known = dense(100_000).without([hidden]);
			const without = (ids: number[]) => ids.filter((id) => id !== hidden);
			const { missing, asked, isWhole } = await compare(known, fewer, {}, undefined, without);
			expect([missing, isWhole]).toEqual([[777, 778, 50_001], true]);
			expect(asked.length).toBeLessThan(60);
		}
	});

	it('ends if each page repeats the same rows', async () => {
		const known = dense(10_000);
		const { asked, isWhole } = await compare(known, known.without([5]), { ids: [4_001, 4_002] });
		expect(isWhole).toBe(false);
		expect(asked.length).toBeLessThan(10);
	});

	it('is exact on any two lists whose parts differ in size', async () => {
		for (let seed = 1; seed <= 300; seed++) {
			const random = new Random(seed);
			const size = random.integer(0, 1_500);
			const ids = () => Array.from({ length: size }, () => random.integer(0, 6_000));
			const all = IdSet.from(ids());
			const some = all.without([...all].filter(() => random.chance(random.pick([0.01, 0.5]))));
			const removed = await compare(all, some);
			expect([seed, removed.missing]).toEqual([seed, [...all.without(some)]]);
			expect([seed, removed.surplus]).toEqual([seed, []]);
			const added = await compare(some, all);
			expect([seed, added.surplus]).toEqual([seed, [...all.without(some)]]);
			expect([seed, added.missing]).toEqual([seed, []]);
		}
	});
});
