import { isoSecond } from '../core/dates';
import type { Change, EventType } from '../core/event';
import { readRfc3339 } from './rfc3339';
import { findTrigger } from './triggers';
import type { VerifiedPayload } from './verify';

/** Returns the change of a delivery. Box reports events, not states, so the event's id is the revision. */
export function normalize({ id, trigger, happenedAt, source, body }: VerifiedPayload): Change {
	const eventType = eventTypeOf(trigger, source);
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
		raw: body,
	};
}

/**
 * Returns what happened to the object of a delivery. The table of triggers describes the object that a trigger is named
 * after. If Box sends another object, such as the file of a removed comment, that object was updated.
 */
function eventTypeOf(trigger: string, source: VerifiedPayload['source']): EventType {
	const row = findTrigger(trigger);
	if (row === undefined) return 'UNKNOWN';
	const isItem = source.type === 'file' || source.type === 'folder';
	const isNamed = row.object === source.type || (row.object === 'item' && isItem);
	if (!isNamed || (trigger === ALSO_FOR_KNOWN_FILES && isChanged(source))) return 'UPDATED';
	return row.eventType;
}

/** Box also sends this trigger for a new version of a file, and for a file that was moved into the folder. */
const ALSO_FOR_KNOWN_FILES = 'FILE.UPLOADED';

/** Returns whether a file was changed since its creation. Box counts the changes of a file from 0. */
function isChanged({ sequence_id, etag, created_at, modified_at }: VerifiedPayload['source']) {
	const [created, modified] = [readRfc3339(created_at), readRfc3339(modified_at)];
	const isModified = created !== undefined && modified !== undefined && modified > created;
	return isModified || Number(sequence_id) > 0 || Number(etag) > 0;
}
