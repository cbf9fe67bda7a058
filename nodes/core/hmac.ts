import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

import { memoize } from './memoize';

/**
 * The key object of a secret. Making one costs about as much as hashing 1 KB, and the same few
 * secrets sign everything, so the last ones are kept.
 *
 * @param secret its UTF-8 bytes are the key
 */
export const secretKey: (secret: string) => KeyObject = memoize((secret) =>
	createSecretKey(secret, 'utf8'),
);

/** HMAC-SHA256 over the parts in order, without joining them first. */
export function hmacSha256(key: KeyObject, ...parts: readonly Uint8Array[]): Buffer {
	const hmac = createHmac('sha256', key);
	for (const part of parts) hmac.update(part);
	return hmac.digest();
}

/**
 * Compares a digest with what a sender claims it is, in time that tells nothing of either.
 *
 * @param claimed standard base64 with padding; any other spelling of the same bytes is refused, so
 *   that one body has one signature
 */
export function isDigest(digest: Buffer, claimed: string): boolean {
	const expected = Buffer.from(digest.toString('base64'));
	const given = Buffer.from(claimed);
	return given.length === expected.length && timingSafeEqual(given, expected);
}
