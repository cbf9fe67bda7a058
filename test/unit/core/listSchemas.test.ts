import { textList, textsByName } from '../../../nodes/core/listSchemas';

describe('a short list of texts', () => {
	const list = textList(3);

	it('has at most so many elements, all of them texts', () => {
		expect(list.safeParse(['a', 'b', 'c']).success).toBe(true);
		for (const wrong of [['a', 'b', 'c', 'd'], ['a', 7], {}, 'abc', null])
			expect(list.safeParse(wrong).success).toBe(false);
	});

	it('makes one issue, however many elements are wrong', () => {
		const read = list.safeParse(Array(100_000).fill(0));
		expect(read.success ? [] : read.error.issues).toMatchObject([
			{ message: 'must be a list of at most 3 texts' },
		]);
	});
});

describe('a few texts by name', () => {
	const texts = textsByName(2);
	const named = (count: number, value: unknown) =>
		Object.fromEntries(Array.from({ length: count }, (_, index) => [`name${index}`, value]));

	it('are accepted', () => {
		expect(texts.safeParse(named(2, 'text'))).toMatchObject({ success: true });
		expect(texts.safeParse({})).toMatchObject({ success: true });
	});

	it.each([
		['too many', named(3, 'text')],
		['a hundred thousand numbers', named(100_000, 5)],
		['a list', ['text']],
		['a text', 'text'],
	])('are one issue if they are %s', (_, value) => {
		expect(texts.safeParse(value).error?.issues).toHaveLength(1);
	});
});
