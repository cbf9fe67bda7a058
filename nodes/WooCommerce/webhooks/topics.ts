import { readList } from '../../core/text/list';
import { resourceAt, RESOURCES, type Resource } from '../resources';

/**
 * What happened to an object. WooCommerce sends `published` and `switched` in addition to `updated`. Their events keep
 * these names.
 */
export type Action = 'created' | 'updated' | 'deleted' | 'restored' | 'published' | 'switched';

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
	/** Why a shop may reject the topic. The node then still subscribes to its other topics. */
	lack?: { cause: string; nextStep: string };
}

/** The resources by a topic's first word: orders by `order`. */
const RESOURCES_BY_WORD: ReadonlyMap<string, Resource> = new Map(
	Object.values(RESOURCES).map((resource) => [resource.topicPrefix, resource]),
);

/**
 * What happened, by the topics of WC_Webhook::get_default_topic_hooks(), measured on WooCommerce 10.5, and of
 * WCS_Webhooks::add_topics().
 */
const DESCRIPTIONS = {
	'coupon.created': 'A coupon was created',
	'coupon.deleted': 'A coupon was moved to the trash',
	'coupon.restored': 'A coupon was restored from the trash',
	'coupon.updated': 'A coupon was changed or used',
	'customer.created': 'A customer registered',
	'customer.deleted': 'A customer was removed',
	'customer.updated': 'A customer was changed',
	'order.created': 'An order was placed',
	'order.deleted': 'An order was moved to the trash',
	'order.restored': 'An order was restored from the trash',
	'order.updated': 'An order was changed or refunded',
	'product.created': 'A product was created',
	'product.deleted': 'A product was moved to the trash',
	'product.published': 'A product became visible. Needs WooCommerce 10.9 or later.',
	'product.restored': 'A product was restored from the trash',
	'product.updated': 'A product was changed or sold',
	'subscription.created': 'A subscription was created. Needs the plugin WooCommerce Subscriptions.',
	'subscription.deleted':
		'A subscription was moved to the trash or deleted permanently. Needs the plugin.',
	'subscription.switched': 'A customer switched a subscription. Needs the plugin.',
	'subscription.updated': 'A subscription was changed or renewed. Needs the plugin.',
};

export const TOPICS: readonly Topic[] = Object.entries(DESCRIPTIONS).map(([topic, description]) => {
	const [word, action] = topic.split('.') as [string, Action];
	const title = [word, action].map((part) => part[0].toUpperCase() + part.slice(1)).join(' ');
	const resource = RESOURCES_BY_WORD.get(word) as Resource;
	return { topic, resource, action, title, description, lack: lackOf(title, action, resource) };
});

function lackOf(title: string, action: Action, { plugin }: Resource): Topic['lack'] {
	const remove = `or remove ${title} from Topics`;
	if (action === 'published')
		return {
			cause: 'has WooCommerce below 10.9, which has no such topic',
			nextStep: `Update WooCommerce, ${remove}`,
		};
	if (plugin === undefined) return undefined;
	return {
		cause: `is a shop without the plugin ${plugin}, which adds this topic`,
		nextStep: `Activate the plugin, ${remove}`,
	};
}

/**
 * Returns a topic of the table, or a plugin's with a verb of WooCommerce, such as `booking.created`. Undefined for
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

/** The other actions come in addition to `updated`. Only the table above shows which topics have them. */
const PLUGIN_ACTIONS = ['created', 'updated', 'deleted', 'restored'] as const;

/**
 * Returns the resource of a topic's first word. WooCommerce finds a plugin's resource in the same way
 * (WC_Webhook::get_wp_api_payload).
 */
export function resourceOf(word: string): Resource {
	return RESOURCES_BY_WORD.get(word) ?? resourceAt(`wc/v3/${word}s`);
}

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
 * WooCommerce checks a topic in lower case, but does not store one with capitals. So topics of the table are converted.
 * Names of actions are PHP names, and their case matters.
 */
export function readTopics(value: unknown): string[] {
	return [...new Set(readList(value).map((topic) => topicOf(topic.toLowerCase())?.topic ?? topic))];
}
