/**
 * The guarantee of docs/guarantees.md about n8n that is killed before all executions of a catch-up have ended.
 *
 * `takeBack` keeps the looks whose executions still run, so no later look stores a cursor beyond their events.
 */
import { setImmediate } from 'node:timers/promises';

import { beginAt, catchUpStateOf, noteLook, takeBack } from '../../nodes/host/trigger/catchUpState';
import { execute } from '../../nodes/host/trigger/execute';
import { setUp } from '../unit/host/trigger/ledger';

const numbers = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => String(from + index));

it('finds events again whose execution runs at a kill, if n8n could not store another part of the look', async () => {
	const { ledger, node, binding, startProcess } = setUp();
	const { memory, look, tick } = await startProcess('activate');
	for (const id of numbers(0, 150)) ledger.happen(id);
	await look();
	const [first] = node.emitted;
	const [, endSecond] = node.endings;
	// The first part runs (a slow workflow), and n8n cannot store the second one.
	await execute(node.execution(first), binding, memory);
	endSecond(new Error('disk full'));
	await setImmediate();
	// The next check emits the second part again, and its execution ends.
	expect(await tick()).toEqual(numbers(100, 150));
	await execute(node.execution([]), binding, memory);
	// n8n is killed. The first part has not ended.
	const restarted = await startProcess('init');
	expect(await restarted.tick()).toEqual(expect.arrayContaining(numbers(0, 100)));
});

it('finds events again whose execution runs at a kill, if n8n could not store that of an earlier look', async () => {
	const { ledger, node, binding, startProcess } = setUp();
	const { memory, look, tick } = await startProcess('activate');
	ledger.happen('not stored');
	await look();
	const [endFirst] = node.endings;
	ledger.happen('runs');
	await look();
	const [running] = node.emitted;
	await execute(node.execution(running), binding, memory);
	// The database responds late with its error.
	endFirst(new Error('timeout'));
	await setImmediate();
	expect(await tick()).toEqual(['not stored']);
	await execute(node.execution([]), binding, memory);
	const restarted = await startProcess('init');
	expect(await restarted.tick()).toContain('runs');
});

it('keeps the stored cursor before an execution that runs, although the watermark of two looks is the same', () => {
	// Shopify reads a long list in several looks, which have one watermark (nodes/Shopify/catchUp/look.ts, `openEnds`).
	const progress = catchUpStateOf({ catchUp: new Map() }, 'node');
	const at = (id: number) => ({
		since: 1,
		watermark: 10,
		behind: { customers: 1, 'customers/at': id },
	});
	beginAt(progress, at(1));
	noteLook(progress, { from: at(1), to: at(2) }, 1, 0);
	const second = noteLook(progress, { from: at(2), to: at(3) }, 1, 0);
	takeBack(progress, second, [0], 0);
	expect(progress.settled).toMatchObject(at(1));
});
