import { createHash } from 'node:crypto';

import { hmacSha256, isDigest, isGuessable, secretKey } from '../core/hash/hmac';
import { isObject, parseJson } from '../core/json';
import {
	unreadable,
	REJECTION,
	withoutObject,
	type Delivery,
	type RejectionReason,
	type VerifyResult,
} from '../core/vendor';
import { noticeOf } from './notices';
import { readRfc3339 } from './rfc3339';
import { countedState } from './stateRevision';
import { isSameTrigger } from './triggers';

/** The keys that sign an app's deliveries (Developer Console > Webhooks > Manage signature keys), or empty. */
export interface SignatureKeys {
	primary: string;
	secondary: string;
}

/** The part of a verified delivery that `normalize` needs. */
export interface VerifiedPayload {
	/** Box's id of the event, or a hash of the body. A redelivery has the same one. */
	id: string;
	trigger: string;
	/** When the event happened, else when it was sent, in epoch milliseconds. */
	happenedAt: number;
	/** The part of the body that describes the object. */
	source: Record<string, unknown> & { id: string; type: string };
	body: Record<string, unknown>;
}

const OLDEST_MS = 10 * 60 * 1000;
/** How far a timestamp may be in the future, in milliseconds. Box's own SDK rejects any such timestamp. */
const NEWEST_MS = 60 * 1000;

/**
 * The signature headers (https://developer.box.com/guides/webhooks/v2/signatures-v2). The sample of that page
 * swaps the two signatures, but its text and Box's SDKs do not.
 */
const HEADERS = {
	primary: 'box-signature-primary',
	secondary: 'box-signature-secondary',
	timestamp: 'box-delivery-timestamp',
	version: 'box-signature-version',
	algorithm: 'box-signature-algorithm',
} as const;
/** The headers that deliveries have if both keys exist. */
export const DELIVERY_HEADERS = Object.values(HEADERS);
type SignatureHeaders = Partial<Record<keyof typeof HEADERS, string>>;

/**
 * Verifies a delivery. Its primary signature must fit the primary key, or its secondary signature the
 * secondary key.
 *
 * @param triggers the triggers that the node has chosen
 */
export function verify(
	delivery: Delivery,
	{ keys, triggers }: { keys: SignatureKeys; triggers: readonly string[] },
): VerifyResult<VerifiedPayload> {
	if (isGuessable(keys.primary) && isGuessable(keys.secondary))
		return reject(REJECTION.secretMissing);
	const values = Object.entries(HEADERS).map(([name, header]) => [name, delivery.headers[header]]);
	if (values.some(([, value]) => Array.isArray(value))) return reject(REJECTION.headerRepeated);
	const signed = Object.fromEntries(values) as SignatureHeaders;
	const sentAt = readRfc3339(signed.timestamp);
	const rejection =
		rejectionOfScheme(signed) ??
		rejectionOfTimestamp(signed.timestamp, sentAt, delivery.receivedAt) ??
		rejectionOfSignatures(signed, keys, delivery.body);
	if (rejection !== undefined) return reject(rejection);
	return readBody(delivery.body, sentAt as number, triggers);
}

function reject(reason: RejectionReason) {
	return { ok: false as const, reason };
}

function rejectionOfScheme({ version, algorithm }: SignatureHeaders): RejectionReason | undefined {
	return version === '1' && algorithm === 'HmacSHA256' ? undefined : REJECTION.schemeUnknown;
}

function rejectionOfTimestamp(
	timestamp: string | undefined,
	sentAt: number | undefined,
	receivedAt: number,
): RejectionReason | undefined {
	if (timestamp === undefined || timestamp === '') return REJECTION.timestampMissing;
	if (sentAt === undefined) return REJECTION.timestampMalformed;
	const age = receivedAt - sentAt;
	return age > OLDEST_MS || age < -NEWEST_MS ? REJECTION.timestampOutOfTolerance : undefined;
}

function rejectionOfSignatures(
	signed: SignatureHeaders,
	keys: SignatureKeys,
	body: Buffer,
): RejectionReason | undefined {
	if (!signed.primary && !signed.secondary) return REJECTION.signatureMissing;
	const timestamp = Buffer.from(String(signed.timestamp));
	const fits = (key: string, claimed = '') =>
		!isGuessable(key) &&
		claimed !== '' &&
		isDigest(hmacSha256(secretKey(key), body, timestamp), claimed);
	const isSigned = fits(keys.primary, signed.primary) || fits(keys.secondary, signed.secondary);
	return isSigned ? undefined : REJECTION.signatureMismatch;
}

function readBody(
	body: Buffer,
	sentAt: number,
	triggers: readonly string[],
): VerifyResult<VerifiedPayload> {
	const parsed = parseJson(body.toString('utf8'));
	if (!parsed.ok || !isObject(parsed.value)) return unreadable('its body is not a JSON object');
	const { id, trigger, created_at, webhook, source, additional_info } = parsed.value;
	if (typeof trigger !== 'string' || trigger === '') return withoutObject('', 'trigger');
	const webhookId = isObject(webhook) && isId(webhook.id) ? String(webhook.id) : '';
	const message = noticeOf(trigger, webhookId, additional_info);
	if (message !== undefined) return { ok: true, kind: 'notice', message };
	// One app signs the deliveries of all its webhooks, including those of other nodes.
	if (!triggers.some((one) => isSameTrigger(one, trigger)))
		return { ok: true, kind: 'unwanted', topic: trigger };
	if (!isObject(source) || !isId(source.id) || !isId(source.type))
		return withoutObject(trigger, 'source');
	const payload = {
		id: isId(id) ? String(id) : hashOf(body),
		trigger,
		happenedAt: readRfc3339(created_at) ?? sentAt,
		source: { ...source, id: String(source.id), type: String(source.type) },
		body: parsed.value,
	};
	const fingerprint = fingerprintOf(payload);
	return { ok: true, kind: 'change', payload, deliveryId: payload.id, fingerprint };
}

/**
 * Identifies the event that a delivery reports. If a folder and a file in it both have a webhook, both send the event. Box
 * does not document whether their deliveries have equal ids. If something other than the time identifies the state, a
 * hash of the body without `id` and `webhook` replaces the event's id. Otherwise, the event's id is kept: two events of
 * one second, such as downloads, can have equal bodies.
 */
function fingerprintOf({ id, trigger, source, body }: VerifiedPayload): string {
	const isCounted = countedState({ trigger, object: source }) !== undefined;
	const rest = Object.entries(body).filter(([name]) => name !== 'id' && name !== 'webhook');
	return JSON.stringify([
		isCounted ? hashOf(JSON.stringify(rest)) : id,
		trigger,
		source.type,
		source.id,
	]);
}

function hashOf(content: string | Buffer): string {
	return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

function isId(value: unknown): value is string | number {
	return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
