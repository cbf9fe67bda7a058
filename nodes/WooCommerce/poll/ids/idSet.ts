import { createHash, type Hash } from 'node:crypto';

import { decodeBase64, PIECE_BYTES } from './base64';
import { atOnce, SliceCounter, type Sliced } from './slices';

/** Text of another version starts with another tag. */
const TAG = '1:';
const CHECKSUM_BYTES = 6;
/** One past the largest id. */
const END_OF_IDS = 2 ** 53;
/** Few enough to adapt to a change of shape; enough to keep a block's header below 1% of it. */
const BLOCK_RUNS = 128;
/** Few enough that a page of 100 ids, each in another part, changes a set in milliseconds. */
const PART_RUNS = 1024;
/** The first size of a buffer, which doubles up to a piece. */
const FIRST_BYTES = PIECE_BYTES / 2 ** 10;
/** From this quotient on, Elias' gamma code is used, so one huge gap costs only tens of bits. */
const QUOTIENT_LIMIT = 8;
const LARGEST_PARAMETER = 52;
const POWERS = Float64Array.from({ length: 64 }, (_, exponent) => 2 ** exponent);

/** Why a text is not an id set. The reader has to list the ids again. */
type IdSetFlaw = 'not_text' | 'unknown_version' | 'not_base64' | 'wrong_checksum' | 'malformed';
export type DecodedIdSet = { ok: true; ids: IdSet } | { ok: false; reason: IdSetFlaw };

/** A part of a set, in ascending order. It is never changed, so sets can share it. */
interface Part {
	/** The first id of each run of consecutive ids. */
	starts: Float64Array;
	/**
	 * How many ids precede each run, counted from any start. One more entry counts those that precede
	 * the next part.
	 */
	before: Float64Array;
}

/**
 * The known ids of one resource: an immutable set of integers from 0 to 2^53 - 1, in ascending order.
 *
 * It holds runs of consecutive ids, so a dense set takes little memory, and a sparse one 16 bytes an
 * id. The runs are in parts. Adding or removing a few ids is fast, because the result shares all other
 * parts.
 */
export class IdSet {
	static readonly empty = new IdSet([]);

	/** The first id of each part. */
	private readonly firsts: Float64Array;
	/** How many ids precede each part; the last entry is the size. */
	private readonly ranks: Float64Array;

	/** No run touches the next one, not even in the next part. */
	private constructor(private readonly parts: readonly Part[]) {
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

	/** Does what `decoding` does, without a pause. */
	static decode(text: unknown): DecodedIdSet {
		return atOnce(IdSet.decoding(text));
	}

	/**
	 * Reads what `encode` wrote. Time and memory are in proportion to the length of the text, even if
	 * its content is damaged.
	 *
	 * @param text as stored; it may be damaged or not be a text
	 */
	static *decoding(text: unknown): Sliced<DecodedIdSet> {
		if (typeof text !== 'string') return { ok: false, reason: 'not_text' };
		if (!text.startsWith(TAG)) return { ok: false, reason: 'unknown_version' };
		const bytes = yield* decodeBase64(text.slice(TAG.length), 'base64url');
		if (bytes === undefined) return { ok: false, reason: 'not_base64' };
		const content = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES));
		const hash = checksum();
		for (let first = 0; first < content.length; first += PIECE_BYTES) {
			if (first > 0) yield;
			hash.update(content.subarray(first, first + PIECE_BYTES));
		}
		if (!sealOf(hash).equals(bytes.subarray(content.length))) {
			return { ok: false, reason: 'wrong_checksum' };
		}
		const parts = yield* readRuns(new BitReader(content), content.length);
		return parts ? { ok: true, ids: new IdSet(parts) } : { ok: false, reason: 'malformed' };
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
	 * Returns the union. Returns this same set if it has all of the ids, so `===` shows whether there is
	 * anything to store.
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
	 * Returns the ids of this set that are not among `ids`. Returns this same set if it has none of them.
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

	equals(other: IdSet): boolean {
		const [left, right] = [new RunCursor(this.parts), new RunCursor(other.parts)];
		while (left.start === right.start && left.end === right.end) {
			if (left.start === Infinity) return true;
			left.next();
			right.next();
		}
		return false;
	}

	/** The ids in ascending order. */
	*[Symbol.iterator](): Generator<number, void, undefined> {
		for (const run = new RunCursor(this.parts); run.start < Infinity; run.next()) {
			for (let id = run.start; id < run.end; id++) yield id;
		}
	}

	/** Does what `encoding` does, without a pause. */
	encode(): string {
		return atOnce(this.encoding());
	}

	/**
	 * Returns the set as text for a JSON state: a version, then the count, the runs and a checksum in
	 * base64url. Equal sets have equal texts.
	 */
	*encoding(): Sliced<string> {
		const slice = new SliceCounter();
		const writer = new BitWriter();
		writer.gamma(this.size + 1);
		const gaps = new Float64Array(BLOCK_RUNS);
		const lengths = new Float64Array(BLOCK_RUNS);
		// An imagined missing id before id 0 makes every gap at least 1.
		let end = -1;
		for (const run = new RunCursor(this.parts); run.start < Infinity; ) {
			let runs = 0;
			for (; runs < BLOCK_RUNS && run.start < Infinity; runs++) {
				gaps[runs] = run.start - end;
				lengths[runs] = run.end - run.start;
				end = run.end;
				run.next();
			}
			writeBlock(writer, { gaps: gaps.subarray(0, runs), lengths: lengths.subarray(0, runs) });
			if (slice.isFull(runs)) yield;
		}
		return writer.finish();
	}

	private get runs(): number {
		return this.parts.reduce((runs, { starts }) => runs + starts.length, 0);
	}
}

/** Iterates over runs in ascending order. After the last one, it is at infinity. */
class RunCursor {
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

function endOf({ starts, before }: Part, run: number): number {
	return starts[run] + (before[run + 1] - before[run]);
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

function checksum(): Hash {
	return createHash('sha256').update(TAG);
}

function sealOf(hash: Hash): Buffer {
	return hash.digest().subarray(0, CHECKSUM_BYTES);
}

/** Collects runs in ascending order and joins those that touch or overlap. */
class PartBuilder {
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

	/** Adds the ids from `start` up to `end`, exclusive. Adds nothing if `end` is not above `start`. */
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
		// Their sum could round down to the limit; the difference is exact.
		if (length > END_OF_IDS - start) return false;
		this.add(start, start + length);
		return true;
	}

	finish(): readonly Part[] {
		this.flush();
		return this.parts;
	}

	/** Halves of equal size leave room in each, so parts do not become many and small. */
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

/** Some runs of consecutive ids, each with the number of ids missing before it. All are >= 1. */
interface Block {
	gaps: Float64Array;
	lengths: Float64Array;
}

/**
 * Three encodings of a block, each the shortest for one shape.
 *
 * - `runs` (long runs, long gaps): gap - 1 and length - 1 of each run, with a Rice parameter each.
 * - `ids` (sparse): one number for each id. It is the gap before the run for the last id of a run, and 0
 *   for the others.
 * - `holes` (dense): the same with ids and missing ids exchanged.
 */
const ENCODING = { runs: 0, ids: 1, holes: 2 } as const;

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
		writer.write(ENCODING.runs, 2);
		writer.write(gap.parameter, 6);
		writer.write(length.parameter, 6);
		for (let run = 0; run < gaps.length; run++) {
			writer.rice(gaps[run] - 1, gap.parameter);
			writer.rice(lengths[run] - 1, length.parameter);
		}
	} else if (ids.bits <= holes.bits) {
		writer.write(ENCODING.ids, 2);
		writeUnits(writer, lengths, gaps, ids.parameter);
	} else {
		writer.write(ENCODING.holes, 2);
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

/** Returns the Rice parameter that encodes `zeros` zeros and `values`, less `offset`, in the fewest bits. */
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

/** Returns the number of binary digits of a positive integer. */
function bitLength(value: number): number {
	return value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(value / 2 ** 32);
}

/** Reads the count and that many ids; returns undefined if the bits are not exactly such a set. */
function* readRuns(reader: BitReader, bytes: number): Sliced<readonly Part[] | undefined> {
	const count = reader.gamma() - 1;
	// A run takes at least two bits, so a wrong count cannot reserve more than the text could hold.
	const builder = new PartBuilder(Math.min(count, 4 * bytes));
	const slice = new SliceCounter();
	while (builder.size < count) {
		if (!(yield* readBlock(reader, builder, count, slice))) return undefined;
	}
	return builder.size === count && reader.isAtEnd() ? builder.finish() : undefined;
}

function* readBlock(
	reader: BitReader,
	builder: PartBuilder,
	count: number,
	slice: SliceCounter,
): Sliced<boolean> {
	const encoding = reader.read(2);
	const parameter = reader.read(6);
	const lengthParameter = encoding === ENCODING.runs ? reader.read(6) : 0;
	if (encoding > ENCODING.holes) return false;
	for (let run = 0; run < BLOCK_RUNS && builder.size < count; run++) {
		let repeat = 1;
		let value = reader.rice(parameter);
		if (encoding === ENCODING.runs) {
			repeat = value + 1;
			value = reader.rice(lengthParameter) + 1;
		} else {
			// The text decides how often this repeats.
			for (; value === 0; repeat++) {
				value = reader.rice(parameter);
				if (slice.isFull()) yield;
			}
		}
		const isFollowing =
			encoding === ENCODING.ids ? builder.follow(value, repeat) : builder.follow(repeat, value);
		if (!isFollowing) return false;
		if (slice.isFull()) yield;
	}
	return true;
}

/** Writes numbers bit by bit, the highest bit first, and converts them to text in pieces. */
class BitWriter {
	private readonly texts = [TAG];
	private readonly hash = checksum();
	/** Bytes that are not converted to text yet. */
	private bytes = Buffer.alloc(FIRST_BYTES);
	private length = 0;
	private pending = 0;
	private pendingBits = 0;

	/** Writes the `width` low bits of an integer below 2^width; `width` is at most 54. */
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

	/** Writes Elias' gamma code of a positive integer: about twice as many bits as it has digits. */
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

	/** Returns the text of all bits, padded to a whole byte with zeros, and of their checksum. */
	finish(): string {
		if (this.pendingBits > 0) this.write(0, 8 - this.pendingBits);
		const rest = this.bytes.subarray(0, this.length);
		const seal = sealOf(this.hash.update(rest));
		return [...this.texts, Buffer.concat([rest, seal]).toString('base64url')].join('');
	}

	private writeByte(byte: number): void {
		if (this.length === PIECE_BYTES) {
			this.hash.update(this.bytes);
			this.texts.push(this.bytes.toString('base64url'));
			this.length = 0;
		} else if (this.length === this.bytes.length) {
			const larger = Buffer.alloc(2 * this.length);
			larger.set(this.bytes);
			this.bytes = larger;
		}
		this.bytes[this.length++] = byte;
	}
}

/**
 * Reads what BitWriter wrote. Past the end, it reads ones: every code ends on them, and no block begins
 * with them.
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

	/** Reads an integer of `width` bits; above 53 bits, it is rounded. */
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

	/** Returns whether everything but the padding of the last byte was read, and nothing past the end. */
	isAtEnd(): boolean {
		const left = this.bits - this.position;
		return left >= 0 && left < 8;
	}

	/** Returns at least the next 25 bits, at the top of 32. */
	private window(): number {
		const byte = Math.min(this.position >>> 3, this.bytes.length - 4);
		const { bytes } = this;
		const word =
			(bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3];
		return word << (this.position & 7);
	}
}
