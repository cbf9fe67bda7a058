import type { Callback } from '../n8n/support/callback';
import { exampleWorkflow } from '../n8n/support/demo';
import type { CredentialStub, WorkflowJson } from '../n8n/support/n8n';
import type { Delivery } from '../sandbox/shopify/courier';
import { ShopifySandbox } from '../sandbox/shopify/server';

/** Shopify's retries of four hours come within four minutes, so that a test need not wait. */
const SPEED = 60;
const TIMEOUT_MS = 15_000;

/** n8n's own body, with a 200, until its database is migrated (n8n 2.41.1, abstract-server.js). */
const STARTING = 'n8n is starting up. Please wait';

/** What became of the deliveries of a shop. */
export interface Count {
	deliveries: number;
	/** Attempts that got no 2xx. */
	failedAttempts: number;
	/** Deliveries that `STARTING` was the response to. */
	tooEarly: number;
	/** Orders that got a 2xx, and never reached the callback. */
	lost: string[];
	/** Orders that reached the callback more than once. */
	repeated: string[];
}

/** How deliveries go out. */
interface Route {
	deliver(delivery: Delivery): Promise<number>;
}

/** A Shopify that sends webhooks to one workflow, retries in a hurry, and counts. */
export class HastyShop {
	private readonly hurried = new Map<Delivery, number>();
	private readonly early = new Set<Delivery>();
	private readonly timer: NodeJS.Timeout;
	private orders = 0;
	private underWay = 0;

	private constructor(
		readonly id: string,
		private readonly firstOrder: number,
		private readonly shop: ShopifySandbox,
		post: Route,
		originOf: () => string | undefined,
	) {
		post.deliver = async (delivery) => await this.post(delivery, originOf());
		this.timer = setInterval(() => this.hurry(), 100);
	}

	/** `originOf` says where the deliveries go instead of the subscribed origin. */
	static async open(
		id: string,
		seed: number,
		firstOrder: number,
		originOf: () => string | undefined = () => undefined,
	): Promise<HastyShop> {
		const post: Route = { deliver: async () => await Promise.resolve(0) };
		const shop = await ShopifySandbox.start({
			...{ seed, shop: `${id}-shop`, scopes: ['read_orders'], takesAnyUrl: true },
			post: async (delivery) => await post.deliver(delivery),
		});
		return new HastyShop(id, firstOrder, shop, post, originOf);
	}

	get credential(): CredentialStub {
		const { app, url } = this.shop;
		return {
			...{ id: this.id, name: this.id, type: 'signedEventsShopifyApi' },
			data: {
				...{ shop: `${this.id}-shop`, useBaseUrl: true, baseUrl: url },
				...{ clientSecret: app.clientSecret, accessToken: app.issueToken() },
			},
		};
	}

	/** The example, with *When Finished*. */
	workflow(callback: Callback): WorkflowJson {
		const { id } = this;
		const made = exampleWorkflow('shopify.json', {
			Shopify: {
				authentication: 'accessToken',
				topics: ['orders/create'],
				acknowledge: 'finished',
			},
			'Signed Event': { callbackUrl: callback.url },
		});
		const nodes = made.nodes.map((node) => {
			if (node.name !== 'Shopify') return node;
			const credentials = { signedEventsShopifyApi: { id, name: id } };
			return { ...node, webhookId: `hook-${id}`, credentials };
		});
		return { ...made, id, name: id, nodes };
	}

	get subscriptions(): string[] {
		return this.shop.subscriptions.all.map(({ uri }) => uri);
	}

	/** Sends the webhook of a new order. Later attempts follow by themselves. */
	sell(): void {
		const id = this.firstOrder + this.orders++;
		const now = new Date().toISOString();
		const order = { id, name: `#${id}`, created_at: now, updated_at: now };
		void this.shop.courier.emit('orders/create', order);
	}

	/** The number of deliveries that have not got a 2xx, and were not given up. */
	get open(): number {
		const waiting = this.shop.courier.deliveries.filter(({ dueAt }) => dueAt !== undefined);
		return waiting.length + this.underWay;
	}

	/** Counts the orders that are missing, also those that Shopify gave up. */
	count(callback: Callback): Count {
		const { deliveries } = this.shop.courier;
		const came = callback.received
			.filter(({ verified }) => verified)
			.flatMap(({ events }) => events.map(({ objectId }) => objectId));
		const orders = Array.from({ length: this.orders }, (_, index) =>
			String(this.firstOrder + index),
		);
		const timesOf = (order: string) => came.filter((objectId) => objectId === order).length;
		return {
			deliveries: deliveries.length,
			failedAttempts: deliveries
				.flatMap(({ statuses }) => statuses)
				.filter((status) => status < 200 || status >= 300).length,
			tooEarly: this.early.size,
			lost: orders.filter((order) => timesOf(order) === 0),
			repeated: orders.filter((order) => timesOf(order) > 1),
		};
	}

	async close(): Promise<void> {
		clearInterval(this.timer);
		await this.shop.close();
	}

	private hurry(): void {
		const { courier } = this.shop;
		const now = Date.now();
		for (const delivery of courier.deliveries) {
			const { dueAt, statuses } = delivery;
			if (dueAt === undefined || this.hurried.get(delivery) === statuses.length) continue;
			this.hurried.set(delivery, statuses.length);
			delivery.dueAt = now + (dueAt - now) / SPEED;
		}
		void courier.retry();
	}

	private async post(delivery: Delivery, origin?: string): Promise<number> {
		const { url, headers, body } = delivery;
		const signal = AbortSignal.timeout(TIMEOUT_MS);
		const target = origin === undefined ? url : `${origin}${new URL(url).pathname}`;
		this.underWay++;
		try {
			const answer = await fetch(target, { method: 'POST', headers, body, signal });
			if ((await answer.text()) === STARTING) this.early.add(delivery);
			return answer.status;
		} catch {
			return 0;
		} finally {
			this.underWay--;
		}
	}
}
