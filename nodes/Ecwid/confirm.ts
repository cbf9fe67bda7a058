import { isObject } from '../core/json';
import type { Change, NormalizedEvent } from '../core/event';
import { err, PROBLEM, ok, type Result } from '../core/result';
import { listAll, type Row } from './api';
import { created, datesOf, deleted, readDate, updated, type Occasion } from './changes';
import type { Connection } from './connection';
import { EVENTS, isChosen, kindOf } from './eventTypes';
import { RESOURCES, type Resource } from './resources';
import { isObjectId } from './verify';

/** Ecwid's own delay between a deletion and its event, and its tries of a day, are well within. */
const DELETED_BEFORE_MS = 3_600_000;

/**
 * How long before its event an object can have been created: an order has the date of its cart, which a
 * buyer may pay for days later. Its body is unsigned, so a recorded signature can name any old object.
 */
const BORN_BEFORE_MS = 30 * 24 * 3_600_000;
/** How long before its event the last change can lie: Ecwid saves the object first. */
const SAVED_BEFORE_MS = 3_600_000;

/** What of a confirmed event the unsigned body decided: which kind of change, and of which object. */
const DECIDED = ['eventType', 'topic', 'objectId'] as const;
/** Of an object without dates these are the webhook's: a recorded one makes a new revision of any object. */
const DECIDED_UNDATED = [...DECIDED, 'date', 'revision'] as const;

/**
 * Asks Ecwid for what a webhook claims, since its signature covers neither body nor store. What comes
 * out is what Ecwid answers; of the claim there remain which kind of change and which object to ask
 * for, and `unsigned` lists them. What cannot be asked for stays marked as unproven.
 */
export async function confirm(
	claim: NormalizedEvent,
	connection: Connection,
): Promise<Result<Change[]>> {
	const row = EVENTS.get(claim.topic);
	if (!connection.fetchObject || row === undefined || row.proof === 'telling')
		return ok([asClaimed(claim)]);
	const resource = RESOURCES[row.objectType];
	if (row.eventType === 'DELETED') return await confirmDeleted(claim, resource, connection);
	const object = await fetchObject(claim, resource, connection);
	if (!object.ok) return object;
	// Gone meanwhile, which another event tells, or never there.
	if (object.value === undefined) return ok([]);
	const { idField } = resource;
	const id = idField === undefined ? connection.storeId : object.value[idField];
	if (!isObjectId(id))
		return err(
			PROBLEM.unexpected,
			`Ecwid answered for ${claim.objectType} ${claim.objectId} with something else. Run the execution again; catching up asks for it too.`,
		);
	const objectId = String(id);
	const occasion: Occasion = { at: Date.parse(claim.date), eventId: String(claim.deliveryId) };
	const unsigned = resource.dates === undefined ? DECIDED_UNDATED : DECIDED;
	const state = {
		...updated(row.objectType, objectId, object.value, resource, occasion),
		unsigned,
	};
	if (row.eventType === 'UPDATED') return ok([state]);
	const dates = datesOf(resource, object.value);
	if (!isNew(dates, occasion)) {
		const isWanted = isChosen(connection.eventTypes, state.topic);
		return ok(isWanted ? [state] : []);
	}
	const birth = created(row.objectType, objectId, object.value, dates.created ?? occasion.at);
	return ok([{ ...birth, unsigned }]);
}

/** Whether an object's own dates allow that the event of its creation is this one. */
function isNew(dates: ReturnType<typeof datesOf>, { at }: Occasion): boolean {
	const { created: born = at, updated: saved = at } = dates;
	return born >= at - BORN_BEFORE_MS && saved >= at - SAVED_BEFORE_MS;
}

/** A claim that nothing can or shall prove. */
function asClaimed(claim: NormalizedEvent): Change {
	const { eventType, objectType, objectId, date, revision, topic, raw = {} } = claim;
	const kind = kindOf(topic);
	return { eventType, kind, objectType, objectId, date, revision, topic, raw, unproven: true };
}

/** The object that a claim names, as it is now; undefined where there is none. */
async function fetchObject(
	claim: NormalizedEvent,
	{ path = '', query = {}, among, idField }: Resource,
	{ ask }: Connection,
): Promise<Result<Row | undefined>> {
	// Whether an invoice is named by its internal number or by the one it shows, Ecwid does not say.
	const isClaimed = (each: Row) =>
		[each[idField ?? 'id'], each.id].some((id) => String(id) === claim.objectId);
	const place = fill(path, claim, encodeURIComponent);
	if (place === undefined) return ok(undefined);
	const filled = Object.fromEntries(
		Object.entries(query).map(([name, value]) => [name, fill(value, claim, String) ?? '']),
	);
	if (among === 'items') {
		const listing = await listAll(ask, place, filled);
		if (!listing.ok) return listing;
		return ok(listing.value.rows.find(isClaimed));
	}
	const answer = await ask(place, filled);
	if (!answer.ok) return answer.problem.reason === PROBLEM.notFound ? ok(undefined) : answer;
	const { value } = answer.value;
	if (!isObject(value)) return ok(undefined);
	if (among === undefined) return ok(value);
	const others: unknown = value[among];
	const rows = Array.isArray(others) ? others.filter(isObject) : [];
	return ok(rows.find(isClaimed));
}

/** Puts what a claim names into a path; undefined where it does not name it. */
function fill(
	template: string,
	{ objectId, raw }: NormalizedEvent,
	encode: (text: string) => string,
): string | undefined {
	const data = raw?.data;
	const orderId = isObject(data) && typeof data.orderId === 'string' ? data.orderId : '';
	if (template.includes('{orderId}') && /^\.*$/.test(orderId)) return undefined;
	return template
		.replace('{id}', () => encode(objectId))
		.replace('{orderId}', () => encode(orderId));
}

/**
 * A deletion is believed where Ecwid's list of what was deleted names the object. Of a resource
 * without such a list it is believed where the object is not there; that it ever was, nothing proves.
 */
async function confirmDeleted(
	claim: NormalizedEvent,
	resource: Resource,
	connection: Connection,
): Promise<Result<Change[]>> {
	const { objectType, objectId, date } = claim;
	if (resource.deleted === undefined) {
		const object = await fetchObject(claim, resource, connection);
		if (!object.ok) return object;
		return ok(object.value === undefined ? [asClaimed(claim)] : []);
	}
	const since = Math.floor((Date.parse(date) - DELETED_BEFORE_MS) / 1000);
	const listing = await listAll(connection.ask, resource.deleted, { from_date: String(since) });
	if (!listing.ok) return listing;
	const entry = listing.value.rows.find((each) => deletedId(each) === objectId);
	if (entry === undefined) return ok([]);
	const at = readDate(entry.date) ?? Date.parse(date);
	const gone = { ...deleted(objectType, objectId, at, { ...entry }), unsigned: DECIDED };
	return ok([gone]);
}

/**
 * The id of an entry of a deleted list. Orders have an internal number there and, in Ecwid's own
 * client (ecwid-java-api-client, DeletedOrder), the order id beside it.
 */
export function deletedId({ id, orderId }: Row): string {
	return String(orderId ?? id);
}
