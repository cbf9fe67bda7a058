export type ReadField = (row: Record<string, unknown>) => unknown;

/**
 * A reader for a path of fields as Cloud Elements' `idField` has them: `id`, `customer.id`,
 * `$.billing.email`, `line_items[0].id`.
 *
 * @returns undefined where the text is no path
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
