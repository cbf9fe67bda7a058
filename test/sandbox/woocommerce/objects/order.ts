import type { JsonObject } from '../../json';
import { boundaryOfOrders, boundaryOfPosts } from '../dates';
import { DATE_PARAMETERS, listParameters, type ParameterRule } from '../parameters';
import type { FieldRule, Resource, ShopView, WriteRules } from '../resource';
import { cents } from './draw';
import { prepareOrder } from './orderChange';
import { BLANK_ORDER, generateOrder, linesOf, LIVE_STATUSES } from './orderSeed';
import {
	createdAndModified,
	HIDDEN_STATUS,
	localKeys,
	POST_ORDER,
	selfAndCollection,
	unknownPost,
} from './posts';

function finishOrder(view: ShopView, order: JsonObject): void {
	const id = order.id as number;
	const status = order.status as string;
	const isOpen = ['pending', 'failed'].includes(status) && cents(order.total) > 0;
	order.number = String(id);
	order.payment_url = view.site(
		`/checkout/order-pay/${id}/?pay_for_order=true&key=${order.order_key}`,
	);
	order.is_editable = ['pending', 'on-hold', 'auto-draft'].includes(status);
	order.needs_payment = isOpen;
	order.needs_processing = linesOf(order, 'line_items').length > 0;
	const refunds = view.table('refunds');
	order.refunds = refunds.childrenOf(id).map((row) => {
		const refund = view.read('refunds', row);
		return { id: refund.id, reason: refund.reason, total: `-${refund.amount}` };
	});
}

const PARAMETERS: Readonly<Record<string, ParameterRule>> = {
	...listParameters(['date', 'id', 'include', 'title', 'slug', 'modified'], 'date', 'desc'),
	...DATE_PARAMETERS,
	status: { kind: 'choices', of: ['any', 'trash', ...LIVE_STATUSES], default: ['any'] },
	customer: { kind: 'integer' },
	product: { kind: 'integer' },
	parent: { kind: 'ids' },
};

const FILTERS: Resource['filters'] = {
	customer: (order, wanted) => order.customer_id === wanted,
	product: (order, wanted) =>
		linesOf(order, 'line_items').some((line) => line.product_id === wanted),
	parent: (order, wanted) => (wanted as number[]).includes(order.parent_id as number),
};

const SEARCHED = [
	...['id', 'billing.first_name', 'billing.last_name', 'billing.email', 'shipping.last_name'],
	'transaction_id',
];

const FIELDS: Readonly<Record<string, FieldRule>> = {
	parent_id: 'integer',
	status: [...LIVE_STATUSES, 'auto-draft', HIDDEN_STATUS],
	currency: 'string',
	customer_id: 'integer',
	customer_note: 'string',
	billing: 'object',
	shipping: 'object',
	payment_method: 'string',
	payment_method_title: 'string',
	transaction_id: 'string',
	created_via: 'string',
	meta_data: 'array',
	line_items: 'array',
	shipping_lines: 'array',
	fee_lines: 'array',
	coupon_lines: 'array',
	set_paid: 'boolean',
};

const WRITE: WriteRules = {
	fields: FIELDS,
	required: [],
	merges: { billing: 'object', shipping: 'object', meta_data: 'meta' },
	prepare: prepareOrder,
	trash: 'moves',
};

/** `orderby` on the order tables, which hold GMT alone and know neither title nor slug. */
export const ORDER_TABLE_ORDER = {
	date: 'createdUtc',
	id: 'id',
	include: 'include',
	modified: 'modifiedUtc',
	title: 'id',
	slug: 'id',
};

function linksOf(view: ShopView, order: JsonObject): Record<string, string> {
	const { customer_id: customer, parent_id: parent } = order;
	return {
		...selfAndCollection(view, 'orders', order),
		...(Number(customer) > 0 && { customer: view.rest(`customers/${customer}`) }),
		...(Number(parent) > 0 && { up: view.rest(`orders/${parent}`) }),
	};
}

/** The order tables: high-performance ones, or posts as before WooCommerce 8.2. */
export type OrderStorage = 'highPerformance' | 'legacy';

/** What the legacy storage writes beside the post, whose date then stays (measured with 9.9.5), and the sums of it. */
const BESIDE_THE_POST = [
	...['meta_data', 'billing', 'shipping', 'transaction_id'],
	...['line_items', 'fee_lines', 'shipping_lines'],
	...['total', 'total_tax', 'cart_tax', 'shipping_total', 'shipping_tax'],
];

/** The resource `orders`. */
export function orders(storage: OrderStorage): Resource {
	const isFast = storage === 'highPerformance';
	return {
		name: 'orders',
		path: 'orders',
		ids: 'posts',
		noun: 'shop_order',
		unknown: unknownPost('shop_order'),
		groupField: 'status',
		groups: [...LIVE_STATUSES, 'trash', HIDDEN_STATUS],
		// Measured: `any` beside other statuses wins, and drops the trash.
		listed: ({ status }) =>
			(status as string[]).includes('any') ? LIVE_STATUSES : (status as string[]),
		parameters: PARAMETERS,
		orderBy: isFast ? ORDER_TABLE_ORDER : { ...POST_ORDER, title: 'id', slug: 'id' },
		sortKeys: (view, table) => (isFast ? {} : localKeys(view, table)),
		boundary: isFast ? boundaryOfOrders : boundaryOfPosts,
		filters: FILTERS,
		searched: SEARCHED,
		// Measured: behind the last page the order tables count nothing.
		totalPastEnd: isFast ? 'zero' : 'rightByPage',
		blank: BLANK_ORDER,
		generate: generateOrder,
		finish: finishOrder,
		dates: createdAndModified,
		links: linksOf,
		write: WRITE,
		// Measured: any PUT moves the date; on the legacy storage one of these fields alone, or of equal
		// values, does not.
		movesDate: (changed) => isFast || changed.some((field) => !BESIDE_THE_POST.includes(field)),
	};
}
