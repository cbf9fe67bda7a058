import type { JsonObject, JsonValue } from '../../json';
import type { Random } from '../../random';
import { boundaryOfOrders, boundaryOfPosts, dateTwins } from '../dates';
import { ApiError } from '../errors';
import { DATE_PARAMETERS, listParameters } from '../parameters';
import type { FieldRule, Resource, ShopView } from '../resource';
import { cents, draw, price, randomOf } from './draw';
import { CUSTOMER } from './customer';
import { blankAddress, personOf } from './person';
import { createdAndModified, localKeys, selfAndCollection, unknownPost } from './posts';
import { productName, productPrice, productSku } from './product';

const LIVE_STATUSES = [
	...['pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed'],
	'checkout-draft',
];
const PAID_STATUSES = ['processing', 'completed', 'refunded'];
const LINES = ['line_items', 'shipping_lines', 'fee_lines', 'coupon_lines'];
const ORDER_BY = ['date', 'id', 'include', 'title', 'slug', 'modified'];

/** Which of a hundred orders have which status. */
const SHARES: readonly [number, string][] = [
	[0.06, 'pending'],
	[0.3, 'processing'],
	[0.36, 'on-hold'],
	[0.88, 'completed'],
	[0.93, 'cancelled'],
	[0.97, 'refunded'],
	[1, 'failed'],
];

/** The status that the seed gives an order. */
export function seededOrderStatus(seed: number, id: number): string {
	const fraction = draw(seed, id, 'order status');
	return (SHARES.find(([share]) => fraction < share) ?? SHARES[0])[1];
}

function blankOrder(view: ShopView): JsonObject {
	return {
		id: 0,
		parent_id: 0,
		status: 'pending',
		currency: 'USD',
		version: '10.5.0',
		prices_include_tax: false,
		date_created: null,
		date_modified: null,
		discount_total: '0.00',
		discount_tax: '0.00',
		shipping_total: '0.00',
		shipping_tax: '0.00',
		cart_tax: '0.00',
		total: '0.00',
		total_tax: '0.00',
		customer_id: 0,
		order_key: '',
		billing: blankAddress({ email: '', phone: '' }),
		shipping: blankAddress({ phone: '' }),
		payment_method: '',
		payment_method_title: '',
		transaction_id: '',
		customer_ip_address: '',
		customer_user_agent: '',
		created_via: 'rest-api',
		customer_note: '',
		date_completed: null,
		date_paid: null,
		cart_hash: '',
		number: '',
		meta_data: [],
		line_items: [],
		tax_lines: [],
		shipping_lines: [],
		fee_lines: [],
		coupon_lines: [],
		refunds: [],
		payment_url: view.site('/checkout/'),
		is_editable: true,
		needs_payment: false,
		needs_processing: true,
		date_created_gmt: null,
		date_modified_gmt: null,
		date_completed_gmt: null,
		date_paid_gmt: null,
		currency_symbol: '$',
	};
}

function generateOrder(view: ShopView, id: number, row: number): JsonObject {
	const random = randomOf(view.seed, id, 'order');
	const customer = seededCustomer(view, id);
	const person = customer > 0 ? personOf(view.seed, customer, CUSTOMER) : undefined;
	const buyer = person ?? personOf(view.seed, id, 'guest');
	const status = seededOrderStatus(view.seed, id);
	const paid = view.table('orders').created[row] + random.integer(2, 90);
	const order: JsonObject = {
		...blankOrder(view),
		status,
		customer_id: customer,
		order_key: `wc_order_${random.text('abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ', 13)}`,
		billing: { ...buyer.address, email: buyer.email, phone: phone(random) },
		shipping: { ...buyer.address, phone: '' },
		payment_method: 'stripe',
		payment_method_title: 'Credit card',
		transaction_id: `ch_${random.text('0123456789ABCDEF', 16)}`,
		customer_ip_address: `203.0.113.${random.integer(1, 254)}`,
		customer_user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
		created_via: 'checkout',
		cart_hash: random.text('0123456789abcdef', 32),
		meta_data: [{ id: id * 10, key: '_wc_order_attribution_source_type', value: 'organic' }],
		line_items: seededLines(view, id, random),
		shipping_lines: [seededShipping(id, random)],
		...(PAID_STATUSES.includes(status) && dateTwins('date_paid', paid, view.zone)),
		...(status === 'completed' && dateTwins('date_completed', paid + 3600, view.zone)),
	};
	return { ...order, ...totalsOf(order) };
}

function seededCustomer(view: ShopView, id: number): number {
	const customers = view.table('customers');
	const isGuest = draw(view.seed, id, 'guest order') < 0.35;
	if (isGuest || customers.initialLength === 0) return 0;
	return customers.ids[Math.floor(draw(view.seed, id, 'customer') * customers.initialLength)];
}

function seededLines(view: ShopView, id: number, random: Random): JsonObject[] {
	const products = view.table('products');
	if (products.initialLength === 0) return [];
	return Array.from({ length: random.integer(1, 3) }, (_, index) => {
		const product = products.ids[random.integer(0, products.initialLength - 1)];
		return lineItem(view, id * 10 + index, product, random.integer(1, 4));
	});
}

function lineItem(view: ShopView, id: number, product: number, quantity: number): JsonObject {
	const unit = cents(productPrice(view.seed, product));
	return {
		id,
		name: productName(view.seed, product),
		product_id: product,
		variation_id: 0,
		quantity,
		tax_class: '',
		subtotal: price(unit * quantity),
		subtotal_tax: '0.00',
		total: price(unit * quantity),
		total_tax: '0.00',
		taxes: [],
		meta_data: [],
		sku: productSku(product),
		price: unit / 100,
		image: { id: '', src: '' },
		parent_name: null,
	};
}

function seededShipping(id: number, random: Random): JsonObject {
	return {
		id: id * 10 + 9,
		method_title: 'Flat rate',
		method_id: 'flat_rate',
		instance_id: '1',
		total: price(random.pick([0, 500, 990])),
		total_tax: '0.00',
		taxes: [],
		tax_status: 'taxable',
		meta_data: [],
	};
}

function phone(random: Random): string {
	return `(555) 555-0${random.integer(100, 199)}`;
}

function linesOf(order: JsonObject, kind: string): JsonObject[] {
	return (order[kind] ?? []) as JsonObject[];
}

function totalsOf(order: JsonObject): JsonObject {
	const sum = (kind: string) =>
		linesOf(order, kind).reduce((total, line) => total + cents(line.total), 0);
	const shipping = sum('shipping_lines');
	return {
		shipping_total: price(shipping),
		total: price(sum('line_items') + sum('fee_lines') + shipping),
	};
}

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

/** Works a posted change out as WC_REST_Orders_Controller::save_object() does. */
function prepareOrder(view: ShopView, patch: JsonObject, current?: JsonObject): JsonObject {
	const { set_paid: isPaid, ...rest } = patch;
	const prepared: JsonObject = { ...rest };
	const buyer = patch.customer_id as number | undefined;
	const customers = view.table('customers');
	if (buyer && !customers.isThere(customers.rowOf(buyer)))
		throw new ApiError(400, 'woocommerce_rest_invalid_customer_id', 'Customer ID is invalid.');
	for (const kind of LINES)
		if (patch[kind] !== undefined)
			prepared[kind] = mergeLines(view, kind, patch[kind], linesOf(current ?? {}, kind));
	if (LINES.some((kind) => patch[kind] !== undefined))
		Object.assign(prepared, totalsOf({ ...current, ...prepared }));
	if (isPaid === true) prepared.status = 'processing';
	return { ...prepared, ...datesOfStatus(view, prepared.status, current) };
}

function datesOfStatus(view: ShopView, status: JsonValue, current?: JsonObject): JsonObject {
	const isPaid = status === 'processing' || status === 'completed';
	return {
		...(isPaid && !current?.date_paid && dateTwins('date_paid', view.now(), view.zone)),
		...(status === 'completed' &&
			current?.status !== 'completed' &&
			dateTwins('date_completed', view.now(), view.zone)),
	};
}

function mergeLines(
	view: ShopView,
	kind: string,
	posted: JsonValue,
	current: JsonObject[],
): JsonObject[] {
	let lines = [...current];
	for (const line of posted as JsonObject[]) {
		const old = lines.find((other) => line.id !== undefined && other.id === line.id);
		const isRemoved =
			line.quantity === 0 ||
			['product_id', 'method_id', 'method_title', 'name', 'code'].some((key) => line[key] === null);
		if (isRemoved) lines = lines.filter((other) => other !== old);
		else if (old)
			lines = lines.map((other) => (other === old ? { ...old, ...repriced(old, line) } : other));
		else lines.push(newLine(view, kind, line));
	}
	return lines;
}

function repriced(old: JsonObject, line: JsonObject): JsonObject {
	if (line.quantity === undefined || line.total !== undefined) return line;
	const total = price(Math.round(Number(old.price) * 100) * Number(line.quantity));
	return { ...line, subtotal: total, total };
}

function newLine(view: ShopView, kind: string, posted: JsonObject): JsonObject {
	const id = view.nextInnerId();
	if (kind !== 'line_items')
		return { total: '0.00', total_tax: '0.00', taxes: [], meta_data: [], ...posted, id };
	if (posted.product_id === undefined && posted.variation_id === undefined && !posted.sku)
		throw new ApiError(
			400,
			'woocommerce_rest_required_product_reference',
			'Product ID or SKU is required.',
		);
	const quantity = Number(posted.quantity ?? 1);
	const line = lineItem(view, id, Number(posted.product_id ?? 0), quantity);
	const products = view.table('products');
	const row = products.rowOf(Number(posted.product_id ?? 0));
	// A product that does not exist leaves a line without a product, and no error.
	if (!products.isThere(row))
		return {
			...line,
			product_id: 0,
			name: '',
			sku: null,
			price: 0,
			...zeroTotals(),
			...posted,
			id,
		};
	const product = view.read('products', row);
	const total = price(cents(product.price) * quantity);
	return {
		...line,
		name: product.name,
		sku: product.sku,
		price: cents(product.price) / 100,
		subtotal: total,
		total,
		...posted,
		id,
	};
}

function zeroTotals(): JsonObject {
	return { subtotal: '0.00', total: '0.00' };
}

/** The order tables: high-performance ones, or posts as before WooCommerce 8.2. */
export type OrderStorage = 'highPerformance' | 'legacy';

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
		groups: [...LIVE_STATUSES, 'trash'],
		// Measured: `any` beside other statuses wins, and drops the trash.
		listed: ({ status }) =>
			(status as string[]).includes('any') ? LIVE_STATUSES : (status as string[]),
		parameters: {
			...listParameters(ORDER_BY, 'date', 'desc'),
			...DATE_PARAMETERS,
			status: { kind: 'choices', of: ['any', 'trash', ...LIVE_STATUSES], default: ['any'] },
			customer: { kind: 'integer' },
			product: { kind: 'integer' },
			parent: { kind: 'ids' },
		},
		// The order tables know neither title nor slug; such an order falls back to the primary key.
		orderBy: isFast
			? { ...SORT_FAST, title: 'id', slug: 'id' }
			: { ...SORT_LEGACY, title: 'id', slug: 'id' },
		sortKeys: (view, table) => (isFast ? {} : localKeys(view, table)),
		boundary: isFast ? boundaryOfOrders : boundaryOfPosts,
		filters: {
			customer: (order, wanted) => order.customer_id === wanted,
			product: (order, wanted) =>
				linesOf(order, 'line_items').some((line) => line.product_id === wanted),
			parent: (order, wanted) => (wanted as number[]).includes(order.parent_id as number),
		},
		searched: [
			...['id', 'billing.first_name', 'billing.last_name', 'billing.email', 'shipping.last_name'],
			'transaction_id',
		],
		// Measured: behind the last page the order tables count nothing.
		totalPastEnd: isFast ? 'zero' : 'rightByPage',
		blank: blankOrder,
		generate: generateOrder,
		finish: finishOrder,
		dates: createdAndModified,
		links: (view, order) => ({
			...selfAndCollection(view, 'orders', order),
			...(Number(order.customer_id) > 0 && {
				customer: view.rest(`customers/${order.customer_id}`),
			}),
			...(Number(order.parent_id) > 0 && { up: view.rest(`orders/${order.parent_id}`) }),
		}),
		write: {
			fields: ORDER_FIELDS,
			required: [],
			merges: { billing: 'object', shipping: 'object', meta_data: 'meta' },
			prepare: prepareOrder,
			trash: 'moves',
		},
		// Measured: any PUT moves the date; on the legacy storage one of meta data alone, or of equal
		// values, does not.
		movesDate: (changed) => isFast || changed.some((field) => field !== 'meta_data'),
	};
}

const SORT_FAST = { date: 'createdUtc', id: 'id', include: 'include', modified: 'modifiedUtc' };
const SORT_LEGACY = {
	date: 'createdLocal',
	id: 'id',
	include: 'include',
	modified: 'modifiedLocal',
};

const ORDER_FIELDS: Readonly<Record<string, FieldRule>> = {
	parent_id: 'integer',
	status: [...LIVE_STATUSES, 'auto-draft'],
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

const REFUND_ORDER_BY = { ...SORT_FAST, title: 'id', slug: 'id' };

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
		orderBy: REFUND_ORDER_BY,
		sortKeys: () => ({}),
		boundary: boundaryOfOrders,
		filters: {},
		searched: ['id', 'reason'],
		totalPastEnd: 'zero',
		blank: () => BLANK_REFUND,
		generate: (view, id, row) => {
			const orderRow = view.table('orders').rowOf(view.table('refunds').parents[row]);
			const total = orderRow < 0 ? '0.00' : generatedTotal(view, orderRow);
			return { ...BLANK_REFUND, id, amount: total, reason: 'Returned' };
		},
		// Measured: the filter by modified date works, and the rows carry no such field.
		dates: (view, created) => dateTwins('date_created', created, view.zone),
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
