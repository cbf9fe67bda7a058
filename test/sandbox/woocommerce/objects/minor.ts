import { hashText } from '../../random';
import type { JsonObject } from '../../json';
import { boundaryOfPosts } from '../dates';
import { ApiError } from '../errors';
import { listParameters } from '../parameters';
import type { Resource, ShopView } from '../resource';
import { randomOf } from './draw';
import { firstName, lastName } from './person';
import { createdOnly, selfAndCollection } from './posts';
import { termIdsOf, type TermField } from './product';

const CATEGORY_NAMES = ['Uncategorized', 'Furniture', 'Kitchen', 'Clothing', 'Office', 'Outdoor'];
const TAG_NAMES = ['new', 'gift', 'handmade', 'clearance'];
const TERM_ORDER = ['id', 'include', 'name', 'slug', 'term_group', 'description', 'count'];

interface TermKind {
	name: TermField;
	names: readonly string[];
	blank: JsonObject;
}

/** Terms have no dates at all; their lists know no date parameters and ignore them. */
function terms(kind: TermKind): Resource {
	const path = `products/${kind.name}`;
	return {
		name: kind.name,
		path,
		ids: 'terms',
		noun: 'term',
		unknown: () => new ApiError(404, 'woocommerce_rest_term_invalid', 'Resource does not exist.'),
		groups: ['term'],
		listed: () => ['term'],
		parameters: {
			...listParameters(TERM_ORDER, 'name', 'asc'),
			slug: { kind: 'text' },
			parent: { kind: 'integer' },
			hide_empty: { kind: 'boolean', default: false },
		},
		orderBy: {
			id: 'id',
			include: 'include',
			name: 'name',
			slug: 'slug',
			term_group: 'id',
			description: 'description',
			count: 'count',
		},
		sortKeys: (view, table) => {
			const read = (row: number) => view.read(kind.name, row);
			const text = (field: string) => (row: number) => String(read(row)[field]).toLowerCase();
			return {
				name: (row) => nameOf(kind, table.contents.get(row), table.ids[row]).toLowerCase(),
				slug: text('slug'),
				description: text('description'),
				count: (row) => Number(read(row).count),
			};
		},
		boundary: boundaryOfPosts,
		filters: {
			slug: (term, wanted) => term.slug === wanted,
			parent: (term, wanted) => term.parent === wanted,
			hide_empty: (term, wanted) => wanted !== true || Number(term.count) > 0,
		},
		searched: ['name', 'slug'],
		totalPastEnd: 'right',
		blank: () => kind.blank,
		generate: (_view, id) => {
			const name = nameOf(kind, undefined, id);
			return { ...kind.blank, name, slug: name.toLowerCase() };
		},
		finish: (view, term) => {
			term.count = countsOf(view, kind.name).get(term.id as number) ?? 0;
		},
		dates: () => ({}),
		links: (view, term) => selfAndCollection(view, path, term),
		movesDate: () => false,
	};
}

function nameOf(kind: TermKind, content: JsonObject | undefined, id: number): string {
	return String(content?.name ?? kind.names[id % kind.names.length]);
}

interface Counts {
	version: number;
	byTerm: Map<number, number>;
}

const countsByTable = new WeakMap<object, Partial<Record<TermField, Counts>>>();

/** How many products each term has; counted again only after products have changed. */
function countsOf(view: ShopView, kind: TermField): Map<number, number> {
	const products = view.table('products');
	const known = countsByTable.get(products) ?? {};
	countsByTable.set(products, known);
	let counts = known[kind];
	if (counts?.version !== products.version) {
		counts = { version: products.version, byTerm: new Map() };
		for (let row = 0; row < products.length; row++)
			if (products.isThere(row))
				for (const id of termIdsOf(view, kind, row))
					counts.byTerm.set(id, (counts.byTerm.get(id) ?? 0) + 1);
		known[kind] = counts;
	}
	return counts.byTerm;
}

/** The resource `categories`. */
export function categories(): Resource {
	return terms({
		name: 'categories',
		names: CATEGORY_NAMES,
		blank: {
			id: 0,
			name: '',
			slug: '',
			parent: 0,
			description: '',
			display: 'default',
			image: null,
			menu_order: 0,
			count: 0,
		},
	});
}

/** The resource `tags`. */
export function tags(): Resource {
	return terms({
		name: 'tags',
		names: TAG_NAMES,
		blank: { id: 0, name: '', slug: '', description: '', count: 0 },
	});
}

const REVIEW_STATUSES = ['approved', 'hold', 'spam', 'trash'];
const BLANK_REVIEW: JsonObject = {
	id: 0,
	date_created: null,
	date_created_gmt: null,
	product_id: 0,
	product_name: '',
	product_permalink: '',
	status: 'approved',
	reviewer: '',
	reviewer_email: '',
	review: '',
	rating: 5,
	verified: false,
	reviewer_avatar_urls: {},
};

function generateReview(view: ShopView, id: number, row: number): JsonObject {
	const random = randomOf(view.seed, id, 'review');
	return {
		...BLANK_REVIEW,
		product_id: view.table('reviews').parents[row],
		reviewer: `${firstName(view.seed, id, 'reviewer')} ${lastName(view.seed, id, 'reviewer')}`,
		reviewer_email: `reviewer${id}@example.com`,
		review: `<p>${random.pick(['As described.', 'Would buy again.', 'Smaller than it looks.'])}</p>\n`,
		rating: random.integer(3, 5),
		verified: random.chance(0.5),
	};
}

/** The resource `reviews`: WordPress' comments on products. */
export function reviews(): Resource {
	return {
		name: 'reviews',
		path: 'products/reviews',
		ids: 'comments',
		noun: 'review',
		unknown: () => new ApiError(404, 'woocommerce_rest_review_invalid_id', 'Invalid review ID.'),
		groupField: 'status',
		groups: REVIEW_STATUSES,
		listed: ({ status }) => (status === 'all' ? ['approved', 'hold'] : [status as string]),
		// Measured: reviews have after and before, and ignore modified_after.
		parameters: {
			...listParameters(['date', 'date_gmt', 'id', 'include', 'product'], 'date_gmt', 'desc'),
			after: { kind: 'date' },
			before: { kind: 'date' },
			status: {
				kind: 'choice',
				of: ['all', 'hold', 'approved', 'spam', 'trash'],
				default: 'approved',
			},
			product: { kind: 'ids' },
		},
		orderBy: {
			date: 'createdLocal',
			date_gmt: 'createdUtc',
			id: 'id',
			include: 'include',
			product: 'product',
		},
		sortKeys: (view, table) => ({
			createdLocal: (row) => view.zone.toWall(table.created[row]),
			product: (row) => table.parents[row],
		}),
		boundary: boundaryOfPosts,
		filters: {
			product: (review, wanted) => (wanted as number[]).includes(review.product_id as number),
		},
		searched: ['review', 'reviewer', 'reviewer_email'],
		totalPastEnd: 'right',
		blank: () => BLANK_REVIEW,
		generate: generateReview,
		finish: (view, review) => {
			const products = view.table('products');
			const row = products.rowOf(review.product_id as number);
			if (products.isThere(row)) {
				const product = view.read('products', row);
				review.product_name = product.name;
				review.product_permalink = product.permalink;
			}
			review.reviewer_avatar_urls = avatars(String(review.reviewer_email));
		},
		dates: createdOnly,
		links: (view, review) => ({
			...selfAndCollection(view, 'products/reviews', review),
			up: view.rest(`products/${review.product_id}`),
		}),
		movesDate: () => false,
	};
}

function avatars(email: string): JsonObject {
	const mark = hashText(email).toString(16);
	const urls: JsonObject = {};
	for (const size of [24, 48, 96])
		urls[size] = `https://secure.gravatar.com/avatar/${mark}?s=${size}&d=mm&r=g`;
	return urls;
}
