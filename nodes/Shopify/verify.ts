import { createHash } from 'node:crypto';

import { hmacSha256, isDigest, isGuessable, secretKey } from '../core/hash/hmac';
import { isObject, parseJson } from '../core/json';
import {
	REJECTION,
	unreadable,
	withoutObject,
	type Delivery,
	type RejectionReason,
	type VerifyResult,
} from '../core/vendor';
import { findObject, type FoundObject, type Payload } from './objectId';
import { objectOf, readNextGeneration, topicOf } from './nextGeneration';
import { isNamedByOccurrence, readOccurrence } from './occurrence';
import { isSameTopic, type Topic } from './topics/topics';

/** A delivery that one of the app's secrets signs. */
export interface VerifiedDelivery {
	topic: Topic;
	payload: Payload;
	object: FoundObject;
	/** When the event happened, for payloads without that date, in epoch milliseconds. */
	occurrence: number;
	/** The version of the payload by its unsigned header, such as `2026-10`. */
	apiVersion?: string;
	/** What the signed body names. An unsigned header names the rest. */
	isSigned: { shop: boolean; topic: boolean; object: boolean };
}

/** What a delivery is verified against. */
export interface VerifyOptions {
	/** The app's client secret, the previous one while Shopify still uses it, and the shop's own secret. */
	secrets: readonly string[];
	/** The credential's shop, such as `my-shop.myshopify.com`. */
	domain: string;
	topics: readonly Topic[];
}

/** Shopify's ids are UUIDs, but a header can have any length. */
const LONGEST_ID = 100;

/** Webhooks have header names that begin with `x-`. Shopify's next generation of events has the same names without `x-`. */
const FAMILIES = ['shopify-', 'x-shopify-'].map((prefix) => ({
	// Whole names, because composing one per delivery takes as long as hashing the body.
	hmac: `${prefix}hmac-sha256`,
	topic: `${prefix}topic`,
	shop: `${prefix}shop-domain`,
	webhookId: `${prefix}webhook-id`,
	triggeredAt: `${prefix}triggered-at`,
	apiVersion: `${prefix}api-version`,
	resourceId: `${prefix}resource-id`,
}));

/** Those of webhooks without which `verify` rejects a delivery. */
export const DELIVERY_HEADERS = [
	'x-shopify-hmac-sha256',
	'x-shopify-topic',
	'x-shopify-webhook-id',
];

/**
 * Verifies a delivery (https://shopify.dev/docs/apps/build/webhooks/subscribe/https, docs/facts/vendors.md 1.3).
 * The signature does not cover the headers. The node uses them only for what the signed body does not contain.
 */
export function verify(
	{ headers, body, receivedAt }: Delivery,
	{ secrets, domain, topics }: VerifyOptions,
): VerifyResult<VerifiedDelivery> {
	const usable = secrets.filter((secret) => !isGuessable(secret));
	if (usable.length === 0) return reject(REJECTION.secretMissing);
	const family = FAMILIES.find((names) => headers[names.hmac] !== undefined);
	if (family === undefined) return reject(REJECTION.signatureMissing);
	const hmac = headers[family.hmac];
	const topic = headers[family.topic];
	const webhookId = headers[family.webhookId];
	if ([hmac, topic, webhookId].some(Array.isArray)) return reject(REJECTION.headerRepeated);
	if (!hmac) return reject(REJECTION.signatureMissing);
	const digests = usable.map((secret) => hmacSha256(secretKey(secret), body));
	if (!isSigned(digests, String(hmac))) return reject(REJECTION.signatureMismatch);
	if (!topic || !webhookId) return reject(REJECTION.headerMissing);
	if ([topic, webhookId].some(isJoined)) return reject(REJECTION.headerRepeated);

	const payload = readPayload(body);
	const event = payload && readNextGeneration(payload);
	const named =
		event === undefined
			? topics.find((one) => isSameTopic(one.topic, String(topic)))
			: topicOf(event, topics);
	if (named === undefined)
		return { ok: true, kind: 'unwanted', topic: event?.names[0] ?? String(topic) };
	if (payload === undefined) return unreadable('its body is not a JSON object');
	const signedShop = shopOf(payload);
	const shop = signedShop ?? headers[family.shop];
	if (!shop) return reject(REJECTION.headerMissing);
	if (Array.isArray(shop) || isJoined(shop)) return reject(REJECTION.headerRepeated);
	if (shop.toLowerCase() !== domain) return { ok: true, kind: 'foreign', account: shop };
	const object =
		event === undefined
			? findObject(payload, named.id, domain)
			: objectOf(event, payload, headers[family.resourceId]);
	if (!isComplete(named, payload))
		return unreadable(`its body does not have the fields of ${JSON.stringify(named.topic)}`);
	if (object === undefined) return withoutObject(named.topic, 'id');
	const isObjectSigned = event === undefined || event.id !== undefined;
	const triggeredAt = headers[family.triggeredAt];
	const occurrence = readOccurrence(
		typeof triggeredAt === 'string' ? triggeredAt : undefined,
		receivedAt,
	);
	const isOpen = isNamedByOccurrence(named, object.holder) && typeof triggeredAt === 'string';
	// Times that are out of range still distinguish two events, because clocks differ.
	const distinct = [...(isOpen ? [triggeredAt] : []), ...(isObjectSigned ? [] : [object.id])];
	return {
		ok: true,
		kind: 'change',
		payload: {
			topic: named,
			payload,
			object,
			occurrence,
			...readVersion(headers[family.apiVersion]),
			isSigned: {
				shop: signedShop !== undefined,
				topic: event !== undefined,
				object: isObjectSigned,
			},
		},
		deliveryId: String(webhookId).slice(0, LONGEST_ID),
		// A digest without a secret, because a person can replace the secrets between a delivery and its redelivery.
		fingerprint: JSON.stringify([named.topic, createHash('sha256').update(body).digest('base64')]),
		...(distinct.length > 0 ? { occurrence: distinct.join(' ').slice(0, LONGEST_ID) } : {}),
	};
}

/**
 * The fields that only a compliance topic has (https://shopify.dev/docs/apps/build/privacy-law-compliance).
 * Without them, the signed body belongs to another topic. Their values may be null.
 */
const COMPLIANCE_FIELDS: ReadonlyMap<string, (payload: Payload) => boolean> = new Map([
	['customers/data_request', (payload) => Object.hasOwn(payload, 'data_request')],
	['customers/redact', (payload) => Object.hasOwn(payload, 'orders_to_redact')],
	[
		'shop/redact',
		(payload) =>
			(payload.customer ?? null) === null &&
			!['data_request', 'orders_to_redact'].some((name) => Object.hasOwn(payload, name)),
	],
]);

function isComplete({ topic }: Topic, payload: Payload): boolean {
	const holds = COMPLIANCE_FIELDS.get(topic);
	return holds === undefined || (typeof payload.shop_domain === 'string' && holds(payload));
}

/**
 * Returns the shop that a payload names. Payloads of compliance topics have `shop_domain`, and those about a shop
 * (`shop/update`, `app/uninstalled`) have `myshopify_domain`. Only that is signed: a header can name another shop, or
 * the domain of the shop's website.
 */
function shopOf({ myshopify_domain: own, shop_domain: named }: Payload): string | undefined {
	return [own, named].find((one): one is string => typeof one === 'string' && one !== '');
}

function readVersion(header: unknown): { apiVersion?: string } {
	const isVersion = typeof header === 'string' && /^(?:\d{4}-\d\d|unstable)$/.test(header);
	return isVersion ? { apiVersion: header } : {};
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
	return parsed.ok && isObject(parsed.value) ? parsed.value : undefined;
}

function reject(reason: RejectionReason): { ok: false; reason: RejectionReason } {
	return { ok: false, reason };
}
