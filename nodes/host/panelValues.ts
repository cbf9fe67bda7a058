/**
 * Returns whether an option is on. n8n does not check what an expression returns, and the text `false` is truthy. So
 * only `true`, `false` and their texts change an option from its default.
 *
 * @param fallback the default of the option
 */
export function readBoolean(value: unknown, fallback: boolean): boolean {
	const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (text === true || text === 'true') return true;
	if (text === false || text === 'false') return false;
	return fallback;
}

/**
 * Returns a number of the panel, rounded down and within its limits. n8n checks neither the type nor the limits of an
 * expression's result.
 *
 * @param fallback the value if the option is not set or is not a number
 */
export function readNumber<Fallback extends number | undefined>(
	value: unknown,
	least: number,
	most: number,
	fallback: Fallback,
): number | Fallback {
	const isText = typeof value === 'string' && value.trim() !== '';
	const number = isText || typeof value === 'number' ? Math.floor(Number(value)) : Number.NaN;
	return Number.isNaN(number) ? fallback : Math.min(Math.max(number, least), most);
}
