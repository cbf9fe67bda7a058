import { contentHash } from '../core/hash/contentHash';
import { isoSecond } from '../core/dates';
import type { Change, EventType } from '../core/event';
import { bornRevision, goneRevision, stateRevision } from '../core/revision';
import type { Row } from './client/api';
import type { PolledResource } from './polledResource';
import { withoutFields } from './fields/volatileFields';

/** An object's row and what identifies its state. */
export interface ObjectState {
	readonly row: Row;
	/** Epoch milliseconds; undefined if the shop shows no date. */
	readonly created: number | undefined;
	readonly modified: number | undefined;
	readonly hash: string;
}

/** Reads a row by the rules of its resource. */
export function readObject({ resource }: PolledResource, row: Row): ObjectState {
	return {
		row,
		created: resource.readCreated(row),
		modified: resource.readModified(row),
		hash: contentHash(withoutFields(row, resource.volatileFields), []),
	};
}

/** WooCommerce saves some new objects twice, and the second save can happen in the next second. */
const SAVING_MS = 2_000;

/**
 * Returns the changes of an object that was not known before: CREATED, and also UPDATED if a webhook reported the
 * creation with other content, or may have done so.
 *
 * @param fallback the date of an object that has none, epoch milliseconds
 * @param generation how many objects have had its id, this one included
 * @param wasDraft whether the object was a draft before. Its creation date is then that of the draft
 */
export function createdChanges(
	polled: PolledResource,
	object: ObjectState,
	fallback: number,
	generation = 1,
	wasDraft = false,
): Change[] {
	return [
		createdChange(polled, object, fallback, generation),
		...(isAlsoUpdated(polled, object, fallback, wasDraft)
			? updatedChanges(polled, object, fallback)
			: []),
	];
}

function isAlsoUpdated(
	{ resource, creations, createdCheckToleranceMs }: PolledResource,
	object: ObjectState,
	fallback: number,
	wasDraft: boolean,
): boolean {
	const { modified, hash } = object;
	const isReported = creations?.haveReportedOnly(object.row.id as number | string, hash);
	if (isReported !== undefined) return !isReported;
	const mayBeReported = creations?.mayHaveReported(object.created, fallback) === true;
	if (mayBeReported && resource.isScanned && resource.hasWindows) return true;
	if (modified === undefined || (wasDraft && !mayBeReported)) return false;
	const settled = Math.max(createdCheckToleranceMs, mayBeReported ? 0 : SAVING_MS);
	return modified > createdAt(object, fallback) + settled;
}

/** Returns whether an object was changed after its creation was complete. */
export function isChangedSince(
	{ createdCheckToleranceMs }: PolledResource,
	{ created, modified }: ObjectState,
): boolean {
	if (created === undefined || modified === undefined) return false;
	return modified > created + Math.max(createdCheckToleranceMs, SAVING_MS);
}

/** Returns an object's creation, even if the object has changed since. */
export function createdChange(
	polled: PolledResource,
	object: ObjectState,
	fallback: number,
	generation = 1,
): Change {
	const date = createdAt(object, fallback);
	return change(polled, object, 'CREATED', date, bornRevision(generation));
}

function createdAt({ created, modified }: ObjectState, fallback: number): number {
	return created ?? modified ?? fallback;
}

/** A change of an object whose date did not move. */
export interface Undated {
	/** Identifies the previous content. Set if the object may already have had its new content at the same date. */
	readonly previous?: string;
}

/** Returns the change of a known object to a state that was not seen before. */
export function updatedChanges(
	polled: PolledResource,
	object: ObjectState,
	fallback: number,
	undated?: Undated,
): Change[] {
	if (polled.onlyCreated) return [];
	const { modified, hash } = object;
	const date = modified === undefined ? undefined : isoSecond(modified);
	const revision = stateRevision(date, hash, undated?.previous);
	const updated = change(polled, object, 'UPDATED', modified ?? fallback, revision);
	return [undated === undefined ? updated : { ...updated, isUndated: true }];
}

/**
 * Returns the change of an object that was found in the trash. The date on which it was trashed
 * identifies the event.
 *
 * @param generation how many objects have had its id, this one included
 */
export function trashedChange(
	polled: PolledResource,
	row: Row,
	fallback: number,
	generation: number,
): Change {
	const modified = polled.resource.readModified(row);
	const revision = modified === undefined ? goneRevision(generation) : isoSecond(modified);
	return change(polled, { row }, 'DELETED', modified ?? fallback, revision);
}

/** Returns the change of an object that was deleted permanently. The shop does not show when. */
export function removedChange(
	polled: PolledResource,
	id: number | string,
	noticed: number,
	generation: number,
): Change {
	return change(polled, { row: { id } }, 'DELETED', noticed, goneRevision(generation));
}

const TOPIC_EVENT = { CREATED: 'created', UPDATED: 'updated', DELETED: 'deleted' } as const;

function change(
	{ name, resource }: PolledResource,
	{ row }: Pick<ObjectState, 'row'>,
	eventType: Exclude<EventType, 'UNKNOWN'>,
	date: number,
	revision: string,
): Change {
	const { objectType, topicPrefix, readId } = resource;
	return {
		eventType,
		kind: eventType,
		objectType,
		// Of a permanently deleted object, only the `id` is known.
		objectId: readId(row) ?? String(row.id),
		date: isoSecond(date),
		revision,
		topic: `${topicPrefix}.${TOPIC_EVENT[eventType]}`,
		...(name === objectType ? {} : { resourceName: name }),
		raw: row,
	};
}
