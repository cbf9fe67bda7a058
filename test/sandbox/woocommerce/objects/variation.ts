import { without, type JsonObject } from '../../json';
import { boundaryOfPosts } from '../dates';
import { DATE_PARAMETERS, listParameters, type ParameterRule } from '../parameters';
import type { Resource, ShopView } from '../resource';
import {
	createdAndModified,
	localKeys,
	POST_ORDER,
	POST_STATUSES,
	SELECTABLE_STATUSES,
	selfAndCollection,
	unknownPost,
} from './posts';
import { finishSale } from './product';
import { BLANK_PRODUCT, productName, productPrice, VARIATIONS_EACH } from './productSeed';

/** Fields of a product that a variation does not show. */
const PRODUCTS_OWN = [
	...['featured', 'catalog_visibility', 'short_description', 'total_sales', 'sold_individually'],
	...['shipping_required', 'shipping_taxable', 'reviews_allowed', 'average_rating', 'slug'],
	...['rating_count', 'upsell_ids', 'cross_sell_ids', 'purchase_note', 'categories', 'brands'],
	...['tags', 'images', 'default_attributes', 'variations', 'grouped_products', 'price_html'],
	...['related_ids', 'has_options', 'post_password', 'external_url', 'button_text'],
];

const BLANK: JsonObject = {
	...without(BLANK_PRODUCT, ...PRODUCTS_OWN),
	type: 'variation',
	image: null,
};

const SIZES = ['Small', 'Medium', 'Large'];

function generateVariation(view: ShopView, id: number, row: number): JsonObject {
	const parent = view.table('variations').parents[row];
	const size = SIZES[id % VARIATIONS_EACH];
	return {
		...BLANK,
		name: `${productName(view.seed, parent)} - ${size}`,
		parent_id: parent,
		sku: `SKU-${parent}-${id}`,
		regular_price: productPrice(view.seed, id),
		attributes: [{ id: 0, name: 'Size', slug: 'Size', option: size }],
	};
}

function finishVariation(view: ShopView, variation: JsonObject): void {
	finishSale(variation);
	variation.purchasable = variation.price !== '';
	variation.permalink = view.site(`/product/${variation.parent_id}/?variation=${variation.id}`);
}

const ORDER_BY = ['date', 'id', 'include', 'title', 'slug', 'modified', 'menu_order'];

const PARAMETERS: Readonly<Record<string, ParameterRule>> = {
	...listParameters(ORDER_BY, 'date', 'desc'),
	...DATE_PARAMETERS,
	status: { kind: 'choice', of: SELECTABLE_STATUSES, default: 'any' },
};

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
		groups: [...POST_STATUSES, 'auto-draft', 'trash'],
		listed: ({ status }) => (status === 'any' ? POST_STATUSES : [status as string]),
		parameters: PARAMETERS,
		orderBy: { ...POST_ORDER, title: 'id', slug: 'id', menu_order: 'id' },
		sortKeys: localKeys,
		boundary: boundaryOfPosts,
		filters: {},
		searched: ['sku', 'description'],
		totalPastEnd: 'rightByPage',
		blank: BLANK,
		generate: generateVariation,
		finish: finishVariation,
		dates: createdAndModified,
		links: (view, variation) => ({
			...selfAndCollection(view, `products/${variation.parent_id}/variations`, variation),
			up: view.rest(`products/${variation.parent_id}`),
		}),
		movesDate: () => true,
	};
}
