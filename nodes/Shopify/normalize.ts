import { contentHash } from '../core/hash/contentHash';
import { isoSecond } from '../core/dates';
import type { Change } from '../core/event';
import { bornRevision, goneRevision, stateRevision } from '../core/revision';
import { dateOf, isNamedByOccurrence } from './occurrence';
import { reportedState, type ReportedState } from './state';
import type { VerifiedDelivery } from './verify';

/**
 * Returns the fields that follow from unsigned headers: the shop, the topic, the time and the version. One app signs
 * for all shops that have installed it. The topic also chooses which date of the payload counts.
 */
function unsignedFields(
	{ isSigned, apiVersion }: VerifiedDelivery,
	state: ReportedState | undefined,
): string[] {
	return [
		'id',
		...(isSigned.shop ? [] : ['account']),
		...(isSigned.topic ? [] : ['topic', 'eventType', 'objectType']),
		...(isSigned.topic && isSigned.object ? [] : ['objectId']),
		...['deliveryId', 'date', 'revision'],
		...(state === undefined || state.isSigned ? [] : ['stateId']),
		...(apiVersion === undefined ? [] : ['apiVersion']),
	];
}

/**
 * Returns the one change that a verified delivery is about.
 *
 * @param isByHand whether a person chose the fields of the payload, so that any payload can have only an id. Defaults to
 *   false
 */
export function normalize(delivery: VerifiedDelivery, isByHand = false): Change {
	const { topic, payload, object, occurrence, apiVersion } = delivery;
	const reported = reportedState(topic, payload, object);
	const isProven = reported?.isSigned === true && !(isByHand && topic.eventType === 'DELETED');
	const state = reported && { ...reported, isSigned: isProven };
	return {
		eventType: topic.eventType,
		kind: topic.kind,
		objectType: topic.objectType,
		objectId: object.id,
		date: isoSecond(datedBy(delivery) ?? occurrence),
		revision: revisionOf(delivery),
		topic: topic.topic,
		...(apiVersion === undefined ? {} : { apiVersion }),
		...(state === undefined ? {} : { stateRevision: state.stateRevision }),
		unsigned: unsignedFields(delivery, state),
		raw: { ...payload },
	};
}

/**
 * Returns the date of an event in the signed payload, in epoch milliseconds. The dates of an object do not count if the
 * event does not change it. The last change of a deleted object does not count either.
 */
function datedBy({ topic, object: { holder } }: VerifiedDelivery): number | undefined {
	if (topic.isOccurrence) return undefined;
	if (topic.kind === 'CREATED') return dateOf(holder, 'created');
	return dateOf(holder, topic.eventType === 'DELETED' ? 'deleted' : 'modified');
}

/**
 * Returns the revision of a change: the date and content of a state. If two events can have equal payloads (a shop
 * uninstalls an app twice), it contains the time of the event. A redelivery has the same time.
 */
function revisionOf({ topic, payload, object, occurrence }: VerifiedDelivery): string {
	const isNamed = isNamedByOccurrence(topic, object.holder);
	if (!isNamed && topic.kind === 'CREATED') return bornRevision();
	if (!isNamed && topic.kind === 'DELETED') return goneRevision();
	const hash = contentHash(payload, []);
	if (isNamed) return stateRevision(undefined, hash, new Date(occurrence).toISOString());
	const modified = dateOf(object.holder, 'modified');
	return stateRevision(modified === undefined ? undefined : isoSecond(modified), hash);
}
