import { hmacSha256, isDigest, secretKey } from '../core/hmac';
import { isObject, parseJson } from '../core/json';
import { REFUSAL, type Delivery, type RefusalReason, type VerifyResult } from '../core/vendor';
import { findObject, type FoundObject, type Payload } from './objectId';
import { isNamedByOccurrence, readOccurrence, type Occurrence } from './occurrence';
import { isSameTopic, type Topic } from './topics';

/** A delivery that one of the app's secrets has signed. */
export interface Proven {
	topic: Topic;
	payload: Payload;
	object: FoundObject;
	/** When it happened, where the payload does not say it. */
	occurrence: Occurrence;
}

/** What a delivery is proven by. */
export interface Proof {
	/** The app's client secret, and the one before it for as long as Shopify signs with that. */
	secrets: readonly string[];
	/** The credential's shop: `my-shop.myshopify.com`. */
	domain: string;
	/** What the node has chosen. */
	topics: readonly Topic[];
}

/** Shopify's ids are UUIDs; a header may be as long as it likes. */
const LONGEST_ID = 100;

/** Shopify's next generation of events has the names without `x-`; webhooks have them with it. */
const FAMILIES = ['shopify-', 'x-shopify-'].map((prefix) => ({
	// Whole names: to look up one that is put together first takes as long as to hash the body.
	hmac: `${prefix}hmac-sha256`,
	topic: `${prefix}topic`,
	shop: `${prefix}shop-domain`,
	webhookId: `${prefix}webhook-id`,
	triggeredAt: `${prefix}triggered-at`,
}));

/**
 * Proves a delivery
 * (https://shopify.dev/docs/apps/build/webhooks/subscribe/https, docs/facts/vendors.md 1.3). The headers
 * are outside the signature: the shop has to be the credential's own, and the rest only names what
 * the signed body is about.
 */
export function verify(
	{ headers, body, receivedAt }: Delivery,
	{ secrets, domain, topics }: Proof,
): VerifyResult<Proven> {
	if (secrets.length === 0) return refuse(REFUSAL.secretMissing);
	const family = FAMILIES.find((names) => headers[names.hmac] !== undefined);
	if (family === undefined) return refuse(REFUSAL.signatureMissing);
	const hmac = headers[family.hmac];
	const topic = headers[family.topic];
	const shop = headers[family.shop];
	const webhookId = headers[family.webhookId];
	if ([hmac, topic, shop, webhookId].some(Array.isArray)) return refuse(REFUSAL.headerRepeated);
	if (!hmac) return refuse(REFUSAL.signatureMissing);
	const digests = secrets.map((secret) => hmacSha256(secretKey(secret), body));
	if (!isSigned(digests, String(hmac))) return refuse(REFUSAL.signatureMismatch);
	if (!topic || !shop || !webhookId) return refuse(REFUSAL.headerMissing);
	if ([topic, shop, webhookId].some(isJoined)) return refuse(REFUSAL.headerRepeated);
	if (String(shop).toLowerCase() !== domain) return refuse(REFUSAL.accountMismatch);

	const unwanted = { ok: true, kind: 'unwanted', topic: String(topic) } as const;
	const named = topics.find((one) => isSameTopic(one.topic, String(topic)));
	if (named === undefined) return unwanted;
	const payload = readPayload(body);
	const object = payload && findObject(payload, named.id, domain);
	if (payload === undefined || object === undefined) return refuse(REFUSAL.bodyMalformed);
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
		proven: {
			topic: named,
			payload,
			object,
			occurrence,
		},
		deliveryId: String(webhookId).slice(0, LONGEST_ID),
		// By the first secret, whichever has signed: it stands for the body.
		fingerprint: JSON.stringify([named.topic, digests[0].toString('base64')]),
		// Also a time that dates no event tells two of them apart: clocks differ.
		...(isOpen ? { occurrence: triggeredAt.slice(0, LONGEST_ID) } : {}),
	};
}

/**
 * What only the payloads of a compliance topic hold
 * (https://shopify.dev/docs/apps/build/privacy-law-compliance): the signed body of another topic is not
 * taken for one.
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

/** Proxies make one line of a header that came twice; nothing that Shopify names has a comma. */
function isJoined(value: unknown): boolean {
	return String(value).includes(',');
}

/** Tries each secret, whether one before has matched or not: time tells nothing of which it was. */
function isSigned(digests: readonly Buffer[], claimed: string): boolean {
	return digests.map((digest) => isDigest(digest, claimed)).includes(true);
}

function readPayload(body: Buffer): Payload | undefined {
	const parsed = parseJson(body.toString('utf8'));
	if (!parsed.ok) return undefined;
	const { value } = parsed;
	return isObject(value) ? value : undefined;
}

function refuse(reason: RefusalReason): { ok: false; reason: RefusalReason } {
	return { ok: false, reason };
}
