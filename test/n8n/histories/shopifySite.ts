import type { NormalizedEvent } from '../../../nodes/core/event';
import { CHOICES, ShopifyTruth } from '../../model/shopifyTruth';
import type { Clock } from '../../sandbox/clock';
import { Random } from '../../sandbox/random';
import { KINDS } from '../../sandbox/shopify/kinds';
import type { Act } from '../../sandbox/shopify/objects';
import { ShopifySandbox } from '../../sandbox/shopify/server';
import type { CredentialStub, WorkflowJson } from '../support/n8n';
import { workflowOf, type Site } from './site';
import { Wire, type Place } from './wire';

const SECOND = 1_000;
const LAGS = [
	[0, 0],
	[0, 9 * SECOND],
	[0, 45 * SECOND],
	[45 * SECOND, 45 * SECOND],
] as const;

/** What the Admin API is asked when a node is activated, and not by a look. */
const NOT_A_LOOK = /^(?:webhookSubscription|shop|currentAppInstallation)/;

/** A shop with a few kinds of objects. */
export class ShopifySite implements Site {
	readonly vendor = 'Shopify';
	readonly trigger = 'Shopify';
	readonly log: string[] = [];
	readonly longestGap = Infinity;
	onLook = async () => {};
	lookRequests = 0;
	isDisturbed = false;
	acts = 0;
	private readonly truth: ShopifyTruth;

	private constructor(
		readonly id: string,
		readonly seed: number,
		private readonly random: Random,
		private readonly kinds: readonly string[],
		private readonly sandbox: ShopifySandbox,
		private readonly clock: Clock,
		readonly wire: Wire,
		readonly credential: CredentialStub,
		readonly workflow: WorkflowJson,
	) {
		this.truth = new ShopifyTruth(kinds, sandbox.domain);
		this.mend();
	}

	static async open(
		id: string,
		seed: number,
		clock: Clock,
		place: Place,
		callbackUrl: string,
	): Promise<ShopifySite> {
		const random = new Random(seed);
		const kinds = random.pick(CHOICES);
		const wire = new Wire(place);
		const shop = `shop-${id.toLowerCase()}`;
		const scopes = kinds.flatMap((kind) => KINDS[kind].scopes);
		const sandbox = await ShopifySandbox.start({
			...{ seed, clock, shop, lagMs: random.pick(LAGS) },
			scopes: [...scopes, ...random.pick([[], ['read_all_orders']])],
			post: async ({ url, headers, body }) =>
				await wire.send({ url, headers: () => headers, body }),
		});
		const isOAuth2 = random.chance(0.5);
		const credential = credentialOf(id, sandbox, shop, isOAuth2);
		const topics = kinds.flatMap((kind) => Object.values(KINDS[kind].topics));
		const authentication = isOAuth2 ? 'oAuth2' : 'accessToken';
		const workflow = workflowOf(
			{ id, trigger: 'Shopify', credential },
			'shopify.json',
			{ authentication, topics },
			callbackUrl,
		);
		return new ShopifySite(id, seed, random, kinds, sandbox, clock, wire, credential, workflow);
	}

	async act(): Promise<void> {
		const { random, kinds, sandbox } = this;
		const { objects } = sandbox;
		const existing = kinds.flatMap((kind) => objects.existingOf(kind));
		// Nothing updates a refund.
		const changeable = existing.filter(({ type }) => type !== 'refunds');
		const deletable = existing.filter(({ type }) => KINDS[type].topics.delete !== undefined);
		const how = random.pick(['create', 'create', 'create', 'update', 'update', 'update', 'delete']);
		if (how === 'update' && changeable.length > 0)
			return await this.happen(objects.update(random.pick(changeable).id));
		if (how === 'delete' && deletable.length > 0)
			return await this.happen(objects.delete(random.pick(deletable).id));
		const type = random.pick(kinds);
		const { parent: over } = KINDS[type];
		const parents = over === undefined ? [] : objects.existingOf(over);
		if (over !== undefined && parents.length === 0) return;
		const parent = over === undefined ? undefined : random.pick(parents).id;
		await this.happen(objects.create(type, { parent }));
	}

	private async happen(acts: readonly Act[]): Promise<void> {
		this.acts += this.truth.note(acts);
		const deliveries = await this.sandbox.announce(acts);
		for (const { topic, body, statuses } of deliveries)
			this.log.push(`${this.time} ${topic} ${body.toString()}: ${statuses.join()}`);
	}

	async retry(): Promise<void> {
		await this.sandbox.courier.retry();
	}

	unsubscribe(): void {
		const { all } = this.sandbox.subscriptions;
		if (all.length > 0) this.sandbox.subscriptions.remove(this.random.pick(all).id);
	}

	disturb(): void {
		this.isDisturbed = true;
		const { random, sandbox } = this;
		const [skip, times] = [random.integer(0, 5), random.integer(1, 4)];
		const how = random.pick(['throttled', 'failed', 'busy', 'closed'] as const);
		this.log.push(`${this.time} ${how} after ${skip} requests, ${times} times`);
		if (how === 'busy') sandbox.throttle.leave(random.integer(600, 1_200));
		else if (how === 'throttled')
			sandbox.faults.push({ skip, times, effect: { kind: 'throttled', status: 429 } });
		else if (how === 'failed')
			sandbox.faults.push({ skip, times, effect: { kind: 'status', status: 500 } });
		else sandbox.faults.push({ skip, times, effect: { kind: 'close' } });
		if (random.chance(0.3))
			sandbox.faults.push({ ...{ skip, times: 1 }, beforeAnswer: async () => await this.act() });
	}

	mend(): void {
		this.isDisturbed = false;
		this.wire.mend();
		this.sandbox.faults.clear();
		this.sandbox.faults.push({
			beforeAnswer: async ({ topic }) => {
				if (topic === undefined || NOT_A_LOOK.test(topic)) return;
				this.lookRequests++;
				await this.onLook();
			},
		});
	}

	faultsOf(told: readonly NormalizedEvent[]): string[] {
		return this.truth.faultsOf(told, this.sandbox.objects);
	}

	async close(): Promise<void> {
		await this.sandbox.close();
	}

	private get time(): string {
		return new Date(this.clock.now()).toISOString();
	}
}

function credentialOf(
	id: string,
	{ app, url }: ShopifySandbox,
	shop: string,
	isOAuth2: boolean,
): CredentialStub {
	const { clientId, clientSecret } = app;
	const place = { shop, useBaseUrl: true, baseUrl: url, clientSecret };
	return isOAuth2
		? {
				...{ id, name: id, type: 'signedEventsShopifyOAuth2Api' },
				data: { ...place, clientId, grantType: 'clientCredentials' },
			}
		: {
				...{ id, name: id, type: 'signedEventsShopifyApi' },
				data: { ...place, accessToken: app.issueToken() },
			};
}
