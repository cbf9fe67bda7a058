import { randomUUID } from 'node:crypto';

import type { IHttpRequestOptions, IPollFunctions } from 'n8n-workflow';

import { connectWebhooks } from '../../../../nodes/WooCommerce/connect';
import { authenticate } from '../../../../nodes/WooCommerce/credential';
import { poll } from '../../../../nodes/WooCommerce/poll/poll';
import { newProcessMemory } from '../../../../nodes/WooCommerce/webhooks/processMemory';
import { wooCommerce } from '../../../../nodes/WooCommerce/webhooks/vendor';
import { ManualClock } from '../../../sandbox/clock';
import { WooCommerceSandbox, type WooCommerceOptions } from '../../../sandbox/woocommerce/server';

const clock = new ManualClock('2026-05-01T12:00:00Z');

/** What a host answers: a shop, another URL, or its own version of a shop's index. */
type Site = WooCommerceSandbox | { redirects: string } | { home: string };

/** Sites by host, and a node that polls one of them. */
class Web {
	readonly log: string[] = [];
	readonly staticData: { state?: { account: string } } = {};
	/** Requests without keys, which learn what an address leads to. */
	readonly asked: string[] = [];
	credential: Record<string, unknown> = {};

	constructor(readonly sites: Record<string, Site>) {}

	private async answer({ method = 'GET', url, qs }: IHttpRequestOptions) {
		const { host, pathname } = new URL(url);
		const site = this.sites[host];
		if (site === undefined) throw Object.assign(new Error('no host'), { code: 'ENOTFOUND' });
		const query = new URLSearchParams(qs as Record<string, string>).toString();
		if ('redirects' in site) {
			const location = `${site.redirects}${pathname}${query === '' ? '' : `?${query}`}`;
			return { statusCode: 301, headers: { location }, body: Buffer.from('') };
		}
		if ('home' in site)
			return { statusCode: 200, headers: {}, body: Buffer.from(JSON.stringify(site)) };
		const { headers = {} } = this.signed ?? {};
		const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
		const call = { method, path: pathname, query, body: '', headers: Object.fromEntries(lower) };
		const { status, ...answer } = await site.answer(call as never);
		return { statusCode: status, headers: answer.headers, body: Buffer.from(answer.body) };
	}

	private signed: IHttpRequestOptions | undefined;

	private get functions() {
		const parameters: Record<string, unknown> = { resources: ['orders'] };
		return {
			getNode: () => ({ id: randomUUID(), name: 'Poll', type: 'x', parameters: {} }),
			getWorkflow: () => ({ id: 'workflow' }),
			getMode: () => 'trigger',
			getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
			getWorkflowStaticData: () => this.staticData,
			getCredentials: async () => this.credential,
			logger: {
				warn: (line: string) => void this.log.push(line),
				info: (line: string) => void this.log.push(line),
			},
			helpers: {
				httpRequest: async (options: IHttpRequestOptions) => {
					this.asked.push(options.url);
					this.signed = undefined;
					return await this.answer(options);
				},
				httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
					const timestamp = Math.floor(clock.now() / 1000);
					const signed = authenticate(this.credential as never, options, { nonce: 'n', timestamp });
					if (!signed.ok) throw new Error(signed.problem.message);
					this.signed = signed.value;
					return await this.answer(signed.value);
				},
			},
		};
	}

	/** Polls after all changes have settled. */
	async poll() {
		clock.advance(10_000);
		const items = await poll.call(this.functions as unknown as IPollFunctions);
		return (items ?? [[]])[0].map(({ json }) => json);
	}

	/** The account of the webhook trigger with the same credential. */
	get webhookAccount(): string {
		const { functions, credential } = this;
		const connected = connectWebhooks(functions as never, credential as never, newProcessMemory());
		if (!connected.ok) throw new Error(connected.problem.message);
		return wooCommerce.account(connected.value);
	}
}

const open = (url: string, options: WooCommerceOptions = {}) =>
	WooCommerceSandbox.open(7, clock, url, { orders: 8, ...options });

/**
 * Begins at one URL and goes on at another one. An order changes in between, and another one after that.
 *
 * @param credential the fields that a person changes
 * @param move what happens to the addresses before
 */
async function correct(
	web: Web,
	shop: WooCommerceSandbox,
	from: string,
	credential: object,
	move: () => void = () => undefined,
) {
	const edit = (note: string) =>
		void shop.shop.update('orders', shop.shop.ids('orders')[2], { customer_note: note });
	web.credential = { storeUrl: from, ...shop.keys };
	await web.poll();
	await web.poll();
	edit('seen');
	expect(await web.poll()).toHaveLength(1);
	expect(web.asked).toEqual([]);
	web.log.length = 0;
	edit('meanwhile');
	move();
	web.credential = { ...web.credential, ...credential };
	const events = await web.poll();
	const asked = web.asked.length;
	edit('later');
	const later = await web.poll();
	expect(web.asked).toHaveLength(asked);
	return { events, later, asked };
}

const SHOP = 'https://shop.example';
const withoutScheme = (url: string) => url.replace(/^https?:\/\//, '');

beforeEach(() => void jest.spyOn(Date, 'now').mockImplementation(() => clock.now()));
afterEach(() => void jest.restoreAllMocks());

describe('after the Store URL was corrected, a poll', () => {
	it.each<[what: string, from: string, sites: Record<string, Site>]>([
		['a redirect', 'https://old.example', { 'old.example': { redirects: SHOP } }],
		[
			'two redirects',
			'https://old.example',
			{
				'old.example': { redirects: 'https://www.old.example' },
				'www.old.example': { redirects: SHOP },
			},
		],
		['the home that it names', 'https://10.0.0.7:8443', { '10.0.0.7:8443': { home: SHOP } }],
		['its index.php', 'https://shop.example/index.php', {}],
		['an address with www.', 'https://www.shop.example', {}],
	])('goes on if the earlier address is known by %s', async (_what, from, sites) => {
		const shop = open(SHOP);
		const web = new Web({ 'shop.example': shop, [new URL(from).host]: shop });
		const run = await correct(web, shop, from, { storeUrl: SHOP }, () => {
			if (!from.startsWith(SHOP)) delete web.sites[new URL(from).host];
			Object.assign(web.sites, sites);
		});
		expect(run.events).toMatchObject([{ eventType: 'UPDATED', account: 'shop.example' }]);
		expect(run.later).toMatchObject([{ eventType: 'UPDATED', account: web.webhookAccount }]);
		expect(run.asked).toBeLessThanOrEqual(3);
		const line = `Poll: Polling of ${withoutScheme(from)} continues at shop.example.`;
		expect(web.log).toEqual([expect.stringContaining(line)]);
	});

	it('gives all later events the ids of the earlier address if the credential names it', async () => {
		const idsOf = async (earlier: object, storeUrl: string) => {
			clock.set('2026-05-01T12:00:00Z');
			const shop = open(SHOP);
			const web = new Web({ 'old.example': shop, 'new.example': shop });
			const run = await correct(web, shop, 'https://old.example', { storeUrl, ...earlier });
			const events = [...run.events, ...run.later];
			expect(events).toHaveLength(2);
			return { ids: events.map(({ id }) => id), web, asked: run.asked };
		};
		const unmoved = await idsOf({}, 'https://old.example');
		const moved = await idsOf({ earlierStoreUrl: 'https://old.example/' }, 'https://new.example');
		expect(moved.ids).toEqual(unmoved.ids);
		expect(moved.asked).toBe(0);
		expect(moved.web.webhookAccount).toBe('old.example');
		expect(moved.web.log).toEqual([
			'Poll: Polling of old.example continues at new.example. Its events keep the account old.example and their ids.',
		]);
	});

	it.each<[what: string, from: string, to: string, sites: (live: Site) => Record<string, Site>]>([
		[
			'a fresh copy that names the live shop',
			SHOP,
			'https://staging.example',
			(live) => ({
				'shop.example': { home: SHOP },
				'staging.example': live,
			}),
		],
		[
			'the live shop after a copy with changes that names it',
			'https://staging.example',
			SHOP,
			(live) => ({
				'shop.example': open(SHOP),
				'staging.example': live,
			}),
		],
		[
			'a shop without a way from the earlier address',
			'https://old.example',
			SHOP,
			(live) => ({
				'shop.example': live,
			}),
		],
		[
			'another shop to which the earlier address redirects',
			'https://old.example',
			SHOP,
			() => ({
				'shop.example': open(SHOP, { orders: 0 }),
				'old.example': { redirects: SHOP },
			}),
		],
		[
			'a shop whose earlier address redirects to itself',
			'https://old.example',
			SHOP,
			(live) => ({
				'shop.example': live,
				'old.example': { redirects: 'https://old.example/x' },
			}),
		],
	])('begins again and says so: %s', async (_what, from, to, sites) => {
		const live = open(from.includes('staging') ? SHOP : from);
		const keyed = { ...live.keys };
		const web = new Web({ [new URL(from).host]: live });
		live.shop.create('orders', { line_items: [] });
		const run = await correct(web, live, from, { storeUrl: to, ...keyed }, () => {
			delete web.sites[new URL(from).host];
			Object.assign(web.sites, sites(live));
		});
		expect(run.events).toEqual([]);
		const [before, after] = [from, to].map(withoutScheme);
		expect(web.log).toEqual([
			expect.stringContaining(`another shop: ${after} instead of ${before}`),
		]);
	});

	it('keeps its cursor while the new address does not respond', async () => {
		const shop = open(SHOP);
		const web = new Web({ 'old.example': shop });
		web.credential = { storeUrl: 'https://old.example', ...shop.keys };
		await web.poll();
		await web.poll();
		shop.shop.update('orders', shop.shop.ids('orders')[0], { customer_note: 'x' });
		web.sites['old.example'] = { redirects: SHOP };
		web.credential = { ...web.credential, storeUrl: SHOP };
		await expect(web.poll()).rejects.toThrow('shop.example');
		web.sites['shop.example'] = shop;
		expect(await web.poll()).toMatchObject([{ eventType: 'UPDATED' }]);
	});
});
