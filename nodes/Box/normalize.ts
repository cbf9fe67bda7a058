import { isoSecond } from '../core/dates';
import type { Change, EventType } from '../core/event';
import { findTrigger } from './triggers';
import type { VerifiedPayload } from './verify';

/** Returns the change of a delivery. Box reports events, not states, so the event's id is the revision. */
export function normalize({ id, trigger, happenedAt, source }: VerifiedPayload): Change {
	const eventType = eventTypeOf(trigger, source.type);
	return {
		eventType,
		kind: trigger === `${source.type.toUpperCase()}.${eventType}` ? eventType : trigger,
		objectType: `${source.type}s`,
		objectId: source.id,
		date: isoSecond(happenedAt),
		revision: id,
		topic: trigger,
		// One app signs for all accounts that use it, and the body does not name the account.
		unsigned: ['id', 'account'],
		raw: source,
	};
}

/**
 * Returns what happened to the object of a delivery. The table of triggers describes the object that a trigger is named
 * after. If Box sends another object, such as the file of a removed comment, that object was updated.
 */
function eventTypeOf(trigger: string, type: string): EventType {
	const row = findTrigger(trigger);
	if (row === undefined) return 'UNKNOWN';
	const isItem = type === 'file' || type === 'folder';
	return row.object === type || (row.object === 'item' && isItem) ? row.eventType : 'UPDATED';
}
