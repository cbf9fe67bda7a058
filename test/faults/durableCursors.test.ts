/**
 * n8n with durable cursors, on both of its databases: an upgrade to them, a database that stores nothing, kills at
 * random moments while a poll works, and two n8n on one database. `FAULT_KILLS` says how often n8n is killed,
 * `FAULT_SEED` at which moments.
 */
import { isLong } from '../long';
import { startCallback, type Callback } from '../n8n/support/callback';
import {
	demoCredentials,
	everySeconds,
	exampleWorkflow,
	SIGNATURE_SECRET,
} from '../n8n/support/demo';
import { DURABLE } from '../n8n/support/durable';
import { pause, waitFor } from '../n8n/support/waitFor';
import { postgresObstacle } from '../queue/postgres';
import { Random } from '../sandbox/random';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { DATABASES, openPollingHost, type PollingHost } from './pollingHost';
import { keepOn, POLLED, twoPollsOf } from './setting';

const KILLS = Number(process.env.FAULT_KILLS ?? (isLong ? 200 : 2));
const SEED = Number(process.env.FAULT_SEED ?? 11);
const LIMIT_MS = 180_000;
const POLL_EVERY_S = 3;
/** A poll of the sandbox takes less. */
const POLL_TAKES_MS = 1_500;
/** A service manager starts n8n again if it ends. */
const MOST_FAILED_STARTS = 2;
const STOCK = { orders: 20, products: 1_500 };

const obstacle = postgresObstacle();
if (obstacle !== undefined) process.stderr.write(`Not tested with PostgreSQL: ${obstacle}\n`);
const TESTED = DATABASES.filter((one) => one === 'SQLite' || obstacle === undefined);

describe.each(TESTED)('durable cursors in %s', (database) => {
	const random = new Random(SEED);
	let sandbox: Sandbox;
	let callback: Callback;
	let n8n: PollingHost;
	let products: number[];

	beforeAll(async () => {
		sandbox = await startSandbox({ seed: SEED, wooCommerce: STOCK });
		products = [...sandbox.wooCommerce.shop.ids('products')];
		callback = await startCallback(SIGNATURE_SECRET);
		n8n = await openPollingHost({
			database,
			credentials: demoCredentials(sandbox.wooCommerce),
			workflows: [workflow()],
			environment: { N8N_SCHEDULER_EXECUTOR_INTERVAL: '1' },
		});
		await n8n.start();
		await twoPollsOf(sandbox);
	}, 600_000);

	afterAll(async () => {
		await n8n?.close();
		await Promise.all([sandbox?.close(), callback?.close()]);
	}, 60_000);

	/** The example. n8n stores the cursor under the ids of the workflow and the node. */
	const workflow = (id?: string) => {
		const example = exampleWorkflow('woocommerce-poll.json', {
			WooCommerce: everySeconds(POLL_EVERY_S),
			'Signed Event': { callbackUrl: callback.url },
		});
		return { ...example, ...(id !== undefined && { id, name: id }) };
	};

	/** Changes a product that has not changed before, or creates an order. Returns the object's id. */
	function changeShop(): string {
		const { shop } = sandbox.wooCommerce;
		const product = random.chance(0.5) ? products.pop() : undefined;
		if (product !== undefined) shop.update('products', product, { name: `Changed ${product}` });
		return String(product ?? shop.create('orders', { line_items: [] }).id);
	}
	const change = (count: number) => Array.from({ length: count }, changeShop);

	/** How often a verified event of each object has come. */
	function arrivals(): Map<string, number> {
		const events = callback.received.flatMap(({ verified, events }) => (verified ? events : []));
		const times = new Map<string, number>();
		for (const { objectId } of events) times.set(objectId, (times.get(objectId) ?? 0) + 1);
		return times;
	}

	async function allCame(ids: readonly string[]): Promise<void> {
		const came = () => ids.every((id) => arrivals().has(id));
		await waitFor(came, LIMIT_MS, 'the changes to come');
		await twoPollsOf(sandbox);
	}

	async function expectOnce(ids: readonly string[]): Promise<void> {
		await allCame(ids);
		const times = arrivals();
		expect(ids.filter((id) => times.get(id) !== 1)).toEqual([]);
	}

	/** The executions whose data name an object. */
	const executionsOf = async (objectId: string) =>
		await n8n.query(
			`SELECT e.id, e.status FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id
			 WHERE e."workflowId" = '${POLLED}' AND d.data LIKE '%"${objectId}"%'`,
		);

	/** Resolves with how often n8n ended while it started. */
	async function startAgain(): Promise<number> {
		for (let failures = 0; ; failures++) {
			try {
				await n8n.start(0, DURABLE);
				return failures;
			} catch (error) {
				process.stderr.write(`${String(error)}\n`);
				if (failures === MOST_FAILED_STARTS) throw error;
			}
		}
	}

	it('the log names the settings while they are missing, and the first poll with them continues', async () => {
		expect(n8n.output()).toContain('N8N_POLLER_DURABLE_CURSORS_ENABLED');
		const before = change(3);
		await expectOnce(before);
		await n8n.stop();
		const duringStop = change(3);
		const printed = n8n.output().length;
		await startAgain();
		const afterwards = change(3);
		await expectOnce([...before, ...duringStop, ...afterwards]);
		expect(n8n.output().slice(printed)).not.toContain('N8N_POLLER_DURABLE_CURSORS_ENABLED');
	}, 600_000);

	it('a database that stores no execution delays changes, and loses none', async () => {
		await n8n.rejectExecutions(true);
		const ids = change(5);
		await twoPollsOf(sandbox);
		expect(ids.filter((id) => arrivals().has(id))).toEqual([]);
		await n8n.rejectExecutions(false);
		await expectOnce(ids);
	}, 600_000);

	// SQLite cannot wait.
	if (database === 'PostgreSQL')
		it('a database that takes longer than the time between two polls repeats no change', async () => {
			await n8n.delayExecutions(2 * POLL_EVERY_S);
			const ids = change(5);
			await allCame(ids);
			await n8n.delayExecutions(0);
			await expectOnce(ids);
		}, 600_000);

	it(
		`every change comes or is in a crashed execution after ${KILLS} kills of a working poll (seed ${SEED})`,
		async () => {
			const ids: string[] = [];
			const { requests } = sandbox.wooCommerce;
			let failedStarts = 0;
			const stop = keepOn(random, () => {
				if (random.chance(0.2)) ids.push(changeShop());
			});
			for (let count = 0; count < KILLS; count++) {
				const before = requests.length;
				await waitFor(() => requests.length > before, LIMIT_MS, 'a poll');
				await pause(random.integer(0, POLL_TAKES_MS));
				await n8n.kill();
				failedStarts += await startAgain();
			}
			await stop();
			const last = change(1);
			await allCame(last);
			const times = arrivals();
			const missing = ids.filter((id) => !times.has(id));
			const traces = await Promise.all(missing.map(async (id) => await executionsOf(id)));
			const lost = missing.filter((_, index) => traces[index].length === 0);
			const repeated = ids.filter((id) => (times.get(id) ?? 0) > 1);
			for (const id of repeated.slice(0, 5))
				process.stdout.write(`${id}: ${JSON.stringify(await executionsOf(id))}\n`);
			process.stdout.write(
				`${database}, ${KILLS} kills: ${ids.length} changes, ${ids.length - missing.length} arrived, ${repeated.length} of them again, ${missing.length - lost.length} in executions shown as crashed, ${lost.length} lost; ${failedStarts} starts failed\n`,
			);
			expect(lost).toEqual([]);
		},
		300_000 + KILLS * 60_000,
	);

	// It takes a minute, and the database makes no difference to it.
	if (isLong || database === 'SQLite')
		it('a trigger that moves to another workflow misses nothing if the first one stays active until the second one emits events', async () => {
			await n8n.stop();
			await n8n.run([workflow('moved')], [['publish:workflow', { id: 'moved' }]]);
			await startAgain();
			const begun = `SELECT "nodeId" FROM poller_state WHERE "workflowId" = 'moved' AND CAST(cursor AS TEXT) LIKE '%state%'`;
			const hasBegun = async () => (await n8n.query(begun)).length > 0;
			await waitFor(hasBegun, LIMIT_MS, 'the first poll of the second workflow');
			const whileBoth = change(3);
			const cameTwice = () => whileBoth.every((id) => arrivals().get(id) === 2);
			await waitFor(cameTwice, LIMIT_MS, 'the changes to come from both workflows');
			await n8n.stop();
			await n8n.run([], [['unpublish:workflow', { id: POLLED }]]);
			const duringStop = change(3);
			await startAgain();
			await expectOnce([...duringStop, ...change(3)]);
			const eventIds = callback.received
				.flatMap(({ events }) => events)
				.filter(({ objectId }) => whileBoth.includes(objectId))
				.map(({ id }) => id);
			expect(new Set(eventIds).size).toBe(3);
		}, 600_000);

	// Two processes cannot share a file of SQLite.
	if (database === 'PostgreSQL')
		it('two n8n on one database emit each change once', async () => {
			await n8n.start(1, DURABLE);
			await twoPollsOf(sandbox);
			await expectOnce(change(6));
			await n8n.kill(0);
			await expectOnce(change(6));
		}, 600_000);
});
