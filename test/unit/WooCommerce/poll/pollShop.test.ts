import { readState } from '../../../../nodes/WooCommerce/poll/storedState';
import { RESOURCES } from '../../../../nodes/WooCommerce/resources';
import { defaultPolledResource } from '../../../../nodes/WooCommerce/polledResource';
import { ManualClock } from '../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { atOnce } from '../../../../nodes/WooCommerce/poll/ids/slices';
import { byName, Polling, SETTLED_MS, told } from './polling';

const watched = ['orders', 'products'].map(byName);

function brokenReader(): never {
	throw new Error('odd \u202erow');
}

/** Query parameters that cannot be read. */
const broken = () =>
	Object.defineProperty({} as Record<string, string>, 'status', {
		enumerable: true,
		get: brokenReader,
	});

describe('pollShop', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	let polling: Polling;

	beforeEach(async () => {
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 7,
			clock,
			wooCommerce: { timeZone: 'America/New_York', orders: 30, products: 250 },
		});
		polling = new Polling(sandbox, clock, watched);
	});
	afterEach(async () => await sandbox.close());

	const poll = async (mayAsk?: () => boolean) => await polling.poll(mayAsk);
	const pollLater = async () => await polling.pollLater();
	const known = (name: string) => polling.state?.resources[name];
	const shop = () => sandbox.wooCommerce.shop;
	/** One that buys nothing: stock that it reduced would be a product's update (measured). */
	const order = () => shop().create('orders', { line_items: [] });

	it('records existing objects at the first poll and emits nothing', async () => {
		expect(told(await poll())).toEqual([]);
		expect(told(await pollLater())).toEqual([]);
		expect([...(known('products')?.ids ?? [])]).toEqual(shop().ids('products'));
	});

	it('emits a created and an updated object once', async () => {
		await poll();
		clock.advance(10_000);
		const { id } = order();
		const product = shop().ids('products')[3];
		shop().update('products', product, { name: 'Another name' });
		expect(told(await pollLater())).toEqual([
			`CREATED orders ${id}`,
			`UPDATED products ${product}`,
		]);
		expect(told(await pollLater())).toEqual([]);
	});

	it('emits CREATED and UPDATED for an object changed between its creation and the poll', async () => {
		await poll();
		clock.advance(10_000);
		const { id } = order();
		clock.advance(3_000);
		shop().update('orders', Number(id), { customer_note: 'By the back door, please' });
		expect(told(await pollLater())).toEqual([`CREATED orders ${id}`, `UPDATED orders ${id}`]);
	});

	it.each<[string, number, object]>([
		['a cart that is placed', 300_000, { status: 'checkout-draft' }],
		['an order whose second save falls into the next second', 1_000, {}],
	])('emits CREATED alone for %s', async (_what, later, made) => {
		await poll();
		clock.advance(10_000);
		const { id } = shop().create('orders', { line_items: [], ...made });
		if ('status' in made) clock.advance(60_000);
		if ('status' in made) await pollLater();
		clock.advance(later);
		shop().update('orders', Number(id), { status: 'processing' });
		expect(told(await pollLater())).toEqual([`CREATED orders ${id}`]);
	});

	it('uses the revision of a webhook: modified date and hash', async () => {
		await poll();
		clock.advance(10_000);
		const product = shop().ids('products')[0];
		shop().update('products', product, { name: 'New' });
		const [change] = (await pollLater()).changes;
		const modified = shop().get('products', product)?.date_modified_gmt;
		expect(change.revision).toMatch(new RegExp(`^${modified}Z~[0-9a-f]{32}$`));
		expect(change).toMatchObject({
			date: `${modified}Z`,
			topic: 'product.updated',
			raw: { id: product, name: 'New' },
		});
	});

	it('emits every change of a burst in one second that spans pages', async () => {
		await poll();
		clock.advance(10_000);
		const products = shop().ids('products');
		for (const id of products) shop().update('products', id, { name: `N${id}` });
		const found = told(await pollLater());
		expect(found.sort()).toEqual(products.map((id) => `UPDATED products ${id}`).sort());
		expect(told(await pollLater())).toEqual([]);
	});

	it('waits until a second has settled, so two changes in it are one event', async () => {
		await poll();
		clock.advance(10_000);
		const product = shop().ids('products')[0];
		shop().update('products', product, { name: 'A' });
		expect(told(await poll())).toEqual([]);
		shop().update('products', product, { name: 'B' });
		clock.advance(2_000);
		expect(told(await poll())).toEqual([]);
		const { changes } = await pollLater();
		expect(changes.map(({ raw }) => raw.name)).toEqual(['B']);
	});

	it('sends at most two requests a resource when nothing has changed', async () => {
		await poll();
		clock.advance(3_600_000);
		sandbox.wooCommerce.requests.reset();
		expect(told(await poll())).toEqual([]);
		expect(sandbox.wooCommerce.requests.all()).toHaveLength(4);
	});

	it('continues at a page that failed and emits each change once', async () => {
		await poll();
		clock.advance(10_000);
		const products = shop().ids('products');
		for (const id of products) shop().update('products', id, { name: `N${id}` });
		sandbox.wooCommerce.faults.push({
			match: { query: /modified_after.*offset=(?!0)|offset=(?!0).*modified_after/ },
			times: 1,
			effect: { kind: 'half' },
		});
		const first = await pollLater();
		expect(first.problems).toMatchObject([
			{ name: 'products', problem: { reason: 'unreachable' } },
		]);
		expect(first.changes).toHaveLength(100);
		sandbox.wooCommerce.requests.reset();
		const second = await pollLater();
		expect(second.problems).toEqual([]);
		const pages = sandbox.wooCommerce.requests.all(({ query }) => /modified_after/.test(query));
		expect(pages[1].parameters.offset).toBe('99');
		const all = [...told(first), ...told(second)];
		expect(all.sort()).toEqual(products.map((id) => `UPDATED products ${id}`).sort());
	});

	it('skips no row when rows leave the window between two pages', async () => {
		await poll();
		clock.advance(10_000);
		const products = shop().ids('products');
		for (const id of products) shop().update('products', id, { name: `N${id}` });
		clock.advance(SETTLED_MS);
		sandbox.wooCommerce.faults.push({
			match: { query: /offset=99/ },
			times: 1,
			beforeAnswer: () => {
				for (const id of products.slice(0, 40)) shop().update('products', id, { name: 'again' });
			},
		});
		const found = new Set([...told(await poll()), ...told(await pollLater())]);
		expect(found.size).toBe(products.length);
	});

	it('emits a creation of a site that is thirteen hours ahead of UTC', async () => {
		await sandbox.close();
		sandbox = await startSandbox({
			seed: 7,
			clock,
			wooCommerce: { timeZone: 'Pacific/Apia', orders: 3, products: 3 },
		});
		polling = new Polling(sandbox, clock, watched);
		await poll();
		clock.advance(10_000);
		const { id } = order();
		expect(told(await pollLater())).toEqual([`CREATED orders ${id}`]);
	});

	it("emits every creation around the hour that the site's clock skips in spring", async () => {
		clock.set('2026-03-08T01:55:00Z');
		await poll();
		const expected: string[] = [];
		const found: string[] = [];
		for (let minute = 0; minute < 80; minute += 5) {
			clock.advance(5 * 60_000);
			expected.push(`CREATED orders ${order().id}`);
			found.push(...told(await pollLater()));
		}
		expect(found).toEqual(expected);
	});

	it.each([
		['429', { kind: 'status', status: 429, retryAfter: 30 } as const, 'throttled'],
		['500', { kind: 'status', status: 500 } as const, 'failing'],
		['a web page', { kind: 'html' } as const, 'not_json'],
		['no answer', { kind: 'close' } as const, 'unreachable'],
		['a connection that hangs', { kind: 'hang' } as const, 'timed_out'],
		['half a body', { kind: 'half' } as const, 'unreachable'],
	])('keeps the cursor on %s', async (_what, effect, reason) => {
		await poll();
		const cursors = () =>
			Object.entries(polling.state?.resources ?? {}).map(([name, state]) => ({
				...{ name, ...state },
				...{ notBefore: undefined, pausedAt: undefined },
			}));
		const before = cursors();
		clock.advance(10_000);
		const { id } = order();
		clock.advance(SETTLED_MS);
		const rule = sandbox.wooCommerce.faults.push({ effect });
		const { timeout } = polling;
		if (effect.kind === 'hang') polling.timeout = 200;
		const failed = await poll();
		polling.timeout = timeout;
		expect(failed.problems.map(({ problem }) => problem.reason)).toEqual([reason, reason]);
		expect(cursors()).toEqual(before);
		rule.remove();
		clock.advance(30_000);
		expect(told(await poll())).toEqual([`CREATED orders ${id}`]);
	});

	describe('if one resource takes all the time', () => {
		/** A poll with time for so many requests. */
		const pollFor = async (most: number) => {
			const before = sandbox.wooCommerce.requests.length;
			clock.advance(SETTLED_MS);
			return await poll(() => sandbox.wooCommerce.requests.length - before < most);
		};
		const slow = { ...byName('products'), name: 'slow' };

		it('polls first what had no time, and says so', async () => {
			await poll();
			await pollLater();
			order();
			shop().update('products', shop().ids('products')[3], { name: 'Another name' });
			const [orders, product] = [await pollFor(2), await pollFor(2)];
			expect(told(orders)).toMatchObject([expect.stringMatching(/^CREATED orders /)]);
			expect(orders.warnings).toMatchObject([
				{ name: 'products', warning: expect.stringContaining('were not polled, because') },
			]);
			expect(told(product)).toMatchObject([expect.stringMatching(/^UPDATED products /)]);
			expect(product.warnings).toMatchObject([{ name: 'orders' }]);
		});

		it('emits nothing at first for an existing object with a date that is far ahead', async () => {
			const [coupon] = shop().ids('coupons');
			shop().editDirectly('coupons', coupon, { date_modified_gmt: '2027-06-01T00:00:00' });
			polling.watched = [byName('discounts')];
			expect([told(await poll()), told(await pollLater())]).toEqual([[], []]);
		});

		it('gives each of four resources its turn if a poll has time for one', async () => {
			polling.watched = ['orders', 'products', 'customers', 'discounts'].map(byName);
			await poll();
			await pollLater();
			const turns = new Map<string, number>();
			for (let round = 0; round < 8; round++) {
				const late = (await pollFor(1)).warnings.map(({ name }) => name);
				for (const { name } of polling.watched)
					if (!late.includes(name)) turns.set(name, (turns.get(name) ?? 0) + 1);
			}
			expect([...turns.values()]).toEqual([2, 2, 2, 2]);
		});

		it('polls what can be ordered before the first round of a list that cannot', async () => {
			// As lists of many plugins do.
			sandbox.wooCommerce.faults.push({
				match: { path: /products$/, query: /orderby/ },
				effect: { kind: 'status', status: 400, body: { code: 'rest_invalid_param' } },
			});
			const plugin = { ...RESOURCES.products, isMeasured: false };
			polling.watched = [defaultPolledResource('products', plugin), byName('orders')];
			await poll();
			for (let round = 0; round < 3; round++) {
				const { id } = order();
				expect(told(await pollFor(4))).toEqual([`CREATED orders ${id}`]);
			}
			expect(known('products')?.unordered).toMatchObject({ isListed: true });
		});

		it('begins every resource in the first poll, or reports the one that could not begin', async () => {
			polling.watched = [slow, ...watched];
			const before = sandbox.wooCommerce.requests.length;
			const isInTime = () => sandbox.wooCommerce.requests.length === before;
			const { problems, state } = await poll(isInTime);
			expect(Object.keys(state.resources)).toEqual(['slow']);
			expect(problems).toMatchObject([
				{ name: 'orders', problem: { message: expect.stringContaining('could not begin') } },
				{ name: 'products' },
			]);
		});
	});

	it('pauses only the resource for which the shop asks for it', async () => {
		await poll();
		clock.advance(10_000);
		const { id } = order();
		clock.advance(SETTLED_MS);
		const rule = sandbox.wooCommerce.faults.push({
			match: { path: /products/ },
			effect: { kind: 'status', status: 429, retryAfter: 3600 },
		});
		const paused = await poll();
		expect(told(paused)).toEqual([`CREATED orders ${id}`]);
		expect(paused.problems).toMatchObject([{ name: 'products' }]);
		sandbox.wooCommerce.requests.reset();
		clock.advance(60_000);
		const { id: next } = order();
		clock.advance(SETTLED_MS);
		const later = await poll();
		expect(told(later)).toEqual([`CREATED orders ${next}`]);
		expect(later.problems).toEqual([]);
		expect(sandbox.wooCommerce.requests.all().some(({ path }) => path.includes('products'))).toBe(
			false,
		);
		rule.remove();
	});

	it('emits the changes of other resources when one resource fails', async () => {
		await poll();
		clock.advance(10_000);
		const { id } = order();
		clock.advance(SETTLED_MS);
		sandbox.wooCommerce.faults.push({
			match: { resource: 'products' },
			effect: { kind: 'status', status: 500 },
		});
		const result = await poll();
		expect(told(result)).toEqual([`CREATED orders ${id}`]);
		expect(result.problems.map(({ name }) => name)).toEqual(['products']);
	});

	it('reports an exception of one resource as its problem and keeps what the others found', async () => {
		await poll();
		const before = JSON.stringify(known('products')?.watermark);
		clock.advance(10_000);
		const { id } = order();
		const product = shop().ids('products')[3];
		shop().update('products', product, { name: 'Another name' });
		clock.advance(SETTLED_MS);
		const throwing = { ...RESOURCES.products, readModified: brokenReader };
		polling.watched = [byName('orders'), defaultPolledResource('products', throwing)];
		const result = await poll();
		expect(told(result)).toEqual([`CREATED orders ${id}`]);
		expect(result.problems).toMatchObject([
			{ name: 'products', problem: { message: expect.stringContaining('odd \\u{202e}row') } },
		]);
		expect(JSON.stringify(known('products')?.watermark)).toBe(before);
		polling.watched = watched;
		expect(told(await pollLater())).toEqual([`UPDATED products ${product}`]);
	});

	it('reports an exception at the first poll and begins with the other resources', async () => {
		polling.watched = [
			defaultPolledResource('products', {
				...RESOURCES.products,
				isMeasured: false,
				listAll: broken(),
			}),
			byName('orders'),
		];
		const result = await poll();
		expect(result.problems).toMatchObject([{ name: 'products' }]);
		expect(known('orders')?.ids.size).toBe(30);
		expect(known('products')).toBeUndefined();
	});

	it('lists a large shop over several polls and still tells new objects from old ones', async () => {
		let asked = 0;
		await poll(() => ++asked <= 3);
		expect(known('products')?.baseline).toBeDefined();
		clock.advance(10_000);
		const old = shop().ids('products').at(-1) ?? 0;
		shop().update('products', old, { name: 'Old, not listed yet' });
		const { id } = shop().create('products');
		clock.advance(SETTLED_MS);
		expect(told(await poll()).sort()).toEqual(
			[`CREATED products ${id}`, `UPDATED products ${old}`].sort(),
		);
		expect(told(await pollLater())).toEqual([]);
		expect([...(known('products')?.ids ?? [])]).toEqual(shop().ids('products'));
	});

	it.each([
		['408 of a proxy', { kind: 'status', status: 408 }],
		['400 of a firewall', { kind: 'status', status: 400 }],
	] as const)('begins again after one %s, and then finds deletes', async (_, effect) => {
		polling.watched = [byName('orders')];
		sandbox.wooCommerce.faults.push({ match: { path: /orders/ }, times: 1, effect });
		expect((await poll()).problems).toHaveLength(1);
		await pollLater();
		await pollLater();
		const [id] = shop().ids('orders');
		shop().remove('orders', id);
		expect(told(await pollLater())).toEqual([`DELETED orders ${id}`]);
	});

	it('continues with a configured resource that got another name', async () => {
		polling.watched = [byName('orders'), byName('customers')];
		await polling.begin();
		const [removed] = shop().ids('orders');
		shop().remove('orders', removed);
		const { id } = shop().create('orders');
		polling.watched = [{ ...byName('orders'), name: 'bestellungen' }, byName('customers')];
		expect(told(await pollLater()).sort()).toEqual([
			`CREATED orders ${id}`,
			`DELETED orders ${removed}`,
		]);
		expect(Object.keys(polling.state?.resources ?? {})).toEqual(['bestellungen', 'customers']);
	});

	it('begins with a second name for a list that is configured already', async () => {
		polling.watched = [byName('orders')];
		await polling.begin();
		const { id } = shop().create('orders');
		polling.watched = [byName('orders'), { ...byName('orders'), name: 'others' }];
		expect(told(await pollLater())).toEqual([`CREATED orders ${id}`]);
	});

	it('stores the account of the shop in the state', async () => {
		await poll();
		expect(polling.state?.account).toBe(sandbox.wooCommerce.url.replace('http://', ''));
	});
});

describe('the stored state', () => {
	it.each([
		['nothing', undefined, 'absent'],
		['another shape', { resources: [] }, 'damaged'],
		['a later version', { version: 99, account: 'a', resources: {} }, 'damaged'],
	])('is reported as absent or damaged: %s', (_what, stored, reason) => {
		expect(atOnce(readState(stored))).toEqual({ ok: false, reason });
	});

	it('is damaged if its ids are damaged', () => {
		const memory = {
			path: 'x',
			since: 0,
			watermark: 0,
			topId: 0,
			ids: 'x',
			recent: [],
			contents: '',
		};
		const stored = { version: 1, account: 'a', resources: { orders: memory } };
		expect(atOnce(readState(stored))).toEqual({ ok: false, reason: 'damaged' });
	});
});
