import { setImmediate } from 'node:timers/promises';

import { newProcessState } from '../../../../../nodes/host/trigger/processState';
import { lifecycle } from '../../../../../nodes/host/trigger/subscription/lifecycle';
import { checkSchedule } from '../../../../../nodes/host/trigger/subscription/checkSchedule';
import { scheduleChecks } from '../../../../../nodes/host/trigger/subscription/scheduleChecks';
import { prover } from '../../../../n8n/fixtures/prover/vendor';
import { bind, FakeHub, FakeNode, URLS } from '../../fakes';

async function setUp() {
	const hub = new FakeHub();
	const node = new FakeNode();
	const memory = newProcessState();
	const binding = bind(hub, undefined, ['order.created', 'order.updated']);
	const hooks = lifecycle(binding, memory);
	/** Ticks, and waits until the started actions have ended. */
	const tick = async () => {
		for (const cron of node.crons) cron.tick();
		for (let count = 0; count < 50; count++) await setImmediate();
	};
	return { hub, node, memory, binding, hooks, tick };
}

describe('scheduled checks', () => {
	it('registers a cron and makes no request before its first tick', async () => {
		const { hub, node, memory, binding } = await setUp();
		await scheduleChecks(node.trigger(), binding, memory);
		expect(node.crons.map(({ expression }) => expression)).toEqual([
			checkSchedule('workflow-1', 15),
		]);
		expect(hub.calls).toEqual([]);
	});

	it('comes as often as the panel or the binding says', async () => {
		const { node, memory, binding } = await setUp();
		node.parameters = { options: { checkInterval: 5 } };
		await scheduleChecks(node.trigger(), binding, memory);
		await scheduleChecks(
			node.trigger(),
			{ ...binding, checkSchedule: () => '* * * * * *' },
			memory,
		);
		const expressions = node.crons.map(({ expression }) => expression);
		expect(expressions).toEqual([checkSchedule('workflow-1', 5), '* * * * * *']);
	});

	it('does nothing in a test run', async () => {
		const { node, memory, binding } = await setUp();
		node.mode = 'manual';
		await scheduleChecks(node.trigger(), binding, memory);
		expect(node.crons).toEqual([]);
	});

	it('only sends a probe to its own URL for a vendor that offers no subscriptions', async () => {
		const { hub, node, memory, binding, hooks, tick } = await setUp();
		const vendor = { ...prover, subscriptions: undefined };
		await scheduleChecks(node.trigger(), { ...binding, vendor }, memory);
		await tick();
		expect(node.asked).toEqual([]);
		await hooks.create.call(node.hook());
		hub.calls.length = 0;
		await tick();
		expect(node.asked).toEqual([URLS.default]);
		expect([hub.calls, node.log.filter((line) => line.startsWith('warn'))]).toEqual([[], []]);
	});

	it('restores what is gone or disabled, and says what, and since when events may be missing', async () => {
		const { hub, node, memory, binding, hooks, tick } = await setUp();
		const { subscriptions } = prover;
		const restoredNote = 'Compare with the hub.';
		const vendor = { ...prover, subscriptions: { ...subscriptions!, restoredNote } };
		let now = Date.parse('2026-11-21T10:00:00Z');
		await scheduleChecks(node.trigger(), { ...binding, vendor }, memory, () => now);
		await hooks.create.call(node.hook());
		node.log.length = 0;
		now += 60_000;
		await tick();
		expect(node.log).toEqual([]);
		hub.held = [{ ...hub.held[1], isActive: false }];
		now += 60_000;
		hub.failing = true;
		await tick();
		hub.failing = false;
		node.log.length = 0;
		now += 60_000;
		await tick();
		expect(node.log).toEqual([
			'warn: My trigger: The node restored its subscriptions (updated order.updated, disabled; created order.created). They were last seen at 2026-11-21T10:01:00.000Z. Events since then may not have been delivered. Compare with the hub.',
		]);
		expect(hub.held.map(({ isActive }) => isActive)).toEqual([true, true]);
	});

	it('does not warn of missing events when it only removed duplicates', async () => {
		const { hub, node, memory, binding, hooks, tick } = await setUp();
		await scheduleChecks(node.trigger(), binding, memory);
		await hooks.create.call(node.hook());
		hub.held.push({ ...hub.held[0], id: 99 });
		node.log.length = 0;
		await tick();
		expect(node.log).toEqual([
			'warn: My trigger: The node removed subscriptions that it does not need (removed order.created).',
		]);
	});

	it('leaves everything alone before a workflow is subscribed and after it is not', async () => {
		const { hub, node, memory, binding, hooks, tick } = await setUp();
		await scheduleChecks(node.trigger(), binding, memory);
		await tick();
		expect(hub.calls).toEqual([]);
		await hooks.create.call(node.hook());
		await hooks.delete.call(node.hook());
		await tick();
		expect(hub.held).toEqual([]);
	});

	it('looks inside an isolate where n8n evaluates expressions in one', async () => {
		const { node, memory, binding, hooks, tick } = await setUp();
		const order: string[] = [];
		const workflow = {
			expression: {
				async withIsolate<Result>(action: () => Promise<Result>) {
					order.push('acquired');
					const result = await action();
					order.push('released');
					return result;
				},
			},
		};
		node.beforeReading = async () => void order.push('read');
		await hooks.create.call(node.hook());
		order.length = 0;
		await scheduleChecks({ ...node.trigger(), workflow } as never, binding, memory);
		await tick();
		expect(order).toEqual(['acquired', 'read', 'read', 'released']);
	});

	it('looks at nothing between the hook that finds them missing and the one that subscribes', async () => {
		const { hub, node, memory, binding, hooks, tick } = await setUp();
		await scheduleChecks(node.trigger(), binding, memory);
		expect(await hooks.checkExists.call(node.hook())).toBe(false);
		await tick();
		expect(hub.held).toEqual([]);
	});

	it('does not bring back what a deactivation removes while it looks', async () => {
		const { hub, node, memory, binding, hooks, tick } = await setUp();
		await scheduleChecks(node.trigger(), binding, memory);
		await hooks.create.call(node.hook());
		hub.held = [];
		hub.before = async () => await setImmediate();
		const [cron] = node.crons;
		cron.tick();
		await hooks.delete.call(node.hook());
		await tick();
		expect(hub.held).toEqual([]);
	});

	it('does not tick into a tick', async () => {
		const { hub, node, memory, binding, hooks } = await setUp();
		await scheduleChecks(node.trigger(), binding, memory);
		await hooks.create.call(node.hook());
		hub.held = [];
		hub.calls.length = 0;
		const [cron] = node.crons;
		for (let count = 0; count < 5; count++) cron.tick();
		for (let count = 0; count < 50; count++) await setImmediate();
		expect(hub.addresses).toEqual([URLS.default, URLS.default]);
		expect(hub.calls.map((call) => call.split(' ')[0])).toEqual(['GET', 'POST', 'POST']);
	});

	it('restores nothing that it could not verify, and reports what is missing', async () => {
		const { hub, node, memory, binding, hooks, tick } = await setUp();
		await hooks.create.call(node.hook());
		await scheduleChecks(node.trigger(), { ...binding, ...bind(hub, '') }, memory);
		hub.held = [];
		await tick();
		expect(hub.held).toEqual([]);
		expect(node.log.at(-1)).toMatch(/^warn: .*The Prover credential has no secret\./);
	});

	it('throws out of no tick, and goes on at the next one', async () => {
		const { hub, node, memory, binding, hooks, tick } = await setUp();
		await scheduleChecks(node.trigger(), binding, memory);
		await hooks.create.call(node.hook());
		node.log.length = 0;
		hub.failing = true;
		await tick();
		node.beforeReading = async () => await Promise.reject(new Error('It cannot be decrypted.'));
		await tick();
		node.beforeReading = undefined;
		expect(node.log).toEqual([
			expect.stringMatching(/^warn: .*The hub is down/),
			expect.stringMatching(/^warn: .*It cannot be decrypted\./),
		]);
		hub.failing = false;
		hub.held = [];
		await tick();
		expect(hub.held).toHaveLength(2);
	});
});
