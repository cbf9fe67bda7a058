/**
 * docs/guarantees.md: "A deactivation removes the subscriptions that call this n8n instance, and logs those that it could
 * not remove."
 *
 * A failed attempt of a start marks the node as unchanged (`failed`). The `delete` after it returns early
 * (`state.starting`), so the mark stays. The deactivation of a person then counts as that of an activation that never
 * subscribed. So it does not name what it could not remove.
 */
import { newProcessState } from '../../nodes/host/trigger/processState';
import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { bind, FakeHub, FakeNode } from '../unit/host/fakes';

it('a deactivation after failed attempts of a start names what it could not remove', async () => {
	const hub = new FakeHub();
	const node = new FakeNode();
	const binding = bind(hub);
	const before = lifecycle(binding, newProcessState());
	await before.checkExists.call(node.hook());
	await before.create.call(node.hook());
	expect(hub.held).toHaveLength(1);
	// n8n starts again. Since the activation, a person has emptied the secret in the credential.
	node.activation = 'init';
	node.credential = { id: '1', data: { secret: '' } };
	const hooks = lifecycle(binding, newProcessState());
	for (let attempt = 0; attempt < 2; attempt++) {
		await expect(hooks.checkExists.call(node.hook())).rejects.toThrow(/secret/);
		await hooks.delete.call(node.hook());
	}
	// The person deactivates the workflow, and the vendor does not respond.
	hub.failing = true;
	node.log.length = 0;
	await hooks.delete.call(node.hook());
	expect(hub.held).toHaveLength(1);
	expect(node.log.join('\n')).toMatch(/could not remove/);
});
