export type ReadField = (row: Record<string, unknown>) => unknown;

/**
 * Returns a reader for a path of fields, as in Cloud Elements' `idField`: `id`, `customer.id`,
 * `$.billing.email`, `line_items[0].id`.
 *
 * @returns undefined if the text is not a path
 */
export function readPath(path: string): ReadField | undefined {
	const trimmed = path.trim().replace(/^\$\.?/, '');
	if (!/^[\w-]+(?:\.[\w-]+|\[\d+\])*$/.test(trimmed)) return undefined;
	const steps = trimmed.split(/[.[\]]+/).filter((step) => step !== '');
	return (row) => steps.reduce<unknown>(stepInto, row);
}

function stepInto(value: unknown, step: string): unknown {
	if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
	return (value as Record<string, unknown>)[step];
}
