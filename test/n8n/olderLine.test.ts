/**
 * The line of n8n before the newest: the packed package loads there and does the same. What the two
 * lines do alike is tested on the newest in full; here is what depends on n8n.
 */
import { normalizedEvent } from '../../nodes/core/event';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { startCallback, type Callback } from './support/callback';
import { demoCredentials, everySeconds, exampleWorkflow, SIGNATURE_SECRET } from './support/demo';
import { buildProver } from './fixtures/prover/build';
import {
	FAILS,
	PUTS_OUT_NOTHING,
	startDownstream,
	SUCCEEDS,
	type Downstream,
} from './fixtures/prover/downstream';
import { Hub } from './fixtures/prover/hub';
import { send, telling, type Answer } from './fixtures/prover/send';
import { SIGNATURE_HEADER } from './fixtures/prover/vendor';
import { hubCredential, proverWorkflow, TRIGGER } from './fixtures/prover/workflow';
import { itemsOf, startN8n, type N8n } from './support/n8n';
import { packPackage } from './install/pack';
import { startedBy } from './support/started';
import { waitFor } from './support/waitFor';

jest.setTimeout(180_000);

const START_LIMIT_MS = 600_000;
const POLL_LIMIT_MS = 90_000;
const SOON_MS = 60_000;
const POLLED = 'signedEventsPoll';
const ACCEPTED: Answer = { status: 200, body: '' };

let sandbox: Sandbox;
let callback: Callback;
let hub: Hub;
let downstream: Downstream;
let n8n: N8n;

beforeAll(async () => {
	[sandbox, callback, hub, downstream] = await Promise.all([
		startSandbox({ seed: 12, wooCommerce: { orders: 5, products: 20 } }),
		startCallback(SIGNATURE_SECRET),
		Hub.open({ greets: true }),
		startDownstream(),
	]);
	const parameters = {
		WooCommerce: everySeconds(4),
		'Signed Event': { callbackUrl: callback.url },
	};
	n8n = await startN8n({
		line: '1.123',
		packages: [(await packPackage()).directory, await buildProver()],
		credentials: [
			...demoCredentials(sandbox.wooCommerce),
			hubCredential(hub),
			hubCredential(hub, { id: 'no secret', secret: '' }),
		],
		workflows: [
			exampleWorkflow('woocommerce-poll.json', parameters),
			proverWorkflow('early', downstream.url, { topics: ['order.updated', 'order.created'] }),
			proverWorkflow('late', downstream.url, {
				topics: '={{ ["order.updated"] }}',
				acknowledge: 'finished',
			}),
			{
				...proverWorkflow('bare', downstream.url, { topics: ['order.updated'] }, 'no secret'),
				active: false,
			},
		],
	});
	process.stdout.write(`n8n ${n8n.version}\n`);
}, START_LIMIT_MS);

afterAll(async () => {
	await n8n?.stop();
	await Promise.all([sandbox?.close(), callback?.close(), hub?.close(), downstream?.close()]);
}, 60_000);

beforeEach(() => {
	downstream.decide = () => SUCCEEDS;
});

const shop = () => sandbox.wooCommerce.shop;
const told = () =>
	callback.received
		.flatMap(({ events }) => events)
		.map(({ eventType, objectType, objectId }) => `${eventType} ${objectType} ${objectId}`);
const url = (workflow: string, path: string) => `${n8n.url}/webhook/hook-${workflow}/${path}`;
const early = (more = {}) => telling(url('early', 'webhook'), more);
const late = () => telling(url('late', 'finished'));
const addresses = () => hub.held.map(({ address }) => address).sort();
const wanted = () => [url('early', 'webhook'), url('early', 'webhook'), url('late', 'finished')];
const everythingStands = () =>
	hub.held.every(({ isActive }) => isActive) && `${addresses()}` === `${wanted()}`;

/** How the executions of a workflow ended that an act started, of which there are at least `least`. */
async function statusesAfter(workflowId: string, least: number, act: () => Promise<unknown>) {
	const started = await startedBy(() => n8n.executions({ workflowId }), least, act);
	return started.map(({ status }) => status);
}

describe('a poll on n8n 1.123', () => {
	it('is signed and delivered, each change once', async () => {
		expect(told()).toEqual([]);
		const created = String(shop().create('orders', { line_items: [] }).id);
		const [product, removed] = shop().ids('products');
		shop().update('products', product, { name: 'Another name' });
		shop().remove('products', removed);
		const expected = [
			`CREATED orders ${created}`,
			`DELETED products ${removed}`,
			`UPDATED products ${product}`,
		];
		await waitFor(() => told().length >= 3, POLL_LIMIT_MS, 'three events');
		const polls = sandbox.wooCommerce.requests.length;
		await waitFor(
			() => sandbox.wooCommerce.requests.length >= polls + 8,
			POLL_LIMIT_MS,
			'two more polls',
		);
		expect(told().sort()).toEqual(expected);
		expect(callback.received.map(({ verified }) => verified)).not.toContain(false);
		const executions = await n8n.executions({ workflowId: POLLED });
		const items = executions.flatMap((execution) => itemsOf(execution, 'WooCommerce'));
		const events = items.map(({ json }) => normalizedEvent.parse(json));
		expect(new Set(events.map(({ id }) => id)).size).toBe(3);
	});

	it('continues after a crash from its last state', async () => {
		const before = told().length;
		await n8n.kill('SIGKILL');
		const meanwhile = String(shop().create('orders', { line_items: [] }).id);
		await n8n.restart();
		await waitFor(() => told().length > before, POLL_LIMIT_MS, 'the missed event');
		expect(told().slice(before)).toEqual([`CREATED orders ${meanwhile}`]);
	});

	it('reports the cause in its credential test', async () => {
		const [credential] = demoCredentials(sandbox.wooCommerce);
		const test = async (data: Record<string, unknown>) => {
			const credentials = { ...credential, data: { ...credential.data, ...data } };
			const { body } = await n8n.rest('POST', '/rest/credentials/test', { credentials });
			return (body as { data: unknown }).data;
		};
		expect(await test({})).toMatchObject({ status: 'OK' });
		expect(await test({ consumerSecret: 'cs_wrong' })).toEqual({
			status: 'Error',
			message: expect.stringMatching(/computed another signature/),
		});
	});
});

describe('a webhook trigger on n8n 1.123', () => {
	it('subscribes at the chosen URL and starts no execution for greetings', async () => {
		expect(everythingStands()).toBe(true);
		expect(hub.greetings.slice(0, 3)).toEqual([200, 200, 200]);
		expect(await n8n.executions({ workflowId: 'early' })).toEqual([]);
	});

	it('returns an empty 200 as soon as the delivery is received', async () => {
		const failed = await statusesAfter('early', 1, async () => {
			downstream.decide = () => FAILS;
			expect(await send(early())).toEqual(ACCEPTED);
		});
		expect(failed).toEqual(['error']);
	});

	it('returns the outcome of the finished workflow without its data', async () => {
		const statuses = await statusesAfter('late', 4, async () => {
			expect(await send(late())).toEqual(ACCEPTED);
			downstream.decide = () => PUTS_OUT_NOTHING;
			expect(await send(late())).toEqual(ACCEPTED);
			downstream.decide = () => FAILS;
			const repeated = late();
			// This line has its own message, the newest has none.
			const body = '{"message":"Error in workflow"}';
			expect(await send(repeated)).toEqual({ status: 500, body });
			downstream.decide = () => SUCCEEDS;
			expect(await send(repeated)).toEqual(ACCEPTED);
			expect(await send(repeated)).toEqual(ACCEPTED);
		});
		expect(statuses).toEqual(['success', 'success', 'error', 'success']);
	});

	it('rejects unverified deliveries and starts no execution', async () => {
		const statuses = await statusesAfter('early', 1, async () => {
			const forged = { headers: { [SIGNATURE_HEADER]: 'AAAA' } };
			expect(await send({ ...early(), ...forged })).toMatchObject({ status: 401 });
			const longer = early();
			const sent = Buffer.concat([longer.body, Buffer.from(' ')]);
			expect(await send({ ...longer, sent })).toMatchObject({ status: 401 });
			expect(await send(early())).toEqual(ACCEPTED);
		});
		expect(statuses).toEqual(['success']);
	});

	it('shows a normalized event on the canvas', async () => {
		const [execution] = await n8n.executions({ workflowId: 'early' });
		expect(execution.mode).toBe('webhook');
		const [{ json }] = itemsOf(execution, TRIGGER);
		expect(normalizedEvent.parse(json)).toMatchObject({
			capture: 'webhook',
			raw: { note: 'Grüße' },
		});
	});

	it('restores its subscriptions on a tick of its cron', async () => {
		const [one] = hub.held.filter(({ address }) => address === url('early', 'webhook'));
		const [other] = hub.held.filter(({ address }) => address === url('late', 'finished'));
		hub.subscriptions.delete(one.id);
		hub.subscriptions.set(other.id, { ...other, isActive: false });
		await waitFor(everythingStands, SOON_MS, 'the subscriptions to be restored');
	});

	it('reports a missing secret when a workflow is activated', async () => {
		const refusal = await n8n.publish(['bare']).catch(String);
		expect(refusal).toContain('The Prover credential has no secret. Enter one.');
	});

	it('keeps its subscriptions over a crash and removes them at deactivation', async () => {
		await n8n.kill('SIGKILL');
		await n8n.restart();
		expect(everythingStands()).toBe(true);
		expect(await send(early())).toEqual(ACCEPTED);
		await n8n.unpublish(['early', 'late']);
		expect(hub.held).toEqual([]);
		expect(await send(early())).toMatchObject({ status: 404 });
		for (const id of ['early', 'late']) expect(await n8n.staticData(id)).toEqual({});
	});
});
