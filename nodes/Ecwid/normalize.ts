import { isoSecond } from '../core/dates';
import type { Change } from '../core/event';
import { ok, type Result } from '../core/result';
import { bornRevision, goneRevision } from '../core/revision';
import type { Connection } from './connection';
import { EVENTS, kindOf } from './eventTypes';
import { changesOfNotification } from './legacyOrders';
import type { Proven, Told } from './verify';

/**
 * What a delivery says happened. A webhook's is a claim until `confirm` has asked; a notification's
 * order is fetched here, before anything is started, since nothing of it is proven.
 */
export async function normalize(
	proven: Proven,
	connection: Connection,
	receivedAt: number,
): Promise<Result<Change[]>> {
	if (proven.by === 'nothing')
		return await changesOfNotification(proven.notification, connection, receivedAt);
	return ok([claim(proven.told)]);
}

const REVISIONS: ReadonlyMap<string, string> = new Map([
	['CREATED', bornRevision()],
	['DELETED', goneRevision()],
]);

/** A webhook as it stands, with nothing fetched. */
export function claim({ topic, objectId, created, eventId, body }: Told): Change {
	const row = EVENTS.get(topic);
	const kind = kindOf(topic);
	return {
		eventType: row?.eventType ?? 'UNKNOWN',
		kind,
		objectType: row?.objectType ?? `${topic.split('.')[0]}s`,
		objectId,
		date: isoSecond(created),
		revision: REVISIONS.get(kind) ?? eventId,
		topic,
		unproven: true,
		raw: body,
	};
}
