import { createHash } from 'node:crypto';

import { base32 } from '../base32';
import type { NormalizedEvent } from '../event';
import type { Verification } from './verifySignedEvent';

/** As much of an event as names it among those of all senders. */
export type NamedEvent = Pick<NormalizedEvent, 'id' | 'sender' | 'unproven'>;

/**
 * Returns what names an event among those of all senders: the `id` alone of what a vendor proved. A sender of
 * signed events chooses ids itself, and the id of an unproven event proves nothing. Both differ from the key of
 * the vendor's event, and from each other.
 *
 * @returns a text without dots
 */
export function eventKey({ id, sender, unproven }: NamedEvent): string {
	if (sender === undefined && unproven === undefined) return id;
	return hashed([sender ?? '', unproven === true, id]);
}

/** What Standard Webhooks and HTTP take for an id; receivers refuse longer ones. */
const HEADER_SAFE = /^[\x21-\x2d\x2f-\x7e]{1,256}$/;

/**
 * Returns the id under which events travel together: that of the event if there is one, else `evs_` and what
 * follows from their keys, so that the same events sent again have the same id.
 *
 * @param keys of the events in their order, see `eventKey`
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
