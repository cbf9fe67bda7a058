import { createHmac, sign } from 'node:crypto';

import type { ParsedKey } from './verifySignedEvent';

/** A key that signs for Standard Webhooks. */
export type StandardWebhooksKey = Extract<ParsedKey, { kind: 'shared' | 'private' }>;

/**
 * Returns the three headers of Standard Webhooks 1.0.0
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Shared secrets sign
 * `v1` (HMAC-SHA256), private keys sign `v1a` (Ed25519). All keys sign, so that a receiver can verify the message with
 * the new key or the previous one.
 *
 * @param id without dots, and the same for each attempt
 * @param now epoch milliseconds of this attempt
 * @param body the exact bytes that are sent
 * @param keys at least one, in the order of their signatures
 */
export function signStandardWebhooks(
	id: string,
	now: number,
	body: Uint8Array,
	keys: readonly StandardWebhooksKey[],
): Record<string, string> {
	const timestamp = String(Math.floor(now / 1000));
	const prefix = Buffer.from(`${id}.${timestamp}.`);
	const signatures = keys.map((key) =>
		key.kind === 'shared'
			? `v1,${createHmac('sha256', key.key).update(prefix).update(body).digest('base64')}`
			: `v1a,${sign(null, Buffer.concat([prefix, body]), key.key).toString('base64')}`,
	);
	return {
		'webhook-id': id,
		'webhook-timestamp': timestamp,
		'webhook-signature': signatures.join(' '),
	};
}
