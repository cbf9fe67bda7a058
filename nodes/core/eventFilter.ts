import { parseDate } from './dates';
import { EVENT_TYPES, type NormalizedEvent } from './event';
import { readPath, stepsOf, type ReadField } from './jsonPath';

export const OPERATORS = [
	'equals',
	'notEquals',
	'contains',
	'greaterThan',
	'lessThan',
	'isSet',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** A condition as the user entered it. */
export interface FieldCondition {
	/** A path in the event, such as `raw.status`. */
	field: string;
	operator: Operator;
	value: string;
}

/** Which events a node emits. */
export interface EventFilter {
	/** Empty if all types pass. */
	eventTypes: readonly string[];
	/** An event must meet all of them. */
	conditions: ReadonlyArray<Omit<FieldCondition, 'field'> & { read: ReadField; isInRaw: boolean }>;
}

/** What a filter cannot contain. */
export type InvalidFilter =
	| { ok: false; eventType: string }
	| { ok: false; field: string }
	| { ok: false; operator: unknown };

/** What a condition lacks, and the field that it names if it lacks the value. */
export type Incomplete = { lacks: 'field' } | { lacks: 'value'; field: string };

/** Lets every event pass. */
export const NO_FILTER: EventFilter = { eventTypes: [], conditions: [] };

/** Whether a filter lets every event pass, so that no event needs to be made for it. */
export function isEmptyFilter({ eventTypes, conditions }: EventFilter): boolean {
	return eventTypes.length + conditions.length === 0;
}

/**
 * Returns the filter that a user entered. Otherwise, returns the field that is not a path, or the event type or operator
 * that does not exist. An expression can return any event type and operator.
 *
 * @param conditions rows without a field are ignored
 */
export function readFilter(
	eventTypes: readonly string[],
	conditions: ReadonlyArray<Partial<Record<keyof FieldCondition, unknown>>>,
): { ok: true; filter: EventFilter } | InvalidFilter {
	const unknown = eventTypes.find((one) => !EVENT_TYPES.some((type) => type === one));
	if (unknown !== undefined) return { ok: false, eventType: unknown };
	const read: Array<EventFilter['conditions'][number]> = [];
	for (const { field = '', operator: given = 'equals', value = '' } of conditions) {
		if (String(field).trim() === '') continue;
		const reader = readPath(String(field));
		if (reader === undefined) return { ok: false, field: String(field) };
		const operator = OPERATORS.find((one) => one === given);
		if (operator === undefined) return { ok: false, operator: given };
		const isInRaw = stepsOf(String(field))?.[0] === 'raw';
		read.push({ operator, value: String(value).trim(), read: reader, isInRaw });
	}
	return { ok: true, filter: { eventTypes, conditions: read } };
}

/**
 * Returns what the first half-filled condition lacks, or undefined. With an empty value, `equals` matches no event and
 * `notEquals` matches all, so an empty value is a mistake.
 *
 * @param conditions rows without a field and a value are ignored, because n8n stores them for a condition that was added
 *   and not filled in
 */
export function incompleteCondition(
	conditions: ReadonlyArray<Partial<Record<keyof FieldCondition, unknown>>>,
): Incomplete | undefined {
	for (const { field = '', operator = 'equals', value = '' } of conditions) {
		const [hasField, hasValue] = [field, value].map((one) => String(one).trim() !== '');
		const needsValue = operator !== 'isSet';
		if (!hasField && (hasValue || !needsValue)) return { lacks: 'field' };
		if (hasField && needsValue && !hasValue) return { lacks: 'value', field: String(field) };
	}
	return undefined;
}

/**
 * Returns whether an event passes a filter. A field that does not exist meets only `notEquals`. If the event has no
 * `raw`, conditions about it cannot be checked, and the event passes them.
 */
export function passesFilter(event: NormalizedEvent, filter: EventFilter): boolean {
	const { eventTypes, conditions } = filter;
	if (eventTypes.length > 0 && !eventTypes.includes(event.eventType)) return false;
	return conditions.every(
		({ read, operator, value, isInRaw }) =>
			(isInRaw && event.raw === undefined) || TESTS[operator](read(event), value),
	);
}

/** By operator: whether a field meets it. A list meets it if one of its elements does, except `notEquals`. */
const TESTS: Readonly<Record<Operator, (field: unknown, value: string) => boolean>> = {
	equals: (field, value) => each(field).some((one) => isEqual(one, value)),
	notEquals: (field, value) => !each(field).some((one) => isEqual(one, value)),
	contains: (field, value) =>
		each(field).some((one) => textOf(one).toLowerCase().includes(value.toLowerCase())),
	greaterThan: (field, value) => each(field).some((one) => compare(one, value) > 0),
	lessThan: (field, value) => each(field).some((one) => compare(one, value) < 0),
	isSet: (field) => each(field).length > 0,
};

/** Returns the elements of a list, or the value itself. Null and the empty text are not values. */
function each(field: unknown): unknown[] {
	return [field].flat().filter((one) => one !== undefined && one !== null && one !== '');
}

function textOf(value: unknown): string {
	return typeof value === 'object' ? '' : String(value);
}

/** `10.00` and `10` are equal: shops write amounts as text. */
function isEqual(one: unknown, value: string): boolean {
	return textOf(one) === value || compare(one, value) === 0;
}

/** Returns a negative number, 0 or a positive number. NaN, which is neither, if one of them is not a number or date. */
function compare(one: unknown, value: string): number {
	const texts = [textOf(one), value];
	if (texts.every((text) => WHOLE.test(text))) {
		// IDs beyond 2^53 differ by less than a number of JavaScript shows.
		const [left, right] = texts.map((text) => BigInt(text.trim()));
		return left < right ? -1 : Number(left > right);
	}
	const [left, right] = texts.map(numberOf);
	return left - right;
}

const WHOLE = /^\s*[-+]?\d{1,30}\s*$/;

function numberOf(text: string): number {
	if (/^\s*[-+]?\d{1,30}(?:\.\d{1,30})?\s*$/.test(text)) return Number(text);
	return parseDate(text);
}
