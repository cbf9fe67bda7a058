import type { JsonObject } from '../../json';
import { boundaryOfPosts, dateTwins, parseSeconds } from '../dates';
import { ApiError } from '../errors';
import { DATE_PARAMETERS, listParameters } from '../parameters';
import type { FieldRule, Resource, ShopView, WriteRules } from '../resource';
import { price, randomOf } from './draw';
import {
	createdAndModified,
	localKeys,
	NO_DATES,
	POST_ORDER,
	POST_STATUSES,
	selfAndCollection,
	unknownPost,
} from './posts';
import { seededOwner } from './productSeed';

const ORDER_BY = ['date', 'id', 'include', 'title', 'slug', 'modified'];
const DISCOUNT_TYPES = ['percent', 'fixed_cart', 'fixed_product'];

/**
 * The fields that live in the post itself. Measured: only a change of these moves the modified
 * date; amount, type, expiry, limits and meta data are post meta and do not.
 */
const POST_FIELDS = ['code', 'description', 'status', 'date_created', 'date_created_gmt'];

const BLANK: JsonObject = {
	id: 0,
	code: '',
	amount: '0.00',
	status: 'publish',
	...NO_DATES,
	discount_type: 'fixed_cart',
	description: '',
	date_expires: null,
	date_expires_gmt: null,
	usage_count: 0,
	individual_use: false,
	product_ids: [],
	excluded_product_ids: [],
	usage_limit: null,
	usage_limit_per_user: null,
	limit_usage_to_x_items: null,
	free_shipping: false,
	product_categories: [],
	excluded_product_categories: [],
	exclude_sale_items: false,
	minimum_amount: '0.00',
	maximum_amount: '0.00',
	email_restrictions: [],
	used_by: [],
	meta_data: [],
};

function generateCoupon(view: ShopView, id: number): JsonObject {
	const random = randomOf(view.seed, id, 'coupon');
	const uses = random.integer(0, 3);
	return {
		...BLANK,
		code: `save-${id}`,
		amount: price(random.integer(5, 40) * 100),
		discount_type: random.pick(DISCOUNT_TYPES),
		description: random.pick(['Spring sale', 'For our regulars', 'Newsletter']),
		usage_count: uses,
		used_by: Array.from({ length: uses }, (_, index) => `guest${id * 10 + index}@example.com`),
		individual_use: random.chance(0.5),
		usage_limit: random.chance(0.5) ? random.integer(10, 500) : null,
		minimum_amount: price(random.pick([0, 2500, 5000])),
	};
}

function prepareCoupon(view: ShopView, patch: JsonObject): JsonObject {
	const prepared: JsonObject = { ...patch };
	if (patch.code !== undefined) prepared.code = String(patch.code).trim().toLowerCase();
	if (prepared.code === '')
		throw new ApiError(
			400,
			'woocommerce_rest_empty_coupon_code',
			'The coupon code cannot be empty.',
		);
	for (const field of ['amount', 'minimum_amount', 'maximum_amount'])
		if (patch[field] !== undefined) prepared[field] = Number(patch[field]).toFixed(2);
	const expires = readExpiry(view, patch);
	return expires === undefined
		? prepared
		: { ...prepared, ...dateTwins('date_expires', expires, view.zone) };
}

function readExpiry(view: ShopView, patch: JsonObject): number | null | undefined {
	const { date_expires: local, date_expires_gmt: gmt } = patch;
	if (local === undefined && gmt === undefined) return undefined;
	if (typeof gmt === 'string') return parseSeconds(gmt);
	if (typeof local !== 'string') return null;
	return view.zone.toMoment(parseSeconds(local));
}

const FIELDS: Readonly<Record<string, FieldRule>> = {
	code: 'string',
	amount: 'string',
	status: [...POST_STATUSES, 'auto-draft', 'trash'],
	discount_type: DISCOUNT_TYPES,
	description: 'string',
	date_expires: 'date',
	date_expires_gmt: 'date',
	individual_use: 'boolean',
	product_ids: 'array',
	excluded_product_ids: 'array',
	usage_limit: 'integer',
	usage_limit_per_user: 'integer',
	limit_usage_to_x_items: 'integer',
	free_shipping: 'boolean',
	product_categories: 'array',
	excluded_product_categories: 'array',
	exclude_sale_items: 'boolean',
	minimum_amount: 'string',
	maximum_amount: 'string',
	email_restrictions: 'array',
	meta_data: 'array',
};

const WRITE: WriteRules = {
	fields: FIELDS,
	required: ['code'],
	merges: { meta_data: 'meta' },
	prepare: prepareCoupon,
	unique: {
		field: 'code',
		seededOwner: (code) => seededOwner(code, /^save-(\d+)$/),
		refusal: () =>
			new ApiError(
				400,
				'woocommerce_rest_coupon_code_already_exists',
				'The coupon code already exists',
			),
	},
	trash: 'moves',
};

/** The resource `coupons`. */
export function coupons(): Resource {
	return {
		name: 'coupons',
		path: 'coupons',
		ids: 'posts',
		noun: 'shop_coupon',
		unknown: unknownPost('shop_coupon'),
		groupField: 'status',
		groups: [...POST_STATUSES, 'auto-draft', 'trash'],
		// `status` has no schema here, so any text is taken, and an unknown status matches nothing.
		// Measured: the default list shows only these two, and `any` all.
		listed: ({ status = '' }) => {
			if (status === '') return ['publish', 'private'];
			return status === 'any' ? POST_STATUSES : String(status).split(',');
		},
		parameters: {
			...listParameters(ORDER_BY, 'date', 'desc'),
			...DATE_PARAMETERS,
			status: { kind: 'text' },
			code: { kind: 'text' },
		},
		orderBy: { ...POST_ORDER, title: 'code', slug: 'code' },
		sortKeys: (view, table) => ({
			...localKeys(view, table),
			code: (row) => String(table.contents.get(row)?.code ?? `save-${table.ids[row]}`),
		}),
		boundary: boundaryOfPosts,
		filters: {
			code: (coupon, wanted) => coupon.code === String(wanted).toLowerCase(),
		},
		searched: ['code', 'description'],
		totalPastEnd: 'rightByPage',
		blank: BLANK,
		generate: generateCoupon,
		dates: createdAndModified,
		links: (view, coupon) => selfAndCollection(view, 'coupons', coupon),
		write: WRITE,
		movesDate: (changed) => changed.some((field) => POST_FIELDS.includes(field)),
	};
}
