import { readPollerConfiguration } from '../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import { ManualClock } from '../sandbox/clock';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { Polling, told } from '../unit/WooCommerce/poll/polling';

/** The JSON of *More Resources*, changed between two polls of a plugin's list that cannot be ordered by id. */
describe('a list without an order, whose parameters change between two polls', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;

	beforeEach(async () => {
		clock = new ManualClock('2026-07-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 5,
			clock,
			wooCommerce: { customResources: [{ name: 'memberships', count: 45, filtersByDate: false }] },
		});
		sandbox.wooCommerce.faults.push({
			match: { path: /memberships/, query: /orderby=id/ },
			effect: { kind: 'status', status: 400, body: { code: 'rest_invalid_param' } },
		});
	});
	afterEach(async () => await sandbox.close());

	function configured(pageSize: number, more: object = {}) {
		const read = readPollerConfiguration({
			memberships: { url: 'memberships', pageSize, ...more },
		});
		if (!read.ok) throw new Error(read.problem.message);
		return read.value;
	}

	it('emits nothing for objects that existed before, although the first pass continues with larger pages', async () => {
		const polling = new Polling(sandbox, clock, configured(5));
		await polling.poll();
		// The time of the poll ends after some pages of the first pass.
		let asks = 0;
		clock.advance(60_000);
		await polling.poll(() => ++asks <= 5);
		const { unordered } = polling.state?.resources.memberships ?? {};
		expect(unordered).toMatchObject({ isListed: false });
		expect(unordered?.page).toBeGreaterThan(1);
		polling.watched = configured(20);
		const found: string[] = [];
		for (let polls = 0; polls < 4; polls++) {
			clock.advance(60_000);
			found.push(...told(await polling.poll()));
		}
		expect(found).toEqual([]);
	});
});
