import { passesFilter, readFilter } from '../../nodes/core/eventFilter';
import type { NormalizedEvent } from '../../nodes/core/event';

const EVENT = {
	...{ id: 'evt_1', elementKey: 'shopify', hubKey: 'ecommerce', eventType: 'UPDATED' },
	...{ objectType: 'orders', objectId: '1', date: '2026-11-30T00:00:00Z', revision: 'r' },
	...{ topic: 'orders/updated', account: 'a', capture: 'polling', instanceName: 'n' },
	...{ receivedAt: '2026-11-30T00:00:00Z', instanceTags: [] },
} as NormalizedEvent;

it.each(['raw.status', '$.raw.status', '$raw.status', ' $raw.status'])(
	'a condition on %s lets an event without raw pass, because it cannot be checked',
	(field) => {
		const read = readFilter([], [{ field, operator: 'equals', value: 'paid' }]);
		if (!read.ok) throw new Error(JSON.stringify(read));
		expect(passesFilter({ ...EVENT, raw: { status: 'open' } }, read.filter)).toBe(false);
		expect(passesFilter({ ...EVENT, raw: { status: 'paid' } }, read.filter)).toBe(true);
		expect(passesFilter(EVENT, read.filter)).toBe(true);
	},
);
