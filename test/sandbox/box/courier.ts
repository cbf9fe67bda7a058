import { createHmac, randomUUID } from 'node:crypto';

import type { JsonObject, JsonValue } from '../json';
import {
	lineOf,
	mayOpen,
	miniUser,
	pacific,
	presentItem,
	type BoxItem,
	type BoxUser,
} from './items';
import type { Tokens } from './tokens';
import type { BoxWebhook, WebhookStore } from './webhooks';

/** A request that went out. */
export interface BoxDelivery {
	/** Box's time of the answer, in milliseconds. */
	at: number;
	webhook: string;
	/** 0 for the first one. */
	attempt: number;
	url: string;
	headers: Record<string, string>;
	body: string;
	/** 0 where no answer came. */
	status: number;
}

/** An event on its way to one webhook; its body does not change any more. */
interface Parcel {
	webhook: BoxWebhook;
	body: string;
	attempt: number;
	due: number;
}

interface Setup {
	store: WebhookStore;
	tokens: Tokens;
	now(): number;
	/** Milliseconds until a delivery has to be answered. */
	timeout: number;
	/** Where the public names that webhooks call are on this machine, as `http://127.0.0.1:5678`. */
	hosts: Map<string, string>;
}

const MOST_RETRIES = 10;
const FIRST_PAUSE = 5 * 60_000;
const DAY = 24 * 60 * 60_000;

/** Sends events to webhooks, signs them, and sends again what failed (https://developer.box.com/guides/webhooks/v2). */
export class BoxCourier {
	readonly deliveries: BoxDelivery[] = [];
	private waiting: Parcel[] = [];

	constructor(private readonly setup: Setup) {}

	/**
	 * Tells every webhook of an event, on the item or a folder around it, that asked for it and may know.
	 *
	 * @param line the items whose webhooks are told; the item and the folders around it by default
	 */
	async tell(
		trigger: string,
		item: BoxItem,
		by: BoxUser,
		source: JsonObject | null = sourceOf(trigger, item),
		additionalInfo: JsonValue = [],
		line: readonly BoxItem[] = lineOf(item),
	): Promise<BoxDelivery[]> {
		const asked = this.setup.store
			.all()
			.filter(
				({ target, triggers, user }) =>
					triggers.includes(trigger) &&
					mayOpen(item, user) &&
					line.some(({ type, id }) => target.type === type && target.id === id),
			);
		const event = { created_by: miniUser(by), source, additional_info: additionalInfo };
		return await this.send(
			asked.map((webhook) => {
				webhook.lastEvent = this.setup.now();
				const isAlive = this.setup.tokens.isAlive(webhook);
				return isAlive
					? this.pack(webhook, trigger, event)
					: this.pack(webhook, 'NO_ACTIVE_SESSION', { additional_info: [] });
			}),
		);
	}

	/** Removes a webhook that no receiver answers, and notifies its URL. */
	async cleanUp(webhook: BoxWebhook): Promise<BoxDelivery[]> {
		this.setup.store.drop(webhook.id);
		const event = { source: null, additional_info: { reason: 'auto_cleanup' } };
		return await this.send([this.pack(webhook, 'WEBHOOK.DELETED', event)]);
	}

	/** Removes the webhooks that have not succeeded for 30 days, 14 of them with events. */
	async cleanUpIdle(): Promise<BoxDelivery[]> {
		const now = this.setup.now();
		const idle = this.setup.store
			.all()
			.filter(
				({ lastSuccess, lastEvent }) =>
					now - lastSuccess > 30 * DAY && lastEvent - lastSuccess > 14 * DAY,
			);
		const deliveries: BoxDelivery[] = [];
		for (const webhook of idle) deliveries.push(...(await this.cleanUp(webhook)));
		return deliveries;
	}

	/** Retries deliveries that are due at the given time. Defaults to Box's clock. */
	async retryDue(now = this.setup.now()): Promise<BoxDelivery[]> {
		const due = this.waiting.filter((parcel) => parcel.due <= now);
		this.waiting = this.waiting.filter((parcel) => parcel.due > now);
		return await this.send(due);
	}

	/** Posts a request to the local port of a public name. Returns the status, or 0 without a response. */
	async post(url: string, headers: Record<string, string>, body: string): Promise<number> {
		const { origin, pathname, search, hostname } = new URL(url);
		const place = this.setup.hosts.get(hostname) ?? origin;
		try {
			const answer = await fetch(`${place}${pathname}${search}`, {
				method: 'POST',
				headers,
				body: Buffer.from(body),
				redirect: 'manual',
				signal: AbortSignal.timeout(this.setup.timeout),
			});
			await answer.arrayBuffer();
			return answer.status;
		} catch {
			return 0;
		}
	}

	private pack(webhook: BoxWebhook, trigger: string, event: JsonObject): Parcel {
		const body = escaped({
			type: 'webhook_event',
			id: randomUUID(),
			created_at: pacific(this.setup.now()),
			trigger,
			webhook: { id: webhook.id, type: 'webhook' },
			...event,
		});
		return { webhook, body, attempt: 0, due: 0 };
	}

	private async send(parcels: readonly Parcel[]): Promise<BoxDelivery[]> {
		return await Promise.all(parcels.map(async (parcel) => await this.attempt(parcel)));
	}

	private async attempt(parcel: Parcel): Promise<BoxDelivery> {
		const { webhook, body, attempt } = parcel;
		const headers = headersOf(body, webhook.app.keys, this.setup.now());
		const { address: url } = webhook;
		const status = await this.post(url, headers, body);
		const at = this.setup.now();
		const delivery = { at, webhook: webhook.id, attempt, url, headers, body, status };
		this.deliveries.push(delivery);
		if (status >= 200 && status < 300) webhook.lastSuccess = at;
		else if (attempt < MOST_RETRIES)
			this.waiting.push({ ...parcel, attempt: attempt + 1, due: at + FIRST_PAUSE * 2 ** attempt });
		return delivery;
	}
}

/** Box shows only id and type of an item that was trashed or deleted. */
function sourceOf(trigger: string, item: BoxItem): JsonObject {
	const isGone = /\.(TRASHED|DELETED)$/.test(trigger);
	return isGone ? { id: item.id, type: item.type } : presentItem(item);
}

/** The headers of one attempt. Only the id in the body stays the same in a retry. */
export function headersOf(
	body: string | Buffer,
	keys: { primary?: string; secondary?: string },
	now: number,
): Record<string, string> {
	const timestamp = pacific(now);
	const sign = (key: string) =>
		createHmac('sha256', key).update(body).update(timestamp).digest('base64');
	return {
		'Content-Type': 'application/json; charset=utf-8',
		'User-Agent': 'Box-WH-Client/0.1',
		'BOX-DELIVERY-ID': randomUUID(),
		'BOX-DELIVERY-TIMESTAMP': timestamp,
		...(keys.primary && { 'BOX-SIGNATURE-PRIMARY': sign(keys.primary) }),
		...(keys.secondary && { 'BOX-SIGNATURE-SECONDARY': sign(keys.secondary) }),
		'BOX-SIGNATURE-VERSION': '1',
		'BOX-SIGNATURE-ALGORITHM': 'HmacSHA256',
	};
}

/** JSON as it is on the wire: slashes and everything beyond ASCII escaped, as PHP does it. */
function escaped(value: JsonValue): string {
	return JSON.stringify(value)
		.replace(/\//g, '\\/')
		.replace(
			/[\u0080-\uffff]/g,
			(sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
		);
}
