import { setImmediate } from 'node:timers/promises';

import { WebhookPathTakenError } from 'n8n-workflow';

import { isoSecond } from '../../../../nodes/core/dates';
import { err, PROBLEM } from '../../../../nodes/core/result';
import { execute } from '../../../../nodes/host/trigger/execute';
import { change, setUp } from './ledger';

const START = Date.parse('2026-11-21T10:00:00Z');
const HOUR = 3_600_000;

afterEach(() => jest.restoreAllMocks());

/** The stage with one time for n8n and the vendor. The workflow is activated after the given hours. */
function open(hours = 10) {
	const stage = setUp();
	const { ledger, steady, node } = stage;
	/** How far n8n's clock is ahead. */
	const clock = { aheadMs: 0 };
	jest.spyOn(Date, 'now').mockImplementation(() => START + steady.now + clock.aheadMs);
	const pass = (milliseconds: number) => {
		ledger.now += milliseconds;
		steady.now += milliseconds;
	};
	/** Something happens each hour. */
	for (let hour = 0; hour < hours; hour++) {
		ledger.happen(String(hour), change(String(hour), { date: isoSecond(START + steady.now) }));
		ledger.now -= 1;
		pass(HOUR);
	}
	const choose = (startFrom: string, hour?: number) => {
		const startDate = hour === undefined ? '' : new Date(START + hour * HOUR).toISOString();
		node.parameters = { ...node.parameters, startFrom, startDate };
	};
	return { ...stage, pass, choose, clock };
}

const hoursFrom = (first: number, end = 10) =>
	Array.from({ length: end - first }, (_, index) => String(first + index));

describe('Start From of a trigger with catch-up', () => {
	it('emits nothing of the past by default', async () => {
		const { startProcess } = open();
		expect(await (await startProcess('activate')).tick()).toEqual([]);
	});

	it.each([
		['a date', 'date', 7, hoursFrom(7)],
		['everything', 'everything', undefined, hoursFrom(0)],
	])('emits what happened since %s, soon after the activation', async (_, choice, hour, ids) => {
		const { choose, startProcess } = open();
		choose(choice, hour);
		const { wait, tick } = await startProcess('activate');
		expect(await wait()).toEqual(ids);
		expect(await tick()).toEqual([]);
	});

	it('reads as much in a look as four executions take, and more after one that finds nothing new', async () => {
		const { ledger, node, pass, choose, startProcess } = open();
		choose('everything');
		node.parameters = { ...node.parameters, batchSize: 2 };
		ledger.most = 4;
		const { wait, activate, deactivate } = await startProcess('activate');
		const loaded = await wait();
		while (loaded.length < 10) loaded.push(...(await wait()));
		expect(loaded).toEqual(hoursFrom(0));
		expect(ledger.wanted).toEqual([8, 8, 8]);
		// What this process has emitted is read again.
		choose('date', 0);
		await deactivate();
		pass(1);
		await activate('update');
		for (let looks = 0; looks < 3; looks++) expect(await wait()).toEqual([]);
		expect(ledger.wanted.slice(3)).toEqual([8, undefined, undefined]);
	});

	it('marks what happened before the activation as loaded', async () => {
		const { ledger, node, binding, pass, steady, choose, startProcess } = open();
		choose('date', 8);
		const { memory, look, wait } = await startProcess('activate');
		await wait();
		const captures = () =>
			node.emitted.flat().map(({ json }) => (json.missed as { capture: string }).capture);
		expect(captures()).toEqual(['backfill', 'backfill']);
		pass(HOUR);
		ledger.happen('new', change('new', { date: isoSecond(START + steady.now) }));
		await look();
		expect(captures()).toEqual(['polling']);
		await execute(node.execution(node.emitted[0]), binding, memory);
	});

	it('emits the past once for each choice, however often the workflow is edited', async () => {
		const { node, choose, pass, startProcess } = open();
		choose('date', 8);
		const { wait, tick, hooks, activate } = await startProcess('activate');
		expect(await wait()).toEqual(hoursFrom(8));
		const edit = async () => {
			await hooks.delete.call(node.hook());
			pass(1);
			await activate('update');
			return [...(await wait()), ...(await tick())];
		};
		expect(await edit()).toEqual([]);
		choose('date', 6);
		// What this process has emitted is not repeated.
		expect(await edit()).toEqual(hoursFrom(6, 8));
		choose('now');
		expect(await edit()).toEqual([]);
		expect(node.staticData).not.toHaveProperty('catchUp.load');
	});

	it('keeps the choice if an execution that ran during the activation overwrites what n8n stored', async () => {
		const { ledger, node, pass, choose, startProcess } = open();
		choose('everything');
		node.parameters = { ...node.parameters, batchSize: 2 };
		ledger.most = 4;
		const first = await startProcess('activate');
		node.staticData = {};
		expect(await first.wait()).toEqual(hoursFrom(0, 4));
		// The position of a look is stored by executions after it.
		expect(await first.wait()).toEqual(hoursFrom(4, 8));
		const second = await startProcess('init');
		const captures = () =>
			node.emitted.flat().map(({ json }) => (json.missed as { capture: string }).capture);
		await second.look();
		expect(new Set(captures())).toEqual(new Set(['backfill']));
		await second.deactivate();
		pass(1);
		await second.activate('update');
		await second.wait();
		expect(ledger.asked.at(-1)?.watermark).toBeGreaterThan(9 * HOUR);
	});

	it('emits the past once for an expression, whose date moves on', async () => {
		const { node, choose, pass, startProcess } = open();
		choose('date', 8);
		node.settings = { parameters: { startDate: '={{ $now.minus({ hours: 2 }) }}' } };
		const { wait, tick, hooks, activate } = await startProcess('activate');
		expect(await wait()).toEqual(hoursFrom(8));
		await hooks.delete.call(node.hook());
		pass(1);
		choose('date', 6);
		await activate('update');
		expect([...(await wait()), ...(await tick())]).toEqual([]);
	});

	it('ends with Now, and still emits what happened since its activation', async () => {
		const { ledger, node, choose, pass, startProcess } = open();
		choose('everything');
		const { hooks, activate, tick, wait } = await startProcess('activate');
		pass(1);
		ledger.happen('new');
		choose('now');
		await hooks.delete.call(node.hook());
		pass(1);
		await activate('update');
		expect([...(await wait()), ...(await tick())]).toEqual(['new']);
	});

	it("finds what happens after Now, although n8n's clock was ahead when the load began", async () => {
		const { ledger, node, choose, pass, clock, startProcess } = open();
		clock.aheadMs = 24 * HOUR;
		choose('everything');
		const { hooks, activate, tick, wait } = await startProcess('activate');
		clock.aheadMs = 0;
		pass(HOUR);
		choose('now');
		await hooks.delete.call(node.hook());
		await activate('update');
		ledger.happen('new');
		expect([...(await wait()), ...(await tick())]).toEqual(['new']);
		expect(ledger.asked.at(-1)?.since).toBeLessThan(ledger.now);
	});

	it.each([
		['a date in the future', 20, 0],
		['a date that is in the future for a clock that is behind', 8, -24 * HOUR],
	])('rejects %s at the activation by a person', async (_, hour, aheadMs) => {
		const { ledger, choose, clock, startProcess } = open();
		clock.aheadMs = aheadMs;
		choose('date', hour);
		const error = await startProcess('activate').catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(WebhookPathTakenError);
		expect((error as Error).message).toMatch(
			/^Start Date cannot be used: 20\S+Z is in the future\. .* Choose an earlier date, or choose Now in Start From\./,
		);
		expect(ledger.asked).toEqual([]);
	});

	it('goes on after n8n was killed before the executions ended', async () => {
		const { node, choose, startProcess } = open();
		choose('date', 5);
		const { look } = await startProcess('activate');
		await look();
		expect(node.emitted.flat()).toHaveLength(5);
		const restarted = await startProcess('init');
		expect(await restarted.wait()).toEqual(hoursFrom(5));
		expect(await restarted.tick()).toEqual([]);
	});

	it('begins at a later check if the vendor limits requests at the activation', async () => {
		const { ledger, choose, startProcess } = open();
		choose('date', 9);
		ledger.problem = err(PROBLEM.throttled, 'The ledger limits requests.');
		await startProcess('activate');
		ledger.problem = undefined;
		const { wait, tick } = await startProcess('init');
		expect([...(await wait()), ...(await tick())]).toEqual(hoursFrom(9));
	});

	it('does not emit the past in a test of the editor', async () => {
		const { node, choose, startProcess } = open();
		choose('everything');
		node.mode = 'manual';
		const { tick } = await startProcess('activate');
		expect(await tick()).toEqual([]);
		expect(node.staticData).toEqual({});
	});

	it('fails an activation with a date that cannot be read, and keeps the position', async () => {
		const { node, choose, startProcess } = open();
		const { hooks } = await startProcess('activate');
		const before = structuredClone(node.staticData);
		choose('date');
		node.activation = 'update';
		await expect(hooks.checkExists.call(node.hook())).rejects.toThrow(/Start Date cannot be used/);
		expect(node.staticData).toEqual(before);
		await setImmediate();
	});
});
