import type { JsonObject, JsonValue } from '../json';
import type { Random } from '../random';

/** Dates of an object, by the names that its fields have. */
interface DateFields {
	created: string;
	updated: string;
	/** The same as seconds since 1970, where Ecwid shows both. */
	createdTimestamp?: string;
	updatedTimestamp?: string;
}

/** What Ecwid has of one kind of object (https://docs.ecwid.com/api-reference/rest-api). */
export interface Kind {
	/** The path of its list under the store. */
	path: string;
	/** The first half of its events' names. */
	event: string;
	scope: string;
	idField: string;
	/** Whether one can be read by its id; else it can only be searched. */
	single: boolean;
	/** How its list is answered: pages of `items`, or all of them in a plain list. */
	listing: 'pages' | 'plain';
	/** Filters that the list accepts in addition to paging. */
	filters: readonly string[];
	dates?: DateFields;
	/** The entity of `/{entity}/deleted`. */
	deleted?: string;
	/** The errorCode of a 404. */
	missing: string;
	make(random: Random, id: JsonValue): JsonObject;
}

const CREATED = ['createdFrom', 'createdTo', 'updatedFrom', 'updatedTo'];
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

const STAMPED: DateFields = {
	created: 'createDate',
	updated: 'updateDate',
	createdTimestamp: 'createTimestamp',
	updatedTimestamp: 'updateTimestamp',
};

function person(random: Random): JsonObject {
	const name = `${random.pick(['Ada', 'Grace', 'Linus', 'Барбара'])} ${random.pick(['Lovelace', 'Hopper', 'Liskov'])}`;
	return { name, email: `${random.text('abcdefghij', 8)}@shop.example` };
}

export const KINDS = {
	orders: {
		path: 'orders',
		event: 'order',
		scope: 'read_orders',
		idField: 'id',
		single: true,
		listing: 'pages',
		filters: [...CREATED, 'ids', 'email', 'customerId', 'paymentStatus', 'fulfillmentStatus'],
		dates: STAMPED,
		deleted: 'orders',
		missing: 'ORDER_NOT_FOUND',
		make: (random) => ({
			total: random.integer(100, 9_999) / 100,
			email: String(person(random).email),
			paymentStatus: 'AWAITING_PAYMENT',
			fulfillmentStatus: 'AWAITING_PROCESSING',
			items: [{ productId: random.integer(1, 999), quantity: 1, quantityInStock: 5 }],
			hidden: false,
		}),
	},
	carts: {
		path: 'carts',
		event: 'unfinished_order',
		scope: 'read_orders',
		idField: 'cartId',
		single: true,
		listing: 'pages',
		filters: [...CREATED, 'showHidden', 'email', 'customerId'],
		dates: STAMPED,
		missing: 'CART_NOT_FOUND',
		make: (random) => ({ total: random.integer(1, 99), hidden: false, ...person(random) }),
	},
	products: {
		path: 'products',
		event: 'product',
		scope: 'read_catalog',
		idField: 'id',
		single: true,
		listing: 'pages',
		filters: [...CREATED, 'keyword', 'sku', 'enabled', 'sortBy', 'productId'],
		dates: {
			created: 'created',
			updated: 'updated',
			createdTimestamp: 'createTimestamp',
			updatedTimestamp: 'updateTimestamp',
		},
		deleted: 'products',
		missing: 'PRODUCT_NOT_FOUND',
		make: (random, id) => ({
			name: `Product ${String(id)}`,
			sku: `0000${String(id)}`,
			price: random.integer(1, 99),
			quantity: random.integer(0, 50),
			enabled: true,
		}),
	},
	categories: {
		path: 'categories',
		event: 'category',
		scope: 'read_catalog',
		idField: 'id',
		single: true,
		listing: 'pages',
		filters: ['parent', 'hidden_categories'],
		missing: 'CATEGORY_NOT_FOUND',
		make: (_random, id) => ({ name: `Category ${String(id)}`, enabled: true }),
	},
	product_classes: {
		path: 'classes',
		event: 'product_class',
		scope: 'read_catalog',
		idField: 'id',
		single: true,
		listing: 'plain',
		filters: [],
		missing: 'PRODUCT_TYPE_NOT_FOUND',
		make: (_random, id) => ({ name: `Type ${String(id)}`, attributes: [] }),
	},
	customers: {
		path: 'customers',
		event: 'customer',
		scope: 'read_customers',
		idField: 'id',
		single: true,
		listing: 'pages',
		filters: [...CREATED, 'keyword', 'name', 'email', 'sortBy'],
		dates: { created: 'registered', updated: 'updated' },
		deleted: 'customers',
		missing: 'CUSTOMER_NOT_FOUND',
		make: (random) => ({ ...person(random), totalOrderCount: 0, acceptMarketing: false }),
	},
	customer_groups: {
		path: 'customer_groups',
		event: 'customer_group',
		scope: 'read_customers',
		idField: 'id',
		single: true,
		listing: 'pages',
		filters: ['keyword'],
		missing: 'CUSTOMER_GROUP_NOT_FOUND',
		make: (_random, id) => ({ name: `Group ${String(id)}` }),
	},
	discounts: {
		path: 'discount_coupons',
		event: 'discount_coupon',
		scope: 'read_discount_coupons',
		idField: 'id',
		single: true,
		listing: 'pages',
		filters: [...CREATED, 'code', 'discount_type', 'availability'],
		dates: { created: 'creationDate', updated: 'updateDate' },
		deleted: 'coupons',
		missing: 'COUPON_NOT_FOUND',
		make: (random) => ({
			name: 'Coupon',
			code: random.text(LETTERS, 8),
			discountType: 'PERCENT',
			discount: random.integer(1, 30),
			status: 'ACTIVE',
			orderCount: 0,
		}),
	},
	promotions: {
		path: 'promotions',
		event: 'promotion',
		scope: 'read_promotion',
		idField: 'id',
		single: false,
		listing: 'pages',
		filters: [],
		missing: 'PROMOTION_NOT_FOUND',
		make: (random) => ({ name: 'Promotion', enabled: true, amount: random.integer(1, 30) }),
	},
	reviews: {
		path: 'reviews',
		event: 'review',
		scope: 'read_reviews',
		idField: 'id',
		single: false,
		listing: 'pages',
		filters: [...CREATED, 'reviewId', 'status', 'rating', 'orderId', 'productId', 'sortBy'],
		dates: STAMPED,
		deleted: 'reviews',
		missing: 'REVIEW_NOT_FOUND',
		make: (random) => ({
			status: 'moderated',
			rating: random.integer(1, 5),
			review: 'Fits well',
			productId: random.integer(1, 999),
			orderId: random.text(LETTERS, 5),
		}),
	},
} satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** A kind's row, as the wider type. */
export function kindOf(name: KindName): Kind {
	return KINDS[name];
}

/** A new id, as the kind has them. */
export function newId(name: KindName, random: Random, number: number): string | number {
	if (name === 'orders') return random.text(LETTERS, 5);
	if (name !== 'carts') return number;
	const hex = (length: number) => random.text('0123456789ABCDEF', length);
	return [8, 4, 4, 4, 12].map(hex).join('-');
}
