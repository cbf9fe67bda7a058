/** How an object is read from REST v3, and what is read from it. */
export interface Resource {
	/**
	 * Where it stands, under the store; `{id}` and `{orderId}` stand for what a claim names. Absent where
	 * there is nothing to read.
	 */
	path?: string;
	query?: Readonly<Record<string, string>>;
	/** The field of the answer that lists it among others; without it the answer is the object. */
	among?: 'items' | 'invoices';
	/** The field that holds the object's id; absent where a store has one of them. */
	idField?: string;
	/** The fields that hold its dates, as `2026-11-21 10:00:00 +0000`. */
	dates?: { created: string; updated: string };
	/**
	 * What of a state tells it apart from another one of the same second. No more than that: an answer to
	 * a search and one to a single request need not have the same fields, and some move with the clock or
	 * with other objects (an order's lines repeat the stock of their products).
	 */
	telling: readonly string[];
	/** The list that takes `updatedFrom`. */
	list?: string;
	/** The list of those that were deleted, which Ecwid keeps for six months. */
	deleted?: string;
	/** What the token needs to read it. */
	scope: string;
}

/** https://docs.ecwid.com/api-reference/rest-api, by object type. */
export const RESOURCES: Readonly<Record<string, Resource>> = {
	orders: {
		path: 'orders/{id}',
		idField: 'id',
		dates: { created: 'createDate', updated: 'updateDate' },
		telling: ['paymentStatus', 'fulfillmentStatus', 'total', 'email', 'trackingNumber'],
		list: 'orders',
		deleted: 'orders/deleted',
		scope: 'read_orders',
	},
	carts: {
		path: 'carts/{id}',
		idField: 'cartId',
		dates: { created: 'createDate', updated: 'updateDate' },
		telling: ['total', 'email', 'hidden', 'recoveredOrderId'],
		list: 'carts',
		scope: 'read_orders',
	},
	invoices: {
		path: 'orders/{orderId}/invoices',
		among: 'invoices',
		idField: 'internalId',
		telling: [],
		scope: 'read_invoices',
	},
	products: {
		path: 'products/{id}',
		idField: 'id',
		dates: { created: 'created', updated: 'updated' },
		telling: ['name', 'sku', 'price', 'quantity', 'enabled'],
		list: 'products',
		deleted: 'products/deleted',
		scope: 'read_catalog',
	},
	categories: { path: 'categories/{id}', idField: 'id', telling: [], scope: 'read_catalog' },
	product_classes: { path: 'classes/{id}', idField: 'id', telling: [], scope: 'read_catalog' },
	customers: {
		path: 'customers/{id}',
		idField: 'id',
		dates: { created: 'registered', updated: 'updated' },
		telling: ['email', 'name', 'customerGroupId', 'taxId', 'acceptMarketing'],
		list: 'customers',
		deleted: 'customers/deleted',
		scope: 'read_customers',
	},
	customer_groups: {
		path: 'customer_groups/{id}',
		idField: 'id',
		telling: [],
		scope: 'read_customers',
	},
	discounts: {
		path: 'discount_coupons/{id}',
		idField: 'id',
		dates: { created: 'creationDate', updated: 'updateDate' },
		telling: ['name', 'code', 'status', 'discount', 'discountType'],
		list: 'discount_coupons',
		// Not `discount_coupons/deleted`: the page names the entities orders, products, coupons, customers
		// and reviews.
		deleted: 'coupons/deleted',
		scope: 'read_discount_coupons',
	},
	// Promotions and reviews can only be searched; promotions not even by id.
	promotions: {
		path: 'promotions',
		among: 'items',
		idField: 'id',
		telling: [],
		scope: 'read_promotion',
	},
	reviews: {
		path: 'reviews',
		query: { reviewId: '{id}' },
		among: 'items',
		idField: 'id',
		dates: { created: 'createDate', updated: 'updateDate' },
		telling: ['status', 'rating', 'review'],
		list: 'reviews',
		deleted: 'reviews/deleted',
		scope: 'read_reviews',
	},
	profiles: { path: 'profile', telling: [], scope: 'read_store_profile' },
	applications: { telling: [], scope: 'read_store_profile' },
};

/** The scope that the lists of what was deleted want besides the object's own. */
export const DELETED_SCOPE = 'read_store_profile';
