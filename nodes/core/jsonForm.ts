/** Keywords of JSON Schema. */
export type JsonForm = Readonly<Record<string, unknown>>;

const FORMS = new WeakMap<object, JsonForm>();

/**
 * Adds keywords of JSON Schema to a schema of zod, for the build. It names a schema by its `title`, and says what a
 * function accepts, which no converter can read.
 *
 * @param form replaces the converted keywords of the same names
 * @returns the same schema
 */
export function withJsonForm<Schema extends object>(schema: Schema, form: JsonForm): Schema {
	FORMS.set(schema, form);
	return schema;
}

/** Returns the keywords that `withJsonForm` added to a schema, or undefined. */
export function jsonFormOf(schema: object): JsonForm | undefined {
	return FORMS.get(schema);
}
