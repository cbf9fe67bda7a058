/** n8n evaluates a text that begins with this sign, in parameters and in credentials alike. */
const EXPRESSION_SIGN = '=';

/** What an instance's value must not be, as `todo` says it. */
export const NO_EXPRESSION = `a value that does not begin with ${EXPRESSION_SIGN}, which n8n would evaluate`;

/**
 * Whether any text or key of a value would be an expression in n8n. To be asked after all trimming and
 * stripping: `<={{ … }}>` becomes an expression only then.
 *
 * @param value JSON, of at most some hundred levels
 */
export function holdsExpression(value: unknown): boolean {
	// What stands before the sign is lost when a person copies the value.
	if (typeof value === 'string') return value.trimStart().startsWith(EXPRESSION_SIGN);
	if (typeof value !== 'object' || value === null) return false;
	return Array.isArray(value)
		? value.some(holdsExpression)
		: Object.entries(value).some((member) => member.some(holdsExpression));
}
