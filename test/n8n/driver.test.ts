import { execFileSync } from 'node:child_process';

import { isRunning } from './install/lock';
import { itemsOf, startN8n, type N8n, type WorkflowJson } from './support/n8n';
import { waitFor } from './support/waitFor';

const installLimitInMs = 600_000;
const testLimitInMs = 300_000;
const SOON_MS = 60_000;

const noOperation = {
	id: 'node-noop',
	name: 'NoOp',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	position: [200, 0] as [number, number],
	parameters: {},
};

const hooked: WorkflowJson = {
	id: 'driverHooked',
	name: 'Driver: webhook',
	nodes: [
		{
			id: 'node-webhook',
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			position: [0, 0],
			webhookId: 'b1f7cf3e-8e26-4d0a-9f4e-51f40f6c64b1',
			parameters: { path: 'driver', httpMethod: 'POST', responseMode: 'lastNode' },
		},
		noOperation,
	],
	connections: { Webhook: { main: [[{ node: 'NoOp', type: 'main', index: 0 }]] } },
};

const scheduled: WorkflowJson = {
	id: 'driverScheduled',
	name: 'Driver: schedule',
	nodes: [
		{
			id: 'node-schedule',
			name: 'Schedule',
			type: 'n8n-nodes-base.scheduleTrigger',
			typeVersion: 1.2,
			position: [0, 0],
			parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 1 }] } },
		},
		noOperation,
	],
	connections: { Schedule: { main: [[{ node: 'NoOp', type: 'main', index: 0 }]] } },
};

const failing: WorkflowJson = {
	...hooked,
	id: 'driverFailing',
	name: 'Driver: an error',
	active: false,
	nodes: [
		{ ...hooked.nodes[0], parameters: { path: 'failing', httpMethod: 'POST' } },
		{
			...noOperation,
			type: 'n8n-nodes-base.stopAndError',
			parameters: { errorMessage: 'Stopped on purpose' },
		},
	] as WorkflowJson['nodes'],
};

const credential = {
	id: 'driverCredential',
	name: 'Driver',
	type: 'httpBasicAuth',
	data: { user: 'someone', password: 'something' },
};

/** n8n and the task runner that it starts: all processes of its group. */
function processesOf(n8n: N8n): number[] {
	const table = execFileSync('ps', ['-A', '-o', 'pid=,pgid='], { encoding: 'utf8' });
	return table
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/).map(Number))
		.filter(([, group]) => group === n8n.processId)
		.map(([processId]) => processId as number);
}

async function call(n8n: N8n, path: string, body: unknown): Promise<Response> {
	return await fetch(`${n8n.url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}

describe('the driver of a real n8n', () => {
	let n8n: N8n;

	const scheduledRuns = async () =>
		(await n8n.executions({ workflowId: scheduled.id, status: 'success' })).length;

	beforeAll(async () => {
		n8n = await startN8n({
			packages: [],
			credentials: [credential],
			workflows: [hooked, scheduled, failing],
		});
	}, installLimitInMs);

	afterAll(async () => {
		await n8n?.stop();
	}, testLimitInMs);

	it(
		'starts with its workflows active and reads an execution back',
		async () => {
			expect(n8n.version).toBe('2.41.1');
			const answer = await call(n8n, 'driver', { order: '17', lines: [{ sku: 'a' }] });
			expect(answer.status).toBe(200);
			const [execution] = await waitFor(
				async () => {
					const found = await n8n.executions({ workflowId: hooked.id, status: 'success' });
					return found.length > 0 && found;
				},
				SOON_MS,
				'the execution of the webhook',
			);
			expect(itemsOf(execution!, 'NoOp')[0]?.json.body).toEqual({
				order: '17',
				lines: [{ sku: 'a' }],
			});
			await waitFor(async () => (await scheduledRuns()) > 0, SOON_MS, 'the schedule to fire');
		},
		testLimitInMs,
	);

	it(
		'publishes, tells an error, and unpublishes while n8n runs',
		async () => {
			expect(await n8n.activation(failing.id)).toEqual({ type: 'inactive' });
			await n8n.publish([failing.id]);
			expect(await n8n.activation(failing.id)).toEqual({ type: 'active' });
			await call(n8n, 'failing', {});
			const [execution] = await waitFor(
				async () => {
					const found = await n8n.executions({ workflowId: failing.id, status: 'error' });
					return found.length > 0 && found;
				},
				SOON_MS,
				'the failed execution',
			);
			expect(execution?.error?.message).toBe('Stopped on purpose');
			expect(execution?.nodes.NoOp?.[0]?.status).toBe('error');
			await n8n.unpublish([failing.id]);
			expect((await call(n8n, 'failing', {})).status).toBe(404);
		},
		testLimitInMs,
	);

	it(
		'speaks to the internal interface as the owner',
		async () => {
			const { status, body } = await n8n.rest('GET', '/rest/credentials');
			expect(status).toBe(200);
			expect(body).toMatchObject({ data: [{ id: credential.id, name: credential.name }] });
			expect((await n8n.rest('GET', '/rest/workflows/none')).status).toBe(404);
			expect(await n8n.staticData(scheduled.id)).toHaveProperty(['node:Schedule']);
		},
		testLimitInMs,
	);

	it(
		'says why a workflow is not active',
		async () => {
			const unknown = { ...noOperation, id: 'node-x', name: 'Unknown', type: 'nobody.knows' };
			const broken = { ...failing, id: 'driverBroken', nodes: [...failing.nodes, unknown] };
			await n8n.import([], [broken]);
			await expect(n8n.publish([broken.id])).rejects.toThrow('nobody.knows');
		},
		testLimitInMs,
	);

	it(
		'restarts on the same port with every trigger back, also after a crash',
		async () => {
			const { url } = n8n;
			for (const end of [async () => undefined, async () => await n8n.kill('SIGKILL')]) {
				await end();
				await n8n.restart();
				expect(n8n.url).toBe(url);
				expect((await call(n8n, 'driver', {})).status).toBe(200);
				const before = await scheduledRuns();
				await waitFor(async () => (await scheduledRuns()) > before, SOON_MS, 'the schedule');
			}
		},
		testLimitInMs,
	);

	it(
		'imports and publishes while stopped, and leaves no process behind',
		async () => {
			const processes = processesOf(n8n);
			expect(processes).toHaveLength(2);
			await n8n.stop();
			expect(processes.filter(isRunning)).toEqual([]);
			await expect(call(n8n, 'driver', {})).rejects.toThrow('fetch failed');
			await n8n.import([], [{ ...hooked, name: 'Driver: renamed' }]);
			await n8n.publish([hooked.id]);
			await n8n.restart();
			expect((await call(n8n, 'driver', {})).status).toBe(200);
			const rows = await n8n.query('SELECT name FROM workflow_entity WHERE id = ?', hooked.id);
			expect(rows).toEqual([{ name: 'Driver: renamed' }]);
		},
		testLimitInMs,
	);
});
