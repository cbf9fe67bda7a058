import type { Row } from '../client/api';

/** A coupon as the REST API and webhooks show it (https://woocommerce.github.io/woocommerce-rest-api-docs/#coupon-properties). */
export const coupon: Row = {
	id: 31,
	code: 'save-65',
	amount: '8.00',
	status: 'publish',
	date_created: '2026-11-21T10:00:00',
	date_created_gmt: '2026-11-21T10:00:00',
	date_modified: '2026-11-21T10:00:00',
	date_modified_gmt: '2026-11-21T10:00:00',
	discount_type: 'fixed_product',
	description: 'Newsletter',
	date_expires: null,
	date_expires_gmt: null,
	usage_count: 2,
	individual_use: true,
	product_ids: [],
	excluded_product_ids: [],
	usage_limit: null,
	usage_limit_per_user: null,
	limit_usage_to_x_items: null,
	free_shipping: false,
	product_categories: [],
	excluded_product_categories: [],
	exclude_sale_items: false,
	minimum_amount: '50.00',
	maximum_amount: '0.00',
	email_restrictions: [],
	used_by: ['guest650@example.com', 'guest651@example.com'],
	meta_data: [],
	_links: {
		self: [
			{
				href: 'https://shop.example/wp-json/wc/v3/coupons/31',
				targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
			},
		],
		collection: [{ href: 'https://shop.example/wp-json/wc/v3/coupons' }],
	},
};
