import { readState, writeState } from '../../../../nodes/WooCommerce/poll/storedState';
import { atOnce } from '../../../../nodes/WooCommerce/poll/ids/slices';
import { learnable } from '../../../../nodes/WooCommerce/fields/ownFields';
import { ignoring } from '../../../../nodes/WooCommerce/polledResource';
import { valuesByPath, withoutFields } from '../../../../nodes/WooCommerce/fields/volatileFields';
import { ManualClock } from '../../../sandbox/clock';
import type { JsonObject } from '../../../sandbox/json';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { byName, Polling, told } from './polling';

const SANDBOX_NAMES: Record<string, string> = { discounts: 'coupons' };

describe('fields that change by themselves', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	let reads = 0;

	beforeEach(async () => {
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 9,
			clock,
			wooCommerce: { orders: 20, products: 30, coupons: 30, customers: 40 },
		});
	});
	afterEach(async () => await sandbox.close());

	const shop = () => sandbox.wooCommerce.shop;
	/** Five lines of a must-use plugin: a random value, a time, or an entry of the meta data. */
	const PLUGINS: Record<string, (object: JsonObject) => JsonObject> = {
		'a random value': () => ({ nonce: ++reads }),
		'a time': () => ({ rendered_at: clock.now() / 1000 }),
		'an entry of the meta data': ({ meta_data: own }) => ({
			meta_data: [...(own as JsonObject[]), { id: 1, key: '_seen', value: ++reads }],
		}),
		'a nested value': ({ billing, code }) => ({
			billing: { ...(billing as JsonObject | undefined), code: code ?? '', seen: ++reads },
		}),
	};
	const install = (resource: string, plugin: string) =>
		shop().pluginFields.set(resource, PLUGINS[plugin]);

	async function watching(name: string): Promise<Polling> {
		return await new Polling(sandbox, clock, [byName(name)]).begin();
	}

	describe.each(Object.keys(PLUGINS))('%s that a plugin adds', (plugin) => {
		it.each(['discounts', 'customers'])('makes no change of %s', async (name) => {
			install(SANDBOX_NAMES[name] ?? name, plugin);
			const polling = await watching(name);
			const found: string[] = [];
			for (let polls = 0; polls < 6; polls++) found.push(...told(await polling.pollLater()));
			expect(found).toEqual([]);
		});

		it.each(['orders', 'products'])('does not repeat a change of %s', async (name) => {
			install(name, plugin);
			const polling = await watching(name);
			const id = shop().ids(name)[0];
			shop().update(name, id, { meta_data: [{ key: '_note', value: 'x' }] });
			const found: string[] = [];
			for (let polls = 0; polls < 6; polls++) found.push(...told(await polling.pollLater()));
			expect(found).toEqual([`UPDATED ${name} ${id}`]);
		});
	});

	it('names the fields once, and still finds what is changed', async () => {
		const polling = await watching('discounts');
		install('coupons', 'a random value');
		const { changes, warnings } = await polling.pollLater();
		expect(told({ changes })).toEqual([]);
		expect(warnings).toMatchObject([
			{
				name: 'discounts',
				warning: expect.stringMatching(
					/^Fields of discounts of .* change by themselves, .*: nonce\./,
				),
			},
		]);
		const id = shop().ids('coupons')[3];
		shop().update('coupons', id, { amount: '9.00' });
		const later = await polling.pollLater();
		expect(told(later)).toEqual([`UPDATED discounts ${id}`]);
		expect(later.warnings).toEqual([]);
		expect(polling.state?.resources.discounts.learned).toEqual(['nonce']);
	});

	it('does not learn the amount from an import that changes all coupons without a date', async () => {
		const polling = await watching('discounts');
		const ids = shop().ids('coupons');
		for (const id of ids) shop().update('coupons', id, { amount: '709.00' });
		const { changes, warnings } = await polling.pollLater();
		expect(told({ changes }).sort()).toEqual(ids.map((id) => `UPDATED discounts ${id}`));
		expect(warnings).toMatchObject([
			{
				warning: expect.stringMatching(
					/^30 discounts of .* with the ID 41, these fields changed: amount\. If these/,
				),
			},
		]);
		for (const id of ids) shop().update('coupons', id, { amount: '708.00' });
		expect(told(await polling.pollLater())).toHaveLength(ids.length);
		expect(polling.state?.resources.discounts.learned).toBeUndefined();
	});

	it('does not learn a field of one coupon that is used all the time', async () => {
		const polling = await watching('discounts');
		const [id] = shop().ids('coupons');
		let uses = 0;
		sandbox.wooCommerce.faults.push({
			beforeAnswer: () => void shop().editDirectly('coupons', id, { usage_count: ++uses }),
		});
		for (let polls = 0; polls < 4; polls++)
			expect(told(await polling.pollLater())).toEqual([`UPDATED discounts ${id}`]);
		expect(polling.state?.resources.discounts.learned).toBeUndefined();
	});

	it.each([2, 5])(
		'does not learn the uses of %d coupons that buyers use together',
		async (count) => {
			const polling = await watching('discounts');
			const used = shop().ids('coupons').slice(-count);
			let uses = 100;
			const order = () => {
				uses++;
				for (const id of used) shop().editDirectly('coupons', id, { usage_count: uses });
			};
			// An order between each of the readings.
			polling.proxy = (own) => ({
				...own,
				pause: async (ms) => {
					if (ms !== undefined) order();
					await own.pause(ms);
				},
			});
			order();
			const updates = used.map((id) => `UPDATED discounts ${id}`);
			expect(told(await polling.pollLater()).sort()).toEqual(updates.sort());
			expect(polling.state?.resources.discounts.learned).toBeUndefined();
			clock.advance(24 * 3_600_000);
			order();
			expect(told(await polling.pollLater()).sort()).toEqual(updates);
		},
	);

	it("forgets the fields of WooCommerce's own that an earlier version has learned", async () => {
		const polling = await watching('discounts');
		const { resources } = polling.state!;
		const learned = ['usage_count', 'meta_data._seen', 'billing.seen', 'nonce'];
		const discounts = { ...resources.discounts, learned };
		polling.state = { ...polling.state!, resources: { ...resources, discounts } };
		expect(told(await polling.pollLater())).toEqual([]);
		expect(polling.state.resources.discounts.learned).toEqual(learned.slice(1));
		const [id] = shop().ids('coupons');
		shop().editDirectly('coupons', id, { usage_count: 77 });
		expect(told(await polling.pollLater())).toEqual([`UPDATED discounts ${id}`]);
	});

	it.each<[string, string, string[]]>([
		['wc/v3/orders', 'orders', ['_links']],
		[
			'wc/v3/products',
			'products',
			['permalink', '_links', 'related_ids', 'on_sale', 'price_html', 'total_sales'],
		],
		['wc/v3/customers', 'customers', ['avatar_url', '_links']],
		['wc/v3/coupons', 'coupons', ['_links']],
		['wc/v3/products/reviews', 'reviews', ['reviewer_avatar_urls', '_links']],
		['wc/v3/products/categories', 'categories', ['_links']],
	])('knows the own fields of %s', (path, name, others) => {
		const [id] = shop().ids(name);
		const fields = Object.keys(shop().get(name, id)!);
		expect(learnable(path, fields).filter((field) => !others.includes(field))).toEqual([]);
	});

	it('names the field that an update of a plugin adds to all customers', async () => {
		const polling = await watching('customers');
		shop().pluginFields.set('customers', () => ({ points: 0 }));
		const { changes, warnings } = await polling.pollLater();
		expect(told({ changes })).toHaveLength(41);
		expect(warnings).toMatchObject([{ warning: expect.stringContaining(': points. If these') }]);
		expect((await polling.pollLater()).warnings).toEqual([]);
	});

	it('records contents again without an event when the ignored fields change', async () => {
		const polling = await watching('discounts');
		polling.watched = [ignoring(byName('discounts'), ['usage_count', 'description'])];
		expect(told(await polling.pollLater())).toEqual([]);
		const id = shop().ids('coupons')[3];
		shop().editDirectly('coupons', id, { usage_count: 77 });
		expect(told(await polling.pollLater())).toEqual([]);
		shop().editDirectly('coupons', id, { amount: '77.00' });
		expect(told(await polling.pollLater())).toEqual([`UPDATED discounts ${id}`]);
	});

	it('are known on stock WooCommerce: a visit of a customer and a sale of a product', async () => {
		const polling = await watching('customers');
		const customer = shop().ids('customers', 'customer')[3];
		for (let visits = 0; visits < 3; visits++) {
			shop().noteVisit(customer);
			expect(told(await polling.pollLater())).toEqual([]);
		}
		polling.watched = [byName('products')];
		await polling.pollLater();
		clock.advance(60_000);
		const product = shop().ids('products')[0];
		shop().update('products', product, { manage_stock: false });
		expect(told(await polling.pollLater())).toEqual([`UPDATED products ${product}`]);
		shop().create('orders', { line_items: [{ product_id: product, quantity: 2 }] });
		expect(shop().get('products', product)?.total_sales).toBeGreaterThan(1);
		expect(told(await polling.pollLater())).toEqual([]);
	});

	it('tells customers once after an upgrade from a version that did not ignore visits', async () => {
		const polling = await watching('customers');
		shop().noteVisit(shop().ids('customers', 'customer')[3]);
		const stored = JSON.parse(JSON.stringify(atOnce(writeState(polling.state!))));
		delete stored.resources.customers.ignored;
		const read = atOnce(readState(stored));
		if (!read.ok) throw new Error(read.reason);
		polling.state = read.state;
		expect(told(await polling.pollLater())).toEqual([]);
		const id = shop().ids('customers', 'customer')[4];
		shop().update('customers', id, { first_name: 'Ada' });
		expect(told(await polling.pollLater())).toEqual([`UPDATED customers ${id}`]);
	});
});

describe('a path of a field', () => {
	const row = {
		total: 1,
		'a.b': 2,
		billing: { phone: '1', city: 'X' },
		meta_data: [
			{ id: 1, key: '_a.b', value: 1 },
			{ id: 2, key: '_c', value: { deep: [1] } },
		],
		line_items: [{ id: 1, total: 2 }, { id: 2 }],
		__proto__: null,
	};

	it.each<[string, object]>([
		['total', { total: undefined }],
		['a.b', { 'a.b': undefined }],
		['billing.phone', { billing: { city: 'X' } }],
		['meta_data._a.b', { meta_data: [row.meta_data[1]] }],
		['line_items.total', { line_items: [{ id: 1 }, { id: 2 }] }],
		['constructor', {}],
		['meta_data.__proto__', {}],
	])('leaves out %s and nothing else', (path, changed) => {
		expect(withoutFields(row, [path])).toEqual({ ...row, ...changed });
	});

	it('names each value once', () => {
		expect([...valuesByPath(row).keys()]).toEqual([
			...['total', 'a.b', 'billing.phone', 'billing.city', 'meta_data._a.b', 'meta_data._c'],
			...['line_items.id', 'line_items.total'],
		]);
	});
});
