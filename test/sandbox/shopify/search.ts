import { GraphQLError } from 'graphql';

/** A condition of Shopify's search syntax (https://shopify.dev/docs/api/usage/search-syntax). */
interface Condition {
	field: string;
	operator: string;
	value: string;
	isQuoted: boolean;
	/** The value as a date, in epoch milliseconds. */
	date: number;
}

const CONDITION = /^([a-z_]+):(>=|<=|>|<)?(?:'([^']*)'|(\S+))$/;
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** What a row has for a condition: a date in epoch milliseconds, a number, or a text. */
export type Field = { date: number } | { number: number } | { text: string };

/**
 * Returns whether a row fits a query. Dates must be quoted and in UTC, because Shopify returned wrong rows for others
 * (docs/facts/vendors.md 1.8). It takes `>` for `>=`, as Shopify does.
 *
 * @param isByDay whether dates are compared by whole days
 */
export function matcher(
	query: string,
	isByDay: boolean,
	dayOf: (date: number) => number,
): (fieldOf: (name: string) => Field | undefined) => boolean {
	const conditions = query === '' ? [] : query.split(' AND ').map(readCondition);
	return (fieldOf) =>
		conditions.every(({ field, operator, value, isQuoted, date }) => {
			const own = fieldOf(field);
			if (own === undefined) throw new GraphQLError(`The sandbox does not search by ${field}`);
			if ('text' in own) return own.text === value;
			if ('number' in own) return compare(own.number, operator, Number(value));
			if (!isQuoted) return false;
			if (!UTC.test(value)) throw new GraphQLError(`The sandbox expects a date in UTC: ${value}`);
			return isByDay
				? compare(dayOf(own.date), operator, dayOf(date))
				: compare(own.date, operator, date);
		});
}

function readCondition(text: string): Condition {
	const [, field, operator = '', quoted, bare] = CONDITION.exec(text) ?? [];
	if (field === undefined) throw new GraphQLError(`The sandbox cannot read the search ${text}`);
	const value = quoted ?? bare;
	return { field, operator, value, isQuoted: quoted !== undefined, date: Date.parse(value) };
}

function compare(own: number, operator: string, value: number): boolean {
	if (operator.startsWith('>')) return own >= value;
	if (operator.startsWith('<')) return own <= value;
	return own === value;
}
