import fc from 'fast-check';

import type { Change } from '../../../../nodes/core/event';
import { sortChanges } from '../../../../nodes/WooCommerce/poll/sortChanges';

const change = (objectId: string, date: string, objectType = 'orders'): Change => ({
	kind: 'product',
	topic: 'x',
	objectType,
	objectId,
	eventType: 'UPDATED',
	date,
	revision: date,
	raw: {},
});

describe('the order of the changes of a poll', () => {
	it('is by date, over all resources', () => {
		const [first, second, third] = [
			change('1', '2026-01-01T00:00:01.000Z'),
			change('1', '2026-01-01T00:00:02.000Z', 'products'),
			change('2', '2026-01-01T00:00:03.000Z'),
		];
		expect(sortChanges([third, first, second])).toEqual([first, second, third]);
	});

	it('keeps an update behind the creation that was read first, also with an earlier date', () => {
		const created = { ...change('4', '2026-01-01T00:00:07.000Z'), eventType: 'CREATED' as const };
		const updated = change('4', '2026-01-01T00:00:01.000Z');
		const other = change('5', '2026-01-01T00:00:06.000Z');
		expect(sortChanges([created, updated, other])).toEqual([other, created, updated]);
	});

	it('never swaps two changes of one object', () => {
		const drawn = fc.array(
			fc.tuple(fc.constantFrom('1', '2', '3'), fc.integer({ min: 0, max: 9 })),
		);
		fc.assert(
			fc.property(drawn, (all) => {
				const changes = all.map(([id, second]) => change(id, `2026-01-01T00:00:0${second}.000Z`));
				const ordered = sortChanges(changes);
				expect(ordered).toHaveLength(changes.length);
				for (const id of ['1', '2', '3'])
					expect(ordered.filter(({ objectId }) => objectId === id)).toEqual(
						changes.filter(({ objectId }) => objectId === id),
					);
			}),
			{ seed: 4_711 },
		);
	});
});
