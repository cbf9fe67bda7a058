import { ManualClock } from '../../../../sandbox/clock';
import type { JsonObject } from '../../../../sandbox/json';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import { byName, Polling, told } from '../polling';

const sandboxName = (name: string) => (name === 'discounts' ? 'coupons' : name);

describe('objects that lists leave out', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;

	beforeEach(async () => {
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 9,
			clock,
			wooCommerce: { orders: 20, products: 30, coupons: 30 },
		});
	});
	afterEach(async () => await sandbox.close());

	const shop = () => sandbox.wooCommerce.shop;
	async function watching(name: string): Promise<Polling> {
		return await new Polling(sandbox, clock, [byName(name)]).begin();
	}

	it.each(['orders', 'products'])(
		'are UPDATED when one of %s moves into a hidden status, changes there and returns',
		async (name) => {
			const polling = await watching(name);
			const id = shop().ids(name)[7];
			const seen: unknown[] = [];
			const patches: JsonObject[] = [
				{ status: 'on-loan' },
				{ meta_data: [{ key: '_note', value: 'x' }] },
				{ status: name === 'orders' ? 'completed' : 'publish' },
			];
			for (const patch of patches) {
				shop().update(name, id, patch);
				const { changes } = await polling.pollLater();
				expect(told({ changes })).toEqual([`UPDATED ${name} ${id}`]);
				expect(changes[0].revision).toMatch(/^[^~]+~[0-9a-f]{32}$/);
				seen.push(changes[0].raw.status);
				expect(told(await polling.pollLater())).toEqual([]);
				clock.advance(30_000);
			}
			expect(seen).toEqual(['on-loan', 'on-loan', name === 'orders' ? 'completed' : 'publish']);
			expect(polling.state?.resources[name].ledger.hidden.size).toBe(0);
		},
	);

	it('are emitted once if the list shows them again before the next window', async () => {
		const polling = await watching('orders');
		const id = shop().ids('orders')[7];
		shop().trash('orders', id);
		// It is back when the poll reads by its id what the list lacks.
		sandbox.wooCommerce.faults.push({
			times: 1,
			match: { query: /status=trash/ },
			beforeAnswer: () => shop().restore('orders', id),
		});
		const first = await polling.poll();
		const events = [...told(first), ...told(await polling.pollLater())];
		expect(events).toEqual([`UPDATED orders ${id}`]);
	});

	it('cost at most a few requests an hour', async () => {
		const polling = await watching('orders');
		for (const id of shop().ids('orders').slice(3, 9))
			shop().update('orders', id, { status: 'on-loan' });
		expect(told(await polling.pollLater())).toHaveLength(6);
		for (let polls = 0; polls < 100; polls++) {
			if (polls === 50) sandbox.wooCommerce.requests.reset();
			clock.advance(60_000);
			expect(told(await polling.poll())).toEqual([]);
		}
		expect(sandbox.wooCommerce.requests.length).toBeLessThanOrEqual(2 * 50 + 2 * 4);
		const [id] = shop().ids('orders').slice(3, 4);
		shop().remove('orders', id);
		const found: string[] = [];
		for (let polls = 0; polls < 20; polls++) {
			clock.advance(30 * 60_000);
			found.push(...told(await polling.poll()));
		}
		expect(found).toEqual([`DELETED orders ${id}`]);
	});

	it('are known of coupons: a draft is CREATED, and UPDATED when it is published', async () => {
		const old = shop().create('coupons', { status: 'draft' }).id as number;
		clock.advance(60_000);
		const polling = await watching('discounts');
		const { id } = shop().create('coupons', { status: 'draft' });
		expect(told(await polling.pollLater())).toEqual([`CREATED discounts ${id}`]);
		clock.advance(60_000);
		for (const one of [old, id as number]) shop().update('coupons', one, { status: 'publish' });
		expect(told(await polling.pollLater())).toEqual([
			`UPDATED discounts ${old}`,
			`UPDATED discounts ${id}`,
		]);
		shop().update('coupons', old, { status: 'draft' });
		expect(told(await polling.pollLater())).toEqual([`UPDATED discounts ${old}`]);
	});

	describe.each(['orders', 'products', 'discounts'])('of %s', (name) => {
		it('are UPDATED when they are restored from a trash of before polling began', async () => {
			const resource = sandboxName(name);
			const ids = shop().ids(resource);
			const old = [ids[2], ids.at(-1) as number];
			for (const id of old) shop().trash(resource, id);
			if (name === 'orders') {
				const { id } = shop().create('orders', { status: 'checkout-draft' });
				shop().update('orders', id as number, { status: 'pending' });
				shop().trash('orders', id as number);
				old.push(id as number);
			}
			clock.advance(60_000);
			const polling = await watching(name);
			for (const id of old) shop().restore(resource, id);
			expect(told(await polling.pollLater())).toEqual(old.map((id) => `UPDATED ${name} ${id}`));
		});

		it('are UPDATED when they leave a hidden status of before polling began', async () => {
			if (name === 'discounts') return;
			const id = shop().ids(name)[5];
			shop().update(name, id, { status: 'on-loan' });
			clock.advance(60_000);
			const polling = await watching(name);
			shop().update(name, id, { status: name === 'orders' ? 'completed' : 'publish' });
			expect(told(await polling.pollLater())).toEqual([`UPDATED ${name} ${id}`]);
		});
	});

	it('do not make a placed cart UPDATED', async () => {
		const { id } = shop().create('orders', { status: 'checkout-draft' });
		shop().create('orders', { line_items: [] });
		clock.advance(60_000);
		const polling = await watching('orders');
		shop().update('orders', id as number, { status: 'processing' });
		expect(told(await polling.pollLater())).toEqual([`CREATED orders ${id}`]);
	});
});
