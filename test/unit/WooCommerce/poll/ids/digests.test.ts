import { Digests, type Digest } from '../../../../../nodes/WooCommerce/poll/ids/digests';
import { IdSet } from '../../../../../nodes/WooCommerce/poll/ids/idSet';
import { atOnce, SLICE, type Sliced } from '../../../../../nodes/WooCommerce/poll/ids/slices';

const digest = (content: number, turns = 0): Digest => ({
	date: 1 + (content % 60_000),
	content,
	changeCount: turns,
});
const encoded = (contents: Digests, ids: IdSet) => atOnce(contents.encode(ids));
const decoded = (text: string, ids: IdSet) => atOnce(Digests.decode(text, ids));

/** The format as the first version wrote it. */
function reference(digests: ReadonlyMap<number, Digest>, ids: IdSet): string {
	const bytes = Buffer.alloc(ids.size * 7);
	[...ids].forEach((id, rank) => {
		const {
			date,
			content,
			changeCount: turns,
		} = digests.get(id) ?? { date: 0, content: 0, changeCount: 0 };
		bytes.writeUInt16BE(date, rank * 7);
		bytes.writeUInt32BE(content, rank * 7 + 2);
		bytes.writeUInt8(turns, rank * 7 + 6);
	});
	return bytes.toString('base64');
}

function pausesOf(work: Sliced<unknown>): number {
	let pauses = 0;
	while (work.next().done !== true) pauses++;
	return pauses;
}

/** More digests than are encoded together, every third one unknown. */
const MANY = 250_000;
const ids = IdSet.from(Array.from({ length: MANY }, (_, index) => 3 * index));
const digests = new Map(
	[...ids].filter((id) => id % 9 > 0).map((id) => [id, digest(id, id % 256)]),
);
const text = reference(digests, ids);

describe('the digests of many objects', () => {
	it('are written in the format of the first version', () => {
		expect(encoded(Digests.empty.with(digests), ids) === text).toBe(true);
	});

	it('are read as they were written', () => {
		const contents = decoded(text, ids);
		for (const id of [0, 3, 6, 297, 300, 3 * MANY - 3, 3 * MANY - 6, 1, 3 * MANY, -1])
			expect(contents?.get(id)).toEqual(digests.get(id));
		expect(contents && encoded(contents, ids) === text).toBe(true);
	});

	it('are written with later changes for the current ids', () => {
		let contents = decoded(text, ids) as Digests;
		const now = new Map(digests);
		for (let id = 0; id < 3 * MANY; id += 30_003) {
			now.set(id, digest(id + 1));
			now.set(id + 1, digest(id + 2));
			contents = contents
				.with([
					[id, digest(id + 1)],
					[id + 1, digest(id + 2)],
				])
				.without([id + 3]);
			now.delete(id + 3);
			expect(contents.has(id)).toBe(true);
			expect(contents.has(id + 3)).toBe(false);
		}
		const living = ids
			.without(IdSet.from([6, 12, 300_000]))
			.with([...now.keys()].filter((id) => !ids.has(id)));
		const written = encoded(contents, living);
		expect(written === reference(now, living)).toBe(true);
	});

	it('are read and written with a pause after each slice', () => {
		const contents = decoded(text, ids) as Digests;
		expect(pausesOf(contents.encode(ids))).toBeGreaterThanOrEqual(Math.floor(MANY / SLICE));
		const characters = text.length;
		expect(pausesOf(Digests.decode(text, ids))).toBe(Math.ceil(characters / 2 ** 20) - 1);
	});

	it('are written as an empty text if all are unknown', () => {
		const few = IdSet.from([1, 2]);
		const contents = decoded(reference(new Map([[1, digest(5)]]), few), few) as Digests;
		expect(encoded(contents.without([1]), few)).toBe('');
		expect(encoded(Digests.empty, few)).toBe('');
		expect(decoded('', few)?.get(1)).toBeUndefined();
	});

	it.each([
		['one digest less', text.slice(0, -28)],
		['one digest more', `${text}AAAA`],
		[
			'a character that is not base64 in a later piece',
			`${text.slice(0, 1_500_000)}*${text.slice(1_500_001)}`,
		],
		['a line break', `${text.slice(0, 8)}\n${text.slice(8)}`],
	])('are rejected if the text is damaged: %s', (_, damaged) => {
		expect(decoded(damaged, ids)).toBeUndefined();
	});
});
