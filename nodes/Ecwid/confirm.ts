import { isObject } from '../core/json';
import type { Change, NormalizedEvent } from '../core/event';
import { err, PROBLEM, ok, type Result } from '../core/result';
import {
	created,
	datesOf,
	deleted,
	deletedId,
	readDate,
	readId,
	updated,
	type EventRef,
} from './changes';
import { listAll } from './client/listing';
import { withNextStep } from './client/withNextStep';
import { connectionOf, type Connection } from './connection';
import { EVENTS, isChosen, kindOf } from './eventTypes';
import { RESOURCES, type Resource, type Row } from './resources';
import { isObjectId } from './verify';

/** Maximum time from a deletion to its event. */
const DELETED_BEFORE_MS = 3_600_000;

/**
 * Maximum time from the creation of a new object to its event. An order has the creation date of its cart, which may
 * be paid days later. The body is not signed, so someone who recorded a signature can claim
 * that an object from years ago is new.
 */
const CREATED_BEFORE_MS = 30 * 24 * 3_600_000;
/** Maximum time from the last change of an object to its event. Ecwid saves the object before it sends the event. */
const SAVED_BEFORE_MS = 3_600_000;

/**
 * The fields that the unsigned body determines. The `id` is derived from these fields, but is not one of them: Ecwid
 * confirmed the change, and catch-up gives the same change the same `id`.
 */
const DECIDED = ['eventType', 'topic', 'objectType', 'objectId'] as const;
/**
 * For an order that its buyer has not paid yet. Ecwid sends `order.created` only after the payment, so a webhook that
 * names the order earlier may be forged. If `unsigned` lists `id`, *Skip Duplicates* does not compare by `id` alone. So
 * the event that Ecwid sends later is also delivered.
 */
const DECIDED_EARLY = [...DECIDED, 'id'] as const;
/** For an object without dates, whose revision comes from the webhook. */
const DECIDED_UNDATED = [...DECIDED, 'id', 'date', 'revision'] as const;

/** The fields of an unproven event that the unsigned body determines. */
const CLAIMED = ['eventType', 'topic', 'objectType', 'objectId', 'id', 'revision', 'raw'] as const;

/**
 * Confirms a webhook with Ecwid, because the signature covers neither body nor store. The content
 * comes from Ecwid. The webhook determines only the kind of change and the object, and `unsigned` lists these. For an object
 * without dates, the webhook also determines the date and the revision. If the credential names several stores, the webhook
 * also determines the store. A change that cannot be confirmed stays marked as unproven.
 */
export async function confirm(
	claim: NormalizedEvent,
	connection: Connection,
): Promise<Result<Change[]>> {
	const { account } = claim;
	const own = connectionOf(connection, account);
	if (own === undefined)
		return err(
			PROBLEM.misconfigured,
			`A webhook was not confirmed: the Ecwid credential no longer names store ${account}. Enter the store in the credential, and retry the execution.`,
		);
	const confirmed = await confirmAtStore(claim, own);
	if (!confirmed.ok)
		return { ok: false, problem: withNextStep(confirmed.problem, 'Retry the execution.') };
	const decided = (connection.otherStores?.size ?? 0) > 0 ? ['account'] : [];
	return ok(
		confirmed.value.map((change) => ({
			...change,
			account,
			unsigned: [...(change.unsigned ?? []), ...decided],
		})),
	);
}

async function confirmAtStore(
	claim: NormalizedEvent,
	connection: Connection,
): Promise<Result<Change[]>> {
	const row = EVENTS.get(claim.topic);
	if (!connection.fetchObject || row?.confirmedBy !== 'object') return ok([asClaimed(claim)]);
	const resource = RESOURCES[row.objectType];
	if (row.eventType === 'DELETED') return await confirmDeleted(claim, resource, connection);
	const object = await fetchObject(claim, resource, connection);
	if (!object.ok) return object;
	// The object never existed, or was deleted. In the second case, another event reports the deletion.
	if (object.value === undefined) return ok([]);
	const { idField } = resource;
	const id = idField === undefined ? connection.storeId : object.value[idField];
	if (!isObjectId(id))
		return err(
			PROBLEM.unexpected,
			`A webhook was not confirmed: Ecwid's response for ${claim.objectType} ${claim.objectId} has no ID. Retry the execution.`,
		);
	const objectId = String(id);
	const eventRef: EventRef = { at: Date.parse(claim.date), eventId: String(claim.deliveryId) };
	const unsigned = resource.dates === undefined ? DECIDED_UNDATED : DECIDED;
	const state = {
		...updated(row.objectType, objectId, object.value, resource, eventRef),
		unsigned,
	};
	if (row.eventType === 'UPDATED') return ok([state]);
	const dates = datesOf(resource, object.value);
	if (!isNew(dates, eventRef)) {
		const isWanted = isChosen(connection.eventTypes, state.topic);
		return ok(isWanted ? [state] : []);
	}
	const at = dates.created ?? eventRef.at;
	const isPaidLater = object.value.paymentStatus === 'INCOMPLETE';
	const change = created(row.objectType, objectId, object.value, at);
	return ok([{ ...change, unsigned: isPaidLater ? DECIDED_EARLY : unsigned }]);
}

/** Returns whether an object was created and last saved so close to the event that the event can be its creation. */
function isNew(dates: ReturnType<typeof datesOf>, { at }: EventRef): boolean {
	const { created: createdAt = at, updated: savedAt = at } = dates;
	return createdAt >= at - CREATED_BEFORE_MS && savedAt >= at - SAVED_BEFORE_MS;
}

/** Returns the change that a webhook claims, marked as unproven. */
function asClaimed(claim: NormalizedEvent): Change {
	const { eventType, objectType, objectId, date, revision, topic, raw = {} } = claim;
	const kind = kindOf(topic);
	const marks = { unproven: true, unsigned: CLAIMED } as const;
	return { eventType, kind, objectType, objectId, date, revision, topic, raw, ...marks };
}

/** Returns the present state of the object that a webhook names, or undefined if it does not exist. */
async function fetchObject(
	claim: NormalizedEvent,
	{ path = '', query = {}, listField, idField, internalIdField, list }: Resource,
	{ ask }: Connection,
): Promise<Result<Row | undefined>> {
	// Ecwid does not document whether an invoice is identified by its internal number or by its printed one.
	const isClaimed = (each: Row) =>
		[each[idField ?? 'id'], each.id].some((id) => readId(id) === claim.objectId);
	const place = fill(path, claim, encodeURIComponent);
	if (place === undefined) return ok(undefined);
	const filled = Object.fromEntries(
		Object.entries(query).map(([name, value]) => [name, fill(value, claim, String) ?? '']),
	);
	if (listField === 'items') {
		const listing = await listAll(ask, place, filled);
		if (!listing.ok) return listing;
		return ok(listing.value.rows.find(isClaimed));
	}
	const answer = await ask(place, filled);
	if (!answer.ok && answer.problem.reason === PROBLEM.notFound) {
		const isNumber = /^\d+$/.test(claim.objectId);
		if (internalIdField === undefined || list === undefined || !isNumber) return ok(undefined);
		const found = await listAll(ask, list, { ids: claim.objectId });
		if (!found.ok) return found;
		return ok(found.value.rows.find((each) => readId(each[internalIdField]) === claim.objectId));
	}
	if (!answer.ok) return answer;
	const { value } = answer.value;
	if (!isObject(value))
		return err(
			PROBLEM.unexpected,
			`A webhook was not confirmed: Ecwid's response for ${claim.objectType} ${claim.objectId} is not an object. Retry the execution.`,
		);
	if (listField === undefined) return ok(value);
	const others: unknown = value[listField];
	const rows = Array.isArray(others) ? others.filter(isObject) : [];
	return ok(rows.find(isClaimed));
}

/** Returns a path with the ids that a webhook names, or undefined if an id is missing. */
function fill(
	template: string,
	{ objectId, raw }: NormalizedEvent,
	encode: (text: string) => string,
): string | undefined {
	const data = raw?.data;
	const orderId = isObject(data) && typeof data.orderId === 'string' ? data.orderId : '';
	if (template.includes('{orderId}') && !isObjectId(orderId)) return undefined;
	return template
		.replace('{id}', () => encode(objectId))
		.replace('{orderId}', () => encode(orderId));
}

/**
 * Confirms a deletion with Ecwid's list of deleted objects. Without such a list, it checks that the object does
 * not exist. Whether the object ever existed is unknown, so the event then stays unproven.
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
	const entry =
		listing.value.rows.find((each) => deletedId(each) === objectId) ??
		listing.value.rows.find((each) => readId(each.id) === objectId);
	if (entry === undefined) return ok([]);
	const at = readDate(entry.date) ?? Date.parse(date);
	const id = deletedId(entry) ?? objectId;
	const gone = { ...deleted(objectType, id, at, { ...entry }), unsigned: DECIDED };
	return ok([gone]);
}
