/** A place in the order: between two rows. */
interface Place {
	bucket: number;
	index: number;
}

interface Bucket {
	rows: number[];
	/** How many rows of each group the bucket holds. */
	counts: Int32Array;
}

const BUCKET_SIZE = 1024;

/** How rows are compared, and which group (a status, a role) each is in. */
export interface RowOrder {
	compare(first: number, second: number): number;
	groupOf(row: number): number;
	groups: number;
}

/** Which rows a walk looks at: the groups as bits, and the part of the order. */
export interface Part {
	groups: number;
	/** True for the rows that lie before the part; such rows come first in the order. */
	isBefore?: (row: number) => boolean;
	/** True for the rows that lie behind the part; such rows come last in the order. */
	isBehind?: (row: number) => boolean;
}

/**
 * Rows kept in order, in buckets that count their groups. A shop of a million objects can return
 * rows 500,000 to 500,100 of some statuses without a scan.
 */
export class SortedRows {
	private buckets: Bucket[] = [];

	/** @param rows all rows, already in order. */
	constructor(
		rows: ArrayLike<number>,
		private readonly order: RowOrder,
	) {
		for (let from = 0; from < rows.length; from += BUCKET_SIZE)
			this.buckets.push(this.makeBucket(sliceOf(rows, from, from + BUCKET_SIZE)));
	}

	insert(row: number): void {
		if (this.buckets.length === 0) {
			this.buckets.push(this.makeBucket([row]));
			return;
		}
		const place = this.find((other) => this.order.compare(other, row) < 0);
		const number = Math.min(place.bucket, this.buckets.length - 1);
		const bucket = this.buckets[number];
		bucket.rows.splice(place.bucket === number ? place.index : bucket.rows.length, 0, row);
		bucket.counts[this.order.groupOf(row)] += 1;
		if (bucket.rows.length > 2 * BUCKET_SIZE) this.split(number);
	}

	/** Takes a row out; it must still compare and group as it did when it came in. */
	remove(row: number): void {
		const place = this.find((other) => this.order.compare(other, row) < 0);
		const bucket = this.buckets[place.bucket];
		if (bucket?.rows[place.index] !== row) throw new Error(`Row ${row} is not where it belongs`);
		bucket.rows.splice(place.index, 1);
		bucket.counts[this.order.groupOf(row)] -= 1;
		if (bucket.rows.length === 0) this.buckets.splice(place.bucket, 1);
	}

	/** How many rows a part holds. */
	count(part: Part): number {
		let count = 0;
		this.walk(part, (bucket, from, to, inGroups) => {
			count += inGroups ?? this.countWithin(bucket, from, to, part.groups);
			return true;
		});
		return count;
	}

	/** The rows of a part from `offset` on, at most `length` of them, in ascending order. */
	slice(part: Part, offset: number, length: number): number[] {
		const rows: number[] = [];
		let toSkip = offset;
		if (length > 0)
			this.walk(part, (bucket, from, to, inGroups) => {
				if (inGroups !== undefined && inGroups <= toSkip) {
					toSkip -= inGroups;
					return true;
				}
				for (let index = from; index < to && rows.length < length; index++) {
					if (!this.isIn(bucket.rows[index], part.groups)) continue;
					if (toSkip > 0) toSkip -= 1;
					else rows.push(bucket.rows[index]);
				}
				return rows.length < length;
			});
		return rows;
	}

	/** Calls back for each bucket of a part; `inGroups` is given where the whole bucket is in it. */
	private walk(
		part: Part,
		visit: (bucket: Bucket, from: number, to: number, inGroups?: number) => boolean,
	): void {
		const start = part.isBefore ? this.find(part.isBefore) : { bucket: 0, index: 0 };
		const end = part.isBehind
			? this.find((row) => !part.isBehind?.(row))
			: { bucket: this.buckets.length, index: 0 };
		for (let number = start.bucket; number <= end.bucket; number++) {
			const bucket = this.buckets[number];
			if (!bucket) return;
			const from = number === start.bucket ? start.index : 0;
			const to = number === end.bucket ? end.index : bucket.rows.length;
			const whole = from === 0 && to === bucket.rows.length;
			const inGroups = whole ? sumOf(bucket.counts, part.groups) : undefined;
			if (!visit(bucket, from, to, inGroups)) return;
		}
	}

	private countWithin(bucket: Bucket, from: number, to: number, groups: number): number {
		let count = 0;
		for (let index = from; index < to; index++)
			if (this.isIn(bucket.rows[index], groups)) count += 1;
		return count;
	}

	private isIn(row: number, groups: number): boolean {
		return ((groups >> this.order.groupOf(row)) & 1) === 1;
	}

	/** The place behind all rows for which `isBefore` holds; those rows must come first. */
	private find(isBefore: (row: number) => boolean): Place {
		let low = 0;
		let high = this.buckets.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			const rows = this.buckets[middle].rows;
			if (isBefore(rows[rows.length - 1])) low = middle + 1;
			else high = middle;
		}
		const rows = this.buckets[low]?.rows ?? [];
		let first = 0;
		let last = rows.length;
		while (first < last) {
			const middle = (first + last) >> 1;
			if (isBefore(rows[middle])) first = middle + 1;
			else last = middle;
		}
		return { bucket: low, index: first };
	}

	private split(number: number): void {
		const { rows } = this.buckets[number];
		const half = rows.length >> 1;
		this.buckets.splice(
			number,
			1,
			this.makeBucket(rows.slice(0, half)),
			this.makeBucket(rows.slice(half)),
		);
	}

	private makeBucket(rows: number[]): Bucket {
		const counts = new Int32Array(this.order.groups);
		for (const row of rows) counts[this.order.groupOf(row)] += 1;
		return { rows, counts };
	}
}

function sumOf(counts: Int32Array, groups: number): number {
	let sum = 0;
	for (let group = 0; group < counts.length; group++)
		if ((groups >> group) & 1) sum += counts[group];
	return sum;
}

function sliceOf(rows: ArrayLike<number>, from: number, to: number): number[] {
	const slice: number[] = [];
	for (let index = from; index < Math.min(to, rows.length); index++) slice.push(rows[index]);
	return slice;
}
