import { createHash } from 'node:crypto';

import { hmacSha256, isDigest, isGuessable, secretKey } from '../core/hash/hmac';
import { isObject, parseJson } from '../core/json';
import { isPathId } from '../core/text/pathId';
import {
	REJECTION,
	withoutObject,
	type Delivery,
	type RejectionReason,
	type VerifyResult,
} from '../core/vendor';
import { connectionOf, type Connection } from './connection';
import { isChosen, subjectOf } from './eventTypes';
import {
	isLegacyNotification,
	verifyLegacyNotification,
	type LegacyNotification,
} from './legacy/notification';
import { RESOURCES, type Row } from './resources';

export const SIGNATURE_HEADER = 'x-ecwid-webhook-signature';

/** What a signed delivery reports. The signature covers only `eventId` and `created`. */
export interface VerifiedPayload {
	eventId: string;
	/** Epoch milliseconds. */
	created: number;
	storeId: string;
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
/** Far more than an event needs. The limit applies before verification, because the signed values are in the body. */
const MOST_BYTES = 100_000;

/**
 * Verifies that Ecwid created an event for this app. The signature covers only `{eventCreated}.{eventId}`
 * (https://docs.ecwid.com/build-apps/webhook-automations/handle-webhooks). If two bodies have the same event id, either
 * may be forged. So the node accepts each of them (`occurrence`), and the host limits how many start a workflow.
 */
export function verify(delivery: Delivery, connection: Connection): VerifyResult<VerifiedDelivery> {
	if (isLegacyNotification(delivery)) return verifyLegacyNotification(delivery, connection);
	const secret = connection.clientSecret;
	if (isGuessable(secret)) return reject(REJECTION.secretMissing);
	const claimed = delivery.headers[SIGNATURE_HEADER];
	if (claimed === undefined || claimed === '') return reject(REJECTION.signatureMissing);
	if (typeof claimed !== 'string') return reject(REJECTION.headerRepeated);
	if (delivery.body.length > MOST_BYTES) return reject(REJECTION.bodyMalformed);
	const text = delivery.body.toString('utf8');
	const parsed = parseJson(text);
	if (!parsed.ok || !isObject(parsed.value)) return reject(REJECTION.bodyMalformed);
	const body = parsed.value;
	const eventId = readEventId(body.eventId);
	if (eventId === undefined) return reject(REJECTION.bodyMalformed);
	if (body.eventCreated === undefined) return reject(REJECTION.timestampMissing);
	const created = readTime(body.eventCreated);
	if (created === undefined) return reject(REJECTION.timestampMalformed);
	if (!isDigest(digestOf(String(body.eventCreated), eventId, secret), claimed))
		return reject(REJECTION.signatureMismatch);
	const age = delivery.receivedAt - created;
	if (age > RETRIES_FOR_MS || age < -MOST_AHEAD_MS)
		return reject(REJECTION.timestampOutOfTolerance);
	// Ecwid signed this delivery, so the node acknowledges it even if it cannot use it. After a 401, Ecwid would retry it for a
	// day. After two weeks of such failures, Ecwid would block the URL.
	const object = readObject(body);
	if ('missing' in object) return withoutObject(object.topic, object.missing);
	if (connectionOf(connection, object.storeId) === undefined)
		return { ok: true, kind: 'foreign', account: object.storeId };
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

/** Returns a hash that identifies a body. The hash ignores `eventCreated`, because a retry may have a new one. */
function hashOf(text: string): string {
	const undated = text.replace(/"eventCreated"\s*:\s*"?\d+"?/, '');
	return createHash('sha256').update(undated).digest('base64');
}

/** Returns the digest that Ecwid sends. `eventCreated` must be exactly as it is in the body. */
export function digestOf(eventCreated: number | string, eventId: string, secret: string): Buffer {
	return hmacSha256(secretKey(secret), Buffer.from(`${eventCreated}.${eventId}`));
}

/** Matches `order.created`, and also topics with more parts, digits or dashes, which Ecwid may add. */
const TOPIC = /^[\w-]{1,50}(?:\.[\w-]{1,50}){1,3}$/;

/** Returns the store, the event and the object that a body names, or the field that is missing or malformed. */
export function readObject(
	body: Row,
): Pick<VerifiedPayload, 'storeId' | 'topic' | 'objectId'> | { topic: string; missing: string } {
	const { storeId, entityId, eventType: topic } = body;
	if (typeof topic !== 'string') return { topic: '', missing: 'eventType' };
	if (!TOPIC.test(topic)) return { topic, missing: 'eventType' };
	if (!isObjectId(storeId)) return { topic, missing: 'storeId' };
	const { idFrom, objectType } = subjectOf(topic);
	const data = isObject(body.data) ? body.data : {};
	// A store has one profile and one application. Some webhooks about them have no id.
	const isSingle =
		Object.hasOwn(RESOURCES, objectType) && RESOURCES[objectType].idField === undefined;
	const ids = [idFrom && data[idFrom], entityId, isSingle ? storeId : undefined];
	const id = ids.find(isObjectId);
	return id === undefined
		? { topic, missing: idFrom ?? 'entityId' }
		: { storeId: String(storeId), topic, objectId: String(id) };
}

/** Whether a value is an id, which becomes part of a path. */
export function isObjectId(id: unknown): id is string | number {
	if (typeof id === 'number') return Number.isSafeInteger(id) && id >= 0;
	return typeof id === 'string' && isPathId(id);
}

/** Returns an event id as Ecwid signs it. Ecwid documents a UUID. Only safe integers are accepted as numbers. */
function readEventId(value: unknown): string | undefined {
	if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
	return typeof value === 'string' && /^[!-~]{1,100}$/.test(value) ? value : undefined;
}

/** Smaller numbers are seconds (until the year 5138), others are milliseconds (from 1973). */
const LEAST_MS = 1e11;

/**
 * Returns the epoch milliseconds of a time in digits. Ecwid documents seconds. Milliseconds are accepted too.
 * Other characters are rejected, so that the first dot in the signed text separates the time from the id.
 */
function readTime(value: unknown): number | undefined {
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	const time = /^\d{1,16}$/.test(String(value)) ? Number(value) : NaN;
	if (!Number.isSafeInteger(time)) return undefined;
	return time < LEAST_MS ? time * 1000 : time;
}

function reject(reason: RejectionReason): VerifyResult<VerifiedDelivery> {
	return { ok: false, reason };
}
