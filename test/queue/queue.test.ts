/**
 * n8n's queue mode with a real Redis and a real PostgreSQL: one main, two workers, one process for
 * webhooks. `QUEUE_EVENTS` says how many events go through.
 */
import {
	demoCredentials,
	everySeconds,
	exampleWorkflow,
	SIGNATURE_SECRET,
} from '../n8n/support/demo';
import { startCallback, type Callback } from '../n8n/support/callback';
import { buildProver } from '../n8n/fixtures/prover/build';
import { startDownstream, type Downstream } from '../n8n/fixtures/prover/downstream';
import { Hub } from '../n8n/fixtures/prover/hub';
import { PersistentVendor } from '../n8n/fixtures/prover/persistentVendor';
import { hubCredential, proverWorkflow } from '../n8n/fixtures/prover/workflow';
import { packPackage } from '../n8n/install/pack';
import { waitFor } from '../n8n/support/waitFor';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { startCluster, type Cluster } from './cluster';
import { postgresObstacle } from './postgres';
import { redisObstacle } from './redis';

const EVENTS = Number(process.env.QUEUE_EVENTS ?? 1000);
const AT_ONCE = 20;
const SETTLE_LIMIT_MS = 120_000;
const obstacles = [redisObstacle(), postgresObstacle()].filter((one) => one !== undefined);

const inQueueMode = () => {
	let sandbox: Sandbox;
	let callback: Callback;
	let hub: Hub;
	let downstream: Downstream;
	let cluster: Cluster;
	const vendor = new PersistentVendor();

	beforeAll(async () => {
		[sandbox, callback, hub, downstream] = await Promise.all([
			startSandbox({ seed: 13, wooCommerce: { orders: 5, products: 20 } }),
			startCallback(SIGNATURE_SECRET),
			Hub.open(),
			startDownstream(),
		]);
		cluster = await startCluster({
			packages: [(await packPackage()).directory, await buildProver()],
			credentials: [...demoCredentials(sandbox.wooCommerce), hubCredential(hub)],
			workflows: [
				proverWorkflow('finished', downstream.url, {
					topics: ['order.updated'],
					acknowledge: 'finished',
				}),
				exampleWorkflow('woocommerce-poll.json', {
					WooCommerce: everySeconds(4),
					'Signed Event': { callbackUrl: callback.url },
				}),
			],
		});
		await waitFor(() => hub.held.length === 1, SETTLE_LIMIT_MS, 'the subscription');
	}, 600_000);

	afterAll(async () => {
		await vendor.stop();
		await cluster?.stop();
		await Promise.all([sandbox?.close(), callback?.close(), hub?.close(), downstream?.close()]);
	}, 300_000);

	const url = () => `${cluster.webhookUrl}/webhook/hook-finished/finished`;
	const allAccepted = () => vendor.open === 0;
	const arrivals = () => downstream.done as Array<{ objectId: string; id: string }>;

	/** How often each change came, and under how many ids. */
	function account() {
		const ids = new Map<string, string[]>();
		for (const { objectId, id } of arrivals())
			ids.set(objectId, [...(ids.get(objectId) ?? []), id]);
		const lost = vendor.tellings.filter(({ objectId }) => !ids.has(objectId));
		const severalIds = [...ids.values()].filter((all) => new Set(all).size > 1);
		return { lost, severalIds, duplicates: arrivals().length - ids.size };
	}

	/** Reports `count` changes, a few at a time. */
	async function tellAll(count: number): Promise<void> {
		for (let told = 0; told < count; told++) {
			await waitFor(() => vendor.open < AT_ONCE, SETTLE_LIMIT_MS, 'a delivery to be accepted');
			vendor.tell(url);
		}
	}

	it('subscribes at the process for webhooks', () => {
		expect(hub.held).toMatchObject([{ address: url(), isActive: true }]);
	});

	it(
		`loses none of ${EVENTS} events while a worker is killed`,
		async () => {
			const began = Date.now();
			const first = Math.ceil(EVENTS / 3);
			await tellAll(first);
			await cluster.members.secondWorker.signal('SIGKILL');
			await tellAll(EVENTS - first);
			await waitFor(allAccepted, SETTLE_LIMIT_MS, 'every delivery to be accepted');
			const seconds = (Date.now() - began) / 1000;
			const { lost, severalIds, duplicates } = account();
			process.stdout.write(
				`queue mode: ${EVENTS} events in ${seconds.toFixed(0)} s, ${lost.length} lost, ${duplicates} came again with an equal id\n`,
			);
			expect(lost).toEqual([]);
			expect(severalIds).toEqual([]);
		},
		60_000 + EVENTS * 1000,
	);

	it('polls on the main and runs on a worker, each change once', async () => {
		const order = String(sandbox.wooCommerce.shop.create('orders', { line_items: [] }).id);
		const came = () => callback.received.flatMap(({ events }) => events);
		await waitFor(() => came().length > 0, SETTLE_LIMIT_MS, 'the order');
		expect(came()).toMatchObject([{ eventType: 'CREATED', objectId: order }]);
		expect(callback.received[0].verified).toBe(true);
	}, 300_000);

	it('accepts deliveries while the main is down', async () => {
		await cluster.members.main.signal('SIGKILL');
		await tellAll(AT_ONCE);
		await waitFor(allAccepted, SETTLE_LIMIT_MS, 'every delivery to be accepted');
		expect(account().lost).toEqual([]);
	}, 300_000);

	it('keeps one cron and one subscription when another main takes over', async () => {
		await cluster.replace('main');
		const [standing] = hub.held;
		expect(hub.held).toHaveLength(1);
		hub.subscriptions.delete(standing.id);
		await waitFor(() => hub.held.length > 0, SETTLE_LIMIT_MS, 'the subscription to be restored');
		const creations = () => hub.calls.filter((call) => call.startsWith('POST')).length;
		const before = hub.calls.length;
		await waitFor(() => hub.calls.length > before + 6, SETTLE_LIMIT_MS, 'further checks');
		expect(hub.held).toMatchObject([{ address: url(), isActive: true }]);
		expect(creations()).toBe(2);
		const polls = sandbox.wooCommerce.requests.length;
		const order = String(sandbox.wooCommerce.shop.create('orders', { line_items: [] }).id);
		const told = () => callback.received.flatMap(({ events }) => events);
		const cameOnce = () => told().filter(({ objectId }) => objectId === order).length;
		await waitFor(() => cameOnce() > 0, SETTLE_LIMIT_MS, 'the order');
		const further = () => sandbox.wooCommerce.requests.length > polls + 12;
		await waitFor(further, SETTLE_LIMIT_MS, 'further polls');
		expect(cameOnce()).toBe(1);
	}, 600_000);

	it('moves the subscription to another WEBHOOK_URL once all processes have it', async () => {
		const [{ id, address }] = hub.held;
		const changed = { WEBHOOK_URL: `${cluster.webhookUrl.replace('127.0.0.1', 'localhost')}/` };
		const moved = address.replace('127.0.0.1', 'localhost');
		await cluster.members.main.stop();
		await cluster.replace('main', changed);
		// The process that serves the old URL is still configured for it, as another n8n would be.
		const warning = `Another n8n serves this workflow at ${address}`;
		const { main } = cluster.members;
		await waitFor(() => main.lines.join().includes(warning), SETTLE_LIMIT_MS, 'the warning');
		expect(hub.held.filter((one) => one.id === id)).toMatchObject([{ address }]);
		await cluster.members.webhooks.stop();
		await cluster.replace('webhooks', changed);
		const isMoved = () => hub.held.every((one) => one.address === moved);
		await waitFor(isMoved, SETTLE_LIMIT_MS, 'the subscription to be moved');
		vendor.tell(() => moved);
		await waitFor(allAccepted, SETTLE_LIMIT_MS, 'the delivery to be accepted');
		expect(account().lost).toEqual([]);
		expect(hub.held).toMatchObject([{ address: moved, isActive: true }]);
	}, 600_000);
};

if (obstacles.length === 0) describe('queue mode', inQueueMode);
else
	it('queue mode could not be tested on this machine', () => {
		process.stdout.write(`queue mode was NOT tested: this machine has ${obstacles.join(', ')}\n`);
		// On a machine that is to test everything, that is a failure.
		expect(process.env.QUEUE_REQUIRED).toBeUndefined();
	});
