import { setImmediate } from 'node:timers/promises';

import { NodeApiError, WebhookPathTakenError, type IHookFunctions } from 'n8n-workflow';

import { err, ok, PROBLEM } from '../../../../../nodes/core/result';
import { newProcessState } from '../../../../../nodes/host/trigger/processState';
import { checkSubscriptions } from '../../../../../nodes/host/trigger/subscription/checkSubscriptions';
import { lifecycle } from '../../../../../nodes/host/trigger/subscription/lifecycle';
import { webhookTrigger } from '../../../../../nodes/host/trigger/webhookTrigger';
import { prover } from '../../../../n8n/fixtures/prover/vendor';
import { bind, FakeHub, FakeNode, TEST_URLS, URLS } from '../../fakes';

const LIVE = 'workflow-1/node-1/live';

function setUp(secret?: string) {
	const hub = new FakeHub();
	const node = new FakeNode();
	const memory = newProcessState();
	const binding = bind(hub, secret, ['order.created', 'order.updated']);
	const hooks = lifecycle(binding, memory);
	const run = async (hook: keyof typeof hooks): Promise<boolean> =>
		await hooks[hook].call(node.hook() as IHookFunctions);
	return { hub, node, memory, binding, run };
}

describe('the lifecycle', () => {
	it('subscribes, finds it in place, and unsubscribes', async () => {
		const { hub, node, memory, run } = setUp();
		expect(await run('checkExists')).toBe(false);
		expect(await run('create')).toBe(true);
		expect(hub.addresses).toEqual([URLS.default, URLS.default]);
		expect(await run('checkExists')).toBe(true);
		expect(memory.webhookUrls.get(LIVE)).toEqual({ wanted: URLS.default, all: URLS });
		expect(await run('delete')).toBe(true);
		expect(hub.held).toEqual([]);
		expect(memory.webhookUrls.size).toBe(0);
		await setImmediate();
		expect(memory.stopRemoval.size).toBe(0);
		expect(node.log.filter((line) => line.startsWith('warn'))).toEqual([]);
	});

	it('finds it not in place when one is disabled, and repairs just that', async () => {
		const { hub, run } = setUp();
		await run('create');
		hub.held[1] = { ...hub.held[1], isActive: false };
		expect(await run('checkExists')).toBe(false);
		hub.calls.length = 0;
		await run('create');
		expect(hub.calls.filter((call) => !call.startsWith('GET'))).toEqual(['PUT /subscriptions/2']);
		expect(await run('checkExists')).toBe(true);
	});

	it('subscribes the other entry when it is to answer after the workflow, and leaves none behind', async () => {
		const { hub, node, run } = setUp();
		await run('create');
		node.parameters = { acknowledge: 'finished' };
		expect(await run('checkExists')).toBe(false);
		await run('create');
		expect(hub.addresses).toEqual([URLS.setup, URLS.setup]);
		expect(await run('checkExists')).toBe(true);
		await run('delete');
		expect(hub.held).toEqual([]);
	});

	it('works for a node with one entry only', async () => {
		const { hub, node, run } = setUp();
		node.urls = { default: URLS.default };
		await run('create');
		expect(await run('checkExists')).toBe(true);
		await run('delete');
		expect(hub.held).toEqual([]);
	});

	it('rejects a URL that the vendor can never call, and leaves all as it is if that was active before', async () => {
		const { hub, node, memory, binding, run } = setUp();
		await run('create');
		const held = hub.held;
		hub.calls.length = 0;
		const subscriptions = {
			...binding.vendor.subscriptions,
			callable: () => ({ vendor: 'Prover', isHttpsOnly: true, ports: [443] }),
		};
		const vendor = { ...binding.vendor, subscriptions };
		const local = { ...binding, vendor } as typeof binding;
		const hooks = lifecycle(local, memory);
		node.urls = { default: 'http://localhost:5678/webhook/one/webhook' };
		for (const hook of ['checkExists', 'create'] as const)
			await expect(hooks[hook].call(node.hook())).rejects.toThrow(
				"Prover calls only addresses of the public internet, and the webhook URL of n8n begins with http://localhost:5678. Set n8n's WEBHOOK_URL",
			);
		node.activation = 'init';
		node.log.length = 0;
		expect(await hooks.checkExists.call(node.hook())).toBe(true);
		for (let count = 0; count < 2; count++) await checkSubscriptions(node.trigger(), local, memory);
		expect(node.log).toEqual([
			expect.stringMatching(
				/^warn: My trigger: The node does not change its subscriptions: Prover calls only addresses of the public internet, and the webhook URL of n8n begins with http:\/\/localhost:5678\. Set n8n's WEBHOOK_URL/,
			),
		]);
		expect(await hooks.create.call(node.hook())).toBe(true);
		expect(hub.calls).toEqual([]);
		expect(hub.held).toBe(held);
	});

	it('warns once if a check finds that the vendor can no longer call the URL', async () => {
		const { hub, node, memory, binding, run } = setUp();
		await run('create');
		hub.held = [];
		const callable = () => ({ vendor: 'Prover', isHttpsOnly: true, ports: [8443] });
		const subscriptions = { ...binding.vendor.subscriptions!, callable };
		const vendor = { ...binding.vendor, subscriptions };
		node.log.length = 0;
		for (let count = 0; count < 2; count++)
			await checkSubscriptions(node.trigger(), { ...binding, vendor }, memory);
		expect(node.log).toEqual([expect.stringContaining('Prover calls only port 8443')]);
		expect(hub.held).toEqual([]);
		await checkSubscriptions(node.trigger(), binding, memory);
		expect(hub.held).toHaveLength(2);
		expect(node.log.at(-1)).toContain('Events that happened while they were missing');
	});

	it('rejects a node whose URL n8n does not serve, because its name stands in the path', async () => {
		const { hub, node, run } = setUp();
		node.urls = { default: 'https://n8n.example/webhook/workflow/my%20trigger/webhook' };
		node.webhookId = undefined;
		await expect(run('checkExists')).rejects.toThrow(
			/has no webhookId, and n8n does not serve a path with the name "My trigger"/,
		);
		expect(hub.calls).toEqual([]);
		node.webhookId = 'one';
		expect(await run('create')).toBe(true);
	});

	it('keeps a test apart from production', async () => {
		const { hub, node, memory, run } = setUp();
		await run('create');
		node.mode = 'manual';
		node.urls = TEST_URLS;
		expect(await run('checkExists')).toBe(false);
		await run('create');
		expect(hub.held).toHaveLength(4);
		await run('delete');
		expect(hub.addresses).toEqual([URLS.default, URLS.default]);
		expect(memory.webhookUrls.has(LIVE)).toBe(true);
	});

	describe('what the vendor reports of the connection', () => {
		const NOW = Date.parse('2026-11-28T12:00:00Z');
		const setUpWith = (inspect: (typeof prover)['inspect']) => {
			const { node, hub, binding } = setUp();
			const vendor = { ...prover, inspect };
			const memory = newProcessState();
			const inspecting = { ...binding, vendor };
			const hooks = lifecycle(inspecting, memory, undefined, () => NOW);
			const run = async (hook: keyof typeof hooks): Promise<boolean> =>
				await hooks[hook].call(node.hook() as IHookFunctions);
			const check = async () =>
				await checkSubscriptions(node.trigger(), inspecting, memory, () => NOW);
			return { node, hub, run, check };
		};

		it('is asked once an activation, by its clock, and warned of in the log', async () => {
			const inspect = jest.fn(async () => ok(['Version 1 ends soon. Choose version 2.']));
			const { node, run, check } = setUpWith(inspect);
			expect(await run('checkExists')).toBe(false);
			await run('create');
			await check();
			await run('delete');
			expect(inspect.mock.calls).toEqual([[expect.objectContaining({ secret: 'a-secret' }), NOW]]);
			expect(node.log.filter((line) => line.startsWith('warn'))).toEqual([
				'warn: My trigger: Version 1 ends soon. Choose version 2.',
			]);
		});

		it('prevents an activation before anything is subscribed, but not the restart of n8n', async () => {
			const problem = 'The token belongs to another shop. Enter that shop.';
			const { node, hub, run } = setUpWith(async () => err(PROBLEM.misconfigured, problem));
			await expect(run('checkExists')).rejects.toThrow(problem);
			expect(hub.calls).toEqual([]);
			node.activation = 'init';
			expect(await run('checkExists')).toBe(true);
			expect(node.log.at(-1)).toMatch(/^warn: .*The token belongs to another shop/);
		});

		it.each(['activate', 'init'])(
			'is asked by the next check before it subscribes, if the vendor did not answer at %s',
			async (activation) => {
				const answers = [
					err(PROBLEM.throttled, 'Too many requests. Wait.'),
					err(PROBLEM.misconfigured, 'The token belongs to another shop. Enter that shop.'),
					ok(['Version 1 ends soon. Choose version 2.']),
				];
				const inspect = jest.fn(async () => answers.shift()!);
				const { node, hub, run, check } = setUpWith(inspect);
				node.activation = activation;
				expect(await run('checkExists')).toBe(true);
				await check();
				expect(node.log.at(-1)).toBe(
					'warn: My trigger: The node could not check or restore its subscriptions. The token belongs to another shop. Enter that shop.',
				);
				expect(hub.calls).toEqual([]);
				for (let count = 0; count < 2; count++) await check();
				expect(node.log).toContain('warn: My trigger: Version 1 ends soon. Choose version 2.');
				expect(hub.held).toHaveLength(2);
				expect(inspect).toHaveBeenCalledTimes(3);
			},
		);
	});

	it('activates without a subscription that is optional, and logs why it is missing', async () => {
		const { hub, node, binding, run } = setUp();
		const { create } = binding.vendor.subscriptions!;
		binding.vendor.subscriptions!.create = async (connection, wanted) => {
			if (hub.held.length > 0) return await create(connection, wanted);
			await create(connection, wanted);
			const { problem } = err(PROBLEM.refused, 'The vendor has no such topic. Remove it.');
			return { ok: false, problem: { ...problem, isOptional: true } };
		};
		expect(await run('create')).toBe(true);
		expect(node.log.join('\n')).toMatch(/warn: .*is active, but .*no such topic/);
	});

	it.each(['subscribed', 'failed at once'])(
		'keeps production active when n8n removes a test that %s in the mode internal',
		async (how) => {
			const { hub, node, memory, binding, run } = setUp();
			await run('create');
			Object.assign(node, { mode: 'manual', urls: TEST_URLS });
			if (how === 'subscribed') await run('create');
			node.mode = 'internal';
			await run('delete');
			Object.assign(node, { mode: 'trigger', urls: URLS });
			expect(hub.addresses).toEqual([URLS.default, URLS.default]);
			expect(memory.webhookUrls.has(LIVE)).toBe(true);
			hub.held = [];
			await checkSubscriptions(node.trigger(), binding, memory);
			expect(hub.held).toHaveLength(2);
			node.mode = 'internal';
			await run('delete');
			expect(hub.held).toEqual([]);
			expect(memory.webhookUrls.size).toBe(0);
		},
	);

	it("throws the problem's sentence where it cannot look or subscribe", async () => {
		const { hub, run } = setUp();
		hub.failing = true;
		for (const hook of ['checkExists', 'create'] as const) {
			const failing = run(hook);
			await expect(failing).rejects.toThrow('The hub is down. Wait for it.');
			await expect(failing).rejects.toHaveProperty('node.name', 'My trigger');
		}
	});

	it.each([
		[
			'at another address',
			(hub: FakeHub) =>
				hub.held.map((one) => ({ ...one, address: URLS.default.replace('n8n.', 'old.') })),
		],
		['one of them missing', (hub: FakeHub) => hub.held.slice(1)],
	])('keeps its subscriptions if a write fails while n8n starts: %s', async (_what, held) => {
		const { hub, node, run } = setUp();
		await run('create');
		node.activation = 'init';
		hub.held = held(hub);
		const { call } = hub;
		let writes = 0;
		hub.call = async (method, ...rest) =>
			method !== 'GET' && ++writes === 1
				? err(PROBLEM.failing, 'HTTP 500. Try again later.')
				: await call(method, ...rest);
		expect(await run('checkExists')).toBe(false);
		// An error here would make n8n call `delete`.
		expect(await run('create')).toBe(true);
		expect(node.log.join('\n')).toMatch(
			/could not make all changes to its subscriptions.*HTTP 500/,
		);
		hub.call = call;
		expect(await run('create')).toBe(true);
		expect(hub.addresses).toEqual([URLS.default, URLS.default]);
	});

	it.each(['init', 'leadershipChange'])(
		'takes the subscription as standing when the vendor is away at %s',
		async (activation) => {
			const { hub, node, memory, run } = setUp();
			await run('create');
			node.activation = activation;
			hub.failing = true;
			expect(await run('checkExists')).toBe(true);
			expect(node.log.at(-1)).toMatch(
				/^warn: .*Until the next check, it assumes that they exist\. The hub is down/,
			);
			expect(memory.webhookUrls.has(LIVE)).toBe(true);
			hub.failing = false;
			hub.held = [];
			expect(await run('checkExists')).toBe(false);
		},
	);

	it('warns of missing events when n8n had to subscribe again at its start', async () => {
		const { hub, node, run } = setUp();
		await run('create');
		expect(node.log.at(-1)).toMatch(
			/^info: My trigger: The node is subscribed \(created order\.created; created/,
		);
		hub.held = hub.held.slice(1);
		node.activation = 'init';
		await run('create');
		expect(node.log.at(-1)).toBe(
			'warn: My trigger: The node restored its subscriptions while n8n started (created order.created). Events that happened while they were missing may not have been delivered.',
		);
		await run('create');
		expect(node.log.at(-1)).toBe(
			'info: My trigger: The node is subscribed (all subscriptions existed).',
		);
	});

	it('names what may be missing when an active workflow is saved, and nothing at its first activation', async () => {
		const hub = new FakeHub();
		const node = new FakeNode();
		const now = () => Date.UTC(2026, 10, 29, 10);
		const hooks = lifecycle(bind(hub), newProcessState(), undefined, now);
		const activate = async () => {
			if (!(await hooks.checkExists.call(node.hook()))) await hooks.create.call(node.hook());
			return node.log.at(-1);
		};
		expect(await activate()).toMatch(/^info: .*The node is subscribed \([^()]*\)\.$/);
		await hooks.delete.call(node.hook());
		expect(await activate()).toMatch(
			/^info: .*\)\. Its earlier subscriptions were removed at 2026-11-29T10:00:00\.000Z\. Deliveries that were waiting at that time, and later events, may be missing\.$/,
		);
		hub.held = [];
		expect(await activate()).toMatch(/^info: .*The node is subscribed \([^()]*\)\.$/);
	});

	it('subscribes as many as it can before it says that one could not be', async () => {
		const { hub, binding, memory, node } = setUp();
		const create: NonNullable<typeof prover.subscriptions>['create'] = async (
			connection,
			wanted,
		) =>
			wanted.topic === 'order.created'
				? err(PROBLEM.forbidden, 'The key may not read orders.')
				: await prover.subscriptions!.create(connection, wanted);
		const vendor = { ...prover, subscriptions: { ...prover.subscriptions!, create } };
		const hooks = lifecycle({ ...binding, vendor }, memory);
		await expect(hooks.create.call(node.hook())).rejects.toThrow('The key may not read orders.');
		expect(hub.held.map(({ topic }) => topic)).toEqual(['order.updated']);
	});

	it('fails an activation whose filter has a malformed path', async () => {
		const { node, run } = setUp();
		node.parameters = { options: { filterFields: { condition: [{ field: 'raw status' }] } } };
		await expect(run('checkExists')).rejects.toThrow(
			'The filter cannot be used: "raw status" is not the path of a field. Enter one such as raw.status under Filter by Field.',
		);
	});

	it.each([
		[
			[{ field: 'raw.status' }],
			'the condition on "raw.status" has no value. Enter one under Filter by Field, or choose the operator Is Set.',
		],
		[
			[{ field: 'raw.status', operator: 'isSet' }, { value: 'completed' }],
			'a condition has no field. Enter one such as raw.status under Filter by Field, or remove the condition.',
		],
		[
			[{ operator: 'isSet' }],
			'a condition has no field. Enter one such as raw.status under Filter by Field, or remove the condition.',
		],
	])(
		'fails an activation whose filter has the half-filled condition %j',
		async (condition, why) => {
			const { node, run } = setUp();
			node.parameters = { options: { filterFields: { condition } } };
			await expect(run('checkExists')).rejects.toThrow(`The filter cannot be used: ${why}`);
		},
	);

	it('ignores a condition of a filter that was added and not filled in', async () => {
		const { node, run } = setUp();
		node.parameters = { options: { filterFields: { condition: [{}] } } };
		await expect(run('checkExists')).resolves.toBeDefined();
	});

	it('fails an activation without a secret to verify with', async () => {
		const { hub, run } = setUp('');
		for (const hook of ['checkExists', 'create'] as const)
			await expect(run(hook)).rejects.toThrow('The Prover credential has no secret. Enter one.');
		expect(hub.calls).toEqual([]);
	});

	it('fails an activation in doubt by a person only, so that no restart stops a workflow', async () => {
		const { hub, node, binding, memory } = setUp();
		const vendor = { ...binding.vendor, doubt: () => 'The key is a token. Enter the key.' };
		const hooks = lifecycle({ ...binding, vendor }, memory);
		const run = async (hook: 'checkExists' | 'create') =>
			await hooks[hook].call(node.hook() as IHookFunctions);
		for (const hook of ['checkExists', 'create'] as const)
			await expect(run(hook)).rejects.toThrow(WebhookPathTakenError);
		expect(hub.calls).toEqual([]);
		node.activation = 'init';
		await run('checkExists');
		await run('create');
		expect(hub.held).toHaveLength(2);
	});

	it.each([
		['a wrong panel', '', {}, WebhookPathTakenError],
		['a rejected key', undefined, { rejecting: true }, WebhookPathTakenError],
		['a hub that is down', undefined, { failing: true }, NodeApiError],
	])(
		'fails because of %s, tells n8n whether to try again, and reports no failed removal',
		async (_, secret, hubState, type) => {
			const { hub, node, run } = setUp(secret);
			Object.assign(hub, hubState);
			const error = await run('checkExists').catch((thrown: unknown) => thrown);
			expect([error instanceof WebhookPathTakenError, error instanceof NodeApiError]).toEqual([
				type === WebhookPathTakenError,
				type === NodeApiError,
			]);
			expect((error as Error).message).toMatch(/Enter one\.|Enter another\.|Wait for it\./);
			await run('delete');
			// A person then unpublishes or archives the workflow.
			await run('delete');
			expect(node.log).toEqual([]);
		},
	);

	it('reports a failed removal after an activation that failed and one that subscribed', async () => {
		const { hub, node, run } = setUp();
		hub.failing = true;
		await expect(run('checkExists')).rejects.toThrow();
		await run('delete');
		hub.failing = false;
		await run('checkExists');
		await run('create');
		hub.failing = true;
		await run('delete');
		expect(node.log.at(-1)).toMatch(/^warn: .*could not remove.*The hub is down/);
	});

	it('fails for good at the start of n8n only with an error that n8n tries again', async () => {
		const { hub, node, run } = setUp();
		node.activation = 'init';
		node.credential = undefined;
		const error = await run('checkExists').catch((thrown: unknown) => thrown);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(hub.calls).toEqual([]);
	});

	it('reports a failed removal after an activation that subscribed to a part', async () => {
		const { hub, node, run } = setUp();
		hub.forbidden = 'order.created';
		await expect(run('create')).rejects.toBeInstanceOf(WebhookPathTakenError);
		expect(hub.held).toHaveLength(1);
		hub.failing = true;
		await run('delete');
		expect(node.log.at(-1)).toMatch(/^warn: .*could not remove.*The hub is down/);
	});

	it('names the subscriptions that a rate limit left, in one sentence', async () => {
		const { hub, node, run } = setUp();
		await run('create');
		const { call } = hub;
		hub.call = async (method, ...rest) =>
			method === 'DELETE'
				? err(PROBLEM.throttled, 'Too many requests. Wait.')
				: await call(method, ...rest);
		await run('delete');
		expect(node.log.at(-1)).toContain(
			'could not remove all its subscriptions: Too many requests. Wait. Not removed: order.created, order.updated. The vendor may still call',
		);
	});

	it('can be deactivated without a secret, while the vendor is away, and twice', async () => {
		const { hub, node, memory, run } = setUp();
		await run('create');
		hub.failing = true;
		expect(await run('delete')).toBe(true);
		expect(node.log.at(-1)).toMatch(/^warn: .*could not remove.*The hub is down/);
		hub.failing = false;
		node.beforeReading = async () => await Promise.reject(new Error('It cannot be decrypted.'));
		expect(await run('delete')).toBe(true);
		expect(node.log.at(-1)).toContain('It cannot be decrypted.');
		node.beforeReading = undefined;
		node.credential = undefined;
		expect(await run('delete')).toBe(true);
		expect(node.log.at(-1)).toContain(
			'The node cannot run: it has no credential. Choose one in the node.',
		);
		node.credential = { id: '1', data: {} };
		const secretless = lifecycle(bind(hub, ''), memory);
		expect(await secretless.delete.call(node.hook())).toBe(true);
		expect(hub.held).toEqual([]);
		expect(await run('delete')).toBe(true);
	});

	/** A call that the hub answers when the test lets it. */
	function hang(hub: FakeHub, method: string) {
		let goOn = () => {};
		const gate = new Promise<void>((resolve) => (goOn = resolve));
		hub.before = async () => {
			if (hub.calls.at(-1)?.startsWith(method)) await gate;
		};
		return () => goOn();
	}
	const settle = async (memory: ReturnType<typeof newProcessState>) => {
		while (memory.mutex.isLocked(LIVE)) await setImmediate();
	};

	it.each([
		['the list', 'GET', 'all'],
		['a removal', 'DELETE', 'order.created, order.updated'],
	])(
		'is over in time where the vendor hangs at %s, names what is left, and removes it later',
		async (_, method, left) => {
			const { hub, node, memory, binding, run } = setUp();
			await run('create');
			const goOn = hang(hub, method);
			const hooks = lifecycle(binding, memory, { activateMs: 50_000, removeMs: 20 });
			expect(await hooks.delete.call(node.hook())).toBe(true);
			expect(node.log.at(-1)).toBe(
				`warn: My trigger: The node could not remove its subscriptions in time, and continues in the background. If it logs no result within a few minutes, remove the subscriptions in the vendor's settings: ${left} with the URL ${URLS.default} or ${URLS.setup}.`,
			);
			expect(hub.held).toHaveLength(2);
			goOn();
			await settle(memory);
			expect(hub.held).toEqual([]);
			expect(node.log.at(-1)).toBe('info: My trigger: The node has removed its subscriptions.');
		},
	);

	it('names no URL of a slow removal if this process knows none', async () => {
		const { hub, node, memory, binding } = setUp();
		const goOn = hang(hub, 'GET');
		const hooks = lifecycle(binding, memory, { activateMs: 50_000, removeMs: 20 });
		expect(await hooks.delete.call(node.hook())).toBe(true);
		expect(node.log.at(-1)).toMatch(/in the vendor's settings: all of this node\.$/);
		goOn();
		await settle(memory);
	});

	it.each([
		['fails', 'activate', undefined],
		['continues, because n8n starts,', 'init', true],
	])('an activation %s where the list has no end', async (_, activation, result) => {
		const { hub, node, memory, binding } = setUp();
		hang(hub, 'GET');
		node.activation = activation;
		const hooks = lifecycle(binding, memory, { activateMs: 20, removeMs: 4_000 });
		const checked = hooks.checkExists.call(node.hook());
		if (result !== undefined) expect(await checked).toBe(result);
		else await expect(checked).rejects.toThrow('did not return its whole list of subscriptions');
		const created = hooks.create.call(node.hook());
		if (result !== undefined) expect(await created).toBe(result);
		else await expect(created).rejects.toThrow('did not return its whole list');
	});

	it('is over in time where the credential cannot be read', async () => {
		const { node, memory, binding, run } = setUp();
		await run('create');
		node.beforeReading = async () => await new Promise(() => {});
		expect(
			await lifecycle(binding, memory, { activateMs: 50_000, removeMs: 20 }).delete.call(
				node.hook(),
			),
		).toBe(true);
		expect(node.log.at(-1)).toContain(URLS.default);
	});

	it('does not wait for a check that hangs, nor leave what that one subscribes', async () => {
		const { hub, node, memory, binding, run } = setUp();
		await run('create');
		hub.held = [];
		hub.calls.length = 0;
		const goOn = hang(hub, 'POST');
		const checking = checkSubscriptions(node.trigger(), binding, memory);
		while (!hub.calls.at(-1)?.startsWith('POST')) await setImmediate();
		hub.calls.length = 0;
		expect(await run('delete')).toBe(true);
		// It uses the list that the check has just read.
		expect(hub.calls).toEqual([]);
		goOn();
		await checking;
		await settle(memory);
		expect(hub.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
		expect(hub.held).toEqual([]);
	});

	it('removes nothing of an activation that came in between', async () => {
		const { hub, node, memory, binding, run } = setUp();
		await run('create');
		const goOn = hang(hub, 'GET');
		await lifecycle(binding, memory, { activateMs: 50_000, removeMs: 20 }).delete.call(node.hook());
		const again = run('create');
		goOn();
		await again;
		await settle(memory);
		expect(hub.addresses).toEqual([URLS.default, URLS.default]);
		expect(memory.webhookUrls.has(LIVE)).toBe(true);
	});

	it('is over in less than five seconds for two nodes of a workflow whose vendors hang', async () => {
		const { hub, node, binding } = setUp();
		const hang = async () => await new Promise<never>(() => {});
		// Two types of node, which n8n deactivates one after the other.
		const triggers = [webhookTrigger(binding), webhookTrigger(binding)];
		const run = async (hook: 'create' | 'delete') => {
			for (const [index, { webhookMethods }] of triggers.entries()) {
				Object.assign(node, { id: `node-${index}` });
				await webhookMethods.default[hook].call(node.hook());
			}
		};
		await run('create');
		hub.before = hang;
		const start = performance.now();
		await run('delete');
		expect(performance.now() - start).toBeLessThan(5_000);
		expect(node.log.slice(-2)).toEqual(
			Array(2).fill(expect.stringContaining('in time, and continues in the background')),
		);
	});

	it('makes no request for a vendor without subscriptions, and still requires a secret', async () => {
		const { hub, node, binding, memory } = setUp();
		const vendor = { ...prover, subscriptions: undefined };
		const hooks = lifecycle({ ...binding, vendor }, memory);
		for (const hook of ['checkExists', 'create', 'delete'] as const) {
			expect(await hooks[hook].call(node.hook())).toBe(true);
			expect(memory.webhookUrls.has(LIVE)).toBe(hook !== 'delete');
		}
		expect(hub.calls).toEqual([]);
		const secretless = lifecycle({ ...bind(hub, ''), vendor }, memory);
		await expect(secretless.checkExists.call(node.hook())).rejects.toThrow('has no secret');
	});
});

describe('a deactivation while an activation is at work', () => {
	it.each(['POST', 'GET'])(
		'leaves no subscription, and the activation fails: at %s',
		async (at) => {
			const { hub, memory, run } = setUp();
			let goOn = () => {};
			const gate = new Promise<void>((resolve) => (goOn = resolve));
			let isFirst = true;
			hub.before = async () => {
				if (!isFirst || !hub.calls.at(-1)?.startsWith(at)) return;
				isFirst = false;
				await gate;
			};
			const activating = run('create').then(
				() => 'active',
				(error: Error) => error.message,
			);
			while (isFirst) await setImmediate();
			const deleting = run('delete');
			await setImmediate();
			goOn();
			expect(await activating).toContain('was deactivated while it subscribed');
			expect(await deleting).toBe(true);
			while (memory.mutex.isLocked(LIVE)) await setImmediate();
			expect(hub.held).toEqual([]);
			expect(memory.webhookUrls.has(LIVE)).toBe(false);
		},
	);
});

describe("a vendor's list that no reader expects", () => {
	it('is a problem, and while n8n starts the subscriptions count as standing', async () => {
		const { hub, node, run } = setUp();
		const { call } = hub;
		hub.call = async (...given) => {
			if (given[0] === 'GET') throw new TypeError('Cannot read properties of undefined');
			return await call(...given);
		};
		// An activation that fails is followed by no check.
		await expect(run('checkExists')).rejects.toThrow(/unexpected form \(.*\)\. If this repeats/);
		node.activation = 'init';
		expect(await run('checkExists')).toBe(true);
		expect(node.log.join()).toContain('assumes that they exist');
	});
});
