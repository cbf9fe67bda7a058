import type { IHookFunctions } from 'n8n-workflow';

import { ok } from '../../nodes/core/result';
import type { Vendor } from '../../nodes/core/vendor';
import { box } from '../../nodes/Box/vendor';
import { ecwid } from '../../nodes/Ecwid/vendor';
import { newProcessState, type ProcessState } from '../../nodes/host/trigger/processState';
import { checkSubscriptions } from '../../nodes/host/trigger/subscription/checkSubscriptions';
import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { nodeKey } from '../../nodes/host/trigger/webhookUrls';
import { shopify } from '../../nodes/Shopify/vendor';
import { newProcessMemory } from '../../nodes/WooCommerce/processMemory';
import { wooCommerce } from '../../nodes/WooCommerce/webhooks/vendor';
import { BoxSandbox } from '../sandbox/box/server';
import { systemClock } from '../sandbox/clock';
import type { PushedRule } from '../sandbox/faults';
import { ShopifySandbox } from '../sandbox/shopify/server';
import { WooCommerceSandbox } from '../sandbox/woocommerce/server';
import { connectSandbox } from '../unit/Box/sandboxBox';
import { openEcwid } from '../unit/Ecwid/stage';
import { CREDENTIAL, FakeNode, servedAt } from '../unit/host/fakes';
import { connectTo, SEED_SCOPES } from '../unit/Shopify/sandboxShop';
import { sandboxShop } from '../unit/WooCommerce/sandboxShop';

const [OLD, NEW] = ['https://old.example', 'https://new.example'];
const PATH = '/webhook/one/webhook';
/** Another node of the same n8n, and a tool that has its own path. */
const OTHERS = [`${OLD}/webhook/two/webhook`, `${OLD}/hooks/inventory`];

/** A vendor with three wanted subscriptions, and what a test sees of it. */
interface Scene {
	run(origin: string, place?: Place): Host;
	/** The URLs of all subscriptions, in order. */
	held(): string[];
	/** Another subscriber's subscription. */
	add(url: string): void;
	/** Never answers again. */
	hang(): void;
	/** Limits the rate of all creations but the first. */
	limit(): PushedRule;
	/** Requests since the last call. */
	requests(): number;
	close(): Promise<void>;
}

/** Which node it is, in which process. */
interface Place {
	path?: string;
	state?: ProcessState;
}

/** One process of n8n that serves the node at an origin. */
interface Host {
	node: FakeNode;
	/** Of the credential. */
	secrets: readonly string[];
	/** As n8n activates a workflow. */
	activate(mode?: string): Promise<void>;
	deactivate(): Promise<void>;
	check(): Promise<void>;
}

function hostAt<Connection, Payload, Wanted, Existing>(
	vendor: Vendor<Connection, Payload, Wanted, Existing>,
	connection: Connection,
	origin: string,
	staticData: FakeNode['staticData'],
	{ path = PATH, state = newProcessState() }: Place = {},
): Host {
	const node = new FakeNode();
	node.id = path;
	node.urls = { default: `${origin}${path}`, setup: `${origin}${path}/finished` };
	node.staticData = staticData;
	const binding = { vendor, credentialType: () => CREDENTIAL, connect: () => ok(connection) };
	const hooks = lifecycle(binding, state);
	const hook = () => node.hook() as IHookFunctions;
	return {
		node,
		secrets: vendor.subscriptions?.secretsOf(connection) ?? [],
		activate: async (mode = 'init') => {
			node.activation = mode;
			if (!(await hooks.checkExists.call(hook()))) await hooks.create.call(hook());
			state.starts.trigger(nodeKey(node.trigger()));
		},
		deactivate: async () => void (await hooks.delete.call(hook())),
		check: async () => await checkSubscriptions(node.trigger(), binding, state),
	};
}

/** Counts what a log of requests gained since the last call. */
function counter(log: { readonly length: number }): () => number {
	let before = 0;
	return () => {
		const count = log.length - before;
		before = log.length;
		return count;
	};
}

async function openShopify(): Promise<Scene> {
	const sandbox = await ShopifySandbox.start({ scopes: SEED_SCOPES });
	const connection = connectTo(sandbox);
	return {
		run: (origin, place) => hostAt(shopify, connection, origin, {}, place),
		held: () => sandbox.subscriptions.all.map(({ uri }) => uri),
		add: (uri) => void sandbox.subscriptions.create('ORDERS_CREATE', { uri }),
		hang: () => void sandbox.faults.push({ effect: { kind: 'hang' } }),
		limit: () =>
			sandbox.faults.push({
				match: { topic: 'webhookSubscriptionCreate' },
				skip: 1,
				effect: { kind: 'throttled', status: 200 },
			}),
		requests: counter(sandbox.requests),
		close: async () => await sandbox.close(),
	};
}

async function openWooCommerce(): Promise<Scene> {
	const sandbox = await WooCommerceSandbox.start(5, systemClock, { orders: 1, products: 1 });
	const connection = {
		shop: sandboxShop(sandbox, systemClock),
		secret: sandbox.keys.consumerSecret,
		topics: ['order.created', 'order.updated', 'product.deleted'],
		...newProcessMemory(),
	};
	const { store } = sandbox.webhooks;
	return {
		run: (origin, place) => hostAt(wooCommerce, connection, origin, undefined, place),
		held: () => store.all().map(({ deliveryUrl }) => deliveryUrl),
		add: (deliveryUrl) => void store.create({ topic: 'order.created', deliveryUrl }),
		hang: () => void sandbox.faults.push({ effect: { kind: 'hang' } }),
		limit: () => sandbox.faults.push({ match: { method: 'POST' }, skip: 1, effect: LIMITED }),
		requests: counter(sandbox.requests),
		close: async () => await sandbox.close(),
	};
}

async function openBox(): Promise<Scene> {
	const sandbox = await BoxSandbox.start(11);
	const { app, user, items, webhooks } = sandbox;
	const targets = ['A', 'B', 'C'].map((name) => {
		const { type, id } = items.add('folder', name, user);
		return { type, id };
	});
	const connection = await connectSandbox(sandbox, { targets, triggers: ['FILE.UPLOADED'] });
	const staticData = {};
	return {
		run: (origin, place) => hostAt(box, connection, origin, staticData, place),
		held: () => webhooks.all().map(({ address }) => address),
		add: (address) => {
			const { type, id } = items.add('folder', address, user);
			webhooks.create({ app, user }, { target: { type, id }, address, triggers: ['FILE.MOVED'] });
		},
		hang: () => void sandbox.faults.push({ effect: { kind: 'hang' } }),
		limit: () => sandbox.faults.push({ match: { method: 'POST' }, skip: 1, effect: LIMITED }),
		requests: counter(sandbox.requests),
		close: async () => await sandbox.close(),
	};
}

/** Vendors that limit requests say for how long. */
const LIMITED = { kind: 'status', status: 429, retryAfter: 3_600 } as const;

/** The requests of an activation that moves three subscriptions beside two of others. */
const REQUESTS = {
	// One page of the list, an update of each, and the scopes for catch-up.
	Shopify: 1 + 3 + 1,
	// One page of the list, and an update of each.
	WooCommerce: 1 + 3,
	// Box lists no addresses, so each of the five webhooks is read.
	Box: 1 + 5 + 3,
};

describe.each([
	['Shopify', openShopify],
	['WooCommerce', openWooCommerce],
	['Box', openBox],
] as const)('three subscriptions of %s', (name, open) => {
	let scene: Scene;

	beforeEach(async () => {
		scene = await open();
		for (const url of OTHERS) scene.add(url);
		await scene.run(OLD).activate('activate');
	});
	afterEach(async () => await scene.close());

	const at = (origin: string) => [...OTHERS, ...Array<string>(3).fill(`${origin}${PATH}`)];

	it('move with n8n to a new origin and back, by the stated requests', async () => {
		expect(scene.held()).toEqual(at(OLD));
		scene.requests();
		for (const origin of [NEW, OLD]) {
			const { activate, node } = scene.run(origin);
			await activate();
			expect(scene.held()).toEqual(at(origin));
			expect(scene.requests()).toBe(REQUESTS[name]);
			expect(node.asked).toEqual([`${origin === NEW ? OLD : NEW}${PATH}`]);
		}
	});

	it('are given up in less than five seconds when the vendor hangs', async () => {
		const n8n = scene.run(OLD);
		await n8n.activate();
		scene.hang();
		const start = performance.now();
		await n8n.deactivate();
		expect(performance.now() - start).toBeLessThan(5_000);
		expect(n8n.node.log.at(-1)).toContain('continues in the background');
	});

	it('are left to the next check when the vendor limits requests', async () => {
		const n8n = scene.run(OLD);
		await n8n.deactivate();
		const limited = scene.limit();
		await n8n.activate('activate');
		expect(scene.held()).toHaveLength(OTHERS.length + 1);
		expect(n8n.node.log.join()).toContain('could not make all changes to its subscriptions');
		limited.remove();
		await n8n.check();
		expect(scene.held()).toEqual(at(OLD));
	});

	it('stay when a copy of n8n at another origin is deactivated', async () => {
		await scene.run(NEW).deactivate();
		expect(scene.held()).toEqual(at(OLD));
	});

	it('stay when a copy starts and stops while the first n8n serves the workflow', async () => {
		const copy = scene.run(NEW);
		copy.node.serves = servedAt(`${OLD}${PATH}`, copy.secrets);
		await copy.activate();
		expect(scene.held().filter((url) => url === `${OLD}${PATH}`)).toHaveLength(3);
		expect(copy.node.log.join()).toContain(
			`Another n8n serves this workflow at ${OLD}${PATH}, so the node does not change the subscriptions of that n8n.`,
		);
		await copy.deactivate();
		expect(scene.held()).toEqual(at(OLD));
	});

	// After a move, the old domain or tunnel can belong to somebody else.
	it('are moved although a stranger at the old address answers as another n8n would', async () => {
		const moved = scene.run(NEW);
		moved.node.serves = servedAt(`${OLD}${PATH}`, ['not the secret']);
		await moved.activate();
		expect(scene.held()).toEqual(at(NEW));
		moved.node.serves = () => ({ status: 421, headers: { 'x-signed-events-answer': 'x' } });
		await moved.check();
		expect(scene.held()).toEqual(at(NEW));
	});
});

describe('three nodes of one credential that start together', () => {
	const activate = async (scene: Scene) => {
		const state = newProcessState();
		scene.requests();
		for (const name of ['a', 'b', 'c'])
			await scene.run(OLD, { path: `/webhook/${name}`, state }).activate('activate');
		const count = scene.requests();
		const held = scene.held().filter((url) => /\/[abc]$/.test(url));
		await scene.close();
		expect(held).toHaveLength(9);
		return count;
	};

	it('read one list at WooCommerce', async () => {
		expect(await activate(await openWooCommerce())).toBe(1 + 3 * 3);
	});

	it('read one list at Shopify, its first page once more for each account that is asked for, and the scopes of each node', async () => {
		expect(await activate(await openShopify())).toBe(3 + 3 * 3 + 3);
		const crowded = await openShopify();
		for (let index = 0; index < 600; index++) crowded.add(`https://x.example/${index}`);
		// The second and the third page.
		expect(await activate(crowded)).toBe(3 + 2 + 3 * 3 + 3);
	});
});

it('fails the activation of a copy by a person at Box, which allows one webhook on a folder', async () => {
	const scene = await openBox();
	await scene.run(OLD).activate('activate');
	const copy = scene.run(NEW);
	copy.node.serves = servedAt(`${OLD}${PATH}`, copy.secrets);
	await expect(copy.activate('activate')).rejects.toThrow(`calls ${OLD}${PATH}, and Box allows`);
	await copy.deactivate();
	expect(scene.held()).toEqual(Array<string>(3).fill(`${OLD}${PATH}`));
	await scene.close();
});

describe('Ecwid', () => {
	it('is asked for nothing when n8n moves, because only a person can set its URL', async () => {
		const stage = await openEcwid();
		const eventTypes = ['order.created', 'product.updated', 'customer.deleted'];
		const connection = { ...stage.connection, eventTypes };
		const staticData = {};
		await hostAt(ecwid, connection, OLD, staticData).activate('activate');
		const requests = counter(stage.sandbox.requests);
		requests();
		for (const origin of [NEW, OLD]) await hostAt(ecwid, connection, origin, staticData).activate();
		expect(requests()).toBe(0);
		await stage.close();
	});
});
