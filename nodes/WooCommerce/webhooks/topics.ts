import { readList } from '../../core/text/list';
import { resourceAt, RESOURCES, type Resource } from '../resources';

/** What happened to an object. `published` comes in addition to `updated`, and keeps its own name. */
export type Action = 'created' | 'updated' | 'deleted' | 'restored' | 'published';

/** A topic whose objects and action are known. */
export interface ObjectTopic {
	/** WooCommerce's own name. */
	topic: string;
	resource: Resource;
	action: Action;
}

export interface Topic extends ObjectTopic {
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

/**
 * Returns a topic of the table, or a plugin's with a verb of WooCommerce, such as `subscription.created`. Undefined for
 * actions and other verbs.
 */
export function topicOf(topic: string): ObjectTopic | undefined {
	const known = TOPICS.find((one) => one.topic === topic);
	if (known !== undefined) return known;
	const [word, ...verbs] = topic.split('.');
	const action = PLUGIN_ACTIONS.find((one) => one === verbs.join('.'));
	if (action === undefined || word === 'action') return undefined;
	return { topic, resource: resourceOf(word), action };
}

/** `published` is WooCommerce's alone, because it comes in addition to `updated`. */
const PLUGIN_ACTIONS = ['created', 'updated', 'deleted', 'restored'] as const;

/** Returns the resource of a topic's first word. WooCommerce finds a plugin's so too (WC_Webhook::get_wp_api_payload). */
export function resourceOf(word: string): Resource {
	return BY_WORD.get(word) ?? resourceAt(`wc/v3/${word}s`);
}

const BY_WORD: ReadonlyMap<string, Resource> = new Map(
	Object.values(RESOURCES).map((resource) => [resource.topicPrefix, resource]),
);

/**
 * Returns whether `deleted` may be about an object of another kind. Measured: moving a product to the
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
