/** n8n evaluates texts that begin with this sign, in parameters and in credentials. */
const EXPRESSION_SIGN = '=';

/** The expected value, as a `todo` message describes it. */
export const NO_EXPRESSION = `a value that does not begin with ${EXPRESSION_SIGN}, which n8n would evaluate`;

/**
 * Whether any text or key of a value would be an expression in n8n. Call it after trimming and stripping, because
 * `<={{ … }}>` becomes an expression only then.
 *
 * @param value JSON of at most a few hundred levels
 */
export function holdsExpression(value: unknown): boolean {
	// A person who copies the value may lose the blanks before the sign.
	if (typeof value === 'string') return value.trimStart().startsWith(EXPRESSION_SIGN);
	if (typeof value !== 'object' || value === null) return false;
	return Array.isArray(value)
		? value.some(holdsExpression)
		: Object.entries(value).some((member) => member.some(holdsExpression));
}
