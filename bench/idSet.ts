import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { IdSet } from '../nodes/WooCommerce/poll/ids/idSet';
import { areEqual, decode, encode } from '../test/unit/WooCommerce/poll/ids/idSets';

/**
 * Measures a stored id set: its size against the lower bound of information theory for its shape,
 * its time per poll, and its memory. Shapes: docs/facts/standards-and-figures.md, 3.2.
 */

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const MEBIBYTE = 2 ** 20;
const SIZES = [10_000, 100_000, 1_000_000];
/** Tells the process that only measures memory. */
const POLL = 'poll';
const TAG_CHARACTERS = '1:'.length;

type Random = () => number;

/** Ids of a shape, with the bits that a perfect code for this shape would take. */
interface Sample {
	ids: Float64Array;
	bits: number;
}

/** mulberry32: a seed gives the same ids on every machine. */
function seededRandom(seed: number): Random {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** A number >= 1, geometrically distributed. */
function geometric(random: Random, mean: number): number {
	return mean <= 1 ? 1 : 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - 1 / mean));
}

/** The entropy of one such number, in bits. */
function geometricBits(mean: number): number {
	const chance = 1 / mean;
	return (-chance * Math.log2(chance) - (1 - chance) * Math.log2(1 - chance)) / chance;
}

/** log2 of the number of ways to choose `count` ids out of `universe`. */
function choiceBits(universe: number, count: number): number {
	let bits = 0;
	for (let index = 1; index <= count; index++)
		bits += Math.log2((universe - count + index) / index);
	return bits;
}

/** Independent gaps: each id of the range is there with the same chance. */
function scattered(first: number, meanGap: number): (count: number, random: Random) => Sample {
	return (count, random) => {
		const ids = new Float64Array(count);
		let id = first;
		for (let index = 0; index < count; index++) {
			ids[index] = id;
			id += geometric(random, meanGap);
		}
		return { ids, bits: choiceBits(id - first, count) };
	};
}

/** Runs of 2000 ids on average (an import), then 200 single ids on average, 500 apart. */
function bursty(count: number, random: Random): Sample {
	const ids = new Float64Array(count);
	let id = 1;
	let index = 0;
	let bits = 0;
	while (index < count) {
		for (let left = geometric(random, 2_000); left > 0 && index < count; left--)
			ids[index++] = id++;
		bits += geometricBits(2_000) + geometricBits(200);
		for (let left = geometric(random, 200); left > 0 && index < count; left--) {
			id += geometric(random, 500);
			ids[index++] = id;
			bits += geometricBits(500);
		}
		id++;
	}
	return { ids, bits };
}

/** A table without a hole: its entropy is that of its two ends. */
function unbroken(count: number): Sample {
	return { ids: Float64Array.from({ length: count }, (_, index) => 1 + index), bits: 2 * 53 };
}

const SHAPES: Record<string, (count: number, random: Random) => Sample> = {
	'dense, 97 %': scattered(1, 1 / 0.97),
	'half, 50 %': scattered(1, 2),
	'WordPress posts, 10 %': scattered(1, 10),
	'13 digits, 33 k apart': scattered(5_000_000_000_000, 33_000),
	bursty: bursty,
	unbroken: unbroken,
};

/** The middle of five measurements, in milliseconds. */
function milliseconds(work: () => unknown): number {
	const times = Array.from({ length: 5 }, () => {
		const start = process.hrtime.bigint();
		work();
		return Number(process.hrtime.bigint() - start) / 1e6;
	});
	return times.sort((left, right) => left - right)[2];
}

function decoded(text: string): IdSet {
	const outcome = decode(text);
	if (!outcome.ok) throw new Error(outcome.reason);
	return outcome.ids;
}

/** Bytes before base64: tag, count, blocks and checksum. */
function storedBytes(text: string): number {
	return TAG_CHARACTERS + Buffer.from(text.slice(TAG_CHARACTERS), 'base64url').length;
}

function measureShape(shape: string, count: number) {
	const { ids, bits } = SHAPES[shape](count, seededRandom(count));
	const known = IdSet.from(ids);
	const text = encode(known);
	if (!areEqual(decoded(text), known)) throw new Error('The set read is not the set written.');
	const last = ids[count - 1];
	const listed = known.without([ids[7], ids[count >> 1]]).with([last + 5, last + 6]);
	return {
		shape,
		ids: count,
		'least bytes': Math.ceil(bits / 8),
		bytes: storedBytes(text),
		ratio: Number(((8 * storedBytes(text)) / bits).toFixed(3)),
		characters: text.length,
		'from ms': milliseconds(() => IdSet.from(ids)).toFixed(2),
		'encode ms': milliseconds(() => encode(known)).toFixed(2),
		'decode ms': milliseconds(() => decoded(text)).toFixed(2),
		'append ms': milliseconds(() => known.with([last + 1, last + 2])).toFixed(2),
		'difference ms': milliseconds(() => known.without(listed)).toFixed(2),
		'iterate ms': milliseconds(() => [...known].length).toFixed(2),
	};
}

/** Returns the memory and time of a million ids of the costliest shape, in a separate process. */
function measureMemory(): Record<string, number> {
	const sample = SHAPES['13 digits, 33 k apart'](1_000_000, seededRandom(1));
	const input = encode(IdSet.from(sample.ids));
	const child = [...process.execArgv, __filename, POLL];
	return JSON.parse(execFileSync(process.execPath, child, { input, encoding: 'utf8' }));
}

/** Reads the set, adds two ids and writes it, as a poll does. */
function pollOnce(): void {
	const text = readFileSync(0, 'latin1');
	const used = usedMebibytes();
	const resident = process.memoryUsage().rss / MEBIBYTE;
	let known = decoded(text);
	const held = usedMebibytes() - used;
	known = known.with([6e15, 6e15 + 1]);
	const characters = encode(known).length;
	const peak = process.resourceUsage().maxRSS / 1024 - resident;
	const report = {
		ids: known.size,
		characters,
		'held MiB': Math.round(held),
		'peak of a poll MiB': Math.round(peak),
	};
	process.stdout.write(JSON.stringify(report));
}

function usedMebibytes(): number {
	// What the first collection finds, the second has freed.
	collectGarbage();
	collectGarbage();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return (heapUsed + arrayBuffers) / MEBIBYTE;
}

if (process.argv[2] === POLL) {
	pollOnce();
} else {
	console.table([measureMemory()]);
	console.table(
		Object.keys(SHAPES).flatMap((shape) => SIZES.map((count) => measureShape(shape, count))),
	);
}
