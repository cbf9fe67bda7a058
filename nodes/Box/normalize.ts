import { isoSecond } from '../core/dates';
import type { Change, EventType } from '../core/event';
import { isObject, isScalar } from '../core/json';
import { readRfc3339 } from './rfc3339';
import { stateRevisionOf } from './stateRevision';
import { findTrigger } from './triggers';
import type { VerifiedPayload } from './verify';

/** An event of Box, as a webhook or a stream reports it. */
export interface BoxEvent {
	/** Box's id of the event. */
	id: string;
	trigger: string;
	/** Epoch milliseconds. */
	at: number;
	object: VerifiedPayload['source'];
	stateRevision: string | undefined;
	raw: Record<string, unknown>;
}

/** Returns the change of a delivery. Box reports events, not states, so the event's id is the revision. */
export function normalize({ id, trigger, happenedAt, source, body }: VerifiedPayload): Change {
	return {
		...changeOf({
			...{ id, trigger, at: happenedAt, object: source, raw: body },
			stateRevision: stateRevisionOf({
				...{ trigger, object: source, at: readRfc3339(body.created_at) },
				actor: actorOf(body),
			}),
		}),
		// One app signs for all accounts that use it, and the body does not name the account. So a recorded delivery of
		// another account becomes an event of this account. Its object belongs to the other account. This node's catch-up
		// does not find that object, so no change is skipped as a duplicate of the delivery.
		unsigned: ['id', 'account'],
	};
}

/** Returns the change that an event reports. */
export function changeOf({ id, trigger, at, object, stateRevision, raw }: BoxEvent): Change {
	const eventType = eventTypeOf(trigger, object);
	return {
		eventType,
		kind: trigger === `${object.type.toUpperCase()}.${eventType}` ? eventType : trigger,
		objectType: `${object.type}s`,
		objectId: object.id,
		date: isoSecond(at),
		revision: id,
		topic: trigger,
		...(stateRevision !== undefined && { stateRevision }),
		raw,
	};
}

/** Returns the id of the user who caused an event. */
export function actorOf({ created_by }: Record<string, unknown>): string | undefined {
	const id = isObject(created_by) ? created_by.id : undefined;
	return typeof id === 'string' && id.length <= 100 ? id : undefined;
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
export const ALSO_FOR_KNOWN_FILES = 'FILE.UPLOADED';

/** Returns whether a file was changed since its creation. Box counts the changes of a file from 0. */
function isChanged({ sequence_id, etag, created_at, modified_at }: VerifiedPayload['source']) {
	const [created, modified] = [readRfc3339(created_at), readRfc3339(modified_at)];
	const isModified = created !== undefined && modified !== undefined && modified > created;
	return isModified || [sequence_id, etag].some((count) => isScalar(count) && Number(count) > 0);
}
