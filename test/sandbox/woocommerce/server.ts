import { makeCertificate } from '../certificate';
import { SkewedClock, type Clock } from '../clock';
import { AnswerMemory, FaultRules } from '../faults';
import { startHttpServer, type Answer, type Call, type RunningServer } from '../http';
import { without } from '../json';
import { hashText, mix, Random } from '../random';
import { RequestLog } from '../requestLog';
import { RestApi } from './api';
import { KeyRing, type KeyPair, type KeyPermission } from './auth';
import {
	amend,
	answerInPlace,
	cacheKeys,
	rowsToSkip,
	type ShopFault,
	type ShopRequest,
} from './faults';
import { coupons } from './objects/coupon';
import { custom, type CustomResource } from './objects/custom';
import { customers } from './objects/customer';
import { orders, type OrderStorage } from './objects/order';
import { products } from './objects/product';
import { refunds } from './objects/refund';
import { reviews } from './objects/review';
import { subscriptions } from './objects/subscription';
import { categories, tags } from './objects/terms';
import { variations } from './objects/variation';
import { flattenPhp, parsePhpQuery } from './phpQuery';
import type { IdGaps, Stock } from './population';
import type { Resource } from './resource';
import { Shop } from './shop';
import { WebhookApi } from './webhooks/api';
import { PLUGIN_TOPICS } from './webhooks/topics';
import { Webhooks, type WebhookOptions } from './webhooks/webhooks';
import { SiteZone } from './zone';

/** How a WooCommerce shop is set up; everything has a default. */
export interface WooCommerceOptions extends Partial<Omit<Stock, 'custom'>> {
	/** An IANA zone, or a manual offset such as `+05:30`. */
	timeZone?: string;
	/** Whether ids have gaps and the kinds of posts are mixed, as in a shop that has grown. */
	idGaps?: IdGaps;
	/** The store takes its connection for TLS, while the port speaks http, as behind a proxy. */
	believesTls?: boolean;
	/** The port itself speaks TLS, with a certificate made for this run. */
	tls?: boolean;
	/** With `plain`, only `/?rest_route=/wc/v3/…` leads to the API. */
	permalinks?: 'pretty' | 'plain';
	/** The path of the REST API, which a filter can change. */
	restPrefix?: string;
	/** WordPress' folder on the host, such as `/shop`. */
	folder?: string;
	orderStorage?: OrderStorage;
	/** The web server passes no `Authorization` header to PHP, as Apache with CGI does. */
	dropsAuthorization?: boolean;
	/** `user:password` that the web server of a staging site asks for. */
	siteLogin?: string;
	/** With plain permalinks, nginx redirects other addresses to themselves with a slash (measured). */
	isNginx?: boolean;
	/** Milliseconds that the shop's clock is ahead of the sandbox's. */
	clockSkew?: number;
	/** How many subscriptions there are. Without a number, the shop lacks the plugin WooCommerce Subscriptions. */
	subscriptions?: number;
	/** Resources that a plugin adds. */
	customResources?: readonly CustomResource[];
	webhooks?: WebhookOptions;
}

type Settings = Required<Omit<WooCommerceOptions, 'believesTls' | 'subscriptions'>>;

const DEFAULTS: Settings = {
	timeZone: 'America/New_York',
	idGaps: 'dense',
	tls: false,
	permalinks: 'pretty',
	folder: '',
	orderStorage: 'highPerformance',
	dropsAuthorization: false,
	siteLogin: '',
	isNginx: false,
	restPrefix: 'wp-json',
	clockSkew: 0,
	customResources: [],
	webhooks: {},
	orders: 20,
	products: 50,
	coupons: 5,
	customers: 10,
	administrators: 1,
	categories: 6,
	tags: 4,
	reviews: 5,
};

/** A WooCommerce shop, on a port of this machine or in this process alone. */
export class WooCommerceSandbox {
	/** What came over the wire. */
	readonly requests = new RequestLog();
	/** Rules by which requests go wrong. */
	readonly faults: FaultRules<ShopFault, ShopRequest>;
	/** A key pair that may read and write. */
	readonly keys: KeyPair;
	/** Scheme, host, port and folder to connect to. */
	readonly url: string;

	/** Webhooks as tests see and drive them. */
	readonly webhooks: Webhooks;

	private readonly webhookApi: WebhookApi;
	private readonly memory = new AnswerMemory();
	private readonly waiting = new Set<NodeJS.Timeout>();

	private constructor(
		private readonly server: RunningServer | undefined,
		/** The shop's own clock; its `skew` may be changed. */
		readonly clock: SkewedClock,
		/** The shop behind the API, for tests to change and to compare with. */
		readonly shop: Shop,
		private readonly keyRing: KeyRing,
		private readonly api: RestApi,
		private readonly random: Random,
		address: { url: string; certificate?: string },
		private readonly settings: Settings,
	) {
		this.url = address.url;
		this.certificate = address.certificate;
		this.faults = new FaultRules(new Random(random.integer(0, 0xffffffff)));
		this.keys = this.addKey('read_write');
		this.webhooks = new Webhooks({ shop, api, clock, options: settings.webhooks });
		this.webhookApi = new WebhookApi({
			view: shop,
			keys: keyRing,
			api,
			webhooks: this.webhooks,
			lacks: settings.webhooks.lacks,
		});
	}

	/** PEM of the certificate that a client has to trust, where the port speaks TLS. */
	readonly certificate?: string;

	/** Opens a shop that listens on a port. */
	static async start(
		seed: number,
		clock: Clock,
		options: WooCommerceOptions = {},
	): Promise<WooCommerceSandbox> {
		const { tls, folder } = { ...DEFAULTS, ...options };
		const certificate = tls ? makeCertificate() : undefined;
		const opened: { sandbox?: WooCommerceSandbox } = {};
		const server = await startHttpServer(
			(call) => (opened.sandbox as WooCommerceSandbox).answer(call),
			certificate,
		);
		const address = {
			url: `${tls ? 'https' : 'http'}://127.0.0.1:${server.port}${folder}`,
			...(certificate && { certificate: certificate.certificate }),
		};
		opened.sandbox = WooCommerceSandbox.make(seed, clock, options, address, server);
		return opened.sandbox;
	}

	/**
	 * Opens a shop without a port, for tests that need thousands of them: `answer` is the way in.
	 *
	 * @param url the URL of the site, without its folder; with `https` the site treats requests as TLS
	 */
	static open(
		seed: number,
		clock: Clock,
		url: string,
		options: WooCommerceOptions = {},
	): WooCommerceSandbox {
		const { folder } = { ...DEFAULTS, ...options };
		const tls = url.startsWith('https:');
		return WooCommerceSandbox.make(seed, clock, { tls, ...options }, { url: `${url}${folder}` });
	}

	private static make(
		seed: number,
		clock: Clock,
		options: WooCommerceOptions,
		address: { url: string; certificate?: string },
		server?: RunningServer,
	): WooCommerceSandbox {
		const { subscriptions: count, ...others } = options;
		const lacks = [
			...(others.webhooks?.lacks ?? []),
			...(count === undefined ? PLUGIN_TOPICS : []),
		];
		const settings = { ...DEFAULTS, ...others, webhooks: { ...others.webhooks, lacks } };
		const plugin = count === undefined ? [] : [subscriptions(settings.orderStorage)];
		const { tls, folder, permalinks, customResources } = settings;
		const believesTls = options.believesTls ?? tls;
		const siteUrl = address.url.replace(/^https?/, believesTls ? 'https' : 'http');
		const own = new SkewedClock(clock, settings.clockSkew);
		const shop = new Shop({
			seed,
			clock: own,
			zone: SiteZone.of(settings.timeZone),
			siteUrl,
			permalinks,
			resources: [
				...standardResources(settings.orderStorage),
				...plugin,
				...customResources.map(custom),
			],
			stock: stockOf(settings, count),
			idGaps: settings.idGaps,
		});
		const keyRing = new KeyRing(own, { believesTls, url: siteUrl });
		const api = new RestApi({
			shop,
			keys: keyRing,
			folder,
			permalinks,
			restPrefix: settings.restPrefix,
		});
		const random = new Random(mix(seed, hashText('woocommerce')));
		return new WooCommerceSandbox(server, own, shop, keyRing, api, random, address, settings);
	}

	/** Makes a further key. */
	addKey(permission: KeyPermission): KeyPair {
		const hex = () => this.random.text('0123456789abcdef', 40);
		const pair = { consumerKey: `ck_${hex()}`, consumerSecret: `cs_${hex()}` };
		this.keyRing.add(pair, permission);
		return pair;
	}

	/** Takes a key back: from now on it is unknown. */
	revokeKey(consumerKey: string): void {
		this.keyRing.revoke(consumerKey);
	}

	/** Closes the port; hanging requests are cut. */
	async close(): Promise<void> {
		for (const timer of this.waiting) clearTimeout(timer);
		this.webhooks.close();
		await this.server?.close();
	}

	/**
	 * Returns the response to a request, including faults, for callers without a port. The caller
	 * carries out `half`, `hang` and `close`.
	 */
	async answer(sent: Call): Promise<Answer> {
		const call = this.settings.dropsAuthorization
			? { ...sent, headers: without(sent.headers, 'authorization') }
			: sent;
		const isWebhooks = this.webhookApi.isFor(call);
		const resource = isWebhooks ? 'webhooks' : this.api.resourceOf(call);
		const request: ShopRequest = { ...call, ...(resource !== undefined && { resource }) };
		const rules = this.faults.take(request);
		for (const rule of rules) await rule.beforeAnswer?.(request);
		const effects = rules.flatMap((rule) => (rule.effect ? [rule.effect] : []));
		for (const effect of effects) if (effect.kind === 'slow') await this.wait(effect.milliseconds);
		const answer = await this.answerOf(call, effects, isWebhooks);
		this.note(call, resource, answer);
		return answer;
	}

	private async answerOf(
		call: Call,
		effects: readonly ShopFault[],
		isWebhooks: boolean,
	): Promise<Answer> {
		const date = new Date(this.clock.now()).toUTCString();
		const refused = this.answerOfWebServer(call, date);
		if (refused) return refused;
		const instead = answerInPlace(effects, date, call, this.memory);
		if (instead) return instead;
		const perPage = Number(parsePhpQuery(call.query).per_page ?? 10);
		const own = isWebhooks
			? await this.webhookApi.answer(call)
			: this.api.answer(call, rowsToSkip(effects, perPage));
		const dated = { ...own, headers: { Date: date, ...own.headers } };
		if (call.method === 'GET' && own.status === 200)
			for (const key of cacheKeys(call)) this.memory.remember(key, dated);
		return amend(effects, dated, call.query);
	}

	/** The answer of the web server in front of PHP, if it does not pass a request on. */
	private answerOfWebServer(call: Call, date: string): Answer | undefined {
		const { siteLogin, isNginx, permalinks, folder } = this.settings;
		const login = `Basic ${Buffer.from(siteLogin).toString('base64')}`;
		const html = { Date: date, 'Content-Type': 'text/html' };
		if (siteLogin !== '' && call.headers.authorization !== login) {
			const headers = { ...html, 'WWW-Authenticate': 'Basic realm="Staging"' };
			return { status: 401, headers, body: '<html><h1>401 Authorization Required</h1></html>' };
		}
		const isOther = call.path.startsWith(`${folder}/wp-json/`) && !call.path.endsWith('/');
		if (!isNginx || permalinks !== 'plain' || !isOther) return undefined;
		const headers = {
			...html,
			Location: `${this.shop.site(call.path.slice(folder.length))}/?${call.query}`,
		};
		return { status: 301, headers, body: '' };
	}

	private note(call: Call, resource: string | undefined, answer: Answer): void {
		this.requests.add({
			at: this.clock.now(),
			method: call.method,
			path: call.path,
			query: call.query,
			parameters: Object.fromEntries(flattenPhp(parsePhpQuery(call.query))),
			...(resource !== undefined && { resource }),
			status: answer.status,
			bytes: call.method === 'HEAD' ? 0 : Buffer.byteLength(answer.body),
		});
	}

	private wait(milliseconds: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(() => {
				this.waiting.delete(timer);
				resolve();
			}, milliseconds);
			this.waiting.add(timer);
		});
	}
}

function standardResources(storage: OrderStorage): Resource[] {
	return [
		...[orders(storage), products(), coupons(), customers()],
		...[categories(), tags(), reviews(), refunds(), variations()],
	];
}

function stockOf({ customResources, ...stock }: Settings, subscriptions?: number): Stock {
	const custom = customResources.map(({ name, count }) => [name, count] as const);
	const plugin: Stock['custom'] = subscriptions === undefined ? {} : { subscriptions };
	return { ...stock, custom: { ...plugin, ...Object.fromEntries(custom) } };
}
