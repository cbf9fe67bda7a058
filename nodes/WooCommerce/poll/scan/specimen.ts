import { createHash } from 'node:crypto';

import { shownName } from '../../../host/vendorErrors';
import type { IdRow } from '../../client/api';
import { differingPaths, valuesByPath, withoutFields } from '../../fields/volatileFields';
import type { PolledResource } from '../../polledResource';
import type { ResourceState, Specimen } from '../pollState';
import { readByIds } from '../read/readByIds';
import type { ScanResult, ShopResource } from '../read/readPages';

/** Maximum number of stored values, about 30 characters each. */
const MOST_VALUES = 300;
/**
 * Nearly a page of objects has changed if at least this number, and at least this share, changed without a new date.
 */
const MANY_ROWS = 10;
const NEARLY_ALL = 0.8;
const MOST_NAMED = 10;

/** Returns whether nearly a page of objects changed without a date. */
export function isUpheaval(rows: number, undated: number): boolean {
	return rows >= MANY_ROWS && undated >= rows * NEARLY_ALL;
}

/**
 * Returns the state with the specimen's values from these rows. If the state has no specimen, the first row becomes the
 * specimen.
 */
export function withSpecimen(
	polled: PolledResource,
	state: ResourceState,
	rows: readonly IdRow[],
): ResourceState {
	const { specimen } = state;
	const row = specimen === undefined ? rows[0] : rows.find(({ id }) => id === specimen.id);
	return row === undefined ? state : { ...state, specimen: specimenOf(polled, row) };
}

function specimenOf({ resource }: PolledResource, row: IdRow): Specimen {
	const all = [...valuesByPath(withoutFields(row, resource.volatileFields))].slice(0, MOST_VALUES);
	const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
	return { id: row.id, values: all.map(([path, text]) => [path, hashOf(text)]) };
}

/**
 * Returns the warning that names the fields which changed in nearly a page of objects. If the scan has not read the
 * specimen, this function reads it.
 *
 * @param before the specimen before the scan
 * @param changed how many objects changed
 */
export async function upheavalWarning(
	context: ShopResource,
	state: ResourceState,
	before: Specimen | undefined,
	changed: number,
): Promise<Pick<ScanResult, 'state' | 'warning'>> {
	const { shop, polled } = context;
	let after = state.specimen;
	if (before !== undefined && after === before) {
		const read = await readByIds(context, [before.id]);
		const row = read.ok ? read.value.rows.find(({ id }) => id === before.id) : undefined;
		after = row && specimenOf(polled, row);
	}
	const paths =
		before === undefined || after?.id !== before.id
			? []
			: differingPaths(new Map(before.values), new Map(after.values));
	const which =
		paths.length === 0
			? 'The node could not find out which fields changed.'
			: `In the object with the ID ${before?.id}, these fields changed: ${paths.slice(0, MOST_NAMED).map(shownName).join(', ')}.`;
	const warning = `${changed} ${polled.name} of ${shop.store.account} changed without a new date. ${which} If these objects were not edited, a plugin or an update added or changed fields. If the same fields change again and again, enter them in Options > Fields to Ignore of both WooCommerce triggers.`;
	return { state: { ...state, specimen: after }, warning };
}
