export type ReadField = (row: Record<string, unknown>) => unknown;

/**
 * Returns a reader for a path of fields, as in Cloud Elements' `idField`: `id`, `customer.id`,
 * `$.billing.email`, `line_items[0].id`.
 *
 * @returns undefined if the text is not a path
 */
export function readPath(path: string): ReadField | undefined {
	const steps = stepsOf(path);
	return steps && ((row) => steps.reduce<unknown>(stepInto, row));
}

/** Returns the names and indexes of a path, or undefined if the text is not a path. */
export function stepsOf(path: string): string[] | undefined {
	const trimmed = path.trim().replace(/^\$\.?/, '');
	if (!/^[\w-]+(?:\.[\w-]+|\[\d+\])*$/.test(trimmed)) return undefined;
	return trimmed.split(/[.[\]]+/).filter((step) => step !== '');
}

function stepInto(value: unknown, step: string): unknown {
	if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
	return (value as Record<string, unknown>)[step];
}
