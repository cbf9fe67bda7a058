import { contentHash } from '../core/contentHash';
import { isoSecond } from '../core/dates';
import type { Change } from '../core/event';
import { bornRevision, goneRevision, stateRevision } from '../core/revision';
import { createdAt, deletedAt, isNamedByOccurrence, modifiedAt } from './occurrence';
import type { Proven } from './verify';

/**
 * What every event takes from Shopify's headers, which its signature does not cover: the shop, the topic,
 * and what follows from these. One app signs for all shops that it is installed in.
 */
const FROM_HEADERS = 'id account topic eventType objectType objectId deliveryId'.split(' ');

/** Returns the one change that a verified delivery is about. */
export function normalize(proven: Proven): Change {
	const { topic, payload, object, occurrence } = proven;
	const dated = datedBy(proven);
	const isNamed = isNamedByOccurrence(topic, object.holder);
	const isFromHeader = occurrence.from === 'header';
	return {
		eventType: topic.eventType,
		kind: topic.kind,
		objectType: topic.objectType,
		objectId: object.id,
		date: isoSecond(dated ?? occurrence.at),
		revision: revisionOf(proven, isNamed),
		topic: topic.topic,
		unsigned: [
			...FROM_HEADERS,
			...(isFromHeader && dated === undefined ? ['date'] : []),
			...(isFromHeader && isNamed ? ['revision'] : []),
		],
		raw: { ...payload },
	};
}

/**
 * The date that the signed payload gives the event. The dates of an object that the event does not change
 * say nothing about the event, nor does a deleted object's last change.
 */
function datedBy({ topic, object: { holder } }: Proven): number | undefined {
	if (topic.isOccurrence) return undefined;
	if (topic.kind === 'CREATED') return createdAt(holder);
	return topic.kind === 'DELETED' ? deletedAt(holder) : modifiedAt(holder);
}

/**
 * A state is named by its date and content. Where the payload does not tell two events apart, the time of
 * the event does: a shop uninstalls an app twice with the same payload. A redelivery has the same time.
 */
function revisionOf({ topic, payload, object, occurrence }: Proven, isNamed: boolean): string {
	if (!isNamed && topic.kind === 'CREATED') return bornRevision();
	if (!isNamed && topic.kind === 'DELETED') return goneRevision();
	const hash = contentHash(payload, []);
	if (isNamed) return stateRevision(undefined, hash, new Date(occurrence.at).toISOString());
	const modified = modifiedAt(object.holder);
	return stateRevision(modified === undefined ? undefined : isoSecond(modified), hash);
}
