import { contentHash } from '../core/contentHash';
import { isoSecond } from '../core/dates';
import type { Change } from '../core/event';
import { bornRevision, goneRevision, stateRevision } from '../core/revision';
import type { Row } from './api';
import { eventOf } from './eventTypes';
import type { Resource } from './resources';

/** Reads a date as Ecwid writes it, `2026-11-21 10:00:00 +0000`; epoch milliseconds. */
export function readDate(text: unknown): number | undefined {
	if (typeof text !== 'string') return undefined;
	const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(text);
	if (parts === null) return undefined;
	const ms = Date.parse(`${parts[1]}T${parts[2]}${parts[3]}:${parts[4]}`);
	return Number.isNaN(ms) ? undefined : ms;
}

/** When an object says that it was created and last updated; undefined where it does not. */
export function datesOf({ dates }: Resource, object: Row): { created?: number; updated?: number } {
	if (dates === undefined) return {};
	return { created: readDate(object[dates.created]), updated: readDate(object[dates.updated]) };
}

/** The event that Ecwid made, where no object tells it better. */
export interface Occasion {
	/** Epoch milliseconds. */
	at: number;
	/** Names a state that has no date. */
	eventId: string;
}

/** The birth of an object. */
export function created(objectType: string, objectId: string, object: Row, at: number): Change {
	return {
		eventType: 'CREATED',
		kind: 'CREATED',
		objectType,
		objectId,
		date: isoSecond(at),
		revision: bornRevision(),
		topic: topicOf(objectType, 'CREATED'),
		raw: object,
	};
}

/** A state of an object: named by its date and content, or by the event where it has no date. */
export function updated(
	objectType: string,
	objectId: string,
	object: Row,
	resource: Resource,
	occasion: Occasion,
): Change {
	const { updated: at } = datesOf(resource, object);
	const telling = Object.fromEntries(resource.telling.map((name) => [name, object[name]]));
	return {
		eventType: 'UPDATED',
		kind: 'UPDATED',
		objectType,
		objectId,
		date: isoSecond(at ?? occasion.at),
		revision:
			at === undefined ? occasion.eventId : stateRevision(isoSecond(at), contentHash(telling, [])),
		topic: topicOf(objectType, 'UPDATED'),
		raw: object,
	};
}

/** The end of an object. */
export function deleted(objectType: string, objectId: string, at: number, raw: Row): Change {
	return {
		eventType: 'DELETED',
		kind: 'DELETED',
		objectType,
		objectId,
		date: isoSecond(at),
		revision: goneRevision(),
		topic: topicOf(objectType, 'DELETED'),
		raw,
	};
}

function topicOf(objectType: string, eventType: Change['eventType']): string {
	return eventOf(objectType, eventType)?.topic ?? `${objectType}.${eventType.toLowerCase()}`;
}
