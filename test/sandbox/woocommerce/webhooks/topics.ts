/**
 * Topics and the actions of WordPress that they hang on, as in WC_Webhook::get_default_topic_hooks().
 * That trashing a product also sends coupon.deleted (measured) follows from the table: both topics
 * hang on `wp_trash_post`, which WordPress runs for posts of every type.
 */
const TOPIC_ACTIONS: Readonly<Record<string, readonly string[]>> = {
	'coupon.created': ['woocommerce_process_shop_coupon_meta', 'woocommerce_new_coupon'],
	'coupon.updated': ['woocommerce_process_shop_coupon_meta', 'woocommerce_update_coupon'],
	'coupon.deleted': ['wp_trash_post'],
	'coupon.restored': ['untrashed_post'],
	'customer.created': ['user_register', 'woocommerce_created_customer', 'woocommerce_new_customer'],
	'customer.updated': ['profile_update', 'woocommerce_update_customer'],
	'customer.deleted': ['delete_user'],
	'order.created': ['woocommerce_new_order'],
	// Measured: a refund's deletion sends nothing; `woocommerce_delete_order_refund` joins in 11.2.
	'order.updated': ['woocommerce_update_order', 'woocommerce_order_refunded'],
	'order.deleted': ['wp_trash_post', 'woocommerce_trash_order'],
	'order.restored': ['untrashed_post', 'woocommerce_untrash_order'],
	'product.created': [
		...['woocommerce_process_product_meta', 'woocommerce_new_product'],
		'woocommerce_new_product_variation',
	],
	'product.updated': [
		...['woocommerce_process_product_meta', 'woocommerce_update_product'],
		'woocommerce_update_product_variation',
	],
	'product.deleted': ['wp_trash_post'],
	'product.restored': ['untrashed_post'],
	'product.published': ['woocommerce_product_published'],
	// WCS_Webhooks::add_topics(), which also adds the resource and the event `switched`.
	'subscription.created': ['wcs_api_subscription_created', 'wcs_webhook_subscription_created'],
	'subscription.updated': ['wcs_webhook_subscription_updated', 'woocommerce_update_subscription'],
	'subscription.deleted': ['woocommerce_subscription_trashed', 'woocommerce_subscription_deleted'],
	'subscription.switched': ['wcs_webhook_subscription_switched'],
};

/** The topics of WooCommerce Subscriptions, which a shop without the plugin rejects. */
export const PLUGIN_TOPICS: readonly string[] = Object.keys(TOPIC_ACTIONS).filter((topic) =>
	topic.startsWith('subscription.'),
);

/** Actions that wc_is_webhook_valid_topic() names as forbidden. */
const FORBIDDEN = [
	'action.woocommerce_login_credentials',
	'action.woocommerce_product_csv_importer_check_import_file_path',
	'action.woocommerce_webhook_should_deliver',
];

/** Whether the store takes a topic. */
export function isTopic(topic: string): boolean {
	if (FORBIDDEN.includes(topic)) return false;
	return /^action\.(woocommerce|wc)_/.test(topic) || Object.hasOwn(TOPIC_ACTIONS, topic);
}

/** What a topic is about: `order`, `product`, ..., or `action`. */
export function resourceOf(topic: string): string {
	return topic.split('.')[0];
}

/** What happened by a topic: `created`, ...; of `action.<name>` the name. */
export function eventOf(topic: string): string {
	return topic.split('.')[1] ?? '';
}

/** The actions that make a delivery of a topic. */
export function actionsOf(topic: string): readonly string[] {
	return resourceOf(topic) === 'action' ? [eventOf(topic)] : (TOPIC_ACTIONS[topic] ?? []);
}
