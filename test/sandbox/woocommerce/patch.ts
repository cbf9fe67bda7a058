import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import type { Merge, ShopView } from './resource';

type Join = (current: JsonValue, posted: JsonValue, view: ShopView) => JsonValue;

const JOINS: Readonly<Record<Merge, Join>> = {
	object: (current, posted) =>
		isJsonObject(posted) ? { ...(current as JsonObject), ...posted } : current,
	meta: (current, posted, view) =>
		(posted as JsonObject[]).reduce(
			(entries, entry) => withMeta(entries, entry, view),
			current as JsonObject[],
		),
};

/** Meta data as WC_Data::update_meta_data() writes it: by id, else by key, else as a new entry. */
function withMeta(entries: JsonObject[], posted: JsonObject, view: ShopView): JsonObject[] {
	const old = entries.find((entry) =>
		posted.id === undefined ? entry.key === posted.key : entry.id === posted.id,
	);
	if (posted.value === null) return entries.filter((entry) => entry !== old);
	if (old) return entries.map((entry) => (entry === old ? { ...old, ...posted } : entry));
	return [...entries, { id: view.nextInnerId(), key: posted.key, value: posted.value }];
}

/** What a posted change makes of an object: the new values of the posted fields. */
export function mergePatch(
	view: ShopView,
	merges: Readonly<Record<string, Merge>>,
	current: JsonObject,
	posted: JsonObject,
): JsonObject {
	const merged: JsonObject = {};
	for (const [field, value] of Object.entries(posted)) {
		const merge = merges[field];
		merged[field] = merge ? JOINS[merge](current[field], value, view) : value;
	}
	return merged;
}

/** The fields whose value differs. */
export function changedFields(current: JsonObject, merged: JsonObject): string[] {
	return Object.keys(merged).filter((field) => !isDeepStrictEqual(current[field], merged[field]));
}
