import { newProcessState } from '../../../nodes/host/trigger/processState';
import { lifecycle } from '../../../nodes/host/trigger/subscription/lifecycle';
import { bind, FakeHub, FakeNode } from './fakes';

/** A node that an earlier process of n8n has activated, so that the hub holds its subscription. */
export async function activatedNode() {
	const hub = new FakeHub();
	const node = new FakeNode();
	const binding = bind(hub);
	const before = lifecycle(binding, newProcessState());
	await before.checkExists.call(node.hook());
	await before.create.call(node.hook());
	expect(hub.held).toHaveLength(1);
	return { hub, node, binding };
}
