import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';

const FOLDER = join(__dirname, '..', '..', 'docs', 'schemas');

/** Returns the content of a file of `docs/schemas`. */
export function readSchema(name: string): Record<string, unknown> {
	return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Record<string, unknown>;
}

/** Returns a validator of JSON Schema 2020-12 that accepts no unknown keyword. */
export function newValidator(): Ajv2020 {
	return new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: false });
}

const SCHEMAS = {
	event: closed('event'),
	/** An event in n8n, to which a later node may add members. */
	item: { ...readSchema('event'), $id: 'item' },
	/** The body of the envelope *Event*. Tests also wrap events that no vendor sends. */
	envelope: { ...closed('event'), $id: 'envelope' },
	cloudEvent: readSchema('cloud-event'),
	cloudEventBatch: readSchema('cloud-event-batch'),
	notification: closed('cloud-elements-notification'),
	signedMessage: closed('signed-message'),
	deliveryResult: readSchema('delivery-result'),
};

/** A schema under which a member that it does not name is an error, so that none is forgotten in it. */
function closed(name: string): Record<string, unknown> {
	return { ...readSchema(name), unevaluatedProperties: false };
}

const ajv = newValidator();
const validators = new Map<string, ValidateFunction>();

function validatorOf(kind: keyof typeof SCHEMAS): ValidateFunction {
	const known = validators.get(kind);
	if (known !== undefined) return known;
	const validate = ajv.compile(SCHEMAS[kind]);
	validators.set(kind, validate);
	return validate;
}

type Tables = Record<
	string,
	{ hubKey: string; topics: Record<string, Array<{ eventType: string; objectType: string }>> }
>;
const tables = readSchema('topics') as Tables;

/** How many values were validated, by kind, and how many events have a topic of the tables. */
export const counts: Partial<Record<keyof typeof SCHEMAS | 'known', number>> = {};
/** What was wrong with a value, since a test began. */
export const violations: string[] = [];

/**
 * Validates what the package emitted against its published schema. An event of a vendor must also have one of the forms
 * that the tables give its topic, which the types of receivers promise. It does not throw, because the package may catch
 * what it throws: `countEvents.ts` fails the test.
 *
 * @returns the value
 */
export function validated<Value>(kind: keyof typeof SCHEMAS, value: Value): Value {
	const validate = validatorOf(kind);
	const isEvent = kind === 'event' || kind === 'item';
	const cause = validate(value)
		? isEvent && wrongForm(value as Parameters<typeof wrongForm>[0])
		: ajv.errorsText(validate.errors);
	counts[kind] = (counts[kind] ?? 0) + 1;
	if (cause)
		violations.push(`This ${kind} is wrong: ${cause}\n${JSON.stringify(value).slice(0, 2_000)}`);
	return value;
}

function wrongForm(event: {
	elementKey: string;
	hubKey: string;
	topic: string;
	eventType: string;
	objectType: string;
	sender?: string;
}): string | undefined {
	const { elementKey, hubKey, topic, eventType, objectType, sender } = event;
	if (sender !== undefined || !Object.hasOwn(tables, elementKey)) return undefined;
	const table = tables[elementKey];
	if (!Object.hasOwn(table.topics, topic)) return undefined;
	const isListed = table.topics[topic].some(
		(form) => form.eventType === eventType && form.objectType === objectType,
	);
	counts.known = (counts.known ?? 0) + 1;
	return isListed && hubKey === table.hubKey
		? undefined
		: `no table gives ${topic} of ${elementKey} the form ${eventType} ${objectType} (${hubKey})`;
}
