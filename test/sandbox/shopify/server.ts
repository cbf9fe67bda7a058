import { systemClock, type Clock } from '../clock';
import {
	answerInstead,
	amendAnswer,
	FaultRules,
	type FaultEffect,
	type MatchableRequest,
} from '../faults';
import { startHttpServer, type Answer, type Call, type RunningServer } from '../http';
import { hashText, mix, Random } from '../random';
import { RequestLog } from '../requestLog';
import { answerAdmin, costOf, MAX_COST, readDocument, unusedCost, type Asked } from './admin';
import { App, type AppOptions } from './app';
import { Courier, type Delivery, type Post } from './courier';
import { authorize, giveToken } from './oauth';
import { ShopObjects, type Act } from './objects';
import { API_VERSIONS, type ApiVersion } from './schema';
import { SubscriptionStore } from './subscriptions';
import { Throttle } from './throttle';

/** How a shop and an app in it are set up; everything has a default. */
export interface ShopifyOptions extends AppOptions {
	seed?: number;
	clock?: Clock;
	/** The name before `.myshopify.com`. */
	shop?: string;
	/** Takes URLs that Shopify would not call: http, and this machine. */
	takesAnyUrl?: boolean;
	/** Milliseconds until a delivery has to be answered; 5,000 if not given. */
	timeout?: number;
	/** The points of the Admin API: how many come back a second, and the most. */
	budget?: { restoreRate: number; maximum: number };
	/** How long until the search shows a change, in milliseconds. */
	lagMs?: readonly [least: number, most: number];
	/** The shop's time zone, in hours. */
	zone?: number;
	/** Delivers instead of HTTP. Returns the status, or 0 without a response. */
	post?: Post;
}

/** A fault of any server, or the busy Shopify: with status 200 and with 429 it was seen. */
export type ShopifyFault =
	| FaultEffect
	| { kind: 'throttled'; status: 200 | 429; retryAfter?: number };

/**
 * Shopify as one app sees one shop: the token endpoint, the Admin API by its official schema, and
 * signed deliveries. It listens on a port of this machine instead of `{shop}.myshopify.com`.
 */
export class ShopifySandbox {
	/** What came over the wire. */
	readonly requests = new RequestLog();
	/** Rules by which requests go wrong; a request's `topic` is the operation (`webhookSubscriptionCreate`). */
	readonly faults: FaultRules<ShopifyFault, MatchableRequest & { body: string }>;
	readonly app: App;
	readonly subscriptions: SubscriptionStore;
	readonly courier: Courier;
	readonly objects: ShopObjects;
	readonly throttle: Throttle;
	private restCalls = 0;
	private restAt = 0;

	private constructor(
		private readonly server: RunningServer,
		readonly domain: string,
		private readonly clock: Clock,
		random: Random,
		{
			takesAnyUrl = false,
			timeout = 5_000,
			lagMs = [0, 0],
			zone = -5,
			budget,
			...options
		}: ShopifyOptions,
	) {
		const own = () => new Random(random.integer(0, 0xffffffff));
		this.app = new App(clock, own(), options);
		this.subscriptions = new SubscriptionStore({ app: this.app, clock, takesAnyUrl });
		this.throttle = new Throttle(clock, budget?.restoreRate, budget?.maximum);
		this.faults = new FaultRules(own());
		const { app, subscriptions: store } = this;
		const { post } = options;
		this.courier = new Courier({ app, store, clock, random: own(), domain, timeout, post });
		this.objects = new ShopObjects({ app, clock, random: own(), lagMs, zone });
	}

	static async start(options: ShopifyOptions = {}): Promise<ShopifySandbox> {
		const { seed = 1, clock = systemClock, shop = 'my-shop' } = options;
		const opened: { sandbox?: ShopifySandbox } = {};
		const server = await startHttpServer((call) => (opened.sandbox as ShopifySandbox).handle(call));
		const random = new Random(mix(seed, hashText('shopify')));
		opened.sandbox = new ShopifySandbox(server, `${shop}.myshopify.com`, clock, random, options);
		return opened.sandbox;
	}

	/** A shop without a server. `handle` takes its requests. */
	static offline(options: ShopifyOptions): ShopifySandbox {
		const { seed = 1, clock = systemClock, shop = 'my-shop' } = options;
		const server = { port: 0, close: async () => {} };
		const random = new Random(mix(seed, hashText('shopify')));
		return new ShopifySandbox(server, `${shop}.myshopify.com`, clock, random, options);
	}

	/** Delivers the webhooks of what happened in the shop. */
	async announce(acts: readonly Act[]): Promise<Delivery[]> {
		const sent = acts.map(async ({ topic, body }) => await this.courier.emit(topic, body));
		return (await Promise.all(sent)).flat();
	}

	/** What stands in for `https://{shop}.myshopify.com`. */
	get url(): string {
		return `http://127.0.0.1:${this.server.port}`;
	}

	/** Closes the port and aborts requests in progress. */
	async close(): Promise<void> {
		this.courier.close();
		await this.server.close();
	}

	async handle(call: Call): Promise<Answer> {
		const operation =
			/\b(?:webhookSubscription\w+|shop|currentAppInstallation|(?:orders|products|customers|draftOrders|collections|companies|companyLocations|inventoryItems|discountNodes|events|nodes)(?=\())\b/.exec(
				call.body,
			)?.[0];
		const request = { ...call, ...(operation !== undefined && { topic: operation }) };
		const rules = this.faults.take(request);
		for (const rule of rules) await rule.beforeAnswer?.(request);
		const effects = rules.flatMap(({ effect }) => (effect ? [effect] : []));
		const date = new Date(this.clock.now()).toUTCString();
		const answer = await this.answerOf(call, effects, date);
		const { method, path, query } = call;
		const parameters: Record<string, string> = operation === undefined ? {} : { operation };
		const bytes = Buffer.byteLength(answer.body);
		this.requests.add({
			at: this.clock.now(),
			method,
			path,
			query,
			parameters,
			status: answer.status,
			bytes,
		});
		return answer;
	}

	private async answerOf(call: Call, effects: ShopifyFault[], date: string): Promise<Answer> {
		for (const effect of effects) {
			if (effect.kind === 'throttled') return this.busy(effect);
			const instead = answerInstead(effect, date);
			if (instead) return instead;
		}
		const own = await this.route(call);
		const others = effects.filter((effect): effect is FaultEffect => effect.kind !== 'throttled');
		const dated = { ...own, headers: { Date: date, ...own.headers } };
		return others.reduce<Answer>((answer, effect) => amendAnswer(effect, answer), dated);
	}

	private async route(call: Call): Promise<Answer> {
		if (call.path === '/admin/oauth/access_token') return giveToken(this.app, call);
		if (call.path === '/admin/oauth/authorize')
			return authorize(this.app, this.clock, this.domain, call);
		const [, version] = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(call.path) ?? [];
		const [, restVersion, list] = /^\/admin\/api\/([^/]+)\/(\w+)\.json$/.exec(call.path) ?? [];
		if (restVersion !== undefined && list !== 'graphql') return this.readRest(call, list);
		const served = version === undefined ? undefined : servedVersion(version);
		if (served === undefined) return json(404, { errors: 'Not Found' });
		return await this.askAdmin(call, served);
	}

	/** The lists of the REST Admin API, with its own rate limit: 40 requests, of which it forgets two a second. */
	private readRest(call: Call, list: string): Answer {
		const rejection = this.rejection(call);
		if (rejection !== undefined) return rejection;
		const now = this.clock.now();
		this.restCalls = Math.max(0, this.restCalls - ((now - this.restAt) / 1000) * 2);
		this.restAt = now;
		if (this.restCalls + 1 > REST_CALLS)
			return json(429, { errors: 'Exceeded 2 calls per second for api client.' });
		this.restCalls++;
		const found =
			call.method === 'GET'
				? this.objects.restList(list, new URLSearchParams(call.query))
				: undefined;
		const answer = json(found?.status ?? 404, found?.body ?? { errors: 'Not Found' });
		answer.headers['X-Shopify-Shop-Api-Call-Limit'] = `${Math.ceil(this.restCalls)}/${REST_CALLS}`;
		return answer;
	}

	private rejection(call: Call): Answer | undefined {
		if (!this.app.isToken(call.headers['x-shopify-access-token']))
			return json(401, {
				errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
			});
		if (this.app.isTooLasting(call.headers['x-shopify-access-token']))
			return json(403, {
				errors:
					'[API] Non-expiring access tokens are no longer accepted for the Admin API. Start using expiring offline tokens',
			});
		return undefined;
	}

	/** Other programs of the app send requests to the REST API. */
	useRest(requests: number): void {
		this.restCalls = requests;
		this.restAt = this.clock.now();
	}

	private async askAdmin(call: Call, version: ApiVersion): Promise<Answer> {
		if (call.method !== 'POST') return json(404, { errors: 'Not Found' });
		const rejection = this.rejection(call);
		if (rejection !== undefined) return rejection;
		const asked = readAsked(call);
		if (asked === undefined) return json(400, { errors: { query: 'Required parameter missing' } });
		const document = readDocument(asked, version);
		if (Array.isArray(document)) return json(200, { errors: document }, version);
		const points = costOf(document, asked);
		if (points > MAX_COST) return json(200, { errors: [tooCostly(points)] }, version);
		const { isEnough, cost } = this.throttle.take(points);
		const extensions = { cost };
		if (!isEnough) return json(200, { errors: [THROTTLED], extensions }, version);
		const { app, subscriptions: store, objects, domain } = this;
		const result = await answerAdmin(document, asked, { app, store, objects, domain, version });
		const unused = unusedCost(document, points, result.data);
		this.throttle.giveBack(unused);
		cost.actualQueryCost = points - unused;
		return json(200, { ...result, extensions }, version);
	}

	private busy({ status, retryAfter }: Extract<ShopifyFault, { kind: 'throttled' }>): Answer {
		const { cost } = this.throttle.take(0);
		const answer = json(status, { errors: [THROTTLED], extensions: { cost } });
		if (retryAfter !== undefined) answer.headers['Retry-After'] = String(retryAfter);
		return answer;
	}
}

const REST_CALLS = 40;

const THROTTLED = { message: 'Throttled', extensions: { code: 'THROTTLED' } };

function tooCostly(cost: number) {
	return {
		message: `Query cost is ${cost}, which exceeds the single query max cost limit (${MAX_COST}).`,
		extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: MAX_COST },
	};
}

/** A retired version falls forward to the oldest that is served (docs/facts/vendors.md 1.6). */
function servedVersion(asked: string): ApiVersion | undefined {
	const known = API_VERSIONS.find((version) => version === asked);
	const isRetired = /^20\d\d-(01|04|07|10)$/.test(asked) && asked < API_VERSIONS[0];
	return known ?? (isRetired ? API_VERSIONS[0] : undefined);
}

function readAsked({ headers, body }: Call): Asked | undefined {
	if (!(headers['content-type'] ?? '').startsWith('application/json')) return undefined;
	try {
		const asked = JSON.parse(body) as Asked;
		return typeof asked.query === 'string' ? asked : undefined;
	} catch {
		return undefined;
	}
}

function json(status: number, body: object, version?: ApiVersion): Answer {
	return {
		status,
		headers: {
			'Content-Type': 'application/json; charset=utf-8',
			...(version && { 'X-Shopify-API-Version': version }),
		},
		body: JSON.stringify(body),
	};
}
