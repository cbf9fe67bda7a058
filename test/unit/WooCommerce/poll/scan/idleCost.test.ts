import { RESOURCES } from '../../../../../nodes/WooCommerce/resources';
import { defaultPolledResource } from '../../../../../nodes/WooCommerce/polledResource';
import { ManualClock } from '../../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import { Polling, told } from '../polling';

const NAMES = ['customers', 'discounts', 'orders', 'products'];
const MINUTE = 60_000;

describe('the requests of idle polls', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	let polling: Polling;
	const shop = () => sandbox.wooCommerce.shop;

	beforeEach(async () => {
		jest.spyOn(Intl, 'supportedValuesOf').mockReturnValue(['America/New_York']);
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 9,
			clock,
			wooCommerce: { orders: 50, products: 50, coupons: 200, customers: 500 },
		});
		const watched = NAMES.map((name) => defaultPolledResource(name, RESOURCES[name]));
		polling = new Polling(sandbox, clock, watched);
	});
	afterEach(async () => {
		jest.restoreAllMocks();
		await sandbox.close();
	});

	/** The mean of the requests of so many polls, which find nothing. */
	async function idle(polls: number): Promise<number> {
		sandbox.wooCommerce.requests.reset();
		for (let count = 0; count < polls; count++) {
			clock.advance(MINUTE);
			expect(told(await polling.poll())).toEqual([]);
		}
		return sandbox.wooCommerce.requests.length / polls;
	}

	it('are nine at most for 500 customers and 200 discounts', async () => {
		await polling.poll();
		await idle(10);
		expect(await idle(20)).toBeLessThanOrEqual(9);
	});

	it('still find each change without a date within one round, and then more quickly', async () => {
		await polling.poll();
		await idle(20);
		const coupon = shop().ids('coupons')[199];
		shop().update('coupons', coupon, { amount: '901.00' });
		const found: string[] = [];
		for (let polls = 0; polls < 6; polls++) {
			clock.advance(MINUTE);
			found.push(...told(await polling.poll()));
		}
		expect(found).toEqual([`UPDATED discounts ${coupon}`]);
		shop().update('coupons', coupon, { amount: '902.00' });
		clock.advance(MINUTE);
		expect(told(await polling.poll())).toEqual([`UPDATED discounts ${coupon}`]);
	});
});
