import { Webhook } from 'standardwebhooks';

import { normalizedEvent, toEvent, type NormalizedEvent } from '../../nodes/core/event';
import {
	signStandardWebhooks,
	type StandardWebhooksKey,
} from '../../nodes/core/envelope/standardWebhooks';
import { readKey } from '../../nodes/core/envelope/verifySignedEvent';
import { startCallback, type Callback } from './support/callback';
import { exampleWorkflow, SIGNATURE_SECRET } from './support/demo';
import { itemsOf, startN8n, type Execution, type N8n, type WorkflowJson } from './support/n8n';
import { packPackage } from './install/pack';
import { waitFor } from './support/waitFor';

jest.setTimeout(300_000);

const SOON_MS = 30_000;
/** n8n looks for overdue waits when it starts, and then once a minute. */
const WAIT_TRACKER_MS = 90_000;
const WORKFLOW = 'signedEventOnce';
const RETRIES = 'eventRetries';
const SHARED = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

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
			{
				id: 'signedEventsKey',
				name: 'Event signature',
				type: 'signedEventsApi',
				data: { signatureSecret: SHARED },
			},
		],
		workflows: [
			workflow(WORKFLOW, { skipDuplicates: true }),
			exampleWorkflow('signed-event-retries.json', {
				Deliver: { callbackUrl: callback.url, options: {} },
			}),
			{ ...workflow('signedEventErrors', {}), nodes: errorNodes() },
			workflow('signedEventAnyJson', {
				...{ input: 'fields', source: 'crm', type: 'updated', object: 'notes', id: '1' },
				skipDuplicates: true,
			}),
		],
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

/** Receives `{ events: […] }` by HTTP, emits each event, and answers at the end of the execution. */
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

/** The error output is the third. It receives invalid and undelivered items. */
function errorNodes(): WorkflowJson['nodes'] {
	return workflow('signedEventErrors', {}).nodes.map((node) =>
		node.name === 'Signed Event' ? { ...node, onError: 'continueErrorOutput' } : node,
	);
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

/** Runs the workflow. Resolves with its status at the end: 200, or 500 after a failure. */
async function run(...events: NormalizedEvent[]): Promise<number> {
	return await runWorkflow(WORKFLOW, events);
}

async function runWorkflow(id: string, events: unknown[]): Promise<number> {
	const response = await fetch(`${n8n.url}/webhook/${id}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ events }),
	});
	await response.arrayBuffer();
	return response.status;
}

const arrived = () => callback.received.flatMap(({ events }) => events.map(({ id }) => id));

describe('Skip Duplicates', () => {
	it('delivers an event once for several parallel executions', async () => {
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

	it('delivers an event again after a failed delivery', async () => {
		const failing = event();
		callback.answerWith(503);
		expect(await run(failing)).toBe(500);
		callback.answerWith(200);
		expect(await run(failing)).toBe(200);
		expect(await run(failing)).toBe(200);
		expect(arrived()).toEqual([failing.id, failing.id]);
	});

	it('delivers an event again after n8n was killed, and skips it after that', async () => {
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

describe('a forged item', () => {
	const oracle = (id: string) => ({
		...{ id: 'x', events: [id], body: '{"any":"bytes"}' },
		headers: { 'ce-specversion': '1.0', 'ce-type': 'orders.deleted', 'content-type': 'text/evil' },
	});

	it('is not signed, and marks no event as done', async () => {
		const real = event();
		expect(await runWorkflow(WORKFLOW, [oracle(real.id)])).toBe(500);
		expect(callback.received).toEqual([]);
		expect(await run(real)).toBe(200);
		expect(arrived()).toEqual([real.id]);
	});

	it('is ordinary data if Input is Any JSON', async () => {
		const item = oracle(event().id);
		expect(await runWorkflow('signedEventAnyJson', [item])).toBe(200);
		const [{ headers, body }] = callback.received;
		expect(headers).toMatchObject({ 'content-type': 'application/json' });
		expect(Object.keys(headers).filter((name) => name.startsWith('ce-'))).toEqual([]);
		const { message } = JSON.parse(body.toString('utf8'));
		expect(message).toMatchObject({ elementKey: 'crm', raw: item });
	});
});

describe('an unproven event', () => {
	it('is not sent, fails the execution, and does not suppress the verified one', async () => {
		const real = event();
		const claim = { ...real, unproven: true as const };
		expect(await run(claim)).toBe(500);
		expect(callback.received).toEqual([]);
		expect(await run(real)).toBe(200);
		expect(arrived()).toEqual([real.id]);
	});
});

describe('the error output', () => {
	it('receives invalid items and undelivered ones, and no others', async () => {
		const [good, bad] = [event(), event()];
		callback.answerWith(({ events }) => (events[0].id === bad.id ? 500 : 200));
		await runWorkflow('signedEventErrors', [{ id: 'a.b' }, bad, good]);
		const execution = await waitFor(
			async () => (await n8n.executions({ workflowId: 'signedEventErrors', status: 'success' }))[0],
			SOON_MS,
			'the end of the execution',
		);
		const [delivered, undelivered, errors] = [0, 1, 2].map((output) =>
			itemsOf(execution, 'Signed Event', output),
		);
		expect(delivered.map(({ json }) => json.id)).toEqual([good.id]);
		expect(undelivered).toEqual([]);
		const [misfit, refused] = errors;
		expect(errors).toHaveLength(2);
		// n8n removes all but the error from such an item. The second output has the whole item.
		expect(refused.json).toEqual({
			error: expect.stringMatching(/^Delivery to .* failed: HTTP 500\./),
		});
		expect(refused.pairedItem).toEqual([{ item: 1 }]);
		expect(misfit.json).toEqual({
			error: expect.stringContaining('Item 1 is not an event: "id" is invalid ('),
		});
	});
});

/** Sends to the trigger of the retries. */
async function send(
	body: string,
	{ id = 'evt_1', secret = SHARED, at = Date.now(), path = 'finished', headers = {} } = {},
): Promise<number> {
	const keys = [readKey(secret) as StandardWebhooksKey];
	const [{ webhookId }] = exampleWorkflow('signed-event-retries.json', {}).nodes;
	const response = await fetch(`${n8n.url}/webhook/${webhookId}/${path}`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			...signStandardWebhooks(id, at, Buffer.from(body), keys),
			...headers,
		},
		body,
	});
	expect(await response.text()).toBe('');
	return response.status;
}

const executionsWith = async (node: string, status?: string): Promise<Execution[]> =>
	(await n8n.executions({ workflowId: RETRIES, status })).filter(({ nodes }) => node in nodes);

describe('the trigger', () => {
	it('starts no execution for an unverified request', async () => {
		const body = JSON.stringify(event());
		const other = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
		expect(await send(body, { secret: other })).toBe(401);
		expect(await send(body, { at: Date.now() - 400_000 })).toBe(401);
		expect(await send(body, { at: Date.now() + 400_000 })).toBe(401);
		expect(await send(body, { headers: { 'webhook-id': 'evt_2' } })).toBe(401);
		expect(await send(body, { headers: { 'webhook-signature': '' } })).toBe(401);
		expect(await n8n.executions({ workflowId: RETRIES })).toEqual([]);
	});

	it('emits the event as it was sent, starts once, and rejects a replay', async () => {
		const sent = event();
		const body = JSON.stringify(sent);
		const at = Date.now();
		expect(await send(body, { id: sent.id, at })).toBe(200);
		expect(await send(body, { id: sent.id, at })).toBe(200);
		expect(await send(body, { id: sent.id, at, path: 'webhook' })).toBe(200);
		const execution = await waitFor(
			async () => (await n8n.executions({ workflowId: RETRIES, status: 'success' }))[0],
			SOON_MS,
			'the end of the execution',
		);
		expect(await n8n.executions({ workflowId: RETRIES })).toHaveLength(1);
		const [item] = itemsOf(execution, 'Receive');
		const { receivedAt, deliveryId } = normalizedEvent.parse(item.json);
		const sender = expect.stringMatching(/^[A-Z2-7]{20}$/) as unknown;
		expect(item.json).toEqual({ ...sent, receivedAt, deliveryId: sent.id, sender });
		expect(deliveryId).toBe(sent.id);
		expect(callback.received).toHaveLength(1);
	});
});

describe('half a character (an unpaired surrogate)', () => {
	it('is received by the trigger and sent with a signature', async () => {
		const half = '\ud83c';
		const sent = { ...event(), objectId: `id ${half}`, topic: half, raw: { [half]: half } };
		expect(await send(JSON.stringify(sent), { id: sent.id })).toBe(200);
		await waitFor(() => callback.received.length === 1, SOON_MS, 'the message');
		const [{ body, headers }] = callback.received;
		const proven = new Webhook(SHARED).verify(body, headers as never);
		expect(proven).toMatchObject({ id: sent.id, objectId: sent.objectId, raw: sent.raw });
		callback.received.length = 0;
		const odd = { ...event(), id: `evt_${half}`, objectId: half };
		expect(await run(odd)).toBe(200);
		expect(await run(odd)).toBe(200);
		expect(arrived()).toEqual([odd.id]);
	});
});

describe('the long retries', () => {
	it('continue after n8n is killed between two attempts, with the same bytes', async () => {
		const sent = event();
		callback.answerWith(503);
		expect(await send(JSON.stringify(sent), { id: sent.id })).toBe(200);
		await waitFor(
			async () => (await executionsWith('Wait for the Next Attempt', 'waiting')).length > 0,
			SOON_MS,
			'the letter to wait',
		);
		await n8n.kill('SIGKILL');
		callback.answerWith(200);
		await n8n.restart();
		await waitFor(() => callback.received.length === 2, WAIT_TRACKER_MS, 'the second attempt');
		const [first, second] = callback.received;
		expect(second.body.equals(first.body)).toBe(true);
		// The sender chose the event's id, so the message has another one.
		expect(second.headers['webhook-id']).toMatch(/^evs_[A-Z2-7]{52}$/);
		expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
		expect(Number(second.headers['webhook-timestamp'])).toBeGreaterThan(
			Number(first.headers['webhook-timestamp']),
		);
		const proven = new Webhook(SHARED).verify(second.body, second.headers as never);
		expect(proven).toMatchObject({ id: sent.id, objectId: sent.objectId });
		// The execution's own status is not checked. At its start, n8n 2.41 treats each wait as unfinished work
		// (execution-recovery.service.js). It may overwrite the status with "crashed" after it resumed the wait.
	});

	it('are repeated by n8n, or shown as crashed and repeated on demand, if it is killed within an attempt', async () => {
		const sent = event();
		callback.answerWith(503);
		expect(await send(JSON.stringify(sent), { id: sent.id })).toBe(200);
		const [{ id }] = await waitFor(
			async () => {
				const all = await executionsWith('Wait for the Next Attempt', 'waiting');
				return all.length > 0 ? all : undefined;
			},
			SOON_MS,
			'the letter to wait',
		);
		await n8n.kill('SIGKILL');
		callback.answerWith(async () => await new Promise(() => {}));
		await n8n.restart();
		await waitFor(() => callback.received.length === 2, WAIT_TRACKER_MS, 'the second attempt');
		await n8n.kill('SIGKILL');
		callback.answerWith(200);
		await n8n.restart();
		// Whether n8n still lists it as a wait depends on its recovery at the first restart.
		const fate = await waitFor(
			async () => {
				if (callback.received.length === 3) return 'made again';
				const [row] = await n8n.query('SELECT status FROM execution_entity WHERE id = ?', id);
				return row.status === 'crashed' && 'crashed';
			},
			WAIT_TRACKER_MS,
			'what becomes of the attempt',
		);
		if (fate === 'crashed') {
			const { status } = await n8n.rest('POST', `/rest/executions/${id}/retry`, {});
			expect(status).toBe(200);
		}
		await waitFor(() => callback.received.length === 3, SOON_MS, 'the attempt once more');
		process.stdout.write(`An attempt that n8n died in: ${fate}\n`);
		const [first, , third] = callback.received;
		expect(third.body.equals(first.body)).toBe(true);
		expect(third.headers['webhook-id']).toBe(first.headers['webhook-id']);
	});

	it('end in a dead letter, which a person can send again', async () => {
		const sent = event();
		callback.answerWith(410);
		expect(await send(JSON.stringify(sent), { id: sent.id })).toBe(200);
		const dead = await waitFor(
			async () => (await executionsWith('Wait for a Person', 'waiting'))[0],
			SOON_MS,
			'the dead letter',
		);
		const [{ json }] = itemsOf(dead, 'Dead Letter');
		expect(json).toMatchObject({ final: true, delivery: { reason: 'gone' }, events: [sent.id] });
		callback.answerWith(200);
		const resumed = await fetch(String(json.sendAgain));
		expect(resumed.status).toBe(200);
		await waitFor(() => callback.received.length === 2, SOON_MS, 'the letter that was sent again');
		const [first, second] = callback.received;
		expect(second.body.equals(first.body)).toBe(true);
		await waitFor(
			async () => (await n8n.executions({ workflowId: RETRIES, status: 'waiting' })).length === 0,
			SOON_MS,
			'the end of the execution',
		);
	});
});
