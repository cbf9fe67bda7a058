import { ManualClock } from '../../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import { byName, Polling, told } from '../polling';

const HOUR = 3_600_000;
/** Some requests of a quarter of a minute fit into the time that a poll has. */
const BUDGET = 300;

let sandbox: Sandbox;
let polling: Polling;
let clock: ManualClock;
let ids: number[];
let sent: number;

beforeEach(async () => {
	clock = new ManualClock('2026-05-01T12:00:00Z');
	sandbox = await startSandbox({ seed: 7, clock, wooCommerce: { orders: 5, products: 250 } });
	polling = new Polling(sandbox, clock, [byName('products')]);
	polling.proxy = (shop) => ({
		...shop,
		send: async (request) => {
			sent++;
			return await shop.send(request);
		},
	});
	await polling.begin();
	clock.advance(HOUR);
	ids = sandbox.wooCommerce.shop.ids('products');
});
afterEach(async () => await sandbox.close());

const update = (id: number, name: string) =>
	sandbox.wooCommerce.shop.update('products', id, { name });

async function poll() {
	sent = 0;
	clock.advance(HOUR);
	return await polling.poll(() => sent < BUDGET);
}

const breakAt = (places: readonly number[]) => {
	for (const place of places)
		sandbox.wooCommerce.faults.push({
			match: { resource: 'products' },
			effect: { kind: 'brokenObject', id: ids[place] },
		} as never);
};

describe('neighbouring objects that the shop cannot return', () => {
	it.each([
		['two', [120, 121]],
		['three', [120, 121, 122]],
		['the first three of the window', [60, 61, 62]],
		['the last three of the window', [167, 168, 169]],
		['the newest three of the shop', [247, 248, 249]],
		['twelve', Array.from({ length: 12 }, (_, at) => 100 + at)],
	])('do not hide the others: %s', async (_which, places) => {
		breakAt(places);
		const changed = ids.slice(60, 170);
		for (const id of changed) update(id, `New ${id}`);
		const broken = places.map((place) => ids[place]);
		const readable = changed.filter((id) => !broken.includes(id));
		const first = await poll();
		const second = await poll();
		expect([...told(first), ...told(second)].sort()).toEqual(
			readable.map((id) => `UPDATED products ${id}`).sort(),
		);
		expect(sent).toBeLessThan(100);
		update(ids[200], 'Later');
		expect(told(await poll())).toEqual([`UPDATED products ${ids[200]}`]);
		expect(sent).toBeLessThan(100);
	});

	it('are a problem and not silence if they are too many to be left out', async () => {
		breakAt(Array.from({ length: 40 }, (_, at) => 100 + at));
		for (const id of ids.slice(60, 170)) update(id, `New ${id}`);
		const { problems } = await poll();
		expect(problems).toMatchObject([{ problem: { message: expect.stringMatching(/HTTP 500/) } }]);
		expect(sent).toBeLessThan(BUDGET);
	});

	it.each([
		[2, [10]],
		[2, [10, 11, 12]],
		[3, [10, 11]],
		[3, [4, 10, 11, 12, 13, 14, 15]],
		[5, [10, 11, 12, 13, 14]],
	])('do not hide the others from pages of %d rows: %j', async (pageSize, places) => {
		polling.watched = [{ ...byName('products'), pageSize }];
		breakAt(places);
		const changed = ids.slice(0, 40);
		for (const id of changed) update(id, `New ${id}`);
		const { changes, problems } = await poll();
		const broken = places.map((place) => ids[place]);
		expect(problems).toEqual([]);
		expect(told({ changes }).sort()).toEqual(
			changed
				.filter((id) => !broken.includes(id))
				.map((id) => `UPDATED products ${id}`)
				.sort(),
		);
	});
});
