import { contentHash } from '../core/contentHash';
import { isoSecond, readNaiveUtc } from '../core/dates';
import type { Change, EventType } from '../core/event';
import { bornRevision, stateRevision } from '../core/revision';
import type { Row } from './api';
import type { Resource } from './resources';

/** An object's row and what identifies its state. */
export interface State {
	row: Row;
	/** Epoch milliseconds; undefined where the shop shows no date. */
	created: number | undefined;
	modified: number | undefined;
	hash: string;
}

/** WooCommerce's `…_gmt` fields are UTC without saying so (measured). */
export function stateOf(resource: Resource, row: Row): State {
	return {
		row,
		created: readNaiveUtc(row.date_created_gmt),
		modified: readNaiveUtc(row.date_modified_gmt),
		hash: contentHash(row, resource.volatile),
	};
}

/**
 * An object seen for the first time was created; and updated as well where it was modified later
 * than created, since both happened between two looks.
 *
 * @param fallback the date of what carries none, epoch milliseconds
 */
export function firstSight(resource: Resource, state: State, fallback: number): Change[] {
	const born = state.created ?? state.modified ?? fallback;
	const creation = change(resource, state, 'CREATED', born, bornRevision());
	const wasModifiedLater = state.modified !== undefined && state.modified > born;
	return wasModifiedLater ? [creation, update(resource, state, fallback)] : [creation];
}

/** A known object in a state not seen before. */
export function update(resource: Resource, state: State, fallback: number): Change {
	const { modified, hash } = state;
	const revision = stateRevision(modified === undefined ? undefined : isoSecond(modified), hash);
	return change(resource, state, 'UPDATED', modified ?? fallback, revision);
}

const TOPIC_EVENT = { CREATED: 'created', UPDATED: 'updated', DELETED: 'deleted' } as const;

function change(
	{ objectType, topicPrefix }: Resource,
	{ row }: State,
	eventType: Exclude<EventType, 'UNKNOWN'>,
	date: number,
	revision: string,
): Change {
	return {
		eventType,
		kind: eventType,
		objectType,
		objectId: String(row.id),
		date: isoSecond(date),
		revision,
		topic: `${topicPrefix}.${TOPIC_EVENT[eventType]}`,
		raw: row,
	};
}
