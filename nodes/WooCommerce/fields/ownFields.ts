import type { FieldPath } from './volatileFields';

const words = (...lines: readonly string[]) => lines.flatMap((line) => line.split(' '));

const ORDER = words(
	'id parent_id number order_key created_via version status currency currency_symbol date_created date_created_gmt',
	'date_modified date_modified_gmt discount_total discount_tax shipping_total shipping_tax cart_tax total total_tax',
	'prices_include_tax customer_id customer_ip_address customer_user_agent customer_note billing shipping payment_method',
	'payment_method_title transaction_id date_paid date_paid_gmt date_completed date_completed_gmt cart_hash meta_data',
	'line_items tax_lines shipping_lines fee_lines coupon_lines refunds payment_url is_editable needs_payment',
	'needs_processing',
);
const TERM = words('id name slug parent description display image menu_order count');

/**
 * The fields of WooCommerce's own objects (https://woocommerce.github.io/woocommerce-rest-api-docs/), and those of
 * WooCommerce Subscriptions, by path of the list. A buyer can change some of them again and again, such as
 * `usage_count`. `permalink` and `avatar_url` are left out, because plugins add changing values to these URLs. A new slug or
 * email also changes another field.
 */
const OWN_FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
	['wc/v3/orders', ORDER],
	[
		'wc/v3/subscriptions',
		[
			...ORDER,
			...words(
				'billing_period billing_interval trial_period suspension_count requires_manual_renewal start_date',
				'start_date_gmt trial_end_date trial_end_date_gmt next_payment_date next_payment_date_gmt',
				'last_payment_date last_payment_date_gmt cancelled_date cancelled_date_gmt end_date end_date_gmt',
				'payment_retry_date payment_retry_date_gmt resubscribed_from resubscribed_subscription removed_line_items',
			),
		],
	],
	[
		'wc/v3/products',
		words(
			'id name slug date_created date_created_gmt date_modified date_modified_gmt type status featured',
			'catalog_visibility description short_description sku global_unique_id price regular_price sale_price',
			'date_on_sale_from date_on_sale_from_gmt date_on_sale_to date_on_sale_to_gmt purchasable virtual downloadable',
			'downloads download_limit download_expiry external_url button_text tax_status tax_class manage_stock',
			'stock_quantity stock_status backorders backorders_allowed backordered low_stock_amount sold_individually',
			'weight dimensions shipping_required shipping_taxable shipping_class shipping_class_id reviews_allowed',
			'average_rating rating_count upsell_ids cross_sell_ids parent_id purchase_note categories brands tags images',
			'attributes default_attributes variations grouped_products menu_order meta_data has_options',
			'post_password',
		),
	],
	[
		'wc/v3/customers',
		words(
			'id date_created date_created_gmt date_modified date_modified_gmt email first_name last_name role username',
			'billing shipping is_paying_customer meta_data orders_count total_spent',
		),
	],
	[
		'wc/v3/coupons',
		words(
			'id code amount status date_created date_created_gmt date_modified date_modified_gmt discount_type',
			'description date_expires date_expires_gmt usage_count individual_use product_ids excluded_product_ids',
			'usage_limit usage_limit_per_user limit_usage_to_x_items free_shipping product_categories',
			'excluded_product_categories exclude_sale_items minimum_amount maximum_amount email_restrictions used_by',
			'meta_data',
		),
	],
	[
		'wc/v3/products/reviews',
		words(
			'id date_created date_created_gmt product_id product_name product_permalink status reviewer reviewer_email',
			'review rating verified',
		),
	],
	['wc/v3/products/categories', TERM],
	['wc/v3/products/tags', TERM],
]);

/** The members of WooCommerce's own nested fields, such as `billing` and `line_items`. A plugin may add others. */
const OWN_MEMBERS: readonly string[] = words(
	'first_name last_name company address_1 address_2 city state postcode country email phone',
	'id name slug code reason amount total total_tax subtotal subtotal_tax taxes quantity price sku global_unique_id',
	'product_id variation_id tax_class parent_name rate_code rate_id rate_percent label compound tax_total',
	'shipping_tax_total method_title method_id instance_id tax_status discount discount_tax discount_type',
	'nominal_amount free_shipping length width height alt file position visible variation options option meta_data',
);

/**
 * Returns the fields that a poll may learn to ignore: those of plugins, and plugins' entries of `meta_data`. The others
 * are WooCommerce's own. They change because somebody changes the object.
 *
 * @param path of the list, under `/wp-json/`
 */
export function learnable(path: string, fields: readonly FieldPath[]): FieldPath[] {
	const own = OWN_FIELDS.get(path) ?? [];
	const isOwn = (field: FieldPath) => {
		const [name, member] = field.split('.');
		if (/(?:^|\.)meta_data\./.test(field) || !own.includes(name)) return false;
		return member === undefined || OWN_MEMBERS.includes(member);
	};
	return fields.filter((field) => !isOwn(field));
}
