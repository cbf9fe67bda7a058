import { toEvent } from '../../nodes/core/event';
import { startCallback, type Callback } from './support/callback';
import { signatureCredential, SIGNATURE_SECRET } from './support/demo';
import { startN8n, type N8n, type WorkflowJson } from './support/n8n';
import { packPackage } from './install/pack';
import { waitFor } from './support/waitFor';

jest.setTimeout(300_000);

let callback: Callback;
let n8n: N8n;

const node = (name: string, type: string, typeVersion: number, more: object = {}) => ({
	...{ id: `id-${name}`, name, type, typeVersion, position: [0, 0], parameters: {} },
	...more,
});
const EVENT = toEvent(
	{
		...{ eventType: 'UPDATED', kind: 'UPDATED', objectType: 'orders', objectId: '1' },
		...{ date: '2026-11-21T10:00:00Z', revision: 'r', topic: 'order.updated', raw: { id: 1 } },
	},
	{
		...{ elementKey: 'woocommercerest', hubKey: 'ecommerce', account: 'shop.example' },
		...{ instanceName: 'Shop', instanceTags: [], includeRaw: true },
	},
	{ capture: 'webhook', deliveryId: 'd', receivedAt: Date.now() },
);

function common(): WorkflowJson {
	return {
		...{ id: 'common', name: 'common', settings: { executionOrder: 'v1' } },
		nodes: [
			node('Called', 'n8n-nodes-base.executeWorkflowTrigger', 1.1, {
				parameters: { inputSource: 'passthrough' },
			}),
			node('Signed Event', 'n8n-nodes-signed-events.signedEvent', 2, {
				parameters: { callbackUrl: callback.url, skipDuplicates: true },
				credentials: { signedEventsApi: { id: 'key', name: 'key' } },
			}),
		],
		connections: { Called: { main: [[{ node: 'Signed Event', type: 'main', index: 0 }]] } },
	} as unknown as WorkflowJson;
}

function caller(): WorkflowJson {
	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	return {
		...{ id: 'caller', name: 'caller', settings: { executionOrder: 'v1' } },
		nodes: [
			node('Test', 'n8n-nodes-base.manualTrigger', 1),
			node('Live', 'n8n-nodes-base.webhook', 2, {
				webhookId: 'hook-caller',
				parameters: {
					httpMethod: 'POST',
					path: 'caller',
					responseMode: 'lastNode',
					responseData: 'noData',
					options: {},
				},
			}),
			node('Event', 'n8n-nodes-base.set', 3.4, {
				parameters: { mode: 'raw', jsonOutput: JSON.stringify(EVENT), options: {} },
			}),
			node('Call', 'n8n-nodes-base.executeWorkflow', 1.2, {
				parameters: {
					source: 'database',
					workflowId: { __rl: true, mode: 'id', value: 'common' },
					options: {},
				},
			}),
		],
		connections: { Test: to('Event'), Live: to('Event'), Event: to('Call') },
	} as unknown as WorkflowJson;
}

beforeAll(async () => {
	callback = await startCallback(SIGNATURE_SECRET);
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [{ ...signatureCredential, id: 'key', name: 'key' }],
		workflows: [common(), caller()],
	});
}, 600_000);
afterAll(async () => {
	await n8n?.stop();
	await callback?.close();
});

it('a test in the editor that calls a common workflow does not keep its event from the active workflow', async () => {
	callback.answerWith(200);
	const stored = await n8n.rest('GET', '/rest/workflows/caller');
	const run = await n8n.rest('POST', '/rest/workflows/caller/run', {
		workflowData: (stored.body as { data: unknown }).data,
		triggerToStartFrom: { name: 'Test' },
	});
	expect(run.status).toBe(200);
	await waitFor(
		async () => (await n8n.executions({ workflowId: 'caller', status: 'success' }))[0],
		60_000,
		'the test to end',
	);
	expect(callback.received).toHaveLength(1);
	const response = await fetch(`${n8n.url}/webhook/caller`, { method: 'POST', body: '{}' });
	await response.arrayBuffer();
	expect(response.status).toBe(200);
	const called = await n8n.executions({ workflowId: 'common', status: 'success' });
	expect(called).toHaveLength(2);
	// docs/signed-event.md: "records nothing. So the active workflow still delivers the events of the test"
	expect(callback.received).toHaveLength(2);
});
