/**
 * Events that arrive twice at nearly the same time, in executions of several workers: how often each
 * is delivered by *Skip Duplicates*, and by the example that claims events in PostgreSQL.
 * `QUEUE_EVENTS` and `QUEUE_WORKERS` say how many there are.
 */
import type { NormalizedEvent } from '../../nodes/core/event';
import {
	signStandardWebhooks,
	type StandardWebhooksKey,
} from '../../nodes/core/envelope/standardWebhooks';
import { readKey } from '../../nodes/core/envelope/verifySignedEvent';
import { isLong } from '../long';
import { packPackage } from '../n8n/install/pack';
import { startCallback, type Callback } from '../n8n/support/callback';
import { exampleWorkflow, signatureCredential, SIGNATURE_SECRET } from '../n8n/support/demo';
import type { WorkflowJson } from '../n8n/support/n8n';
import { orderEvent } from '../n8n/support/orderEvent';
import { pause } from '../n8n/support/waitFor';
import { startCluster, type Cluster } from './cluster';
import { postgresObstacle } from './postgres';
import { queryPostgres } from './queryPostgres';
import { redisObstacle } from './redis';

const EVENTS = Number(process.env.QUEUE_EVENTS ?? (isLong ? 1000 : 60));
const WORKERS = Number(process.env.QUEUE_WORKERS ?? (isLong ? 8 : 2));
const EXAMPLE = 'deliver-once.json';
/** Pairs of deliveries that are under way at a time. */
const AT_ONCE = 10;
const RETRY_AFTER_MS = 500;
const DEADLINE_MS = 15_000;
/** How long a delivery may need, with its retries. */
const PATIENCE_MS = 120_000;
const obstacles = [redisObstacle(), postgresObstacle()].filter((one) => one !== undefined);

const signatureKey = readKey(SIGNATURE_SECRET) as StandardWebhooksKey;

/** Sends it until it is accepted, as a sender that retries does. Returns what earlier attempts got. */
async function send(
	url: string,
	event: NormalizedEvent,
	delivery: string,
): Promise<Array<number | undefined>> {
	const body = Buffer.from(JSON.stringify(event));
	const statuses: Array<number | undefined> = [];
	for (const start = Date.now(); Date.now() - start < PATIENCE_MS; await pause(RETRY_AFTER_MS)) {
		const headers = signStandardWebhooks(delivery, Date.now(), body, [signatureKey]);
		const signal = AbortSignal.timeout(DEADLINE_MS);
		const response = await fetch(url, {
			...{ method: 'POST', body, signal },
			headers: { 'content-type': 'application/json', ...headers },
		}).catch(() => undefined);
		if (response?.ok === true) return statuses;
		statuses.push(response?.status);
	}
	throw new Error(`${delivery} at ${url} was not accepted: ${statuses.join()}`);
}

const WAYS = ['plain', 'claiming', 'killed'] as const;
type Way = (typeof WAYS)[number];

/** The example, with a webhook of its own. */
function claimingWorkflow(id: Way, callbackUrl: string): WorkflowJson {
	const made = exampleWorkflow(EXAMPLE, { Deliver: { callbackUrl } });
	const nodes = made.nodes.map((node) => ({
		...node,
		...(node.webhookId !== undefined && { webhookId: id }),
	}));
	return { ...made, id, name: id, nodes };
}

/** The example without its claims, and with *Skip Duplicates*. */
function plainWorkflow(id: Way, callbackUrl: string): WorkflowJson {
	const made = claimingWorkflow(id, callbackUrl);
	const nodes = made.nodes.filter(({ name }) => name === 'Receive' || name === 'Deliver');
	for (const { name, parameters } of nodes)
		if (name === 'Deliver') parameters.skipDuplicates = true;
	const connections = { Receive: { main: [[{ node: 'Deliver', type: 'main', index: 0 }]] } };
	return { ...made, nodes, connections };
}

/** The example, with claims that end soon. */
function hastyWorkflow(id: Way, callbackUrl: string): WorkflowJson {
	const made = claimingWorkflow(id, callbackUrl);
	for (const { parameters } of made.nodes)
		parameters.query = (parameters.query as string | undefined)?.replace('5 minutes', '10 seconds');
	return made;
}

async function prepare(port: number) {
	const { nodes } = exampleWorkflow(EXAMPLE, {});
	const table = nodes.find(({ name }) => name === 'Make the Table');
	await queryPostgres(port, table?.parameters.query as string);
	const place = { host: '127.0.0.1', port, database: 'postgres', user: 'postgres', password: '' };
	const data = { ...place, ssl: 'disable' };
	return [{ id: 'postgres', name: 'PostgreSQL', type: 'postgres', data }];
}

const inQueueMode = () => {
	let callbacks: Record<Way, Callback>;
	let cluster: Cluster;

	beforeAll(async () => {
		const [plain, claiming, killed] = await Promise.all(
			WAYS.map(async () => await startCallback(SIGNATURE_SECRET)),
		);
		callbacks = { plain, claiming, killed };
		cluster = await startCluster({
			packages: [(await packPackage()).directory],
			credentials: [signatureCredential],
			prepare,
			workflows: [
				plainWorkflow('plain', plain.url),
				claimingWorkflow('claiming', claiming.url),
				hastyWorkflow('killed', killed.url),
			],
			moreWorkers: WORKERS - 2,
		});
	}, 900_000);

	afterAll(async () => {
		await cluster?.stop();
		await Promise.all(Object.values(callbacks ?? {}).map(async (one) => await one.close()));
	}, 300_000);

	/**
	 * Sends each event twice. Returns how many were delivered so many times.
	 *
	 * @param during happens when a third of them is sent
	 */
	async function deliver(
		way: Way,
		during: () => Promise<void> = async () => await Promise.resolve(),
	): Promise<Record<number, number>> {
		const url = `${cluster.webhookUrl}/webhook/${way}/finished`;
		let next = 0;
		const began = Date.now();
		const failed: Array<number | undefined> = [];
		const one = async () => {
			while (next < EVENTS) {
				// Each way has events of its own, for the claims are in one table.
				const event = orderEvent(`${way}${++next}`);
				if (next === Math.ceil(EVENTS / 3)) await during();
				const both = ['first', 'second'].map(
					async (which) => await send(url, event, `${event.objectId}-${which}`),
				);
				failed.push(...(await Promise.all(both)).flat());
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, one));
		const seconds = (Date.now() - began) / 1000;
		const came = callbacks[way].received.flatMap(({ events }) => events);
		const times: Record<number, number> = {};
		for (let count = 1; count <= EVENTS; count++) {
			const often = came.filter(({ objectId }) => objectId === `${way}${count}`).length;
			times[often] = (times[often] ?? 0) + 1;
		}
		process.stdout.write(
			`${WORKERS} workers, ${EVENTS} events twice each, ${way}: ${JSON.stringify(times)} (deliveries: events), ${seconds.toFixed(0)} s, ${failed.length} attempts failed, ${failed.filter((status) => status === undefined).length} of them without a response\n`,
		);
		return times;
	}

	it(
		'*Skip Duplicates* loses no event, and delivers some twice',
		async () => {
			expect(await deliver('plain')).not.toHaveProperty('0');
		},
		300_000 + EVENTS * 1000,
	);

	it(
		`${EXAMPLE} delivers each event once`,
		async () => {
			expect(await deliver('claiming')).toEqual({ 1: EVENTS });
		},
		300_000 + EVENTS * 1000,
	);

	it(
		`${EXAMPLE} loses no event if a worker is killed`,
		async () => {
			const { secondWorker } = cluster.members;
			const kill = async () => await secondWorker.signal('SIGKILL');
			expect(await deliver('killed', kill)).not.toHaveProperty('0');
		},
		300_000 + EVENTS * 1000,
	);
};

if (obstacles.length === 0) describe('several workers', inQueueMode);
else
	it('several workers could not be tested on this machine', () => {
		process.stdout.write(`${EXAMPLE} was NOT tested: this machine has ${obstacles.join(', ')}\n`);
		// On a machine that is to test everything, that is a failure.
		expect(process.env.QUEUE_REQUIRED).toBeUndefined();
	});
