import type { JsonObject } from '../json';
import { parseSeconds } from './dates';
import type { Resource } from './resource';
import type { SiteZone } from './zone';

/** Values of a patch that live in columns. */
export interface Columns {
	created?: number;
	modified?: number;
	group?: number;
}

const COLUMN_FIELDS = [
	...['id', 'date_created', 'date_created_gmt', 'date_modified', 'date_modified_gmt', '_links'],
];

/** What of a patch goes into columns: dates, status or role. */
export function columnsIn(
	{ name, groupField, groups }: Resource,
	patch: JsonObject,
	zone: SiteZone,
): Columns {
	const columns: Columns = {};
	const created = momentIn(patch, 'date_created', zone);
	const modified = momentIn(patch, 'date_modified', zone);
	if (typeof created === 'number') columns.created = created;
	if (modified !== undefined) columns.modified = modified ?? 0;
	const group = groupField === undefined ? undefined : patch[groupField];
	if (group !== undefined) columns.group = groupNumber(name, groups, String(group));
	return columns;
}

/** What of a patch is contents. */
export function contentIn({ groupField }: Resource, patch: JsonObject): JsonObject {
	const kept = Object.entries(patch).filter(
		([field]) => !COLUMN_FIELDS.includes(field) && field !== groupField,
	);
	return Object.fromEntries(kept);
}

function groupNumber(name: string, groups: readonly string[], group: string): number {
	const number = groups.indexOf(group);
	if (number < 0) throw new Error(`${name} cannot be ${group}`);
	return number;
}

function momentIn(patch: JsonObject, field: string, zone: SiteZone): number | null | undefined {
	const gmt = patch[`${field}_gmt`];
	const local = patch[field];
	if (gmt === null || (gmt === undefined && local === null)) return null;
	if (typeof gmt === 'string') return parseSeconds(gmt);
	return typeof local === 'string' ? zone.toMoment(parseSeconds(local)) : undefined;
}
