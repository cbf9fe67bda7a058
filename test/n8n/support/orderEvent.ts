import { toEvent, type NormalizedEvent } from '../../../nodes/core/event';

const SOURCE = {
	elementKey: 'shopify',
	hubKey: 'ecommerce',
	account: 'shop.myshopify.com',
	instanceName: 'Shop',
	instanceTags: [],
	includeRaw: true,
};

/** An event of a changed order, which a test sends to an n8n. `more` is added to its object. */
export function orderEvent(objectId: string, more: Record<string, string> = {}): NormalizedEvent {
	const change = {
		...({ eventType: 'UPDATED', kind: 'UPDATED', objectType: 'orders', objectId } as const),
		date: '2026-11-21T10:00:00.000Z',
		revision: '2026-11-21T10:00:00~state',
		topic: 'orders/updated',
		raw: { id: objectId, ...more },
	};
	return toEvent(change, SOURCE, { capture: 'webhook', receivedAt: Date.now() });
}
