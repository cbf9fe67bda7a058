/**
 * Returns whether an option is on. n8n does not check what an expression returns, and the text `false` is truthy. So
 * anything but `true` and its text is off.
 *
 * @param fallback if the option is not set
 */
export function readBoolean(value: unknown, fallback: boolean): boolean {
	if (value === undefined || value === null) return fallback;
	return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}

/**
 * Returns a whole number of the panel within its limits, because n8n checks neither type nor limits of what an expression
 * returns.
 *
 * @param fallback if the option is not set or not a number
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
