/**
 * Health in n8n's queue mode: what the Health Trigger, failed executions, *Check*, *Report* and the probe show in the
 * main process, and what they say in a worker. docs/queue-mode.md states the limits that this test shows.
 */
import { cpSync } from 'node:fs';
import path from 'node:path';

import { incidentItem } from '../../nodes/Health/incidentItem';
import { checkItem, type CheckItem } from '../../nodes/SignedEvent/check/checkItem';
import { reportItem, type ReportItem } from '../../nodes/SignedEvent/report/reportItem';
import { buildProver } from '../n8n/fixtures/prover/build';
import { startDownstream, type Downstream } from '../n8n/fixtures/prover/downstream';
import { Hub } from '../n8n/fixtures/prover/hub';
import { send, telling } from '../n8n/fixtures/prover/send';
import { hubCredential, proverWorkflow } from '../n8n/fixtures/prover/workflow';
import { packPackage } from '../n8n/install/pack';
import type { WorkflowJson } from '../n8n/support/n8n';
import { Session } from '../n8n/support/session';
import { waitFor } from '../n8n/support/waitFor';
import { startCluster, type Cluster } from './cluster';
import { postgresObstacle } from './postgres';
import { queryPostgres } from './queryPostgres';
import { redisObstacle } from './redis';

const ROOT = path.resolve(__dirname, '../..');
const SOON_MS = 120_000;
const PACKAGE = 'n8n-nodes-signed-events-prover';
const obstacles = [redisObstacle(), postgresObstacle()].filter((one) => one !== undefined);

/** The trigger, and the two nodes that show its health, in one package, because they share its memory. */
async function buildPackage(): Promise<string> {
	const prover = await buildProver([
		'nodes/Health/SignedEventsHealthTrigger.node.ts',
		'nodes/SignedEvent/SignedEvent.node.ts',
	]);
	cpSync(path.join(ROOT, 'icons'), path.join(prover, 'dist/icons'), { recursive: true });
	return prover;
}

/** Passes each incident on. */
function incidentsWorkflow(url: string): WorkflowJson {
	const workflow = proverWorkflow('reporting', url, { topics: [] });
	Object.assign(workflow.nodes[0], {
		type: `${PACKAGE}.signedEventsHealthTrigger`,
		typeVersion: 1,
		parameters: {},
		credentials: {},
	});
	return workflow;
}

/** The error workflow of the trigger. It passes on what n8n gives it. */
function errorWorkflow(url: string): WorkflowJson {
	const workflow = proverWorkflow('alarm', url, { topics: [] });
	Object.assign(workflow.nodes[0], {
		type: 'n8n-nodes-base.errorTrigger',
		typeVersion: 1,
		parameters: {},
		credentials: {},
	});
	return workflow;
}

/** Runs Check and Report, in a worker if a request starts it, and passes the items on. */
function askingWorkflow(checkedUrl: string, reportedUrl: string): WorkflowJson {
	const { nodes, ...workflow } = proverWorkflow('asking', checkedUrl, { topics: [] });
	const pass = (name: string, url: string) => {
		const node = nodes[1];
		return { ...node, id: name, name, parameters: { ...node.parameters, url } };
	};
	const ask = (name: string, operation: string) => ({
		...{ id: name, name, type: `${PACKAGE}.signedEvent`, typeVersion: 2 },
		...{ position: [0, 0] as [number, number], parameters: { operation, triggers: 'watched' } },
	});
	const start = (name: string, type: string, parameters: Record<string, unknown>) => ({
		...{ id: name, name, type: `n8n-nodes-base.${type}`, typeVersion: 1, parameters },
		...{ position: [0, 0] as [number, number], webhookId: name },
	});
	const to = (...names: string[]) => ({
		main: [names.map((node) => ({ node, type: 'main' as const, index: 0 }))],
	});
	return {
		...workflow,
		nodes: [
			start('Ask', 'webhook', { path: 'ask', options: {} }),
			start('By Hand', 'manualTrigger', {}),
			ask('Check', 'check'),
			ask('Report', 'report'),
			pass('Checked', checkedUrl),
			pass('Reported', reportedUrl),
		],
		connections: {
			Ask: to('Check', 'Report'),
			'By Hand': to('Check', 'Report'),
			Check: to('Checked'),
			Report: to('Reported'),
		},
	};
}

const inQueueMode = () => {
	let hub: Hub;
	let downstream: Downstream;
	let incidents: Downstream;
	let alarms: Downstream;
	let checked: Downstream;
	let reported: Downstream;
	let cluster: Cluster;
	let postgresPort = 0;

	beforeAll(async () => {
		hub = await Hub.open();
		[downstream, incidents, alarms, checked, reported] = await Promise.all(
			Array.from({ length: 5 }, async () => await startDownstream()),
		);
		const watched = proverWorkflow('watched', downstream.url, { topics: ['order.updated'] });
		cluster = await startCluster({
			packages: [await buildPackage(), (await packPackage()).directory],
			credentials: [hubCredential(hub)],
			prepare: async (port) => {
				postgresPort = port;
				return [];
			},
			workflows: [
				errorWorkflow(alarms.url),
				{ ...watched, settings: { ...watched.settings, errorWorkflow: 'alarm' } },
				incidentsWorkflow(incidents.url),
				askingWorkflow(checked.url, reported.url),
			],
		});
		await waitFor(() => hub.held.length === 1, SOON_MS, 'the subscription');
	}, 900_000);

	afterAll(async () => {
		await cluster?.stop();
		const servers = [hub, downstream, incidents, alarms, checked, reported];
		await Promise.all(servers.map(async (server) => await server?.close()));
	}, 300_000);

	const session = new Session(() => cluster.members.main.url);
	const url = () => `${cluster.webhookUrl}/webhook/hook-watched/webhook`;
	const items = () => incidents.events.map((event) => incidentItem.strict().parse(event));

	/** Waits for the next item of Check and of Report. */
	async function asked(ask: () => Promise<unknown>): Promise<[CheckItem, ReportItem]> {
		const before = [checked.events.length, reported.events.length];
		await ask();
		const hasCome = () => checked.events.length > before[0] && reported.events.length > before[1];
		await waitFor(hasCome, SOON_MS, 'the items of Check and Report');
		return [
			checkItem.strict().parse(checked.events.at(-1)),
			reportItem.strict().parse(reported.events.at(-1)),
		];
	}

	const askWorker = async () =>
		await asked(async () => await fetch(`${cluster.webhookUrl}/webhook/ask`));

	const askMain = async () =>
		await asked(async () => {
			const stored = await session.request('GET', '/rest/workflows/asking');
			const run = await session.request('POST', '/rest/workflows/asking/run', {
				workflowData: (stored.body as { data: unknown }).data,
				triggerToStartFrom: { name: 'By Hand' },
			});
			expect(run.status).toBe(200);
		});

	async function deliver(count: number): Promise<void> {
		const before = downstream.done.length;
		for (let told = 0; told < count; told++) expect((await send(telling(url()))).status).toBe(200);
		await waitFor(() => downstream.done.length === before + count, SOON_MS, 'the events');
	}

	it('a worker without an execution of a trigger says where to check', async () => {
		const [check, report] = await askWorker();
		expect(check).toMatchObject({ verdict: 'unknown', cause: 'no_trigger' });
		expect(check.nextStep).toContain('main process');
		expect(report).toMatchObject({ summary: check.sentence, nextStep: check.nextStep });
		expect(report.changes).toBeUndefined();
	}, 300_000);

	it('a worker with executions of a trigger calls it neither healthy nor faulty', async () => {
		await deliver(6);
		// n8n chooses the worker. One of the two may not have run the trigger yet.
		const isPart = async () => {
			const [check, report] = await askWorker();
			expect(check.verdict).toBe('unknown');
			return check.cause === 'not_activated_here' && { check, report };
		};
		const { check, report } = await waitFor(isPart, SOON_MS, 'a worker with executions');
		expect(check).toMatchObject({
			nextStep: expect.stringContaining('main process'),
			trigger: { workflowId: 'watched' },
		});
		expect(report.summary).toMatch(/^In this n8n process only: \d changes?, all by webhook\./);
		expect(report).toMatchObject({ complete: false, trigger: { workflowId: 'watched' } });
	}, 300_000);

	it('does not report deliveries that a webhook process rejects', async () => {
		const forged = { ...telling(url()), address: 'https://forged.example' };
		for (let count = 0; count < 3; count++) expect((await send(forged)).status).toBe(401);
		const { lines } = cluster.members.webhooks;
		const isLogged = () => lines.join().includes('rejected a delivery (signature_mismatch)');
		await waitFor(isLogged, SOON_MS, 'the rejection in the log of the webhook process');
	}, 300_000);

	it('stores one failed execution, starts the error workflow, and emits both items of the incident', async () => {
		hub.failWith = 401;
		await waitFor(() => alarms.events.length > 0, SOON_MS, 'the error workflow');
		hub.failWith = undefined;
		const ofCredential = () => items().filter(({ kind }) => kind === 'credential_rejected');
		await waitFor(() => ofCredential().length > 1, 2 * SOON_MS, 'both items');
		expect(ofCredential().map(({ state }) => state)).toEqual(['opened', 'closed']);
		expect(ofCredential()[0]).toMatchObject({ workflow: { id: 'watched' }, needsPerson: true });
		const failed = await queryPostgres(
			postgresPort,
			`SELECT "workflowId" FROM execution_entity WHERE status = 'error'`,
		);
		expect(failed).toEqual([{ workflowId: 'watched' }]);
		expect(alarms.events).toMatchObject([{ workflow: { id: 'watched' } }]);
		expect(items().map(({ kind }) => kind)).not.toContain('deliveries_rejected');
	}, 600_000);

	it('emits that another main has restored the subscription', async () => {
		await cluster.members.main.stop();
		hub.subscriptions.clear();
		const before = items().length;
		await cluster.replace('main', { OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'false' });
		await waitFor(() => items().length > before, SOON_MS, 'an incident');
		expect(items()[before]).toMatchObject({ kind: 'subscription_restored', needsPerson: false });
	}, 600_000);

	it('the main checks all but the probe, and claims no counts of other processes', async () => {
		await session.setUpOwner();
		await deliver(1);
		const [check, report] = await askMain();
		expect(check.sentence).toContain('Other n8n processes receive the deliveries');
		expect(check).toMatchObject({
			...{ verdict: 'healthy', cause: 'ok', active: true },
			probe: { state: 'unchecked', cause: 'other_process' },
			subscriptions: { existing: ['order.updated'], missing: [] },
			clock: { aheadSeconds: 0 },
		});
		expect([check.deliveries, check.changes]).toEqual([undefined, undefined]);
		expect(report.summary).toContain('has not counted the changes');
		expect([report.changes, report.counts]).toEqual([undefined, undefined]);
		hub.subscriptions.clear();
		hub.failWith = 401;
		expect((await askMain())[0]).toMatchObject({ verdict: 'failing', cause: 'unauthorized' });
		hub.failWith = undefined;
	}, 300_000);
};

if (obstacles.length === 0) describe('health in queue mode', inQueueMode);
else
	it('health in queue mode could not be tested on this machine', () => {
		process.stdout.write(`queue mode was NOT tested: this machine has ${obstacles.join(', ')}\n`);
		// On a machine that is to test everything, that is a failure.
		expect(process.env.QUEUE_REQUIRED).toBeUndefined();
	});
