import { isObject } from '../../core/json';
import { actorOf } from '../normalize';
import { readRfc3339 } from '../rfc3339';
import { isTargetType, type Target } from '../targets';
import { readPlace, type Place } from './places';
import type { Stream } from './streamEvents';

/** An event of a stream. */
export interface Entry {
	/** Box's id of the event. An event may be listed more than once. */
	id: string;
	type: string;
	/** When it happened, in epoch milliseconds. */
	at: number;
	/** The object, as webhooks name it. */
	object: Record<string, unknown> & { id: string; type: string };
	/** The file or folder that the object is or belongs to. It decides whether the event is emitted. */
	item: Target;
	/** Where the item is. Undefined if the event does not contain it. */
	place?: Place;
	/** Id of the user who caused the event. */
	actor?: string;
	/** Box's event. In an event of the enterprise, `source` also has the members of webhooks (`withWebhookNames`). */
	raw: Record<string, unknown>;
}

/** Reads an event. Returns undefined if it lacks an id or a date, or if, like a login, it is not about a file or folder. */
export function readEntry(stream: Stream, value: unknown): Entry | undefined {
	if (!isObject(value) || !isObject(value.source)) return undefined;
	const { event_id: id, event_type: type, created_at, source } = value;
	const at = readRfc3339(created_at);
	if (!isText(id) || !isText(type) || at === undefined) return undefined;
	const object = stream === 'user' ? userObject(source) : enterpriseObject(source, value);
	const item = object && itemOf(object, source);
	if (item === undefined || object === undefined) return undefined;
	// A comment is not in a folder, so its place is that of its item. Box may leave out the path of the item.
	const place = readPlace(
		object.type === item.type || !isObject(source.item) ? source : source.item,
	);
	const actor = actorOf(value);
	return {
		...{ id, type, at, object, item },
		raw: stream === 'user' ? value : { ...value, source: withWebhookNames(source) },
		...(place !== undefined && { place }),
		...(actor !== undefined && { actor }),
	};
}

function userObject(source: Record<string, unknown>): Entry['object'] | undefined {
	const { id, type } = source;
	return isText(id) && isText(type) ? { ...source, id, type } : undefined;
}

/** Enterprise events name the item in `item_id` and `item_type`, and its version in `additional_details`. */
function enterpriseObject(
	{ item_id, item_type }: Record<string, unknown>,
	{ additional_details: details }: Record<string, unknown>,
): Entry['object'] | undefined {
	if (!isText(item_id) || !isText(item_type)) return undefined;
	const version = isObject(details) ? details.version_id : undefined;
	return {
		...{ id: item_id, type: item_type },
		...(isText(version) && { file_version: { id: version } }),
	};
}

/**
 * Adds `id`, `type` and `name` as webhooks have them, so that one filter and one workflow fit webhooks and catch-up. Does
 * not replace members that Box sent.
 */
function withWebhookNames(source: Record<string, unknown>): Record<string, unknown> {
	const { item_id: id, item_type: type, item_name: name } = source;
	return { id, type, ...(name !== undefined && { name }), ...source };
}

/** Returns the object itself if it is a file or folder, or else the item of a comment, a collaboration or a task. */
function itemOf(object: Entry['object'], source: Record<string, unknown>): Target | undefined {
	const item = isTargetType(object.type) ? object : source.item;
	if (!isObject(item)) return undefined;
	const { type, id } = item;
	return isTargetType(type) && typeof id === 'string' && /^\d{1,20}$/.test(id)
		? { type, id }
		: undefined;
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '' && value.length <= 200;
}
