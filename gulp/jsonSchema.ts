import { toJSONSchema, type ZodType } from 'zod4';

import { jsonFormOf } from '../nodes/core/jsonForm';

/** A JSON Schema, as far as the schemas of `nodes` need it. */
export interface JsonSchema {
	$schema?: string;
	$id?: string;
	$ref?: string;
	title?: string;
	description?: string;
	type?: string | string[];
	const?: unknown;
	enum?: unknown[];
	pattern?: string;
	properties?: Record<string, JsonSchema>;
	required?: string[];
	additionalProperties?: JsonSchema | boolean;
	items?: JsonSchema;
	anyOf?: JsonSchema[];
	[keyword: string]: unknown;
}

/**
 * Returns the JSON Schema 2020-12 of a schema of `nodes`. Members that it does not name are allowed, because later
 * versions add some. The schema must be one of zod 4, which `gulp/tsconfig.json` and the jest project `zod4` take for
 * `zod`: version 3 has no converter.
 *
 * @throws if the schema is made of a function without `withJsonForm`
 */
export function jsonSchema(schema: object): JsonSchema {
	const converted = toJSONSchema(schema as ZodType, {
		io: 'input',
		unrepresentable: 'any',
		override: ({ zodSchema, jsonSchema: made }) => {
			const form = jsonFormOf(zodSchema);
			if (form === undefined && zodSchema._zod.def.type === 'custom')
				throw new Error('A schema is made of a function. Add withJsonForm to it.');
			Object.assign(made, form);
		},
	});
	delete converted.$schema;
	return converted as JsonSchema;
}

/** Returns a schema in which each inner schema with a known title is a reference. */
export function withReferences(
	schema: JsonSchema,
	reference: (title: string) => string | undefined,
): JsonSchema {
	const inner = (one: JsonSchema): JsonSchema => {
		const $ref = one.title === undefined ? undefined : reference(one.title);
		return $ref === undefined ? withReferences(one, reference) : { $ref };
	};
	const { properties, items, anyOf, ...others } = schema;
	return {
		...others,
		...(properties && {
			properties: Object.fromEntries(
				Object.entries(properties).map(([name, one]) => [name, inner(one)]),
			),
		}),
		...(items && { items: inner(items) }),
		...(anyOf && { anyOf: anyOf.map(inner) }),
	};
}

/**
 * Returns as much of a schema as n8n's editor reads: types, members and elements. Several forms become one object with
 * the members of all.
 */
export function forEditor(schemas: readonly JsonSchema[]): JsonSchema {
	const forms = schemas.flatMap((schema) => schema.anyOf ?? [schema]);
	const [{ type, const: constant, items, enum: values }] = forms;
	const properties: Record<string, JsonSchema[]> = {};
	for (const form of forms)
		for (const [name, one] of Object.entries(form.properties ?? {}))
			(properties[name] ??= []).push(one);
	if (type === 'array') return { type, ...(items && { items: forEditor([items]) }) };
	return {
		type: type ?? typeof (constant ?? values?.[0]),
		...(type === 'object' && {
			properties: Object.fromEntries(
				Object.entries(properties).map(([name, ones]) => [name, forEditor(ones)]),
			),
		}),
	};
}
