import { toEvent, type NormalizedEvent } from '../../../../nodes/core/event';
import type { Delivery, VerifyResult } from '../../../../nodes/core/vendor';
import { inWords } from '../../host/inWords';
import { reconcile } from '../../../../nodes/host/trigger/subscription/reconcile';
import type { Connection } from '../../../../nodes/WooCommerce/webhooks/connection';
import { newProcessMemory } from '../../../../nodes/WooCommerce/processMemory';
import { RESOURCES } from '../../../../nodes/WooCommerce/resources';
import { topicOf, TOPICS } from '../../../../nodes/WooCommerce/webhooks/topics';
import { wooCommerce } from '../../../../nodes/WooCommerce/webhooks/vendor';
import type { VerifiedPayload } from '../../../../nodes/WooCommerce/webhooks/verify';
import { defaultPolledResource, ignoring } from '../../../../nodes/WooCommerce/polledResource';
import { ManualClock } from '../../../sandbox/clock';
import type { Call } from '../../../sandbox/http';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { WebhookReceiver } from '../../../sandbox/webhookReceiver';
import type { WooCommerceOptions } from '../../../sandbox/woocommerce/server';
import { shareLearned } from '../../../../nodes/WooCommerce/poll/poll';
import { Polling } from '../poll/polling';
import { sandboxShop } from '../sandboxShop';

const SOURCE = { instanceName: 'Shop', instanceTags: [], includeRaw: true };

/** A sandbox shop that is both subscribed to and polled, by the code of the nodes over real HTTP. */
export class Hooked {
	readonly connection: Connection;
	private readonly polling: Polling;

	private constructor(
		readonly sandbox: Sandbox,
		readonly receiver: WebhookReceiver,
		readonly clock: ManualClock,
		hasPlugin: boolean,
	) {
		const polledNames = [
			'orders',
			'products',
			'customers',
			'discounts',
			...(hasPlugin ? ['subscriptions'] : []),
		];
		const watched = Object.entries(RESOURCES)
			.filter(([name]) => polledNames.includes(name))
			.map(([name, resource]) => defaultPolledResource(name, resource));
		this.polling = new Polling(sandbox, clock, watched);
		this.connection = {
			shop: sandboxShop(sandbox.wooCommerce, clock),
			secret: sandbox.wooCommerce.keys.consumerSecret,
			topics: TOPICS.map(({ topic }) => topic).filter(
				(topic) =>
					topic !== 'product.published' && (hasPlugin || !topic.startsWith('subscription.')),
			),
			ignoredFields: [],
			allowsPrivateUrl: true,
			...newProcessMemory(),
		};
	}

	/** Subscribes to all topics but `product.published`, and polls once: watching has begun. */
	static async open(options: WooCommerceOptions = {}): Promise<Hooked> {
		const clock = new ManualClock('2026-03-01T12:00:00Z');
		const receiver = await WebhookReceiver.start();
		const wooCommerceOptions = { orders: 5, products: 12, ...options };
		const sandbox = await startSandbox({ seed: 7, clock, wooCommerce: wooCommerceOptions });
		const hooked = new Hooked(sandbox, receiver, clock, options.subscriptions !== undefined);
		await hooked.subscribe();
		await hooked.polling.poll();
		clock.advance(60_000);
		return hooked;
	}

	get shop() {
		return this.sandbox.wooCommerce.shop;
	}

	get webhooks() {
		return this.sandbox.wooCommerce.webhooks;
	}

	async subscribe(topics = this.connection.topics) {
		const addresses = { wanted: this.receiver.url, all: { default: this.receiver.url } };
		this.connection.topics = topics;
		return inWords(await reconcile(wooCommerce.subscriptions!, this.connection, addresses));
	}

	/** The deliveries that are due, as n8n would hand them over. */
	async deliveries(): Promise<Delivery[]> {
		this.receiver.forget();
		await this.webhooks.deliverDue();
		return this.receiver.deliveries.map((call) => this.read(call));
	}

	verify(delivery: Delivery): VerifyResult<VerifiedPayload> {
		return wooCommerce.verify(delivery, this.connection);
	}

	/**
	 * The events that deliveries make; those that are due if none are given.
	 *
	 * @param areStored whether n8n stores the executions. Defaults to true
	 */
	async events(given?: Delivery[], areStored = true): Promise<NormalizedEvent[]> {
		const events: NormalizedEvent[] = [];
		for (const delivery of given ?? (await this.deliveries())) {
			const verdict = this.verify(delivery);
			if (!verdict.ok || verdict.kind !== 'change') throw new Error(JSON.stringify(verdict));
			const { receivedAt } = delivery;
			const changes = await wooCommerce.normalize(verdict.payload, this.connection, receivedAt);
			if (!changes.ok) throw new Error(changes.problem.message);
			if (areStored) wooCommerce.noteAccepted?.(verdict.payload, this.connection, true);
			const capture = { capture: 'webhook', receivedAt } as const;
			const { elementKey, hubKey } = wooCommerce;
			const source = { ...SOURCE, elementKey, hubKey, account: this.account };
			events.push(...changes.value.map((change) => toEvent(change, source, capture)));
		}
		return events;
	}

	/** Makes the poll ignore these fields, as its panel's option does. */
	ignore(fields: readonly string[]): void {
		this.polling.watched = this.polling.watched.map((one) => ignoring(one, fields));
	}

	/** Returns what the poll emits after all changes have settled. */
	async polled(): Promise<NormalizedEvent[]> {
		const { creationHashes, topics } = this.connection;
		for (const topic of topics.map(topicOf).filter((one) => one?.action === 'created'))
			creationHashes.noteReceived(this.account, topic!.resource.objectType, this.steadyNow());
		this.polling.watched = this.polling.watched.map((one) => ({
			...one,
			creations: creationHashes.of(this.account, one.resource.objectType, this.steadyNow()),
		}));
		const { changes, problems } = await this.polling.pollLater();
		if (problems.length > 0) throw new Error(JSON.stringify(problems));
		shareLearned(this.connection, this.polling.watched, this.polling.state);
		const { elementKey, hubKey } = wooCommerce;
		const source = { ...SOURCE, elementKey, hubKey, account: this.account };
		const capture = { capture: 'polling', receivedAt: this.clock.now() } as const;
		return changes.map((change) => toEvent(change, source, capture));
	}

	async close(): Promise<void> {
		await this.sandbox.close();
		await this.receiver.close();
	}

	private steadyNow(): number {
		return this.connection.shop.steadyNow();
	}

	private get account(): string {
		return wooCommerce.account(this.connection);
	}

	private read({ headers, body }: Call): Delivery {
		const { url: address } = this.receiver;
		return { headers, body: Buffer.from(body), address, receivedAt: this.clock.now() };
	}
}

/** What events say, in short and in order. */
export function said(events: readonly NormalizedEvent[]): string[] {
	return events.map(
		({ eventType, objectType, objectId }) => `${eventType} ${objectType} ${objectId}`,
	);
}

/** Returns each event once, by its id. */
export function once(events: readonly NormalizedEvent[]): NormalizedEvent[] {
	return [...new Map(events.map((event) => [event.id, event])).values()];
}
