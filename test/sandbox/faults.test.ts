import { ManualClock } from './clock';
import { startSandbox, type Sandbox } from './sandbox';
import { TestClient } from './testClient';
import type { ShopFault } from './woocommerce/faults';
import type { WooCommerceSandbox } from './woocommerce/server';

const SEED = 11;
let sandbox: Sandbox;
let clock: ManualClock;
let store: WooCommerceSandbox;
let client: TestClient;

beforeEach(async () => {
	clock = new ManualClock('2026-03-01T12:00:00Z');
	const wooCommerce = { believesTls: true, orders: 30, products: 30 };
	sandbox = await startSandbox({ seed: SEED, clock, wooCommerce });
	store = sandbox.wooCommerce;
	client = new TestClient(store);
});

afterEach(() => sandbox.close());

describe('a rule', () => {
	const effect: ShopFault = { kind: 'status', status: 500 };
	const statuses = async (paths: string[]) => {
		const seen: number[] = [];
		for (const path of paths) seen.push((await client.get(path)).status);
		return seen;
	};

	test('fires on matching requests, a limited number of times, and counts them', async () => {
		const rule = store.faults.push({ match: { resource: 'orders' }, times: 2, effect });
		const paths = ['products', 'orders', 'orders/11', 'orders'];
		expect(await statuses(paths)).toEqual([200, 500, 500, 200]);
		expect(rule.fired).toBe(2);
	});

	test('matches by method, path and query', async () => {
		store.faults.push({ match: { path: /\/orders$/, query: /page=2/, method: 'GET' }, effect });
		expect(await statuses(['orders', 'orders?page=2', 'products?page=2'])).toEqual([200, 500, 200]);
		store.faults.clear();
		store.faults.push({ match: { method: ['PUT', 'POST'] }, effect });
		expect((await client.post('products', { name: 'A' })).status).toBe(500);
		expect((await client.get('products')).status).toBe(200);
	});

	test('lets the first ones pass, and can be removed', async () => {
		const rule = store.faults.push({ skip: 1, effect });
		expect(await statuses(['orders', 'orders', 'orders'])).toEqual([200, 500, 500]);
		rule.remove();
		expect(await statuses(['orders'])).toEqual([200]);
	});

	test(`fires by chance, the same for the same seed (seed ${SEED})`, async () => {
		const again = await startSandbox({ seed: SEED, clock, wooCommerce: { believesTls: true } });
		const runs = await Promise.all(
			[sandbox, again].map(async ({ wooCommerce }) => {
				wooCommerce.faults.push({ probability: 0.5, effect });
				const its = new TestClient(wooCommerce);
				const seen: number[] = [];
				for (let count = 0; count < 20; count++) seen.push((await its.get('coupons')).status);
				return seen;
			}),
		);
		await again.close();
		expect(runs[0]).toEqual(runs[1]);
		expect(new Set(runs[0])).toEqual(new Set([200, 500]));
	});

	test('can change the shop between two pages', async () => {
		const all = store.shop.ids('orders');
		store.faults.push({
			match: { query: /page=2/ },
			beforeAnswer: async () => {
				await Promise.resolve();
				for (const id of all.slice(0, 10)) store.shop.remove('orders', id);
			},
		});
		const query = 'orders?orderby=id&order=asc&per_page=10';
		expect(await client.ids(`${query}&page=1`)).toEqual(all.slice(0, 10));
		expect(await client.ids(`${query}&page=2`)).toEqual(all.slice(20, 30));
	});
});

describe('the effect', () => {
	const once = (effect: ShopFault) => store.faults.push({ times: 1, effect });

	test('status answers 429 with Retry-After', async () => {
		once({ kind: 'status', status: 429, retryAfter: 7, body: { code: 'slow_down' } });
		const { status, headers, body } = await client.get('orders');
		expect([status, headers['retry-after'], body]).toEqual([429, '7', { code: 'slow_down' }]);
		expect(headers.date).toBe('Sun, 01 Mar 2026 12:00:00 GMT');
	});

	test('html answers a page with 200', async () => {
		once({ kind: 'html' });
		const { status, headers, text } = await client.get('orders');
		expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=UTF-8']);
		expect(text).toContain('<html>');
	});

	test('hang never answers, until the sandbox closes', async () => {
		once({ kind: 'hang' });
		const hanging = expect(client.get('orders')).rejects.toThrow();
		expect((await client.get('orders')).status).toBe(200);
		await sandbox.close();
		await hanging;
		await sandbox.close();
	});

	test('close cuts the connection without an answer', async () => {
		once({ kind: 'close' });
		await expect(client.get('orders')).rejects.toThrow();
		expect(store.requests.entries[0]).toMatchObject({ status: 0, bytes: 0, resource: 'orders' });
	});

	test('half sends half of the body that it announced', async () => {
		once({ kind: 'half' });
		const url = `${store.url}/wp-json/`;
		const response = await fetch(url);
		expect(response.status).toBe(200);
		await expect(response.text()).rejects.toThrow();
	});

	test('slow answers late', async () => {
		once({ kind: 'slow', milliseconds: 80 });
		const began = performance.now();
		expect((await client.get('orders')).status).toBe(200);
		expect(performance.now() - began).toBeGreaterThanOrEqual(75);
	});

	test('emptyList answers no rows and a total of 0', async () => {
		once({ kind: 'emptyList' });
		const { status, text, total } = await client.get('orders');
		expect([status, text, total]).toEqual([200, '[]', 0]);
	});

	test('wrongTotal is off by so much', async () => {
		for (const [by, total] of [
			[-3, 27],
			[5, 35],
		]) {
			once({ kind: 'wrongTotal', by });
			const answer = await client.get('orders');
			expect([answer.total, answer.body.length]).toEqual([total, 10]);
		}
	});

	test('missingRows drops a page, or the given number of rows', async () => {
		const all = store.shop.ids('orders');
		const query = 'orders?orderby=id&order=asc&per_page=10';
		once({ kind: 'missingRows' });
		expect(await client.ids(query)).toEqual(all.slice(10, 20));
		once({ kind: 'missingRows', rows: 3 });
		expect(await client.ids(query)).toEqual(all.slice(3, 13));
	});

	test('staleCache repeats the previous response of the same URL, including its date', async () => {
		const before = await client.get('orders');
		clock.advance(600_000);
		store.shop.remove('orders', store.shop.ids('orders')[0]);
		once({ kind: 'staleCache' });
		const stale = await client.get('orders');
		expect([stale.text, stale.total, stale.headers.date]).toEqual([
			before.text,
			30,
			before.headers.date,
		]);
		expect((await client.get('orders')).total).toBe(29);
	});

	test('redirect points to another host', async () => {
		once({ kind: 'redirect', to: 'https://elsewhere.example/', status: 301 });
		const { status, headers } = await client.get('orders');
		expect([status, headers.location]).toEqual([301, 'https://elsewhere.example/']);
	});

	test('wrongDate shifts the Date header', async () => {
		once({ kind: 'wrongDate', milliseconds: -3_600_000 });
		const { headers } = await client.get('orders');
		expect(headers.date).toBe('Sun, 01 Mar 2026 11:00:00 GMT');
	});

	test('of several rules is combined', async () => {
		once({ kind: 'wrongTotal', by: 1 });
		once({ kind: 'wrongDate', milliseconds: 1000 });
		const { total, headers } = await client.get('orders');
		expect([total, headers.date]).toEqual([31, 'Sun, 01 Mar 2026 12:00:01 GMT']);
	});
});

describe('the request log', () => {
	test('keeps what came over the wire, and can be reset', async () => {
		await client.get('orders?per_page=2&status[]=any');
		const answer = await client.head('products/categories');
		expect(answer.status).toBe(200);
		const [first, second] = store.requests.entries;
		expect(first).toMatchObject({
			at: clock.now(),
			method: 'GET',
			path: '/wp-json/wc/v3/orders',
			parameters: { per_page: '2', 'status[0]': 'any' },
			resource: 'orders',
			status: 200,
		});
		expect(first.bytes).toBeGreaterThan(1000);
		expect(second).toMatchObject({ method: 'HEAD', resource: 'categories', bytes: 0 });
		expect(store.requests.bytes).toBe(first.bytes);
		store.requests.reset();
		expect(store.requests.length).toBe(0);
	});
});
