import type { Resource } from './resources';

/**
 * Returns the parameters with which the first row of a list is its newest object: the one that changed last. If the list
 * cannot be sorted by the date of change, it is the object that was created last, which has the highest id. Returns no
 * parameters if it is unknown whether the list can be sorted: the shop would respond 400 to an unknown order.
 */
export function newestFirst({
	hasWindows,
	isMeasured,
}: Pick<Resource, 'hasWindows' | 'isMeasured'>): Readonly<Record<string, string>> {
	if (hasWindows) return { orderby: 'modified', order: 'desc' };
	return isMeasured ? { orderby: 'id', order: 'desc' } : {};
}
