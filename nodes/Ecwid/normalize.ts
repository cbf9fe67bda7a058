import { isoSecond } from '../core/dates';
import type { Change } from '../core/event';
import { ok, type Result } from '../core/result';
import { bornRevision, goneRevision } from '../core/revision';
import type { Connection } from './connection';
import { EVENTS, kindOf, subjectOf } from './eventTypes';
import { changesOfNotification } from './legacy/normalize';
import type { VerifiedDelivery, VerifiedPayload } from './verify';

/**
 * Returns the changes of a delivery. Those of a webhook stay unproven until `confirm`. The order of a
 * legacy notification is fetched here, before a workflow starts, because no part of it is signed.
 */
export async function normalize(
	delivery: VerifiedDelivery,
	connection: Connection,
	receivedAt: number,
): Promise<Result<Change[]>> {
	if (delivery.by === 'nothing')
		return await changesOfNotification(delivery.notification, connection, receivedAt);
	return ok([claim(delivery.payload)]);
}

const REVISIONS: ReadonlyMap<string, string> = new Map([
	['CREATED', bornRevision()],
	['DELETED', goneRevision()],
]);

/** Returns the change that a webhook reports, before anything is fetched. */
export function claim(payload: VerifiedPayload): Change {
	const { storeId, topic, objectId, created, eventId, body } = payload;
	const row = EVENTS.get(topic);
	const kind = kindOf(topic);
	return {
		eventType: row?.eventType ?? 'UNKNOWN',
		kind,
		objectType: subjectOf(topic).objectType,
		objectId,
		date: isoSecond(created),
		revision: REVISIONS.get(kind) ?? eventId,
		topic,
		account: storeId,
		unproven: true,
		raw: body,
	};
}
