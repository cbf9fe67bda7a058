/**
 * docs/decisions/0015: "the next look therefore begins before every event whose execution has not ended".
 *
 * The items of an execution may be of another look than the one that is open. n8n 2.x runs executions with the status `new` when it starts. A person can retry an execution that crashed
 * or failed.
 */
import { setImmediate } from 'node:timers/promises';

import { execute } from '../../nodes/host/trigger/execute';
import { setUp } from '../unit/host/trigger/ledger';

const ids = Array.from({ length: 150 }, (_, id) => String(id));

it('finds the events of a look again after a second kill, although the last part of the look ran between the two', async () => {
	const { ledger, node, binding, startProcess } = setUp();
	const { look } = await startProcess('activate');
	for (const id of ids) ledger.happen(id);
	await look();
	const [, second] = node.emitted;
	// First kill: the first part has crashed, and the second one waited for a place (concurrency limit), so n8n runs it now.
	const restarted = await startProcess('init');
	await execute(node.execution(second), binding, restarted.memory);
	await restarted.look();
	expect(node.emitted.flat()).toHaveLength(100);
	// Second kill, while the first part runs again.
	const last = await startProcess('init');
	expect(await last.tick()).toEqual(expect.arrayContaining(ids.slice(0, 100)));
});

it('finds the event of a running execution again after a kill, although a person retried a failed one of a later look', async () => {
	const { ledger, node, binding, startProcess } = setUp();
	const { memory, look } = await startProcess('activate');
	const stored = JSON.stringify(node.staticData);
	ledger.happen('slow');
	await look();
	const [slow] = node.emitted;
	await execute(node.execution(slow), binding, memory);
	// An execution stores its copy of the static data when it ends.
	node.staticData = JSON.parse(stored) as typeof node.staticData;
	ledger.happen('failed');
	await look();
	const [failed] = node.emitted;
	const [endFailed] = node.endings;
	// Its execution fails at a later node. n8n reports its end.
	await execute(node.execution(failed), binding, memory);
	endFailed();
	await setImmediate();
	expect(node.staticData).toMatchObject({ catchUp: { watermark: 1000 } });
	// A person retries the failed one, while the slow one runs.
	await execute(node.execution(failed), binding, memory);
	const restarted = await startProcess('init');
	expect(await restarted.tick()).toContain('slow');
});
