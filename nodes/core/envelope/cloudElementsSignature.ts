import { hmacSha256, secretKey } from '../hash/hmac';

/**
 * Cloud Elements' own header. It keeps its name, so that receivers written for Cloud Elements continue to work
 * (docs/facts/cloud-elements.md section 2).
 */
export const CLOUD_ELEMENTS_SIGNATURE_HEADER = 'Elements-Webhook-Signature';
const PREFIX = 'sha256=';

/** Returns `sha256=` and the base64 HMAC-SHA256 of the exact bytes that are sent. */
export function signCloudElements(body: Uint8Array, secret: string): string {
	return PREFIX + hmacSha256(secretKey(secret), body).toString('base64');
}
