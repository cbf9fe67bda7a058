import { readPollerConfiguration } from '../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import { ManualClock } from '../sandbox/clock';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { Polling, told } from '../unit/WooCommerce/poll/polling';

let clock: ManualClock;
let sandbox: Sandbox;

beforeEach(async () => {
	clock = new ManualClock('2026-07-01T12:00:00Z');
	sandbox = await startSandbox({ seed: 5, clock, wooCommerce: {} });
});
afterEach(async () => await sandbox.close());

function configured(json: Record<string, string>) {
	const entries = Object.entries(json).map(([name, url]) => [name, { url }]);
	const read = readPollerConfiguration(Object.fromEntries(entries));
	if (!read.ok) throw new Error(read.problem.message);
	return read.value;
}

/** "A resource whose name has changed continues with the state of its earlier name" (pollShop.ts). */
it.each([
	['whose earlier name is given to another list', { people: 'customers', contacts: 'coupons' }],
	['that changes its name with another list', { contacts: 'orders', buys: 'customers' }],
])('a list %s loses no change', async (_what, renamed) => {
	const polling = new Polling(
		sandbox,
		clock,
		configured({ contacts: 'customers', buys: 'orders' }),
	);
	await polling.begin();
	const { shop } = sandbox.wooCommerce;
	const [customer] = shop.ids('customers', 'customer');
	shop.update('customers', customer, { first_name: 'Ann' });
	clock.advance(60_000);
	polling.watched = configured(renamed);
	const found: string[] = [];
	for (let polls = 0; polls < 4; polls++) {
		clock.advance(60_000);
		const { changes, warnings, problems } = await polling.poll();
		expect(problems).toEqual([]);
		found.push(...told({ changes }), ...warnings.map(({ warning }) => warning));
	}
	expect(found).toContain(`UPDATED customers ${customer}`);
});
