import { createHash } from 'node:crypto';
import { IdSet } from '../../../../../nodes/WooCommerce/poll/ids/idSet';
import {
	decodeIds,
	encodeIds,
	type DecodedIdSet,
} from '../../../../../nodes/WooCommerce/poll/ids/idSetText';
import { areEqual, decode, encode } from './idSets';
import { SLICE, type Sliced } from '../../../../../nodes/WooCommerce/poll/ids/slices';

const LARGEST = Number.MAX_SAFE_INTEGER;
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

type Random = () => number;

/** mulberry32 */
function seededRandom(seed: number): Random {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

function below(random: Random, limit: number): number {
	return Math.floor(random() * limit);
}

/** Runs and gaps of every magnitude, from one to beyond 2^32, so that blocks of all kinds occur. */
function anyIds(random: Random): number[] {
	const ids: number[] = [];
	const most = 2 ** below(random, 13);
	const gapDigits = 1 + below(random, 45);
	const lengthDigits = 1 + below(random, 8);
	let id = below(random, 2 ** below(random, 50));
	while (ids.length < most && id < LARGEST) {
		const end = id + 1 + below(random, 2 ** below(random, lengthDigits));
		for (; id < end && id <= LARGEST; id++) ids.push(id);
		id += 1 + below(random, 2 ** below(random, gapDigits));
	}
	return ids;
}

function shuffled(ids: number[], random: Random): number[] {
	const result = [...ids];
	for (let index = result.length - 1; index > 0; index--) {
		const other = below(random, index + 1);
		[result[index], result[other]] = [result[other], result[index]];
	}
	return result;
}

function ascending(ids: Iterable<number>): number[] {
	return [...ids].sort((left, right) => left - right);
}

function numbers(first: number, count: number, step = 1): number[] {
	return Array.from({ length: count }, (_, index) => first + index * step);
}

function decoded(text: string): IdSet {
	const outcome = decode(text);
	if (!outcome.ok) throw new Error(outcome.reason);
	return outcome.ids;
}

function reasonOf(outcome: DecodedIdSet): string {
	return outcome.ok ? 'ok' : outcome.reason;
}

describe('a set of ids', () => {
	test.each(SEEDS)('answers as a Set does (seed %i)', (seed) => {
		const random = seededRandom(seed);
		const ids = anyIds(random);
		const model = new Set(ids);
		const set = IdSet.from(shuffled([...ids, ...ids.slice(0, 50)], random));
		expect(set.size).toBe(model.size);
		expect([...set]).toEqual(ids);
		for (let round = 0; round < 300; round++) {
			const rank = below(random, ids.length);
			const id = ids[rank] + below(random, 5) - 2;
			expect(set.has(id)).toBe(model.has(id));
			expect(set.at(rank)).toBe(ids[rank]);
			expect(set.rankOf(ids[rank])).toBe(rank);
			expect(set.rankOf(ids[rank] + 1)).toBe(rank + 1);
		}
	});

	test.each(SEEDS)('gains and loses ids as a Set does (seed %i)', (seed) => {
		const random = seededRandom(seed);
		const model = new Set<number>();
		let set = IdSet.empty;
		for (let round = 0; round < 40; round++) {
			const range = 10 ** (1 + below(random, 4));
			const some = numbers(below(random, range), 1 + below(random, 60), 1 + below(random, 4));
			if (random() < 0.6) {
				set = set.with(shuffled(some, random));
				some.forEach((id) => model.add(id));
			} else {
				set = set.without(shuffled(some, random));
				some.forEach((id) => model.delete(id));
			}
			expect([...set]).toEqual(ascending(model));
			expect(set.size).toBe(model.size);
			expect(areEqual(set, IdSet.from(model))).toBe(true);
			expect(areEqual(decoded(encode(set)), set)).toBe(true);
		}
	});

	test.each(SEEDS)('merges with another one (seed %i)', (seed) => {
		const random = seededRandom(seed);
		const left = anyIds(random);
		const right = [...left.filter(() => random() < 0.7), ...anyIds(random)];
		const common = new Set(right);
		const union = IdSet.from(left).with(IdSet.from(right));
		expect([...union]).toEqual(ascending(new Set([...left, ...right])));
		expect([...IdSet.from(left).without(IdSet.from(right))]).toEqual(
			left.filter((id) => !common.has(id)),
		);
	});

	test('takes one run out of the midst of others, and many out of one', () => {
		const runs = IdSet.from([1, 2, 3, 10, 11, 12, 20, 21, 22]);
		expect([...runs.without(numbers(3, 18))]).toEqual([1, 2, 21, 22]);
		expect([...IdSet.from(numbers(0, 10)).without([0, 3, 4, 9])]).toEqual([1, 2, 5, 6, 7, 8]);
	});

	test('stays the very same set where nothing changes', () => {
		const set = IdSet.from([4, 5, 9]);
		expect(set.with([5, 9])).toBe(set);
		expect(set.with([])).toBe(set);
		expect(set.without([6])).toBe(set);
		expect(set.with([6])).not.toBe(set);
		expect([...set]).toEqual([4, 5, 9]);
	});

	test('may be empty', () => {
		expect(IdSet.empty.size).toBe(0);
		expect([...IdSet.empty]).toEqual([]);
		expect(IdSet.empty.has(0)).toBe(false);
		expect(IdSet.empty.at(0)).toBeUndefined();
		expect(IdSet.empty.rankOf(5)).toBe(0);
		expect(areEqual(IdSet.from([]), IdSet.empty)).toBe(true);
		expect(areEqual(IdSet.from([3]).without([3]), IdSet.empty)).toBe(true);
	});

	test('reaches from 0 to 2^53 - 1', () => {
		const set = IdSet.from([LARGEST, 0, -0, LARGEST]);
		expect([...set]).toEqual([0, LARGEST]);
		expect(set.has(LARGEST)).toBe(true);
		expect(set.at(1)).toBe(LARGEST);
		expect(set.rankOf(LARGEST)).toBe(1);
		expect([...set.without([0])]).toEqual([LARGEST]);
		expect([...IdSet.from([LARGEST - 1, LARGEST])]).toEqual([LARGEST - 1, LARGEST]);
	});

	test('rejects what is not an id or a rank', () => {
		const set = IdSet.from([5, 6, 7]);
		for (const id of [5.5, -1, NaN, Infinity, 2 ** 53]) expect(set.has(id)).toBe(false);
		for (const rank of [0.5, -1, 3, NaN, Infinity]) expect(set.at(rank)).toBeUndefined();
		expect(set.rankOf(5.5)).toBe(1);
		expect(set.rankOf(-Infinity)).toBe(0);
		expect(set.rankOf(Infinity)).toBe(3);
	});

	test.each([[-1], [1.5], [NaN], [2 ** 53], [Infinity]])('rejects %p as an id', (id) => {
		expect(() => IdSet.from([1, id, 2])).toThrow(RangeError);
		expect(() => IdSet.empty.with([id])).toThrow(RangeError);
		expect(() => IdSet.empty.without([id])).toThrow(RangeError);
	});

	test('tells sets apart that differ in one id', () => {
		const set = IdSet.from([1, 2, 3, 7]);
		expect(areEqual(set, IdSet.from([7, 3, 2, 1]))).toBe(true);
		expect(areEqual(IdSet.from([1, 2, 3]), set)).toBe(false);
		for (const other of [
			[1, 2, 3],
			[1, 2, 3, 8],
			[1, 2, 6, 7],
			[1, 2, 3, 4, 7],
			[0, 1, 2, 7],
		]) {
			expect(areEqual(set, IdSet.from(other))).toBe(false);
		}
	});
});

/** Gaps of 1 to 1,000, so that hardly any two ids are in one run. */
function sparseIds(count: number, random: Random): number[] {
	const ids: number[] = [];
	for (let id = 0; ids.length < count; ids.push(id)) id += 1 + below(random, 1_000);
	return ids;
}

/** How often the work lets other work go on. */
function pausesOf(work: Sliced<unknown>): number {
	let pauses = 0;
	while (work.next().done !== true) pauses++;
	return pauses;
}

describe('a large set', () => {
	test.each(SEEDS.slice(0, 6))('gains and loses ids as a Set does (seed %i)', (seed) => {
		const random = seededRandom(2000 + seed);
		const widest = 1 + below(random, 4);
		const model = new Set<number>();
		for (let id = 0; model.size < 12_000; model.add(id)) id += 1 + below(random, widest);
		let set = IdSet.from(model);
		for (let round = 0; round < 16; round++) {
			const length = 2 ** below(random, 13);
			const some = numbers(below(random, 40_000), length, 1 + below(random, 4));
			const next = round % 2 === 0 ? set.with(some) : set.without(some);
			for (const id of some) {
				if (round % 2 === 0) model.add(id);
				else model.delete(id);
			}
			set = next;
			const expected = ascending(model);
			expect([...set].join()).toBe(expected.join());
			expect(set.size).toBe(expected.length);
			const rank = below(random, expected.length);
			expect(set.at(rank)).toBe(expected[rank]);
			expect(set.rankOf(expected[rank])).toBe(rank);
			expect(set.between(rank, rank + 50)).toEqual(expected.slice(rank, rank + 50));
			for (const id of some.slice(0, 20)) {
				expect(set.has(id)).toBe(model.has(id));
				expect(set.has(id + 1)).toBe(model.has(id + 1));
			}
			// Equal sets have equal text, whichever way they came about.
			expect(areEqual(set, IdSet.from(model))).toBe(true);
			expect(encode(set)).toBe(encode(IdSet.from(model)));
		}
	});

	test.each([
		['upwards', numbers(1, 5_000, 2)],
		['downwards', numbers(1, 5_000, 2).reverse()],
	])('joins the runs of neighbouring parts as the gaps close one by one, %s', (_, odd) => {
		let set = IdSet.from(numbers(0, 5_000, 2));
		for (const id of odd) set = set.with([id]);
		const all = IdSet.from(numbers(0, 10_000));
		expect(areEqual(set, all)).toBe(true);
		expect(encode(set)).toBe(encode(all));
	});

	test('stays the very same set if nothing changes', () => {
		const set = IdSet.from(numbers(0, 20_000, 3));
		expect(set.with(numbers(3, 6_000, 9))).toBe(set);
		expect(set.without(numbers(1, 6_000, 9))).toBe(set);
	});

	test('is read and written with a pause after each slice of ids', () => {
		const set = IdSet.from(sparseIds(5 * SLICE, seededRandom(1)));
		const least = Math.floor((set.size * 0.99) / SLICE);
		expect(pausesOf(encodeIds(set))).toBeGreaterThanOrEqual(least);
		expect(pausesOf(decodeIds(encode(set)))).toBeGreaterThanOrEqual(least);
	});

	test('is merged with another one with a pause after each slice of ids', () => {
		const set = IdSet.from(sparseIds(5 * SLICE, seededRandom(1)));
		const other = IdSet.from(sparseIds(5 * SLICE, seededRandom(2)));
		expect(pausesOf(set.uniting(other))).toBeGreaterThanOrEqual(9);
		expect(pausesOf(set.subtracting(other))).toBeGreaterThanOrEqual(9);
		const small = IdSet.from([7]);
		expect(pausesOf(small.uniting(other))).toBeGreaterThanOrEqual(4);
		const low = IdSet.from([2 ** 40]);
		expect(pausesOf(low.subtracting(other))).toBeGreaterThanOrEqual(4);
	});

	test('gains and loses a page of ids in less than a slice', () => {
		const ids = sparseIds(20 * SLICE, seededRandom(3));
		const set = IdSet.from(ids);
		const page = ids.slice(ids.length >> 1, (ids.length >> 1) + 100);
		const spread = numbers(0, 20).map((share) => ids[share * SLICE]);
		for (const some of [page, spread, [ids[ids.length - 1] + 5]]) {
			expect(pausesOf(set.subtracting(some))).toBe(0);
			expect(pausesOf(set.uniting(some.map((id) => id + 1)))).toBe(0);
		}
	});

	test('pauses however many ids one block of a text claims', () => {
		const zeros = 8 * SLICE;
		const head = bytesOf(`${gamma(2 ** 40 + 1)}01000000`);
		const work = decodeIds(sealed(Buffer.concat([head, Buffer.alloc(zeros / 8)])));
		expect(pausesOf(work)).toBeGreaterThanOrEqual(7);
	});

	test('is written as ever if its text takes several pieces', () => {
		const random = seededRandom(7);
		const ids: number[] = [];
		for (let id = 0; ids.length < 450_000; ids.push(id)) id += 1 + below(random, 60_000);
		const set = IdSet.from(ids);
		const text = encode(set);
		expect(text.length).toBe(1_231_721);
		const hash = createHash('sha256').update(text).digest('base64url');
		expect(hash).toBe('N4dk7vu4GNkFs5H2leK4B_YuH1bUKMCgLJvv3bhex1s');
		expect(areEqual(decoded(text), set)).toBe(true);
		for (const place of [5, 1_100_000, text.length - 1]) {
			const before = text.slice(0, place);
			const after = text.slice(place + 1);
			const other = text[place] === 'A' ? 'Q' : 'A';
			expect(reasonOf(decode(`${before}*${after}`))).toBe('not_base64');
			expect(reasonOf(decode(`${before}${other}${after}`))).toBe('wrong_checksum');
		}
	});
});

describe('a stored set', () => {
	test.each(SEEDS)('is read as it was written (seed %i)', (seed) => {
		const set = IdSet.from(anyIds(seededRandom(1000 + seed)));
		const text = encode(set);
		expect(areEqual(decoded(text), set)).toBe(true);
		expect(encode(decoded(text))).toBe(text);
		expect(JSON.stringify(text)).toBe(`"${text}"`);
	});

	test.each([
		['no id', []],
		['the id 0', [0]],
		['the id 1', [1]],
		['the largest id', [LARGEST]],
		['two ids as far apart as can be', [0, LARGEST]],
		['the last two ids', [LARGEST - 1, LARGEST]],
		['a huge gap among small ones', [...numbers(3, 500, 2), ...numbers(2 ** 52, 500, 3)]],
		['exactly one block of runs', numbers(7, 128, 2)],
		['one block of runs and one run', numbers(7, 129, 2)],
		['gaps beyond 2^32', numbers(1, 300, 2 ** 40 + 12_345)],
	])('may hold %s', (_, ids) => {
		expect([...decoded(encode(IdSet.from(ids)))]).toEqual(ids);
	});

	test('writes the first version as ever', () => {
		expect(encode(IdSet.empty)).toBe('1:gEZJWX89Bw');
		expect(encode(IdSet.from([1, 2, 3, 7]))).toBe('1:KAAWwFqeNjRnJQ');
		const mixed = [...numbers(5, 300, 2), ...numbers(1000, 500), ...numbers(2 ** 40, 300, 99)];
		const hash = createHash('sha256').update(encode(IdSet.from(mixed)));
		expect(hash.digest('base64url')).toBe('iXc0NIwHjkMUTCaEYqS121GUNXFE1fyqqHZjXW3gjuE');
	});

	test('spends tens of bits on a huge gap', () => {
		const near = IdSet.from(numbers(0, 1000, 3));
		const far = IdSet.from([...numbers(0, 500, 3), ...numbers(2 ** 52, 500, 3)]);
		expect(encode(far).length - encode(near).length).toBeLessThan(24);
	});

	test('takes few bits for each of many long runs', () => {
		const runs = numbers(0, 100).flatMap((run) => numbers(2000 * run, 900 + run));
		expect(encode(IdSet.from(runs)).length).toBeLessThan(400);
	});

	test('takes a few characters for a million ids in a row', () => {
		const set = IdSet.from(numbers(1, 1_000_000));
		expect(encode(set).length).toBeLessThan(32);
		const again = decoded(encode(set));
		expect(areEqual(again, set)).toBe(true);
		expect(again.at(999_999)).toBe(1_000_000);
	});

	describe.each([
		['dense', 1 / 0.97],
		['half full', 2],
		['like WordPress posts', 10],
		['of 13 digits', 33_000],
	])('when it is %s', (_, meanGap) => {
		test.each([10_000, 100_000])('is within 1.1 of the least size for %i ids', (count) => {
			const random = seededRandom(count);
			const ids: number[] = [];
			for (let id = 0; ids.length < count; ) {
				id += 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - 1 / meanGap));
				ids.push(id);
			}
			let leastBits = 0;
			for (let index = 1; index <= count; index++) {
				leastBits += Math.log2((ids[count - 1] - count + index) / index);
			}
			const [tag, base64] = encode(IdSet.from(ids)).split(':');
			const bytes = `${tag}:`.length + Buffer.from(base64, 'base64url').length;
			expect((8 * bytes) / leastBits).toBeLessThan(1.1);
		});
	});
});

/** Any content under a checksum that is right. */
function sealed(content: Buffer): string {
	const checksum = createHash('sha256').update('1:').update(content).digest().subarray(0, 6);
	return `1:${Buffer.concat([content, checksum]).toString('base64url')}`;
}

/** Bits as a text of 0 and 1, with blanks to read them by. */
function bytesOf(bits: string): Buffer {
	const digits = bits.replace(/ /g, '');
	const padded = digits.padEnd(8 * Math.ceil(digits.length / 8), '0');
	return Buffer.from((padded.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

function craftedText(bits: string): string {
	return sealed(bytesOf(bits));
}

/** Elias' gamma code. */
function gamma(value: number): string {
	const digits = value.toString(2);
	return '0'.repeat(digits.length - 1) + digits;
}

describe('damaged text', () => {
	const stored = encode(IdSet.from([...numbers(100, 300), ...numbers(1000, 300, 7), 2 ** 45]));

	test('is found out wherever it is cut', () => {
		for (let length = 0; length < stored.length; length++) {
			expect(decode(stored.slice(0, length)).ok).toBe(false);
			expect(decode(stored.slice(0, 2) + stored.slice(length + 3)).ok).toBe(false);
		}
	});

	test('is found out whichever bit flips', () => {
		for (let index = 0; index < stored.length; index++) {
			for (let bit = 0; bit < 8; bit++) {
				const flipped = String.fromCharCode(stored.charCodeAt(index) ^ (1 << bit));
				const text = stored.slice(0, index) + flipped + stored.slice(index + 1);
				expect(decode(text).ok).toBe(false);
			}
		}
	});

	test.each([
		['nothing', undefined, 'not_text'],
		['a list', [1, 2], 'not_text'],
		['an empty text', '', 'unknown_version'],
		['another version', `2:${stored.slice(2)}`, 'unknown_version'],
		['a version alone', '1:', 'wrong_checksum'],
		['less than a checksum', '1:AAAA', 'wrong_checksum'],
		['what is not base64', '1:{"ids":[1,2]}', 'not_base64'],
		['padded base64', `${stored}==`, 'not_base64'],
		['a line break', `${stored}\n`, 'not_base64'],
		['text beyond ASCII', `1:${'\u{1f600}'.repeat(9)}`, 'not_base64'],
		['another content', `1:AAAA${stored.slice(6)}`, 'wrong_checksum'],
	])('is rejected with its reason: %s', (_, text, reason) => {
		expect(reasonOf(decode(text))).toBe(reason);
	});

	test('is made here as the code makes it', () => {
		const two = `${gamma(3)} 00 000000 000001`;
		// A gap of 6 and a run of 2: quotient 5 and no remainder, quotient 0 and remainder 1.
		expect([...decoded(craftedText(`${two} 111110 0 1`))]).toEqual([5, 6]);
	});

	test.each([
		['a count and nothing else', gamma(4)],
		['a huge count and nothing else', gamma(2 ** 53)],
		['a count beyond any', `${'0'.repeat(54)}1${'1'.repeat(54)}`],
		['fewer ids than counted', `${gamma(4)} 01 000000 10`],
		['more ids than counted', `${gamma(3)} 00 000000 000010 0 0 11`],
		['a spelling that there is not', `${gamma(2)} 11 000000 10`],
		['a gap beyond the last id', `${gamma(3)} 00 110100 000000 110 ${'0'.repeat(50)}10 10`],
		['a run beyond the last id', `${gamma(2 ** 53)} 00 000000 110100 10 10 ${'1'.repeat(52)}`],
		['something after the last id', `${gamma(2)} 01 000000 10 ${'0'.repeat(20)}`],
	])('is rejected even with a right checksum: %s', (_, bits) => {
		expect(reasonOf(decode(craftedText(bits)))).toBe('malformed');
	});

	test.each([
		['a count without end', Buffer.alloc(1_000_000)],
		[
			'ids without end',
			Buffer.concat([bytesOf(`${gamma(2 ** 40 + 1)}01000000`), Buffer.alloc(1e6)]),
		],
		['runs without end', Buffer.concat([bytesOf(`${gamma(2 ** 40)}00`), Buffer.alloc(1e6)])],
	])('is rejected at once at any length: %s', (_, content) => {
		expect(reasonOf(decode(sealed(content)))).toBe('malformed');
	});

	test('reserves no memory for what it only claims to hold', () => {
		const before = process.memoryUsage().arrayBuffers;
		const texts = numbers(20, 33).map((exponent) => craftedText(gamma(2 ** exponent)));
		for (const text of texts) expect(reasonOf(decode(text))).toBe('malformed');
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
	});

	test.each(SEEDS)('never throws under a right checksum (seed %i)', (seed) => {
		const random = seededRandom(seed);
		for (let round = 0; round < 500; round++) {
			const count = gamma(1 + below(random, 2 ** below(random, 20)));
			const chance = random();
			const bits = Array.from({ length: below(random, 600) }, () => (random() < chance ? 1 : 0));
			const outcome = decode(craftedText(count + bits.join('')));
			if (outcome.ok) expect(areEqual(decoded(encode(outcome.ids)), outcome.ids)).toBe(true);
			else expect(outcome.reason).toBe('malformed');
		}
	});
});
