import { ok } from '../../../../../nodes/core/result';
import {
	START,
	seekPage,
	type Position,
	type ReadAt,
} from '../../../../../nodes/WooCommerce/poll/read/seekPage';

/** A list whose rows may vanish between two pages. */
function shelf(ids: number[]) {
	const rows = [...ids];
	const asked: number[] = [];
	const readAt: ReadAt = async (offset, limit) => {
		asked.push(offset);
		const page = rows.slice(offset, offset + limit).map((id) => ({ id }));
		// HPOS orders say 0 past the end (measured).
		const total = page.length === 0 ? 0 : rows.length;
		return ok({ rows: page, total, serverNow: 0, bytes: 0 });
	};
	return { rows, asked, readAt };
}

async function walk(readAt: ReadAt, pageSize: number, between: (page: number) => void) {
	const seen: number[] = [];
	let position: Position = START;
	for (let page = 1; ; page++) {
		const read = await seekPage(readAt, position, pageSize);
		if (!read.ok) throw new Error(read.problem.message);
		seen.push(...read.value.rows.map(({ id }) => id));
		position = read.value.position;
		if (read.value.end) return seen;
		between(page);
	}
}
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index * 3 + 1);

describe('seekPage', () => {
	it.each([0, 1, 9, 10, 11, 19, 20, 100])('reads %d rows once each', async (count) => {
		const { readAt, rows } = shelf(numbers(count));
		expect(await walk(readAt, 10, () => undefined)).toEqual(rows);
	});

	it('sends one request if all rows fit on a page', async () => {
		const { readAt, asked } = shelf(numbers(9));
		await walk(readAt, 10, () => undefined);
		expect(asked).toEqual([0]);
	});

	it('skips nothing when ten rows of page 1 are deleted before page 2 (measured shift)', async () => {
		const list = shelf(numbers(40));
		const seen = await walk(list.readAt, 20, (page) => {
			if (page === 1) list.rows.splice(0, 10);
		});
		expect(seen).toEqual(numbers(40));
	});

	it('skips nothing when the row before its position is deleted', async () => {
		const list = shelf(numbers(40));
		const seen = await walk(list.readAt, 20, (page) => {
			if (page === 1) list.rows.splice(19, 1);
		});
		expect(seen).toEqual(numbers(40));
	});

	it('sends one request more for a few rows that are deleted before its position', async () => {
		const requestsWith = async (deleted: number) => {
			const list = shelf(numbers(1_000));
			await walk(list.readAt, 100, (page) => {
				if (page === 3) list.rows.splice(0, deleted);
			});
			return list.asked.length;
		};
		const usual = await requestsWith(0);
		expect([await requestsWith(1), await requestsWith(7)]).toEqual([usual + 1, usual + 1]);
	});

	it('skips nothing when all rows that were read are deleted', async () => {
		const list = shelf(numbers(400));
		const seen = await walk(list.readAt, 20, (page) => {
			if (page === 10) list.rows.splice(0, 191);
		});
		expect(seen).toEqual(numbers(400));
	});

	it('ends when all rows are deleted between two pages', async () => {
		const list = shelf(numbers(40));
		const seen = await walk(list.readAt, 20, () => list.rows.splice(0));
		expect(seen).toEqual(numbers(20));
	});

	it('returns no row twice when rows are added before its position', async () => {
		const list = shelf(numbers(40));
		const seen = await walk(list.readAt, 20, () => list.rows.unshift(0));
		expect(seen).toEqual(numbers(40));
	});

	it.each([0, 15, 60, 107, 500, 8_000, 9_990, 10_000])(
		'finds its position at rank %i from another offset',
		async (rank) => {
			const ids = numbers(10_000);
			for (const guess of [0, 1, 50, 5_000, 9_990]) {
				const { readAt, asked } = shelf(ids);
				const read = await seekPage(readAt, { afterId: ids[rank - 1] ?? -1, offset: guess }, 10);
				if (!read.ok) throw new Error(read.problem.message);
				expect(read.value.rows[0]?.id).toBe(ids[rank]);
				expect(asked.length).toBeLessThanOrEqual(24);
			}
		},
	);

	it('gives up on a list that repeats its rows', async () => {
		const round: ReadAt = async () =>
			ok({ rows: [{ id: 1 }, { id: 2 }], total: 9, serverNow: 0, bytes: 0 });
		const read = await seekPage(round, { afterId: 5, offset: 4 }, 2);
		expect(read).toMatchObject({ ok: false, problem: { reason: 'unordered' } });
	});

	it('continues after a page that a plugin shortened', async () => {
		const list = shelf(numbers(40));
		const short: ReadAt = async (offset, limit) => {
			const read = await list.readAt(offset, limit);
			if (!read.ok || offset !== 0) return read;
			return ok({ ...read.value, rows: read.value.rows.slice(0, 15) });
		};
		const seen = await walk(short, 20, () => undefined);
		expect(seen.slice(0, 15)).toEqual(numbers(15));
		expect(seen.at(-1)).toBe(numbers(40).at(-1));
	});
});
