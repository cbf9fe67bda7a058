import { withReferences, type JsonSchema } from './jsonSchema';
import type { TopicTable } from './topicTables';

const HEADER = `/*
 * The types of events for receivers. \`npm run schemas\` makes this file from core/event.ts, the schemas beside it and the
 * tables of the vendors. It imports nothing, so that a receiver needs no other package to compile.
 */
`;

const KNOWN_EVENTS = `
type Vendor = keyof EventTopics;
type Topic<Key extends Vendor> = keyof EventTopics[Key]['topics'] & string;

/** An event of a vendor and a topic: \`EventOf<'shopify', 'orders/create'>\`. */
export type EventOf<Key extends Vendor, Name extends Topic<Key>> = SignedEvent & {
	elementKey: Key;
	hubKey: EventTopics[Key]['hubKey'];
	topic: Name;
} & EventTopics[Key]['topics'][Name];

/**
 * An event of a trigger of this package, whose topic is in the tables of its vendor. \`elementKey\`, \`topic\`,
 * \`eventType\` and \`objectType\` narrow it. Vendors add topics, and other senders have their own, so an event at run
 * time can also be another \`SignedEvent\`. Handle it in the \`default\` of a \`switch\`.
 */
export type NormalizedEvent = {
	[Key in Vendor]: { [Name in Topic<Key>]: EventOf<Key, Name> }[Topic<Key>];
}[Vendor];
`;

/**
 * Returns the TypeScript source of the types of receivers.
 *
 * @param schemas by title, each of which becomes a type of that name
 */
export function eventTypes(
	schemas: ReadonlyMap<string, JsonSchema>,
	tables: readonly TopicTable[],
): string {
	const refer = (inner: string) => (schemas.has(inner) ? inner : undefined);
	const named = [...schemas].map(
		([title, schema]) => [title, withReferences(schema, refer)] as const,
	);
	const declarations = named.map(([title, schema], index) => {
		const earlier = new Map(named.slice(0, index));
		return `${comment(schema.description)}export ${declaration(title, schema, earlier)}\n`;
	});
	const [event] = schemas.values();
	const types = event.properties?.eventType;
	const eventType = `${comment(types?.description)}export type SignedEventType = ${typeOf(types ?? {}, 0)};\n`;
	return [HEADER, eventType, ...declarations, topics(tables), KNOWN_EVENTS].join('\n');
}

/** Returns the declaration of a type. If it has all members of an earlier one, it extends that. */
function declaration(
	title: string,
	schema: JsonSchema,
	earlier: ReadonlyMap<string, JsonSchema>,
): string {
	const { properties } = schema;
	if (properties === undefined) return `type ${title} = ${typeOf(schema, 0)};`;
	const [base] = [...earlier].find(([, one]) => hasMembersOf(schema, one)) ?? [];
	const inherited = Object.keys((base && earlier.get(base)?.properties) ?? {});
	const own = Object.entries(properties).filter(([name]) => !inherited.includes(name));
	const body = members({ ...schema, properties: Object.fromEntries(own) }, 0);
	return `interface ${title} ${base === undefined ? '' : `extends ${base} `}${body}`;
}

function hasMembersOf({ properties = {} }: JsonSchema, base: JsonSchema): boolean {
	return Object.entries(base.properties ?? {}).every(
		([name, one]) => JSON.stringify(properties[name]) === JSON.stringify(one),
	);
}

function topics(tables: readonly TopicTable[]): string {
	const vendors = tables.map(({ elementKey, hubKey, topics: rows }) => {
		const lines = Object.entries(rows).map(
			([topic, forms]) => `\t\t\t'${topic}': ${formsOf(forms)};`,
		);
		return [
			`\t${elementKey}: {\n\t\thubKey: '${hubKey}';\n\t\ttopics: {`,
			...lines,
			'\t\t};\n\t};',
		].join('\n');
	});
	const about = `/**
 * What the tables of the vendors determine about the events of a topic, as in docs/schemas/topics.json.
 *
 * @hidden because it has hundreds of members
 */
export interface EventTopics {`;
	return [about, ...vendors, '}\n'].join('\n');
}

/** Returns the type of a topic's forms, one member for each type of event. */
function formsOf(forms: TopicTable['topics'][string]): string {
	const eventTypes = [...new Set(forms.map(({ eventType }) => eventType))];
	return eventTypes
		.map((eventType) => {
			const same = forms.filter((form) => form.eventType === eventType);
			const objects = same.map(({ objectType }) => literal(objectType)).join(' | ');
			return `{ eventType: ${literal(eventType)}; objectType: ${objects} }`;
		})
		.join(' | ');
}

function typeOf(schema: JsonSchema, depth: number): string {
	const { $ref, const: constant, enum: values, anyOf, type, items, properties } = schema;
	if ($ref !== undefined) return $ref;
	if (constant !== undefined) return literal(constant);
	if (values !== undefined) return values.map(literal).join(' | ');
	if (anyOf !== undefined) return anyOf.map((one) => typeOf(one, depth)).join(' | ');
	if (properties !== undefined) return members(schema, depth);
	if (type === 'array') {
		const element = typeOf(items ?? {}, depth);
		return /^\w+$/.test(element) ? `${element}[]` : `Array<${element}>`;
	}
	if (type === 'object') {
		const { additionalProperties: more } = schema;
		return `Record<string, ${typeof more === 'object' ? typeOf(more, depth) : 'unknown'}>`;
	}
	if (type === 'integer') return 'number';
	return typeof type === 'string' ? type : 'unknown';
}

function members(schema: JsonSchema, depth: number): string {
	const indent = '\t'.repeat(depth + 1);
	const fields = Object.entries(schema.properties ?? {}).map(([name, one]) => {
		const mark = schema.required?.includes(name) ? '' : '?';
		// The type of the event's field has a name of its own.
		const isEventType = name === 'eventType' && one.enum !== undefined;
		const type = isEventType ? 'SignedEventType' : typeOf(one, depth + 1);
		const text = isEventType ? '' : comment(one.description, indent);
		return `${text}${indent}${name}${mark}: ${type};`;
	});
	if (schema.additionalProperties !== undefined)
		fields.push(`${indent}/** Extensions. */\n${indent}[extension: string]: unknown;`);
	return `{\n${fields.join('\n')}\n${'\t'.repeat(depth)}}`;
}

const WIDTH = 110;

/** Returns a docstring, broken into lines. */
function comment(text: string | undefined, indent = ''): string {
	if (text === undefined) return '';
	const lines: string[] = [''];
	for (const word of text.split(' ')) {
		const last = lines[lines.length - 1];
		if (last !== '' && last.length + word.length > WIDTH) lines.push(word);
		else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
	}
	if (lines.length === 1) return `${indent}/** ${text} */\n`;
	return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */\n`].join(
		'\n',
	);
}

function literal(value: unknown): string {
	return typeof value === 'string' ? `'${value}'` : String(value);
}
