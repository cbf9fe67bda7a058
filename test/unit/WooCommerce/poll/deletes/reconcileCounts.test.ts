import { RESOURCES } from '../../../../../nodes/WooCommerce/resources';
import { defaultPolledResource } from '../../../../../nodes/WooCommerce/polledResource';
import { ManualClock } from '../../../../sandbox/clock';
import type { JsonObject } from '../../../../sandbox/json';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import type { ShopFault } from '../../../../sandbox/woocommerce/faults';
import { Polling, told } from '../polling';

const NAMES = ['orders', 'products', 'customers', 'discounts'];
const HOLD_MS = 11 * 60_000;
const sandboxName = (name: string) => (name === 'discounts' ? 'coupons' : name);

describe('deletes', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	let polling: Polling;

	const shop = () => sandbox.wooCommerce.shop;
	const known = (name: string) => [...(polling.state?.resources[name].ids ?? [])];
	const fault = (effect: ShopFault, match = {}) =>
		sandbox.wooCommerce.faults.push({ effect, match });

	async function watching(...names: string[]): Promise<void> {
		const scanRequests = 1;
		const watched = names.map((name) => ({
			...defaultPolledResource(name, RESOURCES[name]),
			scanRequests,
		}));
		polling = new Polling(sandbox, clock, watched);
		await polling.poll();
		clock.advance(60_000);
		await polling.poll();
		clock.advance(60_000);
	}
	const blank = (name: string): JsonObject => (name === 'orders' ? { line_items: [] } : {});

	async function pollLater() {
		clock.advance(60_000);
		return await polling.poll();
	}

	// Four hundred zones a window are most of the time, and not what this is about.
	beforeAll(() => {
		jest.spyOn(Intl, 'supportedValuesOf').mockReturnValue(['America/New_York']);
	});
	afterAll(() => jest.restoreAllMocks());
	beforeEach(async () => {
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 3,
			clock,
			wooCommerce: { orders: 400, products: 400, customers: 400, coupons: 400 },
		});
	});
	afterEach(async () => await sandbox.close());

	it.each(NAMES)('%s: emits DELETED once for an object that was deleted for good', async (name) => {
		await watching(name);
		const id = shop().ids(sandboxName(name))[123];
		shop().remove(sandboxName(name), id);
		const { changes } = await pollLater();
		expect(changes).toMatchObject([
			{
				eventType: 'DELETED',
				kind: 'DELETED',
				objectType: name,
				objectId: String(id),
				revision: 'gone',
				topic: `${RESOURCES[name].topicPrefix}.deleted`,
				raw: { id },
			},
		]);
		expect(known(name)).toEqual(shop().ids(sandboxName(name)));
		expect(told(await pollLater())).toEqual([]);
	});

	it.each(['orders', 'products', 'discounts'])(
		'%s: emits DELETED for the trash, UPDATED for a restore, and no second DELETED for a final delete',
		async (name) => {
			await watching(name);
			const resource = sandboxName(name);
			const id = shop().ids(resource)[50];
			shop().trash(resource, id);
			const modified = String(shop().get(resource, id)?.date_modified_gmt);
			const [deleted] = (await pollLater()).changes;
			expect(deleted).toMatchObject({
				eventType: 'DELETED',
				objectId: String(id),
				date: `${modified}Z`,
				revision: `${modified}Z`,
				raw: { id, status: 'trash' },
			});
			shop().restore(resource, id);
			expect(told(await pollLater())).toEqual([`UPDATED ${name} ${id}`]);
			shop().trash(resource, id);
			const [again] = (await pollLater()).changes;
			expect(again).toMatchObject({ eventType: 'DELETED', objectId: String(id) });
			expect(again.revision).not.toBe(deleted.revision);
			shop().remove(resource, id);
			expect(told(await pollLater())).toEqual([]);
			expect(known(name)).toEqual(shop().ids(resource));
		},
	);

	it('emits UPDATED for an object trashed and restored between two polls', async () => {
		await watching('products');
		const id = shop().ids('products')[50];
		shop().trash('products', id);
		clock.advance(2_000);
		shop().restore('products', id);
		expect(told(await pollLater())).toEqual([`UPDATED products ${id}`]);
	});

	it('counts the generations of an id that comes back', async () => {
		await watching('orders');
		const id = shop().ids('orders')[50];
		const revisions: string[] = [];
		for (let life = 1; life <= 3; life++) {
			shop().remove('orders', id);
			revisions.push(...(await pollLater()).changes.map(({ revision }) => revision));
			shop().create('orders', { id, line_items: [] });
			revisions.push(...(await pollLater()).changes.map(({ revision }) => revision));
		}
		const gone = ['gone', 'born#2', 'gone#2', 'born#3', 'gone#3', 'born#4'];
		expect(revisions).toEqual(gone);
	});

	it('finds many deletes at once with no more requests than the whole list', async () => {
		await watching('products', 'customers');
		const products = shop()
			.ids('products')
			.filter((_id, rank) => rank % 6 === 0);
		const customers = shop().ids('customers').slice(100, 170);
		for (const id of products) {
			if (id % 2 === 0) shop().trash('products', id);
			else shop().remove('products', id);
		}
		for (const id of customers) shop().remove('customers', id);
		const expected = [
			...products.map((id) => `DELETED products ${id}`),
			...customers.map((id) => `DELETED customers ${id}`),
		];
		// More than fifty, but no more than a fifth: products 67 of 400, customers 70.
		expect(told(await pollLater()).sort()).toEqual(expected.sort());
		expect(known('products')).toEqual(shop().ids('products'));
		expect(known('customers')).toEqual(shop().ids('customers'));
		expect(told(await pollLater())).toEqual([]);
	});

	it('emits CREATED for an import with old dates, which no window shows', async () => {
		await watching('products');
		const date = '2025-01-01T00:00:00';
		const { id } = shop().create('products', { date_created_gmt: date, date_modified_gmt: date });
		const gone = shop().ids('products')[7];
		shop().remove('products', gone);
		expect(told(await pollLater()).sort()).toEqual([
			`CREATED products ${id}`,
			`DELETED products ${gone}`,
		]);
	});

	it.each(['orders', 'products', 'discounts'])(
		'%s: finds a delete that an import with old dates cancels out in the total',
		async (name) => {
			await watching(name);
			const resource = sandboxName(name);
			const id = shop().ids(resource)[77];
			const date = '2025-01-01T00:00:00';
			const old = shop().create(resource, {
				...blank(name),
				date_created_gmt: date,
				date_modified_gmt: date,
			});
			shop().remove(resource, id);
			clock.advance(2_000);
			const fresh = shop().create(resource, blank(name));
			const { changes } = await pollLater();
			expect(changes.map(({ eventType, objectId }) => `${eventType} ${objectId}`).sort()).toEqual([
				`CREATED ${old.id}`,
				`CREATED ${fresh.id}`,
				`DELETED ${id}`,
			]);
			expect(known(name)).toEqual(shop().ids(resource));
			expect(told(await pollLater())).toEqual([]);
		},
	);

	it('reads the trash first, which shows trashed objects in one request', async () => {
		await watching('orders');
		await pollLater();
		for (const id of shop().ids('orders').slice(100, 120)) shop().trash('orders', id);
		sandbox.wooCommerce.requests.reset();
		expect(told(await pollLater())).toHaveLength(20);
		expect(sandbox.wooCommerce.requests.length).toBe(3);
	});

	it('reads one more page after a creation and none when idle', async () => {
		await watching('orders');
		const count = async () => {
			const before = sandbox.wooCommerce.requests.length;
			await pollLater();
			return sandbox.wooCommerce.requests.length - before;
		};
		const idle = await count();
		shop().create('orders', blank('orders'));
		expect(await count()).toBe(idle + 1);
		expect(await count()).toBe(idle);
	});

	it('does not search for a cart at the checkout, which the total includes', async () => {
		await watching('orders');
		const { id } = shop().create('orders', { status: 'checkout-draft' });
		expect(told(await pollLater())).toEqual([]);
		sandbox.wooCommerce.requests.reset();
		expect(told(await pollLater())).toEqual([]);
		expect(sandbox.wooCommerce.requests.length).toBe(2);
		shop().remove('orders', Number(id));
		expect(told(await pollLater())).toEqual([]);
	});

	it('holds back an unlikely mass delete with a warning and emits it if the total stays', async () => {
		await watching('products');
		const many = shop().ids('products').slice(20, 320);
		for (const id of many) shop().remove('products', id);
		const held = await pollLater();
		expect(told(held)).toEqual([]);
		expect(held.problems).toEqual([]);
		expect(held.warnings).toMatchObject([
			{ name: 'products', warning: expect.stringMatching(/100 products, 300 fewer than before/) },
		]);
		clock.advance(HOLD_MS);
		const later = await pollLater();
		expect(told(later).sort()).toEqual(many.map((id) => `DELETED products ${id}`).sort());
		expect(later.warnings).toEqual([]);
	});

	it('emits the deletes of an empty list only after each sample is unknown by id', async () => {
		await watching('orders');
		const all = shop().ids('orders');
		const lie = fault({ kind: 'emptyList' });
		for (let polls = 0; polls < 3; polls++) {
			expect(told(await pollLater())).toEqual([]);
			clock.advance(HOLD_MS);
		}
		lie.remove();
		for (const id of all) shop().remove('orders', id);
		const found: string[] = [];
		for (let polls = 0; polls < 3; polls++) {
			found.push(...told(await pollLater()));
			clock.advance(HOLD_MS);
		}
		expect(found.sort()).toEqual(all.map((id) => `DELETED orders ${id}`).sort());
	});

	it.each<[string, ShopFault, object]>([
		['an empty list', { kind: 'emptyList' }, {}],
		['an empty list now and then', { kind: 'emptyList' }, { query: /offset/ }],
		['a total that is too low', { kind: 'wrongTotal', by: -7 }, {}],
		['a total that is too high', { kind: 'wrongTotal', by: 7 }, {}],
		['a total that is wrong in the probe', { kind: 'wrongTotal', by: -1 }, { query: /desc/ }],
		['rows missing from pages', { kind: 'missingRows', rows: 3 }, { query: /offset|include/ }],
		['a page missing', { kind: 'missingRows' }, { query: /offset|include/ }],
		['an error', { kind: 'status', status: 500 }, { query: /offset|include/ }],
		['a web page for an object', { kind: 'status', status: 404 }, { path: /\d$/ }],
	])(
		'emits no false delete and misses none while the shop is inconsistent: %s',
		async (_what, lie, match) => {
			await watching(...NAMES);
			const expected: string[] = [];
			const rule = fault(lie, match);
			const found = told(await pollLater());
			for (const name of NAMES) {
				const ids = shop().ids(sandboxName(name));
				for (const rank of [3, 4, 5, 6, 200, 395]) {
					shop().remove(sandboxName(name), ids[rank]);
					expected.push(`DELETED ${name} ${ids[rank]}`);
				}
			}
			for (let polls = 0; polls < 3; polls++) found.push(...told(await pollLater()));
			rule.remove();
			for (let polls = 0; polls < 3; polls++) {
				clock.advance(3_600_000);
				found.push(...told(await pollLater()));
			}
			expect(found.sort()).toEqual(expected.sort());
			for (const name of NAMES) expect(known(name)).toEqual(shop().ids(sandboxName(name)));
		},
		30_000,
	);

	it.each(NAMES)(
		'%s: emits no CREATED for objects that an empty first list left out',
		async (name) => {
			fault({ kind: 'emptyList' });
			const watched = { ...defaultPolledResource(name, RESOURCES[name]), scanRequests: 1 };
			polling = new Polling(sandbox, clock, [watched]);
			await polling.poll();
			sandbox.wooCommerce.faults.clear();
			clock.advance(60_000);
			const fresh = shop().create(sandboxName(name), blank(name));
			// An empty update moves a coupon's date nowhere, so nothing has happened to that.
			const [first] = name === 'discounts' ? [] : shop().ids(sandboxName(name));
			if (first !== undefined) shop().update(sandboxName(name), first, blank(name));
			const updated = first === undefined ? [] : [`UPDATED ${name} ${first}`];
			const found: string[] = [];
			for (let polls = 0; polls < 3; polls++) found.push(...told(await pollLater()));
			expect(found.sort()).toEqual([`CREATED ${name} ${fresh.id}`, ...updated]);
			expect(known(name)).toEqual(shop().ids(sandboxName(name)));
		},
	);

	it('continues in the next poll when the time is over', async () => {
		await watching('customers');
		const gone = shop()
			.ids('customers')
			.filter((_id, rank) => rank % 7 === 0);
		for (const id of gone) shop().remove('customers', id);
		const found: string[] = [];
		for (let polls = 0; polls < 12; polls++) {
			clock.advance(60_000);
			let asked = 0;
			found.push(...told(await polling.poll(() => ++asked <= 4)));
		}
		expect(found.sort()).toEqual(gone.map((id) => `DELETED customers ${id}`).sort());
	});

	it('searches seldom for the reason of a permanently wrong total', async () => {
		await watching('products');
		fault({ kind: 'wrongTotal', by: 3 });
		await pollLater();
		sandbox.wooCommerce.requests.reset();
		for (let polls = 0; polls < 10; polls++) await pollLater();
		expect(sandbox.wooCommerce.requests.length).toBe(20);
		shop().remove('products', shop().ids('products')[9]);
		expect(told(await pollLater())).toHaveLength(1);
	});

	it('emits no DELETED for an object that only lists leave out', async () => {
		await watching('products');
		const ids = shop().ids('products').slice(10, 14);
		// As a plugin does it: no date moves, and no list shows them any more.
		sandbox.wooCommerce.faults.push({
			match: { query: /orderby/ },
			beforeAnswer: () =>
				ids.forEach((id) => shop().editDirectly('products', id, { status: 'trash' })),
		});
		sandbox.wooCommerce.faults.push({
			match: { path: /products\/\d+$/ },
			beforeAnswer: () =>
				ids.forEach((id) => shop().editDirectly('products', id, { status: 'private' })),
		});
		sandbox.wooCommerce.faults.push({
			match: { query: /status=trash/ },
			effect: { kind: 'emptyList' },
		});
		expect(told(await pollLater())).toEqual([]);
		expect(polling.state?.resources.products.ledger.hidden.size).toBe(4);
		expect(told(await pollLater())).toEqual([]);
		sandbox.wooCommerce.faults.clear();
		for (const id of ids) shop().remove('products', id);
		const found: string[] = [];
		for (let polls = 0; polls < 8; polls++) found.push(...told(await pollLater()));
		expect(found.sort()).toEqual(ids.map((id) => `DELETED products ${id}`));
	});

	it('emits no DELETED for objects that only lists leave out, though one among them is deleted', async () => {
		await watching('products');
		const hidden = shop().ids('products').slice(100, 141);
		const gone = hidden[20];
		const hide = (status: string) =>
			hidden
				.filter((id) => id !== gone)
				.forEach((id) => shop().editDirectly('products', id, { status }));
		shop().remove('products', gone);
		const { faults } = sandbox.wooCommerce;
		faults.push({ match: { query: /orderby/ }, beforeAnswer: () => hide('trash') });
		faults.push({ match: { path: /products\/\d+$/ }, beforeAnswer: () => hide('private') });
		faults.push({ match: { query: /status=trash/ }, effect: { kind: 'emptyList' } });
		const found: string[] = [];
		for (let polls = 0; polls < 3; polls++) found.push(...told(await pollLater()));
		expect(found).toEqual([`DELETED products ${gone}`]);
	});

	it('reads at most a sample by id once the time is over', async () => {
		await watching('orders');
		const hidden = shop().ids('orders').slice(100, 150);
		const hide = (status: string) =>
			hidden.forEach((id) => shop().editDirectly('orders', id, { status }));
		const { faults, requests } = sandbox.wooCommerce;
		faults.push({ match: { query: /orderby/ }, beforeAnswer: () => hide('trash') });
		faults.push({ match: { path: /orders\/\d+$/ }, beforeAnswer: () => hide('pending') });
		faults.push({ match: { query: /status=trash/ }, effect: { kind: 'emptyList' } });
		clock.advance(60_000);
		let isOver = false;
		requests.reset();
		await polling.poll(() => {
			isOver ||= requests.all(({ path }) => /orders\/\d+$/.test(path)).length > 0;
			return !isOver;
		});
		expect(requests.all(({ path }) => /orders\/\d+$/.test(path)).length).toBeLessThanOrEqual(10);
	});

	it('finds a delete that an object listed again cancels out in the total', async () => {
		await watching('products');
		const [hidden, other] = shop().ids('products').slice(10, 12);
		const set = (status: string) => () => void shop().editDirectly('products', hidden, { status });
		const { faults } = sandbox.wooCommerce;
		faults.push({ match: { query: /orderby/ }, beforeAnswer: set('trash') });
		faults.push({ match: { path: /products\/\d+$/ }, beforeAnswer: set('publish') });
		faults.push({ match: { query: /status=trash/ }, effect: { kind: 'emptyList' } });
		expect(told(await pollLater())).toEqual([]);
		expect(polling.state?.resources.products.ledger.hidden.size).toBe(1);
		faults.clear();
		set('publish')();
		shop().remove('products', other);
		const found = [...told(await pollLater()), ...told(await pollLater())];
		expect(found).toEqual([`DELETED products ${other}`]);
		expect(polling.state?.resources.products.ledger.hidden.size).toBe(0);
	});
});

describe('the requests of a search for deletes', () => {
	it.each([10_000, 1_000_000])(
		'at %i objects',
		async (count) => {
			const clock = new ManualClock('2026-05-01T12:00:00Z');
			const sandbox = await startSandbox({ seed: 3, clock, wooCommerce: { products: count } });
			const { shop, requests } = sandbox.wooCommerce;
			const polling = new Polling(sandbox, clock, [
				defaultPolledResource('products', RESOURCES.products),
			]);
			polling.timeout = 60_000;
			let asked = 0;
			await polling.poll(() => ++asked <= 1);
			polling.startAt('products', shop.ids('products'));
			clock.advance(60_000);
			// The first windows have the products of the ten minutes before the beginning.
			for (const minutes of [15, 15]) {
				expect(told(await polling.poll())).toEqual([]);
				clock.advance(minutes * 60_000);
			}
			requests.reset();
			expect(told(await polling.poll())).toEqual([]);
			expect(requests.length).toBeLessThanOrEqual(2);
			for (const rank of [0, count >> 1, 7_654, count - 5]) {
				const id = shop.ids('products')[rank];
				shop.remove('products', id);
				clock.advance(60_000);
				requests.reset();
				expect(told(await polling.poll())).toEqual([`DELETED products ${id}`]);
				expect(requests.length).toBeLessThanOrEqual(25);
			}
			await sandbox.close();
		},
		120_000,
	);
});
