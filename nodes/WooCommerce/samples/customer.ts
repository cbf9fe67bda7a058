import type { Row } from '../client/api';
import { BILLING, SHIPPING } from './addresses';

/** A customer as the REST API and webhooks show it (https://woocommerce.github.io/woocommerce-rest-api-docs/#customer-properties). */
export const customer: Row = {
	id: 5,
	date_created: '2026-11-21T10:00:00',
	date_created_gmt: '2026-11-21T10:00:00',
	date_modified: '2026-11-21T10:00:00',
	date_modified_gmt: '2026-11-21T10:00:00',
	email: 'ada@example.com',
	first_name: 'Ada',
	last_name: 'Example',
	role: 'customer',
	username: 'ada',
	billing: BILLING,
	shipping: SHIPPING,
	is_paying_customer: true,
	avatar_url: 'https://secure.gravatar.com/avatar/7e67648c?s=96&d=mm&r=g',
	meta_data: [],
	_links: {
		self: [
			{
				href: 'https://shop.example/wp-json/wc/v3/customers/5',
				targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
			},
		],
		collection: [{ href: 'https://shop.example/wp-json/wc/v3/customers' }],
	},
};
