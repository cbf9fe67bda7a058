import { ENVELOPES, type EnvelopeName } from '../nodes/core/envelope/envelopes';
import { toEvent } from '../nodes/core/event';

const RECEIVED_AT = Date.UTC(2026, 10, 21, 10, 0, 8);

/** An event of an order, for examples. */
export const sampleEvent = toEvent(
	{
		...{ eventType: 'UPDATED', kind: 'UPDATED', objectType: 'orders', objectId: '17' },
		...{ date: '2026-11-21T10:00:00Z', topic: 'order.updated' },
		revision: '2026-11-21T10:00:00Z~7c3d8b2a0564a82b9ae55b5544a41cea',
		raw: { id: 17, status: 'processing', total: '404.95' },
	},
	{
		...{ elementKey: 'woocommercerest', hubKey: 'ecommerce', account: 'shop.example' },
		...{ instanceName: 'Main shop', instanceTags: ['production'], includeRaw: true },
	},
	{ capture: 'webhook', deliveryId: '4b2f6f7c', receivedAt: RECEIVED_AT },
);

/** Returns the sample in an envelope. */
export function sampleMessage(envelope: EnvelopeName) {
	const instance = { instanceId: 1, accountId: 2, companyId: 3, userId: 4 };
	const { headers, body } = ENVELOPES[envelope].wrap([sampleEvent], {
		instance,
		now: RECEIVED_AT,
	});
	return { headers, payload: JSON.parse(body.toString()) as object };
}
