import { createHash } from 'node:crypto';

import { base32 } from '../hash/base32';
import type { NormalizedEvent } from '../event';
import type { Verification } from './verifySignedEvent';

/** The fields that identify an event among those of all senders. */
export type NamedEvent = Pick<NormalizedEvent, 'id' | 'sender' | 'unproven'>;

/**
 * Returns a key that identifies an event among those of all senders. For an event that a vendor signed it is the `id`.
 * Senders of signed events choose ids themselves, and an unproven event may have a forged id. Their keys differ from
 * the key of the vendor's event and from each other.
 *
 * @returns a text without dots
 */
export function eventKey({ id, sender, unproven }: NamedEvent): string {
	if (sender === undefined && unproven === undefined) return id;
	return hashed([sender ?? '', unproven === true, id]);
}

/** An id for Standard Webhooks and for a header. Receivers reject longer ones. */
const HEADER_SAFE = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/**
 * Returns the id of a message. For one event it is the key of the event. For several it is `evs_` and a hash of their
 * keys, so that the same events have the same id when they are sent again.
 *
 * @param keys the events' keys in their order (`eventKey`)
 */
export function messageId(keys: readonly string[]): string {
	return keys.length === 1 && HEADER_SAFE.test(keys[0]) ? keys[0] : hashed(keys);
}

function hashed(parts: readonly unknown[]): string {
	return `evs_${base32(createHash('sha256').update(JSON.stringify(parts)).digest())}`;
}

/** Returns the sender's id of a message, if the signature covers it. */
export function signedId(verification: Verification): string | undefined {
	return verification.ok && verification.scheme === 'standardWebhooks'
		? verification.id
		: undefined;
}
