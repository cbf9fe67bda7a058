import { REJECTION, type Delivery, type VerifyResult } from '../../core/vendor';
import type { Connection } from '../connection';
import { isChosen } from '../eventTypes';

/**
 * An Instant Order Notification of the legacy API, which is not signed
 * (https://github.com/Ecwid/ecwid-api-docs, includes/_instant_order_notifications.md).
 */
export interface LegacyNotification {
	event: 'new_order' | 'order_status_change';
	/** The order's number, without the prefix and suffix of the store. */
	orderId: string;
	paymentStatus: string;
	fulfillmentStatus: string;
}

/** The current API's topic for each legacy event. */
const LEGACY_TOPICS = {
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
const MOST_BYTES = 10_000;

/** Whether a delivery is a form. Notifications are forms, and webhooks are not. */
export function isLegacyNotification({ headers }: Delivery): boolean {
	const type = headers['content-type'];
	return typeof type === 'string' && /^application\/x-www-form-urlencoded\b/i.test(type);
}

/** Reads a notification. It stays unverified until its order is fetched. */
export function verifyLegacyNotification(
	{ body }: Delivery,
	{ legacy, storeId, eventTypes }: Connection,
): VerifyResult<{ by: 'nothing'; notification: LegacyNotification }> {
	if (legacy === undefined) return { ok: false, reason: REJECTION.schemeUnknown };
	if (!legacy.hasKey) return { ok: false, reason: REJECTION.secretMissing };
	if (body.length > MOST_BYTES) return { ok: false, reason: REJECTION.bodyMalformed };
	const form = new URLSearchParams(body.toString('utf8'));
	const values = FIELDS.map((name) => form.getAll(name));
	if (values.some(({ length }) => length > 1))
		return { ok: false, reason: REJECTION.bodyMalformed };
	const fields = Object.fromEntries(
		FIELDS.flatMap((name, index) => values[index].map((value) => [name, value])),
	) as Record<string, string>;
	const { owner_id, event_type, order_id, date } = fields;
	if (owner_id !== storeId) return { ok: false, reason: REJECTION.accountMismatch };
	const isReadable =
		EVENTS.includes(event_type) &&
		/^[1-9]\d{0,17}$/.test(order_id ?? '') &&
		/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(date ?? '');
	if (!isReadable) return { ok: false, reason: REJECTION.bodyMalformed };
	const event = event_type as LegacyNotification['event'];
	const topic = LEGACY_TOPICS[event];
	// Unsigned notifications of topics that are not selected must not fill the record of deliveries.
	if (!isChosen(eventTypes, topic)) return { ok: true, kind: 'unwanted', topic };
	return {
		ok: true,
		kind: 'change',
		deliveryId: `${event_type}-${order_id}-${date.replace(/\D/g, '')}`,
		fingerprint: JSON.stringify(fields),
		isUnsigned: true,
		payload: {
			by: 'nothing',
			notification: {
				event,
				orderId: order_id,
				paymentStatus: fields.payment_status ?? '',
				fulfillmentStatus: fields.fulfillment_status ?? '',
			},
		},
	};
}
