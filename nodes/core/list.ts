/**
 * Returns the names in a list, or in a text that separates them by commas: a panel gives the one, an
 * expression may give the other. Blanks around a name and empty names are dropped.
 */
export function readList(given: unknown): string[] {
	const parts: unknown[] = Array.isArray(given) ? given : String(given ?? '').split(',');
	return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}
