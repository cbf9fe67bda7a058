import { createHash } from 'node:crypto';

/**
 * Returns a JSON value as a text that is equal for equal values: keys are sorted, and white space is left out.
 * Members that are `undefined` are left out, as by `JSON.stringify`.
 */
export function canonicalJson(value: unknown): string {
	const write = (member: unknown) =>
		hasUnsortable(member) ? stringifySlowly(member) : writeSorted(member);
	return hasUnsortable(value) ? writeByMember(value, write) : writeSorted(value);
}

/**
 * Returns a hash of an object's content, which distinguishes two states of the same second.
 *
 * @param object the vendor's object
 * @param volatile names of top-level fields that differ between two readings of one state
 * @returns 128 bits of SHA-256 over the canonical JSON, as 32 hexadecimal digits
 */
export function contentHash(object: object, volatile: readonly string[]): string {
	const lasting = canonicalJson(withoutMembers(object, volatile));
	return createHash('sha256').update(lasting).digest('hex').slice(0, 32);
}

/** Returns an object without the members of these names. */
export function withoutMembers(object: object, names: readonly string[]): object {
	return names.length === 0
		? object
		: Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** JavaScript lists whole numbers before all other keys, and `__proto__` sets the prototype. */
const UNSORTABLE = /^(?:\d+|__proto__)$/;

/** Returns whether an object in a value has a key that JavaScript does not keep in order of insertion. */
function hasUnsortable(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (Array.isArray(value)) return value.some(hasUnsortable);
	const members = value as Record<string, unknown>;
	for (const name in members)
		if (UNSORTABLE.test(name) || hasUnsortable(members[name])) return true;
	return false;
}

/** For each place, the names of the last object at that place: in their original order, and sorted. */
type Orders = Map<string, { names: readonly string[]; sorted: readonly string[] }>;

/** Lets the engine write a copy with sorted keys, which is faster for lists of objects with the same names. */
function writeSorted(value: unknown): string {
	return JSON.stringify(sortedCopy(value, '', new Map())) ?? 'null';
}

/** @param place the name of the member that holds the value, or that holds the value's list */
function sortedCopy(value: unknown, place: string, orders: Orders): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map((member) => sortedCopy(member, place, orders));
	const members = value as Record<string, unknown>;
	const copy: Record<string, unknown> = {};
	for (const name of sortedNames(members, place, orders)) {
		const member = members[name];
		copy[name] = typeof member === 'object' ? sortedCopy(member, name, orders) : member;
	}
	return copy;
}

/** Returns sorted names. Lists hold many objects with the same names in the same order, so these are sorted once. */
function sortedNames(members: object, place: string, orders: Orders): readonly string[] {
	const names = Object.keys(members);
	const last = orders.get(place);
	if (last !== undefined && isSame(names, last.names)) return last.sorted;
	const sorted = [...names].sort();
	orders.set(place, { names, sorted });
	return sorted;
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
	if (left.length !== right.length) return false;
	for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
	return true;
}

/** Writes any value, also one with keys that `writeSorted` cannot sort. */
function stringifySlowly(value: unknown): string {
	return writeByMember(value, stringifySlowly);
}

function writeByMember(value: unknown, write: (member: unknown) => string): string {
	if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
	if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
	const members = value as Record<string, unknown>;
	const texts = Object.keys(members)
		.filter((name) => members[name] !== undefined)
		.sort()
		.map((name) => `${JSON.stringify(name)}:${write(members[name])}`);
	return `{${texts.join(',')}}`;
}
