import type { FoundIn } from '../topics/topicTable';

/** Objects that another object's list shows, such as the refunds of an order. */
interface Children {
	/** The field of the parent, which is a list. */
	field: string;
	objectType: string;
	gids: readonly string[];
	selection: string;
}

/** A list of the REST Admin API (https://shopify.dev/docs/api/admin-rest/latest/resources/order). */
export interface RestList {
	/** The name in the path and in the response. */
	name: string;
	/** What the list needs in addition to the ids. */
	query?: Readonly<Record<string, string>>;
}

/** A resource whose changes a list of the Admin API shows by date. */
export interface Group {
	/** The list, by its name in the Admin API. */
	name: Exclude<FoundIn, 'events'>;
	objectType: string;
	/** The types in the global ids of its objects, in lists and in webhooks. */
	gids: readonly string[];
	/** The types of its deletions in the feed `events`. Empty if the feed does not show them. */
	subjects: readonly string[];
	/** One of these is enough. A write scope includes the read scope. */
	scopes: readonly string[];
	/** The fields of an object. They need no access to protected customer data. */
	selection: string;
	/** The part of an object that has its dates. Defaults to the object. */
	datesIn?: string;
	/** Rows are in the order of their ids, because the list cannot be sorted by date. */
	isById?: true;
	/** The list's filter matches whole days. */
	isByDay?: true;
	/** How many days of objects Shopify shows. */
	days?: number;
	/** A sentence for the log about what is older. */
	daysNote?: string;
	children?: readonly Children[];
	/** How the REST Admin API lists the objects by id. Undefined if it does not. */
	rest?: RestList;
	/**
	 * The fields of a deletion's body in Shopify's samples, if it has more than the id. All of them must be present.
	 * No other webhook of the object has a body with these fields alone.
	 */
	goneFields?: readonly string[];
}

const DISCOUNT = '__typename title status createdAt updatedAt';
const DISCOUNT_TYPES = ['Basic', 'Bxgy', 'App', 'FreeShipping'].flatMap((name) => [
	`DiscountCode${name}`,
	`DiscountAutomatic${name}`,
]);

/**
 * The lists that catch-up reads. All have the filter `updated_at`
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/queries/orders and the pages beside it).
 * `topics/topicTable.ts` names the list of each topic.
 */
export const GROUPS: readonly Group[] = [
	{
		name: 'orders',
		objectType: 'orders',
		gids: ['Order'],
		rest: { name: 'orders', query: { status: 'any' } },
		subjects: ['ORDER'],
		scopes: ['read_orders'],
		selection:
			'id legacyResourceId name createdAt updatedAt cancelledAt closedAt displayFinancialStatus displayFulfillmentStatus currentTotalPriceSet { shopMoney { amount currencyCode } }',
		days: 60,
		daysNote:
			'Shopify shows orders older than 60 days only to apps with the scope read_all_orders. If the app lacks it, add it, or look in the shop for changes of older orders.',
		children: [
			{
				field: 'refunds',
				objectType: 'refunds',
				gids: ['Refund'],
				selection: 'id legacyResourceId createdAt updatedAt',
			},
			{
				field: 'fulfillments',
				objectType: 'fulfillments',
				gids: ['Fulfillment'],
				selection: 'id legacyResourceId createdAt updatedAt status',
			},
		],
	},
	{
		name: 'products',
		objectType: 'products',
		gids: ['Product'],
		rest: { name: 'products' },
		subjects: ['PRODUCT'],
		scopes: ['read_products'],
		selection: 'id legacyResourceId title handle status vendor productType createdAt updatedAt',
	},
	{
		name: 'customers',
		objectType: 'customers',
		gids: ['Customer'],
		rest: { name: 'customers' },
		subjects: ['CUSTOMER'],
		scopes: ['read_customers'],
		selection: 'id legacyResourceId numberOfOrders tags createdAt updatedAt',
		isByDay: true,
		goneFields: [
			'id',
			'phone',
			'addresses',
			'tax_exemptions',
			'email_marketing_consent',
			'sms_marketing_consent',
			'admin_graphql_api_id',
		],
	},
	{
		name: 'draftOrders',
		objectType: 'draft_orders',
		gids: ['DraftOrder'],
		rest: { name: 'draft_orders' },
		subjects: ['DRAFT_ORDER'],
		scopes: ['read_draft_orders'],
		selection: 'id legacyResourceId name status createdAt updatedAt',
	},
	{
		name: 'collections',
		objectType: 'collections',
		gids: ['Collection'],
		subjects: ['COLLECTION'],
		scopes: ['read_products'],
		// The Admin API does not show when a collection was created.
		selection: 'id legacyResourceId title handle updatedAt',
		goneFields: ['id', 'published_scope', 'admin_graphql_api_id'],
	},
	{
		name: 'companies',
		objectType: 'companies',
		gids: ['Company'],
		subjects: ['COMPANY'],
		scopes: ['read_customers', 'read_companies'],
		selection: 'id name externalId createdAt updatedAt',
	},
	{
		name: 'companyLocations',
		objectType: 'company_locations',
		gids: ['CompanyLocation'],
		subjects: ['COMPANY_LOCATION'],
		scopes: ['read_customers', 'read_companies'],
		selection: 'id name externalId createdAt updatedAt',
	},
	{
		name: 'inventoryItems',
		objectType: 'inventory_items',
		gids: ['InventoryItem'],
		rest: { name: 'inventory_items' },
		subjects: [],
		scopes: ['read_inventory', 'read_products'],
		selection: 'id legacyResourceId sku tracked createdAt updatedAt',
		isById: true,
	},
	{
		name: 'discountNodes',
		objectType: 'discounts',
		gids: ['DiscountNode', 'DiscountCodeNode', 'DiscountAutomaticNode', ...DISCOUNT_TYPES],
		subjects: [
			'DISCOUNT_NODE',
			'DISCOUNT_CODE_NODE',
			'DISCOUNT_AUTOMATIC_NODE',
			'DISCOUNT_AUTOMATIC_BXGY',
		],
		scopes: ['read_discounts'],
		selection: `id discount { ${DISCOUNT_TYPES.map((type) => `... on ${type} { ${DISCOUNT} }`).join(' ')} }`,
		datesIn: 'discount',
	},
];

/** What is known of the objects of one type. */
interface ObjectKind extends Pick<Group, 'gids' | 'goneFields'> {
	hasCreatedAt: boolean;
}

const KINDS: ReadonlyMap<string, ObjectKind> = new Map(
	GROUPS.flatMap((group) => [group, ...(group.children ?? [])]).map((each) => [
		each.objectType,
		{ ...each, hasCreatedAt: each.selection.includes('createdAt') },
	]),
);

/** Returns what is known of the objects of a type, or undefined if catch-up does not read them. */
export function objectKind(objectType: string): ObjectKind | undefined {
	return KINDS.get(objectType);
}
