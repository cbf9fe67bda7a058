/**
 * Returns the names in a list or in a comma-separated text. A panel gives one of them, an expression may give the
 * other. Blanks around names and empty names are dropped.
 */
export function readList(given: unknown): string[] {
	const parts: unknown[] = Array.isArray(given) ? given : String(given ?? '').split(',');
	return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}
