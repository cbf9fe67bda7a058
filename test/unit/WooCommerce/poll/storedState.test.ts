import { readFileSync } from 'node:fs';

import { LayeredMap } from '../../../../nodes/WooCommerce/poll/ids/layeredMap';
import { atOnce } from '../../../../nodes/WooCommerce/poll/ids/slices';
import { readState, writeState } from '../../../../nodes/WooCommerce/poll/storedState';

describe('the stored state', () => {
	it('is written byte for byte as version 0.1.0 wrote it', () => {
		// Written by version 0.1.0 of five resources, with every field that it could store.
		const text = readFileSync('test/vectors/wooCommercePollState.json', 'utf8');
		const read = atOnce(readState(JSON.parse(text)));
		if (!read.ok) throw new Error(read.reason);
		const written = JSON.stringify(atOnce(writeState(read.state)));
		expect(written).toBe(JSON.stringify(JSON.parse(text)));
	});
});

describe('a layered map', () => {
	it('has the entries of a map that was changed in the same way', () => {
		let seed = 7;
		const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
		let layered = LayeredMap.from<number, number>();
		const expected = new Map<number, number>();
		for (let step = 0; step < 2_000; step++) {
			const keys = Array.from({ length: 1 + random(20) }, () => random(3_000));
			if (random(4) === 0) {
				layered = layered.without(keys);
				for (const key of keys) expected.delete(key);
			} else {
				layered = layered.with(keys.map((key) => [key, step] as const));
				for (const key of keys) expected.set(key, step);
			}
			const [key] = keys;
			expect(layered.get(key)).toBe(expected.get(key));
		}
		const sorted = (map: ReadonlyMap<number, number>) =>
			[...map].sort(([left], [right]) => left - right);
		expect(sorted(layered.toMap())).toEqual(sorted(expected));
	});

	it('does not change the earlier map', () => {
		const before = LayeredMap.from([[1, 'a']]);
		const after = before.with([[1, 'b']]).without([1]);
		expect([before.get(1), after.get(1), after.has(1)]).toEqual(['a', undefined, false]);
	});
});
