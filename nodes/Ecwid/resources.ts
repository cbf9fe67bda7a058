export type Row = Record<string, unknown>;

/** How an object is read from REST v3, and which of its fields the node uses. */
export interface Resource {
	/** Path below the store's address. `{id}` and `{orderId}` come from the webhook. Absent if the object cannot be read. */
	path?: string;
	query?: Readonly<Record<string, string>>;
	/** The field of the response with the list that holds the object. If absent, the response is the object. */
	listField?: 'items' | 'invoices';
	/** The field with the object's id. Absent if a store has only one such object. */
	idField?: string;
	/** The field with a second id. Webhooks can contain it, and the list of the objects accepts it in its parameter `ids`. */
	internalIdField?: string;
	/** The fields with its dates, such as `2026-11-21 10:00:00 +0000`. */
	dates?: { created: string; updated: string };
	/**
	 * The fields that distinguish two states within a second. The list is short, because a search and a request for
	 * one object can return different fields. Other fields change with time or with other objects: the lines of an
	 * order contain the stock of their products.
	 */
	stateFields: readonly string[];
	/** The path of the list that accepts `updatedFrom`. */
	list?: string;
	/** The path of the list of deleted objects, which Ecwid keeps for six months. */
	deleted?: string;
	/** The scope that the token needs to read the object. */
	scope: string;
}

/** The resources by object type (https://docs.ecwid.com/api-reference/rest-api). */
export const RESOURCES: Readonly<Record<string, Resource>> = {
	orders: {
		path: 'orders/{id}',
		idField: 'id',
		internalIdField: 'internalId',
		dates: { created: 'createDate', updated: 'updateDate' },
		stateFields: ['paymentStatus', 'fulfillmentStatus', 'total', 'email', 'trackingNumber'],
		list: 'orders',
		deleted: 'orders/deleted',
		scope: 'read_orders',
	},
	carts: {
		path: 'carts/{id}',
		idField: 'cartId',
		dates: { created: 'createDate', updated: 'updateDate' },
		stateFields: ['total', 'email', 'hidden', 'recoveredOrderId'],
		list: 'carts',
		scope: 'read_orders',
	},
	invoices: {
		path: 'orders/{orderId}/invoices',
		listField: 'invoices',
		idField: 'internalId',
		stateFields: [],
		scope: 'read_invoices',
	},
	products: {
		path: 'products/{id}',
		idField: 'id',
		dates: { created: 'created', updated: 'updated' },
		stateFields: ['name', 'sku', 'price', 'quantity', 'enabled'],
		list: 'products',
		deleted: 'products/deleted',
		scope: 'read_catalog',
	},
	categories: { path: 'categories/{id}', idField: 'id', stateFields: [], scope: 'read_catalog' },
	product_classes: { path: 'classes/{id}', idField: 'id', stateFields: [], scope: 'read_catalog' },
	customers: {
		path: 'customers/{id}',
		idField: 'id',
		dates: { created: 'registered', updated: 'updated' },
		stateFields: ['email', 'name', 'customerGroupId', 'taxId', 'acceptMarketing'],
		list: 'customers',
		deleted: 'customers/deleted',
		scope: 'read_customers',
	},
	customer_groups: {
		path: 'customer_groups/{id}',
		idField: 'id',
		stateFields: [],
		scope: 'read_customers',
	},
	discounts: {
		path: 'discount_coupons/{id}',
		idField: 'id',
		dates: { created: 'creationDate', updated: 'updateDate' },
		stateFields: ['name', 'code', 'status', 'discount', 'discountType'],
		list: 'discount_coupons',
		// Ecwid documents this path, not `discount_coupons/deleted`.
		deleted: 'coupons/deleted',
		scope: 'read_discount_coupons',
	},
	// Ecwid has no request for a single promotion or review, only searches. A search for promotions accepts no id.
	promotions: {
		path: 'promotions',
		listField: 'items',
		idField: 'id',
		stateFields: [],
		scope: 'read_promotion',
	},
	reviews: {
		path: 'reviews',
		query: { reviewId: '{id}' },
		listField: 'items',
		idField: 'id',
		dates: { created: 'createDate', updated: 'updateDate' },
		stateFields: ['status', 'rating', 'review'],
		list: 'reviews',
		deleted: 'reviews/deleted',
		scope: 'read_reviews',
	},
	profiles: { path: 'profile', stateFields: [], scope: 'read_store_profile' },
	applications: { stateFields: [], scope: 'read_store_profile' },
};

/** The scope that the lists of deleted objects need in addition to the object's own. */
export const DELETED_SCOPE = 'read_store_profile';
