import { REFUSAL, type Delivery, type VerifyResult } from '../core/vendor';
import type { Connection } from './connection';
import { isChosen } from './eventTypes';

/**
 * An Instant Order Notification (legacy), which nothing signs
 * (github.com/Ecwid/ecwid-api-docs, includes/_instant_order_notifications.md).
 */
export interface Notification {
	event: 'new_order' | 'order_status_change';
	/** The order's number, without the shop's prefix and suffix. */
	orderId: string;
	paymentStatus: string;
	fulfillmentStatus: string;
	/** Every field, as it came. */
	fields: Record<string, string>;
}

/** As `order.*` of today, so that what follows need not know of the legacy. */
export const LEGACY_TOPICS = {
	new_order: 'order.created',
	order_status_change: 'order.updated',
} as const;

const EVENTS: readonly string[] = Object.keys(LEGACY_TOPICS);
const FIELDS = [
	'owner_id',
	'event_type',
	'date',
	'order_id',
	'payment_status',
	'fulfillment_status',
	'old_payment_status',
	'old_fulfillment_status',
];

/** Whether a delivery is a form, as notifications are and webhooks are not. */
export function isNotification({ headers }: Delivery): boolean {
	const type = headers['content-type'];
	return typeof type === 'string' && /^application\/x-www-form-urlencoded\b/i.test(type);
}

/** Takes a notification for what it says; nothing of it is proven before its order is fetched. */
export function verifyNotification(
	{ body }: Delivery,
	{ legacy, storeId, eventTypes }: Connection,
): VerifyResult<{ by: 'nothing'; notification: Notification }> {
	if (legacy === undefined) return { ok: false, reason: REFUSAL.schemeUnknown };
	if (!legacy.hasKey) return { ok: false, reason: REFUSAL.secretMissing };
	if (body.length > 10_000) return { ok: false, reason: REFUSAL.bodyMalformed };
	const given = new URLSearchParams(body.toString('utf8'));
	const values = FIELDS.map((name) => given.getAll(name));
	if (values.some(({ length }) => length > 1)) return { ok: false, reason: REFUSAL.bodyMalformed };
	const fields = Object.fromEntries(
		FIELDS.flatMap((name, index) => values[index].map((value) => [name, value])),
	) as Record<string, string>;
	const { owner_id, event_type, order_id, date } = fields;
	if (owner_id !== storeId) return { ok: false, reason: REFUSAL.accountMismatch };
	const isReadable =
		EVENTS.includes(event_type) &&
		/^[1-9]\d{0,17}$/.test(order_id ?? '') &&
		/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(date ?? '');
	if (!isReadable) return { ok: false, reason: REFUSAL.bodyMalformed };
	const topic = LEGACY_TOPICS[event_type as Notification['event']];
	// Before it can take a place in the memory of deliveries: nothing signs it.
	if (!isChosen(eventTypes, topic)) return { ok: true, kind: 'unwanted', topic };
	return {
		ok: true,
		kind: 'change',
		deliveryId: `${event_type}-${order_id}-${date.replace(/\D/g, '')}`,
		fingerprint: JSON.stringify(fields),
		proven: {
			by: 'nothing',
			notification: {
				event: event_type as Notification['event'],
				orderId: order_id,
				paymentStatus: fields.payment_status ?? '',
				fulfillmentStatus: fields.fulfillment_status ?? '',
				fields,
			},
		},
	};
}
