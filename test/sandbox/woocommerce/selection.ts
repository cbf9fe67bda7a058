import type { Part } from './sortedRows';
import type { Table } from './table';

/** A stretch of dates; both ends are left out, as the API's comparison is strict. */
export interface DateRange {
	/** The table's order by the dates that are compared. */
	order: string;
	above?: number;
	below?: number;
}

/** Which rows a list request asks for, all pages together. */
export interface Selection {
	/** Groups as bits. */
	groups: number;
	ranges: readonly DateRange[];
	include?: readonly number[];
	exclude?: ReadonlySet<number>;
	/** What else a row must fulfil. */
	test?: (row: number) => boolean;
	/** An order of the table, or `include` for the order of the ids asked for. */
	order: string;
	isDescending: boolean;
	/** Equal for equal selections; absent if the selection must not be cached. */
	key?: string;
}

export interface Page {
	total: number;
	rows: number[];
}

/** Selections of which the rows were worked out one by one, for the pages that follow. */
interface Remembered {
	version: number;
	rows: number[];
}

const remembered = new WeakMap<Table, Map<string, Remembered>>();
const REMEMBERED_SELECTIONS = 4;

/** Rows `offset` to `offset + length` of a selection, and how many it has. */
export function select(table: Table, selection: Selection, offset: number, length: number): Page {
	const part = partOf(table, selection);
	if (!part) {
		const rows = rowsOf(table, selection);
		return { total: rows.length, rows: rows.slice(offset, offset + length) };
	}
	const order = table.orderedBy(selection.order);
	const total = order.count(part);
	if (!selection.isDescending) return { total, rows: order.slice(part, offset, length) };
	const end = Math.max(0, total - offset);
	const start = Math.max(0, end - length);
	return { total, rows: order.slice(part, start, end - start).reverse() };
}

/** Returns the selection as one range of its order, if it is one. No row is read then. */
function partOf(table: Table, selection: Selection): Part | undefined {
	const { include, exclude, test, ranges, order, groups } = selection;
	if (include || exclude || test || order === 'include') return undefined;
	if (ranges.some((range) => range.order !== order)) return undefined;
	return { groups, ...boundsOf(table, order, ranges) };
}

function boundsOf(table: Table, order: string, ranges: readonly DateRange[]): Partial<Part> {
	const key = table.keyOf(order);
	const above = Math.max(...ranges.map((range) => range.above ?? -Infinity), -Infinity);
	const below = Math.min(...ranges.map((range) => range.below ?? Infinity), Infinity);
	return {
		...(above > -Infinity && { isBefore: (row: number) => (key(row) as number) <= above }),
		...(below < Infinity && { isBehind: (row: number) => (key(row) as number) >= below }),
	};
}

function rowsOf(table: Table, selection: Selection): number[] {
	const { key } = selection;
	const known = remembered.get(table) ?? new Map<string, Remembered>();
	remembered.set(table, known);
	const last = key === undefined ? undefined : known.get(key);
	if (last?.version === table.version) return last.rows;
	const rows = workOut(table, selection);
	if (key !== undefined) {
		known.delete(key);
		known.set(key, { version: table.version, rows });
		if (known.size > REMEMBERED_SELECTIONS) known.delete(known.keys().next().value as string);
	}
	return rows;
}

function workOut(table: Table, selection: Selection): number[] {
	const { order, isDescending } = selection;
	const candidates = candidatesOf(table, selection);
	const rows = candidates.rows.filter((row) => fits(table, selection, row));
	if (order === 'include') return rows;
	if (candidates.order !== order) rows.sort(table.comparison(order));
	return isDescending ? rows.reverse() : rows;
}

/** The smallest stretch that holds all wanted rows, and the order it is in. */
function candidatesOf(
	table: Table,
	{ include, ranges, groups, order }: Selection,
): { rows: number[]; order: string } {
	if (include) return { rows: include.map((id) => table.rowOf(id)), order: 'include' };
	const byRange = ranges.map((range) => {
		const part = { groups, ...boundsOf(table, range.order, [range]) };
		const rows = table.orderedBy(range.order);
		return { order: range.order, count: rows.count(part), part, rows };
	});
	const [smallest] = byRange.sort((first, second) => first.count - second.count);
	if (smallest)
		return {
			rows: smallest.rows.slice(smallest.part, 0, smallest.count),
			order: smallest.order,
		};
	const own = order === 'include' ? 'id' : order;
	return { rows: table.orderedBy(own).slice({ groups }, 0, Infinity), order: own };
}

function fits(table: Table, selection: Selection, row: number): boolean {
	if (!table.isThere(row) || ((selection.groups >> table.groups[row]) & 1) === 0) return false;
	if (selection.exclude?.has(table.ids[row])) return false;
	const isInRange = selection.ranges.every(({ order, above = -Infinity, below = Infinity }) => {
		const date = table.keyOf(order)(row) as number;
		return date > above && date < below;
	});
	return isInRange && (!selection.test || selection.test(row));
}
