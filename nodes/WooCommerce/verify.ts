import { createHash } from 'node:crypto';

import { hmacSha256, isDigest, secretKey } from '../core/hmac';
import { parseJson } from '../core/json';
import { REFUSAL, type Delivery, type RefusalReason, type Verdict } from '../core/vendor';
import { webhookSecret } from './webhookSecret';

/** A delivery that the shop has signed. */
export interface Told {
	/** Proven, though no part of the body: the secret is this topic's. */
	topic: string;
	body: unknown;
	/** Not proven, and the same for two deliveries of one webhook within a second. */
	deliveryId: string;
}

type Header = { ok: true; value: string } | { ok: false; reason: RefusalReason };

/** What WooCommerce sends when a webhook is made, and after failures: unsigned (measured). */
const PING = /^webhook_id=\d+$/;

const SIGNATURE = 'x-wc-webhook-signature';
export const TOPIC = 'x-wc-webhook-topic';
const DELIVERY_ID = 'x-wc-webhook-delivery-id';

/**
 * `X-WC-Webhook-Signature` is the base64 of the HMAC-SHA256 of the body (measured, and
 * WC_Webhook::generate_signature). Of the other headers only the topic is believed, by its secret.
 */
export function verify(
	{ headers, body, address }: Delivery,
	{ secret }: { secret: string },
): Verdict<Told> {
	const isUnsigned = headers[SIGNATURE] === undefined && headers[TOPIC] === undefined;
	if (isUnsigned && PING.test(body.toString('latin1'))) return { ok: true, kind: 'greeting' };
	if (secret.trim() === '') return { ok: false, reason: REFUSAL.secretMissing };
	const signature = readHeader(headers[SIGNATURE], REFUSAL.signatureMissing);
	if (!signature.ok) return signature;
	const topic = readHeader(headers[TOPIC], REFUSAL.headerMissing);
	if (!topic.ok) return topic;
	const key = secretKey(webhookSecret(secret, address, topic.value));
	const digest = hmacSha256(key, body);
	if (!isDigest(digest, signature.value)) return { ok: false, reason: REFUSAL.signatureMismatch };
	const parsed = parseJson(body.toString('utf8'));
	if (!parsed.ok) return { ok: false, reason: REFUSAL.bodyMalformed };
	const given = headers[DELIVERY_ID];
	const deliveryId = typeof given === 'string' && given !== '' ? given : idOf(topic.value, body);
	return {
		ok: true,
		kind: 'change',
		proven: { topic: topic.value, body: parsed.value, deliveryId },
		deliveryId,
		// Its key is this topic's, so that it tells topics apart too.
		fingerprint: digest.toString('base64'),
	};
}

function idOf(topic: string, body: Buffer): string {
	const hash = createHash('sha256').update(topic).update('\n').update(body);
	return hash.digest('hex').slice(0, 32);
}

function readHeader(value: string | string[] | undefined, missing: RefusalReason): Header {
	if (Array.isArray(value) && value.length > 0)
		return { ok: false, reason: REFUSAL.headerRepeated };
	if (typeof value !== 'string' || value === '') return { ok: false, reason: missing };
	return { ok: true, value };
}
