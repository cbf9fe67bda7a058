import { hmacSha256, isDigest, secretKey } from '../core/hash/hmac';
import { isObject, parseJson } from '../core/json';
import { REJECTION, type Delivery, type RejectionReason, type VerifyResult } from '../core/vendor';
import { findObject, type FoundObject, type Payload } from './objectId';
import { isNamedByOccurrence, readOccurrence } from './occurrence';
import { isSameTopic, type Topic } from './topics/topics';

/** A delivery that one of the app's secrets signs. */
export interface VerifiedDelivery {
	topic: Topic;
	payload: Payload;
	object: FoundObject;
	/** When the event happened, for payloads without that date, in epoch milliseconds. */
	occurrence: number;
}

/** What a delivery is verified against. */
export interface VerifyOptions {
	/** The app's client secret, and the previous one while Shopify still uses it. */
	secrets: readonly string[];
	/** The credential's shop, such as `my-shop.myshopify.com`. */
	domain: string;
	/** The chosen topics. */
	topics: readonly Topic[];
}

/** Shopify's ids are UUIDs, but a header can have any length. */
const LONGEST_ID = 100;

/** Webhooks have header names with `x-`. Shopify's next generation of events has them without it. */
const FAMILIES = ['shopify-', 'x-shopify-'].map((prefix) => ({
	// Whole names, because composing one per delivery takes as long as hashing the body.
	hmac: `${prefix}hmac-sha256`,
	topic: `${prefix}topic`,
	shop: `${prefix}shop-domain`,
	webhookId: `${prefix}webhook-id`,
	triggeredAt: `${prefix}triggered-at`,
}));

/**
 * Verifies a delivery (https://shopify.dev/docs/apps/build/webhooks/subscribe/https, docs/facts/vendors.md 1.3).
 * The signature does not cover the headers. The shop must be the one of the credential, and the other headers
 * only name what the signed body is about.
 */
export function verify(
	{ headers, body, receivedAt }: Delivery,
	{ secrets, domain, topics }: VerifyOptions,
): VerifyResult<VerifiedDelivery> {
	if (secrets.length === 0) return reject(REJECTION.secretMissing);
	const family = FAMILIES.find((names) => headers[names.hmac] !== undefined);
	if (family === undefined) return reject(REJECTION.signatureMissing);
	const hmac = headers[family.hmac];
	const topic = headers[family.topic];
	const shop = headers[family.shop];
	const webhookId = headers[family.webhookId];
	if ([hmac, topic, shop, webhookId].some(Array.isArray)) return reject(REJECTION.headerRepeated);
	if (!hmac) return reject(REJECTION.signatureMissing);
	const digests = secrets.map((secret) => hmacSha256(secretKey(secret), body));
	if (!isSigned(digests, String(hmac))) return reject(REJECTION.signatureMismatch);
	if (!topic || !shop || !webhookId) return reject(REJECTION.headerMissing);
	if ([topic, shop, webhookId].some(isJoined)) return reject(REJECTION.headerRepeated);
	if (String(shop).toLowerCase() !== domain) return reject(REJECTION.accountMismatch);

	const unwanted = { ok: true, kind: 'unwanted', topic: String(topic) } as const;
	const named = topics.find((one) => isSameTopic(one.topic, String(topic)));
	if (named === undefined) return unwanted;
	const payload = readPayload(body);
	const object = payload && findObject(payload, named.id, domain);
	if (payload === undefined || object === undefined) return reject(REJECTION.bodyMalformed);
	if (!isComplete(named, payload, domain)) return unwanted;
	const triggeredAt = headers[family.triggeredAt];
	const occurrence = readOccurrence(
		typeof triggeredAt === 'string' ? triggeredAt : undefined,
		receivedAt,
	);
	const isOpen = isNamedByOccurrence(named, object.holder) && typeof triggeredAt === 'string';
	return {
		ok: true,
		kind: 'change',
		payload: {
			topic: named,
			payload,
			object,
			occurrence,
		},
		deliveryId: String(webhookId).slice(0, LONGEST_ID),
		// The digest by the first secret stands for the body, even if another secret signed it.
		fingerprint: JSON.stringify([named.topic, digests[0].toString('base64')]),
		// A time that is out of range still distinguishes two events, because clocks differ.
		...(isOpen ? { occurrence: triggeredAt.slice(0, LONGEST_ID) } : {}),
	};
}

/**
 * The fields that only a compliance topic has (https://shopify.dev/docs/apps/build/privacy-law-compliance).
 * Without them, the signed body belongs to another topic.
 */
const COMPLIANCE_FIELDS: ReadonlyMap<string, (payload: Payload) => boolean> = new Map([
	['customers/data_request', ({ data_request: request }: Payload) => isObject(request)],
	['customers/redact', ({ orders_to_redact: orders }: Payload) => Array.isArray(orders)],
	['shop/redact', ({ customer }: Payload) => customer === undefined],
]);

function isComplete({ topic }: Topic, payload: Payload, domain: string): boolean {
	const holds = COMPLIANCE_FIELDS.get(topic);
	return holds === undefined || (payload.shop_domain === domain && holds(payload));
}

/** Whether a proxy joined a repeated header. Shopify's values do not contain commas. */
function isJoined(value: unknown): boolean {
	return String(value).includes(',');
}

/** Compares all secrets, so that the time does not show which one matched. */
function isSigned(digests: readonly Buffer[], claimed: string): boolean {
	return digests.map((digest) => isDigest(digest, claimed)).includes(true);
}

function readPayload(body: Buffer): Payload | undefined {
	const parsed = parseJson(body.toString('utf8'));
	if (!parsed.ok) return undefined;
	const { value } = parsed;
	return isObject(value) ? value : undefined;
}

function reject(reason: RejectionReason): { ok: false; reason: RejectionReason } {
	return { ok: false, reason };
}
