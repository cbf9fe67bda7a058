import { isObject } from '../core/json';
import { contentHash } from '../core/contentHash';
import { isoSecond } from '../core/dates';
import type { Change } from '../core/event';
import { err, PROBLEM, ok, type Result } from '../core/result';
import { bornRevision, stateRevision } from '../core/revision';
import { type Row } from './api';
import type { Connection } from './connection';
import { isChosen } from './eventTypes';
import { LEGACY_TOPICS, type Notification } from './legacyNotification';

/** What tells two states of an order of the Order API v1 apart. */
const TELLING = ['paymentStatus', 'fulfillmentStatus', 'shippingTrackingCode', 'totalCost'];

/** What of an event the form decided, which nothing signs: which kind of change, and of which order. */
const DECIDED = ['eventType', 'topic', 'objectId'] as const;

/** How long before its notification a new order can have been created: it has the date of its cart. */
const BORN_BEFORE_MS = 30 * 24 * 3_600_000;
/** Ecwid sends a notification again for 72 hours; an hour more for its zone without summer time. */
const SAVED_BEFORE_MS = 73 * 3_600_000;

/**
 * Fetches the order that a notification names, with the key, and tells of that one. If there is no such
 * order, or if its status is another one, the notification is false or outdated, and nothing happens
 * (that is Ecwid's own advice, see `Notification`). An order that is too old to be new is updated.
 *
 * @param receivedAt epoch milliseconds
 */
export async function changesOfNotification(
	{ event, orderId, paymentStatus, fulfillmentStatus }: Notification,
	{ legacy, eventTypes }: Connection,
	receivedAt: number,
): Promise<Result<Change[]>> {
	if (legacy === undefined) return ok([]);
	if (!legacy.mayAskFor(orderId))
		return err(
			PROBLEM.throttled,
			'More legacy notifications came than Ecwid is asked about in a minute. Nothing signs them, so they may be forged; Ecwid sends its own again.',
		);
	const answer = await legacy.ask('orders', { order: orderId, statuses: '*' });
	if (!answer.ok) return answer;
	const { orders } = answer.value.value as { orders?: unknown };
	if (!Array.isArray(orders))
		return err(
			PROBLEM.unexpected,
			'The legacy Order API answered with something else than orders.',
		);
	const order = orders.filter(isObject).find(({ number }) => String(number) === orderId);
	if (order === undefined) return ok([]);
	// Its status may have changed since; that it is new, its dates say.
	if (event === 'new_order' && isNew(order, receivedAt)) return ok([birth(orderId, order)]);
	const isCurrent =
		order.paymentStatus === paymentStatus && order.fulfillmentStatus === fulfillmentStatus;
	if (!isCurrent) return ok([]);
	const change = state(orderId, order);
	return ok(isChosen(eventTypes, change.topic) ? [change] : []);
}

/** Whether an order's dates allow that it was created just now; one without dates is not new. */
function isNew(order: Row, receivedAt: number): boolean {
	const born = Date.parse(readEastern(order.created));
	const saved = Date.parse(readEastern(order.lastChangeDate ?? order.created));
	return born >= receivedAt - BORN_BEFORE_MS && saved >= receivedAt - SAVED_BEFORE_MS;
}

function birth(orderId: string, order: Row): Change {
	return {
		eventType: 'CREATED',
		kind: 'CREATED',
		objectType: 'orders',
		objectId: orderId,
		date: readEastern(order.created),
		revision: bornRevision(),
		topic: LEGACY_TOPICS.new_order,
		unsigned: DECIDED,
		raw: order,
	};
}

function state(orderId: string, order: Row): Change {
	const date = readEastern(order.lastChangeDate ?? order.created);
	const telling = Object.fromEntries(TELLING.map((name) => [name, order[name]]));
	return {
		eventType: 'UPDATED',
		kind: 'UPDATED',
		objectType: 'orders',
		objectId: orderId,
		date,
		revision: stateRevision(date, contentHash(telling, [])),
		topic: LEGACY_TOPICS.order_status_change,
		unsigned: DECIDED,
		raw: order,
	};
}

/** The legacy API writes dates without a zone, in Eastern Standard Time (kroniak/extensions-ecwid). */
function readEastern(text: unknown): string {
	const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(String(text));
	const ms = parts === null ? Number.NaN : Date.parse(`${parts[1]}T${parts[2]}-05:00`);
	return isoSecond(Number.isNaN(ms) ? 0 : ms);
}
