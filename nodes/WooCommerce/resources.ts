/** What WooCommerce's REST v3 offers for one kind of object, as measured on 10.5. */
export interface Resource {
	/** Under `/wp-json/wc/v3/`. */
	path: string;
	objectType: string;
	/** WooCommerce's word in its webhook topics: `order` in `order.updated`. */
	topicPrefix: string;
	/** Parameters without which a list leaves some objects out. */
	listAll: Readonly<Record<string, string>>;
	/** `modified_after` works; customers ignore it without a word (measured). */
	filtersByModified: boolean;
	/** Top-level fields that differ between two readings of one state. */
	volatile: readonly string[];
	/** Statuses of things that nobody has made yet: a cart at the checkout, an unsaved draft. */
	unborn: readonly string[];
}

/** The resources by the names that Cloud Elements gave them. */
export const RESOURCES: Readonly<Record<string, Resource>> = {
	orders: {
		path: 'orders',
		objectType: 'orders',
		topicPrefix: 'order',
		listAll: { status: 'any' },
		filtersByModified: true,
		volatile: ['_links'],
		// Some versions count a cart at the checkout among `any` (vendors.md 2.3).
		unborn: ['checkout-draft', 'auto-draft'],
	},
	products: {
		path: 'products',
		objectType: 'products',
		topicPrefix: 'product',
		listAll: { status: 'any' },
		filtersByModified: true,
		// related_ids are random on every read; a sale begins and ends by the clock (measured).
		volatile: ['_links', 'related_ids', 'on_sale', 'price_html'],
		unborn: ['auto-draft'],
	},
};
