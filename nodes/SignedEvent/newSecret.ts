import { randomBytes } from 'node:crypto';

/**
 * Returns a new shared secret for Standard Webhooks, which recommends 24 to 64 random bytes
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 *
 * @param bytes Defaults to 32 random bytes
 */
export function newSecret(bytes: Buffer = randomBytes(32)): string {
	return `whsec_${bytes.toString('base64')}`;
}
