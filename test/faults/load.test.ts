/**
 * A load of the objects that a shop already has, in n8n with durable cursors, which is killed at random moments. `LOAD_OBJECTS`
 * and `LOAD_KILLS` set other numbers.
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
import { Random } from '../sandbox/random';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { openPollingHost, type PollingHost } from './pollingHost';
import { keepOn, POLLED } from './setting';

const OBJECTS = Number(process.env.LOAD_OBJECTS ?? (isLong ? 20_000 : 1_500));
const KILLS = Number(process.env.LOAD_KILLS ?? (isLong ? 20 : 1));
const SEED = Number(process.env.FAULT_SEED ?? 5);
const BATCH = 300;
const LIMIT_MS = 120_000 + OBJECTS * 30;

describe('a load of existing objects, with kills of n8n and live changes', () => {
	const random = new Random(SEED);
	let sandbox: Sandbox;
	let callback: Callback;
	let n8n: PollingHost;

	beforeAll(async () => {
		sandbox = await startSandbox({ seed: SEED, wooCommerce: { orders: OBJECTS } });
		callback = await startCallback(SIGNATURE_SECRET);
		n8n = await openPollingHost({
			database: 'SQLite',
			credentials: demoCredentials(sandbox.wooCommerce),
			workflows: [
				exampleWorkflow('woocommerce-poll.json', {
					WooCommerce: {
						...everySeconds(3),
						...{ resources: ['orders'], startFrom: 'everything', batchSize: BATCH },
					},
					'Signed Event': { callbackUrl: callback.url },
				}),
			],
			environment: { ...DURABLE, N8N_SCHEDULER_EXECUTOR_INTERVAL: '1' },
		});
	}, 600_000);

	afterAll(async () => {
		await n8n?.close();
		await Promise.all([sandbox?.close(), callback?.close()]);
	}, 60_000);

	/** Ids of the events that came, and how often each came. */
	function arrivals(): Map<string, number> {
		const times = new Map<string, number>();
		for (const { verified, events } of callback.received)
			for (const { id } of verified ? events : []) times.set(id, (times.get(id) ?? 0) + 1);
		return times;
	}
	const objectsOf = (eventType: string) =>
		new Set(
			callback.received.flatMap(({ events }) =>
				events.filter((one) => one.eventType === eventType).map(({ objectId }) => objectId),
			),
		);
	const hasEnded = () => /The load of orders of \S+ has ended/.test(n8n.output());
	const executionsOf = async (objectId: string) =>
		await n8n.query(
			`SELECT e.id FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id
			 WHERE e."workflowId" = '${POLLED}' AND d.data LIKE '%"${objectId}"%'`,
		);

	it(
		`emits each of ${OBJECTS} orders once (${KILLS} kills, seed ${SEED})`,
		async () => {
			const { shop, requests } = sandbox.wooCommerce;
			const existing = shop.ids('orders').map(String);
			const created: string[] = [];
			await n8n.start();
			const stop = keepOn(random, () => {
				if (random.chance(0.2)) created.push(String(shop.create('orders').id));
			});
			for (let count = 0; count < KILLS && !hasEnded(); count++) {
				const before = requests.length;
				await waitFor(() => requests.length > before + 2, LIMIT_MS, 'a poll');
				await pause(random.integer(0, 1_500));
				await n8n.kill();
				await n8n.start();
			}
			await waitFor(hasEnded, LIMIT_MS, 'the end of the load');
			await stop();
			const last = String(shop.create('orders').id);
			await waitFor(() => objectsOf('CREATED').has(last), LIMIT_MS, 'the last order');
			const came = objectsOf('CREATED');
			const missing = [...existing, ...created].filter((id) => !came.has(id));
			const traces = await Promise.all(missing.map(executionsOf));
			const lost = missing.filter((_, index) => traces[index].length === 0);
			const repeated = [...arrivals()].filter(([, times]) => times > 1);
			const pages = requests.all(({ parameters: { per_page: size, offset } }) =>
				Boolean(size === '100' && offset !== undefined),
			);
			process.stdout.write(
				`Load: ${OBJECTS} orders, ${KILLS} kills, ${created.length} created during it, ${came.size} arrived, ${repeated.length} again, ${missing.length - lost.length} in executions shown as crashed, ${lost.length} lost, ${pages.length} pages\n`,
			);
			expect({ lost, repeated }).toEqual({ lost: [], repeated: [] });
			expect(came.size).toBeGreaterThan(0);
		},
		LIMIT_MS + KILLS * 60_000,
	);
});
