import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import type { PhpParameters } from './phpQuery';

/** The fields that `_fields` asks for, or undefined for all (rest_filter_response_fields). */
export function wantedFields(given: PhpParameters): string[] | undefined {
	const asked = given._fields;
	if (asked === undefined) return undefined;
	const names =
		typeof asked === 'string' ? asked.split(/[\s,]+/) : Object.values(asked).map(String);
	const fields = names.map((name) => name.trim()).filter((name) => name !== '');
	return fields.length > 0 ? fields : undefined;
}

/** Returns the requested fields of an object, or of each in a list. Dots separate nested names. */
export function keepFields(value: JsonValue, wanted: readonly string[] | undefined): JsonValue {
	if (!wanted) return value;
	if (Array.isArray(value)) return value.map((item) => keepFields(item, wanted));
	if (!isJsonObject(value)) return value;
	const kept: JsonObject = {};
	for (const [name, member] of Object.entries(value)) {
		const prefix = `${name}.`;
		const inner = wanted.filter((field) => field.startsWith(prefix));
		if (wanted.includes(name)) kept[name] = member;
		else if (inner.length > 0)
			kept[name] = keepFields(
				member,
				inner.map((field) => field.slice(prefix.length)),
			);
	}
	return kept;
}
