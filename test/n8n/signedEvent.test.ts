import { toEvent, type NormalizedEvent } from '../../nodes/core/event';
import { startCallback, type Callback } from './callback';
import { SIGNATURE_SECRET } from './demo';
import { startN8n, type N8n, type WorkflowJson } from './n8n';
import { packPackage } from './pack';
import { waitFor } from './waitFor';

jest.setTimeout(90_000);

const SOON_MS = 15_000;
const WORKFLOW = 'signedEventOnce';

let callback: Callback;
let n8n: N8n;

beforeAll(async () => {
	callback = await startCallback(SIGNATURE_SECRET);
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [
			{
				id: 'key',
				name: 'key',
				type: 'signedEventsApi',
				data: { signatureSecret: SIGNATURE_SECRET },
			},
		],
		workflows: [workflow(WORKFLOW, { skipDuplicates: true })],
	});
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await callback?.close();
});

beforeEach(() => {
	callback.answerWith(200);
	callback.received.length = 0;
});

/** Takes `{ events: […] }` by HTTP, answers when the execution is over, and hands each on. */
function workflow(id: string, parameters: Record<string, unknown>): WorkflowJson {
	const node = (name: string, type: string, typeVersion: number, more: object) => ({
		id: `${id}-${name}`,
		name,
		type,
		typeVersion,
		position: [0, 0] as [number, number],
		parameters: {},
		...more,
	});
	return {
		id,
		name: id,
		nodes: [
			node('In', 'n8n-nodes-base.webhook', 2, {
				webhookId: `hook-${id}`,
				parameters: {
					httpMethod: 'POST',
					path: id,
					responseMode: 'lastNode',
					responseData: 'noData',
					options: {},
				},
			}),
			node('Split', 'n8n-nodes-base.splitOut', 1, {
				parameters: { fieldToSplitOut: 'body.events', options: {} },
			}),
			node('Signed Event', 'n8n-nodes-signed-events.signedEvent', 1, {
				parameters: { callbackUrl: callback.url, ...parameters },
				credentials: { signedEventsApi: { id: 'key', name: 'key' } },
			}),
		],
		connections: {
			In: { main: [[{ node: 'Split', type: 'main', index: 0 }]] },
			Split: { main: [[{ node: 'Signed Event', type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

let count = 0;

function event(): NormalizedEvent {
	return toEvent(
		{
			eventType: 'UPDATED',
			kind: 'UPDATED',
			objectType: 'orders',
			objectId: String(++count),
			date: '2026-11-21T10:00:00Z',
			revision: '2026-11-21T10:00:00~state',
			topic: 'order.updated',
			raw: { id: count },
		},
		{
			elementKey: 'woocommercerest',
			hubKey: 'ecommerce',
			account: 'shop.example',
			instanceName: 'Shop',
			instanceTags: [],
			includeRaw: true,
		},
		{ capture: 'webhook', deliveryId: `delivery-${count}`, receivedAt: Date.now() },
	);
}

/** Runs the workflow; resolves with the status when it is over: 200, or 500 where it failed. */
async function run(...events: NormalizedEvent[]): Promise<number> {
	const response = await fetch(`${n8n.url}/webhook/${WORKFLOW}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ events }),
	});
	await response.arrayBuffer();
	return response.status;
}

const arrived = () => callback.received.flatMap(({ events }) => events.map(({ id }) => id));

describe('skipping duplicates', () => {
	it('delivers an event once that several executions bring at the same time', async () => {
		const [one, other] = [event(), event()];
		let answer: (status: number) => void = () => {};
		callback.answerWith(async () => await new Promise((resolve) => (answer = resolve)));
		const first = run(one);
		await waitFor(() => arrived().length > 0, SOON_MS, 'the first delivery');
		callback.answerWith(200);
		const more = Array.from({ length: 7 }, async () => await run(one, other));
		await waitFor(() => arrived().includes(other.id), SOON_MS, 'the other event');
		answer(200);
		expect(await Promise.all([first, ...more])).toEqual(Array(8).fill(200));
		expect(arrived()).toEqual([one.id, other.id]);
	});

	it('delivers it anew after a delivery that failed', async () => {
		const failing = event();
		callback.answerWith(503);
		expect(await run(failing)).toBe(500);
		callback.answerWith(200);
		expect(await run(failing)).toBe(200);
		expect(await run(failing)).toBe(200);
		expect(arrived()).toEqual([failing.id, failing.id]);
	});

	it('delivers it anew when n8n was killed meanwhile, and knows after that what was done', async () => {
		const [done, killed] = [event(), event()];
		expect(await run(done)).toBe(200);
		callback.answerWith(async () => await new Promise(() => {}));
		const cut = run(killed).catch(() => 'cut off');
		await waitFor(() => arrived().includes(killed.id), SOON_MS, 'the delivery that is cut off');
		await n8n.kill('SIGKILL');
		expect(await cut).toBe('cut off');
		callback.answerWith(200);
		callback.received.length = 0;
		await n8n.restart();
		expect(await run(done, killed)).toBe(200);
		expect(await run(done, killed)).toBe(200);
		expect(arrived()).toEqual([killed.id]);
	});
});
