import { isObject } from '../../core/json';
import { contentHash } from '../../core/hash/contentHash';
import { isoSecond, readNaiveUtc } from '../../core/dates';
import type { Change } from '../../core/event';
import { err, PROBLEM, ok, type Result } from '../../core/result';
import { stateRevision } from '../../core/revision';
import { redactSecrets } from '../../host/vendorErrors';
import { read, type Row } from '../api';
import {
	createdChange,
	removedChange,
	readObject,
	trashedChange,
	updatedChanges,
	type ObjectState,
} from '../changes';
import type { Connection } from './connection';
import { isMissingObject } from '../errorCodes';
import { isDraft } from '../resources';
import { mayBeAnother, RESOURCE_WORDS, topicOf } from './topics';
import type { Action, Topic } from './topics';
import type { VerifiedPayload } from './verify';
import { defaultPolledResource, type PolledResource } from '../poll/configuration/polledResource';

/** A delivery about one object. */
interface Report {
	topic: Topic;
	polled: PolledResource;
	/** As in the body: a number, or its digits if a number would round it. */
	id: number | string;
	object: ObjectState;
	connection: Connection;
	/** The date of changes whose object has none; epoch milliseconds. */
	receivedAt: number;
}

type Reader = (report: Report) => Result<Change[]> | Promise<Result<Change[]>>;

const NOTHING = ok<Change[]>([]);

const READERS: Readonly<Record<Action, Reader>> = {
	created: readCreated,
	updated: (report) => (isEcho(report) ? NOTHING : readState(report)),
	restored: readState,
	published: readPublished,
	deleted: readDeleted,
};

/**
 * Returns the changes of a verified delivery. A poll that finds the same change gives it the same id.
 * Sends a request only for deletes, whose bodies are just `{"id":N}`.
 */
export async function normalize(
	payload: VerifiedPayload,
	connection: Connection,
	receivedAt: number,
): Promise<Result<Change[]>> {
	const { body } = payload;
	if (!isObject(body)) return NOTHING;
	if (isErrorBody(body)) return readErrorBody(payload.topic, body, connection);
	const topic = topicOf(payload.topic);
	if (topic === undefined) return ok(readUnknown(payload, body, receivedAt));
	const { id } = body;
	if (!isId(id)) return NOTHING;
	const { resource } = topic;
	// Measured: a variation is sent as a product with its own id, and its product is updated too.
	if (isVariation(body) || isDraft(resource, body)) return NOTHING;
	const polled = defaultPolledResource(resource.objectType, resource);
	const object = readObject(polled, body);
	const report = { topic, polled, id, object, connection, receivedAt };
	const changes = await READERS[topic.action](report);
	return changes.ok
		? ok(changes.value.map((change) => ({ ...change, topic: payload.topic, ...unsigned(payload) })))
		: changes;
}

function readCreated(report: Report): Result<Change[]> {
	const { polled, object, connection, receivedAt } = report;
	connection.creationHashes.note(objectKey(report), object.hash);
	return ok([createdChange(polled, object, receivedAt)]);
}

/**
 * Returns the update to the object's current state. WooCommerce also saves a product that is in the trash,
 * for example if an order is cancelled and the stock rises. That is not an update: it was deleted before.
 */
function readState({ polled, object, receivedAt }: Report): Result<Change[]> {
	return object.row.status === 'trash' ? NOTHING : ok(updatedChanges(polled, object, receivedAt));
}

function readPublished(report: Report): Result<Change[]> {
	const read = readState(report);
	const { topic: kind } = report.topic;
	return read.ok ? ok(read.value.map((change) => ({ ...change, kind }))) : read;
}

/**
 * Returns whether an `updated` only repeats a creation: it has the same dates, and the content that
 * `created` had when this process received it. If another process received the creation, the update is
 * emitted: it may be a change of the same second, and a duplicate is better than a loss.
 */
function isEcho(report: Report): boolean {
	const { created, modified, hash } = report.object;
	if (created === undefined || modified === undefined || modified > created) return false;
	return report.connection.creationHashes.hashOf(objectKey(report)) === hash;
}

function objectKey({ topic, id, connection }: Report): string {
	return `${connection.shop.store.account} ${topic.resource.objectType} ${id}`;
}

/**
 * Reads the object from the trash, because the poll identifies the change by the date on which it was
 * trashed. If the trash does not have it any more, its kind is unknown. The delete is then emitted only if
 * the topic allows a single kind.
 */
async function readDeleted(report: Report): Promise<Result<Change[]>> {
	const { topic, polled, id, connection, receivedAt } = report;
	const found = await read(connection.shop, topic.resource.path, String(id));
	if (!found.ok) return found;
	const row = found.value;
	if (row === undefined)
		return mayBeAnother(topic.resource) ? NOTHING : ok([removedChange(polled, id, receivedAt, 1)]);
	const isTrashed = row.status === 'trash' && !isVariation(row) && String(row.id) === String(id);
	return isTrashed ? ok([trashedChange(polled, row, receivedAt, 1)]) : NOTHING;
}

/** Returns the fields that depend on the delivery id's header, which WooCommerce does not sign. */
function unsigned(
	{ hasDeliveryId }: VerifiedPayload,
	more: readonly string[] = [],
): Pick<Change, 'unsigned'> {
	return hasDeliveryId ? { unsigned: ['deliveryId', ...more] } : {};
}

/** Returns the change of an action's argument or a plugin's object, whose topic the table does not have. */
function readUnknown(payload: VerifiedPayload, body: Row, receivedAt: number): Change[] {
	const { topic, deliveryId } = payload;
	const about = isId(body.id) ? body.id : body.arg;
	if (about === undefined || about === null) return [];
	const modified = readNaiveUtc(body.date_modified_gmt);
	const word = topic.split('.')[0];
	return [
		{
			eventType: 'UNKNOWN',
			kind: topic,
			// As WooCommerce gets an endpoint from a topic's word (WC_Webhook::get_wp_api_payload).
			objectType: RESOURCE_WORDS.get(word) ?? `${word}s`,
			objectId: isId(about) ? String(about) : contentHash({ about }, []),
			date: isoSecond(modified ?? receivedAt),
			// Without a date, the same body may report another event.
			revision:
				modified === undefined
					? deliveryId
					: stateRevision(isoSecond(modified), contentHash(body, ['_links'])),
			topic,
			...unsigned(payload, modified === undefined ? ['id', 'revision'] : []),
			raw: body,
		},
	];
}

/**
 * WooCommerce builds the body when it delivers. If that fails, it signs and sends its own error (measured).
 * If the error says that the object was not found, it is gone, and the body does not name it. Other errors are
 * reported.
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

function isErrorBody(body: Row): boolean {
	return typeof body.code === 'string' && typeof body.message === 'string' && !isId(body.id);
}

function isVariation({ type }: Row): boolean {
	return type === 'variation';
}

function isId(value: unknown): value is number | string {
	return typeof value === 'number'
		? Number.isSafeInteger(value) && value >= 0
		: typeof value === 'string' && /^\d{1,20}$/.test(value);
}
