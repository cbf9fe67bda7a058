import type { Clock } from '../../clock';
import type { FaultRules } from '../../faults';
import type { JsonValue } from '../../json';
import type { ShopView } from '../resource';
import type { Agenda } from './agenda';
import { ofKind, type DeliveryFault, type DeliveryRequest } from './faults';
import type { Hook, HookStore } from './hooks';
import { commonHeaders, pack, type Parcel } from './parcel';
import { PLURALS } from './payload';
import { resourceOf } from './topics';
import { isSafeUrl, post } from './transport';

/** A request that went out, or would have. */
export interface Sent {
	/** The shop's time of the answer, in milliseconds. */
	at: number;
	/** The hook's id. */
	hook: number;
	url: string;
	headers: Record<string, string>;
	/** The body as it went out; PHP's JSON has no sign beyond ASCII. */
	body: string;
	/** 0 where no answer came, or where a fault let the delivery be lost. */
	status: number;
	/** Why no answer came. */
	error?: string;
}

/** A delivery that was made, or lost by a fault. */
export interface Delivery extends Sent, Pick<Parcel, 'topic' | 'id' | 'faults'> {}

export interface CourierSetup {
	view: ShopView;
	clock: Clock;
	store: HookStore;
	agenda: Agenda;
	faults: FaultRules<DeliveryFault, DeliveryRequest>;
	/** The body of a delivery, as it is now. */
	payload(hook: Hook, id: JsonValue): JsonValue;
	/** Rejects addresses that wp_safe_remote_request() rejects. */
	isStrict: boolean;
	/** Where public names are on this machine, by host. */
	hosts: ReadonlyMap<string, string>;
	/** Milliseconds until a delivery has to be answered. */
	timeout: number;
}

/** The default of WordPress' client, which a ping leaves as it is. */
const PING_TIMEOUT = 5_000;
/** `woocommerce_max_webhook_delivery_failures` */
const MOST_FAILURES = 5;

/** Carries deliveries and pings out, and counts what became of them. */
export class Courier {
	readonly deliveries: Delivery[] = [];
	readonly pings: Sent[] = [];
	/** Parcels that wait for the next one to overtake them. */
	private readonly overtaken: Parcel[] = [];
	private readonly closing = new AbortController();

	constructor(private readonly setup: CourierSetup) {}

	/**
	 * Makes the delivery of a job (wc_deliver_webhook_async): to a hook as it is by now, paused ones
	 * included, since only the event asks for the status. A removed hook gets nothing.
	 */
	async deliver(id: number, arg: JsonValue): Promise<void> {
		const { store, faults } = this.setup;
		const asked = store.get(id);
		if (!asked) return;
		const request = requestOf(asked, arg);
		const rules = faults.take(request);
		for (const rule of rules) await rule.beforeAnswer?.(request);
		const hook = store.get(id);
		if (!hook) return;
		const effects = rules.flatMap((rule) => (rule.effect ? [rule.effect] : []));
		await this.dispatch(this.pack(hook, arg, effects), effects);
	}

	/** WC_Webhook::deliver_ping(): unsigned and form-encoded; only a 200 ends the pending state. */
	async ping(hook: Hook): Promise<void> {
		const url = hook.deliveryUrl;
		const headers = {
			...commonHeaders(url),
			'Content-Type': 'application/x-www-form-urlencoded',
		};
		const body = `webhook_id=${hook.id}`;
		const answer = await this.post(url, headers, body, PING_TIMEOUT);
		this.pings.push({ at: this.setup.clock.now(), hook: hook.id, url, headers, body, ...answer });
		if (answer.status !== 200) return;
		hook.pendingDelivery = false;
		await this.save(hook);
	}

	/** WC_Webhook_Data_Store::update(): pings a new address, and one that never answered a ping. */
	async save(hook: Hook, isRetargeted = false): Promise<void> {
		hook.modified = this.setup.view.now();
		if (hook.status === 'active' && (isRetargeted || hook.pendingDelivery)) await this.ping(hook);
	}

	/** Aborts requests in progress. */
	close(): void {
		this.closing.abort();
	}

	private pack(hook: Hook, arg: JsonValue, effects: readonly DeliveryFault[]): Parcel {
		const { view, payload } = this.setup;
		const sender = {
			source: view.site('/'),
			salt: `salt of ${view.seed}`,
			second: view.now(),
		};
		return pack(hook, arg, payload(hook, arg), sender, effects);
	}

	private async dispatch(parcel: Parcel, effects: readonly DeliveryFault[]): Promise<void> {
		if (ofKind(effects, 'drop').length > 0) {
			this.note(parcel, { status: 0 });
			return;
		}
		const copies = ofKind(effects, 'duplicate').reduce((sum, { times = 1 }) => sum + times, 1);
		const parcels = Array.from({ length: copies }, () => parcel);
		const delay = ofKind(effects, 'delay').reduce((sum, fault) => sum + fault.milliseconds, 0);
		if (delay > 0) this.setup.agenda.add({ delay, run: () => this.send(parcels) });
		else if (ofKind(effects, 'reorder').length > 0) this.overtaken.push(...parcels);
		else await this.send([...parcels, ...this.overtaken.splice(0)]);
	}

	private async send(parcels: readonly Parcel[]): Promise<void> {
		for (const parcel of parcels) {
			const { url, headers, body } = parcel;
			const answer = await this.post(url, headers, body, this.setup.timeout);
			this.note(parcel, answer);
			const hook = this.setup.store.get(parcel.hook);
			if (hook) await this.count(hook, answer.status);
		}
	}

	/**
	 * WC_Webhook::log_delivery(), measured: 2xx, 301 and 302 reset the counter. 304, 4xx, 5xx and a
	 * failed connection add one. The 7th failure in a row disables the hook. The counter stays at 6
	 * then, so a hook that is activated again is disabled by its next failure.
	 */
	private async count(hook: Hook, status: number): Promise<void> {
		if (status >= 200 && status < 303) hook.failureCount = 0;
		else if (hook.failureCount > MOST_FAILURES) hook.status = 'disabled';
		else hook.failureCount += 1;
		await this.save(hook);
	}

	private note(parcel: Parcel, answer: Pick<Sent, 'status' | 'error'>): void {
		this.deliveries.push({ at: this.setup.clock.now(), ...parcel, ...answer });
	}

	private async post(
		url: string,
		headers: Record<string, string>,
		body: string,
		timeout: number,
	): Promise<Pick<Sent, 'status' | 'error'>> {
		if (this.setup.isStrict && !isSafeUrl(url))
			return { status: 0, error: 'A valid URL was not provided.' };
		try {
			const { signal } = this.closing;
			const { origin, hostname } = new URL(url);
			const known = this.setup.hosts.get(hostname);
			// Nothing exists there (https://www.rfc-editor.org/rfc/rfc2606#section-2). Without a network, a lookup takes longer than a client waits.
			if (known === undefined && hostname.endsWith('.example'))
				return { status: 0, error: `getaddrinfo ENOTFOUND ${hostname}` };
			const place = url.replace(origin, known ?? origin);
			return { status: await post(place, { headers, body, timeout, signal }) };
		} catch (error) {
			return { status: 0, error: error instanceof Error ? error.message : String(error) };
		}
	}
}

function requestOf(hook: Hook, id: JsonValue): DeliveryRequest {
	const { pathname, search } = new URL(hook.deliveryUrl);
	const resource = PLURALS[resourceOf(hook.topic)];
	return {
		method: 'POST',
		path: pathname,
		query: search.slice(1),
		hook: hook.id,
		topic: hook.topic,
		id,
		...(resource !== undefined && { resource }),
	};
}
