import { setImmediate } from 'node:timers/promises';

import type { IHookFunctions } from 'n8n-workflow';

import { subscriptions } from '../../../nodes/Box/subscription';
import { box, type Connection } from '../../../nodes/Box/vendor';
import { ok } from '../../../nodes/core/result';
import type { Send } from '../../../nodes/host/http';
import { patientSend, type Patience } from '../../../nodes/host/patience';
import { newProcessState } from '../../../nodes/host/trigger/processState';
import { checkSubscriptions } from '../../../nodes/host/trigger/subscription/checkSubscriptions';
import { lifecycle } from '../../../nodes/host/trigger/subscription/lifecycle';
import type { BoxItem } from '../../sandbox/box/items';
import { BoxSandbox } from '../../sandbox/box/server';
import { ManualClock } from '../../sandbox/clock';
import { CREDENTIAL, FakeNode } from '../host/fakes';
import { connectSandbox } from './sandboxBox';

/** Without its catch-up, whose one request of an activation is counted in catchUp/look.test.ts. */
const vendor = { ...box, catchUp: undefined };

const CROWD = 600;
const TARGETS = 3;
/** One page, and each webhook. */
const LISTING = 1 + CROWD;

let sandbox: BoxSandbox;
let clock: ManualClock;
let connection: Connection;
/** What the node waited, in milliseconds. */
let waited: number;
let underWay: number;

beforeEach(async () => {
	clock = new ManualClock('2026-11-21T10:00:00Z');
	sandbox = await BoxSandbox.start(5, clock);
	connection = await connectSandbox(sandbox, { targets: [], triggers: ['FILE.UPLOADED'] });
	waited = 0;
	underWay = 0;
	sandbox.requests.reset();
});
afterEach(async () => await sandbox.close());

function webhooksOf(address: string, count: number): BoxItem[] {
	const { app, user, items, webhooks } = sandbox;
	return Array.from({ length: count }, (_, index) => {
		const item = items.add('folder', `${address} ${index}`, user);
		const target = { type: item.type, id: item.id };
		webhooks.create({ app, user }, { target, address, triggers: ['FILE.MOVED'] });
		return item;
	});
}

/** Time passes only while no request is under way, because a request takes none. */
const pause = async (milliseconds: number) => {
	const until = clock.now() + milliseconds;
	while (underWay > 0) await setImmediate();
	waited += Math.max(until - clock.now(), 0);
	clock.set(Math.max(until, clock.now()));
};

/** One process of n8n, with nodes that monitor three folders each and use one credential. */
function start(wait = pause, removeMs = 50) {
	const state = newProcessState(() => clock.now(), wait);
	const nodeAt = (index: number) => {
		const node = new FakeNode();
		node.id = `node-${index}`;
		node.urls = {
			default: `https://n8n.example/webhook/${index}/webhook`,
			setup: `https://n8n.example/webhook/${index}/finished`,
		};
		const targets = Array.from({ length: TARGETS }, (_, count) => {
			const { type, id } = sandbox.items.add('folder', `${index} ${count}`, sandbox.user);
			return { type, id };
		});
		const connect = (_: unknown, __: unknown, patience: Patience) => {
			const { url } = connection.box;
			const send: Send = async (request) => {
				underWay += 1;
				return await connection.box.send(request).finally(() => (underWay -= 1));
			};
			return ok({ ...connection, targets, box: { url, send: patientSend(send, patience) } });
		};
		const binding = { vendor, credentialType: () => CREDENTIAL, connect: connect as never };
		const hooks = lifecycle(binding, state, { activateMs: 50_000, removeMs });
		const hook = () => node.hook() as IHookFunctions;
		const at = () => sandbox.webhooks.all().filter(({ address }) => address === node.urls.default);
		return {
			node,
			at,
			activate: async () => {
				if (!(await hooks.checkExists.call(hook()))) await hooks.create.call(hook());
			},
			deactivate: async () => await hooks.delete.call(hook()),
			check: async () => await checkSubscriptions(node.trigger(), binding, state),
		};
	};
	return { state, nodeAt };
}

const requests = () => sandbox.requests.length;

describe('a Box user with 600 webhooks', () => {
	beforeEach(() => void webhooksOf('https://crowd.example/', CROWD));

	it('is listed once by an activation during which n8n renews the token', async () => {
		const { node, activate, at } = start().nodeAt(1);
		// n8n stores a token at the first request, and every reading of the credential shows the newest one.
		Object.defineProperty(node, 'credential', {
			get: () => ({ id: '1', data: { oauthTokenData: { access_token: String(requests()) } } }),
		});
		sandbox.requests.reset();
		await activate();
		expect(at()).toHaveLength(TARGETS);
		expect(requests()).toBeLessThan(CROWD + 10);
	});

	it('is listed once by an activation', async () => {
		const { activate, at } = start().nodeAt(1);
		await activate();
		expect(at()).toHaveLength(TARGETS);
		expect(requests()).toBe(LISTING + TARGETS);
		expect(waited).toBe(0);
	});

	it.each(['one after the other', 'at the same time'])(
		'is listed once by the nodes of one credential that start together, %s',
		async (how) => {
			const { nodeAt } = start();
			const nodes = [1, 2, 3, 4, 5].map(nodeAt);
			if (how === 'at the same time') await Promise.all(nodes.map((one) => one.activate()));
			else for (const one of nodes) await one.activate();
			expect(nodes.map((one) => one.at().length)).toEqual(nodes.map(() => TARGETS));
			expect(requests()).toBe(LISTING + nodes.length * TARGETS);
		},
	);

	it('is listed again for a node that starts later, with another credential, or after a change', async () => {
		const { nodeAt } = start();
		const [first, second, third] = [1, 2, 3].map(nodeAt);
		await first.activate();
		clock.advance(61_000);
		await second.activate();
		expect(requests()).toBe(2 * LISTING + 2 * TARGETS + TARGETS);
		third.node.credential = { id: '2', data: {} };
		clock.advance(61_000);
		sandbox.requests.reset();
		await third.activate();
		expect(requests()).toBe(LISTING + 3 * TARGETS);
		clock.advance(61_000);
		sandbox.webhooks.drop(third.at()[0].id);
		await third.activate();
		expect(third.at()).toHaveLength(TARGETS);
		expect(requests()).toBe(2 * (LISTING + 3 * TARGETS));
	});

	it('waits out the rate limit of a minute, and activates', async () => {
		const { nodeAt } = start();
		const [first, second] = [1, 2].map(nodeAt);
		await first.activate();
		clock.advance(20_000);
		sandbox.webhooks.drop(first.at()[0].id);
		// The second listing begins at request 605 of the minute, and needs more than 395.
		await first.check();
		expect(first.at()).toHaveLength(TARGETS);
		expect(waited).toBe(40_000);
		await second.activate();
		expect(second.at()).toHaveLength(TARGETS);
		expect(sandbox.requests.all(({ status }) => status === 429).length).toBeLessThan(15);
	});
});

describe('a rate limit', () => {
	it.each([
		['seconds', 3600],
		['a date', 'Sat, 21 Nov 2026 11:00:00 GMT'],
	])('that lasts an hour, in %s, leaves the rest to the check', async (_, retryAfter) => {
		const { activate, check, node, at } = start().nodeAt(1);
		const limited = sandbox.faults.push({
			match: { method: 'POST' },
			skip: 1,
			effect: { kind: 'status', status: 429, retryAfter },
		});
		await activate();
		expect(waited).toBe(0);
		expect(at()).toHaveLength(1);
		// One request was limited, and the others were not sent.
		expect(limited.fired).toBe(1);
		expect(node.log.join('\n')).toMatch(
			/warn: .*The workflow is active, but the node could not make all changes to its subscriptions\. It tries again at the next check\. .*rate limit of Box/,
		);
		limited.remove();
		await check();
		expect(at()).toHaveLength(TARGETS);
	});

	it('is not the only thing that takes time: an activation leaves to the check what takes too long', async () => {
		const { activate, check, node, at } = start().nodeAt(1);
		sandbox.faults.push({ match: { method: 'POST' }, beforeAnswer: () => clock.advance(30_000) });
		await activate();
		expect(at()).toHaveLength(2);
		expect(node.log.join()).toContain('could not make all changes to its subscriptions');
		await check();
		expect(at()).toHaveLength(TARGETS);
	});

	it('at the first change leaves all to the check, and the log does not say that it is subscribed', async () => {
		const { activate, node, at } = start().nodeAt(1);
		const effect = { kind: 'status', status: 429, retryAfter: 3600 } as const;
		sandbox.faults.push({ match: { method: 'POST', path: /webhooks$/ }, effect });
		await activate();
		expect(at()).toEqual([]);
		expect(node.log.join()).toContain('could not make all changes to its subscriptions');
		expect(node.log.join()).not.toContain('is subscribed');
	});

	it('at the list leaves all to the check, and the workflow is active', async () => {
		const { activate, check, node, at } = start().nodeAt(1);
		const effect = { kind: 'status', status: 429, retryAfter: 3600 } as const;
		const limited = sandbox.faults.push({ effect });
		await activate();
		expect(node.log.join()).toContain(
			'The workflow is active, but its subscriptions may not exist yet. The node creates the missing ones at the next check.',
		);
		limited.remove();
		await check();
		expect(at()).toHaveLength(TARGETS);
	});

	it('fails a test in the editor, because a test has no checks', async () => {
		const { activate, node } = start().nodeAt(1);
		node.mode = 'manual';
		sandbox.faults.push({ effect: { kind: 'status', status: 429, retryAfter: 3600 } });
		await expect(activate()).rejects.toThrow('rate limit of Box');
	});

	it('does not delay a deactivation, and the webhooks are removed after it', async () => {
		let goOn = () => {};
		const gate = new Promise<void>((resolve) => (goOn = resolve));
		const { state, nodeAt } = start(async (milliseconds) => {
			await gate;
			await pause(milliseconds);
		});
		const { activate, deactivate, at, node } = nodeAt(1);
		await activate();
		sandbox.faults.push({ times: 2, effect: { kind: 'status', status: 429, retryAfter: 30 } });
		await deactivate();
		expect(at()).toHaveLength(TARGETS);
		expect(node.log.at(-1)).toContain('continues in the background');
		goOn();
		while (state.mutex.isLocked('workflow-1/node-1/live')) await setImmediate();
		expect(at()).toEqual([]);
		expect(node.log.at(-1)).toBe('info: My trigger: The node has removed its subscriptions.');
	});

	it('of a removal does not delay the next activation', async () => {
		let goOn = () => {};
		const gate = new Promise<void>((resolve) => (goOn = resolve));
		let isFirst = true;
		const { nodeAt } = start(async (milliseconds) => {
			if (isFirst) {
				isFirst = false;
				await gate;
			}
			await pause(milliseconds);
		});
		const { activate, deactivate, at } = nodeAt(1);
		await activate();
		const before = at().map(({ id }) => id);
		sandbox.faults.push({ times: 1, effect: { kind: 'status', status: 429, retryAfter: 30 } });
		await deactivate();
		const again = activate();
		goOn();
		await again;
		expect(at().map(({ id }) => id)).toEqual(before);
		expect(waited).toBeLessThanOrEqual(1_000);
	});
});

describe('a webhook that cannot be read', () => {
	it('does not prevent the other webhooks from being created, kept and removed', async () => {
		// Real time passes. This removal is to end within its limit, also on a busy machine.
		const { activate, deactivate, at } = start(pause, 30_000).nodeAt(1);
		webhooksOf('https://crowd.example/', 5);
		const [concealed, gone, targetless] = sandbox.webhooks.all();
		sandbox.webhooks.conceal(concealed.id);
		sandbox.webhooks.loseTarget(targetless.id);
		sandbox.faults.push({
			match: { path: new RegExp(`/webhooks/${gone.id}$`) },
			effect: { kind: 'status', status: 404 },
		});
		await activate();
		expect(at()).toHaveLength(TARGETS);
		await deactivate();
		expect(at()).toEqual([]);
		expect(sandbox.webhooks.all()).toHaveLength(5);
	});

	it('is moved back to its folder if it is own and has lost it', async () => {
		const { activate, at } = start().nodeAt(1);
		await activate();
		sandbox.webhooks.loseTarget(at()[0].id);
		await activate();
		const listed = await subscriptions.list(connection);
		const targets = listed.ok ? listed.value.map(({ target }) => target) : [];
		expect(targets).toHaveLength(TARGETS);
		expect(targets).not.toContain(null);
	});
});

it('names the webhook that holds a target by two requests, without reading all', async () => {
	const [taken, ...others] = webhooksOf('https://crowd.example/', 30);
	const address = 'https://n8n.example/webhook/1/webhook';
	const wanted = { target: { type: taken.type, id: taken.id }, address, triggers: ['FILE.MOVED'] };
	expect(others).toHaveLength(29);
	expect(await subscriptions.create(connection, wanted)).toMatchObject({
		ok: false,
		problem: { message: expect.stringContaining('calls https://crowd.example/') },
	});
	expect(requests()).toBe(1 + 2);
});
