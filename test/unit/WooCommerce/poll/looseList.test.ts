import { readPollerConfiguration } from '../../../../nodes/WooCommerce/poll/pollerConfiguration';
import { MOST_TEXT } from '../../../../nodes/WooCommerce/poll/looseList';
import { ManualClock } from '../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { Polling, told } from './polling';

describe('a list that cannot be asked for by id', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;

	beforeEach(async () => {
		clock = new ManualClock('2026-07-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 5,
			clock,
			wooCommerce: {
				customResources: [{ name: 'subscriptions', count: 45, filtersByDate: false }],
			},
		});
		// A plugin's list that minds `orderby`, as some do.
		sandbox.wooCommerce.faults.push({
			match: { path: /subscriptions/, query: /orderby=id/ },
			effect: { kind: 'status', status: 400, body: { code: 'rest_invalid_param' } },
		});
	});
	afterEach(async () => await sandbox.close());

	async function watching(): Promise<Polling> {
		const read = readPollerConfiguration({ subscriptions: { url: 'subscriptions', pageSize: 20 } });
		if (!read.ok) throw new Error(read.problem.message);
		const polling = new Polling(sandbox, clock, read.value);
		await polling.poll();
		await polling.pollLater();
		clock.advance(60_000);
		return polling;
	}
	const shop = () => sandbox.wooCommerce.shop;

	it('is read page by page: what is there is no event', async () => {
		const polling = await watching();
		expect(polling.state?.resources.subscriptions.loose).toMatchObject({ isListed: true, page: 1 });
		expect(told(await polling.pollLater())).toEqual([]);
	});

	it('shows what was created, and what changed, there and back again', async () => {
		const polling = await watching();
		const { id } = shop().create('subscriptions', { title: 'New' });
		const old = shop().ids('subscriptions')[2];
		shop().update('subscriptions', old, { title: 'Other' });
		expect(told(await polling.pollLater()).sort()).toEqual(
			[`CREATED subscriptions ${id}`, `UPDATED subscriptions ${old}`].sort(),
		);
		expect(told(await polling.pollLater())).toEqual([]);
		shop().editDirectly('subscriptions', old, { title: 'No date moves' });
		expect(told(await polling.pollLater())).toEqual([`UPDATED subscriptions ${old}`]);
		shop().editDirectly('subscriptions', old, { title: 'Other' });
		expect(told(await polling.pollLater())).toEqual([`UPDATED subscriptions ${old}`]);
	});

	it('goes on with the page at which it failed', async () => {
		const polling = await watching();
		const { id } = shop().create('subscriptions', { title: 'New' });
		const fault = sandbox.wooCommerce.faults.push({
			match: { query: /page=2/ },
			effect: { kind: 'status', status: 500 },
		});
		const failed = await polling.pollLater();
		expect(failed.problems).toMatchObject([{ problem: { reason: 'failing' } }]);
		fault.remove();
		const all = [...told(failed), ...told(await polling.pollLater())];
		expect([...all, ...told(await polling.pollLater())]).toEqual([`CREATED subscriptions ${id}`]);
	});

	it('stops remembering new objects at its limit and reports that in one warning', async () => {
		const [name, sandboxName] = ['subscriptions', 'subscriptions'];
		const polling = await watching();
		const known = polling.state?.resources[name].loose?.contents;
		const old = shop().ids(sandboxName)[2];
		for (let object = 0; textOf(known) < MOST_TEXT; object++)
			known?.set(`${'x'.repeat(10_000)}${object}`, '00000000000000');
		const size = known?.size;
		shop().create(sandboxName, { title: 'New' });
		shop().create(sandboxName, { title: 'Newer' });
		shop().update(sandboxName, old, { title: 'Other' });
		const result = await polling.pollLater();
		expect(told(result)).toEqual([`UPDATED subscriptions ${old}`]);
		expect(result.warnings).toEqual([
			{ name, warning: expect.stringMatching(/\b2 subscriptions\b/) },
		]);
		expect(polling.state?.resources[name].loose?.contents.size).toBe(size);
	});
});

const textOf = (contents: ReadonlyMap<string, string> = new Map()) =>
	[...contents].reduce((sum, [id, digest]) => sum + id.length + digest.length, 0);
