import type { JsonValue } from '../../json';
import type { ChangeKind, Save } from '../changes';

/** An action that WordPress runs, with its first argument. */
export interface Action {
	name: string;
	arg: JsonValue;
	/**
	 * The resource whose screen in the administration runs it: there the type of the post is known,
	 * and topics of other types stay silent (WC_Webhook::is_valid_post_action).
	 */
	screen?: string;
}

type Names = (save: Save) => readonly string[];

const DRAFTS = ['auto-draft', 'draft', 'checkout-draft'];

function isDraft(status: string | undefined): boolean {
	return status !== undefined && DRAFTS.includes(status);
}

/** Orders in their own tables (OrdersTableDataStore: create, update, delete, untrash_order). */
const ORDER: Readonly<Record<ChangeKind, Names>> = {
	// Measured: a new order sends created and updated, as its totals are saved once more.
	created: ({ to }) => (isDraft(to) ? [] : ['woocommerce_new_order', 'woocommerce_update_order']),
	updated: ({ from, to }) =>
		isDraft(from) && !isDraft(to) ? ['woocommerce_new_order'] : ['woocommerce_update_order'],
	trashed: () => ['woocommerce_trash_order'],
	// Measured: an order untrashed by PUT sends nothing.
	restored: ({ writer }) => (writer === 'trashing' ? ['woocommerce_untrash_order'] : []),
	// Measured: a forced delete sends nothing, as no topic hangs on this action.
	removed: () => ['woocommerce_delete_order'],
};

/** Posts of a type; their forced delete runs no action that a topic hangs on (measured). */
function post(type: string, isPublished: boolean): Readonly<Record<ChangeKind, Names>> {
	const published: Names = ({ from, to }) =>
		isPublished && to === 'publish' && from !== 'publish' ? ['woocommerce_product_published'] : [];
	const update: Names = (save) => [`woocommerce_update_${type}`, ...published(save)];
	return {
		created: (save) => [`woocommerce_new_${type}`, ...published(save)],
		updated: update,
		// A status of trash written by PUT is an update like any other.
		trashed: (save) =>
			save.writer === 'trashing' ? ['wp_trash_post', `woocommerce_trash_${type}`] : update(save),
		restored: (save) =>
			save.writer === 'trashing' ? ['untrashed_post', ...published(save)] : update(save),
		removed: () => ['delete_post', `woocommerce_delete_${type}`],
	};
}

/** By the names of WooCommerce Subscriptions; not measured. */
const SUBSCRIPTION: Readonly<Record<ChangeKind, Names>> = {
	created: () => ['wcs_api_subscription_created', 'woocommerce_update_subscription'],
	updated: () => ['woocommerce_update_subscription'],
	trashed: () => ['woocommerce_subscription_trashed'],
	restored: () => ['woocommerce_update_subscription'],
	removed: () => ['woocommerce_subscription_deleted'],
};

const USER_SAVED = ['profile_update', 'woocommerce_update_customer'];
const NOTHING: Names = () => [];

const CUSTOMER: Readonly<Record<ChangeKind, Names>> = {
	// Measured: a new customer sends created and updated.
	created: () => [
		...['user_register', 'woocommerce_created_customer', 'woocommerce_new_customer'],
		...USER_SAVED,
	],
	updated: () => USER_SAVED,
	trashed: NOTHING,
	restored: NOTHING,
	// Measured: a customer's delete is sent; WC_Webhook::is_valid_user_action asks for the role.
	removed: ({ from }) => [
		...(from === 'customer' ? ['delete_user'] : []),
		'woocommerce_delete_customer',
	],
};

const BY_RESOURCE: Readonly<Record<string, Readonly<Record<ChangeKind, Names>>>> = {
	orders: ORDER,
	products: post('product', true),
	// Measured: variations arrive as product.* with their own id.
	variations: post('product_variation', true),
	coupons: post('coupon', false),
	customers: CUSTOMER,
	subscriptions: SUBSCRIPTION,
};

const SCREENS: Readonly<Record<string, string>> = {
	orders: 'order',
	products: 'product',
	variations: 'product',
	coupons: 'coupon',
};

/** The actions that a save runs, in order. Notes, refunds, reviews and terms run none of interest. */
export function actionsOfSave(save: Save): Action[] {
	if (save.writer === 'dating') return [];
	const names = BY_RESOURCE[save.resource]?.[save.change](save) ?? [];
	return names.map((name) => ({
		name,
		arg: save.id,
		// REST trashes but cannot untrash, so an untrash comes from a screen.
		...(name === 'untrashed_post' && { screen: SCREENS[save.resource] }),
	}));
}
