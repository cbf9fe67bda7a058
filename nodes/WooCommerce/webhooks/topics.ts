import { readList } from '../../core/text/list';
import { RESOURCES, type Resource } from '../resources';

/** What happened to an object. `published` comes in addition to `updated`, and keeps its own name. */
export type Action = 'created' | 'updated' | 'deleted' | 'restored' | 'published';

export interface Topic {
	/** WooCommerce's own name. */
	topic: string;
	resource: Resource;
	action: Action;
	title: string;
	/** Shown in the panel. */
	description: string;
}

/** The topics of WC_Webhook::get_default_topic_hooks(), measured on WooCommerce 10.5. */
export const TOPICS: readonly Topic[] = [
	row('discounts', 'coupon.created', 'created', 'Coupon Created', 'A coupon was created'),
	row(
		'discounts',
		'coupon.deleted',
		'deleted',
		'Coupon Deleted',
		'A coupon was moved to the trash',
	),
	row(
		'discounts',
		'coupon.restored',
		'restored',
		'Coupon Restored',
		'A coupon was restored from the trash',
	),
	row('discounts', 'coupon.updated', 'updated', 'Coupon Updated', 'A coupon was changed or used'),
	row('customers', 'customer.created', 'created', 'Customer Created', 'A customer registered'),
	row('customers', 'customer.deleted', 'deleted', 'Customer Deleted', 'A customer was removed'),
	row('customers', 'customer.updated', 'updated', 'Customer Updated', 'A customer was changed'),
	row('orders', 'order.created', 'created', 'Order Created', 'An order was placed'),
	row('orders', 'order.deleted', 'deleted', 'Order Deleted', 'An order was moved to the trash'),
	row(
		'orders',
		'order.restored',
		'restored',
		'Order Restored',
		'An order was restored from the trash',
	),
	row('orders', 'order.updated', 'updated', 'Order Updated', 'An order was changed or refunded'),
	row('products', 'product.created', 'created', 'Product Created', 'A product was created'),
	row(
		'products',
		'product.deleted',
		'deleted',
		'Product Deleted',
		'A product was moved to the trash',
	),
	row(
		'products',
		'product.published',
		'published',
		'Product Published',
		'A product became visible; WooCommerce 10.9 and later',
	),
	row(
		'products',
		'product.restored',
		'restored',
		'Product Restored',
		'A product was restored from the trash',
	),
	row('products', 'product.updated', 'updated', 'Product Updated', 'A product was changed or sold'),
];

function row(
	objectType: string,
	topic: string,
	action: Action,
	title: string,
	description: string,
): Topic {
	return { topic, resource: RESOURCES[objectType], action, title, description };
}

/** Returns a topic of the table; undefined for actions and for topics that plugins add. */
export function topicOf(topic: string): Topic | undefined {
	return TOPICS.find((known) => known.topic === topic);
}

/** The objectType by a topic's first word: `orders` by `order`. */
export const RESOURCE_WORDS: ReadonlyMap<string, string> = new Map(
	Object.values(RESOURCES).map(({ topicPrefix, objectType }) => [topicPrefix, objectType]),
);

/**
 * Returns whether `deleted` may concern an object of another kind. Measured: moving a product to the
 * trash also sends coupon.deleted with the same id, and the reverse. Deleting a variation sends
 * product.deleted.
 */
export function mayBeAnother({ objectType }: Resource): boolean {
	return objectType === 'products' || objectType === 'discounts';
}

/**
 * Returns the topics of the panel, or of an expression: a list, or a text with commas.
 *
 * WooCommerce checks a topic in lower case, but does not store one with capitals. So topics of the table
 * are converted. Names of actions are PHP's, and their case matters.
 */
export function readTopics(value: unknown): string[] {
	return [...new Set(readList(value).map((topic) => topicOf(topic.toLowerCase())?.topic ?? topic))];
}
