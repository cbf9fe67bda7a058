import type { IPollFunctions } from 'n8n-workflow';

import { poll } from '../../../nodes/WooCommerce/poll';

const PARAMETERS: Record<string, unknown> = {
	resources: ['orders'],
	eventTypes: ['CREATED', 'UPDATED'],
};

/** As much of n8n as a poll asks for; every request waits until `answer` is called. */
function host(parameters: Record<string, unknown> = {}) {
	const waiting: Array<() => void> = [];
	const staticData: Record<string, unknown> = {};
	const answer = { statusCode: 200, headers: { 'x-wp-total': '0' }, body: Buffer.from('[]') };
	const functions = {
		getNode: () => ({ id: 'node', name: 'WooCommerce', type: 'x', parameters: {} }),
		getWorkflow: () => ({ id: 'workflow' }),
		getMode: () => 'trigger',
		getNodeParameter: (name: string, fallback: unknown) =>
			({ ...PARAMETERS, ...parameters })[name] ?? fallback,
		getWorkflowStaticData: () => staticData,
		getCredentials: async () => ({
			storeUrl: 'https://shop.example',
			consumerKey: 'ck',
			consumerSecret: 'cs',
		}),
		logger: { warn: () => undefined },
		helpers: {
			httpRequestWithAuthentication: async () =>
				await new Promise((resolve) => waiting.push(() => resolve(answer))),
		},
	};
	return { functions: functions as unknown as IPollFunctions, waiting, staticData };
}
const turnOfEvents = async () => await new Promise((resolve) => setImmediate(resolve));

describe("a node's polls", () => {
	it('do not run side by side: the second leaves the first alone', async () => {
		const { functions, waiting, staticData } = host();
		const first = poll.call(functions);
		await turnOfEvents();
		expect(await poll.call(functions)).toBeNull();
		expect(waiting).toHaveLength(1);
		waiting[0]();
		expect(await first).toBeNull();
		expect(staticData.state).toMatchObject({ account: 'shop.example' });
		const next = poll.call(functions);
		await turnOfEvents();
		expect(waiting.length).toBeGreaterThan(1);
		waiting.forEach((go) => go());
		await turnOfEvents();
		waiting.forEach((go) => go());
		expect(await next).toBeNull();
	});

	it.each([
		['nothing to watch', { resources: [] }, /Choose at least one resource/],
		['an unknown resource', { resources: ['carts'] }, /"carts" is none\. Expected some of orders/],
		['a bad configuration', { pollerConfiguration: '{' }, /Poller configuration: expected JSON/],
	])('are refused with %s before the shop is asked', async (_what, parameters, message) => {
		const { functions, waiting } = host(parameters);
		await expect(poll.call(functions)).rejects.toThrow(message);
		expect(waiting).toEqual([]);
	});
});
