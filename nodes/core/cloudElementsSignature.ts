import { hmacSha256, isDigest, secretKey } from './hmac';

/**
 * Cloud Elements' own header, kept name for name so that receivers written for it go on working.
 * Its vector is in its documentation ("hash verification"); facts/cloud-elements.md section 2.
 */
export const CLOUD_ELEMENTS_SIGNATURE_HEADER = 'Elements-Webhook-Signature';
const PREFIX = 'sha256=';

/** `sha256=` and the base64 HMAC-SHA256 of the exact bytes that are sent. */
export function signCloudElements(body: Uint8Array, secret: string): string {
	return PREFIX + hmacSha256(secretKey(secret), body).toString('base64');
}

export type CloudElementsVerdict =
	| { ok: true }
	| { ok: false; reason: 'signature_missing' | 'signature_malformed' | 'signature_mismatch' };

/**
 * @param body the bytes as received
 * @param header the value of `Elements-Webhook-Signature`; an array when it came more than once
 * @param secrets any of these may have signed (rotation)
 */
export function verifyCloudElements(
	body: Uint8Array,
	header: string | string[] | undefined,
	secrets: readonly string[],
): CloudElementsVerdict {
	if (header === undefined) return { ok: false, reason: 'signature_missing' };
	if (typeof header !== 'string' || !header.startsWith(PREFIX))
		return { ok: false, reason: 'signature_malformed' };
	const claimed = header.slice(PREFIX.length);
	const matches = secrets.some((secret) => isDigest(hmacSha256(secretKey(secret), body), claimed));
	return matches ? { ok: true } : { ok: false, reason: 'signature_mismatch' };
}
