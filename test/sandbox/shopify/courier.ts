import { createHmac } from 'node:crypto';

import type { Clock } from '../clock';
import type { Random } from '../random';
import type { App } from './app';
import type { StoredSubscription, SubscriptionStore } from './subscriptions';
import { officialTopics } from './topics';

/** How a delivery is to be made, where not as usual. */
export interface Emission {
	/** Events of the next generation have their headers without `x-`. */
	family?: 'webhooks' | 'events';
	/** Sends to this address instead of those that are subscribed, as an app's configuration does. */
	to?: string;
	/** A person made the webhook in the shop's admin, so that the shop's own secret signs. */
	isByHand?: boolean;
	/** What the header names as the shop. Null leaves the header out, as compliance topics may. */
	shop?: string | null;
	/** The object of an event of the next generation, which Shopify named in a header until September 2026. */
	resourceId?: string;
}

/** A delivery and what became of it. */
export interface Delivery {
	/** The subscription's id; undefined for one of the app's configuration. */
	subscription?: string;
	topic: string;
	url: string;
	headers: Record<string, string>;
	body: Buffer;
	/** What each attempt was answered; 0 where no answer came in time. */
	statuses: number[];
	/** When it is tried again, epoch milliseconds; undefined where it is over. */
	dueAt?: number;
}

interface Setup {
	app: App;
	store: SubscriptionStore;
	clock: Clock;
	random: Random;
	domain: string;
	/** Milliseconds until an answer has to be there. */
	timeout: number;
	/** Delivers instead of HTTP. */
	post?: Post;
}

/** Delivers, and returns the status, or 0 without a response. */
export type Post = (delivery: Delivery) => Promise<number>;

const RETRIES = 8;
/** The pauses double, and are four hours together (docs/facts/vendors.md 1.3). */
const FIRST_PAUSE = (4 * 3_600_000) / (2 ** RETRIES - 1);

/**
 * Delivers events to the subscribed URLs, and retries as Shopify does. Any response but a 2xx within five
 * seconds is a failure. A delivery is retried eight times within four hours, with the same bytes. Then its
 * subscription is removed. Filters are not evaluated.
 */
export class Courier {
	readonly deliveries: Delivery[] = [];
	private readonly closing = new AbortController();

	constructor(private readonly setup: Setup) {}

	/**
	 * Reports a change: every subscriber is called once.
	 *
	 * @param payload an object, or the very bytes
	 */
	async emit(
		topic: string,
		payload: object | Buffer,
		{ to, ...how }: Emission = {},
	): Promise<Delivery[]> {
		const { store } = this.setup;
		const eventId = this.uuid();
		const subscribed = store.all.filter(
			(one) => officialTopics('unstable').get(one.topic)?.topic === topic,
		);
		const made = (to === undefined ? subscribed : [undefined]).map((subscription) => {
			const body = bodyOf(payload, subscription);
			const headers = this.headersOf(topic, body, eventId, how);
			const url = subscription?.uri ?? (to as string);
			const known = subscription && { subscription: subscription.id };
			return { ...known, topic, url, headers, body, statuses: [] };
		});
		this.deliveries.push(...made);
		await Promise.all(made.map(async (delivery) => await this.attempt(delivery)));
		return made;
	}

	/** Retries deliveries that are due by the sandbox's clock, or all that wait. */
	async retry(which: 'due' | 'all' = 'due'): Promise<Delivery[]> {
		const now = this.setup.clock.now();
		const waiting = this.deliveries.filter(({ dueAt }) => dueAt !== undefined);
		const tried = waiting.filter(({ dueAt = 0 }) => which === 'all' || dueAt <= now);
		await Promise.all(tried.map(async (delivery) => await this.attempt(delivery)));
		return tried;
	}

	/** Aborts requests in progress. */
	close(): void {
		this.closing.abort();
	}

	private async attempt(delivery: Delivery): Promise<void> {
		delete delivery.dueAt;
		const status = await (this.setup.post?.(delivery) ?? this.post(delivery));
		delivery.statuses.push(status);
		if (status >= 200 && status < 300) return;
		const failures = delivery.statuses.length;
		if (failures <= RETRIES)
			delivery.dueAt = this.setup.clock.now() + FIRST_PAUSE * 2 ** (failures - 1);
		else if (delivery.subscription !== undefined) this.giveUp(delivery.subscription);
	}

	/** What still waits for a subscription goes with it. */
	private giveUp(subscription: string): void {
		this.setup.store.remove(subscription);
		for (const delivery of this.deliveries)
			if (delivery.subscription === subscription) delete delivery.dueAt;
	}

	private async post({ url, headers, body }: Delivery): Promise<number> {
		const signal = AbortSignal.any([AbortSignal.timeout(this.setup.timeout), this.closing.signal]);
		try {
			const answer = await fetch(url, {
				method: 'POST',
				headers,
				body,
				redirect: 'manual',
				signal,
			});
			await answer.arrayBuffer();
			return answer.status;
		} catch {
			return 0;
		}
	}

	private headersOf(
		topic: string,
		body: Buffer,
		eventId: string,
		{ family, isByHand = false, shop, resourceId }: Omit<Emission, 'to'>,
	): Record<string, string> {
		const { app, clock, domain } = this.setup;
		const secret = isByHand ? app.shopSecret : app.signingSecret;
		const hmac = createHmac('sha256', secret).update(body).digest('base64');
		const named = {
			'Hmac-Sha256': hmac,
			Topic: topic,
			...(shop !== null && { 'Shop-Domain': shop ?? domain }),
			'API-Version': app.webhookApiVersion,
			...(resourceId !== undefined && { 'Resource-Id': resourceId }),
			'Webhook-Id': this.uuid(),
			'Event-Id': eventId,
			'Triggered-At': new Date(clock.now()).toISOString().replace('Z', '000000Z'),
		};
		const prefix = family === 'events' ? 'shopify-' : 'X-Shopify-';
		const prefixed = Object.entries(named).map(([name, value]) => [`${prefix}${name}`, value]);
		return {
			'Content-Type': 'application/json',
			'User-Agent': 'Shopify-Captain-Hook',
			...Object.fromEntries(prefixed),
		};
	}

	private uuid(): string {
		const hex = this.setup.random.text('0123456789abcdef', 32);
		return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
	}
}

function bodyOf(payload: object | Buffer, subscription?: StoredSubscription): Buffer {
	if (Buffer.isBuffer(payload)) return payload;
	const fields = subscription?.includeFields ?? [];
	const kept = Object.entries(payload).filter(
		([name]) => fields.length === 0 || fields.some((field) => field.split('.')[0] === name),
	);
	return Buffer.from(JSON.stringify(Object.fromEntries(kept)));
}
