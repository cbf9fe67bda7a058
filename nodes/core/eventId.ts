import { createHash } from 'node:crypto';

import { base32 } from './base32';

/** What makes a change the change it is. No date and no time of receipt: those differ by the way it came. */
export interface ChangeIdentity {
	elementKey: string;
	/** Canonical: the caller has lower-cased host and path and dropped the scheme. */
	account: string;
	objectType: string;
	objectId: string;
	/** `CREATED`, `UPDATED`, `DELETED`, or the vendor's topic where it is none of these. */
	kind: string;
	revision: string;
}

/**
 * The id that the same change always has, however often and by whichever way it arrives.
 *
 * @returns `evt_` and 52 characters of RFC 4648 base32 (256 bits of SHA-256 over the JSON array of
 *   the parts); no `.`, which Standard Webhooks forbids in an id
 */
export function eventId(identity: ChangeIdentity): string {
	const { elementKey, account, objectType, objectId, kind, revision } = identity;
	const parts = JSON.stringify([elementKey, account, objectType, objectId, kind, revision]);
	return `evt_${base32(createHash('sha256').update(parts).digest())}`;
}
