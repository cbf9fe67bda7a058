import { createHash } from 'node:crypto';

/**
 * Writes a JSON value so that equal values give equal text: keys sorted, no white space, members
 * that are `undefined` left out as `JSON.stringify` leaves them out.
 */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
	const members = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.sort(([left], [right]) => (left < right ? -1 : 1))
		.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
	return `{${members.join(',')}}`;
}

/**
 * Hashes what an object says, so that two states of one second can be told apart.
 *
 * @param object the vendor's object
 * @param volatile names of top-level fields that differ between two readings of one state
 * @returns 128 bits of SHA-256 over the canonical JSON, as 32 hexadecimal digits
 */
export function contentHash(object: object, volatile: readonly string[]): string {
	const lasting = Object.fromEntries(
		Object.entries(object).filter(([name]) => !volatile.includes(name)),
	);
	return createHash('sha256').update(canonicalJson(lasting)).digest('hex').slice(0, 32);
}
