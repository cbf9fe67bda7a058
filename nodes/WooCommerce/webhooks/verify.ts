import { createHash } from 'node:crypto';

import { readNaiveUtc } from '../../core/dates';
import { hmacSha256, isDigest, isGuessable, secretKey } from '../../core/hash/hmac';
import { parseJson } from '../../core/json';
import {
	REJECTION,
	withoutObject,
	type Delivery,
	type RejectionReason,
	type VerifyResult,
} from '../../core/vendor';
import type { Row } from '../client/api';
import { missingField } from './body';
import { topicOf } from './topics';
import { webhookSecret } from './webhookSecret';

/** The payload of a delivery that the shop signed. */
export interface VerifiedPayload {
	/** The topic. It is not in the body, but it is verified, because each topic has its own secret. */
	topic: string;
	/** The node's URL that received the delivery. It is verified, because each URL has its own secret. */
	address: string;
	/** The body. It names an object, or is the shop's error. */
	body: Row;
	/**
	 * The delivery id of the header, which is not signed, or a hash of topic and body without that header. Two deliveries
	 * of one webhook within a second have the same id.
	 */
	deliveryId: string;
}

type Header = { ok: true; value: string } | { ok: false; reason: RejectionReason };

/** WooCommerce stores 200 characters of a topic, so a secret is derived from at most a kilobyte. */
const LONGEST_TOPIC = 200;

/** WooCommerce's own delivery ids have 32 characters. */
const LONGEST_ID = 100;

/** WooCommerce sends this when a webhook is created and after failures, unsigned (measured). */
const PING = /^webhook_id=\d+$/;

const SIGNATURE = 'x-wc-webhook-signature';
export const TOPIC = 'x-wc-webhook-topic';
const DELIVERY_ID = 'x-wc-webhook-delivery-id';
/** The headers that `verify` reads. */
export const DELIVERY_HEADERS = [SIGNATURE, TOPIC, DELIVERY_ID];

/**
 * Verifies `X-WC-Webhook-Signature`, the base64 of the HMAC-SHA256 of the body (measured, and
 * WC_Webhook::generate_signature). Of the other headers, only the topic is verified, because each topic has its own
 * secret.
 */
export function verify(
	{ headers, body, address }: Delivery,
	{ secret }: { secret: string },
): VerifyResult<VerifiedPayload> {
	const isUnsigned = headers[SIGNATURE] === undefined && headers[TOPIC] === undefined;
	if (isUnsigned && PING.test(body.toString('latin1'))) return { ok: true, kind: 'greeting' };
	if (isGuessable(secret)) return { ok: false, reason: REJECTION.secretMissing };
	const signature = readHeader(headers[SIGNATURE], REJECTION.signatureMissing);
	if (!signature.ok) return signature;
	const topic = readHeader(headers[TOPIC], REJECTION.headerMissing);
	if (!topic.ok) return topic;
	if (topic.value.length > LONGEST_TOPIC) return { ok: false, reason: REJECTION.headerMissing };
	const key = secretKey(webhookSecret(secret, address, topic.value));
	const digest = hmacSha256(key, body);
	if (!isDigest(digest, signature.value)) return { ok: false, reason: REJECTION.signatureMismatch };
	const parsed = parseJson(body.toString('utf8'));
	const value = parsed.ok ? parsed.value : undefined;
	const missing = missingField(topic.value, value);
	if (missing !== undefined) return withoutObject(topic.value, missing);
	const payload = value as Row;
	const given = headers[DELIVERY_ID];
	const isGiven = typeof given === 'string' && given !== '';
	const deliveryId = isGiven ? given.slice(0, LONGEST_ID) : idOf(topic.value, body);
	return {
		ok: true,
		kind: 'change',
		payload: { topic: topic.value, address, body: payload, deliveryId },
		deliveryId,
		// Each topic has its own key, so two topics have different digests.
		fingerprint: digest.toString('base64'),
		...occurrenceOf(topic.value, payload, isGiven ? deliveryId : undefined),
	};
}

/**
 * Returns what distinguishes a delivery from another delivery with equal bytes. An object can be deleted again after it
 * was restored, but not within the same second. Other events without a date have the same delivery id if they happen in
 * the same second, and WooCommerce does not retry.
 */
function occurrenceOf(
	topic: string,
	body: Row,
	occurrence: string | undefined,
): { occurrence?: string | null } {
	const { resource, action } = topicOf(topic) ?? {};
	if (isDated(body)) return resource?.objectType === COUPONS ? { occurrence } : {};
	return { occurrence: action === 'deleted' ? occurrence : null };
}

/** Most changes of a coupon do not move its date. If one is taken back, the body is the same as before. */
const COUPONS = 'discounts';

/** Returns whether the body has a date. Except for coupons, the date differs between two events with the same content. */
function isDated({ date_modified_gmt: modified }: Row): boolean {
	return readNaiveUtc(modified) !== undefined;
}

function idOf(topic: string, body: Buffer): string {
	const hash = createHash('sha256').update(topic).update('\n').update(body);
	return hash.digest('hex').slice(0, 32);
}

function readHeader(value: string | string[] | undefined, missing: RejectionReason): Header {
	if (Array.isArray(value) && value.length > 0)
		return { ok: false, reason: REJECTION.headerRepeated };
	if (typeof value !== 'string' || value === '') return { ok: false, reason: missing };
	return { ok: true, value };
}
