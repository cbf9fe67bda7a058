import type { JsonObject } from '../../json';
import type { Resource } from '../resource';
import { draw } from './draw';
import { orders, type OrderStorage } from './order';
import { unknownPost } from './posts';

/** The statuses of `wcs_get_subscription_statuses()`; the first is the one that the seed gives. */
const STATUSES = [
	'active',
	'pending',
	'on-hold',
	'cancelled',
	'switched',
	'expired',
	'pending-cancel',
];

/** What the plugin adds to the fields of an order (https://woocommerce.github.io/subscriptions-rest-api-docs/#subscription-properties). */
const ADDED: JsonObject = {
	billing_period: 'month',
	billing_interval: '1',
	start_date_gmt: '',
	trial_end_date_gmt: '',
	next_payment_date_gmt: '',
	last_payment_date_gmt: '',
	cancelled_date_gmt: '',
	end_date_gmt: '',
	payment_retry_date_gmt: '',
	resubscribed_from: '',
	resubscribed_subscription: '',
	removed_line_items: [],
};

/** The resource of WooCommerce Subscriptions, whose controller extends that of orders. */
export function subscriptions(storage: OrderStorage): Resource {
	const order = orders(storage);
	return {
		...order,
		name: 'subscriptions',
		path: 'subscriptions',
		ids: 'custom',
		noun: 'shop_subscription',
		unknown: unknownPost('shop_subscription'),
		groups: [...STATUSES, 'trash'],
		listed: ({ status }) =>
			(status as string[]).includes('any') ? STATUSES : (status as string[]),
		parameters: {
			...order.parameters,
			status: { kind: 'choices', of: ['any', 'trash', ...STATUSES], default: ['any'] },
		},
		blank: { ...order.blank, ...ADDED, status: 'pending' },
		generate: (view, id, row) => ({
			...order.generate(view, id, row),
			...ADDED,
			billing_interval: String(1 + Math.floor(3 * draw(view.seed, id, 'interval'))),
			status: 'active',
		}),
		finish: (_view, subscription) => {
			subscription.number = String(subscription.id);
		},
		links: (view, { id }) => ({
			self: view.rest(`subscriptions/${id}`),
			collection: view.rest('subscriptions'),
		}),
		write: order.write && {
			...order.write,
			fields: {
				...order.write.fields,
				status: STATUSES,
				billing_period: 'string',
				billing_interval: 'string',
				next_payment_date_gmt: 'string',
			},
		},
	};
}
