/**
 * After a change of *Store URL*, the poll asks the earlier address. Another person may own its name by now, and choose what
 * the name resolves to and where it redirects.
 */
import { ManualClock } from '../sandbox/clock';
import { WooCommerceSandbox } from '../sandbox/woocommerce/server';
import { Web, type Site } from '../unit/WooCommerce/poll/web';

const clock = new ManualClock('2026-05-01T12:00:00Z');
const PUBLIC = ['93.184.215.14'];

beforeEach(() => void jest.spyOn(Date, 'now').mockImplementation(() => clock.now()));
afterEach(() => void jest.restoreAllMocks());

/** Opens the same shop at any URL. */
function open(url: string): WooCommerceSandbox {
	const { origin, pathname } = new URL(url);
	const folder = pathname === '/' ? '' : pathname;
	return WooCommerceSandbox.open(7, clock, origin, { orders: 8, folder });
}

/**
 * Polls a shop, moves it to another URL, changes an order, and polls again.
 *
 * @param sites what the hosts are by then
 * @param addresses what the names resolve to by then
 */
async function moved(
	{ from = 'https://old.example', to = 'https://shop.example', down = '' },
	sites: Record<string, Site>,
	addresses?: Web['addresses'],
) {
	const [before, after] = [open(from), open(to)];
	const web = new Web(clock, { [new URL(from).host]: before });
	web.credential = { storeUrl: from, ...before.keys };
	await web.poll();
	await web.poll();
	after.shop.update('orders', after.shop.ids('orders')[0], { customer_note: 'x' });
	Object.assign(web.sites, { [new URL(to).host]: after, ...sites });
	Object.assign(web, { addresses, down });
	web.credential = { ...web.credential, storeUrl: to };
	const events = await web.poll().catch((error: Error) => error.message);
	return { events, asked: web.asked };
}

describe('the owner of the earlier address cannot choose', () => {
	it.each([
		['the port and the path', 'https://old.example:8500/v1/agent/leave?'],
		['the port', 'https://old.example:8500'],
		['the port of another scheme', 'http://old.example:6379'],
		['another scheme', 'http://old.example'],
		['the path', 'https://old.example/v1/agent/leave'],
		['the path of a host with www.', 'https://www.old.example/v1/agent/leave'],
		['the host', 'https://internal.example'],
	])('%s of a request', async (_what, redirects) => {
		const { asked } = await moved({}, { 'old.example': { redirects } });
		expect(asked).toEqual(['https://old.example/wp-json/']);
	});

	it('the query of a request', async () => {
		const redirects = 'https://www.old.example/wp-json/?leave&';
		const { asked } = await moved({}, { 'old.example': { redirects } });
		expect(asked.filter((url) => url.includes('?'))).toEqual([]);
	});

	it.each([
		['a private address', ['10.0.0.7']],
		['a public and a private address', [...PUBLIC, '10.0.0.7']],
		['a metadata service', ['169.254.169.254']],
	])('that a request reaches %s', async (_what, addresses) => {
		const { events, asked } = await moved(
			{},
			{},
			{ 'shop.example': PUBLIC, 'old.example': addresses },
		);
		expect(asked).toEqual([]);
		expect(events).toContain('old.example is, or resolves to, a private or metadata address.');
	});

	it('that a redirected request reaches a private address', async () => {
		const { events, asked } = await moved(
			{},
			{ 'old.example': { redirects: 'https://www.old.example' } },
			{ 'shop.example': PUBLIC, 'old.example': PUBLIC, 'www.old.example': ['127.0.0.1'] },
		);
		expect(asked).toEqual([`https://${PUBLIC[0]}/wp-json/`]);
		expect(events).toContain('is, or resolves to, a private or metadata address');
	});
});

describe('the poll still continues', () => {
	const REDIRECTS = { redirects: 'https://shop.example' };
	const UPDATED = [expect.objectContaining({ eventType: 'UPDATED' })];

	it('at the checked address that accepts the connection', async () => {
		const { events, asked } = await moved(
			{ down: '93.184.215.13' },
			{ 'old.example': REDIRECTS },
			{ 'shop.example': PUBLIC, 'old.example': ['93.184.215.13', ...PUBLIC] },
		);
		expect(asked).toEqual(['https://93.184.215.13/wp-json/', `https://${PUBLIC[0]}/wp-json/`]);
		expect(events).toEqual(UPDATED);
	});

	it.each([
		['the earlier Store URL is a private address', 'https://10.0.0.7:8443', PUBLIC],
		['the new Store URL has a private address', 'https://old.example', ['10.0.0.8']],
	])('if %s', async (_what, from, current) => {
		const { events } = await moved(
			{ from },
			{ [new URL(from).host]: REDIRECTS },
			{ 'shop.example': current, 'old.example': ['10.0.0.7'] },
		);
		expect(events).toEqual(UPDATED);
	});

	it.each([
		['into a folder', 'https://old.example', 'https://shop.example/shop', '/shop'],
		['out of a folder', 'https://old.example/shop', 'https://shop.example', ''],
	])('if the shop moves %s, with a redirect to www.', async (_what, from, to, folder) => {
		const { events, asked } = await moved(
			{ from, to },
			{
				'old.example': { redirects: `https://www.old.example${folder}`, drops: '/shop' },
				'www.old.example': { redirects: 'https://shop.example' },
			},
		);
		expect(asked).toEqual([`${from}/wp-json/`, `https://www.old.example${folder}/wp-json/`]);
		expect(events).toEqual(UPDATED);
	});
});
