import { contentHash } from '../../core/hash/contentHash';
import { isoSecond, readNaiveUtc } from '../../core/dates';
import type { Change } from '../../core/event';
import { err, PROBLEM, ok, type Result } from '../../core/result';
import { stateRevision } from '../../core/revision';
import { redactSecrets } from '../../host/vendorErrors';
import { read, type Row } from '../client/api';
import {
	createdChange,
	removedChange,
	readObject,
	trashedChange,
	updatedChanges,
	type ObjectState,
} from '../changes';
import { idIn, isErrorBody, isId } from './body';
import { ECHO_MS, type ReportedContent } from '../creationHashes';
import type { Connection } from './connection';
import { isMissingObject } from '../client/missingObject';
import { isDraft } from '../resources';
import { mayBeAnother, resourceOf, topicOf, type Action, type ObjectTopic } from './topics';
import type { VerifiedPayload } from './verify';
import { defaultPolledResource, ignoring, type PolledResource } from '../polledResource';

/** A delivery about one object. */
interface Report {
	topic: ObjectTopic;
	payload: VerifiedPayload;
	/** The node's URL that received it. */
	address: string;
	polled: PolledResource;
	/** The id as in the body: a number, or its digits as text if a number would round it. */
	id: number | string;
	object: ObjectState;
	connection: Connection;
	/** The date for changes of objects without a date, epoch milliseconds. */
	receivedAt: number;
}

type Reader = (report: Report) => Result<Change[]> | Promise<Result<Change[]>>;

const NOTHING = ok<Change[]>([]);

const READERS: Readonly<Record<Action, Reader>> = {
	created: readCreated,
	updated: (report) => (isEcho(report) ? NOTHING : readState(report)),
	restored: readState,
	published: readNamed,
	switched: readNamed,
	deleted: readDeleted,
};

/**
 * Returns the changes of a verified delivery. A poll that finds the same change gives it the same id.
 * Sends a request only for deletes, whose bodies are just `{"id":N}`, for variations, and for bodies of the legacy API.
 */
export async function normalize(
	payload: VerifiedPayload,
	connection: Connection,
	receivedAt: number,
	hasWaited = false,
): Promise<Result<Change[]>> {
	if (isErrorBody(payload.body)) return readErrorBody(payload.topic, payload.body, connection);
	const topic = topicOf(payload.topic);
	if (topic === undefined) return ok(readUnknown(payload, receivedAt, hasWaited));
	const id = idIn(payload.topic, payload.body);
	if (id === undefined) return NOTHING;
	const { resource } = topic;
	const current = await readCurrent(topic, id, payload.body, connection);
	if (!current.ok) return current;
	const body = current.value;
	if (body === undefined) return NOTHING;
	if (isUndatedUpdate(topic, body))
		return ok(readUnknown({ ...payload, body }, receivedAt, hasWaited, 'UPDATED'));
	if (isDraft(resource, body)) return NOTHING;
	const polled = ignoring(defaultPolledResource(resource.objectType, resource), [
		...connection.ignoredFields,
		...connection.learnedFields.of(connection.shop.store.account, resource.objectType),
	]);
	const object = readObject(polled, body);
	connection.creationHashes.noteDelivery(
		connection.shop.store.account,
		connection.shop.steadyNow(),
	);
	const { address } = payload;
	const report = { payload, topic, address, polled, id, object, connection, receivedAt };
	const changes = await (isVariation(body) ? readParent : READERS[topic.action])(report);
	return changes.ok
		? ok(changes.value.map((change) => ({ ...change, topic: payload.topic, ...unsigned() })))
		: changes;
}

/**
 * Returns the object of a body. The legacy API writes an object in another shape, which no poll returns, so such an
 * object is read from the shop.
 *
 * @returns undefined if the object is gone
 */
async function readCurrent(
	{ action, resource }: ObjectTopic,
	id: number | string,
	body: Row,
	{ shop }: Connection,
): Promise<Result<Row | undefined>> {
	const isLegacy = !isId(body.id) && action !== 'deleted';
	return isLegacy ? await read(shop, resource.path, String(id)) : ok(body);
}

/** Returns whether a plugin's object may have changed back to the same content, which no date shows. */
function isUndatedUpdate({ resource, action }: ObjectTopic, body: Row): boolean {
	const isUpdate = action === 'updated' || action === 'restored';
	return isUpdate && !resource.isMeasured && resource.readModified(body) === undefined;
}

function readCreated(report: Report): Result<Change[]> {
	const { polled, object, connection, receivedAt } = report;
	connection.creationHashes.hold(report.payload, contentOf(report, 'created'));
	return ok([createdChange(polled, object, receivedAt)]);
}

/**
 * Returns the update to the object's current state. WooCommerce also saves a product that is in the trash, for example
 * if an order is cancelled and the stock rises. That is not an update, because the DELETED event was emitted before.
 */
function readState({ polled, object, receivedAt }: Report): Result<Change[]> {
	return object.row.status === 'trash' ? NOTHING : ok(updatedChanges(polled, object, receivedAt));
}

/**
 * Returns the update of a variation's product. WooCommerce sends a variation as a product with its own id. A change of
 * a variation changes the date of its product. After a change by REST, WooCommerce 10.5 sends no webhook for that
 * product (all measured).
 */
async function readParent(report: Report): Promise<Result<Change[]>> {
	const { topic, polled, object, connection } = report;
	const { parent_id: id } = object.row;
	if (!isId(id)) return NOTHING;
	const parent = await read(connection.shop, topic.resource.path, String(id));
	if (!parent.ok) return parent;
	if (parent.value === undefined || isDraft(topic.resource, parent.value)) return NOTHING;
	return readState({ ...report, id, object: readObject(polled, parent.value) });
}

/** Returns an update that keeps the name of its topic, because WooCommerce also sends `updated` for the same change. */
function readNamed(report: Report): Result<Change[]> {
	const read = readState(report);
	const { topic: kind } = report.topic;
	return read.ok ? ok(read.value.map((change) => ({ ...change, kind }))) : read;
}

/**
 * Returns whether an `updated` only repeats the content of a creation that this node received. The content includes the
 * dates. If another process received the creation, the update is emitted, because a duplicate is better than a loss.
 */
function isEcho(report: Report): boolean {
	const { creationHashes } = report.connection;
	const reported = contentOf(report, 'updated');
	creationHashes.hold(report.payload, reported);
	return creationHashes.isEcho(reported);
}

function contentOf(
	{ address, topic, id, object, connection, receivedAt }: Report,
	action: ReportedContent['action'],
): ReportedContent {
	const { store, steadyNow } = connection.shop;
	return {
		action,
		now: steadyNow(),
		address,
		content: [store.account, topic.resource.objectType, id, object.hash],
		isFresh: Math.abs(receivedAt - (object.created ?? -Infinity)) < ECHO_MS,
	};
}

/**
 * Reads the object from the trash, because the poll identifies the change by the date on which it was trashed. If the
 * object is no longer in the trash, its kind is unknown. The delete is then emitted only if the topic allows only one
 * kind.
 */
async function readDeleted(report: Report): Promise<Result<Change[]>> {
	const { topic, polled, id, connection, receivedAt } = report;
	// The poll does not look for a plugin's objects in the trash.
	if (!topic.resource.isMeasured) return ok([removedChange(polled, id, receivedAt, 1)]);
	const found = await read(connection.shop, topic.resource.path, String(id));
	if (!found.ok) return found;
	const row = found.value;
	if (row === undefined)
		return mayBeAnother(topic.resource) ? NOTHING : ok([removedChange(polled, id, receivedAt, 1)]);
	const isTrashed = row.status === 'trash' && !isVariation(row) && String(row.id) === String(id);
	return isTrashed ? ok([trashedChange(polled, row, receivedAt, 1)]) : NOTHING;
}

/**
 * Returns the fields that depend on the header with the delivery id, which WooCommerce does not sign. A stranger can also leave
 * it out.
 */
function unsigned(more: readonly string[] = []): Pick<Change, 'unsigned'> {
	return { unsigned: ['deliveryId', ...more] };
}

/** Returns the change of an action's argument or a plugin's object, which nothing but the delivery identifies. */
function readUnknown(
	payload: VerifiedPayload,
	receivedAt: number,
	hasWaited: boolean,
	eventType: Change['eventType'] = 'UNKNOWN',
): Change[] {
	const { topic, body, deliveryId } = payload;
	const about = idIn(topic, body) ?? body.arg;
	const modified = readNaiveUtc(body.date_modified_gmt);
	// A new event can share the execution of a waiting replay. It must not get the id of an earlier event, so the id
	// also depends on the time.
	const named = hasWaited ? `${new Date(receivedAt).toISOString()}~${deliveryId}` : deliveryId;
	return [
		{
			eventType,
			kind: topic,
			objectType: resourceOf(topic.split('.')[0]).objectType,
			objectId: isId(about) ? String(about) : contentHash({ about }, []),
			date: isoSecond(modified ?? receivedAt),
			// Without a date, the same body may report another event.
			revision:
				modified === undefined
					? named
					: stateRevision(isoSecond(modified), contentHash(body, ['_links'])),
			topic,
			...unsigned(modified === undefined ? ['id', 'revision'] : []),
			raw: body,
		},
	];
}

/**
 * WooCommerce builds the body when it delivers. If that fails, it signs and sends its own error (measured). If the
 * error says that the object was not found, the object is gone. The body does not name it, so no event is emitted.
 * Other errors are reported.
 */
function readErrorBody(
	topic: string,
	{ code, message }: Row,
	{ shop: { store } }: Connection,
): Result<Change[]> {
	if (isMissingObject(code)) return NOTHING;
	const own = redactSecrets(`${String(code)}, ${String(message)}`).slice(0, 200);
	return err(
		PROBLEM.forbidden,
		`Reading the delivery ${topic} failed: ${store.account} sent an error instead of the object (${own}). Check that the user of the consumer key may see orders, products and customers.`,
	);
}

function isVariation({ type }: Row): boolean {
	return type === 'variation';
}
