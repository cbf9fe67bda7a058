/**
 * docs/guarantees.md: "A deactivation removes the subscriptions that call this n8n instance, and logs those that it could
 * not remove."
 *
 * A failed activation marks the node as unchanged, so that the `delete` after it names nothing. A failed attempt to start
 * must not leave that mark: the next deactivation would not name what it could not remove.
 */
import { newProcessState } from '../../nodes/host/trigger/processState';
import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { activatedNode } from '../unit/host/activatedNode';

it('a deactivation after failed attempts of a start names what it could not remove', async () => {
	const { hub, node, binding } = await activatedNode();
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
