import { passesFilter, readFilter, type FieldCondition } from '../../../nodes/core/eventFilter';
import type { NormalizedEvent } from '../../../nodes/core/event';

const raw = {
	status: 'completed',
	total: '49.90',
	date: '2026-11-21T10:00:00Z',
	note: '',
	tags: ['Sale', 'new'],
	lines: [{ sku: 'A-1' }],
	customer: { id: 7 },
	/** `parseJson` keeps an ID beyond 2^53 as a text of its digits. */
	parent: '9007199254740993',
};
const event = (more: Partial<NormalizedEvent> = {}) =>
	({ eventType: 'UPDATED', objectType: 'orders', raw, ...more }) as NormalizedEvent;

function passes(
	conditions: Array<Partial<FieldCondition>>,
	eventTypes: string[] = [],
	given = event(),
): boolean {
	const read = readFilter(eventTypes, conditions);
	if (!read.ok) throw new Error(JSON.stringify(read));
	return passesFilter(given, read.filter);
}

it.each<[field: string, operator: FieldCondition['operator'], value: string, passes: boolean]>([
	['raw.status', 'equals', 'completed', true],
	['raw.status', 'equals', 'Completed', false],
	['$.raw.status', 'equals', ' completed ', true],
	['raw.total', 'equals', '49.9', true],
	['raw.customer.id', 'equals', '7', true],
	['raw.lines[0].sku', 'equals', 'A-1', true],
	['raw.tags', 'equals', 'new', true],
	['objectType', 'equals', 'orders', true],
	['raw.status', 'notEquals', 'completed', false],
	['raw.missing', 'notEquals', 'x', true],
	['raw.missing', 'equals', '', false],
	['raw.missing', 'lessThan', '5', false],
	['raw.constructor', 'isSet', '', false],
	['raw.tags', 'contains', 'sal', true],
	['raw.customer', 'contains', 'object', false],
	['raw.total', 'greaterThan', '9', true],
	['raw.total', 'greaterThan', '100', false],
	['raw.total', 'lessThan', '100', true],
	['raw.status', 'greaterThan', '5', false],
	['raw.date', 'greaterThan', '2026-11-01', true],
	['raw.date', 'lessThan', '2026-11-01', false],
	['raw.status', 'isSet', '', true],
	['raw.note', 'isSet', '', false],
	['raw.parent', 'equals', '9007199254740993', true],
	['raw.parent', 'equals', '9007199254740992', false],
	['raw.parent', 'notEquals', '9007199254740992', true],
	['raw.parent', 'greaterThan', '9007199254740992', true],
	['raw.parent', 'lessThan', '9007199254740994', true],
])('%s %s %j: %p', (field, operator, value, expected) => {
	expect(passes([{ field, operator, value }])).toBe(expected);
});

it('needs all conditions, and one of the types', () => {
	const paid = { field: 'raw.status', value: 'completed' };
	const large = { field: 'raw.total', operator: 'greaterThan' as const, value: '100' };
	expect(passes([paid], ['UPDATED', 'CREATED'])).toBe(true);
	expect(passes([paid], ['CREATED'])).toBe(false);
	expect(passes([paid, large])).toBe(false);
	expect(passes([{ field: ' ' }])).toBe(true);
});

it('passes an event without its object, which conditions about it cannot check', () => {
	const bare = event({ raw: undefined });
	expect(passes([{ field: 'raw.status', value: 'failed' }], [], bare)).toBe(true);
	expect(passes([{ field: 'objectType', value: 'products' }], [], bare)).toBe(false);
});

it.each(['raw status', 'raw..x', '{{ $json }}', 'raw[x]'])('rejects the path %j', (field) => {
	expect(readFilter([], [{ field }])).toEqual({ ok: false, field });
});

it('rejects an operator that does not exist', () => {
	expect(readFilter([], [{ field: 'raw.status', operator: 'constructor' }])).toEqual({
		ok: false,
		operator: 'constructor',
	});
});
