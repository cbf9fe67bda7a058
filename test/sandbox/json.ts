export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

export interface JsonObject {
	[key: string]: JsonValue;
}

/** Whether a value is a JSON object: neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object without some of its members. */
export function without<Source extends object, Name extends keyof Source>(
	source: Source,
	...names: Name[]
): Omit<Source, Name> {
	const rest = { ...source };
	for (const name of names) delete rest[name];
	return rest;
}
