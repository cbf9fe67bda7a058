import type { Row } from '../client/api';
import { order } from './order';

/**
 * A subscription as the plugin WooCommerce Subscriptions shows it
 * (https://woocommerce.github.io/subscriptions-rest-api-docs/#subscription-properties).
 */
export const subscription: Row = {
	...order,
	id: 41,
	number: '41',
	status: 'active',
	billing_period: 'month',
	billing_interval: '1',
	start_date_gmt: '2026-11-21T10:00:00',
	trial_end_date_gmt: '',
	next_payment_date_gmt: '2026-12-21T10:00:00',
	last_payment_date_gmt: '2026-11-21T10:00:00',
	cancelled_date_gmt: '',
	end_date_gmt: '',
	payment_retry_date_gmt: '',
	resubscribed_from: '',
	resubscribed_subscription: '',
	removed_line_items: [],
	_links: {
		self: [
			{
				href: 'https://shop.example/wp-json/wc/v3/subscriptions/41',
				targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
			},
		],
		collection: [{ href: 'https://shop.example/wp-json/wc/v3/subscriptions' }],
	},
};
