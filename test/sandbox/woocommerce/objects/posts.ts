import type { JsonObject } from '../../json';
import { dateTwins } from '../dates';
import { ApiError } from '../errors';
import type { ShopView } from '../resource';

/** The errors of WC_REST_CRUD_Controller: an unknown id is 404, but 400 in an update. */
export function unknownPost(noun: string): (action: 'read' | 'update' | 'delete') => ApiError {
	return (action) =>
		new ApiError(
			action === 'update' ? 400 : 404,
			`woocommerce_rest_${noun}_invalid_id`,
			'Invalid ID.',
		);
}

/** Both dates, each with its twin. */
export function createdAndModified(
	view: ShopView,
	created: number,
	modified: number | null,
): JsonObject {
	return {
		...dateTwins('date_created', created, view.zone),
		...dateTwins('date_modified', modified, view.zone),
	};
}

/** The creation date and its GMT twin, for objects without a modified date. */
export function createdOnly(view: ShopView, created: number): JsonObject {
	return dateTwins('date_created', created, view.zone);
}

/** The links that every object has. */
export function selfAndCollection(
	view: ShopView,
	path: string,
	object: JsonObject,
): Record<string, string> {
	return { self: view.rest(`${path}/${object.id}`), collection: view.rest(path) };
}

/** Date fields as a blank object has them, in their place among the fields. */
export const NO_DATES: JsonObject = {
	date_created: null,
	date_created_gmt: null,
	date_modified: null,
	date_modified_gmt: null,
};

/** What `any` means to WP_Query: everything but auto-drafts and the trash. */
export const POST_STATUSES = ['draft', 'pending', 'private', 'publish', 'future'];

/** A status that a plugin has registered as excluded from search: no list shows it, and GET does (measured). */
export const HIDDEN_STATUS = 'on-loan';

/** What the `status` of a list on posts may be. */
export const SELECTABLE_STATUSES = [
	...['any', 'future', 'trash', 'draft', 'pending', 'private', 'publish'],
];

/** `orderby` values of all lists on posts. Resources with title and slug add these. */
export const POST_ORDER = {
	date: 'createdLocal',
	id: 'id',
	include: 'include',
	modified: 'modifiedLocal',
};

/** Wall-clock orders: WordPress sorts posts by their local date columns. */
export function localKeys(
	view: ShopView,
	table: { created: Uint32Array; modified: Uint32Array },
): Record<string, (row: number) => number> {
	return {
		createdLocal: (row) => view.zone.toWall(table.created[row]),
		modifiedLocal: (row) => view.zone.toWall(table.modified[row]),
	};
}
