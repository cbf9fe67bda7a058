import { createHash } from 'node:crypto';

import { base32 } from './hash/base32';

/** What identifies a change. Date and time of receipt are not included, because they depend on how the change arrived. */
export interface ChangeIdentity {
	elementKey: string;
	/** Canonical, for example with host and path in lower case and without a scheme. */
	account: string;
	objectType: string;
	objectId: string;
	/** `CREATED`, `UPDATED`, `DELETED`, or the vendor's topic for any other change. */
	kind: string;
	revision: string;
}

/**
 * Returns the id of a change. It is the same each time the change arrives, whether by webhook, retry or poll.
 *
 * @returns `evt_` and 52 characters of base32: 256 bits of SHA-256 over the JSON array of the parts. It has no `.`,
 *   which Standard Webhooks forbids in an id
 */
export function eventId(identity: ChangeIdentity): string {
	const { elementKey, account, objectType, objectId, kind, revision } = identity;
	const parts = JSON.stringify([elementKey, account, objectType, objectId, kind, revision]);
	return `evt_${base32(createHash('sha256').update(parts).digest())}`;
}
