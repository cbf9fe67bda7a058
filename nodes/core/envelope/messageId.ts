import { hashed } from './eventKey';
import type { Verification } from './verifySignedEvent';

/** Matches an id that is valid for Standard Webhooks and in a header. Receivers reject longer ids. */
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

/** Returns the sender's id of a message, if the signature covers it. */
export function signedId(verification: Verification): string | undefined {
	return verification.ok && verification.scheme === 'standardWebhooks'
		? verification.id
		: undefined;
}
