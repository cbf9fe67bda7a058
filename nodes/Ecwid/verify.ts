import { createHash } from 'node:crypto';

import { hmacSha256, isDigest, secretKey } from '../core/hash/hmac';
import { isObject, parseJson } from '../core/json';
import { isPathId } from '../core/text/pathId';
import { REJECTION, type Delivery, type RejectionReason, type VerifyResult } from '../core/vendor';
import type { Connection } from './connection';
import { EVENTS, isChosen } from './eventTypes';
import {
	isLegacyNotification,
	verifyLegacyNotification,
	type LegacyNotification,
} from './legacy/notification';
import type { Row } from './resources';

export const SIGNATURE_HEADER = 'x-ecwid-webhook-signature';

/** What a signed delivery reports. The signature covers only `eventId` and `created`. */
export interface VerifiedPayload {
	eventId: string;
	/** Epoch milliseconds. */
	created: number;
	topic: string;
	objectId: string;
	/** The whole body. */
	body: Row;
}

export type VerifiedDelivery =
	| { by: 'signature'; payload: VerifiedPayload }
	| { by: 'nothing'; notification: LegacyNotification };

/**
 * Ecwid retries for 24 hours, and does not document whether a retry has a new date. One more hour covers clocks
 * and queues.
 */
export const RETRIES_FOR_MS = 25 * 3_600_000;
const MOST_AHEAD_MS = 300_000;
/** Far more than an event needs. The signed values are in the body, so the node has to parse it before verification. */
const MOST_BYTES = 100_000;

/**
 * Verifies that Ecwid created an event for this app. The signature covers only `{eventCreated}.{eventId}`
 * (https://docs.ecwid.com/build-apps/webhook-automations/handle-webhooks). If two bodies have the same event id, either
 * may be forged. So each body counts as an occurrence of the event id, and the host limits how many occurrences start
 * a workflow.
 */
export function verify(delivery: Delivery, connection: Connection): VerifyResult<VerifiedDelivery> {
	if (isLegacyNotification(delivery)) return verifyLegacyNotification(delivery, connection);
	const secret = connection.clientSecret;
	if (secret.trim() === '') return reject(REJECTION.secretMissing);
	const claimed = delivery.headers[SIGNATURE_HEADER];
	if (claimed === undefined || claimed === '') return reject(REJECTION.signatureMissing);
	if (typeof claimed !== 'string') return reject(REJECTION.headerRepeated);
	if (delivery.body.length > MOST_BYTES) return reject(REJECTION.bodyMalformed);
	const text = delivery.body.toString('utf8');
	const parsed = parseJson(text);
	if (!parsed.ok || !isObject(parsed.value)) return reject(REJECTION.bodyMalformed);
	const body = parsed.value;
	const { eventId, eventCreated } = body;
	if (!isEventId(eventId)) return reject(REJECTION.bodyMalformed);
	if (eventCreated === undefined) return reject(REJECTION.timestampMissing);
	if (!isSecond(eventCreated)) return reject(REJECTION.timestampMalformed);
	if (!isDigest(digestOf(eventCreated, eventId, secret), claimed))
		return reject(REJECTION.signatureMismatch);
	const created = eventCreated * 1000;
	const age = delivery.receivedAt - created;
	if (age > RETRIES_FOR_MS || age < -MOST_AHEAD_MS)
		return reject(REJECTION.timestampOutOfTolerance);
	const { storeId } = body;
	if (!isObjectId(storeId)) return reject(REJECTION.bodyMalformed);
	if (String(storeId) !== connection.storeId)
		return { ok: true, kind: 'foreign', account: String(storeId) };
	const object = readObject(body);
	if (object === undefined) return reject(REJECTION.bodyMalformed);
	if (!isChosen(connection.eventTypes, object.topic))
		return { ok: true, kind: 'unwanted', topic: object.topic };
	const payload = { eventId, created, body, ...object };
	return {
		ok: true,
		kind: 'change',
		payload: { by: 'signature', payload },
		deliveryId: eventId,
		fingerprint: eventId,
		occurrence: hashOf(text),
	};
}

/** Returns a hash that names a body. It ignores the date, because a retry may have a new one. */
function hashOf(text: string): string {
	const undated = text.replace(/"eventCreated"\s*:\s*\d+/, '');
	return createHash('sha256').update(undated).digest('base64');
}

/** Returns the digest that Ecwid sends. `eventCreated` is in seconds. */
export function digestOf(eventCreated: number, eventId: string, secret: string): Buffer {
	return hmacSha256(secretKey(secret), Buffer.from(`${eventCreated}.${eventId}`));
}

/** Returns the event and the object that a body names, or undefined if it is malformed. */
export function readObject(body: Row): { topic: string; objectId: string } | undefined {
	const { eventType: topic, entityId, data } = body;
	if (typeof topic !== 'string' || !/^[a-z_]{1,50}\.[A-Za-z_]{1,50}$/.test(topic)) return undefined;
	const { idFrom } = EVENTS.get(topic) ?? {};
	const id = idFrom === undefined ? entityId : isObject(data) ? data[idFrom] : undefined;
	return isObjectId(id) ? { topic, objectId: String(id) } : undefined;
}

/** Whether a value is an id, which becomes part of a path. */
export function isObjectId(id: unknown): id is string | number {
	if (typeof id === 'number') return Number.isSafeInteger(id) && id >= 0;
	return typeof id === 'string' && isPathId(id);
}

function isEventId(value: unknown): value is string {
	return typeof value === 'string' && /^[\w-]{1,100}$/.test(value);
}

/** Whether a value is in seconds since 1970. The range excludes milliseconds. */
function isSecond(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 1e11;
}

function reject(reason: RejectionReason): VerifyResult<VerifiedDelivery> {
	return { ok: false, reason };
}
