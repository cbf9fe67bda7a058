import { readNaiveUtc } from '../core/dates';
import type { DateReader } from './poll/configuration/javaDates';
import { readPath } from '../core/jsonPath';
import type { FieldPath } from './fields/volatileFields';

/** Cloud Elements' names of this vendor, which every event carries. */
export const ELEMENT = { elementKey: 'woocommercerest', hubKey: 'ecommerce' } as const;

type Row = Record<string, unknown>;

/** What the REST API offers for one kind of object. WooCommerce's own resources were measured on 10.5. */
export interface Resource {
	/** Under `/wp-json/`. */
	path: string;
	objectType: string;
	/** The plugin that adds it. A shop without the plugin has no such list and no such topics. */
	plugin?: string;
	/** WooCommerce's word in its webhook topics: `order` in `order.updated`. */
	topicPrefix: string;
	/** Parameters without which a list omits some objects. */
	listAll: Readonly<Record<string, string>>;
	/** Whether the list can be filtered by the date of modification. */
	hasWindows: boolean;
	/** Whether deleted objects stay in a trash, which a list with `status=trash` shows. */
	hasTrash: boolean;
	/**
	 * Whether the poll compares the content of objects, because some changes do not change the date of modification.
	 */
	isScanned: boolean;
	/** Fields that change by themselves. They are left out of comparison and ids. */
	volatileFields: readonly FieldPath[];
	/** Statuses of rows that are not objects yet: a cart at the checkout, an unsaved draft. */
	draftStatuses: readonly string[];
	/** Whether an object was a draft before, in a status that no list showed. */
	isFromDraft(row: Row): boolean;
	/** Returns the id of a row. Undefined if the row has no usable id. */
	readId(row: Row): string | undefined;
	/** Whether it is known, from measurements or the plugin's source, that the list supports `orderby` and `offset`. */
	isMeasured: boolean;
	/** Returns the date in epoch milliseconds. Undefined if the object has no such date. */
	readCreated(row: Row): number | undefined;
	readModified(row: Row): number | undefined;
}

/** Returns an id as text. A plugin can put anything into a field. */
export function readIdText(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

type Traits = Partial<Omit<Resource, 'path'>> & Pick<Resource, 'topicPrefix'>;

function resource(path: string, traits: Traits): Resource {
	return {
		path,
		objectType: path.split('/').at(-1) ?? path,
		listAll: {},
		hasWindows: false,
		hasTrash: false,
		isScanned: true,
		volatileFields: ['_links'],
		draftStatuses: [],
		isFromDraft: () => false,
		isMeasured: true,
		readId: ({ id }) => readIdText(id),
		// WooCommerce's `…_gmt` fields are UTC without a `Z` (measured).
		readCreated: ({ date_created_gmt }) => readNaiveUtc(date_created_gmt),
		readModified: ({ date_modified_gmt }) => readNaiveUtc(date_modified_gmt),
		...traits,
	};
}

const ALL = [
	resource('wc/v3/orders', {
		topicPrefix: 'order',
		listAll: { status: 'any' },
		hasWindows: true,
		hasTrash: true,
		isScanned: false,
		// Some versions count a cart at the checkout among `any` (vendors.md 2.3).
		draftStatuses: ['checkout-draft', 'auto-draft'],
		// The checkout block makes a draft when it opens (OrderController::create_order_from_cart in WooCommerce).
		isFromDraft: ({ created_via }) => created_via === 'store-api',
	}),
	resource('wc/v3/products', {
		topicPrefix: 'product',
		listAll: { status: 'any' },
		hasWindows: true,
		hasTrash: true,
		isScanned: false,
		// `related_ids` are random in every read, a sale begins and ends at set times, and an order raises
		// `total_sales` without a new date (all measured).
		volatileFields: ['_links', 'related_ids', 'on_sale', 'price_html', 'total_sales'],
		draftStatuses: ['auto-draft'],
	}),
	// The list of customers ignores `modified_after` without an error, and shows only one role by default (measured).
	resource('wc/v3/customers', {
		topicPrefix: 'customer',
		listAll: { role: 'all' },
		// Each visit writes this entry, without a new date (measured).
		volatileFields: ['_links', 'meta_data.wc_last_active'],
	}),
	// A new amount, expiry or usage does not change the date (measured), so windows alone do not suffice.
	resource('wc/v3/coupons', {
		topicPrefix: 'coupon',
		objectType: 'discounts',
		// By default, the list shows only published and private coupons (measured).
		listAll: { status: 'any' },
		hasWindows: true,
		hasTrash: true,
	}),
	// The plugin's controller and objects extend those of orders (WC_REST_Subscriptions_Controller, WC_Subscription).
	// Whether each change moves the date was not measured, so the contents are compared too.
	resource('wc/v3/subscriptions', {
		plugin: 'WooCommerce Subscriptions',
		topicPrefix: 'subscription',
		listAll: { status: 'any' },
		hasWindows: true,
		hasTrash: true,
		draftStatuses: ['draft', 'auto-draft', 'checkout-draft'],
	}),
	resource('wc/v3/products/reviews', { topicPrefix: 'review', listAll: { status: 'all' } }),
	resource('wc/v3/products/categories', { topicPrefix: 'category' }),
	resource('wc/v3/products/tags', { topicPrefix: 'tag' }),
] as const;

/** The resources by Cloud Elements' names. */
export const RESOURCES: Readonly<Record<string, Resource>> = Object.fromEntries(
	ALL.map((one) => [one.objectType, one]),
);

/** Returns whether a row is not an object yet, such as a cart at the checkout. */
export function isDraft({ draftStatuses }: Resource, { status }: Row): boolean {
	return typeof status === 'string' && draftStatuses.includes(status);
}

/**
 * Returns the resource of any list of the shop's REST API, also of an unknown one. A topic of the table always has the
 * object type of the table, which the types of events declare. So the coupons of `wc/v2` are `discounts` too.
 */
export function resourceAt(path: string): Resource {
	const known = ALL.find((one) => one.path === path);
	if (known !== undefined) return known;
	// WooCommerce derives the path from a topic by adding an `s` to the topic's first word.
	const topicPrefix = (path.split('/').at(-1) ?? path).replace(/s$/, '');
	const { objectType } = ALL.find((one) => one.topicPrefix === topicPrefix) ?? {};
	const type = objectType === undefined ? {} : { objectType };
	return resource(path, { topicPrefix, ...type, isMeasured: false });
}

/** A date field from the configuration. */
export interface DateField {
	path: string;
	read: DateReader;
	hasZone: boolean;
}

/**
 * Returns a resource whose dates are read as configured. Instead of a local date without a zone, its
 * `…_gmt` counterpart is read if there is one, because local time repeats an hour in autumn.
 *
 * `modified_after` filters by `date_modified`. With another date field, windows would miss changes, so
 * such a resource is compared by content.
 */
export function withDates(one: Resource, created?: DateField, modified?: DateField): Resource {
	const isFiltered = modified === undefined || /^date_modified(_gmt)?$/.test(modified.path);
	return {
		...one,
		hasWindows: one.hasWindows && isFiltered,
		isScanned: one.isScanned || !isFiltered,
		readCreated: created ? dateReader(created) : one.readCreated,
		readModified: modified ? dateReader(modified) : one.readModified,
	};
}

function dateReader({ path, read, hasZone }: DateField): (row: Row) => number | undefined {
	const field = readPath(path);
	const twin = readPath(`${path}_gmt`);
	return (row) => {
		const gmt = hasZone ? undefined : readNaiveUtc(twin?.(row));
		return gmt ?? read(field?.(row));
	};
}
