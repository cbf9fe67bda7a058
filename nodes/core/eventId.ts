import { createHash } from 'node:crypto';

import { base32 } from './hash/base32';

/** An object, in an account of a vendor. */
interface ObjectIdentity {
	elementKey: string;
	/** Canonical, for example with host and path in lower case and without a scheme. */
	account: string;
	objectType: string;
	objectId: string;
}

/** What identifies a change. Date and time of receipt are not included, because they depend on how the change arrived. */
export interface ChangeIdentity extends ObjectIdentity {
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
	return `evt_${digest([elementKey, account, objectType, objectId, kind, revision])}`;
}

/** What identifies a state of an object, by the vendor's clock alone. */
export interface StateIdentity extends ObjectIdentity {
	/** `created`, `gone`, or `updated:` and the modified second. */
	stateRevision: string;
}

/**
 * Returns the id of a state. It is the same for each webhook of the state and for the catch-up that finds it, although
 * their payloads differ.
 *
 * @returns `st_` and 52 characters of base32, as `eventId` makes them
 */
export function stateId(identity: StateIdentity): string {
	const { elementKey, account, objectType, objectId, stateRevision } = identity;
	return `st_${digest([elementKey, account, objectType, objectId, stateRevision])}`;
}

function digest(parts: readonly string[]): string {
	return base32(createHash('sha256').update(JSON.stringify(parts)).digest());
}
