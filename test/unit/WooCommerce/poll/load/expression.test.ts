import { DateTime } from 'luxon';

import { ManualClock } from '../../../../sandbox/clock';
import { WooCommerceSandbox } from '../../../../sandbox/woocommerce/server';
import { Web } from '../web';

const clock = new ManualClock('2026-05-01T12:00:00Z');

beforeEach(() => void jest.spyOn(Date, 'now').mockImplementation(() => clock.now()));
afterEach(() => void jest.restoreAllMocks());

it('a load from a date that moves with each poll emits each object once', async () => {
	const sandbox = WooCommerceSandbox.open(7, clock, 'https://shop.example', { orders: 8 });
	const { shop, keys } = sandbox;
	clock.advance(24 * 3_600_000);
	const made = Array.from({ length: 40 }, () => {
		clock.advance(1_000);
		return String(shop.create('orders').id);
	});
	clock.advance(60_000);
	const web = new Web(clock, { 'shop.example': sandbox });
	web.credential = { storeUrl: 'https://shop.example', ...keys };
	const created: unknown[] = [];
	for (let polls = 0; polls < 12; polls++) {
		const startDate = DateTime.fromMillis(clock.now()).minus({ minutes: 30 });
		web.parameters = { startFrom: 'date', startDate, batchSize: 10, options: { pageSize: 10 } };
		web.node.parameters = { startDate: '={{ $now.minus({ minutes: 30 }) }}' };
		created.push(...(await web.poll()).map(({ objectId }) => objectId));
	}
	expect(created.sort()).toEqual([...made].sort());
});
