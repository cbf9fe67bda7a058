import { createHash } from 'node:crypto';

import { hmacSha256, isDigest, secretKey } from '../core/hmac';
import { isObject, parseJson } from '../core/json';
import { REFUSAL, type Delivery, type RefusalReason, type VerifyResult } from '../core/vendor';
import { noticeOf } from './notices';
import { readRfc3339 } from './rfc3339';
import { isSameTrigger } from './triggers';

/** What signs an app's deliveries (Developer Console > Webhooks > Manage signature keys); empty where there is none. */
export interface SignatureKeys {
	primary: string;
	secondary: string;
}

/** What a proven delivery says, not read further than normalizing needs. */
export interface Told {
	/** Box's own id of the event, or a hash of the body; it stays the same when Box sends it again. */
	id: string;
	trigger: string;
	/** When it happened, and where Box does not say, when it was sent; epoch milliseconds. */
	happenedAt: number;
	source: Record<string, unknown> & { id: string; type: string };
}

const OLDEST_MS = 10 * 60 * 1000;
/** Clocks differ a little; Box's own SDK refuses every timestamp of the future. */
const NEWEST_MS = 60 * 1000;

/**
 * The headers of a proof, https://developer.box.com/guides/webhooks/v2/signatures-v2 (whose sample
 * swaps the two signatures; its text and Box's SDKs do not).
 */
const HEADERS = {
	primary: 'box-signature-primary',
	secondary: 'box-signature-secondary',
	timestamp: 'box-delivery-timestamp',
	version: 'box-signature-version',
	algorithm: 'box-signature-algorithm',
} as const;
type ProofHeaders = Partial<Record<keyof typeof HEADERS, string>>;

/**
 * Accepts a delivery whose primary signature fits the primary key, or whose secondary signature fits the
 * secondary key.
 *
 * @param triggers the triggers that the node has chosen
 */
export function verify(
	delivery: Delivery,
	{ keys, triggers }: { keys: SignatureKeys; triggers: readonly string[] },
): VerifyResult<Told> {
	if (keys.primary === '' && keys.secondary === '') return refuse(REFUSAL.secretMissing);
	const values = Object.entries(HEADERS).map(([name, header]) => [name, delivery.headers[header]]);
	if (values.some(([, value]) => Array.isArray(value))) return refuse(REFUSAL.headerRepeated);
	const proof = Object.fromEntries(values) as ProofHeaders;
	const sentAt = readRfc3339(proof.timestamp);
	const refusal =
		refusalOfScheme(proof) ??
		refusalOfTimestamp(proof.timestamp, sentAt, delivery.receivedAt) ??
		refusalOfSignatures(proof, keys, delivery.body);
	if (refusal !== undefined) return refuse(refusal);
	return readBody(delivery.body, sentAt as number, triggers);
}

function refuse(reason: RefusalReason) {
	return { ok: false as const, reason };
}

function refusalOfScheme({ version, algorithm }: ProofHeaders): RefusalReason | undefined {
	return version === '1' && algorithm === 'HmacSHA256' ? undefined : REFUSAL.schemeUnknown;
}

function refusalOfTimestamp(
	timestamp: string | undefined,
	sentAt: number | undefined,
	receivedAt: number,
): RefusalReason | undefined {
	if (timestamp === undefined || timestamp === '') return REFUSAL.timestampMissing;
	if (sentAt === undefined) return REFUSAL.timestampMalformed;
	const age = receivedAt - sentAt;
	return age > OLDEST_MS || age < -NEWEST_MS ? REFUSAL.timestampOutOfTolerance : undefined;
}

function refusalOfSignatures(
	proof: ProofHeaders,
	keys: SignatureKeys,
	body: Buffer,
): RefusalReason | undefined {
	if (!proof.primary && !proof.secondary) return REFUSAL.signatureMissing;
	const timestamp = Buffer.from(String(proof.timestamp));
	const fits = (key: string, claimed = '') =>
		key !== '' && claimed !== '' && isDigest(hmacSha256(secretKey(key), body, timestamp), claimed);
	const isProven = fits(keys.primary, proof.primary) || fits(keys.secondary, proof.secondary);
	return isProven ? undefined : REFUSAL.signatureMismatch;
}

function readBody(body: Buffer, sentAt: number, triggers: readonly string[]): VerifyResult<Told> {
	const parsed = parseJson(body.toString('utf8'));
	if (!parsed.ok || !isObject(parsed.value)) return refuse(REFUSAL.bodyMalformed);
	const { id, trigger, created_at, webhook, source, additional_info } = parsed.value;
	if (typeof trigger !== 'string' || trigger === '') return refuse(REFUSAL.bodyMalformed);
	const webhookId = isObject(webhook) ? String(webhook.id) : '';
	const message = noticeOf(trigger, webhookId, additional_info);
	if (message !== undefined) return { ok: true, kind: 'notice', message };
	// One app signs for all its webhooks, those of other nodes included.
	if (!triggers.some((one) => isSameTrigger(one, trigger)))
		return { ok: true, kind: 'unwanted', topic: trigger };
	if (!isObject(source) || !isId(source.id) || !isId(source.type))
		return refuse(REFUSAL.bodyMalformed);
	const proven = {
		id: isId(id) ? String(id) : createHash('sha256').update(body).digest('hex').slice(0, 32),
		trigger,
		happenedAt: readRfc3339(created_at) ?? sentAt,
		source: { ...source, id: String(source.id), type: String(source.type) },
	};
	// Two webhooks, on a folder and on a file in it, each send the event.
	const fingerprint = JSON.stringify([
		proven.id,
		webhookId,
		trigger,
		proven.source.type,
		proven.source.id,
	]);
	return { ok: true, kind: 'change', proven, deliveryId: proven.id, fingerprint };
}

function isId(value: unknown): value is string | number {
	return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
