import { contentHash } from '../../core/hash/contentHash';
import { eventTime, isoSecond } from '../../core/dates';
import type { Change } from '../../core/event';
import { isObject } from '../../core/json';
import { err, ok, PROBLEM, unexpected, type Result } from '../../core/result';
import { bornRevision, stateRevision } from '../../core/revision';
import { changeOf, readId } from '../changes';
import type { Connection } from '../connection';
import { isChosen } from '../eventTypes';
import type { Row } from '../resources';
import type { LegacyNotification } from './notification';

/** The fields of an order of the Order API v1 that make up its state. */
const STATE_FIELDS = ['paymentStatus', 'fulfillmentStatus', 'shippingTrackingCode', 'totalCost'];

/** The fields that the unsigned notification determines. */
const DECIDED = ['eventType', 'topic', 'objectType', 'objectId', 'deliveryId'] as const;

/**
 * For an order that its buyer has not paid yet. A forged notification can arrive before the genuine one. Their events have
 * the same id, and the genuine one must not be skipped as a duplicate.
 */
const DECIDED_EARLY = [...DECIDED, 'id'] as const;

/** Maximum time from the creation of a new order to its notification. An order has the date of its cart. */
const CREATED_BEFORE_MS = 30 * 24 * 3_600_000;
/** Ecwid retries a notification for 72 hours. One more hour, because the API's dates ignore daylight saving time. */
const SAVED_BEFORE_MS = 73 * 3_600_000;

/**
 * Fetches the order that a notification names, and returns the change of that order. A notification is forged or outdated
 * if the order does not exist. A notification of an update is also outdated if the order has another status. Such
 * notifications have no changes, because Ecwid advises receivers to ignore them (see `LegacyNotification`). An order that is too old
 * to be new counts as updated.
 *
 * @param receivedAt epoch milliseconds
 */
export async function changesOfNotification(
	{ event, orderId, paymentStatus, fulfillmentStatus }: LegacyNotification,
	{ legacy, eventTypes }: Connection,
	receivedAt: number,
): Promise<Result<Change[]>> {
	if (legacy === undefined) return ok([]);
	if (!legacy.mayAskFor(orderId))
		return err(
			PROBLEM.throttled,
			'A legacy notification was not confirmed: too many arrived within a minute. Wait for Ecwid to retry it. If this repeats, check whether someone sends forged notifications.',
		);
	const answer = await legacy.ask('orders', { order: orderId, statuses: '*' });
	if (!answer.ok) return answer;
	const { orders } = answer.value.value as { orders?: unknown };
	if (!Array.isArray(orders))
		return unexpected(
			'A legacy notification was not confirmed: the Order API did not return a list of orders. Check the Order Secret Key.',
		);
	const order = orders.filter(isObject).find(({ number }) => readId(number) === orderId);
	if (order === undefined) return ok([]);
	// The status of a new order may have changed since, so only its dates count.
	if (event === 'new_order' && isNew(order, receivedAt))
		return ok([
			{
				...creationOf(orderId, order),
				unsigned: order.paymentStatus === 'ACCEPTED' ? DECIDED : DECIDED_EARLY,
			},
		]);
	const isCurrent =
		order.paymentStatus === paymentStatus && order.fulfillmentStatus === fulfillmentStatus;
	const change = updateOf(orderId, order);
	return ok(
		isCurrent && isChosen(eventTypes, change.topic) ? [{ ...change, unsigned: DECIDED }] : [],
	);
}

/** Returns whether an order can be new by its dates. An order without dates is not new. */
function isNew(order: Row, receivedAt: number): boolean {
	const createdAt = Date.parse(readEastern(order.created));
	const savedAt = Date.parse(readEastern(order.lastChangeDate ?? order.created));
	return createdAt >= receivedAt - CREATED_BEFORE_MS && savedAt >= receivedAt - SAVED_BEFORE_MS;
}

function creationOf(orderId: string, order: Row): Change {
	const date = readEastern(order.created);
	return changeOf('CREATED', 'orders', orderId, date, bornRevision(), order);
}

function updateOf(orderId: string, order: Row): Change {
	const date = readEastern(order.lastChangeDate ?? order.created);
	const state = Object.fromEntries(STATE_FIELDS.map((name) => [name, order[name]]));
	const revision = stateRevision(date, contentHash(state, []));
	return changeOf('UPDATED', 'orders', orderId, date, revision, order);
}

/** Reads a date of the legacy API, which is in Eastern Standard Time (kroniak/extensions-ecwid). */
function readEastern(text: unknown): string {
	const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(String(text));
	const ms = parts === null ? Number.NaN : Date.parse(`${parts[1]}T${parts[2]}-05:00`);
	return isoSecond(eventTime(ms) ?? 0);
}
