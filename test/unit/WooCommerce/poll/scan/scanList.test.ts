import type { Shop } from '../../../../../nodes/WooCommerce/client/api';
import { readPollerConfiguration } from '../../../../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import { readSample } from '../../../../../nodes/WooCommerce/poll/read/readSample';
import { RESOURCES } from '../../../../../nodes/WooCommerce/resources';
import {
	defaultPolledResource,
	type PolledResource,
} from '../../../../../nodes/WooCommerce/polledResource';
import { ManualClock } from '../../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import { byName, Polling, told } from '../polling';
import { sandboxShop } from '../../sandboxShop';

/** A cache that knows a list by its path alone: whichever page is asked for, it returns the first 100 rows. */
function ignoringThePage(shop: Shop): Shop {
	const query = { per_page: '100', offset: '0', order: 'asc' };
	const send: Shop['send'] = async (request) =>
		await shop.send({ ...request, query: { ...request.query, ...query } });
	return { ...shop, send };
}

describe('changes that no window shows', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;

	beforeEach(async () => {
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 9,
			clock,
			wooCommerce: { coupons: 30, customers: 260, administrators: 2 },
		});
	});
	afterEach(async () => await sandbox.close());

	const shop = () => sandbox.wooCommerce.shop;
	async function watching(...watched: PolledResource[]): Promise<Polling> {
		const polling = new Polling(sandbox, clock, watched);
		await polling.poll();
		clock.advance(60_000);
		return polling;
	}

	it('finds a new customer of any role at the next poll', async () => {
		const polling = await watching(byName('customers'));
		const first = shop().create('customers', {}).id;
		const second = shop().create('customers', { role: 'shop_manager' }).id;
		expect(told(await polling.pollLater())).toEqual([
			`CREATED customers ${first}`,
			`CREATED customers ${second}`,
		]);
		expect(told(await polling.pollLater())).toEqual([]);
	});

	it('reports no events when a cache returns more rows than asked for', async () => {
		const polling = new Polling(sandbox, clock, [byName('customers')]);
		polling.proxy = ignoringThePage;
		expect(told(await polling.poll())).toEqual([]);
		polling.proxy = (own) => own;
		expect(told(await polling.pollLater())).toEqual([]);
		expect(told(await polling.pollLater())).toEqual([]);
	});

	it('keeps its state when a known list suddenly returns more rows than asked for', async () => {
		const polling = await watching(byName('customers'));
		polling.proxy = ignoringThePage;
		const id = shop().ids('customers')[7];
		shop().update('customers', id, { first_name: 'Ada' });
		const { changes, problems } = await polling.pollLater();
		expect(changes).toEqual([]);
		expect(problems).toMatchObject([
			{
				problem: { message: expect.stringContaining('returned 100 objects instead of at most 1') },
			},
		]);
		polling.proxy = (own) => own;
		expect(told(await polling.pollLater())).toEqual([`UPDATED customers ${id}`]);
	});

	it('shows one sample when a list ignores the page size', async () => {
		const ignoring = ignoringThePage(sandboxShop(sandbox.wooCommerce, clock));
		const read = await readSample({ shop: ignoring, polled: byName('customers') }, ['UPDATED']);
		expect(read.ok && read.value.length).toBe(1);
	});

	it("finds a customer's update, which the list's filter ignores", async () => {
		const polling = await watching(byName('customers'));
		const id = shop().ids('customers')[7];
		shop().update('customers', id, { first_name: 'Ada' });
		const { changes } = await polling.pollLater();
		expect(told({ changes })).toEqual([`UPDATED customers ${id}`]);
		const modified = shop().get('customers', id)?.date_modified_gmt;
		expect(changes[0].revision).toMatch(new RegExp(`^${modified}Z~[0-9a-f]{32}$`));
		expect(told(await polling.pollLater())).toEqual([]);
	});

	it('finds each change of a coupon that moves no date, also a change back', async () => {
		const polling = await watching(byName('discounts'));
		const id = shop().ids('coupons')[3];
		const ids = new Set<string>();
		for (const amount of ['11.00', '12.00', '11.00', '12.00', '11.00']) {
			shop().update('coupons', id, { amount });
			const { changes } = await polling.pollLater();
			expect(told({ changes })).toEqual([`UPDATED discounts ${id}`]);
			ids.add(changes[0].revision);
			clock.advance(60_000);
		}
		expect(ids.size).toBe(5);
	});

	it('emits a coupon once if its date and amount changed', async () => {
		const polling = await watching(byName('discounts'));
		const id = shop().ids('coupons')[3];
		shop().update('coupons', id, { amount: '9.00', description: 'Nine' });
		const { changes } = await polling.pollLater();
		expect(changes.map(({ revision }) => revision)).toEqual([
			expect.stringMatching(/^[^~]+~[0-9a-f]{32}$/),
		]);
		expect(told(await polling.pollLater())).toEqual([]);
	});

	it('compares a shop in rounds within the limit of requests a poll', async () => {
		const small = { ...byName('customers'), pageSize: 21, scanRequests: 3 };
		const polling = await watching(small);
		const id = shop().ids('customers').at(-1) ?? 0;
		shop().update('customers', id, { first_name: 'Zoe' });
		const found: string[] = [];
		let polls = 0;
		while (found.length === 0 && polls++ < 10) {
			sandbox.wooCommerce.requests.reset();
			found.push(...told(await polling.pollLater()));
			expect(sandbox.wooCommerce.requests.length).toBeLessThanOrEqual(4);
		}
		expect(found).toEqual([`UPDATED customers ${id}`]);
		// 262 customers, twenty new ones a page, three pages a poll.
		expect(polls).toBe(5);
	});

	it('emits changes made while a large shop is being listed', async () => {
		const polling = new Polling(sandbox, clock, [{ ...byName('customers'), pageSize: 21 }]);
		let asked = 0;
		await polling.poll(() => ++asked <= 4);
		expect(polling.state?.resources.customers.baseline).toBeDefined();
		clock.advance(60_000);
		const id = shop().ids('customers').at(-1) ?? 0;
		shop().update('customers', id, { first_name: 'Zoe' });
		const first = told(await polling.pollLater());
		expect([...first, ...told(await polling.pollLater())]).toEqual([`UPDATED customers ${id}`]);
	});

	it('sends at most two requests in addition to the scan when nothing has changed', async () => {
		const polling = await watching(byName('customers'), byName('discounts'));
		sandbox.wooCommerce.requests.reset();
		expect(told(await polling.poll())).toEqual([]);
		const scans = sandbox.wooCommerce.requests.all(
			({ parameters }) => parameters.order === 'asc' && !parameters.modified_after,
		);
		expect(sandbox.wooCommerce.requests.length - scans.length).toBeLessThanOrEqual(4);
		expect(scans.length).toBeLessThanOrEqual(10);
	});
});

describe('the sample that the editor fetches', () => {
	it.each(['orders', 'products', 'customers', 'discounts'])('is an object of %s', async (name) => {
		const clock = new ManualClock('2026-05-01T12:00:00Z');
		const sandbox = await startSandbox({ seed: 9, clock });
		const { shop } = sandbox.wooCommerce;
		const resource = name === 'discounts' ? 'coupons' : name;
		const latest = shop.ids(resource)[1];
		const field = resource === 'coupons' ? 'description' : 'meta_data';
		shop.update(resource, latest, { [field]: field === 'description' ? 'Newest' : [] });
		const read = await readSample(
			{ shop: sandboxShop(sandbox.wooCommerce, clock), polled: byName(name) },
			['CREATED', 'UPDATED'],
		);
		await sandbox.close();
		expect(read).toMatchObject({
			ok: true,
			value: [{ eventType: 'UPDATED', objectType: name, raw: expect.objectContaining({}) }],
		});
		const [change] = read.ok ? read.value : [];
		if (RESOURCES[name].hasWindows) expect(change.objectId).toBe(String(latest));
	});

	it.each(['customers', 'reviews', 'categories', 'tags'])(
		'is the object of %s that was created last, because the shop cannot sort them by the date of change',
		async (name) => {
			const clock = new ManualClock('2026-05-01T12:00:00Z');
			const sandbox = await startSandbox({ seed: 9, clock });
			const shop = sandboxShop(sandbox.wooCommerce, clock);
			if (name === 'customers')
				sandbox.wooCommerce.shop.create(name, { first_name: 'Zoe', last_name: 'Zuse' });
			const polled = defaultPolledResource(name, RESOURCES[name]);
			const read = await readSample({ shop, polled }, ['CREATED', 'UPDATED']);
			const ids = sandbox.wooCommerce.shop.ids(name);
			await sandbox.close();
			expect(read).toMatchObject({ ok: true, value: [{ objectId: String(Math.max(...ids)) }] });
		},
	);

	it('is requested without an order if it is unknown whether the list has one', async () => {
		const clock = new ManualClock('2026-05-01T12:00:00Z');
		const sandbox = await startSandbox({ seed: 9, clock });
		const read = readPollerConfiguration({ webhooks: { url: 'webhooks', idField: 'id' } });
		if (!read.ok) throw new Error(read.problem.message);
		sandbox.wooCommerce.requests.reset();
		const shop = sandboxShop(sandbox.wooCommerce, clock);
		await readSample({ shop, polled: read.value[0] }, ['CREATED', 'UPDATED']);
		const [request] = sandbox.wooCommerce.requests.all();
		await sandbox.close();
		expect(request.parameters).not.toHaveProperty('orderby');
	});
});

describe('resources that a configuration names', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;

	beforeEach(async () => {
		clock = new ManualClock('2026-07-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 9,
			clock,
			wooCommerce: { timeZone: 'America/New_York', customers: 5, reviews: 30 },
		});
	});
	afterEach(async () => await sandbox.close());
	const shop = () => sandbox.wooCommerce.shop;

	async function watching(configuration: object): Promise<Polling> {
		const read = readPollerConfiguration(configuration);
		if (!read.ok) throw new Error(read.problem.message);
		const polling = new Polling(sandbox, clock, read.value);
		const { problems } = await polling.poll();
		if (problems.length > 0) throw new Error(problems[0].problem.message);
		clock.advance(60_000);
		return polling;
	}

	it('keep their canonical object type and have their own name in the envelope', async () => {
		const polling = await watching({
			contacts: {
				url: '/hubs/ecommerce/customers',
				idField: 'id',
				datesConfiguration: {
					updatedDateField: 'date_modified',
					updatedDateFormat: "yyyy-MM-dd'T'HH:mm:ss'",
					createdDateField: 'date_created',
					createdDateFormat: "yyyy-MM-dd'T'HH:mm:ss'",
				},
			},
		});
		const { id } = shop().create('customers', {});
		const { changes } = await polling.pollLater();
		expect(changes).toMatchObject([
			{ objectType: 'customers', resourceName: 'contacts', objectId: String(id) },
		]);
		// Site-local 08:01 in New York is 12:01 UTC: read from the field's gmt twin.
		expect(changes[0].date).toBe('2026-07-01T12:01:00Z');
	});

	it('can have any path of the API, such as categories', async () => {
		const polling = await watching({ categories: { url: '/hubs/ecommerce/categories' } });
		const { id } = shop().create('categories', { name: 'Hats' });
		expect(told(await polling.pollLater())).toEqual([`CREATED categories ${id}`]);
		shop().update('categories', Number(id), { name: 'Caps' });
		expect(told(await polling.pollLater())).toEqual([`UPDATED categories ${id}`]);
		shop().update('categories', Number(id), { name: 'Hats' });
		expect(told(await polling.pollLater())).toEqual([`UPDATED categories ${id}`]);
	});

	it('read their objectId from a path', async () => {
		const polling = await watching({ orders: { url: 'orders', idField: 'billing.email' } });
		shop().create('orders', { line_items: [], billing: { email: 'a@b.example' } });
		expect(told(await polling.pollLater())).toEqual(['CREATED orders a@b.example']);
	});

	it('emit every change when lists do not filter by the configured date', async () => {
		const polling = await watching({
			orders: { url: 'orders', datesConfiguration: { updatedDateField: 'date_paid' } },
		});
		const id = shop().ids('orders')[0];
		shop().update('orders', id, { customer_note: 'By the back door' });
		expect(told(await polling.pollLater())).toEqual([`UPDATED orders ${id}`]);
	});

	it('start again when a name is configured for another list', async () => {
		const polling = await watching({ x: { url: 'orders' } });
		const elsewhere = await watching({ x: { url: 'products' } });
		elsewhere.state = polling.state;
		shop().create('orders', { line_items: [] });
		expect(told(await elsewhere.pollLater())).toEqual([]);
		expect(elsewhere.state?.resources.x.path).toBe('wc/v3/products');
	});

	it('emit no updates with filterByUpdatedDate false', async () => {
		const polling = await watching({ orders: { url: 'orders', filterByUpdatedDate: 'false' } });
		shop().update('orders', shop().ids('orders')[0], { customer_note: 'x' });
		const { id } = shop().create('orders', { line_items: [] });
		expect(told(await polling.pollLater())).toEqual([`CREATED orders ${id}`]);
	});

	it('emit no UPDATED for a change within createdCheckTolerance of the creation', async () => {
		const polling = await watching({ orders: { url: 'orders', createdCheckTolerance: '10' } });
		const { id } = shop().create('orders', { line_items: [] });
		clock.advance(9_000);
		shop().update('orders', Number(id), { customer_note: 'x' });
		expect(told(await polling.pollLater())).toEqual([`CREATED orders ${id}`]);
	});

	it.each<[string, object, RegExp]>([
		[
			'a path that leads nowhere',
			{ url: 'orders', idField: 'no.such' },
			/x\.idField is "no\.such"/,
		],
		[
			'a date field that is missing',
			{ url: 'orders', datesConfiguration: { updatedDateField: 'changed' } },
			/x\.datesConfiguration\.updatedDateField is "changed", which does not match/,
		],
		[
			'a pattern that no date fits',
			{
				url: 'orders',
				datesConfiguration: { updatedDateField: 'date_modified', updatedDateFormat: 'dd.MM.yyyy' },
			},
			/updatedDateFormat is "dd\.MM\.yyyy", which does not match .* Enter a pattern that fits "2/,
		],
		[
			'a path that the shop does not have',
			{ url: 'no-such-things' },
			/^Reading wc\/v3\/no-such-things failed: .* has no such path .* Correct the url/,
		],
	])('%s is rejected when polling begins', async (_what, configured, message) => {
		await expect(watching({ x: configured })).rejects.toThrow(message);
	});
});
