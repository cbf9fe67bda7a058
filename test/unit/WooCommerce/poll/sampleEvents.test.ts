import type { IPollFunctions } from 'n8n-workflow';

import { sampleFiles } from '../../../../gulp/samples';
import { poll } from '../../../../nodes/WooCommerce/poll/poll';

/** A node in a test in the editor. Each access to anything but its parameters fails. */
function host(parameters: object, mode = 'manual') {
	const refuse = () => {
		throw new Error('The node called the shop.');
	};
	return {
		getNode: () => ({ id: 'node', name: 'WooCommerce', type: 'x', parameters: {} }),
		getWorkflow: () => ({ id: 'workflow' }),
		getMode: () => mode,
		getNodeParameter: (name: string, fallback: unknown) =>
			({ options: { testEvent: 'sample' }, ...parameters })[name as 'options'] ?? fallback,
		getCredentials: refuse,
		getWorkflowStaticData: refuse,
		helpers: { httpRequestWithAuthentication: refuse },
	} as unknown as IPollFunctions;
}

describe('a sample of the poll', () => {
	it('emits an object of each selected resource, without credential or request', async () => {
		const resources = ['orders', 'products', 'customers', 'discounts', 'subscriptions'];
		const [items] = (await poll.call(host({ resources }))) ?? [];
		expect(items.map(({ json }) => json.topic)).toEqual([
			...['order.updated', 'product.updated', 'customer.updated', 'coupon.updated'],
			'subscription.updated',
		]);
		// A poll and a webhook give the same state the same id.
		const webhooks = (await sampleFiles()).get('woocommercerest.json') ?? {};
		for (const { json } of items) {
			const { id, stateId, raw } = webhooks[String(json.topic)];
			expect(json).toMatchObject({ id, ...(stateId && { stateId }), raw, capture: 'polling' });
			expect(json.instanceName).toBe('WooCommerce');
		}
	});

	it('names the resources that have no sample', async () => {
		const more = { reviews: { url: 'products/reviews' } };
		const options = { testEvent: 'sample', pollerConfiguration: JSON.stringify(more) };
		await expect(poll.call(host({ resources: [], options }))).rejects.toThrow(
			'no sample event exists for reviews.',
		);
	});

	it.each([
		['in an active workflow', 'trigger', 'sample'],
		['if an expression returns another text', 'manual', 'false'],
	])('has no effect %s', async (_when, mode, testEvent) => {
		const node = host({ resources: ['orders'], options: { testEvent } }, mode);
		await expect(poll.call(node)).rejects.toThrow('The node called the shop.');
	});
});
