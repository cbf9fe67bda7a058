import { createHash, createPublicKey, scryptSync } from 'node:crypto';

import { memoize, memoizeByIdentity } from '../cache/memoize';
import { base32 } from '../hash/base32';
import type { ParsedKey } from './verifySignedEvent';

/** Number of base32 characters: 100 bits. A search for a second key with the same fingerprint is not feasible. */
const LENGTH = 20;

/**
 * Returns a fingerprint of the key that verified a message. It differs for each sender and does not disclose the key.
 * Events carry the fingerprint to third parties, and a text secret may be short, so scrypt makes each guess expensive
 * (https://datatracker.ietf.org/doc/html/rfc7914).
 *
 * @param key as `readKey` returns it, which caches the last hundred
 */
export const senderOf: (key: ParsedKey) => string = memoizeByIdentity(fingerprint);

/**
 * Returns a fingerprint of the text of a key, as `senderOf` does for a text secret.
 *
 * @param text a secret or a public key
 */
export const senderOfText: (text: string) => string = memoize((text) =>
	base32(scryptSync(text, DOMAIN, 16)).slice(0, LENGTH),
);

/**
 * Returns the sender of an event that another sender relays.
 *
 * @param sender the sender of the message
 * @param inner the event's own sender, as the message contains it. It only distinguishes events of the same `sender`, and
 *   never names another sender
 */
export function relayedSender(sender: string, inner: string | undefined): string {
	return inner === undefined ? sender : digest('relayed sender', sender, inner);
}

function fingerprint(key: ParsedKey): string {
	switch (key.kind) {
		case 'public':
			return digest('public key', key.key.export({ format: 'der', type: 'spki' }));
		case 'private':
			return digest('public key', createPublicKey(key.key).export({ format: 'der', type: 'spki' }));
		case 'shared':
			return digest('shared key', key.text);
		case 'text':
			return senderOfText(key.text);
	}
}

const DOMAIN = 'n8n-nodes-signed-events sender';

function digest(...parts: ReadonlyArray<string | Uint8Array>): string {
	const hash = createHash('sha256').update(`${DOMAIN}\0`);
	for (const part of parts) {
		const bytes = typeof part === 'string' ? Buffer.from(part) : part;
		hash.update(`${bytes.length}:`).update(bytes);
	}
	return base32(hash.digest()).slice(0, LENGTH);
}
