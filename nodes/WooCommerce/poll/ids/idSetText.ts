import { decodeBase64, PIECE_BYTES } from './base64';
import {
	bitLength,
	BitReader,
	BitWriter,
	CHECKSUM_BYTES,
	checksum,
	POWERS,
	QUOTIENT_LIMIT,
	sealOf,
	TAG,
} from './bits';
import { IdSet } from './idSet';
import { PartBuilder, RunCursor, type Part } from './runs';
import { SliceCounter, type Sliced } from './slices';

/**
 * Number of runs per block: small enough to adapt to changes in density, and large enough to keep the header below 1%
 * of the block.
 */
const BLOCK_RUNS = 128;
const LARGEST_PARAMETER = 52;

/** Why a text is not an id set. The poll then lists the ids again. */
type IdSetFlaw = 'not_text' | 'unknown_version' | 'not_base64' | 'wrong_checksum' | 'malformed';
export type DecodedIdSet = { ok: true; ids: IdSet } | { ok: false; reason: IdSetFlaw };

/**
 * Returns the set as text for a JSON state: a version, then the count, the runs and a checksum in
 * base64url. Equal sets have equal texts.
 */
export function* encodeIds(ids: IdSet): Sliced<string> {
	const slice = new SliceCounter();
	const writer = new BitWriter();
	writer.gamma(ids.size + 1);
	const gaps = new Float64Array(BLOCK_RUNS);
	const lengths = new Float64Array(BLOCK_RUNS);
	// The encoding assumes a missing id before id 0, so every gap is at least 1.
	let end = -1;
	for (const run = new RunCursor(ids.parts); run.start < Infinity; ) {
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

/**
 * Reads what `encodeIds` wrote. Time and memory are in proportion to the length of the text, even if
 * its content is damaged.
 *
 * @param text as stored; it may be damaged or not be a text
 */
export function* decodeIds(text: unknown): Sliced<DecodedIdSet> {
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
	return parts ? { ok: true, ids: IdSet.of(parts) } : { ok: false, reason: 'malformed' };
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
