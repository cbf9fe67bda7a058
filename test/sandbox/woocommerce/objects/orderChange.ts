import type { JsonObject, JsonValue } from '../../json';
import { dateTwins } from '../dates';
import { ApiError } from '../errors';
import type { ShopView } from '../resource';
import { cents, price } from './draw';
import { lineItem, linesOf, totalsOf } from './orderSeed';

const LINES = ['line_items', 'shipping_lines', 'fee_lines', 'coupon_lines'];
/** A member that is null says that the line is to go. */
const REMOVING = ['product_id', 'method_id', 'method_title', 'name', 'code'];

/** Works a posted change out as WC_REST_Orders_Controller::save_object() does. */
export function prepareOrder(view: ShopView, patch: JsonObject, current?: JsonObject): JsonObject {
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
		const isRemoved = line.quantity === 0 || REMOVING.some((key) => line[key] === null);
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
