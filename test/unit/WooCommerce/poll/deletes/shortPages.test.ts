import { ManualClock } from '../../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import { withCappedPages } from '../../cappedPages';
import { byName, Polling, told } from '../polling';

const HOUR = 3_600_000;

describe('deletes in a list with short pages', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	let polling: Polling;
	let ids: number[];

	beforeEach(async () => {
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({ seed: 7, clock, wooCommerce: { orders: 1, products: 650 } });
		polling = new Polling(sandbox, clock, [byName('products')]);
		ids = sandbox.wooCommerce.shop.ids('products');
	});
	afterEach(async () => await sandbox.close());

	async function removed(places: readonly number[]) {
		clock.advance(HOUR);
		for (const place of places) sandbox.wooCommerce.shop.remove('products', ids[place]);
		const { requests } = sandbox.wooCommerce;
		requests.reset();
		const found = told(await polling.poll());
		return { found: found.sort(), sent: requests.length };
	}
	const deletesOf = (places: readonly number[]) =>
		places.map((place) => `DELETED products ${ids[place]}`).sort();

	it.each([50, 7])('are found if the server returns at most %d rows', async (rows) => {
		polling.proxy = (shop) => withCappedPages(shop, rows);
		await polling.begin();
		const few = [20, 120, 600];
		expect((await removed(few)).found).toEqual(deletesOf(few));
		const one = await removed([300]);
		expect(one.found).toEqual(deletesOf([300]));
		expect(one.sent).toBeLessThan(20);
		const many = Array.from({ length: 60 }, (_, at) => 310 + 2 * at);
		expect((await removed(many)).found).toEqual(deletesOf(many));
	});

	it.each([[[220]], [[220, 221, 222, 400]], [[10, 110, 210, 310, 410, 510]]])(
		'are found if a plugin hides the rows at %j from pages',
		async (hidden) => {
			for (const place of hidden)
				sandbox.wooCommerce.faults.push({
					match: { resource: 'products' },
					effect: { kind: 'hiddenRow', id: ids[place] },
				});
			await polling.begin();
			await polling.pollLater();
			const few = [20, 40, 60, 299, 300, 640];
			const { found, sent } = await removed(few);
			expect(found).toEqual(deletesOf(few));
			expect(sent).toBeLessThan(40);
			expect((await removed([])).sent).toBeLessThan(20);
			clock.advance(60_000);
			expect((await polling.poll()).changes).toEqual([]);
		},
	);

	it('can be missed if a plugin hides counted rows of a large list, which the log names once', async () => {
		polling.watched = [{ ...byName('products'), pageSize: 20 }];
		for (const place of [120, 130, 140, 450])
			sandbox.wooCommerce.faults.push({
				match: { resource: 'products' },
				effect: { kind: 'hiddenRow', id: ids[place] },
			});
		const said: string[] = [];
		for (const places of [[], [], [10], [20, 30, 40, 50], [60, 70]]) {
			clock.advance(HOUR);
			for (const place of places) sandbox.wooCommerce.shop.remove('products', ids[place]);
			const { warnings } = await polling.poll();
			said.push(...warnings.map(({ warning }) => warning));
		}
		expect(said).toEqual([
			expect.stringMatching(/^4 products .* deleted permanently, or hidden, before the first/),
			expect.stringMatching(/^Deletes of products can be missed: .* counts objects that/),
		]);
	});

	it('are found one by one although a hidden row cancels each out in the total', async () => {
		const hidden = [120, 320, 520];
		for (const place of hidden)
			sandbox.wooCommerce.faults.push({
				match: { resource: 'products' },
				effect: { kind: 'hiddenRow', id: ids[place] },
			});
		await polling.begin();
		await polling.pollLater();
		for (const places of [[130, 321, 500], [10], [11], [400]])
			expect((await removed(places)).found).toEqual(deletesOf(places));
	});

	it('are found if a plugin begins to hide an object among them', async () => {
		await polling.begin();
		sandbox.wooCommerce.faults.push({
			match: { resource: 'products', query: /per_page/ },
			effect: { kind: 'hiddenRow', id: ids[220] },
		});
		const few = [20, 40, 60, 219, 221];
		expect((await removed(few)).found).toEqual(deletesOf(few));
	});
});
