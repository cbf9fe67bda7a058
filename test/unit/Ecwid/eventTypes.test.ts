import { EVENT_TYPES } from '../../../nodes/core/event';
import { EVENTS, eventOf, kindOf } from '../../../nodes/Ecwid/eventTypes';
import { EVENT_OPTIONS } from '../../../nodes/Ecwid/eventOptions';
import { RESOURCES } from '../../../nodes/Ecwid/resources';
import vectors from '../../vectors/ecwid.json';

describe("Ecwid's events", () => {
	const { list } = vectors.events;
	const rows = [...EVENTS.values()];

	it('are all 42 that Ecwid documents, with their scopes', () => {
		const documented = list.map(({ eventType, scope }) => [eventType, scope]);
		expect(rows.map(({ topic, scope }) => [topic, scope]).sort()).toEqual(documented.sort());
		expect(rows).toHaveLength(42);
	});

	it.each(list)('$eventType names its object by what its data has', ({ eventType, data }) => {
		const { idFrom } = EVENTS.get(eventType)!;
		if (idFrom !== undefined) expect(data).toContain(idFrom);
		else if (eventType.startsWith('order.')) throw new Error('entityId is no order id');
	});

	it('have a plain kind only if their name is one', () => {
		const plain = { created: 'CREATED', updated: 'UPDATED', deleted: 'DELETED' };
		for (const { topic, eventType, confirmedBy } of rows) {
			expect(EVENT_TYPES).toContain(eventType);
			const action = topic.split('.')[1] as keyof typeof plain;
			expect(confirmedBy === 'object' ? eventType : undefined).toBe(plain[action]);
		}
	});

	it('have a path to their object if an object confirms them', () => {
		for (const { objectType, confirmedBy } of rows)
			expect([objectType, RESOURCES[objectType]?.path !== undefined]).toEqual([
				objectType,
				confirmedBy === 'object' || RESOURCES[objectType]?.path !== undefined,
			]);
		expect(Object.keys(RESOURCES).sort()).toEqual(
			[...new Set(rows.map(({ objectType }) => objectType))].sort(),
		);
	});

	it('are found by their object and differ by their kind', () => {
		for (const row of rows.filter(({ confirmedBy }) => confirmedBy === 'object'))
			expect(eventOf(row.objectType, row.eventType)).toBe(row);
		const identities = rows.map(({ topic, objectType }) => `${objectType} ${kindOf(topic)}`);
		expect(new Set(identities).size).toBe(42);
	});

	it('can all be chosen, and have distinct names', () => {
		const values = EVENT_OPTIONS.map(({ value }) => value);
		expect(values.sort()).toEqual(['*', ...EVENTS.keys()].sort());
		expect(EVENT_OPTIONS.map(({ name }) => name)).toContain('Profile Subscription Status Changed');
		expect(new Set(EVENT_OPTIONS.map(({ name }) => name)).size).toBe(43);
	});
});
