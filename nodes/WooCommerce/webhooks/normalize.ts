import { isObject } from '../../core/json';
import { contentHash } from '../../core/contentHash';
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
import { defaultPolledResource, type PolledResource } from '../poll/polledResource';

/** A delivery about one object, as the readers below need it. */
interface Report {
	topic: Topic;
	watched: PolledResource;
	/** As it stands in the body: a number, or its digits where a number would round it. */
	id: number | string;
	state: ObjectState;
	connection: Connection;
	/** The date of what carries none; epoch milliseconds. */
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
 * What a proven delivery says has happened, as the poll would say it: the same change has the same
 * id. Asks the shop only about deletes, whose bodies are `{"id":N}` and no more.
 */
export async function normalize(
	told: VerifiedPayload,
	connection: Connection,
	receivedAt: number,
): Promise<Result<Change[]>> {
	const { body } = told;
	if (!isObject(body)) return NOTHING;
	if (isRefusal(body)) return readRefusal(told.topic, body, connection);
	const topic = topicOf(told.topic);
	if (topic === undefined) return ok(readUnknown(told, body, receivedAt));
	const { id } = body;
	if (!isId(id)) return NOTHING;
	const { resource } = topic;
	// Measured: a variation comes as a product with an id of its own; its product is updated as well.
	if (isVariation(body) || isDraft(resource, body)) return NOTHING;
	const watched = defaultPolledResource(resource.objectType, resource);
	const state = readObject(watched, body);
	const report = { topic, watched, id, state, connection, receivedAt };
	const changes = await READERS[topic.action](report);
	return changes.ok
		? ok(changes.value.map((change) => ({ ...change, topic: told.topic, ...unsigned(told) })))
		: changes;
}

function readCreated(report: Report): Result<Change[]> {
	const { watched, state, connection, receivedAt } = report;
	connection.creationHashes.note(birthKey(report), state.hash);
	return ok([createdChange(watched, state, receivedAt)]);
}

/**
 * The object as it is by now. Of one that is in the trash `deleted` tells, and it is saved there too:
 * when an order of it is cancelled, its stock rises.
 */
function readState({ watched, state, receivedAt }: Report): Result<Change[]> {
	return state.row.status === 'trash' ? NOTHING : ok(updatedChanges(watched, state, receivedAt));
}

function readPublished(report: Report): Result<Change[]> {
	const read = readState(report);
	const { topic: kind } = report.topic;
	return read.ok ? ok(read.value.map((change) => ({ ...change, kind }))) : read;
}

/**
 * Returns whether an `updated` only repeats a creation: it has the same dates, and the content that
 * `created` had when this process received it. Another process may have received that one. Then the
 * update is emitted: it may be a change of the same second, and a duplicate is better than a loss.
 */
function isEcho(report: Report): boolean {
	const { created, modified, hash } = report.state;
	if (created === undefined || modified === undefined || modified > created) return false;
	return report.connection.creationHashes.hashOf(birthKey(report)) === hash;
}

function birthKey({ topic, id, connection }: Report): string {
	return `${connection.shop.store.account} ${topic.resource.objectType} ${id}`;
}

/**
 * The trash shows since when an object is there, and the poll names the change by that date. Of what
 * is gone even from there nobody can say any more what it was: it is told only where it can have been
 * nothing else.
 */
async function readDeleted(report: Report): Promise<Result<Change[]>> {
	const { topic, watched, id, connection, receivedAt } = report;
	const found = await read(connection.shop, topic.resource.path, String(id));
	if (!found.ok) return found;
	const row = found.value;
	if (row === undefined)
		return mayBeAnother(topic.resource) ? NOTHING : ok([removedChange(watched, id, receivedAt, 1)]);
	const isTrashed = row.status === 'trash' && !isVariation(row) && String(row.id) === String(id);
	return isTrashed ? ok([trashedChange(watched, row, receivedAt, 1)]) : NOTHING;
}

/** The fields that rest on the delivery id's header, which WooCommerce does not sign. */
function unsigned(
	{ hasDeliveryId }: VerifiedPayload,
	more: readonly string[] = [],
): Pick<Change, 'unsigned'> {
	return hasDeliveryId ? { unsigned: ['deliveryId', ...more] } : {};
}

/** An action's argument, or an object of a plugin: no table says what has happened to it. */
function readUnknown(told: VerifiedPayload, body: Row, receivedAt: number): Change[] {
	const { topic, deliveryId } = told;
	const about = isId(body.id) ? body.id : body.arg;
	if (about === undefined || about === null) return [];
	const modified = readNaiveUtc(body.date_modified_gmt);
	const word = topic.split('.')[0];
	return [
		{
			eventType: 'UNKNOWN',
			kind: topic,
			// WooCommerce's own way from a topic's word to an endpoint (WC_Webhook::get_wp_api_payload).
			objectType: RESOURCE_WORDS.get(word) ?? `${word}s`,
			objectId: isId(about) ? String(about) : contentHash({ about }, []),
			date: isoSecond(modified ?? receivedAt),
			// Without a date, the same body may tell of something that happened again.
			revision:
				modified === undefined
					? deliveryId
					: stateRevision(isoSecond(modified), contentHash(body, ['_links'])),
			topic,
			...unsigned(told, modified === undefined ? ['revision'] : []),
			raw: body,
		},
	];
}

/**
 * WooCommerce builds the body when it delivers, and signs its own error where that fails (measured):
 * the object is gone by then, which the body does not name. Any other error is worth a word.
 */
function readRefusal(
	topic: string,
	{ code, message }: Row,
	{ shop: { store } }: Connection,
): Result<Change[]> {
	if (isMissingObject(code)) return NOTHING;
	const own = redactSecrets(`${String(code)}, ${String(message)}`).slice(0, 200);
	return err(
		PROBLEM.forbidden,
		`${store.account} sent an error in place of the object of ${topic} (${own}). Check that the user of the consumer key may see orders, products and customers.`,
	);
}

function isRefusal(body: Row): boolean {
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
