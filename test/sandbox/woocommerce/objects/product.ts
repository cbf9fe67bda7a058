import type { JsonObject, JsonValue } from '../../json';
import { boundaryOfPosts } from '../dates';
import { ApiError } from '../errors';
import { DATE_PARAMETERS, listParameters } from '../parameters';
import type { FieldRule, Resource, ShopView } from '../resource';
import type { Table } from '../table';
import { cents, draw, pickBy, price, randomOf } from './draw';
import {
	createdAndModified,
	localKeys,
	NO_DATES,
	POST_ORDER,
	selfAndCollection,
	unknownPost,
} from './posts';

const STATUSES = ['draft', 'pending', 'private', 'publish', 'future'];
const TYPES = ['simple', 'grouped', 'external', 'variable'];
const ADJECTIVES = ['Woven', 'Quiet', 'Solid', 'Tall', 'Nordic', 'Rustic', 'Daily', 'Café'];
const MATERIALS = ['Oak', 'Linen', 'Steel', 'Wool', 'Cork', 'Glass', 'Salt & Pepper', 'Leather'];
const THINGS = ['Chair', 'Mug', 'Hoodie', 'Lamp', 'Notebook', 'Backpack', 'Bowl', 'Scarf'];
const ORDER_BY = [
	...['date', 'id', 'include', 'title', 'slug', 'modified', 'popularity', 'rating', 'post__in'],
	...['price', 'sales', 'menu_order', 'random'],
];

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

function slugOf(name: string, id: number): string {
	const plain = name.normalize('NFD').replace(/[^A-Za-z0-9]+/g, '-');
	return `${plain.toLowerCase()}-${id}`;
}

function blankProduct(): JsonObject {
	return {
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
}

function generateProduct(view: ShopView, id: number, row: number): JsonObject {
	const { seed } = view;
	const random = randomOf(seed, id, 'product');
	const name = productName(seed, id);
	const isVariable = row < view.table('products').initialLength && isSeededVariable(seed, id);
	const regular = productPrice(seed, id);
	const isOnSale = !isVariable && random.chance(0.2);
	const isCounted = !isVariable && random.chance(0.7);
	return {
		...blankProduct(),
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

function finishProduct(view: ShopView, product: JsonObject): void {
	const id = product.id as number;
	finishSale(product);
	if (product.status === 'trash') product.slug = `${product.slug}__trashed`;
	product.permalink = view.site(`/product/${product.slug}/`);
	product.categories = namesOf(view, 'categories', product.categories);
	product.tags = namesOf(view, 'tags', product.tags);
	if (product.type === 'variable') {
		const variations = view.table('variations');
		product.variations = variations.childrenOf(id).map((row) => variations.ids[row]);
		product.has_options = true;
	}
	product.purchasable = product.price !== '' && product.status !== 'trash';
	product.price_html = priceHtml(product);
	product.related_ids = relatedIds(view, id);
}

/** Price and stock status follow from what was entered. */
function finishSale(product: JsonObject): void {
	product.on_sale = product.sale_price !== '';
	product.price = product.on_sale ? product.sale_price : product.regular_price;
	product.backorders_allowed = product.backorders !== 'no';
	if (product.manage_stock !== true) return;
	const isOut = Number(product.stock_quantity ?? 0) <= 0;
	product.stock_status = isOut
		? product.backorders_allowed
			? 'onbackorder'
			: 'outofstock'
		: 'instock';
	product.backordered = isOut && product.backorders_allowed;
}

// Measured: a renamed category shows in every product of it, and moves no product's date.
function namesOf(view: ShopView, resource: string, terms: JsonValue): JsonValue {
	const table = view.table(resource);
	return (terms as JsonObject[]).flatMap((term) => {
		const row = table.rowOf(term.id as number);
		if (!table.isThere(row)) return [];
		const { id, name, slug } = view.stored(resource, row);
		return [{ id, name, slug }];
	});
}

function priceHtml(product: JsonObject): string {
	if (product.price === '') return '';
	const symbol = '<span class="woocommerce-Price-currencySymbol">&#36;</span>';
	const span = (amount: JsonValue) =>
		`<span class="woocommerce-Price-amount amount"><bdi>${symbol}${amount}</bdi></span>`;
	if (product.on_sale !== true) return span(product.price);
	return (
		`<del aria-hidden="true">${span(product.regular_price)}</del> ` +
		`<ins aria-hidden="true">${span(product.sale_price)}</ins>`
	);
}

// Measured: related_ids are random on every read.
function relatedIds(view: ShopView, id: number): number[] {
	const { ids, length } = view.table('products');
	const related = new Set<number>();
	for (let tries = 0; tries < 10 && related.size < 5; tries++)
		related.add(ids[view.random.integer(0, length - 1)]);
	related.delete(id);
	return [...related];
}

function prepareProduct(_view: ShopView, patch: JsonObject, current?: JsonObject): JsonObject {
	const prepared: JsonObject = { ...patch };
	if (!current && patch.name !== undefined && patch.slug === undefined)
		prepared.slug = slugOf(String(patch.name), 0).replace(/-0$/, '');
	const isCounted = patch.manage_stock ?? current?.manage_stock ?? false;
	if (!isCounted && (patch.stock_quantity !== undefined || patch.manage_stock === false))
		prepared.stock_quantity = null;
	return prepared;
}

const CONTENT_FIELDS: Readonly<Record<string, FieldRule>> = {
	description: 'string',
	sku: 'string',
	regular_price: 'string',
	sale_price: 'string',
	status: [...STATUSES.slice(0, 4), 'future', 'auto-draft', 'trash'],
	virtual: 'boolean',
	downloadable: 'boolean',
	tax_status: ['taxable', 'shipping', 'none'],
	tax_class: 'string',
	manage_stock: 'boolean',
	stock_quantity: 'integer',
	stock_status: ['instock', 'outofstock', 'onbackorder'],
	backorders: ['no', 'notify', 'yes'],
	weight: 'string',
	dimensions: 'object',
	attributes: 'array',
	menu_order: 'integer',
	meta_data: 'array',
	global_unique_id: 'string',
};

const PRODUCT_FIELDS: Readonly<Record<string, FieldRule>> = {
	...CONTENT_FIELDS,
	name: 'string',
	slug: 'string',
	type: TYPES,
	featured: 'boolean',
	catalog_visibility: ['visible', 'catalog', 'search', 'hidden'],
	short_description: 'string',
	date_created: 'date',
	date_created_gmt: 'date',
	sold_individually: 'boolean',
	reviews_allowed: 'boolean',
	upsell_ids: 'array',
	cross_sell_ids: 'array',
	parent_id: 'integer',
	purchase_note: 'string',
	categories: 'array',
	tags: 'array',
	images: 'array',
	external_url: 'string',
	button_text: 'string',
};

/** The value of a field of a row without making the whole object, for sorting. */
function fieldKey(
	table: Table,
	field: string,
	seeded: (id: number) => number | string,
): (row: number) => number | string {
	return (row) => {
		const own = table.contents.get(row)?.[field];
		if (own !== undefined && own !== null) return own as number | string;
		return table.blank.has(row) ? '' : seeded(table.ids[row]);
	};
}

function productKeys(view: ShopView, table: Table): ReturnType<Resource['sortKeys']> {
	const { seed } = view;
	const name = fieldKey(table, 'name', (id) => productName(seed, id));
	const read = (row: number) => view.read('products', row);
	return {
		...localKeys(view, table),
		title: (row) => String(name(row)).toLowerCase(),
		slug: fieldKey(table, 'slug', (id) => slugOf(productName(seed, id), id)),
		price: (row) => cents(read(row).price),
		sales: (row) => Number(read(row).total_sales),
		rating: (row) => Number(read(row).average_rating),
		menuOrder: (row) => Number(read(row).menu_order),
	};
}

/** The resource `products`. */
export function products(): Resource {
	return {
		name: 'products',
		path: 'products',
		ids: 'posts',
		noun: 'product',
		unknown: unknownPost('product'),
		groupField: 'status',
		groups: [...STATUSES, 'auto-draft', 'trash'],
		listed: ({ status, include_status }) => {
			const wanted = (include_status as string[] | undefined) ?? [status as string];
			// Measured: `include_status=any,trash` shows the live and the trashed in one list.
			return wanted.flatMap((one) => (one === 'any' ? STATUSES : [one]));
		},
		parameters: {
			...listParameters(ORDER_BY, 'date', 'desc'),
			...DATE_PARAMETERS,
			status: {
				kind: 'choice',
				of: ['any', 'future', 'trash', ...STATUSES.slice(0, 4)],
				default: 'any',
			},
			include_status: { kind: 'choices', of: ['any', 'future', 'trash', ...STATUSES.slice(0, 4)] },
			type: { kind: 'choice', of: TYPES },
			sku: { kind: 'text' },
			slug: { kind: 'text' },
			category: { kind: 'text' },
			featured: { kind: 'boolean', default: false },
			stock_status: { kind: 'choice', of: ['instock', 'outofstock', 'onbackorder'] },
			parent: { kind: 'ids' },
		},
		orderBy: {
			...POST_ORDER,
			title: 'title',
			slug: 'slug',
			post__in: 'include',
			popularity: 'sales',
			sales: 'sales',
			rating: 'rating',
			price: 'price',
			menu_order: 'menuOrder',
			random: 'random',
		},
		sortKeys: productKeys,
		boundary: boundaryOfPosts,
		filters: {
			type: (product, wanted) => product.type === wanted,
			sku: (product, wanted) => String(wanted).split(',').includes(String(product.sku)),
			slug: (product, wanted) => product.slug === wanted,
			category: (product, wanted) =>
				(product.categories as JsonObject[]).some((term) => String(term.id) === wanted),
			featured: (product, wanted) => wanted !== true || product.featured === true,
			stock_status: (product, wanted) => product.stock_status === wanted,
			parent: (product, wanted) => (wanted as number[]).includes(product.parent_id as number),
		},
		searched: ['name', 'description', 'short_description', 'sku'],
		totalPastEnd: 'rightByPage',
		blank: blankProduct,
		generate: generateProduct,
		finish: finishProduct,
		dates: createdAndModified,
		links: (view, product) => ({
			...selfAndCollection(view, 'products', product),
			...(Number(product.parent_id) > 0 && { up: view.rest(`products/${product.parent_id}`) }),
		}),
		write: {
			fields: PRODUCT_FIELDS,
			required: [],
			merges: { dimensions: 'object', meta_data: 'meta' },
			prepare: prepareProduct,
			unique: {
				field: 'sku',
				seededOwner: (sku) => seededOwner(sku, /^SKU-(\d+)$/),
				refusal: (owner) =>
					new ApiError(400, 'product_invalid_sku', 'Invalid or duplicated SKU.', {
						resource_id: owner,
					}),
			},
			trash: 'moves',
		},
		// Measured: any PUT moves it, even `{}`.
		movesDate: () => true,
	};
}

/** The id in a value that the seed made. */
export function seededOwner(value: string, form: RegExp): number | undefined {
	const match = form.exec(value);
	return match ? Number(match[1]) : undefined;
}

function blankVariation(): JsonObject {
	const product = blankProduct();
	const left = [
		...['featured', 'catalog_visibility', 'short_description', 'total_sales', 'sold_individually'],
		...['shipping_required', 'shipping_taxable', 'reviews_allowed', 'average_rating', 'slug'],
		...['rating_count', 'upsell_ids', 'cross_sell_ids', 'purchase_note', 'categories', 'brands'],
		...['tags', 'images', 'default_attributes', 'variations', 'grouped_products', 'price_html'],
		...['related_ids', 'has_options', 'post_password', 'external_url', 'button_text'],
	];
	for (const field of left) delete product[field];
	return { ...product, type: 'variation', image: null };
}

/** The resource `variations`, below one product. */
export function variations(): Resource {
	return {
		name: 'variations',
		path: 'products/{parent}/variations',
		parent: { resource: 'products', missing: () => unknownPost('product')('read') },
		ids: 'posts',
		noun: 'product_variation',
		unknown: unknownPost('product_variation'),
		groupField: 'status',
		groups: [...STATUSES, 'auto-draft', 'trash'],
		listed: ({ status }) => (status === 'any' ? STATUSES : [status as string]),
		parameters: {
			...listParameters([...VARIATION_ORDER_BY], 'date', 'desc'),
			...DATE_PARAMETERS,
			status: {
				kind: 'choice',
				of: ['any', 'future', 'trash', ...STATUSES.slice(0, 4)],
				default: 'any',
			},
		},
		orderBy: { ...POST_ORDER, title: 'id', slug: 'id', menu_order: 'id' },
		sortKeys: localKeys,
		boundary: boundaryOfPosts,
		filters: {},
		searched: ['sku', 'description'],
		totalPastEnd: 'rightByPage',
		blank: blankVariation,
		generate: (view, id, row) => {
			const parent = view.table('variations').parents[row];
			const place = id % VARIATIONS_EACH;
			return {
				...blankVariation(),
				name: `${productName(view.seed, parent)} - ${['Small', 'Medium', 'Large'][place]}`,
				parent_id: parent,
				sku: `SKU-${parent}-${id}`,
				regular_price: productPrice(view.seed, id),
				attributes: [
					{ id: 0, name: 'Size', slug: 'Size', option: ['Small', 'Medium', 'Large'][place] },
				],
			};
		},
		finish: (view, variation) => {
			finishSale(variation);
			variation.purchasable = variation.price !== '';
			variation.permalink = view.site(`/product/${variation.parent_id}/?variation=${variation.id}`);
		},
		dates: createdAndModified,
		links: (view, variation) => ({
			...selfAndCollection(view, `products/${variation.parent_id}/variations`, variation),
			up: view.rest(`products/${variation.parent_id}`),
		}),
		movesDate: () => true,
	};
}

const VARIATION_ORDER_BY = [
	...['date', 'id', 'include', 'title', 'slug', 'modified', 'menu_order'],
];
