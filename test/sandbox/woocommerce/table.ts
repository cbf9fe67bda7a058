import type { JsonObject } from '../json';
import { SortedRows } from './sortedRows';

/** The group of a row that is gone for good. */
export const GONE = 31;

/** What a row is ordered by; of equal keys the lower id comes first. */
export type SortKey = (row: number) => number | string;

const COLUMNS = ['ids', 'created', 'modified', 'parents', 'groups'] as const;

/**
 * One resource's rows: ids, dates and groups as columns, contents only where they differ from what
 * the seed makes. So a million objects take some twenty megabytes, none made until it is read.
 */
export class Table {
	ids = new Uint32Array(16);
	/** UTC seconds. */
	created = new Uint32Array(16);
	/** UTC seconds; 0 stands for no date, as a user without the `last_update` meta has. */
	modified = new Uint32Array(16);
	parents = new Uint32Array(16);
	/** Statuses, or roles, as numbers; `GONE` for a row that is no more. */
	groups = new Uint8Array(16);
	/** All rows ever added, the gone ones included. */
	length = 0;
	/** Grows with every change. Results of an older version are out of date. */
	version = 0;
	/** Rows that were there when the shop opened; those have the lower row numbers. */
	initialLength = 0;
	/** Contents that differ from the seed's, by row. */
	readonly contents = new Map<number, JsonObject>();
	/** Rows that start from an empty object and not from the seed's. */
	readonly blank = new Set<number>();

	private isOpen = false;
	private readonly orders = new Map<string, SortedRows>();
	private readonly keys = new Map<string, SortKey>();
	/** Rows that came after the shop opened, by id. */
	private readonly laterRows = new Map<number, number>();
	private childrenByParent?: Map<number, number[]>;

	constructor(private readonly groupCount: number) {
		if (groupCount > GONE) throw new Error(`No more than ${GONE} groups fit into the bits`);
		this.addKeys({
			id: (row) => this.ids[row],
			createdUtc: (row) => this.created[row],
			modifiedUtc: (row) => this.modified[row],
		});
	}

	/** Adds what this resource can be ordered by beyond its id and dates. */
	addKeys(keys: Readonly<Record<string, SortKey>>): void {
		for (const [name, key] of Object.entries(keys)) this.keys.set(name, key);
	}

	/** Adds a row. Before `open()` ids must ascend, so that they cost nothing to find again. */
	add(id: number, created: number, modified: number, group: number, parent = 0): number {
		const row = this.length;
		this.makeRoom();
		this.ids[row] = id;
		this.created[row] = created;
		this.modified[row] = modified;
		this.groups[row] = group;
		this.parents[row] = parent;
		this.length += 1;
		if (this.isOpen) this.laterRows.set(id, row);
		else if (row > 0 && this.ids[row - 1] >= id) throw new Error('Opening ids must ascend');
		this.version += 1;
		if (group !== GONE) for (const order of this.orders.values()) order.insert(row);
		this.childrenByParent?.set(parent, [...(this.childrenByParent.get(parent) ?? []), row]);
		return row;
	}

	/** Ends the seeding. The current objects are the shop's opening stock. */
	open(): void {
		this.isOpen = true;
		this.initialLength = this.length;
	}

	/** The row of an id, a gone one included; -1 where the id was never given. */
	rowOf(id: number): number {
		const later = this.laterRows.get(id);
		if (later !== undefined) return later;
		let low = 0;
		let high = (this.isOpen ? this.initialLength : this.length) - 1;
		while (low <= high) {
			const middle = (low + high) >> 1;
			if (this.ids[middle] === id) return middle;
			if (this.ids[middle] < id) low = middle + 1;
			else high = middle - 1;
		}
		return -1;
	}

	isThere(row: number): boolean {
		return row >= 0 && this.groups[row] !== GONE;
	}

	/** Changes a row: columns and contents may only be written within `write`. */
	change(row: number, write: () => void): void {
		if (this.groups[row] !== GONE) for (const order of this.orders.values()) order.remove(row);
		write();
		this.version += 1;
		if (this.groups[row] !== GONE) for (const order of this.orders.values()) order.insert(row);
	}

	/** Rows that belong to a parent, the gone ones left out. */
	childrenOf(parent: number): number[] {
		if (!this.childrenByParent) {
			this.childrenByParent = new Map();
			for (let row = 0; row < this.length; row++) {
				const siblings = this.childrenByParent.get(this.parents[row]);
				if (siblings) siblings.push(row);
				else this.childrenByParent.set(this.parents[row], [row]);
			}
		}
		return (this.childrenByParent.get(parent) ?? []).filter((row) => this.isThere(row));
	}

	/** The live rows in an order; sorted when first asked for, kept in order from then on. */
	orderedBy(name: string): SortedRows {
		let order = this.orders.get(name);
		if (!order) {
			const compare = this.comparison(name);
			order = new SortedRows(this.sortAll(name, compare), {
				compare,
				groupOf: (row) => this.groups[row],
				groups: this.groupCount,
			});
			this.orders.set(name, order);
		}
		return order;
	}

	/** What rows are compared by in an order. */
	keyOf(name: string): SortKey {
		const key = this.keys.get(name);
		if (!key) throw new Error(`No order by ${name} here`);
		return key;
	}

	/** Compares two rows in an order; equal keys by id. */
	comparison(name: string): (first: number, second: number) => number {
		const key = this.keyOf(name);
		return (first, second) =>
			compareKeys(key(first), key(second)) || this.ids[first] - this.ids[second];
	}

	private sortAll(name: string, compare: (first: number, second: number) => number): number[] {
		const rows: number[] = [];
		let isSorted = true;
		for (let row = 0; row < this.length; row++) {
			if (this.groups[row] === GONE) continue;
			if (isSorted && rows.length > 0 && compare(rows[rows.length - 1], row) > 0) isSorted = false;
			rows.push(row);
		}
		if (isSorted) return rows;
		// Each key is made once: the names of a million customers are costly to make twenty times.
		const key = this.keyOf(name);
		const keys: (number | string)[] = new Array(this.length);
		for (const row of rows) keys[row] = key(row);
		return rows.sort(
			(first, second) =>
				compareKeys(keys[first], keys[second]) || this.ids[first] - this.ids[second],
		);
	}

	private makeRoom(): void {
		if (this.length < this.ids.length) return;
		for (const column of COLUMNS) {
			const old = this[column];
			const larger = new (old.constructor as Uint32ArrayConstructor)(old.length * 2);
			larger.set(old);
			Object.assign(this, { [column]: larger });
		}
	}
}

function compareKeys(first: number | string, second: number | string): number {
	if (first < second) return -1;
	return first > second ? 1 : 0;
}
