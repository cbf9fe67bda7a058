import type { JsonObject } from '../../json';
import type { Random } from '../../random';
import { dateTwins } from '../dates';
import type { ShopView } from '../resource';
import { CUSTOMER } from './customer';
import { cents, draw, price, randomOf } from './draw';
import { blankAddress, personOf } from './person';
import { productName, productPrice, productSku } from './productSeed';

/** All statuses but the trash. */
export const LIVE_STATUSES = [
	...['pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed'],
	'checkout-draft',
];
const PAID_STATUSES = ['processing', 'completed', 'refunded'];

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

/** An order without any content. */
export const BLANK_ORDER: JsonObject = {
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
	payment_url: '',
	is_editable: true,
	needs_payment: false,
	needs_processing: true,
	date_created_gmt: null,
	date_modified_gmt: null,
	date_completed_gmt: null,
	date_paid_gmt: null,
	currency_symbol: '$',
};

/** The order that the seed makes of an id. */
export function generateOrder(view: ShopView, id: number, row: number): JsonObject {
	const random = randomOf(view.seed, id, 'order');
	const customer = seededCustomer(view, id);
	const person = customer > 0 ? personOf(view.seed, customer, CUSTOMER) : undefined;
	const buyer = person ?? personOf(view.seed, id, 'guest');
	const status = seededOrderStatus(view.seed, id);
	const paid = view.table('orders').created[row] + random.integer(2, 90);
	const order: JsonObject = {
		...BLANK_ORDER,
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

/** A line of a product at the price that the seed gave it. */
export function lineItem(
	view: ShopView,
	id: number,
	product: number,
	quantity: number,
): JsonObject {
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

/** An order's lines of one kind. */
export function linesOf(order: JsonObject, kind: string): JsonObject[] {
	return (order[kind] ?? []) as JsonObject[];
}

/** The totals that follow from an order's lines. */
export function totalsOf(order: JsonObject): JsonObject {
	const sum = (kind: string) =>
		linesOf(order, kind).reduce((total, line) => total + cents(line.total), 0);
	const shipping = sum('shipping_lines');
	return {
		shipping_total: price(shipping),
		total: price(sum('line_items') + sum('fee_lines') + shipping),
	};
}
