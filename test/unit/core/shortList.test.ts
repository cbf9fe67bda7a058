import { textList } from '../../../nodes/core/shortList';

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
