/**
 * The log of a look that n8n could not store: "Catch-up emits them again at the next check."
 *
 * A database that does not respond rejects late: after the timeout of a connection, or of TCP. If the next look has begun by
 * then, the end of that look must not set the cursor that `takeBack` has moved back.
 */
import { setImmediate } from 'node:timers/promises';

import { execute } from '../../nodes/host/trigger/execute';
import { setUp } from '../unit/host/trigger/ledger';

it('emits events again if n8n reports during the next look that it could not store them', async () => {
	const { ledger, node, binding, startProcess } = setUp();
	const { memory, look, tick } = await startProcess('activate');
	ledger.happen('1');
	await look();
	expect(node.emitted).toHaveLength(1);
	const [end] = node.endings;
	ledger.before = async () => {
		ledger.before = undefined;
		end(new Error('timeout exceeded when trying to connect'));
		await setImmediate();
	};
	const found = await tick();
	expect(
		node.log.filter((line) => line.includes('emits them again at the next check')),
	).toHaveLength(1);
	for (let check = 0; check < 3; check++) found.push(...(await tick()));
	// n8n also restarts.
	await execute(node.execution([]), binding, memory);
	found.push(...(await (await startProcess('init')).tick()));
	expect(found).toContain('1');
});
