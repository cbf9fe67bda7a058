import { isObject } from '../../core/json';
import { readList } from '../../core/text/list';

type Row = Readonly<Record<string, unknown>>;

/**
 * A field is named by its path: `total_sales`, `billing.phone`, `line_items.total` for that member of all items, and
 * `meta_data._last_seen` for the entry of `meta_data` with that key.
 */
export type FieldPath = string;

/** Maximum number of learned fields, and maximum characters of a path whose value is compared. */
export const MOST_FIELDS = 50;
const LONGEST_PATH = 200;
/** Members below this depth count as one value. */
const DEEPEST = 4;

/** Returns an object without some of its fields. */
export function withoutFields(row: Row, fields: readonly FieldPath[]): Row {
	const nested = fields.filter((field) => field.includes('.'));
	const left = Object.entries(row).filter(([name]) => !fields.includes(name));
	if (nested.length === 0) return Object.fromEntries(left);
	return Object.fromEntries(
		left.map(([name, value]) => {
			const inner = nested.filter((field) => field.startsWith(`${name}.`));
			return [
				name,
				inner.length === 0
					? value
					: withoutMembers(
							value,
							inner.map((field) => field.slice(name.length + 1)),
						),
			];
		}),
	);
}

function withoutMembers(value: unknown, fields: readonly FieldPath[]): unknown {
	if (!Array.isArray(value)) return isObject(value) ? withoutFields(value, fields) : value;
	const left = value.filter((member) => !fields.includes(keyOf(member) ?? ''));
	return left.map((member) => (isObject(member) ? withoutFields(member, fields) : member));
}

/** Returns the key of an entry of `meta_data`. */
function keyOf(member: unknown): string | undefined {
	return isObject(member) && typeof member.key === 'string' ? member.key : undefined;
}

/** Returns an object's values by their paths. A path in a list has the values of all its members. */
export function valuesByPath(row: Row): ReadonlyMap<FieldPath, string> {
	const values = new Map<FieldPath, string>();
	collect(row, '', 0, values);
	return values;
}

function collect(value: unknown, path: string, depth: number, values: Map<string, string>): void {
	const at = (name: string) => (path === '' ? name : `${path}.${name}`);
	if (depth < DEEPEST && isObject(value)) {
		for (const [name, member] of Object.entries(value))
			collect(member, at(name), depth + 1, values);
	} else if (depth < DEEPEST && Array.isArray(value) && value.every(isObject)) {
		for (const member of value) {
			const key = keyOf(member);
			collect(
				member,
				key === undefined ? path : at(key),
				key === undefined ? depth : DEEPEST,
				values,
			);
		}
	} else if (path.length <= LONGEST_PATH) {
		values.set(path, `${values.get(path) ?? ''}${JSON.stringify(value)}`);
	}
}

/** Returns the paths at which two objects have different values, or only one has a value. */
export function differingPaths(
	left: ReadonlyMap<FieldPath, string>,
	right: ReadonlyMap<FieldPath, string>,
): FieldPath[] {
	const paths = new Set([...left.keys(), ...right.keys()]);
	return [...paths].filter((path) => left.get(path) !== right.get(path));
}

/** Reads *Options > Fields to Ignore* of a node. */
export function readFieldsToIgnore(
	getNodeParameter: (name: 'options.ignoredFields', fallback: string) => unknown,
): FieldPath[] {
	return readList(getNodeParameter('options.ignoredFields', ''));
}
