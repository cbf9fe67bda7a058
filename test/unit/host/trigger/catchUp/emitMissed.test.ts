import { setTimeout } from 'node:timers/promises';

import { toEvent } from '../../../../../nodes/core/event';
import type { Notice } from '../../../../../nodes/core/health/incident';
import { readCursor } from '../../../../../nodes/host/trigger/position';
import { execute } from '../../../../../nodes/host/trigger/execute';
import { isEmitted, noteEvents } from '../../../../../nodes/host/trigger/recentEvents';
import { RecentKeys } from '../../../../../nodes/host/trigger/recentKeys';
import { change, setUp, updated } from '../ledger';

const MINUTE = 60_000;

const idsFrom = (first: number, end: number) =>
	Array.from({ length: end - first }, (_, index) => String(first + index));

/** Lets the slices of a look take their turns. Each ends with a timer, and timers fire in order. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await setTimeout(1);
}

/** A look that has found a number of changes, and whose first executions have begun. */
async function found(count: number, batchSize?: unknown) {
	const stage = setUp();
	const { ledger, node, binding } = stage;
	if (batchSize !== undefined) node.parameters = { batchSize };
	const process = await stage.startProcess('activate');
	for (const id of idsFrom(0, count)) ledger.happen(id);
	await process.look();
	await settled();
	/** Runs and ends executions, by their numbers. */
	const end = async (...parts: number[]) => {
		for (const part of parts) {
			await execute(node.execution(node.emitted[part]), binding, process.memory);
			node.endings[part]();
			await settled();
		}
	};
	const emitted = () =>
		node.emitted.flat().map(({ json }) => (json.missed as { objectId: string }).objectId);
	return { ...stage, ...process, end, emitted };
}

describe('the executions of a look', () => {
	it('begin four at a time, and each end lets the next one begin', async () => {
		const { node, end, emitted } = await found(1_000);
		expect(node.emitted).toHaveLength(4);
		await end(2);
		expect(node.emitted).toHaveLength(5);
		await end(0, 1);
		expect(node.emitted).toHaveLength(7);
		await end(3, 4, 5);
		expect(node.emitted).toHaveLength(9);
		await end(6, 7);
		// The last one waits until it is the only one.
		expect(node.emitted).toHaveLength(9);
		await end(8);
		expect(node.emitted).toHaveLength(10);
		expect(emitted()).toEqual(idsFrom(0, 1_000));
	});

	it('all begin at once if they are four', async () => {
		const { node } = await found(350);
		expect(node.emitted.map(({ length }) => length)).toEqual([100, 100, 100, 50]);
	});

	it.each([
		[50, [50, 50, 20]],
		['50', [50, 50, 20]],
		[0, Array.from({ length: 4 }, () => 1)],
		['many', [100, 20]],
		[1e9, [120]],
	])('have %j events each', async (batchSize, sizes) => {
		const { node } = await found(120, batchSize);
		expect(node.emitted.map(({ length }) => length)).toEqual(sizes);
	});

	it('store the position after the look, once the last one has run', async () => {
		const { node, end, startProcess } = await found(600);
		await end(0, 1, 2, 3, 4);
		expect(readCursor(node.staticData?.catchUp)).toMatchObject({ watermark: 1_000 });
		await end(5);
		expect(readCursor(node.staticData?.catchUp)).toMatchObject({ watermark: 1_600 });
		expect(await (await startProcess('init')).tick()).toEqual([]);
	});

	it('hold the stored position back while some have not begun, however long the others take', async () => {
		const { node, end, steady, startProcess } = await found(300, 10);
		for (let part = 0; part < 28; part += 4) {
			steady.now += 9 * MINUTE;
			await end(part, part + 1, part + 2, part + 3);
		}
		expect(node.emitted).toHaveLength(29);
		expect(readCursor(node.staticData?.catchUp)).toMatchObject({ watermark: 1_000 });
		expect(await (await startProcess('init')).tick()).toEqual(idsFrom(0, 300));
	});

	it('give way after ten minutes if n8n does not report their ends', async () => {
		const { node, steady, wait } = await found(1_000);
		const begun = [...node.emitted];
		expect(begun).toHaveLength(4);
		steady.now += 9 * MINUTE;
		expect(await wait()).toEqual([]);
		steady.now += MINUTE;
		expect(await wait()).toHaveLength(600);
		expect(node.log.filter((line) => /has not ended within 10 minutes/.test(line))).toHaveLength(1);
	});

	it('are not ended by the deadline of the look', async () => {
		const timeout = jest.spyOn(AbortSignal, 'timeout');
		const deadline = new AbortController();
		timeout.mockReturnValue(deadline.signal);
		const { node, end, emitted } = await found(600);
		timeout.mockRestore();
		deadline.abort();
		await end(0, 1, 2, 3, 4, 5);
		expect(emitted()).toEqual(idsFrom(0, 600));
		expect(node.log).toEqual([]);
	});

	it('keep other looks waiting, without a warning', async () => {
		const { ledger, node } = await found(600);
		for (const cron of node.crons) cron.tick();
		await settled();
		expect(ledger.asked).toHaveLength(1);
		expect(node.log).toEqual([]);
	});

	it('leave out what a webhook reported while they waited', async () => {
		const { ledger, node, binding, startProcess } = setUp();
		const { memory, look, deliver } = await startProcess('activate');
		for (const id of idsFrom(0, 600)) ledger.happen(id, updated(id, 5, 'graphql'));
		await look();
		await settled();
		const { items = [] } = await deliver(updated('450', 5, 'rest'));
		await execute(node.execution(items), binding, memory);
		for (let part = 0; part < 6; part++) {
			node.endings[part]();
			await settled();
		}
		expect(node.emitted.map(({ length }) => length)).toEqual([100, 100, 100, 100, 99, 100]);
	});
});

describe('a deactivation while executions of a look have not begun', () => {
	it('keeps their events for the next activation', async () => {
		const { node, hooks, activate, end, tick } = await found(600);
		await end(0);
		await hooks.delete.call(node.hook());
		const before = node.emitted.length;
		await end(1, 2, 3);
		expect(node.emitted).toHaveLength(before);
		await activate('update');
		expect(await tick()).toEqual(idsFrom(500, 600));
	});

	it('stores a position before all of them', async () => {
		const { node, hooks, end } = await found(600);
		await end(0);
		await hooks.delete.call(node.hook());
		const { position } = node.staticData?.catchUpEnded as { position: unknown };
		expect(readCursor(position)).toMatchObject({ watermark: 1_000 });
	});

	it('begins none of them when n8n stops, and finds their events at its next start', async () => {
		const { node, close, end, startProcess } = await found(600);
		await close();
		await end(0, 1, 2, 3);
		expect(node.emitted).toHaveLength(4);
		const restarted = await startProcess('init');
		expect(await restarted.tick()).toEqual(idsFrom(0, 600));
	});

	it('does not hold the position of the next activation back', async () => {
		const { node, hooks, activate, tick, binding, memory, steady } = await found(600);
		await hooks.delete.call(node.hook());
		await activate('update');
		expect(await tick()).toEqual(idsFrom(400, 600));
		// The executions of before the deactivation have not ended.
		steady.now += 61 * MINUTE;
		await tick();
		await execute(node.execution([]), binding, memory);
		expect(readCursor(node.staticData?.catchUp)).toMatchObject({ watermark: 1_600 });
	});
});

describe('a vendor that has more than one look can read', () => {
	/** A look that reads 200 of 1,000 changes. */
	async function backlog() {
		const stage = setUp();
		stage.ledger.most = 200;
		const process = await stage.startProcess('activate');
		for (const id of idsFrom(0, 1_000)) stage.ledger.happen(id);
		return { ...stage, ...process };
	}

	it('is asked again soon, until it has no more', async () => {
		const { ledger, node, tick, wait } = await backlog();
		expect(await tick()).toEqual(idsFrom(0, 200));
		expect(node.log.at(-1)).toMatch(/^info: .*has more changes to read, and continues\.$/);
		for (let look = 1; look < 5; look++)
			expect(await wait()).toEqual(idsFrom(200 * look, 200 * (look + 1)));
		expect(await wait()).toEqual([]);
		expect(ledger.asked).toHaveLength(5);
	});

	it('is not asked before the executions of the last look have ended', async () => {
		const { ledger, node, look, wait } = await backlog();
		await look();
		expect(node.emitted).toHaveLength(1);
		node.endings[0]();
		await settled();
		expect(node.emitted).toHaveLength(2);
		expect(await wait()).toEqual([]);
		expect(ledger.asked).toHaveLength(1);
	});

	it('is asked at the next check if its look got no further', async () => {
		const { ledger, tick, wait } = await backlog();
		const { look } = ledger;
		ledger.look = async (...request) => {
			const looked = await look.apply(ledger, request);
			if (looked.ok) looked.value.cursor.behind = request[1].behind;
			return looked;
		};
		await tick();
		expect(await wait()).toEqual([]);
		expect(ledger.asked).toHaveLength(1);
	});

	it('is asked at the next check if n8n could not store an execution', async () => {
		const { ledger, node, look, wait, tick } = await backlog();
		await look();
		node.endings[0](new Error('disk full'));
		await settled();
		node.endings[1]();
		await settled();
		expect(await wait()).toEqual([]);
		expect(ledger.asked).toHaveLength(1);
		expect(await tick()).toEqual(idsFrom(0, 100));
	});

	it('is not asked again after a deactivation', async () => {
		const { ledger, tick, wait, deactivate } = await backlog();
		await tick();
		await deactivate();
		await wait();
		expect(ledger.asked).toHaveLength(1);
	});

	it('keeps the position of each look, although the watermark stays', async () => {
		const { ledger, tick, wait, startProcess } = await backlog();
		await tick();
		expect(await wait()).toEqual(idsFrom(200, 400));
		const restarted = await startProcess('init');
		expect(await restarted.wait()).toEqual(idsFrom(400, 600));
		expect(ledger.asked.at(-1)).toMatchObject({ behind: { entries: 1_400 } });
	});
});

describe('a load of existing objects', () => {
	async function load(count: number, most = Infinity) {
		const stage = setUp();
		const { ledger, node } = stage;
		jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-21T12:00:00Z'));
		for (const id of idsFrom(0, count)) {
			ledger.happen(id);
			ledger.happen(id, updated(id, 5, 'graphql'));
		}
		ledger.most = most;
		node.parameters = { startFrom: 'everything', batchSize: 500 };
		const process = await stage.startProcess('activate');
		return { ...stage, ...process };
	}
	afterEach(() => jest.restoreAllMocks());

	const progressOf = (log: readonly string[]) =>
		log.filter((line) => line.includes('The load of existing objects'));

	it('logs each 10,000 objects that it has emitted, also those of before a restart', async () => {
		const { node, wait, startProcess } = await load(13_000, 8_400);
		await wait();
		await wait();
		const restarted = await startProcess('init');
		await restarted.wait();
		expect(progressOf(node.log)).toEqual([
			expect.stringContaining('of prover.example continues. Objects emitted so far: 12600.'),
		]);
		jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-21T12:30:00Z'));
	});

	it.each([
		['in this process', true],
		['in workers', false],
	])('ends with the number of its objects if executions run %s', async (_, isHere) => {
		const stage = setUp();
		const { ledger, node } = stage;
		const activatedAt = Date.parse('2026-11-21T12:00:00Z');
		jest.spyOn(Date, 'now').mockReturnValue(activatedAt);
		ledger.now = activatedAt - 1_000;
		for (const id of idsFrom(0, 5)) ledger.happen(id, updated(id, 5, 'graphql'));
		ledger.happen('0', change('0'));
		ledger.most = 2;
		node.parameters = { startFrom: 'everything' };
		const { memory, wait, tick } = await stage.startProcess('activate');
		const { execution } = node;
		if (!isHere) node.execution = () => execution.call(node, []);
		const notices: Notice[] = [];
		memory.health.subscribe('test', (some) => notices.push(...some));
		for (let look = 0; look < 3; look++) await wait();
		expect(memory.health.ledgers()[0].loading).toEqual({ objects: 6 });
		ledger.now = activatedAt + 1;
		await tick();
		const [{ incident }] = notices;
		expect(incident).toMatchObject({ kind: 'load_done', facts: { objects: 6 } });
		expect(progressOf(node.log).at(-1)).toMatch(/has ended\. Objects emitted: 6\.$/);
		expect(memory.health.ledgers()[0].loading).toBeUndefined();
		node.execution = execution;
	});
});

it('a load does not displace the keys of what webhooks have reported', () => {
	const recentIds = new RecentKeys();
	const source = { elementKey: 'prover', hubKey: 'proofs', account: 'prover.example' };
	const shown = { instanceName: '', instanceTags: [], includeRaw: false };
	const eventOf = (id: string, capture: 'webhook' | 'backfill' | 'polling') =>
		toEvent(updated(id, 5, 'rest'), { ...source, ...shown }, { capture, receivedAt: 0 });
	noteEvents(recentIds, [eventOf('new', 'webhook')], 0);
	const loaded = idsFrom(0, 10_001).map((id) => eventOf(id, 'backfill'));
	noteEvents(recentIds, loaded, 0);
	expect(isEmitted(recentIds, eventOf('new', 'polling'))).toBe(true);
	expect(isEmitted(recentIds, eventOf('10000', 'polling'))).toBe(true);
	// An id and a state of each event.
	expect(isEmitted(recentIds, eventOf('0', 'polling'))).toBe(false);
});
