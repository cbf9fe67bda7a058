/**
 * docs/guarantees.md: "A deactivation removes the subscriptions that call this n8n instance, and logs those that it could
 * not remove."
 *
 * A start whose first attempt fails marks the node (`state.starting`), and the next `delete` only takes the mark away. n8n
 * 1.x calls that `delete` in `clearWebhooks`, which first reads the workflow from the database. If the database does not
 * respond to that query either, the mark stays, and the deactivation of a person is taken for that `delete`.
 */
import { setImmediate } from 'node:timers/promises';

import { newProcessState } from '../../nodes/host/trigger/processState';
import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { bind, FakeHub, FakeNode } from '../unit/host/fakes';

async function activated() {
	const hub = new FakeHub();
	const node = new FakeNode();
	const binding = bind(hub);
	const before = lifecycle(binding, newProcessState());
	await before.checkExists.call(node.hook());
	await before.create.call(node.hook());
	expect(hub.held).toHaveLength(1);
	node.activation = 'init';
	node.log.length = 0;
	return { hub, node, hooks: lifecycle(binding, newProcessState()) };
}

it('a deactivation removes the subscriptions, although an attempt of the start before it has failed', async () => {
	const { hub, node, hooks } = await activated();
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
	const { hub, node, hooks } = await activated();
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
