import { contentHash } from '../core/hash/contentHash';
import { eventTime, isoSecond } from '../core/dates';
import type { Change } from '../core/event';
import { bornRevision, goneRevision, stateRevision } from '../core/revision';
import { eventOf } from './eventTypes';
import type { Resource, Row } from './resources';
import { isObjectId } from './verify';

/** Returns the epoch milliseconds of a date in Ecwid's format (`2026-11-21 10:00:00 +0000`). */
export function readDate(text: unknown): number | undefined {
	if (typeof text !== 'string') return undefined;
	const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text);
	if (parts === null) return undefined;
	return eventTime(Date.parse(`${parts[1]}T${parts[2]}${parts[3]}:${parts[4]}`));
}

/** Returns when an object was created and last updated. Dates that it does not have are missing. */
export function datesOf({ dates }: Resource, object: Row): { created?: number; updated?: number } {
	if (dates === undefined) return {};
	return { created: readDate(object[dates.created]), updated: readDate(object[dates.updated]) };
}

/**
 * Returns the id of a row in a list of deleted objects. Ecwid documents only an internal number for a deleted order. Ecwid's
 * own client also reads an order id (ecwid-java-api-client, DeletedOrder).
 */
export function deletedId({ id, orderId }: Row): string | undefined {
	return readId(orderId ?? id);
}

/** Returns an id as a text, or undefined if it is malformed. It does not throw, so the other rows are still read. */
export function readId(id: unknown): string | undefined {
	return isObjectId(id) ? String(id) : undefined;
}

/** The event that identifies a state of an object without dates. */
export interface EventRef {
	/** Epoch milliseconds. */
	at: number;
	/** Distinguishes states that have no date. */
	eventId: string;
}

/** Returns the creation of an object. */
export function created(objectType: string, objectId: string, object: Row, at: number): Change {
	return changeOf('CREATED', objectType, objectId, isoSecond(at), bornRevision(), object);
}

/** Returns the update of an object. Its revision consists of date and content, or is the event's ID if the object has no date. */
export function updated(
	objectType: string,
	objectId: string,
	object: Row,
	resource: Resource,
	eventRef: EventRef,
): Change {
	const { updated: at } = datesOf(resource, object);
	const date = isoSecond(at ?? eventRef.at);
	const state = Object.fromEntries(resource.stateFields.map((name) => [name, object[name]]));
	const revision =
		at === undefined ? eventRef.eventId : stateRevision(date, contentHash(state, []));
	return changeOf('UPDATED', objectType, objectId, date, revision, object);
}

/** Returns the deletion of an object. */
export function deleted(objectType: string, objectId: string, at: number, raw: Row): Change {
	return changeOf('DELETED', objectType, objectId, isoSecond(at), goneRevision(), raw);
}

/** Returns a change of an object, with Ecwid's name of the event as topic. */
export function changeOf(
	eventType: 'CREATED' | 'UPDATED' | 'DELETED',
	objectType: string,
	objectId: string,
	date: string,
	revision: string,
	raw: Row,
): Change {
	const topic = eventOf(objectType, eventType)?.topic ?? `${objectType}.${eventType.toLowerCase()}`;
	return { eventType, kind: eventType, objectType, objectId, date, revision, topic, raw };
}
