import type { JsonObject } from '../../json';
import { hashText } from '../../random';
import { boundaryOfPosts } from '../dates';
import { ApiError } from '../errors';
import { listParameters, type ParameterRule } from '../parameters';
import type { Resource, ShopView } from '../resource';
import { randomOf } from './draw';
import { firstName, lastName } from './person';
import { createdOnly, selfAndCollection } from './posts';

const STATUSES = ['approved', 'hold', 'spam', 'trash'];
const BLANK: JsonObject = {
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

const REVIEWS = ['As described.', 'Would buy again.', 'Smaller than it looks.'];

function generateReview(view: ShopView, id: number, row: number): JsonObject {
	const random = randomOf(view.seed, id, 'review');
	return {
		...BLANK,
		product_id: view.table('reviews').parents[row],
		reviewer: `${firstName(view.seed, id, 'reviewer')} ${lastName(view.seed, id, 'reviewer')}`,
		reviewer_email: `reviewer${id}@example.com`,
		review: `<p>${random.pick(REVIEWS)}</p>\n`,
		rating: random.integer(3, 5),
		verified: random.chance(0.5),
	};
}

function finishReview(view: ShopView, review: JsonObject): void {
	const products = view.table('products');
	const row = products.rowOf(review.product_id as number);
	if (products.isThere(row)) {
		const product = view.read('products', row);
		review.product_name = product.name;
		review.product_permalink = product.permalink;
	}
	review.reviewer_avatar_urls = avatars(String(review.reviewer_email));
}

/** Measured: reviews have after and before, and ignore modified_after. */
const PARAMETERS: Readonly<Record<string, ParameterRule>> = {
	...listParameters(['date', 'date_gmt', 'id', 'include', 'product'], 'date_gmt', 'desc'),
	after: { kind: 'date' },
	before: { kind: 'date' },
	status: {
		kind: 'choice',
		of: ['all', 'hold', 'approved', 'spam', 'trash'],
		default: 'approved',
	},
	product: { kind: 'ids' },
};

/** The resource `reviews`: WordPress' comments on products. */
export function reviews(): Resource {
	return {
		name: 'reviews',
		path: 'products/reviews',
		ids: 'comments',
		noun: 'review',
		unknown: () => new ApiError(404, 'woocommerce_rest_review_invalid_id', 'Invalid review ID.'),
		groupField: 'status',
		groups: STATUSES,
		listed: ({ status }) => (status === 'all' ? ['approved', 'hold'] : [status as string]),
		parameters: PARAMETERS,
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
		blank: BLANK,
		generate: generateReview,
		finish: finishReview,
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
