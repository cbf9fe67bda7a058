/**
 * docs/guarantees.md: "A deactivation removes the subscriptions that call this n8n instance, and logs those that it could
 * not remove."
 *
 * A failed attempt to start marks the node (starts.ts), and the next `delete` only takes the mark away. n8n 1.x calls that
 * `delete` in `clearWebhooks`, which first reads the workflow from the database. If the database does not respond to that
 * query either, the next `delete` is that of a person, and must not be silent.
 */
import { setImmediate } from 'node:timers/promises';

import { newProcessState } from '../../nodes/host/trigger/processState';
import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { activatedNode } from '../unit/host/activatedNode';

/** Such a node when n8n starts again. */
async function startedAgain() {
	const { hub, node, binding } = await activatedNode();
	node.activation = 'init';
	node.log.length = 0;
	return { hub, node, hooks: lifecycle(binding, newProcessState()) };
}

it('a deactivation removes the subscriptions, although an attempt of the start before it has failed', async () => {
	const { hub, node, hooks } = await startedAgain();
	node.beforeReading = async () => {
		throw new Error('connection terminated unexpectedly');
	};
	await expect(hooks.checkExists.call(node.hook())).rejects.toThrow('terminated');
	// n8n could not read the workflow, so it has not called `delete`. It tries again in some seconds.
	node.beforeReading = undefined;
	node.log.length = 0;
	// A person deactivates the workflow.
	await hooks.delete.call(node.hook());
	expect({ left: hub.held.length, log: node.log }).not.toEqual({ left: 1, log: [] });
});

it('a deactivation removes the subscriptions, although the start before it still waits for the credential', async () => {
	const { hub, node, hooks } = await startedAgain();
	let respond = () => {};
	node.beforeReading = async () => await new Promise<void>((resolve) => (respond = resolve));
	const starting = hooks.checkExists.call(node.hook());
	await setImmediate();
	node.beforeReading = undefined;
	await hooks.delete.call(node.hook());
	respond();
	await starting.catch(() => undefined);
	expect({ left: hub.held.length, log: node.log }).not.toEqual({ left: 1, log: [] });
});
