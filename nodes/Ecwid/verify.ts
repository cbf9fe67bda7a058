import { createHash } from 'node:crypto';

import { hmacSha256, isDigest, secretKey } from '../core/hmac';
import { isObject, parseJson } from '../core/json';
import { REFUSAL, type Delivery, type RefusalReason, type VerifyResult } from '../core/vendor';
import { type Row } from './api';
import type { Connection } from './connection';
import { EVENTS, isChosen } from './eventTypes';
import { isNotification, verifyNotification, type Notification } from './legacyNotification';

export const SIGNATURE_HEADER = 'x-ecwid-webhook-signature';

/** What a signed delivery claims; only `eventId` and `created` are covered by the signature. */
export interface Told {
	eventId: string;
	/** Epoch milliseconds. */
	created: number;
	topic: string;
	objectId: string;
	/** The whole body. */
	body: Row;
}

export type Proven =
	| { by: 'signature'; told: Told }
	| { by: 'nothing'; notification: Notification };

/**
 * Ecwid tries for 24 hours, and does not say whether a later try carries a new date; an hour more for
 * clocks and queues.
 */
export const RETRIES_FOR_MS = 25 * 3_600_000;
const MOST_AHEAD_MS = 300_000;
/** Far more than an event holds. What is signed stands in the body, so that is parsed before it is proven. */
const MOST_BYTES = 100_000;

/**
 * Proves that Ecwid made this event for this app, and no more: what is signed is
 * `{eventCreated}.{eventId}`
 * (https://docs.ecwid.com/build-apps/webhook-automations/handle-webhooks). Another body under the same
 * event id may be forged, or the genuine one after a forged one. So each body is an occurrence of the
 * event id, of which the host starts few.
 */
export function verify(delivery: Delivery, connection: Connection): VerifyResult<Proven> {
	if (isNotification(delivery)) return verifyNotification(delivery, connection);
	const secret = connection.clientSecret;
	if (secret.trim() === '') return refuse(REFUSAL.secretMissing);
	const claimed = delivery.headers[SIGNATURE_HEADER];
	if (claimed === undefined || claimed === '') return refuse(REFUSAL.signatureMissing);
	if (typeof claimed !== 'string') return refuse(REFUSAL.headerRepeated);
	if (delivery.body.length > MOST_BYTES) return refuse(REFUSAL.bodyMalformed);
	const text = delivery.body.toString('utf8');
	const parsed = parseJson(text);
	if (!parsed.ok || !isObject(parsed.value)) return refuse(REFUSAL.bodyMalformed);
	const body = parsed.value;
	const { eventId, eventCreated } = body;
	if (!isEventId(eventId)) return refuse(REFUSAL.bodyMalformed);
	if (eventCreated === undefined) return refuse(REFUSAL.timestampMissing);
	if (!isSecond(eventCreated)) return refuse(REFUSAL.timestampMalformed);
	if (!isDigest(digestOf(eventCreated, eventId, secret), claimed))
		return refuse(REFUSAL.signatureMismatch);
	const created = eventCreated * 1000;
	const age = delivery.receivedAt - created;
	if (age > RETRIES_FOR_MS || age < -MOST_AHEAD_MS) return refuse(REFUSAL.timestampOutOfTolerance);
	const { storeId } = body;
	if (!isObjectId(storeId) || String(storeId) !== connection.storeId)
		return refuse(REFUSAL.accountMismatch);
	const object = readObject(body);
	if (object === undefined) return refuse(REFUSAL.bodyMalformed);
	if (!isChosen(connection.eventTypes, object.topic))
		return { ok: true, kind: 'unwanted', topic: object.topic };
	const told = { eventId, created, body, ...object };
	return {
		ok: true,
		kind: 'change',
		proven: { by: 'signature', told },
		deliveryId: eventId,
		fingerprint: eventId,
		occurrence: hashOf(text),
	};
}

/** Names a body. The date is left out, since Ecwid may sign a later try with a new one. */
function hashOf(text: string): string {
	const undated = text.replace(/"eventCreated"\s*:\s*\d+/, '');
	return createHash('sha256').update(undated).digest('base64');
}

/** What Ecwid signs; `eventCreated` in seconds. */
export function digestOf(eventCreated: number, eventId: string, secret: string): Buffer {
	return hmacSha256(secretKey(secret), Buffer.from(`${eventCreated}.${eventId}`));
}

/** Of which event and object a body tells, as far as it is one of Ecwid's. */
export function readObject(body: Row): { topic: string; objectId: string } | undefined {
	const { eventType: topic, entityId, data } = body;
	if (typeof topic !== 'string' || !/^[a-z_]{1,50}\.[A-Za-z_]{1,50}$/.test(topic)) return undefined;
	const { idFrom } = EVENTS.get(topic) ?? {};
	const id = idFrom === undefined ? entityId : isObject(data) ? data[idFrom] : undefined;
	return isObjectId(id) ? { topic, objectId: String(id) } : undefined;
}

/** An id becomes part of a path, where dots alone would lead out of the store. */
export function isObjectId(id: unknown): id is string | number {
	if (typeof id === 'number') return Number.isSafeInteger(id) && id >= 0;
	return typeof id === 'string' && /^[^\s\p{Cc}]{1,100}$/u.test(id) && !/^\.+$/.test(id);
}

function isEventId(value: unknown): value is string {
	return typeof value === 'string' && /^[\w-]{1,100}$/.test(value);
}

/** Seconds since 1970; the range keeps milliseconds out. */
function isSecond(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 1e11;
}

function refuse(reason: RefusalReason): VerifyResult<Proven> {
	return { ok: false, reason };
}
