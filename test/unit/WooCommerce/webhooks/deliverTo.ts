import { ok } from '../../../../nodes/core/result';
import type { Delivery } from '../../../../nodes/core/vendor';
import { receive } from '../../../../nodes/host/trigger/delivery/receive';
import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { wooCommerce } from '../../../../nodes/WooCommerce/webhooks/vendor';
import { CREDENTIAL, FakeNode, fakeRequest } from '../../host/fakes';
import type { Hooked } from './hooked';

/** Returns a function that delivers to one webhook trigger, and returns the events that start its workflow. */
export function deliverTo(hooked: Hooked, options: object = {}) {
	const node = new FakeNode();
	node.mode = 'webhook';
	node.urls = { ...node.urls, default: hooked.receiver.url };
	node.parameters = { ...node.parameters, options };
	const now = () => hooked.clock.now();
	const memory = newProcessState(now, async () => {});
	const binding = {
		vendor: wooCommerce,
		credentialType: () => CREDENTIAL,
		connect: () => ok(hooked.connection),
	};
	return async (deliveries: Delivery[]) => {
		const events: Array<Record<string, unknown>> = [];
		for (const { headers, body } of deliveries) {
			const distinct = Object.entries(headers).map(([name, value]) => [name, [String(value)]]);
			const request = fakeRequest(body, Object.fromEntries(distinct) as never);
			const { workflowData } = await receive(node.webhook(request), binding as never, memory, now);
			if (workflowData === undefined) continue;
			node.response.end();
			events.push(...workflowData[0].map(({ json }) => json));
		}
		return events;
	};
}
