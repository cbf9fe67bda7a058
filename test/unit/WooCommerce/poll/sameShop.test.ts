import { ManualClock } from '../../../sandbox/clock';
import { WooCommerceSandbox, type WooCommerceOptions } from '../../../sandbox/woocommerce/server';
import { Web, type Site } from './web';

const clock = new ManualClock('2026-05-01T12:00:00Z');

const open = (url: string, options: WooCommerceOptions = {}) =>
	WooCommerceSandbox.open(7, clock, url, { orders: 8, ...options });

/** A shop that was polled at an earlier address. An order has changed since. */
async function polledAtOld() {
	const shop = open(SHOP);
	const web = new Web(clock, { 'old.example': shop });
	web.credential = { storeUrl: 'https://old.example', ...shop.keys };
	await web.poll();
	await web.poll();
	shop.shop.update('orders', shop.shop.ids('orders')[0], { customer_note: 'x' });
	return { shop, web };
}

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
	edit('Edited');
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
		const web = new Web(clock, { 'shop.example': shop, [new URL(from).host]: shop });
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
			const web = new Web(clock, { 'old.example': shop, 'new.example': shop });
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
				'old.example': { home: 'https://other.example' },
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
		const web = new Web(clock, { [new URL(from).host]: live });
		live.shop.create('orders', { line_items: [] });
		const run = await correct(web, live, from, { storeUrl: to, ...keyed }, () => {
			delete web.sites[new URL(from).host];
			Object.assign(web.sites, sites(live));
		});
		expect(run.events).toEqual([]);
		const [before, after] = [from, to].map(withoutScheme);
		expect(web.log).toEqual([expect.stringContaining(`now names ${after} instead of ${before}`)]);
	});

	it.each<[what: string, during: Site | undefined]>([
		['did not respond', undefined],
		['responded with HTTP 503', { status: 503 }],
		['responded with HTTP 429', { status: 429 }],
		['responded with HTTP 401', { status: 401 }],
	])('keeps its cursor for four polls if the earlier address %s', async (what, during) => {
		const begin = async () => {
			const { shop, web } = await polledAtOld();
			web.sites['shop.example'] = shop;
			delete web.sites['old.example'];
			if (during !== undefined) web.sites['old.example'] = during;
			web.credential = { ...web.credential, storeUrl: SHOP };
			return web;
		};
		const back = await begin();
		for (let poll = 0; poll < 4; poll++)
			await expect(back.poll()).rejects.toThrow(`the earlier address old.example ${what}`);
		back.sites['old.example'] = { redirects: SHOP };
		expect(await back.poll()).toMatchObject([{ eventType: 'UPDATED' }]);

		const gone = await begin();
		for (let poll = 0; poll < 4; poll++) await expect(gone.poll()).rejects.toThrow(what);
		expect(await gone.poll()).toEqual([]);
		expect(gone.log).toEqual([expect.stringContaining('now names shop.example')]);
	});

	it.each(['the poll that notices it succeeds', 'that poll fails'])(
		'finds the changes of an outage of n8n that follows a change to another shop: %s',
		async (how) => {
			const [old, other] = [open('https://old.example'), open(SHOP)];
			const web = new Web(clock, {
				'old.example': old,
				'shop.example': how === 'that poll fails' ? { status: 503 } : other,
			});
			web.credential = { storeUrl: 'https://old.example', ...old.keys };
			await web.poll();
			await web.poll();
			web.credential = { storeUrl: SHOP, ...other.keys };
			delete web.sites['old.example'];
			web.sites['old.example'] = { home: 'https://other.example' };
			if (how === 'that poll fails') await expect(web.poll()).rejects.toThrow('shop.example');
			web.sites['shop.example'] = other;
			expect(await web.poll()).toEqual([]);
			expect(await web.poll()).toEqual([]);
			other.shop.update('orders', other.shop.ids('orders')[0], { customer_note: 'x' });
			web.restart();
			expect(await web.poll()).toMatchObject([{ eventType: 'UPDATED' }]);
			expect(
				web.log.filter((line) => line.includes('could not confirm that both are the same shop')),
			).toHaveLength(1);
		},
	);

	it('still continues after a restart of n8n at which the earlier address does not exist any more', async () => {
		const { shop, web } = await polledAtOld();
		expect(await web.poll()).toHaveLength(1);
		web.sites['shop.example'] = shop;
		web.sites['old.example'] = { redirects: SHOP };
		web.credential = { ...web.credential, storeUrl: SHOP };
		expect(await web.poll()).toEqual([]);
		shop.shop.update('orders', shop.shop.ids('orders')[1], { customer_note: 'x' });
		web.sites['old.example'] = { home: 'https://other.example' };
		web.restart();
		expect(await web.poll()).toMatchObject([{ eventType: 'UPDATED' }]);
		expect(web.log).toEqual([expect.stringContaining('continues at shop.example')]);
	});

	it('keeps its cursor while the new address does not respond', async () => {
		const { shop, web } = await polledAtOld();
		web.sites['old.example'] = { redirects: SHOP };
		web.credential = { ...web.credential, storeUrl: SHOP };
		await expect(web.poll()).rejects.toThrow('shop.example');
		web.sites['shop.example'] = shop;
		expect(await web.poll()).toMatchObject([{ eventType: 'UPDATED' }]);
	});
});
