import { isoSecond } from '../core/dates';
import type { Change, EventType } from '../core/event';
import { findTrigger } from './triggers';
import type { Told } from './verify';

/** Box's own id of an event is its revision: what Box tells of is an event, not a state. */
export function normalize({ id, trigger, happenedAt, source }: Told): Change {
	const eventType = eventTypeOf(trigger, source.type);
	return {
		eventType,
		kind: trigger === `${source.type.toUpperCase()}.${eventType}` ? eventType : trigger,
		objectType: `${source.type}s`,
		objectId: source.id,
		date: isoSecond(happenedAt),
		revision: id,
		topic: trigger,
		// One app signs for all accounts that use it, and its body names none.
		unsigned: ['id', 'account'],
		raw: source,
	};
}

/**
 * The table says what happened to the object that the trigger is named for. Where Box tells of
 * another (of the file, where a comment was removed), that one has changed.
 */
function eventTypeOf(trigger: string, type: string): EventType {
	const row = findTrigger(trigger);
	if (row === undefined) return 'UNKNOWN';
	const isItem = type === 'file' || type === 'folder';
	return row.object === type || (row.object === 'item' && isItem) ? row.eventType : 'UPDATED';
}
