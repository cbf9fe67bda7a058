import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

import { memoize } from '../cache/memoize';

/**
 * Returns the key object of a secret. The last ones are cached, because making one takes about as long as hashing
 * 1 KB, and the same few secrets sign everything.
 *
 * @param secret its UTF-8 bytes are the key
 */
export const secretKey: (secret: string) => KeyObject = memoize((secret) =>
	createSecretKey(secret, 'utf8'),
);

/** Minimum characters of a secret that signs deliveries. The secrets of vendors are longer. */
export const SHORTEST_SECRET = 8;

/** Returns whether a secret is so short that anyone can guess it. Such a secret verifies no delivery. */
export function isGuessable(secret: string): boolean {
	return secret.trim().length < SHORTEST_SECRET;
}

/** Returns the HMAC-SHA256 over the parts in order, without joining them first. */
export function hmacSha256(key: KeyObject, ...parts: readonly Uint8Array[]): Buffer {
	const hmac = createHmac('sha256', key);
	for (const part of parts) hmac.update(part);
	return hmac.digest();
}

/**
 * Returns whether a digest is the one that a sender claims, in constant time.
 *
 * @param claimed standard base64 with padding. Any other spelling of the same bytes is rejected, so that one body has
 *   one signature
 */
export function isDigest(digest: Buffer, claimed: string): boolean {
	const expected = Buffer.from(digest.toString('base64'));
	const given = Buffer.from(claimed);
	return given.length === expected.length && timingSafeEqual(given, expected);
}
