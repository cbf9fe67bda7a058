/** What the Admin API, the feed of deletions and the webhooks show of a kind of object. */
export interface Kind {
	/** The list in the Admin API. Undefined for objects that only their parent shows. */
	list?: string;
	/** The field of the parent that shows them. */
	field?: string;
	parent?: string;
	/** The type in global ids. */
	gid: string;
	/** The type in the bodies of webhooks, if it is another one. */
	bodyGid?: string;
	/** The type in the feed of deletions. */
	subject?: string;
	scopes: readonly string[];
	topics: Readonly<Partial<Record<'create' | 'update' | 'delete', string>>>;
	/** The filter of the list compares whole days of the shop. */
	isByDay?: true;
	/** The list has no `sortKey`. */
	isById?: true;
	/** Without this scope, the list shows only the last 60 days. */
	allScope?: string;
	/** Whether the REST Admin API lists the objects, under the name of the kind. */
	isInRest?: true;
	/** The body names the object only by its global id. */
	hasNoNumber?: true;
	hasNoCreatedAt?: true;
	/** What else a node has. */
	fields?: Readonly<Record<string, unknown>>;
	/** What else the bodies of webhooks and the REST API have. */
	body?: Readonly<Record<string, unknown>>;
	/** The body of a deletion has more than the id (https://shopify.dev/docs/api/webhooks). */
	deletion?: 'whole' | Readonly<Record<string, unknown>>;
	/** The part of a node that has the dates. */
	datesIn?: { field: string; type: string };
}

const MONEY = { shopMoney: { amount: '10.00', currencyCode: 'EUR' } };

/** The objects that the sandbox has. */
export const KINDS: Readonly<Record<string, Kind>> = {
	orders: {
		list: 'orders',
		gid: 'Order',
		subject: 'ORDER',
		isInRest: true,
		scopes: ['read_orders'],
		topics: { create: 'orders/create', update: 'orders/updated', delete: 'orders/delete' },
		allScope: 'read_all_orders',
		fields: {
			name: '#1001',
			cancelledAt: null,
			closedAt: null,
			displayFinancialStatus: 'PAID',
			displayFulfillmentStatus: 'UNFULFILLED',
			currentTotalPriceSet: MONEY,
		},
		body: { name: '#1001', currency: 'EUR', total_price: '10.00', financial_status: 'paid' },
	},
	refunds: {
		field: 'refunds',
		parent: 'orders',
		gid: 'Refund',
		scopes: ['read_orders'],
		topics: { create: 'refunds/create' },
	},
	fulfillments: {
		field: 'fulfillments',
		parent: 'orders',
		gid: 'Fulfillment',
		scopes: ['read_orders'],
		topics: { create: 'fulfillments/create', update: 'fulfillments/update' },
		fields: { status: 'SUCCESS' },
		body: { status: 'success' },
	},
	products: {
		list: 'products',
		gid: 'Product',
		subject: 'PRODUCT',
		isInRest: true,
		scopes: ['read_products'],
		topics: { create: 'products/create', update: 'products/update', delete: 'products/delete' },
		fields: { title: 'Chair', handle: 'chair', status: 'ACTIVE', vendor: 'A', productType: 'B' },
		body: { title: 'Chair', handle: 'chair', status: 'active', vendor: 'A', product_type: 'B' },
	},
	customers: {
		list: 'customers',
		gid: 'Customer',
		subject: 'CUSTOMER',
		isInRest: true,
		scopes: ['read_customers'],
		topics: { create: 'customers/create', update: 'customers/update', delete: 'customers/delete' },
		isByDay: true,
		fields: { numberOfOrders: '0', tags: [] },
		deletion: {
			phone: null,
			addresses: [],
			tax_exemptions: [],
			email_marketing_consent: null,
			sms_marketing_consent: null,
			admin_graphql_api_id: undefined,
		},
		body: { first_name: 'Ada', last_name: 'Example', state: 'enabled', currency: 'EUR' },
	},
	draft_orders: {
		list: 'draftOrders',
		gid: 'DraftOrder',
		subject: 'DRAFT_ORDER',
		isInRest: true,
		scopes: ['read_draft_orders'],
		topics: {
			create: 'draft_orders/create',
			update: 'draft_orders/update',
			delete: 'draft_orders/delete',
		},
		fields: { name: '#D1', status: 'OPEN' },
		body: { name: '#D1', status: 'open', currency: 'EUR', total_price: '10.00' },
	},
	collections: {
		list: 'collections',
		gid: 'Collection',
		subject: 'COLLECTION',
		scopes: ['read_products'],
		topics: {
			create: 'collections/create',
			update: 'collections/update',
			delete: 'collections/delete',
		},
		hasNoCreatedAt: true,
		fields: { title: 'Chairs', handle: 'chairs' },
		deletion: { published_scope: 'web', admin_graphql_api_id: undefined },
		body: { title: 'Chairs', handle: 'chairs' },
	},
	companies: {
		list: 'companies',
		gid: 'Company',
		subject: 'COMPANY',
		scopes: ['read_customers', 'read_companies'],
		topics: { create: 'companies/create', update: 'companies/update', delete: 'companies/delete' },
		hasNoNumber: true,
		fields: { name: 'Company', externalId: null },
		deletion: 'whole',
		body: { name: 'Company' },
	},
	company_locations: {
		list: 'companyLocations',
		gid: 'CompanyLocation',
		subject: 'COMPANY_LOCATION',
		scopes: ['read_customers', 'read_companies'],
		topics: {
			create: 'company_locations/create',
			update: 'company_locations/update',
			delete: 'company_locations/delete',
		},
		hasNoNumber: true,
		fields: { name: 'Montreal', externalId: null },
		deletion: 'whole',
		body: { name: 'Montreal' },
	},
	inventory_items: {
		list: 'inventoryItems',
		gid: 'InventoryItem',
		isInRest: true,
		scopes: ['read_inventory', 'read_products'],
		topics: {
			create: 'inventory_items/create',
			update: 'inventory_items/update',
			delete: 'inventory_items/delete',
		},
		isById: true,
		fields: { sku: 'A-1', tracked: true },
		body: { sku: 'A-1', tracked: true },
	},
	discounts: {
		list: 'discountNodes',
		gid: 'DiscountNode',
		bodyGid: 'DiscountCodeNode',
		subject: 'DISCOUNT_CODE_NODE',
		scopes: ['read_discounts'],
		topics: { create: 'discounts/create', update: 'discounts/update', delete: 'discounts/delete' },
		hasNoNumber: true,
		fields: { title: 'Spring', status: 'ACTIVE' },
		datesIn: { field: 'discount', type: 'DiscountCodeBasic' },
		body: { title: 'Spring', status: 'ACTIVE' },
	},
};
