import { contentHash } from '../core/contentHash';
import { isoSecond } from '../core/dates';
import type { Change, EventType } from '../core/event';
import { bornRevision, goneRevision, stateRevision } from '../core/revision';
import type { Row } from './api';
import type { Watched } from './poll/watched';

/** An object's row and what identifies its state. */
export interface State {
	row: Row;
	/** Epoch milliseconds; undefined where the shop shows no date. */
	created: number | undefined;
	modified: number | undefined;
	hash: string;
}

/** What a row says, read as its resource's table tells. */
export function stateOf({ resource }: Watched, row: Row): State {
	return {
		row,
		created: resource.readCreated(row),
		modified: resource.readModified(row),
		hash: contentHash(row, resource.volatile),
	};
}

/**
 * An object seen for the first time was created; and updated as well where it was modified later
 * than created, since both happened between two looks.
 *
 * @param fallback the date of what carries none, epoch milliseconds
 * @param life how many lives its id has had, this one included
 */
export function firstSight(watched: Watched, state: State, fallback: number, life = 1): Change[] {
	const settled = bornAt(state, fallback) + watched.createdCheckToleranceMs;
	const wasModifiedLater = state.modified !== undefined && state.modified > settled;
	return [
		creation(watched, state, fallback, life),
		...(wasModifiedLater ? update(watched, state, fallback) : []),
	];
}

/** An object's creation, whatever became of the object since. */
export function creation(watched: Watched, state: State, fallback: number, life = 1): Change {
	return change(watched, state, 'CREATED', bornAt(state, fallback), bornRevision(life));
}

function bornAt({ created, modified }: State, fallback: number): number {
	return created ?? modified ?? fallback;
}

/**
 * A known object in a state not seen before.
 *
 * @param previous names the content before, given where no date moved
 */
export function update(
	watched: Watched,
	state: State,
	fallback: number,
	previous?: string,
): Change[] {
	if (watched.onlyCreated) return [];
	const { modified, hash } = state;
	const date = modified === undefined ? undefined : isoSecond(modified);
	const revision = stateRevision(date, hash, previous);
	return [change(watched, state, 'UPDATED', modified ?? fallback, revision)];
}

/**
 * An object that was found in the trash; the date on which it got there names the event.
 *
 * @param life how many lives its id has had, this one included
 */
export function trashing(watched: Watched, row: Row, fallback: number, life: number): Change {
	const modified = watched.resource.readModified(row);
	const revision = modified === undefined ? goneRevision(life) : isoSecond(modified);
	return change(watched, { row }, 'DELETED', modified ?? fallback, revision);
}

/** An object that is gone for good: the shop knows nothing of it any more, not even when it went. */
export function removal(
	watched: Watched,
	id: number | string,
	noticed: number,
	life: number,
): Change {
	return change(watched, { row: { id } }, 'DELETED', noticed, goneRevision(life));
}

const TOPIC_EVENT = { CREATED: 'created', UPDATED: 'updated', DELETED: 'deleted' } as const;

function change(
	{ name, resource }: Watched,
	{ row }: Pick<State, 'row'>,
	eventType: Exclude<EventType, 'UNKNOWN'>,
	date: number,
	revision: string,
): Change {
	const { objectType, topicPrefix, readId } = resource;
	return {
		eventType,
		kind: eventType,
		objectType,
		// A configured field of what is gone cannot be read any more; its own id always can.
		objectId: String(readId(row) ?? row.id),
		date: isoSecond(date),
		revision,
		topic: `${topicPrefix}.${TOPIC_EVENT[eventType]}`,
		...(name === objectType ? {} : { resourceName: name }),
		raw: row,
	};
}
