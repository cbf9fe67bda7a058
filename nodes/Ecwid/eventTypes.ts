import type { EventType } from '../core/event';

/** One of Ecwid's events. */
export interface EventRow {
	/** Ecwid's own name. */
	topic: string;
	eventType: EventType;
	/** A row of `RESOURCES`. */
	objectType: string;
	/** The scope that the app needs to receive the event. */
	scope: string;
	/** The field of `data` that names the object. Defaults to `entityId`. */
	idFrom?: 'orderId' | 'cartId';
	/** `nothing` if no object of the API shows what happened. */
	confirmedBy: 'object' | 'nothing';
}

type Row = [
	topic: string,
	EventType,
	objectType: string,
	scope: string,
	idFrom?: EventRow['idFrom'],
];

/** https://docs.ecwid.com/build-apps/webhook-automations/list-of-webhook-events */
const OBJECT_EVENTS: readonly Row[] = [
	['order.created', 'CREATED', 'orders', 'read_orders', 'orderId'],
	['order.updated', 'UPDATED', 'orders', 'read_orders', 'orderId'],
	['order.deleted', 'DELETED', 'orders', 'read_orders', 'orderId'],
	['unfinished_order.created', 'CREATED', 'carts', 'read_orders', 'cartId'],
	['unfinished_order.updated', 'UPDATED', 'carts', 'read_orders', 'cartId'],
	['unfinished_order.deleted', 'DELETED', 'carts', 'read_orders', 'cartId'],
	['invoice.created', 'CREATED', 'invoices', 'read_invoices'],
	['invoice.deleted', 'DELETED', 'invoices', 'read_invoices'],
	['product.created', 'CREATED', 'products', 'read_catalog'],
	['product.updated', 'UPDATED', 'products', 'read_catalog'],
	['product.deleted', 'DELETED', 'products', 'read_catalog'],
	['category.created', 'CREATED', 'categories', 'read_catalog'],
	['category.updated', 'UPDATED', 'categories', 'read_catalog'],
	['category.deleted', 'DELETED', 'categories', 'read_catalog'],
	['product_class.created', 'CREATED', 'product_classes', 'read_catalog'],
	['product_class.updated', 'UPDATED', 'product_classes', 'read_catalog'],
	['product_class.deleted', 'DELETED', 'product_classes', 'read_catalog'],
	['customer.created', 'CREATED', 'customers', 'read_customers'],
	['customer.updated', 'UPDATED', 'customers', 'read_customers'],
	['customer.deleted', 'DELETED', 'customers', 'read_customers'],
	['customer_group.created', 'CREATED', 'customer_groups', 'read_customers'],
	['customer_group.updated', 'UPDATED', 'customer_groups', 'read_customers'],
	['customer_group.deleted', 'DELETED', 'customer_groups', 'read_customers'],
	['discount_coupon.created', 'CREATED', 'discounts', 'read_discount_coupons'],
	['discount_coupon.updated', 'UPDATED', 'discounts', 'read_discount_coupons'],
	['discount_coupon.deleted', 'DELETED', 'discounts', 'read_discount_coupons'],
	['promotion.created', 'CREATED', 'promotions', 'read_promotion'],
	['promotion.updated', 'UPDATED', 'promotions', 'read_promotion'],
	['promotion.deleted', 'DELETED', 'promotions', 'read_promotion'],
	['review.created', 'CREATED', 'reviews', 'read_reviews'],
	['review.updated', 'UPDATED', 'reviews', 'read_reviews'],
	['review.deleted', 'DELETED', 'reviews', 'read_reviews'],
	['profile.updated', 'UPDATED', 'profiles', 'read_store_profile'],
];

const NOTICES: readonly Row[] = [
	['profile.subscriptionStatusChanged', 'UPDATED', 'profiles', 'read_store_profile'],
	['profile.personalDataRemovalRequest', 'UNKNOWN', 'profiles', 'read_store_profile'],
	['profile.personalDataExportRequest', 'UNKNOWN', 'profiles', 'read_store_profile'],
	['customer.personalDataRemovalRequest', 'UNKNOWN', 'customers', 'read_store_profile'],
	['customer.personalDataExportRequest', 'UNKNOWN', 'customers', 'read_store_profile'],
	['application.installed', 'CREATED', 'applications', 'read_store_profile'],
	['application.uninstalled', 'DELETED', 'applications', 'read_store_profile'],
	['application.subscriptionStatusChanged', 'UPDATED', 'applications', 'read_store_profile'],
	['application.storageChanged', 'UPDATED', 'applications', 'read_store_profile'],
];

const rowOf =
	(confirmedBy: EventRow['confirmedBy']) =>
	([topic, eventType, objectType, scope, idFrom]: Row): [string, EventRow] => [
		topic,
		{ topic, eventType, objectType, scope, confirmedBy, ...(idFrom && { idFrom }) },
	];

/** All 42 events, by Ecwid's name. */
export const EVENTS: ReadonlyMap<string, EventRow> = new Map([
	...OBJECT_EVENTS.map(rowOf('object')),
	...NOTICES.map(rowOf('nothing')),
]);

/** The object type by the first word of a topic: all events `order.…` are about orders. */
const SUBJECTS: ReadonlyMap<string, Pick<EventRow, 'objectType' | 'idFrom'>> = new Map(
	[...EVENTS.values()].map((row) => [row.topic.split('.')[0], row]),
);

/** Returns the type of object that an event is about, and the field that names it, also for an event that Ecwid adds later. */
export function subjectOf(topic: string): Pick<EventRow, 'objectType' | 'idFrom'> {
	const [word] = topic.split('.');
	return EVENTS.get(topic) ?? SUBJECTS.get(word) ?? { objectType: `${word}s` };
}

/** The option for every event, including those that Ecwid adds later. */
export const ANY_EVENT = '*';

/** Returns the event of a change, or undefined if Ecwid does not send one. */
export function eventOf(objectType: string, eventType: EventType): EventRow | undefined {
	return [...EVENTS.values()].find(
		(row) =>
			row.confirmedBy === 'object' && row.objectType === objectType && row.eventType === eventType,
	);
}

/** Whether the user chose an event. */
export function isChosen(eventTypes: readonly string[], topic: string): boolean {
	return eventTypes.includes(topic) || eventTypes.includes(ANY_EVENT);
}

/**
 * Returns the kind of a change. For an event that no object confirms, the kind is the topic. So events with different
 * topics about one object are different changes.
 */
export function kindOf(topic: string): string {
	const row = EVENTS.get(topic);
	return row?.confirmedBy === 'object' ? row.eventType : topic;
}
