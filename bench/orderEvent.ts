import type { NormalizedEvent, Source } from '../nodes/core/event';
import { wooOrder } from './bodies';
import { shipped } from './shipped';

const { toEvent } = shipped<typeof import('../nodes/core/event')>('core/event');

/** How the user of the bench has named where its events come from. */
export const NAMED = { instanceName: 'Main shop', instanceTags: ['production'], includeRaw: true };

const SOURCE: Source = {
	...NAMED,
	elementKey: 'woocommercerest',
	hubKey: 'ecommerce',
	account: 'shop.example',
};
/** The size of an event without the order. */
const FRAME_BYTES = 600;

/** Returns an order's change as our triggers emit it, with about `bytes` of JSON. */
export function orderEvent(bytes: number, receivedAt: number): NormalizedEvent {
	const raw = wooOrder(Math.max(200, bytes - FRAME_BYTES)) as Record<string, unknown>;
	return toEvent(
		{
			eventType: 'UPDATED',
			kind: 'UPDATED',
			objectType: 'orders',
			objectId: '4711',
			date: '2026-11-21T10:00:00Z',
			revision: '2026-11-21T10:00:00Z~9f86d081884c7d659a2feaa0c55ad015',
			topic: 'order.updated',
			raw,
		},
		SOURCE,
		{ capture: 'webhook', deliveryId: 'd1', receivedAt },
	);
}
