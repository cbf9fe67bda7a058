import type { JsonObject, JsonValue } from '../../json';
import { boundaryOfPosts } from '../dates';
import { ApiError } from '../errors';
import { DATE_PARAMETERS, listParameters, type ParameterRule } from '../parameters';
import type { FieldRule, Resource, ShopView, WriteRules } from '../resource';
import type { Table } from '../table';
import { cents } from './draw';
import {
	createdAndModified,
	HIDDEN_STATUS,
	localKeys,
	POST_ORDER,
	POST_STATUSES,
	SELECTABLE_STATUSES,
	selfAndCollection,
	unknownPost,
} from './posts';
import { BLANK_PRODUCT, generateProduct, productName, seededOwner, slugOf } from './productSeed';

const TYPES = ['simple', 'grouped', 'external', 'variable'];
const ORDER_BY_VALUES = [
	...['date', 'id', 'include', 'title', 'slug', 'modified', 'popularity', 'rating', 'post__in'],
	...['price', 'sales', 'menu_order', 'random'],
];

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

/** Price and stock status follow from the entered fields. */
export function finishSale(product: JsonObject): void {
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
	status: [...POST_STATUSES, 'auto-draft', 'trash', HIDDEN_STATUS],
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

const PARAMETERS: Readonly<Record<string, ParameterRule>> = {
	...listParameters(ORDER_BY_VALUES, 'date', 'desc'),
	...DATE_PARAMETERS,
	status: { kind: 'choice', of: SELECTABLE_STATUSES, default: 'any' },
	include_status: { kind: 'choices', of: SELECTABLE_STATUSES },
	type: { kind: 'choice', of: TYPES },
	sku: { kind: 'text' },
	slug: { kind: 'text' },
	category: { kind: 'text' },
	featured: { kind: 'boolean', default: false },
	stock_status: { kind: 'choice', of: ['instock', 'outofstock', 'onbackorder'] },
	parent: { kind: 'ids' },
};

const ORDER_BY: Readonly<Record<string, string>> = {
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
};

const FILTERS: Resource['filters'] = {
	type: (product, wanted) => product.type === wanted,
	sku: (product, wanted) => String(wanted).split(',').includes(String(product.sku)),
	slug: (product, wanted) => product.slug === wanted,
	category: (product, wanted) =>
		(product.categories as JsonObject[]).some((term) => String(term.id) === wanted),
	featured: (product, wanted) => wanted !== true || product.featured === true,
	stock_status: (product, wanted) => product.stock_status === wanted,
	parent: (product, wanted) => (wanted as number[]).includes(product.parent_id as number),
};

const WRITE: WriteRules = {
	fields: PRODUCT_FIELDS,
	required: [],
	merges: { dimensions: 'object', meta_data: 'meta' },
	prepare: prepareProduct,
	unique: {
		field: 'sku',
		seededOwner: (sku) => seededOwner(sku, /^sku-(\d+)$/i),
		refusal: (owner) =>
			new ApiError(400, 'product_invalid_sku', 'Invalid or duplicated SKU.', {
				resource_id: owner,
			}),
	},
	trash: 'moves',
};

/** The resource `products`. */
export function products(): Resource {
	return {
		name: 'products',
		path: 'products',
		ids: 'posts',
		noun: 'product',
		unknown: unknownPost('product'),
		groupField: 'status',
		groups: [...POST_STATUSES, 'auto-draft', 'trash', HIDDEN_STATUS],
		listed: ({ status, include_status }) => {
			const wanted = (include_status as string[] | undefined) ?? [status as string];
			// Measured: `include_status=any,trash` shows the live and the trashed in one list.
			return wanted.flatMap((one) => (one === 'any' ? POST_STATUSES : [one]));
		},
		parameters: PARAMETERS,
		orderBy: ORDER_BY,
		sortKeys: productKeys,
		boundary: boundaryOfPosts,
		filters: FILTERS,
		searched: ['name', 'description', 'short_description', 'sku'],
		totalPastEnd: 'rightByPage',
		blank: BLANK_PRODUCT,
		generate: generateProduct,
		finish: finishProduct,
		dates: createdAndModified,
		links: (view, product) => ({
			...selfAndCollection(view, 'products', product),
			...(Number(product.parent_id) > 0 && { up: view.rest(`products/${product.parent_id}`) }),
		}),
		write: WRITE,
		// Measured: any PUT moves it, even `{}`.
		movesDate: () => true,
	};
}
