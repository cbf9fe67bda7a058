import { ManualClock } from './clock';
import type { JsonObject } from './json';
import { startSandbox, type Sandbox } from './sandbox';
import { TestClient } from './testClient';
import type { WooCommerceOptions, WooCommerceSandbox } from './woocommerce/server';

/** Each test is a sentence of docs/facts/woocommerce-measured.md, sent over real HTTP. */

let sandbox: Sandbox;
let clock: ManualClock;
let shop: WooCommerceSandbox['shop'];
let client: TestClient;

async function open(options: WooCommerceOptions = {}): Promise<void> {
	clock = new ManualClock('2026-03-01T12:00:00Z');
	sandbox = await startSandbox({ seed: 7, clock, wooCommerce: { believesTls: true, ...options } });
	shop = sandbox.wooCommerce.shop;
	client = new TestClient(sandbox.wooCommerce);
}

afterEach(() => sandbox.close());

function modified(resource: string, id: number): unknown {
	return shop.get(resource, id)?.date_modified_gmt;
}

/** Sets the modified date of an object, by hand in the database. */
function dateBack(resource: string, id: number, date: string): void {
	shop.editDirectly(resource, id, { date_modified_gmt: date });
}

describe('orderby', () => {
	const posts = ['date', 'id', 'include', 'title', 'slug', 'modified'];
	const lists: [string, string[]][] = [
		[
			'products',
			[...posts, 'popularity', 'rating', 'post__in', 'price', 'sales', 'menu_order', 'random'],
		],
		['orders', posts],
		['coupons', posts],
		['customers', ['name', 'id', 'include', 'registered_date']],
		[
			'products/categories',
			['name', 'id', 'include', 'slug', 'term_group', 'description', 'count'],
		],
		['products/tags', ['name', 'id', 'include', 'slug', 'term_group', 'description', 'count']],
		['products/reviews', ['date', 'date_gmt', 'id', 'include', 'product']],
	];
	const all = [...new Set(lists.flatMap(([, accepted]) => accepted)), 'ID', 'status', ''];

	beforeEach(() => open());

	test.each(lists)(
		'of %s accepts its values and rejects any other with 400',
		async (path, accepted) => {
			for (const orderBy of all) {
				const answer = await client.get(`${path}?orderby=${orderBy}&include=1,2,3`);
				expect([orderBy, answer.status]).toEqual([orderBy, accepted.includes(orderBy) ? 200 : 400]);
			}
		},
	);

	test('of variations accepts menu_order in addition to those of posts', async () => {
		const parent = shop.ids('products').find((id) => shop.get('products', id)?.type === 'variable');
		for (const orderBy of all) {
			const answer = await client.get(`products/${parent}/variations?orderby=${orderBy}`);
			const isAccepted = [...posts, 'menu_order'].includes(orderBy);
			expect([orderBy, answer.status]).toEqual([orderBy, isAccepted ? 200 : 400]);
		}
	});

	test('with an unknown value returns the error of WordPress', async () => {
		const { body } = await client.get('orders?orderby=price');
		const message = 'orderby is not one of date, id, include, title, slug, and modified.';
		expect(body).toEqual({
			code: 'rest_invalid_param',
			message: 'Invalid parameter(s): orderby',
			data: {
				status: 400,
				params: { orderby: message },
				details: { orderby: { code: 'rest_not_in_enum', message, data: null } },
			},
		});
	});

	test('modified breaks ties by id, in both directions', async () => {
		for (const resource of ['products', 'orders', 'coupons']) {
			const ids = shop.ids(resource).slice(0, 5);
			for (const id of ids) dateBack(resource, id, '2026-03-01T09:00:00');
			const query = `${resource}?orderby=modified&include=${ids.join(',')}`;
			expect(await client.ids(`${query}&order=asc`)).toEqual(ids);
			expect(await client.ids(`${query}&order=desc`)).toEqual([...ids].reverse());
		}
	});

	test('random is not the same twice', async () => {
		const lists = await Promise.all(
			[1, 2, 3].map(() => client.ids('products?orderby=random&per_page=20')),
		);
		expect(new Set(lists.map((ids) => ids.join())).size).toBeGreaterThan(1);
	});
});

describe('modified_after', () => {
	beforeEach(() => open());

	test.each(['customers', 'products/categories', 'products/tags', 'products/reviews'])(
		'is silently ignored by %s',
		async (path) => {
			const all = await client.get(path);
			const future = await client.get(`${path}?modified_after=2030-01-01T00:00:00`);
			expect(future.status).toBe(200);
			expect(future.total).toBe(all.total);
			expect(future.text).toBe(all.text);
			expect(all.total).toBeGreaterThan(0);
		},
	);

	test.each(['products', 'orders', 'coupons'])('filters %s', async (path) => {
		const future = await client.get(`${path}?modified_after=2030-01-01T00:00:00`);
		expect([future.status, future.text, future.total]).toEqual([200, '[]', 0]);
	});

	test('filters refunds, whose rows carry no modified field', async () => {
		const order = shop.ids('orders')[0];
		shop.create('refunds', { parent_id: order, amount: '1.00' });
		const path = `orders/${order}/refunds?dates_are_gmt=true&modified_after`;
		const { body } = await client.get(`${path}=2026-03-01T11:59:59`);
		expect(body).toHaveLength(1);
		expect(body[0]).toHaveProperty('date_created_gmt', '2026-03-01T12:00:00');
		expect(Object.keys(body[0]).filter((field) => field.includes('modified'))).toEqual([]);
		expect((await client.get(`${path}=2026-03-01T12:00:00`)).body).toEqual([]);
	});

	test('does not affect after and before of reviews', async () => {
		const newest = (await client.get('products/reviews?per_page=1')).body[0];
		const after = await client.get(
			`products/reviews?after=${newest.date_created as string}&per_page=100`,
		);
		expect(after.total).toBe(0);
	});
});

describe('customers', () => {
	beforeEach(() => open({ customers: 10, administrators: 1 }));

	test('need role=all, or people with another role are missing', async () => {
		const id = shop.ids('customers', 'customer')[3];
		shop.editDirectly('customers', id, { role: 'subscriber' });
		expect((await client.get('customers')).total).toBe(9);
		expect((await client.get('customers?role=all')).total).toBe(11);
		expect(await client.ids('customers?role=subscriber')).toEqual([id]);
	});

	test('whose role changes leave the list while GET by id is 200', async () => {
		const id = shop.ids('customers', 'customer')[0];
		shop.editDirectly('customers', id, { role: 'shop_manager' });
		expect(await client.ids('customers?per_page=100')).not.toContain(id);
		const { status, body } = await client.get(`customers/${id}`);
		expect([status, body.role]).toEqual([200, 'shop_manager']);
	});

	test('are sorted by name, upward', async () => {
		const { body } = await client.get('customers?per_page=100');
		const names = body.map(({ first_name: first, last_name: last }) =>
			`${first} ${last}`.toLowerCase(),
		);
		expect(names).toEqual([...names].sort((a, b) => (a < b ? -1 : 1)));
	});

	test('who were never saved by WooCommerce have no modified date', async () => {
		const [administrator] = (await client.get('customers?role=administrator')).body;
		expect(administrator).toMatchObject({ date_modified: null, date_modified_gmt: null });
	});

	test('cannot be deleted without force: 501', async () => {
		const [id] = shop.ids('customers', 'customer');
		const refused = await client.delete(`customers/${id}`);
		expect(refused.status).toBe(501);
		expect(refused.body).toEqual({
			code: 'woocommerce_rest_trash_not_supported',
			message: 'Customers do not support trashing.',
			data: { status: 501 },
		});
		expect((await client.delete(`customers/${id}?force=true`)).status).toBe(200);
		expect((await client.get(`customers/${id}`)).status).toBe(404);
	});
});

describe('paging', () => {
	test('by offset and orderby=id gives the id at a rank, on every resource', async () => {
		await open({ orders: 130, products: 130, coupons: 130, customers: 130, idGaps: 'wordpress' });
		for (const resource of ['orders', 'products', 'coupons', 'customers']) {
			const ids = shop.ids(resource);
			const role = resource === 'customers' ? '&role=all' : '';
			for (const rank of [0, 1, 64, ids.length - 1]) {
				const answer = await client.get(
					`${resource}?offset=${rank}&orderby=id&order=asc&per_page=1&_fields=id${role}`,
				);
				expect(answer.body).toEqual([{ id: ids[rank] }]);
				expect(answer.total).toBe(ids.length);
			}
			const hundred = await client.ids(
				`${resource}?offset=20&orderby=id&order=asc&per_page=100&_fields=id${role}`,
			);
			expect(hundred).toEqual(ids.slice(20, 120));
		}
	});

	test('shows the total to HEAD too, without a body', async () => {
		await open({ orders: 23 });
		const answer = await client.head('orders?per_page=10');
		expect([answer.status, answer.total, answer.headers['x-wp-totalpages'], answer.text]).toEqual([
			200,
			23,
			'3',
			'',
		]);
	});

	test('past the last page is 200 with [], the total right except for the order tables', async () => {
		await open({ orders: 15, products: 15, coupons: 15, customers: 15 });
		const totals: Record<string, number> = { products: 15, coupons: 15, customers: 15, orders: 0 };
		for (const [resource, total] of Object.entries(totals)) {
			const answer = await client.get(`${resource}?page=9`);
			expect([resource, answer.status, answer.text, answer.total]).toEqual([
				resource,
				200,
				'[]',
				total,
			]);
		}
	});

	test('past the last page keeps the total of orders on the legacy storage', async () => {
		await open({ orders: 15, orderStorage: 'legacy' });
		expect((await client.get('orders?page=9')).total).toBe(15);
	});

	// From the source, not measured: WP_Query counts again only for `page`, not for `offset`.
	test('past the last row by offset has a total of 0 for posts, the right one for customers', async () => {
		await open({ products: 15, customers: 15, administrators: 0 });
		expect((await client.get('products?offset=15')).total).toBe(0);
		expect((await client.get('customers?offset=15')).total).toBe(15);
	});

	test.each([
		['per_page=101', 'per_page must be between 1 (inclusive) and 100 (inclusive)'],
		['per_page=0', 'per_page must be between 1 (inclusive) and 100 (inclusive)'],
		['per_page=many', 'per_page is not of type integer.'],
		['page=0', 'page must be greater than or equal to 1'],
	])('rejects %s with 400', async (query, message) => {
		await open();
		const [name] = query.split('=');
		for (const resource of ['orders', 'products', 'coupons', 'customers']) {
			const { status, body } = await client.get(`${resource}?${query}`);
			expect(status).toBe(400);
			expect(body.code).toBe('rest_invalid_param');
			expect((body.data as JsonObject).params).toEqual({ [name]: message });
		}
	});

	test('rejects batches over 100 with 413', async () => {
		await open();
		const items = (count: number) => Array.from({ length: count }, () => ({ name: 'Thing' }));
		const { status, body } = await client.post('products/batch', { create: items(101) });
		expect([status, body.code]).toEqual([413, 'woocommerce_rest_request_entity_too_large']);
		const fits = await client.post('products/batch', { create: items(100) });
		expect([fits.status, (fits.body.create as unknown[]).length]).toEqual([200, 100]);
	});

	test('shifts under deletes: ten on page 1 make page 2 skip ten rows', async () => {
		await open({ products: 40 });
		const all = shop.ids('products');
		const query = 'products?orderby=id&order=asc&per_page=10';
		expect(await client.ids(`${query}&page=1`)).toEqual(all.slice(0, 10));
		await client.post('products/batch', { delete: all.slice(0, 10) });
		expect(await client.ids(`${query}&page=2`)).toEqual(all.slice(20, 30));
	});

	test('names its neighbours in the Link header', async () => {
		await open({ orders: 25 });
		const { headers } = await client.get('orders?per_page=10&page=2&status=any');
		const base = '<https://127.0.0.1:\\d+/wp-json/wc/v3/orders\\?per_page=10&status=any&page=';
		expect(headers.link).toMatch(
			new RegExp(`^${base}1>; rel="prev", ${base}3>; rel="next"$`.replace(/\/(?!\/)/g, '/')),
		);
	});

	test('ignores unknown parameters', async () => {
		await open({ orders: 5 });
		const answer = await client.get('orders?modified_since=2030-01-01&updated_at_min=x&foo[bar]=1');
		expect([answer.status, answer.total]).toEqual([200, 5]);
	});

	test('accepts lists with commas and with brackets', async () => {
		await open({ orders: 20 });
		const [first, second] = shop.ids('orders');
		for (const query of [
			`include=${first},${second}`,
			`include[]=${first}&include[]=${second}`,
			`include[0]=${first}&include[1]=${second}`,
		])
			expect(await client.ids(`orders?orderby=id&order=asc&${query}`)).toEqual([first, second]);
	});
});

describe('dates', () => {
	const MOMENT = '2026-01-10T12:00:00';
	let order: number;
	let product: number;

	async function openAt(timeZone: string): Promise<void> {
		await open({ timeZone });
		[order] = shop.ids('orders');
		[product] = shop.ids('products');
		dateBack('orders', order, MOMENT);
		dateBack('products', product, MOMENT);
	}

	/** Whether the order and the product dated `MOMENT` are in the lists. */
	async function found(query: string): Promise<boolean[]> {
		const orders = await client.ids(`orders?per_page=100&include=${order}&${query}`);
		const products = await client.ids(`products?per_page=100&include=${product}&${query}`);
		return [orders.length === 1, products.length === 1];
	}

	const both = [true, true];
	const none = [false, false];

	test('are compared strictly and by whole seconds: an equal second is not returned', async () => {
		await openAt('America/New_York');
		const after = 'dates_are_gmt=true&modified_after';
		expect(await found(`${after}=2026-01-10T11:59:59`)).toEqual(both);
		expect(await found(`${after}=2026-01-10T12:00:00`)).toEqual(none);
		expect(await found(`${after}=2026-01-10T11:59:59.999`)).toEqual(both);
		const before = 'dates_are_gmt=true&modified_before';
		expect(await found(`${before}=2026-01-10T12:00:01`)).toEqual(both);
		expect(await found(`${before}=2026-01-10T12:00:00`)).toEqual(none);
	});

	test('are compared strictly if a list has no other filter', async () => {
		await openAt('America/New_York');
		for (const [resource, id] of [
			['orders', order],
			['products', product],
		] as const) {
			dateBack(resource, id, '2026-03-01T11:59:59');
			for (const orderBy of ['modified', 'id']) {
				const list = `${resource}?orderby=${orderBy}&dates_are_gmt=true&modified_after`;
				expect(await client.ids(`${list}=2026-03-01T11:59:58`)).toEqual([id]);
				expect(await client.ids(`${list}=2026-03-01T11:59:59`)).toEqual([]);
			}
		}
	});

	test('are right as naive UTC with the flag, or with a suffix and without it', async () => {
		for (const timeZone of ['America/New_York', 'Asia/Tokyo', 'UTC', '+05:30']) {
			await openAt(timeZone);
			for (const [earlier, equal] of [
				['2026-01-10T11:59:59&dates_are_gmt=true', '2026-01-10T12:00:00&dates_are_gmt=true'],
				['2026-01-10T11:59:59Z', '2026-01-10T12:00:00Z'],
				['2026-01-10T13:59:59%2B02:00', '2026-01-10T14:00:00%2B02:00'],
			]) {
				expect(await found(`modified_after=${earlier}`)).toEqual(both);
				expect(await found(`modified_after=${equal}`)).toEqual(none);
			}
			if (timeZone !== '+05:30') await sandbox.close();
		}
	});

	test('with Z and the flag are wrong by the offset: New York gets five hours too many', async () => {
		await openAt('America/New_York');
		const query = 'dates_are_gmt=true&modified_after';
		expect(await found(`${query}=2026-01-10T16:59:59Z`)).toEqual(both);
		expect(await found(`${query}=2026-01-10T17:00:00Z`)).toEqual(none);
	});

	test('with Z and the flag are wrong by the offset: Tokyo loses nine hours', async () => {
		await openAt('Asia/Tokyo');
		const query = 'dates_are_gmt=true&modified_after';
		expect(await found(`${query}=2026-01-10T11:59:59Z`)).toEqual(none);
		expect(await found(`${query}=2026-01-10T02:59:59Z`)).toEqual(both);
	});

	test('without flag and suffix are local to the site', async () => {
		await openAt('America/New_York');
		expect(await found('modified_after=2026-01-10T06:59:59')).toEqual(both);
		expect(await found('modified_after=2026-01-10T07:00:00')).toEqual(none);
	});

	test.each([
		'2026-01-10',
		'2026-01-10T12:00',
		'yesterday',
		'1768046400',
		'2026-13-10T12:00:00',
		'',
	])('of the form «%s» are rejected with 400', async (date) => {
		await open();
		for (const name of ['modified_after', 'modified_before', 'after', 'before']) {
			const { status, body } = await client.get(`orders?${name}=${date}`);
			expect(status).toBe(400);
			expect((body.data as JsonObject).details).toEqual({
				[name]: { code: 'rest_invalid_date', message: 'Invalid date.', data: null },
			});
		}
	});

	test('that name a wall clock of the spring gap are moved an hour on', async () => {
		await openAt('America/New_York');
		const query = 'dates_are_gmt=true&modified_after=2026-03-08T02:30:00';
		for (const [moment, isFound] of [
			['2026-03-08T03:00:00', false],
			['2026-03-08T03:30:00', false],
			['2026-03-08T03:30:01', true],
		] as const) {
			dateBack('orders', order, moment);
			dateBack('products', product, moment);
			expect(await found(query)).toEqual([isFound, isFound]);
		}
	});

	test('order products by local time, so that the order breaks over a clock change', async () => {
		await open({ timeZone: 'America/New_York' });
		const query = 'orderby=modified&order=asc&include';
		const moments = ['2026-11-01T05:50:00', '2026-11-01T06:10:00'];
		const products = shop.ids('products').slice(0, 2);
		const orders = shop.ids('orders').slice(0, 2).reverse();
		moments.forEach((moment, index) => {
			dateBack('products', products[index], moment);
			dateBack('orders', orders[index], moment);
		});
		expect(await client.ids(`products?${query}=${products}`)).toEqual([...products].reverse());
		expect(await client.ids(`orders?${query}=${orders}`)).toEqual(orders);
	});

	test('come in pairs, the local one in the time of the site', async () => {
		await open({ timeZone: 'America/New_York' });
		const [id] = shop.ids('products');
		for (const [gmt, local] of [
			['2026-01-10T12:00:00', '2026-01-10T07:00:00'],
			['2026-07-10T12:00:00', '2026-07-10T08:00:00'],
		]) {
			dateBack('products', id, gmt);
			const { body } = await client.get(`products/${id}`);
			expect([body.date_modified_gmt, body.date_modified]).toEqual([gmt, local]);
		}
	});
});

describe('date_modified', () => {
	const EARLIER = '2026-02-01T00:00:00';
	const NOW = '2026-03-01T13:00:00';

	beforeEach(async () => {
		await open({ products: 30, orders: 20, coupons: 5, customers: 5 });
		clock.advance(3_600_000);
	});

	/** Dates an object back, lets something happen, and tells the date after it. */
	async function after(
		resource: string,
		id: number,
		happening: () => Promise<{ status: number }> | JsonObject | void,
	): Promise<unknown> {
		dateBack(resource, id, EARLIER);
		const answer = await happening();
		if (answer && typeof answer.status === 'number') expect([200, 201]).toContain(answer.status);
		return modified(resource, id);
	}

	function counted(): number {
		const isCounted = (id: number) => shop.get('products', id)?.manage_stock === true;
		return shop.ids('products').find(isCounted) as number;
	}

	test.each([[{}], [{ name: 'New name' }], [{ meta_data: [{ key: 'a', value: 'b' }] }]])(
		'of a product moves with any PUT: %j',
		async (body) => {
			const [id] = shop.ids('products');
			expect(await after('products', id, () => client.put(`products/${id}`, body))).toBe(NOW);
		},
	);

	test('of a product moves when an order takes from its stock', async () => {
		const id = counted();
		const before = shop.get('products', id)?.stock_quantity as number;
		const order = { status: 'processing', line_items: [{ product_id: id, quantity: 2 }] };
		expect(await after('products', id, () => client.post('orders', order))).toBe(NOW);
		expect(shop.get('products', id)?.stock_quantity).toBe(before - 2);
	});

	test('of a product stays when an order is still to be paid, and moves once it is', async () => {
		const id = counted();
		const order = { line_items: [{ product_id: id, quantity: 1 }] };
		let created = 0;
		const create = async () => {
			const answer = await client.post('orders', order);
			created = answer.body.id as unknown as number;
			return answer;
		};
		expect(await after('products', id, create)).toBe(EARLIER);
		const pay = () => client.put(`orders/${created}`, { set_paid: true });
		expect(await after('products', id, pay)).toBe(NOW);
		expect(await after('products', id, () => client.put(`orders/${created}`, {}))).toBe(EARLIER);
	});

	test('of a product moves with a new review', async () => {
		const [id] = shop.ids('products');
		const review = () => shop.create('reviews', { product_id: id, rating: 4 });
		expect(await after('products', id, review)).toBe(NOW);
		expect(shop.get('products', id)).toMatchObject({ rating_count: 1, average_rating: '4.00' });
	});

	test("of a product moves with a variation's change", async () => {
		const variation = shop.ids('variations')[0];
		const parent = shop.get('variations', variation)?.parent_id as number;
		const change = () => shop.update('variations', variation, { regular_price: '5.00' });
		expect(await after('products', parent, change)).toBe(NOW);
		expect(modified('variations', variation)).toBe(NOW);
	});

	test('of a product stays when a category is renamed, though the product shows the name', async () => {
		const [id] = shop.ids('products');
		const [category] = shop.get('products', id)?.categories as JsonObject[];
		const rename = () => shop.update('categories', category.id as number, { name: 'Renamed' });
		expect(await after('products', id, rename)).toBe(EARLIER);
		const { body } = await client.get(`products/${id}`);
		expect((body.categories as JsonObject[])[0].name).toBe('Renamed');
	});

	test('of a product stays with a direct SQL edit', async () => {
		const [id] = shop.ids('products');
		const edit = () => shop.editDirectly('products', id, { regular_price: '1.00' });
		expect(await after('products', id, edit)).toBe(EARLIER);
		const { body } = await client.get(`products/${id}`);
		expect(body.regular_price).toBe('1.00');
	});

	test.each([
		[{ code: 'another' }, true],
		[{ description: 'Other words' }, true],
		[{ status: 'draft' }, true],
		[{ amount: '99.00' }, false],
		[{ discount_type: 'percent', amount: '7' }, false],
		[{ date_expires: '2027-01-01T00:00:00' }, false],
		[{ usage_limit: 77 }, false],
		[{ meta_data: [{ key: 'a', value: 'b' }] }, false],
		[{}, false],
	])('of a coupon moves only with code, description or status: %j, %p', async (body, moves) => {
		const [id] = shop.ids('coupons');
		shop.editDirectly('coupons', id, { discount_type: 'fixed_cart', description: 'Words' });
		const date = await after('coupons', id, () => client.put(`coupons/${id}`, body));
		expect(date).toBe(moves ? NOW : EARLIER);
		const list = await client.ids(
			`coupons?status=any&dates_are_gmt=true&modified_after=${EARLIER}&include=${id}`,
		);
		expect(list).toEqual(moves ? [id] : []);
	});

	test.each([[{}], [{ customer_note: 'Ring twice' }], [{ meta_data: [{ key: 'a', value: 'b' }] }]])(
		'of an order moves with any PUT: %j',
		async (body) => {
			const [id] = shop.ids('orders');
			expect(await after('orders', id, () => client.put(`orders/${id}`, body))).toBe(NOW);
		},
	);

	test("of an order moves with a refund's creation and stays with its deletion", async () => {
		const [id] = shop.ids('orders', 'completed');
		let refund: JsonObject = {};
		const create = () => {
			refund = shop.create('refunds', { parent_id: id, amount: '2.00', reason: 'Broken' });
		};
		expect(await after('orders', id, create)).toBe(NOW);
		const shown = { id: refund.id, reason: 'Broken', total: '-2.00' };
		expect((await client.get(`orders/${id}`)).body.refunds).toEqual([shown]);
		const remove = () => shop.remove('refunds', refund.id as number);
		expect(await after('orders', id, remove)).toBe(EARLIER);
		expect((await client.get(`orders/${id}`)).body.refunds).toEqual([]);
	});

	test.each([
		[{ meta_data: [{ key: 'a', value: 'b' }] }, false],
		[{}, false],
		[{ billing: { city: 'Ghent' } }, false],
		[{ transaction_id: 'T1' }, false],
		[{ line_items: [{ product_id: 1, quantity: 2 }] }, false],
		[{ customer_note: 'Ring twice' }, true],
		[{ customer_note: 'Ring twice', transaction_id: 'T1' }, true],
	])('of an order on the legacy storage: %j moves it: %p', async (body, moves) => {
		await sandbox.close();
		await open({ orderStorage: 'legacy' });
		clock.advance(3_600_000);
		const [id] = shop.ids('orders');
		const date = await after('orders', id, () => client.put(`orders/${id}`, body));
		expect(date).toBe(moves ? NOW : EARLIER);
	});

	test('of a customer moves with any PUT, not with an order', async () => {
		const [id] = shop.ids('customers', 'customer');
		expect(await after('customers', id, () => client.put(`customers/${id}`, {}))).toBe(NOW);
		const order = () => client.post('orders', { customer_id: id, status: 'completed' });
		expect(await after('customers', id, order)).toBe(EARLIER);
	});
});

describe('the trash', () => {
	const NOW = '2026-03-01T13:00:00';

	beforeEach(async () => {
		await open({ products: 10, orders: 10, coupons: 10 });
		clock.advance(3_600_000);
	});

	test.each(['products', 'orders', 'coupons'])(
		'receives %s by DELETE without force, moves the date, and returns the old status',
		async (resource) => {
			const [id] = shop.ids(resource);
			const before = shop.get(resource, id) as JsonObject;
			const { status, body } = await client.delete(`${resource}/${id}`);
			expect(status).toBe(200);
			expect(body.status).toBe(before.status);
			expect(body.date_modified_gmt).toBe(before.date_modified_gmt);
			const trashed = await client.get(`${resource}/${id}`);
			expect([trashed.status, trashed.body.status]).toEqual([200, 'trash']);
			expect(trashed.body.date_modified_gmt).toBe(NOW);
			const list = `${resource}?per_page=100`;
			expect(await client.ids(list)).not.toContain(id);
			expect(await client.ids(`${list}&status=any`)).not.toContain(id);
			const found = `${list}&status=trash&dates_are_gmt=true&modified_after`;
			expect(await client.ids(`${found}=2026-03-01T12:59:59`)).toEqual([id]);
			expect(await client.ids(`${found}=${NOW}`)).toEqual([]);
			expect((await client.delete(`${resource}/${id}`)).status).toBe(410);
		},
	);

	test('is listed with other products by include_status=any,trash', async () => {
		const ids = shop.ids('products');
		shop.trash('products', ids[0]);
		const query = 'products?per_page=100&orderby=id&order=asc&include_status=any,trash';
		expect(await client.ids(query)).toEqual(ids);
	});

	test('is listed with other orders by naming the statuses, not by any,trash', async () => {
		const [first, second] = shop.ids('orders', 'completed');
		shop.trash('orders', first);
		const list = 'orders?per_page=100&status';
		const named = await client.ids(`${list}=trash,completed`);
		expect(named).toEqual(expect.arrayContaining([first, second]));
		expect(await client.ids(`${list}=any,trash`)).not.toContain(first);
	});

	test.each(['products', 'orders', 'coupons'])('restores %s by PUT', async (resource) => {
		const [id] = shop.ids(resource);
		await client.delete(`${resource}/${id}`);
		clock.advance(60_000);
		const status = resource === 'orders' ? 'processing' : 'publish';
		const { body } = await client.put(`${resource}/${id}`, { status });
		expect([body.status, body.date_modified_gmt]).toEqual([status, '2026-03-01T13:01:00']);
		expect(await client.ids(`${resource}?per_page=100`)).toContain(id);
		expect(shop.log.map(({ change }) => change)).toEqual(['trashed', 'restored']);
	});

	test.each(['products', 'orders', 'coupons', 'customers'])(
		'is skipped by a forced delete of %s, which leaves no trace',
		async (resource) => {
			const id = shop.ids(resource).slice(-1)[0];
			expect((await client.delete(`${resource}/${id}?force=true`)).status).toBe(200);
			expect((await client.get(`${resource}/${id}`)).status).toBe(404);
			expect(await client.ids(`${resource}?include=${id}`)).toEqual([]);
			expect((await client.delete(`${resource}/${id}?force=true`)).status).toBe(404);
		},
	);

	test('is not final: an id that is gone can come back', async () => {
		const [id] = shop.ids('products');
		shop.remove('products', id);
		shop.create('products', { id, name: 'Back from the backup' });
		const { status, body } = await client.get(`products/${id}`);
		expect([status, body.name]).toEqual([200, 'Back from the backup']);
		expect(shop.ids('products')[0]).toBe(id);
	});
});

describe('the same object', () => {
	beforeEach(() => open({ products: 30, idGaps: 'wordpress' }));

	test.each(['orders', 'products', 'coupons', 'customers'])(
		'reads the same by GET and in the list, except for the related_ids: %s',
		async (resource) => {
			for (const id of shop.ids(resource).slice(-3)) {
				const single = (await client.get(`${resource}/${id}`)).body as JsonObject;
				const list = await client.get(`${resource}?include=${id}&role=all`);
				const listed = list.body[0];
				delete single.related_ids;
				delete listed.related_ids;
				expect(listed).toEqual(single);
				expect(Object.keys(single)).toContain('_links');
				expect(Object.keys(single)).toContain('date_modified_gmt');
			}
		},
	);

	test('has related_ids that are random on every read', async () => {
		const [id] = shop.ids('products');
		const read = async () => (await client.get(`products/${id}`)).body.related_ids;
		expect(new Set((await Promise.all([1, 2, 3, 4].map(read))).map(String)).size).toBeGreaterThan(
			1,
		);
	});

	test('has nested fields by _fields, and only those', async () => {
		const [id] = shop.ids('orders');
		const { body } = await client.get(`orders/${id}?_fields=status,billing.email,id`);
		expect(Object.keys(body).sort()).toEqual(['billing', 'id', 'status']);
		expect(Object.keys(body.billing as JsonObject)).toEqual(['email']);
	});

	test('of a variation is also found under products', async () => {
		const [id] = shop.ids('variations');
		const { status, body } = await client.get(`products/${id}`);
		expect([status, body.type]).toEqual([200, 'variation']);
		expect(await client.ids(`products?include=${id}`)).toEqual([]);
	});

	test('depends on seed and clock only', async () => {
		const other = await startSandbox({
			seed: 7,
			clock: new ManualClock('2026-03-01T12:00:00Z'),
			wooCommerce: { believesTls: true, products: 30, idGaps: 'wordpress' },
		});
		const texts = [sandbox, other].map(({ wooCommerce: { shop: its, keys } }) => {
			const objects = ['orders', 'products', 'coupons', 'customers'].flatMap((resource) =>
				its.ids(resource).map((id) => its.get(resource, id)),
			);
			return JSON.stringify([keys, objects]).replace(/127\.0\.0\.1:\d+/g, 'host');
		});
		await other.close();
		expect(texts[0]).toBe(texts[1]);
	});
});

describe('writing', () => {
	beforeEach(() => open());

	test('creates with 201 and rejects what the vendor rejects', async () => {
		const created = await client.post('products', { name: 'Kettle', regular_price: '21.50' });
		expect(created.status).toBe(201);
		expect(created.body).toMatchObject({ name: 'Kettle', slug: 'kettle', price: '21.50' });
		expect(created.headers.location).toMatch(/\/wp-json\/wc\/v3\/products\/\d+$/);
		const cases: [string, unknown, number, string][] = [
			['products', { name: 'X', regular_price: 21.5 }, 400, 'rest_invalid_param'],
			['products', { name: 'X', status: 'gone' }, 400, 'rest_invalid_param'],
			['products', '{"name":', 400, 'rest_invalid_json'],
			['coupons', { amount: '5' }, 400, 'rest_missing_callback_param'],
			['customers', { first_name: 'A' }, 400, 'rest_missing_callback_param'],
			[
				'orders',
				{ line_items: [{ quantity: 1 }] },
				400,
				'woocommerce_rest_required_product_reference',
			],
			['orders', { customer_id: 9999 }, 400, 'woocommerce_rest_invalid_customer_id'],
		];
		for (const [path, body, status, code] of cases) {
			const answer = await client.post(path, body);
			expect([path, answer.status, answer.body.code]).toEqual([path, status, code]);
			expect((answer.body.data as JsonObject).status).toBe(status);
		}
	});

	test('rejects a second coupon, customer or product with the same code, address or SKU', async () => {
		for (const [path, body, code] of [
			['coupons', { code: 'TWICE' }, 'woocommerce_rest_coupon_code_already_exists'],
			['customers', { email: 'twice@example.com' }, 'registration-error-email-exists'],
			['products', { name: 'Twice', sku: 'twice' }, 'product_invalid_sku'],
		] as const) {
			expect((await client.post(path, body)).status).toBe(201);
			expect((await client.post(path, body)).body.code).toBe(code);
		}
		const [id] = shop.ids('coupons');
		const seeded = await client.post('coupons', { code: `save-${id}` });
		expect(seeded.status).toBe(400);
	});

	test('answers an unknown id with 404, but an update of it with 400', async () => {
		for (const [resource, noun] of [
			['products', 'product'],
			['orders', 'shop_order'],
			['coupons', 'shop_coupon'],
		]) {
			const code = `woocommerce_rest_${noun}_invalid_id`;
			const get = await client.get(`${resource}/999999`);
			expect([get.status, get.body.code]).toEqual([404, code]);
			const put = await client.put(`${resource}/999999`, {});
			expect([put.status, put.body.code]).toEqual([400, code]);
		}
	});

	test('by batch reports failures beside successes', async () => {
		const [first, second] = shop.ids('products');
		const { status, body } = await client.post('products/batch', {
			create: [{ name: 'One' }],
			update: [
				{ id: first, name: 'Two' },
				{ id: 999999, name: 'Three' },
			],
			delete: [second],
		});
		expect(status).toBe(200);
		const update = body.update as unknown as JsonObject[];
		expect(update[0]).toMatchObject({ id: first, name: 'Two' });
		expect(update[1]).toMatchObject({ id: 999999, error: { data: { status: 400 } } });
		expect((await client.get(`products/${second}`)).status).toBe(404);
	});

	test('keeps the ground truth: every change in order, and whether the date moved', async () => {
		const [product] = shop.ids('products');
		const [coupon] = shop.ids('coupons');
		const seen: string[] = [];
		const stop = shop.subscribe(({ change }) => seen.push(change));
		await client.put(`products/${product}`, { name: 'A' });
		await client.put(`coupons/${coupon}`, { amount: '1.23' });
		await client.put(`coupons/${coupon}`, { amount: '1.23' });
		shop.editDirectly('products', product, { name: 'B' });
		await client.delete(`products/${product}`);
		stop();
		await client.delete(`products/${product}?force=true`);
		const truth = shop.log
			.filter(({ resource }) => resource !== 'variations')
			.map(({ resource, id, change, movedDate }) => [resource, id, change, movedDate]);
		expect(truth).toEqual([
			['products', product, 'updated', true],
			['coupons', coupon, 'updated', false],
			['products', product, 'updated', false],
			['products', product, 'trashed', true],
			['products', product, 'removed', false],
		]);
		expect(shop.log.map(({ sequence }) => sequence)).toEqual(shop.log.map((_, index) => index + 1));
		expect(seen).toEqual(['updated', 'updated', 'updated', 'trashed']);
	});
});

describe('the address', () => {
	test('also works as rest_route', async () => {
		await open({ orders: 3 });
		for (const path of ['/?rest_route=/wc/v3/orders', '/index.php?rest_route=%2Fwc%2Fv3%2Forders'])
			expect((await client.get(path)).total).toBe(3);
	});

	test('with plain permalinks is rest_route alone', async () => {
		await open({ orders: 3, permalinks: 'plain' });
		const pretty = await client.get('orders');
		expect([pretty.status, pretty.headers['content-type']]).toEqual([
			404,
			'text/html; charset=UTF-8',
		]);
		const plain = await client.get('/?rest_route=/wc/v3/orders&per_page=1');
		expect(plain.total).toBe(3);
		expect(plain.headers.link).toContain('/index.php?rest_route=/wc/v3/orders&per_page=1&page=2');
	});

	test('can be in a folder', async () => {
		await open({ orders: 3, folder: '/shop' });
		expect((await client.get('orders')).total).toBe(3);
		const root = new URL(sandbox.wooCommerce.url).origin;
		expect((await fetch(`${root}/wp-json/wc/v3/orders`)).status).toBe(404);
	});

	test('of an unknown route is rest_no_route', async () => {
		await open();
		for (const [method, path] of [
			['GET', 'nothing'],
			['PUT', 'orders'],
			['POST', 'products/categories'],
			['DELETE', 'orders'],
		]) {
			const { status, body } = await client.send(method, path);
			expect([status, body.code]).toEqual([404, 'rest_no_route']);
		}
	});

	test('of the index returns name, zone and namespaces without a key, and honours _fields', async () => {
		await open({ timeZone: 'America/New_York' });
		const anonymous = new TestClient(sandbox.wooCommerce, {});
		const index = (await anonymous.get('/wp-json/')).body as JsonObject;
		expect(index).toMatchObject({ name: 'Sandbox shop', gmt_offset: -5 });
		expect(index.namespaces).toContain('wc/v3');
		clock.set('2026-07-01T00:00:00Z');
		const { body } = await anonymous.get('/wp-json?_fields=gmt_offset,timezone_string');
		expect(body).toEqual({ gmt_offset: -4, timezone_string: 'America/New_York' });
	});

	test('answers with the date of its own clock, which may be wrong', async () => {
		await open({ clockSkew: 90_000 });
		expect((await client.get('orders')).headers.date).toBe('Sun, 01 Mar 2026 12:01:30 GMT');
		const [id] = shop.ids('orders');
		await client.put(`orders/${id}`, {});
		expect(modified('orders', id)).toBe('2026-03-01T12:01:30');
	});
});

describe("a plugin's resource", () => {
	test('has its own date fields', async () => {
		await open({
			timeZone: 'Asia/Tokyo',
			customResources: [
				{
					name: 'subscriptions',
					count: 12,
					created: { field: 'started', format: 'seconds' },
					modified: { field: 'changed.at', format: 'dd/MM/yyyy HH:mm:ss ZZZ', zone: 'site' },
					fields: { title: '' },
				},
				{ name: 'bookings', path: 'calendar/bookings', count: 2, filtersByDate: false },
			],
		});
		const [id] = shop.ids('subscriptions');
		const { body } = await client.put(`subscriptions/${id}`, { title: 'Weekly' });
		expect(body).toMatchObject({ title: 'Weekly', 'changed.at': '01/03/2026 21:00:00 +0900' });
		expect(typeof body.started).toBe('number');
		const after = 'modified_after=2026-03-01T11:59:59&dates_are_gmt=true';
		expect(await client.ids(`subscriptions?${after}`)).toEqual([id]);
		expect((await client.get(`calendar/bookings?${after}`)).total).toBe(2);
	});
});

test('an order that is created has no completion before it is completed', async () => {
	await open();
	const orders = Array.from({ length: 40 }, () => shop.create('orders'));
	expect(orders.filter(({ date_completed_gmt: date }) => date !== null)).toEqual([]);
	const { date_completed_gmt: date } = shop.create('orders', { status: 'completed' });
	expect(date).toBe('2026-03-01T12:00:00');
});
