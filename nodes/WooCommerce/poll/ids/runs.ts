/** One past the largest id. */
const END_OF_IDS = 2 ** 53;
/** Maximum runs of a part. With so few, adding 100 ids to 100 different parts takes only milliseconds. */
const PART_RUNS = 1024;

/** A part of a set, in ascending order. It is never changed, so sets can share it. */
export interface Part {
	/** The first id of each run of consecutive ids. */
	starts: Float64Array;
	/**
	 * How many ids precede each run, counted from any start. One more entry counts those that precede
	 * the next part.
	 */
	before: Float64Array;
}

/** Returns one past the last id of a run. */
export function endOf({ starts, before }: Part, run: number): number {
	return starts[run] + (before[run + 1] - before[run]);
}

/** Iterates over runs in ascending order. After the last one, it is at infinity. */
export class RunCursor {
	start = Infinity;
	end = Infinity;
	private index = 0;
	private run = -1;

	constructor(private readonly parts: readonly Part[]) {
		this.next();
	}

	next(): void {
		if (this.run + 1 === this.parts[this.index]?.starts.length) {
			this.index++;
			this.run = -1;
		}
		this.run++;
		const part = this.parts.at(this.index);
		this.start = part === undefined ? Infinity : part.starts[this.run];
		this.end = part === undefined ? Infinity : endOf(part, this.run);
	}
}

/** Collects runs in ascending order and joins those that touch or overlap. */
export class PartBuilder {
	size = 0;
	private readonly parts: Part[] = [];
	/** Runs that are in no part yet. */
	private readonly starts: Float64Array;
	private readonly before: Float64Array;
	private runs = 0;
	private end = -1;

	/** @param most the highest number of runs */
	constructor(most: number) {
		const capacity = Math.min(most, 2 * PART_RUNS);
		this.starts = new Float64Array(capacity);
		this.before = new Float64Array(capacity + 1);
	}

	/** Adds the ids from `start` to `end`, without `end`. Adds nothing if `end` is not above `start`. */
	add(start: number, end: number): void {
		if (end <= Math.max(start, this.end)) return;
		if (start > this.end) {
			if (this.runs === this.starts.length) this.flush();
			this.starts[this.runs] = start;
			this.before[this.runs] = this.size;
			this.runs++;
		}
		this.size += end - Math.max(start, this.end);
		this.end = end;
	}

	/** Adds a part of another set. It is shared unless it touches what was added before. */
	append(part: Part): void {
		const last = part.starts.length - 1;
		if (part.starts[0] <= this.end) {
			for (let run = 0; run <= last; run++) this.add(part.starts[run], endOf(part, run));
			return;
		}
		this.flush();
		this.parts.push(part);
		this.size += part.before[last + 1] - part.before[0];
		this.end = endOf(part, last);
	}

	/** Adds `length` ids after a gap, both at least 1. Returns false if they would exceed the last id. */
	follow(gap: number, length: number): boolean {
		const start = this.end + gap;
		// The sum could round down to the limit. The difference is exact.
		if (length > END_OF_IDS - start) return false;
		this.add(start, start + length);
		return true;
	}

	finish(): readonly Part[] {
		this.flush();
		return this.parts;
	}

	/**
	 * Splits a large part into two halves of equal size, so that both can grow. Otherwise, there would be many small
	 * parts.
	 */
	private flush(): void {
		const { starts, before, runs } = this;
		before[runs] = this.size;
		const half = runs > PART_RUNS ? runs >> 1 : 0;
		for (const [from, to] of [
			[0, half],
			[half, runs],
		]) {
			if (from < to)
				this.parts.push({ starts: starts.slice(from, to), before: before.slice(from, to + 1) });
		}
		this.runs = 0;
	}
}
