import { Random } from './random';
import { select, type Selection } from './woocommerce/selection';
import { GONE, Table } from './woocommerce/table';

const SEEDS = [1, 2, 3, 4, 5];
const GROUPS = 3;

/** A table of some thousand rows with many equal dates, changed at random. */
function fill(random: Random): Table {
	const table = new Table(GROUPS);
	let id = 0;
	for (let count = 0; count < 3000; count++) {
		id += random.integer(1, 3);
		table.add(id, random.integer(1000, 1400), random.integer(1000, 1400), random.integer(0, 2));
	}
	table.open();
	table.orderedBy('modifiedUtc');
	table.orderedBy('id');
	for (let count = 0; count < 600; count++) changeOne(table, random);
	return table;
}

function changeOne(table: Table, random: Random): void {
	const row = random.integer(0, table.length - 1);
	const kind = random.integer(0, 9);
	if (kind < 3) {
		const id = table.ids[table.length - 1] + random.integer(1, 3);
		table.add(id, 1400, random.integer(1000, 1400), random.integer(0, 2));
	} else {
		table.change(row, () => {
			table.modified[row] = random.integer(1000, 1400);
			table.groups[row] = kind < 6 ? random.integer(0, 2) : kind < 8 ? GONE : table.groups[row];
		});
	}
}

/** The same selection, worked out the plain way. */
function plainly(table: Table, selection: Selection): number[] {
	const key = table.keyOf(selection.order);
	const rows = Array.from({ length: table.length }, (_, row) => row)
		.filter((row) => table.isThere(row) && (selection.groups >> table.groups[row]) & 1)
		.filter((row) =>
			selection.ranges.every(({ order, above = -Infinity, below = Infinity }) => {
				const date = table.keyOf(order)(row) as number;
				return date > above && date < below;
			}),
		)
		.sort(
			(first, second) =>
				(key(first) as number) - (key(second) as number) || table.ids[first] - table.ids[second],
		);
	return selection.isDescending ? rows.reverse() : rows;
}

describe.each(SEEDS)('a selection (seed %i)', (seed) => {
	const random = new Random(seed);
	const table = fill(random);

	test('returns the same rows and totals as a plain sort', () => {
		for (let count = 0; count < 60; count++) {
			const above = random.integer(990, 1410);
			const selection: Selection = {
				groups: random.integer(1, 7),
				ranges: random.pick([
					[],
					[{ order: 'modifiedUtc', above }],
					[{ order: 'modifiedUtc', above, below: above + random.integer(0, 60) }],
					[{ order: 'createdUtc', below: above }],
					[
						{ order: 'modifiedUtc', above },
						{ order: 'createdUtc', above: above - 50 },
					],
				]),
				order: random.pick(['id', 'modifiedUtc', 'createdUtc']),
				isDescending: random.chance(0.5),
				...(random.chance(0.5) && { key: `${count}` }),
			};
			// A second time after a change, so that a cached result would be wrong.
			for (let again = 0; again < 2; again++) {
				const expected = plainly(table, selection);
				const offset = random.integer(0, expected.length + 5);
				const length = random.integer(1, 100);
				expect(select(table, selection, offset, length)).toEqual({
					total: expected.length,
					rows: expected.slice(offset, offset + length),
				});
				for (let changes = 0; changes < 5; changes++) changeOne(table, random);
			}
		}
	});

	test('finds every id, and no other', () => {
		const rowById = new Map<number, number>();
		for (let row = 0; row < table.length; row++) rowById.set(table.ids[row], row);
		const wrong = Array.from({ length: 12_000 }, (_, id) => id).filter(
			(id) => table.rowOf(id) !== (rowById.get(id) ?? -1),
		);
		expect(wrong).toEqual([]);
	});
});
