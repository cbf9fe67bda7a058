/** Revisions identify a state or an event of an object (docs/decisions/0001-event-ids.md). */

/** Returns the revision of a CREATED: `born`, or `born#n` if the id was created for the n-th time. */
export function bornRevision(birth = 1): string {
	return birth === 1 ? 'born' : `born#${birth}`;
}

/** Returns the revision of a DELETED: `gone`, or `gone#n` for the n-th delete of an id that was created again. */
export function goneRevision(end = 1): string {
	return end === 1 ? 'gone' : `gone#${end}`;
}

/**
 * Returns the revision of a state, from its modified date and its content.
 *
 * @param modified ISO 8601 UTC, or undefined if the vendor has no modified date
 * @param hash `contentHash` of the state
 * @param previousHash only if the date did not change, so that the states A, B, A are three events
 */
export function stateRevision(
	modified: string | undefined,
	hash: string,
	previousHash?: string,
): string {
	const state = `${modified ?? ''}~${hash}`;
	return previousHash === undefined ? state : `${state}~${previousHash}`;
}
