import type { JsonObject } from '../../json';
import type { ShopView } from '../resource';
import { cents, draw, pickBy, price, randomOf } from './draw';
import { createdAndModified, NO_DATES } from './posts';

const ADJECTIVES = ['Woven', 'Quiet', 'Solid', 'Tall', 'Nordic', 'Rustic', 'Daily', 'Café'];
const MATERIALS = ['Oak', 'Linen', 'Steel', 'Wool', 'Cork', 'Glass', 'Salt & Pepper', 'Leather'];
const THINGS = ['Chair', 'Mug', 'Hoodie', 'Lamp', 'Notebook', 'Backpack', 'Bowl', 'Scarf'];

/** How many variations a variable product of the seed has. */
export const VARIATIONS_EACH = 3;

export function productName(seed: number, id: number): string {
	return [
		pickBy(ADJECTIVES, draw(seed, id, 'product adjective')),
		pickBy(MATERIALS, draw(seed, id, 'product material')),
		pickBy(THINGS, draw(seed, id, 'product thing')),
	].join(' ');
}

export function productPrice(seed: number, id: number): string {
	return price(500 + Math.floor(draw(seed, id, 'product price') * 195) * 100 + 99);
}

export function productSku(id: number): string {
	return `SKU-${id}`;
}

/** Whether the seed makes a product one with variations. */
export function isSeededVariable(seed: number, id: number): boolean {
	return draw(seed, id, 'product type') < 0.1;
}

/** The status that the seed gives a product. */
export function seededProductStatus(seed: number, id: number): string {
	return draw(seed, id, 'product status') < 0.05 ? 'draft' : 'publish';
}

/** What WordPress makes of a name in an address. */
export function slugOf(name: string, id: number): string {
	const plain = name.normalize('NFD').replace(/[^A-Za-z0-9]+/g, '-');
	return `${plain.toLowerCase()}-${id}`;
}

/** The id in a value that the seed made. */
export function seededOwner(value: string, form: RegExp): number | undefined {
	const match = form.exec(value);
	return match ? Number(match[1]) : undefined;
}

/** A product without any content. */
export const BLANK_PRODUCT: JsonObject = {
	id: 0,
	name: '',
	slug: '',
	permalink: '',
	...NO_DATES,
	type: 'simple',
	status: 'publish',
	featured: false,
	catalog_visibility: 'visible',
	description: '',
	short_description: '',
	sku: '',
	price: '',
	regular_price: '',
	sale_price: '',
	date_on_sale_from: null,
	date_on_sale_from_gmt: null,
	date_on_sale_to: null,
	date_on_sale_to_gmt: null,
	on_sale: false,
	purchasable: false,
	total_sales: 0,
	virtual: false,
	downloadable: false,
	downloads: [],
	download_limit: -1,
	download_expiry: -1,
	external_url: '',
	button_text: '',
	tax_status: 'taxable',
	tax_class: '',
	manage_stock: false,
	stock_quantity: null,
	backorders: 'no',
	backorders_allowed: false,
	backordered: false,
	low_stock_amount: null,
	sold_individually: false,
	weight: '',
	dimensions: { length: '', width: '', height: '' },
	shipping_required: true,
	shipping_taxable: true,
	shipping_class: '',
	shipping_class_id: 0,
	reviews_allowed: true,
	average_rating: '0.00',
	rating_count: 0,
	upsell_ids: [],
	cross_sell_ids: [],
	parent_id: 0,
	purchase_note: '',
	categories: [],
	brands: [],
	tags: [],
	images: [],
	attributes: [],
	default_attributes: [],
	variations: [],
	grouped_products: [],
	menu_order: 0,
	price_html: '',
	related_ids: [],
	meta_data: [],
	stock_status: 'instock',
	has_options: false,
	post_password: '',
	global_unique_id: '',
};

/** The product that the seed makes of an id. */
export function generateProduct(view: ShopView, id: number, row: number): JsonObject {
	const { seed } = view;
	const random = randomOf(seed, id, 'product');
	const name = productName(seed, id);
	const isVariable = row < view.table('products').initialLength && isSeededVariable(seed, id);
	const regular = productPrice(seed, id);
	const isOnSale = !isVariable && random.chance(0.2);
	const isCounted = !isVariable && random.chance(0.7);
	return {
		...BLANK_PRODUCT,
		name,
		slug: slugOf(name, id),
		type: isVariable ? 'variable' : 'simple',
		status: seededProductStatus(seed, id),
		featured: random.chance(0.1),
		description: `<p>${name}: made to last, shipped within two days.</p>\n`,
		short_description: `<p>${name}</p>\n`,
		sku: productSku(id),
		regular_price: isVariable ? '' : regular,
		sale_price: isOnSale ? price(Math.round(cents(regular) * 0.8)) : '',
		total_sales: random.integer(0, 400),
		manage_stock: isCounted,
		stock_quantity: isCounted ? random.integer(5, 500) : null,
		weight: String(random.integer(1, 20) / 10),
		dimensions: { length: '10', width: String(random.integer(5, 40)), height: '3' },
		categories: seededTerms(view, 'categories', id),
		tags: seededTerms(view, 'tags', id),
		images: [imageOf(view, id, name)],
		attributes: isVariable ? [sizes()] : [],
		meta_data: [{ id: id * 10, key: '_supplier', value: random.pick(['north', 'south']) }],
	};
}

function seededTerms(view: ShopView, kind: TermField, id: number): JsonObject[] {
	const table = view.table(kind);
	const isWithout = kind === 'tags' && draw(view.seed, id, 'tagged') < 0.5;
	if (isWithout || table.initialLength === 0) return [];
	return [{ id: table.ids[Math.floor(draw(view.seed, id, kind) * table.initialLength)] }];
}

/** A product field that holds terms; the resource of the terms has the same name. */
export type TermField = 'categories' | 'tags';

/** The ids of a product's terms, without making the product. */
export function termIdsOf(view: ShopView, kind: TermField, row: number): number[] {
	const products = view.table('products');
	const own = products.contents.get(row)?.[kind] as JsonObject[] | undefined;
	if (!own && products.blank.has(row)) return [];
	return (own ?? seededTerms(view, kind, products.ids[row])).map((term) => term.id as number);
}

function imageOf(view: ShopView, id: number, name: string): JsonObject {
	const created = view.table('products').created[view.table('products').rowOf(id)];
	return {
		id: 900_000_000 + id,
		...createdAndModified(view, created, created),
		src: view.site(`/wp-content/uploads/2025/01/${slugOf(name, id)}.jpg`),
		name,
		alt: '',
		srcset: '',
		sizes: '(max-width: 801px) 100vw, 801px',
		thumbnail: view.site(`/wp-content/uploads/2025/01/${slugOf(name, id)}-324x324.jpg`),
	};
}

function sizes(): JsonObject {
	return {
		id: 0,
		name: 'Size',
		slug: 'Size',
		position: 0,
		visible: true,
		variation: true,
		options: ['Small', 'Medium', 'Large'],
	};
}
