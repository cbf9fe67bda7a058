import type { IHttpRequestOptions } from 'n8n-workflow';

import { samples } from '../../../../nodes/Ecwid/samples';
import { receive } from '../../../../nodes/host/trigger/delivery/receive';
import { execute } from '../../../../nodes/host/trigger/execute';
import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { lifecycle } from '../../../../nodes/host/trigger/subscription/lifecycle';
import { bind, FakeHub, FakeNode, fakeRequest, provenRequest, TEST_URLS, URLS } from '../fakes';

/** A node in a test in the editor, with the option on. */
function setUp(topics: unknown = ['product.updated', 'order.created']) {
	const hub = new FakeHub();
	const node = new FakeNode();
	node.mode = 'manual';
	node.urls = TEST_URLS;
	node.parameters = { options: { testEvent: 'sample', instanceName: 'Mine' }, topics };
	const sent: IHttpRequestOptions[] = [];
	node.serves = (options) => {
		sent.push(options);
		return { status: 200 };
	};
	const waited: number[] = [];
	const state = newProcessState(undefined, async (ms) => void waited.push(ms));
	const config = {
		...bind(hub),
		samples: { ...samples, parameter: 'topics', otherwise: 'order.created' },
	};
	const hooks = lifecycle(config, state);
	const turn = async () => await new Promise((resolve) => setTimeout(resolve, 20));
	/** Makes the request that the node sent. */
	const arrive = async ({ headers = {} } = sent[0]) => {
		const distinct = Object.entries(headers).map(([name, value]) => [name, [String(value)]]);
		const request = fakeRequest(Buffer.alloc(0), Object.fromEntries(distinct));
		const { workflowData } = await receive(node.webhook(request), config, state);
		if (workflowData === undefined) return undefined;
		return (await execute(node.execution(workflowData[0]), config, state))[0].map(
			({ json }) => json,
		);
	};
	return { hub, node, sent, waited, state, config, hooks, turn, arrive };
}

describe('a test in the editor with a sample', () => {
	it('emits a sample of the first chosen topic, without credential or call of the vendor', async () => {
		const { hub, node, sent, waited, hooks, turn, arrive } = setUp();
		expect(await hooks.checkExists.call(node.hook())).toBe(true);
		await turn();
		expect(sent.map(({ method, url }) => [method, url])).toEqual([['POST', TEST_URLS.default]]);
		expect(waited).toEqual([1_000]);
		const [event, ...others] = (await arrive()) ?? [];
		expect(others).toEqual([]);
		expect(event).toMatchObject({
			...{ topic: 'product.updated', eventType: 'UPDATED', objectType: 'products' },
			...{ account: '1003', instanceName: 'Mine', raw: { name: 'Chair' } },
		});
		expect([hub.calls, node.readings]).toEqual([[], 0]);
	});

	it.each([[['*']], ['=, '], [[]], [['loyalty.earned']]])(
		'emits a sample of an order if no chosen topic has one: %j',
		async (topics) => {
			const { node, hooks, turn, arrive } = setUp(topics);
			await hooks.checkExists.call(node.hook());
			await turn();
			expect(await arrive()).toMatchObject([{ topic: 'order.created' }]);
		},
	);

	it('rejects requests without its token, and accepts deliveries', async () => {
		const { node, sent, hooks, turn, arrive, config, state } = setUp();
		expect(await arrive({ url: '', headers: { 'x-signed-events-test': 'undefined' } })).toBe(
			undefined,
		);
		await hooks.checkExists.call(node.hook());
		await turn();
		const [name] = Object.keys(sent[0].headers ?? {}).filter((one) =>
			one.includes('signed-events-test'),
		);
		for (const headers of [{}, { [name]: '' }, { [name]: 'guessed' }]) {
			expect(await arrive({ url: '', headers })).toBe(undefined);
			expect(node.response.statusCode).toBe(401);
		}
		const delivery = provenRequest(
			{ topic: 'order.created', object: { id: 7 } },
			{ address: URLS.default },
		);
		node.urls = URLS;
		const { workflowData } = await receive(node.webhook(delivery), config, state);
		expect(workflowData?.[0]).toHaveLength(1);
	});

	it('ends with the removal of the test webhook, without a call of the vendor', async () => {
		const { hub, node, hooks, turn, arrive } = setUp();
		await hooks.checkExists.call(node.hook());
		await turn();
		// n8n removes a test webhook in this mode.
		node.mode = 'internal';
		expect(await hooks.delete.call(node.hook())).toBe(true);
		node.mode = 'manual';
		expect(await arrive()).toBe(undefined);
		expect(hub.calls).toEqual([]);
	});

	it('logs that n8n cannot call its own test URL', async () => {
		const { node, hooks, turn } = setUp();
		node.serves = undefined;
		await hooks.checkExists.call(node.hook());
		await turn();
		expect(node.log).toEqual([
			expect.stringMatching(
				/^warn: .*The test event was not shown, because n8n could not call its own test URL https:.* Paste a sample event of the package as mock data instead \(docs\/samples\)\.$/,
			),
		]);
	});

	it.each([
		['in an active workflow', 'trigger', 'sample'],
		['if the choice is the next delivery', 'manual', 'delivery'],
	])('has no effect %s', async (_when, mode, testEvent) => {
		const { hub, node, sent, hooks, turn } = setUp();
		node.mode = mode;
		node.parameters.options = { testEvent };
		expect(await hooks.checkExists.call(node.hook())).toBe(false);
		await hooks.create.call(node.hook());
		await turn();
		expect(sent).toEqual([]);
		expect(hub.held).toHaveLength(1);
	});
});
