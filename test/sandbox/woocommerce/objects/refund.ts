import type { JsonObject } from '../../json';
import { boundaryOfOrders } from '../dates';
import { ApiError } from '../errors';
import { DATE_PARAMETERS, listParameters } from '../parameters';
import type { Resource, ShopView } from '../resource';
import { ORDER_TABLE_ORDER } from './order';
import { generateOrder } from './orderSeed';
import { createdOnly, selfAndCollection } from './posts';

const ORDER_BY = ['date', 'id', 'include', 'title', 'slug', 'modified'];

const BLANK_REFUND: JsonObject = {
	id: 0,
	parent_id: 0,
	date_created: null,
	date_created_gmt: null,
	amount: '0.00',
	reason: '',
	refunded_by: 1,
	refunded_payment: false,
	meta_data: [],
	line_items: [],
	shipping_lines: [],
	tax_lines: [],
	fee_lines: [],
};

/** The resource `refunds`, below one order. */
export function refunds(): Resource {
	return {
		name: 'refunds',
		path: 'orders/{parent}/refunds',
		parent: {
			resource: 'orders',
			missing: () => new ApiError(404, 'woocommerce_rest_invalid_order_id', 'Invalid order ID.'),
		},
		ids: 'posts',
		noun: 'shop_order_refund',
		unknown: () =>
			new ApiError(404, 'woocommerce_rest_invalid_order_refund_id', 'Invalid order refund ID.'),
		groups: ['completed'],
		listed: () => ['completed'],
		parameters: { ...listParameters(ORDER_BY, 'date', 'desc'), ...DATE_PARAMETERS },
		orderBy: ORDER_TABLE_ORDER,
		sortKeys: () => ({}),
		boundary: boundaryOfOrders,
		filters: {},
		searched: ['id', 'reason'],
		totalPastEnd: 'zero',
		blank: BLANK_REFUND,
		generate: (view, id, row) => {
			const orderRow = view.table('orders').rowOf(view.table('refunds').parents[row]);
			const total = orderRow < 0 ? '0.00' : generatedTotal(view, orderRow);
			return { ...BLANK_REFUND, id, amount: total, reason: 'Returned' };
		},
		// Measured: the filter by modified date works, and the rows carry no such field.
		dates: createdOnly,
		links: (view, refund) => {
			const parent =
				view.table('refunds').parents[view.table('refunds').rowOf(refund.id as number)];
			return {
				...selfAndCollection(view, `orders/${parent}/refunds`, refund),
				up: view.rest(`orders/${parent}`),
			};
		},
		movesDate: () => true,
	};
}

function generatedTotal(view: ShopView, orderRow: number): string {
	const id = view.table('orders').ids[orderRow];
	return generateOrder(view, id, orderRow).total as string;
}
