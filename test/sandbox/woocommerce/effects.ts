import type { JsonObject } from '../json';
import type { ChangeKind } from './changes';
import type { ShopView } from './resource';

/** What an effect may do to other objects. */
export interface EffectShop extends ShopView {
	/** Saves an object as the vendor's own code does: its date moves. */
	touch(resource: string, id: number, patch?: JsonObject): void;
	/** Moves an object's date without saving it, so no webhook fires. */
	redate(resource: string, id: number): void;
	/** Writes fields of an object without saving it: no date moves, and no webhook fires. */
	writeUnsaved(resource: string, id: number, patch: JsonObject): void;
	/** Records that an object reads differently now, though it was not saved. */
	noteUnsaved(resource: string, id: number, fields: readonly string[]): void;
	remove(resource: string, id: number): void;
	/** Orders whose items have left the stock already. */
	readonly stockReduced: Set<number>;
}

interface Effect {
	resource: string;
	on: readonly ChangeKind[];
	run(shop: EffectShop, row: number, id: number): void;
}

const REDUCING_STATUSES = ['processing', 'on-hold', 'completed'];

/** What a change of one object does to others, as measured on a real store. */
const EFFECTS: readonly Effect[] = [
	{ resource: 'orders', on: ['created', 'updated', 'restored'], run: reduceStock },
	{
		// A refund's creation moves the order's date, its deletion does not.
		resource: 'refunds',
		on: ['created'],
		run: (shop, row) => shop.touch('orders', shop.table('refunds').parents[row]),
	},
	{
		resource: 'refunds',
		on: ['removed'],
		run: (shop, row) => shop.noteUnsaved('orders', shop.table('refunds').parents[row], ['refunds']),
	},
	{ resource: 'reviews', on: ['created'], run: rateProduct },
	{
		resource: 'variations',
		on: ['trashed', 'restored'],
		run: (shop, row) => shop.touch('products', shop.table('variations').parents[row]),
	},
	{
		// Measured: the product is saved at the end of the request, after its webhooks were queued.
		resource: 'variations',
		on: ['created', 'updated', 'removed'],
		run: (shop, row) => shop.redate('products', shop.table('variations').parents[row]),
	},
	{ resource: 'products', on: ['removed'], run: removeVariations },
];

/** Carries out what follows from a change. */
export function runEffects(
	shop: EffectShop,
	resource: string,
	change: ChangeKind,
	row: number,
): void {
	const id = shop.table(resource).ids[row];
	for (const effect of EFFECTS)
		if (effect.resource === resource && effect.on.includes(change)) effect.run(shop, row, id);
}

function reduceStock(shop: EffectShop, row: number): void {
	if (row < shop.table('orders').initialLength || shop.stockReduced.has(row)) return;
	const order = shop.read('orders', row);
	if (!REDUCING_STATUSES.includes(order.status as string)) return;
	shop.stockReduced.add(row);
	const products = shop.table('products');
	for (const line of order.line_items as JsonObject[]) {
		const productRow = products.rowOf(line.product_id as number);
		if (!products.isThere(productRow)) continue;
		const product = shop.read('products', productRow);
		// Measured: what is sold moves no date. Only the stock does, where it is managed.
		const sold = Number(product.total_sales) + Number(line.quantity);
		shop.writeUnsaved('products', line.product_id as number, { total_sales: sold });
		if (product.manage_stock !== true) continue;
		const left = Number(product.stock_quantity) - Number(line.quantity);
		shop.touch('products', line.product_id as number, { stock_quantity: left });
	}
}

function rateProduct(shop: EffectShop, row: number): void {
	const products = shop.table('products');
	const id = shop.table('reviews').parents[row];
	const productRow = products.rowOf(id);
	if (!products.isThere(productRow)) return;
	const { rating_count: count, average_rating: average } = shop.read('products', productRow);
	const rating = Number(shop.read('reviews', row).rating);
	const sum = Number(average) * Number(count) + rating;
	shop.touch('products', id, {
		rating_count: Number(count) + 1,
		average_rating: (sum / (Number(count) + 1)).toFixed(2),
	});
}

function removeVariations(shop: EffectShop, _row: number, id: number): void {
	const variations = shop.table('variations');
	for (const row of variations.childrenOf(id)) shop.remove('variations', variations.ids[row]);
}
