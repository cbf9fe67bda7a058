import type { Clock } from '../../clock';
import { FaultRules } from '../../faults';
import type { JsonValue } from '../../json';
import { hashText, mix, Random } from '../../random';
import type { RestApi } from '../api';
import type { Shop } from '../shop';
import { actionsOfSave, type Action } from './actions';
import { Agenda } from './agenda';
import { Courier, type Delivery, type Sent } from './courier';
import type { DeliveryFault, DeliveryRequest } from './faults';
import { HookStore, type Hook, type HookFields } from './hooks';
import { payloadOf } from './payload';
import { actionsOf, resourceOf } from './topics';

/** How a shop's webhooks are set up; everything has a default. */
export interface WebhookOptions {
	/** Milliseconds after which deliveries are made by themselves; by hand where not given. */
	latency?: number;
	/** Rejects private hosts and odd ports as wp_safe_remote_request() does. Off by default, for loopback. */
	strictDeliveryUrls?: boolean;
	/** Topics that this version of WooCommerce does not have, such as `product.published` below 10.9. */
	lacks?: readonly string[];
	/** Origins on this machine that stand behind public names, by host; read at each delivery. */
	hosts?: ReadonlyMap<string, string>;
	/** Milliseconds until a delivery has to be answered; 60,000 if not given. */
	timeout?: number;
}

/** A delivery that waits. */
export interface PendingDelivery {
	/** The hook's id. */
	hook: number;
	id: JsonValue;
	/** The shop's time, in milliseconds. */
	dueAt: number;
}

interface Setup {
	shop: Shop;
	api: RestApi;
	clock: Clock;
	options: WebhookOptions;
}

const IGNORED_STATUSES = ['auto-draft', 'draft', 'new'];

/** A shop's webhooks: what listens to its saves, and what tests see and change of it. */
export class Webhooks {
	/** Rules by which deliveries go wrong. */
	readonly faults: FaultRules<DeliveryFault, DeliveryRequest>;
	/** The hooks themselves, for the API to work on. */
	readonly store: HookStore;

	private readonly shop: Shop;
	private readonly agenda: Agenda;
	private readonly courier: Courier;

	constructor({ shop, api, clock, options }: Setup) {
		this.shop = shop;
		const random = new Random(mix(shop.seed, hashText('webhooks')));
		this.faults = new FaultRules(new Random(random.integer(0, 0xffffffff)));
		this.store = new HookStore(shop, random);
		this.agenda = new Agenda(clock);
		this.courier = new Courier({
			view: shop,
			clock,
			store: this.store,
			agenda: this.agenda,
			faults: this.faults,
			payload: (hook, id) => payloadOf(api, hook.topic, id),
			isStrict: options.strictDeliveryUrls ?? false,
			hosts: options.hosts ?? new Map(),
			timeout: options.timeout ?? 60_000,
		});
		if (options.latency !== undefined) this.deliverAutomatically(options.latency);
		shop.onSave((save) => {
			for (const action of actionsOfSave(save)) this.run(action);
		});
	}

	/** All hooks with their status and failures, by ascending id; copies. */
	get hooks(): Hook[] {
		return this.store.all().map((hook) => ({ ...hook }));
	}

	/** What went out or was lost by a fault, in order; pings are apart. */
	get deliveries(): readonly Delivery[] {
		return this.courier.deliveries;
	}

	get pings(): readonly Sent[] {
		return this.courier.pings;
	}

	/** What waits to be delivered; a delivery that a fault holds up is on its way and not here. */
	get pending(): PendingDelivery[] {
		return this.agenda.due().map(({ key, dueAt }) => {
			const [hook, id] = JSON.parse(key) as [number, JsonValue];
			return { hook, id, dueAt };
		});
	}

	/** Makes the deliveries that are due by the shop's clock, one after the other. */
	async deliverDue(): Promise<Delivery[]> {
		const before = this.courier.deliveries.length;
		await this.agenda.runDue();
		return this.courier.deliveries.slice(before);
	}

	/** From now on each delivery is made by itself, so many milliseconds (of this machine) later. */
	deliverAutomatically(latency = 0): void {
		this.agenda.runAutomatically(latency);
	}

	/** From now on deliveries wait for `deliverDue`, as with a WP-Cron that is not called. */
	deliverByHand(): void {
		this.agenda.runByHand();
	}

	/** Waits until every delivery is made; for automatic delivery. */
	idle(): Promise<void> {
		return this.agenda.idle();
	}

	/** Runs an action of WordPress that the simulator runs nowhere itself, for `action.<name>`. */
	doAction(name: string, arg: JsonValue): void {
		this.run({ name, arg });
	}

	/** Changes a hook as an administrator does; a new address is pinged. */
	async edit(id: number, patch: Partial<HookFields>): Promise<void> {
		const hook = this.known(id);
		const isRetargeted = patch.deliveryUrl !== undefined && patch.deliveryUrl !== hook.deliveryUrl;
		Object.assign(hook, patch);
		await this.courier.save(hook, isRetargeted);
	}

	/** Disables a hook behind its user's back; its counter stays. */
	disable(id: number): Promise<void> {
		return this.edit(id, { status: 'disabled' });
	}

	/** Sends a hook's deliveries elsewhere behind its user's back. */
	retarget(id: number, deliveryUrl: string): Promise<void> {
		return this.edit(id, { deliveryUrl });
	}

	/** Deletes a hook behind its user's back; what waits for it is never delivered. */
	remove(id: number): void {
		this.store.remove(this.known(id).id);
	}

	/** Pings a hook's address. */
	ping(id: number): Promise<void> {
		return this.courier.ping(this.known(id));
	}

	/** Drops waiting deliveries and aborts those in progress. */
	close(): void {
		this.agenda.close();
		this.courier.close();
	}

	/** Asks every hook (WC_Webhook::should_deliver) and adds a job for those that listen. */
	private run(action: Action): void {
		for (const hook of this.store.all()) {
			if (hook.status !== 'active' || !actionsOf(hook.topic).includes(action.name)) continue;
			const resource = resourceOf(hook.topic);
			if (action.screen !== undefined && action.screen !== resource) continue;
			if (!this.isDeliverable(resource, action.arg)) continue;
			const { id } = hook;
			// Measured: five quick updates gave one delivery, as equal jobs that wait collapse.
			this.agenda.add({
				key: JSON.stringify([id, action.arg]),
				run: () => this.courier.deliver(id, action.arg),
			});
		}
	}

	/** WC_Webhook::is_valid_resource(): no drafts, and for order topics only orders. */
	private isDeliverable(resource: string, arg: JsonValue): boolean {
		if (resource === 'order') {
			const status = this.statusOf(['orders'], arg);
			return status !== undefined && !IGNORED_STATUSES.includes(status);
		}
		if (resource !== 'product' && resource !== 'coupon') return true;
		return this.statusOf(['products', 'variations', 'coupons'], arg) !== 'auto-draft';
	}

	private statusOf(resources: readonly string[], id: JsonValue): string | undefined {
		for (const name of resources) {
			const table = this.shop.table(name);
			const row = table.rowOf(Number(id));
			if (table.isThere(row)) return this.shop.resource(name).groups[table.groups[row]];
		}
		return undefined;
	}

	private known(id: number): Hook {
		const hook = this.store.get(id);
		if (!hook) throw new Error(`The sandbox has no webhook ${id}`);
		return hook;
	}
}
