import { endOf, PartBuilder, RunCursor, type Part } from './runs';
import { atOnce, SliceCounter, type Sliced } from './slices';

/**
 * The known ids of one resource: an immutable set of integers from 0 to 2^53 - 1, in ascending order.
 *
 * It holds runs of consecutive ids, so a dense set takes little memory, and a sparse one 16 bytes per id. The runs are
 * grouped into parts. Adding or removing a few ids is fast, because the result shares all other parts.
 */
export class IdSet {
	static readonly empty = new IdSet([]);

	/** The first id of each part. */
	private readonly firsts: Float64Array;
	/** How many ids precede each part; the last entry is the size. */
	private readonly ranks: Float64Array;

	/** No run touches the next one, not even in the next part. */
	private constructor(
		/** For `idSetText`, which stores them. */
		readonly parts: readonly Part[],
	) {
		this.firsts = new Float64Array(parts.length);
		this.ranks = new Float64Array(parts.length + 1);
		for (let index = 0; index < parts.length; index++) {
			const { starts, before } = parts[index];
			this.firsts[index] = starts[0];
			this.ranks[index + 1] = this.ranks[index] + (before[starts.length] - before[0]);
		}
	}

	/**
	 * Returns the set of some ids.
	 *
	 * @param ids in any order, repeated or not
	 * @throws RangeError if one is not an integer from 0 to 2^53 - 1
	 */
	static from(ids: Iterable<number>): IdSet {
		if (ids instanceof IdSet) return ids;
		const sorted = Float64Array.from(ids);
		if (sorted.length === 0) return IdSet.empty;
		if (!isAscending(sorted)) sorted.sort();
		const builder = new PartBuilder(sorted.length);
		for (const id of sorted) {
			if (!isId(id)) throw new RangeError(`Not an integer from 0 to 2^53 - 1: ${id}`);
			// -0 is an id too, but is stored as 0.
			builder.add(Math.abs(id), id + 1);
		}
		return new IdSet(builder.finish());
	}

	/** Returns the set of the parts that a `PartBuilder` finished. */
	static of(parts: readonly Part[]): IdSet {
		return new IdSet(parts);
	}

	/** The number of ids. */
	get size(): number {
		return this.ranks[this.parts.length];
	}

	has(id: number): boolean {
		if (!isId(id)) return false;
		const index = lastAtMost(this.firsts, id);
		if (index < 0) return false;
		const part = this.parts[index];
		return id < endOf(part, lastAtMost(part.starts, id));
	}

	/** Returns the id that `rank` ids precede; undefined if `rank` is not an integer below the size. */
	at(rank: number): number | undefined {
		if (!Number.isInteger(rank) || rank < 0 || rank >= this.size) return undefined;
		const index = lastAtMost(this.ranks, rank);
		const { starts, before } = this.parts[index];
		const rankInPart = rank - this.ranks[index] + before[0];
		const run = lastAtMost(before, rankInPart);
		return starts[run] + (rankInPart - before[run]);
	}

	/** Returns the ids of the ranks from `from` up to `to`, exclusive, in ascending order. */
	between(from: number, to: number): number[] {
		const ids: number[] = [];
		for (let rank = from; rank < Math.min(to, this.size); rank++) ids.push(this.at(rank) as number);
		return ids;
	}

	/** Returns how many ids are smaller than `id`, which need not be in the set. */
	rankOf(id: number): number {
		const index = lastAtMost(this.firsts, id);
		if (index < 0) return 0;
		const { starts, before } = this.parts[index];
		const run = lastAtMost(starts, id);
		const rankInPart = Math.min(before[run] + Math.ceil(id - starts[run]), before[run + 1]);
		return this.ranks[index] + (rankInPart - before[0]);
	}

	/** Does what `uniting` does, without a pause. It is fast if there are few ids to add. */
	with(ids: Iterable<number>): IdSet {
		return atOnce(this.uniting(ids));
	}

	/**
	 * Returns the union. If the set already has all of the ids, it returns itself, so `===` shows whether anything has
	 * to be stored.
	 *
	 * @throws RangeError as `from`
	 */
	*uniting(ids: Iterable<number>): Sliced<IdSet> {
		const added = IdSet.from(ids);
		if (added.size === 0) return this;
		if (this.size === 0) return added;
		const slice = new SliceCounter();
		const builder = new PartBuilder(this.runs + added.runs);
		const run = new RunCursor(added.parts);
		for (let index = 0; index < this.parts.length; index++) {
			const part = this.parts[index];
			// The end of the part's own runs and of all runs that are added before the next part.
			const limit = index + 1 < this.parts.length ? this.firsts[index + 1] : Infinity;
			if (run.start >= limit) {
				builder.append(part);
				continue;
			}
			for (let own = 0; own <= part.starts.length; own++) {
				const next = own < part.starts.length ? part.starts[own] : limit;
				for (; run.start < next; run.next()) {
					builder.add(run.start, run.end);
					if (slice.isFull()) yield;
				}
				if (own < part.starts.length) builder.add(next, endOf(part, own));
				if (slice.isFull()) yield;
			}
		}
		return builder.size === this.size ? this : new IdSet(builder.finish());
	}

	/** Does what `subtracting` does, without a pause. It is fast if there are few ids to remove. */
	without(ids: Iterable<number>): IdSet {
		return atOnce(this.subtracting(ids));
	}

	/**
	 * Returns the ids of this set that are not in `ids`. If the set has none of `ids`, it returns itself.
	 *
	 * @throws RangeError as `from`
	 */
	*subtracting(ids: Iterable<number>): Sliced<IdSet> {
		const removed = IdSet.from(ids);
		if (removed.size === 0) return this;
		const slice = new SliceCounter();
		const builder = new PartBuilder(this.runs + removed.runs);
		const run = new RunCursor(removed.parts);
		for (const part of this.parts) {
			for (; run.end <= part.starts[0]; run.next()) if (slice.isFull()) yield;
			if (run.start >= endOf(part, part.starts.length - 1)) {
				builder.append(part);
				continue;
			}
			for (let own = 0; own < part.starts.length; own++) {
				const end = endOf(part, own);
				let kept = part.starts[own];
				while (run.start < end) {
					builder.add(kept, run.start);
					kept = Math.max(kept, run.end);
					// It may overlap the next run too.
					if (kept > end) break;
					run.next();
					if (slice.isFull()) yield;
				}
				builder.add(kept, end);
				if (slice.isFull()) yield;
			}
		}
		return builder.size === this.size ? this : new IdSet(builder.finish());
	}

	/** The ids in ascending order. */
	*[Symbol.iterator](): Generator<number, void, undefined> {
		for (const run = new RunCursor(this.parts); run.start < Infinity; run.next()) {
			for (let id = run.start; id < run.end; id++) yield id;
		}
	}

	private get runs(): number {
		return this.parts.reduce((runs, { starts }) => runs + starts.length, 0);
	}
}

function isId(value: number): boolean {
	return Number.isSafeInteger(value) && value >= 0;
}

function isAscending(numbers: Float64Array): boolean {
	for (let index = 1; index < numbers.length; index++) {
		if (numbers[index] < numbers[index - 1]) return false;
	}
	return true;
}

/** Returns the last index whose number is at most `limit`, or -1. */
function lastAtMost(ascending: Float64Array, limit: number): number {
	let low = 0;
	let high = ascending.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (ascending[middle] <= limit) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}
