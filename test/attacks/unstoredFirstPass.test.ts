import { readPollerConfiguration } from '../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import { hasLearned } from '../../nodes/WooCommerce/poll/unstoredState';
import { ManualClock } from '../sandbox/clock';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { Polling, told } from '../unit/WooCommerce/poll/polling';

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

/** "The WooCommerce poll finds what changed while n8n was down" (docs/guarantees.md), also in a list without an order. */
it('an unordered list that has not emitted yet finds what was created and changed while n8n was down', async () => {
	const read = readPollerConfiguration({ memberships: { url: 'memberships' } });
	if (!read.ok) throw new Error(read.problem.message);
	const polling = new Polling(sandbox, clock, read.value);
	await polling.poll();
	// Without durable cursors, n8n stores the state at the activation, and later only if the poll emits (poll.ts).
	let stored = polling.state;
	for (let polls = 0; polls < 10; polls++) {
		clock.advance(60_000);
		const previous = polling.state;
		const result = await polling.poll();
		expect(told(result)).toEqual([]);
		if (result.changes.length > 0 || hasLearned(result, previous)) stored = polling.state;
	}
	// n8n is off.
	const { shop } = sandbox.wooCommerce;
	const { id } = shop.create('memberships', { title: 'New' });
	const [old] = shop.ids('memberships');
	shop.update('memberships', old, { title: 'Other' });
	clock.advance(3_600_000);
	polling.state = stored;
	const found: string[] = [];
	for (let polls = 0; polls < 5; polls++) {
		clock.advance(60_000);
		found.push(...told(await polling.poll()));
	}
	expect(found.sort()).toEqual(
		[`CREATED memberships ${id as number}`, `UPDATED memberships ${old}`].sort(),
	);
});
