import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { lifecycle } from '../../../../nodes/host/trigger/subscription/lifecycle';
import { bind, FakeHub, FakeNode } from '../fakes';
import { setUp } from './ledger';

/*
 * docs/guarantees.md: "Catch-up finds the changes of an outage, even if no event arrived between the beginning of
 * catch-up and the outage."
 *
 * n8n 2.41 tries to activate a trigger several times in one start (workflow-trigger-activator.js,
 * `retryTriggerActivation`). After each failed attempt it calls `delete` (webhook-trigger-registrar.js,
 * `clearRegisteredWebhook`), with the same static data. `delete` deletes the stored position. n8n 1.x does the same, and
 * tries again later with the mode `init`.
 */
async function startAfterOutage() {
	const { ledger, node, startProcess } = setUp();
	const first = await startProcess('activate');
	expect(await first.tick()).toEqual([]);
	expect(JSON.stringify(node.staticData)).toContain('watermark');
	ledger.happen('while n8n was down');
	const second = await startProcess();
	const { credential } = node;
	// External secrets or the database do not respond yet.
	node.credential = undefined;
	await expect(second.activate('init')).rejects.toThrow();
	await second.hooks.delete.call(node.hook());
	node.credential = credential;
	node.log.length = 0;
	await second.activate('init');
	const found = [...(await second.wait()), ...(await second.tick())];
	return { found, log: node.log.join('\n') };
}

it('a start of n8n whose first attempt cannot read the credential finds the changes of the outage', async () => {
	const { found } = await startAfterOutage();
	expect(found).toEqual(['while n8n was down']);
});

/*
 * Shopify and Box drop the deliveries of a removed subscription that they have not sent yet, which are those of the outage
 * (docs/guarantees.md, "Not promised"). nodes/host/trigger/subscription/lifecycle.ts says of a start of n8n: "this must not
 * lose deliveries".
 */
it('a start of n8n whose first attempt cannot read the credential leaves the subscriptions as they are', async () => {
	const hub = new FakeHub();
	const node = new FakeNode();
	const binding = bind(hub, undefined, ['order.created']);
	const run = async (
		memory: ReturnType<typeof newProcessState>,
		hook: 'checkExists' | 'create' | 'delete',
	) => await lifecycle(binding, memory)[hook].call(node.hook());
	const before = newProcessState();
	await run(before, 'checkExists');
	await run(before, 'create');
	expect(hub.held).toHaveLength(1);
	// n8n starts again. The database or the external secrets do not respond to the first query.
	node.activation = 'init';
	const after = newProcessState();
	let readings = 0;
	node.beforeReading = async () => {
		if (readings++ === 0) throw new Error('SQLITE_BUSY: database is locked');
	};
	hub.calls.length = 0;
	await expect(run(after, 'checkExists')).rejects.toThrow('SQLITE_BUSY');
	await run(after, 'delete');
	expect(hub.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
	expect(hub.held).toHaveLength(1);
});
