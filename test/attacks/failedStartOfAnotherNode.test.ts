/**
 * CHANGELOG.md: "If a request or an activation fails while n8n starts, the triggers keep their subscriptions and the
 * position of catch-up."
 *
 * test/n8n/failedStart.test.ts shows the same in n8n 1.123.
 *
 * If one node of a workflow cannot be activated, n8n 1.x calls `delete` of all its webhook nodes. n8n 2.x does so without
 * its publication service (`addWebhooks` and `clearWebhooks` in active-workflow-manager.js). The other node can be of
 * another package, whose vendor is down. n8n calls `trigger()` only after the hooks of all nodes. So a `delete` before
 * `trigger()` is not a deactivation.
 */
import { newProcessState } from '../../nodes/host/trigger/processState';
import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { scheduleChecks } from '../../nodes/host/trigger/subscription/scheduleChecks';
import { activatedNode } from '../unit/host/activatedNode';

it.each(['init', 'leadershipChange'])(
	'keeps the subscriptions of a node if another node of the workflow fails at %s',
	async (activation) => {
		const { hub, node, binding } = await activatedNode();
		// n8n starts again.
		node.activation = activation;
		const state = newProcessState();
		const hooks = lifecycle(binding, state);
		expect(await hooks.checkExists.call(node.hook())).toBe(true);
		// The hook of another node throws, so n8n clears all webhooks of the workflow, and tries again later.
		hub.calls.length = 0;
		await hooks.delete.call(node.hook());
		expect(hub.calls.filter((call) => call.startsWith('DELETE'))).toEqual([]);
		expect(hub.held).toHaveLength(1);
		// A deactivation of a started workflow removes them.
		await hooks.checkExists.call(node.hook());
		await scheduleChecks(node.trigger(), binding, state);
		await hooks.delete.call(node.hook());
		expect(hub.held).toEqual([]);
	},
);
