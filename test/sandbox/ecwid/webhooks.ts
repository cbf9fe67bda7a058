import { createHmac } from 'node:crypto';
import type { Clock } from '../clock';
import type { JsonObject } from '../json';
import { Random } from '../random';
import { Courier, type Letter, type Schedule } from './courier';
import { kindOf } from './kinds';
import type { LegacyApi } from './legacy';
import { ODD_FORMS } from './oddForms';
import type { EcwidStore, Happening } from './store';

const HOUR = 60;

/**
 * Tries after 15, 30 and 45 minutes and an hour, then hourly to the 27th at 24 hours; blocked when
 * nothing was taken for two weeks (vendors.md 4.1).
 */
const WEBHOOK_SCHEDULE: Schedule = {
	retries: [15, 30, 45, ...Array.from({ length: 23 }, (_, index) => (index + 1) * HOUR), 24 * HOUR],
	delivered: [200, 201, 202, 204, 209],
	timeout: 10_000,
	blockedAfter: 14 * 86_400_000,
};

const NOTIFICATION_SCHEDULE: Schedule = {
	retries: [1, 5, 10, 15, 30, ...[1, 2, 5, 12, 24, 36, 48, 60, 72].map((hours) => hours * HOUR)],
	delivered: [200, 201],
	timeout: 10_000,
};

export interface WebhookEvent extends JsonObject {
	eventId: string;
	/** Seconds. */
	eventCreated: number | string;
	storeId: number;
	eventType: string;
}

/** The signed part of a webhook. */
function signature(secret: string, { eventCreated, eventId }: WebhookEvent): string {
	return createHmac('sha256', secret).update(`${eventCreated}.${eventId}`).digest('base64');
}

/** Webhooks and legacy notifications, as tests see and drive them. */
export class EcwidWebhooks {
	readonly courier: Courier;
	readonly notifications: Courier;
	/** Where webhooks go; a person at Ecwid has set it. Undefined: nowhere. */
	url: string | undefined;
	/** The "ION Cannon endpoint URL". */
	notificationUrl: string | undefined;
	private readonly random: Random;

	constructor(
		seed: number,
		private readonly clock: Clock,
		private readonly store: EcwidStore,
		private readonly legacy: LegacyApi,
		readonly clientSecret: string,
	) {
		this.random = new Random(seed);
		this.courier = new Courier(clock, WEBHOOK_SCHEDULE);
		this.notifications = new Courier(clock, NOTIFICATION_SCHEDULE);
		store.subscribe((happening) => this.take(happening));
	}

	/** Sends webhooks that are due by the store's clock. */
	async deliverDue(): Promise<void> {
		await this.courier.deliverDue();
		await this.notifications.deliverDue();
	}

	/** An event as Ecwid would write it now. */
	event(eventType: string, entityId: number | string, data?: JsonObject): WebhookEvent {
		return {
			eventId: this.uuid(),
			eventCreated: Math.floor(this.clock.now() / 1000),
			storeId: this.store.storeId,
			entityId,
			eventType,
			...(data && { data }),
		};
	}

	/** An event as a letter; `sent` is what goes out under the signature of `event`. */
	letter(url: string, event: WebhookEvent, sent: JsonObject = event): Letter {
		return {
			url: `${url}?eventtype=${String(sent.eventType)}`,
			headers: {
				'Content-Type': 'application/json; charset=UTF-8',
				'Cache-Control': 'no-cache',
				'X-Ecwid-Webhook-Signature': signature(this.clientSecret, event),
			},
			body: JSON.stringify(sent),
		};
	}

	/** Returns a notification as a request. `fields` override those of the store. */
	notification(url: string, order: JsonObject, fields: Record<string, string> = {}): Letter {
		const shown = this.legacy.order(order);
		const body = new URLSearchParams({
			owner_id: String(this.store.storeId),
			event_type: 'new_order',
			date: new Date(this.clock.now()).toISOString().slice(0, 19).replace('T', ' '),
			order_id: String(shown.number),
			payment_status: String(shown.paymentStatus),
			fulfillment_status: String(shown.fulfillmentStatus),
			...fields,
		});
		const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
		return { url, headers, body: body.toString() };
	}

	/** Returns one letter for each odd form of an order's webhook, and two with another form of its date. */
	oddLetters(url: string, order: JsonObject): Letter[] {
		const data = { orderId: order.id };
		const event = () => this.event('order.updated', Number(order.internalId), data);
		const dated = event();
		const events = [
			...Object.values(ODD_FORMS).map((fields) => ({ ...event(), ...fields }) as WebhookEvent),
			{ ...dated, eventCreated: String(dated.eventCreated) },
			{ ...event(), eventCreated: this.clock.now() },
		];
		return events.map((one) => this.letter(url, one));
	}

	close(): void {
		this.courier.close();
		this.notifications.close();
	}

	private take({ kind, action, object, internalId, before }: Happening): void {
		const { event, idField } = kindOf(kind);
		const entityId = typeof object[idField] === 'number' ? Number(object[idField]) : internalId;
		const data = dataOf(kind, object, before);
		if (this.url !== undefined)
			this.courier.add(this.letter(this.url, this.event(`${event}.${action}`, entityId, data)));
		if (this.notificationUrl === undefined || kind !== 'orders' || action === 'deleted') return;
		const old = before && this.legacy.order(before);
		const change: Record<string, string> = old
			? {
					event_type: 'order_status_change',
					old_payment_status: String(old.paymentStatus),
					old_fulfillment_status: String(old.fulfillmentStatus),
				}
			: {};
		this.notifications.add(this.notification(this.notificationUrl, object, change));
	}

	private uuid(): string {
		const hex = (length: number) => this.random.text('0123456789abcdef', length);
		return [8, 4, 4, 4, 12].map(hex).join('-');
	}
}

/** The `data` of an event, in addition to its id (docs.ecwid.com, list of webhook events). */
function dataOf(
	kind: Happening['kind'],
	object: JsonObject,
	before: JsonObject | undefined,
): JsonObject | undefined {
	if (kind === 'orders')
		return {
			orderId: object.id,
			...(before && {
				oldPaymentStatus: before.paymentStatus,
				oldFulfillmentStatus: before.fulfillmentStatus,
			}),
			newPaymentStatus: object.paymentStatus,
			newFulfillmentStatus: object.fulfillmentStatus,
		};
	if (kind === 'carts') return { orderId: object.cartId, cartId: object.cartId };
	if (kind === 'customers') return { customerEmail: object.email };
	if (kind === 'reviews') {
		const { productId, orderId, status } = object;
		return { productId, orderId, status };
	}
	return undefined;
}
