/** Revisions name which state or which event of an object a change is. The grammar is DESIGN.md's. */

/** The first birth of an id is `born`; the n-th, after the id had gone, is `born#n`. */
export function bornRevision(birth = 1): string {
	return birth === 1 ? 'born' : `born#${birth}`;
}

/** The first end of an id is `gone`; the n-th, after it had come back, is `gone#n`. */
export function goneRevision(end = 1): string {
	return end === 1 ? 'gone' : `gone#${end}`;
}

/**
 * A state that its modified date and its content name.
 *
 * @param modified ISO 8601 UTC, or undefined where the vendor gives none
 * @param hash `contentHash` of the state
 * @param previousHash given only where the date did not move, so that A, B, A are three events
 */
export function stateRevision(
	modified: string | undefined,
	hash: string,
	previousHash?: string,
): string {
	const state = `${modified ?? ''}~${hash}`;
	return previousHash === undefined ? state : `${state}~${previousHash}`;
}
