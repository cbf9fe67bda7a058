import { isObject } from '../core/json';
import { contentHash } from '../core/contentHash';
import { isoSecond } from '../core/dates';
import type { Change } from '../core/event';
import { err, PROBLEM, ok, type Result } from '../core/result';
import { bornRevision, stateRevision } from '../core/revision';
import { type Row } from './api';
import type { Connection } from './connection';
import { isChosen } from './eventTypes';
import type { Notification } from './legacyNotification';

/** What tells two states of an order of the Order API v1 apart. */
const TELLING = ['paymentStatus', 'fulfillmentStatus', 'shippingTrackingCode', 'totalCost'];

/** As `order.*` of today, so that what follows need not know of the legacy. */
const TOPICS = { new_order: 'order.created', order_status_change: 'order.updated' } as const;

/**
 * Fetches the order that a notification names, with the key, and tells of that one. An order that is
 * not there, or whose status is not the one that the notification says it got, makes it a false or an
 * outdated one, and nothing happens (that is Ecwid's own advice, see `Notification`).
 */
export async function changesOfNotification(
	{ event, orderId, paymentStatus, fulfillmentStatus }: Notification,
	{ legacy, eventTypes }: Connection,
): Promise<Result<Change[]>> {
	if (legacy === undefined || !isChosen(eventTypes, TOPICS[event])) return ok([]);
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
	if (event === 'new_order') return ok([birth(orderId, order)]);
	const isCurrent =
		order.paymentStatus === paymentStatus && order.fulfillmentStatus === fulfillmentStatus;
	return ok(isCurrent ? [state(orderId, order)] : []);
}

function birth(orderId: string, order: Row): Change {
	return {
		eventType: 'CREATED',
		kind: 'CREATED',
		objectType: 'orders',
		objectId: orderId,
		date: readEastern(order.created),
		revision: bornRevision(),
		topic: TOPICS.new_order,
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
		topic: TOPICS.order_status_change,
		raw: order,
	};
}

/** The legacy API writes dates without a zone, in Eastern Standard Time (kroniak/extensions-ecwid). */
function readEastern(text: unknown): string {
	const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(String(text));
	const ms = parts === null ? Number.NaN : Date.parse(`${parts[1]}T${parts[2]}-05:00`);
	return isoSecond(Number.isNaN(ms) ? 0 : ms);
}
