import { RESOURCES } from '../../../../../nodes/WooCommerce/resources';
import { defaultPolledResource } from '../../../../../nodes/WooCommerce/polledResource';
import { ManualClock } from '../../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import { Polling, told } from '../polling';

describe('deletes while the first listing runs', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	const shop = () => sandbox.wooCommerce.shop;

	beforeEach(async () => {
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 9,
			clock,
			wooCommerce: { orders: 100, products: 100, coupons: 100, customers: 100, idGaps: 'dense' },
		});
	});
	afterEach(async () => await sandbox.close());

	/** Lists a part of the objects. */
	async function listing(name: string) {
		const resource = { ...defaultPolledResource(name, RESOURCES[name]), pageSize: 10 };
		const polling = new Polling(sandbox, clock, [resource]);
		let requests = 0;
		await polling.poll(() => ++requests <= 4);
		clock.advance(60_000);
		expect(polling.state?.resources[name].baseline?.afterId).toBeGreaterThan(0);
		return polling;
	}

	async function restOf(polling: Polling) {
		const found: string[] = [];
		const warnings: string[] = [];
		for (let polls = 0; polls < 6; polls++) {
			const poll = await polling.pollLater();
			found.push(...told(poll));
			warnings.push(...poll.warnings.map(({ warning }) => warning));
		}
		return { found: found.sort(), warnings };
	}

	it.each(['orders', 'products', 'discounts'])(
		'finds all that go to the trash: %s',
		async (name) => {
			const resource = name === 'discounts' ? 'coupons' : name;
			const before = shop().ids(resource)[95];
			shop().trash(resource, before);
			clock.advance(60_000);
			const polling = await listing(name);
			const ids = shop().ids(resource);
			const gone = [ids[2], ids[50], ids[60], ids[90], ids[98]];
			for (const id of gone) shop().trash(resource, id);
			const { found, warnings } = await restOf(polling);
			expect(found).toEqual(gone.map((id) => `DELETED ${name} ${id}`).sort());
			expect(warnings).toEqual([]);
		},
	);

	it.each(['orders', 'products', 'discounts', 'customers'])(
		'counts what was deleted permanently before it was listed: %s',
		async (name) => {
			const resource = name === 'discounts' ? 'coupons' : name;
			const polling = await listing(name);
			const ids = shop().ids(resource);
			const [listed, ...others] = [ids[2], ids[50], ids[60], ids[90]];
			for (const id of [listed, ...others]) shop().remove(resource, id);
			if (name !== 'customers') shop().trash(resource, ids[70]);
			const { found, warnings } = await restOf(polling);
			const gone = name === 'customers' ? [listed] : [listed, ids[70]];
			expect(found).toEqual(gone.map((id) => `DELETED ${name} ${id}`).sort());
			expect(warnings).toEqual([expect.stringMatching(`^3 ${name} of .* deleted permanently`)]);
		},
	);

	it('warns of nothing when objects are created, changed and restored', async () => {
		const [old] = shop().ids('products');
		shop().trash('products', old);
		clock.advance(60_000);
		const polling = await listing('products');
		shop().create('products', {});
		shop().update('products', shop().ids('products')[80], { name: 'x' });
		shop().restore('products', old);
		const { found, warnings } = await restOf(polling);
		expect(found).toHaveLength(3);
		expect(warnings).toEqual([]);
	});
});
