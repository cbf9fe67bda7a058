import { createHash } from 'node:crypto';

/** Text of another version than ours starts with another tag. */
const TAG = '1:';
const CHECKSUM_BYTES = 6;
/** One past the largest id. */
const END_OF_IDS = 2 ** 53;
/** Few enough to follow a change of shape, enough to keep a block's header below a hundredth of it. */
const BLOCK_RUNS = 128;
/** From here on a Rice quotient grows by its logarithm: one huge gap costs tens of bits. */
const QUOTIENT_LIMIT = 8;
const LARGEST_PARAMETER = 52;
const POWERS = Float64Array.from({ length: 64 }, (_, exponent) => 2 ** exponent);

/** Why a text is no id set; whoever reads it can only list the ids anew. */
export type IdSetFlaw =
	| 'not_text'
	| 'unknown_version'
	| 'not_base64'
	| 'wrong_checksum'
	| 'malformed';
export type DecodedIdSet = { ok: true; ids: IdSet } | { ok: false; reason: IdSetFlaw };

/**
 * The ids known of one resource: an immutable set of integers from 0 to 2^53 - 1, in ascending
 * order. It is held as runs of consecutive ids, so a dense set takes little memory, a sparse one
 * 16 bytes an id.
 */
export class IdSet {
	static readonly empty = new IdSet(new Float64Array(0), new Float64Array(1));

	/** `before[run]` ids precede the run that starts at `starts[run]`; the last entry is the size. */
	private constructor(
		private readonly starts: Float64Array,
		private readonly before: Float64Array,
	) {}

	/**
	 * @param ids in any order, repeated or not
	 * @throws RangeError when one is not an integer from 0 to 2^53 - 1
	 */
	static from(ids: Iterable<number>): IdSet {
		if (ids instanceof IdSet) return ids;
		const sorted = Float64Array.from(ids);
		if (!isAscending(sorted)) sorted.sort();
		const builder = new RunBuilder(sorted.length);
		for (const id of sorted) {
			if (!isId(id)) throw new RangeError(`Not an integer from 0 to 2^53 - 1: ${id}`);
			// -0 is an id as well, but must come out again as 0.
			builder.add(Math.abs(id), id + 1);
		}
		return IdSet.of(builder);
	}

	/**
	 * Reads what `encode` wrote. It takes time and memory in proportion to the text, whatever the
	 * text says.
	 *
	 * @param text as stored; it may have been damaged, or be no text at all
	 */
	static decode(text: unknown): DecodedIdSet {
		if (typeof text !== 'string') return { ok: false, reason: 'not_text' };
		if (!text.startsWith(TAG)) return { ok: false, reason: 'unknown_version' };
		const base64 = text.slice(TAG.length);
		const bytes = Buffer.from(base64, 'base64url');
		// Buffer skips what is not base64; only what it would write itself was read in full.
		if (bytes.toString('base64url') !== base64) return { ok: false, reason: 'not_base64' };
		const content = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES));
		if (!checksum(content).equals(bytes.subarray(content.length))) {
			return { ok: false, reason: 'wrong_checksum' };
		}
		const builder = readRuns(new BitReader(content), content.length);
		return builder ? { ok: true, ids: IdSet.of(builder) } : { ok: false, reason: 'malformed' };
	}

	private static of(builder: RunBuilder): IdSet {
		const { starts, before, runs, size } = builder;
		before[runs] = size;
		// Of what was reserved in vain, less than is used may stay: a copy would cost more.
		if (2 * runs > starts.length) {
			return new IdSet(starts.subarray(0, runs), before.subarray(0, runs + 1));
		}
		return new IdSet(starts.slice(0, runs), before.slice(0, runs + 1));
	}

	/** How many ids there are. */
	get size(): number {
		return this.before[this.runs];
	}

	has(id: number): boolean {
		if (!isId(id)) return false;
		const run = lastAtMost(this.starts, id);
		return run >= 0 && id < this.end(run);
	}

	/** The id that `rank` ids precede, or undefined when `rank` is no integer below the size. */
	at(rank: number): number | undefined {
		if (!Number.isInteger(rank) || rank < 0 || rank >= this.size) return undefined;
		const run = lastAtMost(this.before, rank);
		return this.starts[run] + (rank - this.before[run]);
	}

	/** How many ids are smaller than `id`, itself in the set or not. */
	rankOf(id: number): number {
		const run = lastAtMost(this.starts, id);
		if (run < 0) return 0;
		return Math.min(this.before[run] + Math.ceil(id - this.starts[run]), this.before[run + 1]);
	}

	/**
	 * The union; this very set where it holds all of them already, so that `===` tells whether
	 * there is anything to store.
	 *
	 * @throws RangeError as `from`
	 */
	with(ids: Iterable<number>): IdSet {
		const added = IdSet.from(ids);
		const builder = new RunBuilder(this.runs + added.runs);
		let run = 0;
		let addedRun = 0;
		while (run < this.runs || addedRun < added.runs) {
			const isNext =
				addedRun === added.runs || (run < this.runs && this.starts[run] <= added.starts[addedRun]);
			if (isNext) builder.add(this.starts[run], this.end(run++));
			else builder.add(added.starts[addedRun], added.end(addedRun++));
		}
		return builder.size === this.size ? this : IdSet.of(builder);
	}

	/**
	 * The difference: what is here and not among `ids`; this very set where none of them is here.
	 *
	 * @throws RangeError as `from`
	 */
	without(ids: Iterable<number>): IdSet {
		const removed = IdSet.from(ids);
		const builder = new RunBuilder(this.runs + removed.runs);
		let removedRun = 0;
		for (let run = 0; run < this.runs; run++) {
			const end = this.end(run);
			let kept = this.starts[run];
			while (removedRun < removed.runs && removed.starts[removedRun] < end) {
				builder.add(kept, removed.starts[removedRun]);
				kept = Math.max(kept, removed.end(removedRun));
				// It may reach into the next run as well.
				if (kept > end) break;
				removedRun++;
			}
			builder.add(kept, end);
		}
		return builder.size === this.size ? this : IdSet.of(builder);
	}

	equals(other: IdSet): boolean {
		return (
			this.runs === other.runs &&
			this.starts.every((start, run) => start === other.starts[run]) &&
			this.before.every((rank, run) => rank === other.before[run])
		);
	}

	/** The ids in ascending order. */
	*[Symbol.iterator](): Generator<number, void, undefined> {
		for (let run = 0; run < this.runs; run++) {
			const end = this.end(run);
			for (let id = this.starts[run]; id < end; id++) yield id;
		}
	}

	/**
	 * Writes the set as text for a JSON state: a version, then in base64url the count, the runs
	 * and a checksum. Equal sets give equal text.
	 */
	encode(): string {
		const writer = new BitWriter();
		writer.gamma(this.size + 1);
		const block = {
			gaps: new Float64Array(BLOCK_RUNS),
			lengths: new Float64Array(BLOCK_RUNS),
		};
		for (let first = 0; first < this.runs; first += BLOCK_RUNS) {
			writeBlock(writer, this.fill(block, first));
		}
		const content = writer.finish();
		return TAG + Buffer.concat([content, checksum(content)]).toString('base64url');
	}

	private get runs(): number {
		return this.starts.length;
	}

	private end(run: number): number {
		return this.starts[run] + (this.before[run + 1] - this.before[run]);
	}

	/** Puts the runs from `first` on into `block`; returns the part of it that they take. */
	private fill({ gaps, lengths }: Block, first: number): Block {
		const runs = Math.min(BLOCK_RUNS, this.runs - first);
		// Before id 0 a missing one is imagined, so that no gap is ever 0.
		let end = first === 0 ? -1 : this.end(first - 1);
		for (let run = 0; run < runs; run++) {
			const start = this.starts[first + run];
			gaps[run] = start - end;
			end = this.end(first + run);
			lengths[run] = end - start;
		}
		return { gaps: gaps.subarray(0, runs), lengths: lengths.subarray(0, runs) };
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

/** The last index whose number is at most `limit`, or -1. */
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

function checksum(content: Uint8Array): Buffer {
	return createHash('sha256').update(TAG).update(content).digest().subarray(0, CHECKSUM_BYTES);
}

/** Collects runs in ascending order, joining those that touch or overlap. */
class RunBuilder {
	readonly starts: Float64Array;
	readonly before: Float64Array;
	runs = 0;
	size = 0;
	private end = -1;

	constructor(capacity: number) {
		this.starts = new Float64Array(capacity);
		this.before = new Float64Array(capacity + 1);
	}

	/** Adds the ids from `start` up to `end`, exclusive; none where `end` is not above `start`. */
	add(start: number, end: number): void {
		if (end <= Math.max(start, this.end)) return;
		if (start > this.end) {
			this.starts[this.runs] = start;
			this.before[this.runs] = this.size;
			this.runs++;
		}
		this.size += end - Math.max(start, this.end);
		this.end = end;
	}

	/** Adds `length` ids after a gap, both at least 1; false when they would pass the last id. */
	follow(gap: number, length: number): boolean {
		const start = this.end + gap;
		// Their sum could round down to the limit; the difference is exact.
		if (length > END_OF_IDS - start) return false;
		this.add(start, start + length);
		return true;
	}
}

/** Some runs of consecutive ids, each with the number of ids missing before it. All are >= 1. */
interface Block {
	gaps: Float64Array;
	lengths: Float64Array;
}

/**
 * Three spellings of a block, each the shortest for one shape. `runs` (long runs, long gaps):
 * gap - 1 and length - 1 of each run, with a Rice parameter each. `ids` (sparse): a number for each
 * id, namely 0 for all but the last of a run, and for that one the gap before its run. `holes`
 * (dense): the same with ids and missing ids exchanged.
 */
const SPELLING = { runs: 0, ids: 1, holes: 2 } as const;

interface Rice {
	parameter: number;
	bits: number;
}

function writeBlock(writer: BitWriter, { gaps, lengths }: Block): void {
	const gap = bestRice(gaps, 1, 0);
	const length = bestRice(lengths, 1, 0);
	const ids = bestRice(gaps, 0, sum(lengths) - lengths.length);
	const holes = bestRice(lengths, 0, sum(gaps) - gaps.length);
	if (gap.bits + length.bits <= Math.min(ids.bits, holes.bits)) {
		writer.write(SPELLING.runs, 2);
		writer.write(gap.parameter, 6);
		writer.write(length.parameter, 6);
		for (let run = 0; run < gaps.length; run++) {
			writer.rice(gaps[run] - 1, gap.parameter);
			writer.rice(lengths[run] - 1, length.parameter);
		}
	} else if (ids.bits <= holes.bits) {
		writer.write(SPELLING.ids, 2);
		writeUnits(writer, lengths, gaps, ids.parameter);
	} else {
		writer.write(SPELLING.holes, 2);
		writeUnits(writer, gaps, lengths, holes.parameter);
	}
}

function writeUnits(
	writer: BitWriter,
	repeats: Float64Array,
	values: Float64Array,
	parameter: number,
): void {
	writer.write(parameter, 6);
	for (let run = 0; run < values.length; run++) {
		for (let zeros = repeats[run] - 1; zeros > 0; zeros--) writer.rice(0, parameter);
		writer.rice(values[run], parameter);
	}
}

/** The Rice parameter that spells `zeros` zeros and all `values`, less `offset`, in fewest bits. */
function bestRice(values: Float64Array, offset: number, zeros: number): Rice {
	const bitsWith = (parameter: number) =>
		zeros * (1 + parameter) + riceBits(values, offset, parameter);
	const mean = sum(values) / (values.length + zeros);
	let parameter = Math.min(LARGEST_PARAMETER, Math.floor(Math.log2(Math.max(1, mean * Math.LN2))));
	let bits = bitsWith(parameter);
	for (const step of [-1, 1]) {
		for (;;) {
			const next = parameter + step;
			const nextBits = next < 0 || next > LARGEST_PARAMETER ? Infinity : bitsWith(next);
			if (nextBits >= bits) break;
			parameter = next;
			bits = nextBits;
		}
	}
	return { parameter, bits };
}

function riceBits(values: Float64Array, offset: number, parameter: number): number {
	const unit = 1 / POWERS[parameter];
	let bits = values.length * (1 + parameter);
	for (let index = 0; index < values.length; index++) {
		const quotient = Math.floor((values[index] - offset) * unit);
		bits +=
			quotient < QUOTIENT_LIMIT
				? quotient
				: QUOTIENT_LIMIT + 2 * bitLength(quotient - QUOTIENT_LIMIT + 1) - 2;
	}
	return bits;
}

function sum(numbers: Float64Array): number {
	let total = 0;
	for (let index = 0; index < numbers.length; index++) total += numbers[index];
	return total;
}

/** The number of binary digits of a positive integer. */
function bitLength(value: number): number {
	return value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(value / 2 ** 32);
}

/** Reads the count and that many ids; undefined when the bits are not exactly such a set. */
function readRuns(reader: BitReader, bytes: number): RunBuilder | undefined {
	const count = reader.gamma() - 1;
	// A run takes at least two bits, so a false count cannot ask for more than the text could hold.
	const builder = new RunBuilder(Math.min(count, 4 * bytes));
	while (builder.size < count) {
		if (!readBlock(reader, builder, count)) return undefined;
	}
	return builder.size === count && reader.isAtEnd() ? builder : undefined;
}

function readBlock(reader: BitReader, builder: RunBuilder, count: number): boolean {
	const spelling = reader.read(2);
	const parameter = reader.read(6);
	const lengthParameter = spelling === SPELLING.runs ? reader.read(6) : 0;
	if (spelling > SPELLING.holes) return false;
	for (let run = 0; run < BLOCK_RUNS && builder.size < count; run++) {
		let repeat = 1;
		let value = reader.rice(parameter);
		if (spelling === SPELLING.runs) {
			repeat = value + 1;
			value = reader.rice(lengthParameter) + 1;
		} else {
			for (; value === 0; repeat++) value = reader.rice(parameter);
		}
		const isFollowing =
			spelling === SPELLING.ids ? builder.follow(value, repeat) : builder.follow(repeat, value);
		if (!isFollowing) return false;
	}
	return true;
}

/** Writes numbers bit by bit, the highest bit first. */
class BitWriter {
	private bytes = new Uint8Array(256);
	private length = 0;
	private pending = 0;
	private pendingBits = 0;

	/** Writes the `width` low bits of an integer below 2^width; width may be up to 54. */
	write(value: number, width: number): void {
		// Bitwise operators hold 32 bits, of which up to 7 are still pending.
		if (width > 24) {
			this.write(Math.floor(value / 2 ** 24), width - 24);
			this.write(value % 2 ** 24, 24);
			return;
		}
		this.pending = (this.pending << width) | value;
		this.pendingBits += width;
		while (this.pendingBits >= 8) {
			this.pendingBits -= 8;
			this.writeByte(this.pending >>> this.pendingBits);
		}
	}

	/** Elias' gamma code of a positive integer: about twice as many bits as it has digits. */
	gamma(value: number): void {
		const digits = bitLength(value);
		this.write(0, digits - 1);
		this.write(value, digits);
	}

	rice(value: number, parameter: number): void {
		const power = POWERS[parameter];
		const quotient = Math.floor(value / power);
		if (quotient < QUOTIENT_LIMIT) {
			this.write((2 << quotient) - 2, quotient + 1);
		} else {
			this.write((1 << QUOTIENT_LIMIT) - 1, QUOTIENT_LIMIT);
			this.gamma(quotient - QUOTIENT_LIMIT + 1);
		}
		this.write(value - quotient * power, parameter);
	}

	/** What was written, filled up to a whole byte with zeros. */
	finish(): Uint8Array {
		if (this.pendingBits > 0) this.write(0, 8 - this.pendingBits);
		return this.bytes.subarray(0, this.length);
	}

	private writeByte(byte: number): void {
		if (this.length === this.bytes.length) {
			const larger = new Uint8Array(2 * this.length);
			larger.set(this.bytes);
			this.bytes = larger;
		}
		this.bytes[this.length++] = byte;
	}
}

/**
 * Reads what BitWriter wrote. Past the end it finds ones: on them every code comes to its end, and
 * no block begins, since ones name no spelling.
 */
class BitReader {
	private readonly bytes: Uint8Array;
	private readonly bits: number;
	private position = 0;

	constructor(content: Uint8Array) {
		this.bits = 8 * content.length;
		this.bytes = new Uint8Array(content.length + 4).fill(255);
		this.bytes.set(content);
	}

	/** Reads an integer of `width` bits; beyond 53 it is rounded. */
	read(width: number): number {
		if (width > 24) return this.read(width - 24) * 2 ** 24 + this.read(24);
		if (width === 0) return 0;
		const value = this.window() >>> (32 - width);
		this.position += width;
		return value;
	}

	gamma(): number {
		let zeros = 0;
		while (zeros < 54 && this.read(1) === 0) zeros++;
		return 2 ** zeros + this.read(zeros);
	}

	rice(parameter: number): number {
		const ones = Math.clz32(~this.window());
		let quotient = ones;
		if (ones < QUOTIENT_LIMIT) {
			this.position += ones + 1;
		} else {
			this.position += QUOTIENT_LIMIT;
			quotient = this.gamma() + QUOTIENT_LIMIT - 1;
		}
		return quotient * POWERS[parameter] + this.read(parameter);
	}

	/** Whether all was read, but for what fills the last byte, and nothing past the end. */
	isAtEnd(): boolean {
		const left = this.bits - this.position;
		return left >= 0 && left < 8;
	}

	/** The next 25 bits at least, at the top of 32. */
	private window(): number {
		const byte = Math.min(this.position >>> 3, this.bytes.length - 4);
		const { bytes } = this;
		const word =
			(bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3];
		return word << (this.position & 7);
	}
}
