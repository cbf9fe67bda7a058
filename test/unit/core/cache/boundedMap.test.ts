import { BoundedMap } from '../../../../nodes/core/cache/boundedMap';

describe('a bounded map', () => {
	it('drops the entries that were set longest ago', () => {
		const map = new BoundedMap<string, number>(2);
		map.set('a', 1).set('b', 2).set('a', 3).set('c', 4);
		expect([...map]).toEqual([
			['a', 3],
			['c', 4],
		]);
	});

	it('never holds more entries than its limit', () => {
		const map = new BoundedMap<number, true>(3);
		for (let key = 0; key < 1_000; key++) {
			map.set(key, true);
			expect(map.size).toBeLessThanOrEqual(3);
		}
		expect([...map.keys()]).toEqual([997, 998, 999]);
	});
});
