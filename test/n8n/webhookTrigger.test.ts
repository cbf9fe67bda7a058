import { gzipSync } from 'node:zlib';

import { normalizedEvent } from '../../nodes/core/event';
import { buildProver } from './fixtures/prover/build';
import {
	FAILS,
	PUTS_OUT_NOTHING,
	startDownstream,
	SUCCEEDS,
	type Downstream,
	type Step,
} from './fixtures/prover/downstream';
import { Hub } from './fixtures/prover/hub';
import { send, telling, type Answer, type Sending } from './fixtures/prover/send';
import { DELIVERY_HEADER, GREETING_HEADER, SIGNATURE_HEADER } from './fixtures/prover/vendor';
import { hubCredential, proverWorkflow, TRIGGER } from './fixtures/prover/workflow';
import { itemsOf, startN8n, type N8n } from './support/n8n';
import { startedBy } from './support/started';
import { pause, waitFor } from './support/waitFor';

jest.setTimeout(240_000);

const SOON_MS = 60_000;
const ACCEPTED: Answer = { status: 200, body: '' };

let hub: Hub;
let downstream: Downstream;
let n8n: N8n;
/** n8n's error for a workflow without a secret. n8n tries to activate it five times in 15 s. */
let refusal: Promise<unknown>;

beforeAll(async () => {
	[hub, downstream] = await Promise.all([Hub.open({ greets: true }), startDownstream()]);
	const bare = proverWorkflow('bare', downstream.url, { topics: ['order.updated'] }, 'no secret');
	n8n = await startN8n({
		packages: [await buildProver()],
		credentials: [hubCredential(hub), hubCredential(hub, { id: 'no secret', secret: '' })],
		workflows: [
			proverWorkflow('early', downstream.url, { topics: ['order.updated', 'order.created'] }),
			// Topics may come by expression, which n8n has to be helped to evaluate on a cron's tick.
			proverWorkflow('late', downstream.url, {
				topics: '={{ ["order.updated"] }}',
				acknowledge: 'finished',
			}),
			{ ...bare, active: false },
		],
	});
	refusal = n8n.publish(['bare']).catch((error: unknown) => error);
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await Promise.all([hub?.close(), downstream?.close()]);
});

beforeEach(() => {
	downstream.decide = () => SUCCEEDS;
});

const url = (workflow: string, path: string, base = 'webhook') =>
	`${n8n.url}/${base}/hook-${workflow}/${path}`;
const early = (told = {}) => telling(url('early', 'webhook'), told);
const late = (told = {}) => telling(url('late', 'finished'), told);
const addresses = () => hub.held.map(({ address }) => address).sort();

const everythingStands = () =>
	hub.held.every(({ isActive }) => isActive) &&
	JSON.stringify(addresses()) ===
		JSON.stringify([url('early', 'webhook'), url('early', 'webhook'), url('late', 'finished')]);

const executionsOf = async (act: () => unknown, least = 0) =>
	await startedBy(() => n8n.executions(), least, act);

/** Lets a workflow wait until it is told how to go on. */
function hold(): { reached: Promise<void>; goOn(step: Step): void } {
	let goOn: (step: Step) => void = () => {};
	let reach: () => void = () => {};
	const decision = new Promise<Step>((resolve) => (goOn = resolve));
	const reached = new Promise<void>((resolve) => (reach = resolve));
	downstream.decide = async () => {
		reach();
		return await decision;
	};
	return { reached, goOn };
}

describe('activation', () => {
	it('subscribed each workflow at the URL that it chose, and greetings started nothing', async () => {
		expect(everythingStands()).toBe(true);
		expect(hub.greetings).toEqual([200, 200, 200]);
		expect(await n8n.executions()).toEqual([]);
	});
});

describe('an answer as soon as the delivery is received', () => {
	it('is an empty 200, and the workflow runs with a normalized event', async () => {
		const sending = early();
		const [execution, ...more] = await executionsOf(async () =>
			expect(await send(sending)).toEqual(ACCEPTED),
		);
		expect(more).toEqual([]);
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook', workflowId: 'early' });
		const items = itemsOf(execution, TRIGGER);
		expect(items).toHaveLength(1);
		expect(normalizedEvent.parse(items[0].json)).toMatchObject({
			elementKey: 'prover',
			eventType: 'UPDATED',
			objectType: 'orders',
			account: 'prover.example',
			capture: 'webhook',
			deliveryId: sending.deliveryId,
			instanceName: 'Proof',
			instanceTags: ['a', 'b'],
			raw: { note: 'Grüße' },
		});
	});

	it('is the same when the workflow fails later', async () => {
		downstream.decide = () => FAILS;
		const [execution] = await executionsOf(async () =>
			expect(await send(early())).toEqual(ACCEPTED),
		);
		expect(execution.status).toBe('error');
	});

	it('does not wait for the workflow', async () => {
		const { reached, goOn } = hold();
		await executionsOf(async () => {
			expect(await send(early())).toEqual(ACCEPTED);
			await reached;
			goOn(SUCCEEDS);
		});
	});
});

describe('an answer when the workflow has finished', () => {
	it('is an empty 200 when the workflow succeeds', async () => {
		const { reached, goOn } = hold();
		const answer = send(late());
		await reached;
		const sooner = await Promise.race([answer, pause(100)]);
		expect(sooner).toBeUndefined();
		goOn(SUCCEEDS);
		expect(await answer).toEqual(ACCEPTED);
	});

	it('is an empty 200 when the last node emits nothing', async () => {
		downstream.decide = () => PUTS_OUT_NOTHING;
		expect(await send(late())).toEqual(ACCEPTED);
	});

	it("is 500 with n8n's own message only when the workflow fails", async () => {
		downstream.decide = () => FAILS;
		expect(await send(late())).toEqual({ status: 500, body: '{"message":"Error in workflow"}' });
	});
});

describe('what starts nothing', () => {
	type Change = (one: Sending) => Partial<Sending>;
	const octets = { 'content-type': 'application/octet-stream' };
	const form = 'content-disposition: form-data; name="a"';
	const refused: Array<[what: string, status: number, change: Change]> = [
		['a forged signature', 401, () => ({ address: 'https://elsewhere.example/' })],
		['the signature of the other URL', 401, () => ({ address: url('early', 'finished') })],
		['no signature', 401, () => ({ headers: { [SIGNATURE_HEADER]: [] } })],
		['a signature sent twice', 401, () => ({ headers: { [SIGNATURE_HEADER]: ['a', 'a'] } })],
		['a space more than was signed', 401, ({ body }) => ({ sent: Buffer.from(`${body} `) })],
		['no body', 401, () => ({ sent: Buffer.alloc(0) })],
		['JSON that is none', 422, ({ body }) => ({ sent: body.subarray(0, -1) })],
		[
			'a body that is not compressed as it says',
			400,
			() => ({ headers: { ...octets, 'content-encoding': 'gzip' } }),
		],
		[
			'a form, which n8n reads before the node can',
			400,
			() => ({
				headers: { 'content-type': 'multipart/form-data; boundary=x' },
				sent: Buffer.from(`--x\r\n${form}\r\n\r\nb\r\n--x--\r\n`),
			}),
		],
		[
			'a body beyond 16 MB',
			413,
			() => ({ headers: octets, sent: Buffer.alloc(16 * 1024 * 1024 + 1, ' ') }),
		],
	];

	/** Checks that an act starts nothing: the delivery after it starts the only execution. */
	async function expectNothing(act: () => Promise<unknown>): Promise<void> {
		const last = early();
		const started = await executionsOf(async () => {
			await act();
			expect(await send(last)).toEqual(ACCEPTED);
		}, 1);
		const items = started.flatMap((execution) => itemsOf(execution, TRIGGER));
		expect(started).toHaveLength(1);
		expect(items.map(({ json }) => json.raw)).toEqual([JSON.parse(String(last.body)).object]);
	}

	it.each(refused)('is %s: %d', async (_, status, change) => {
		const one = early();
		const act = async () => await send({ ...one, ...change(one) });
		await expectNothing(async () => expect(await act()).toMatchObject({ status }));
	});

	it('is a greeting: 200', async () => {
		const greeting = {
			...early(),
			body: Buffer.from('hello'),
			headers: {
				[GREETING_HEADER]: '1',
				[SIGNATURE_HEADER]: [],
				[DELIVERY_HEADER]: [],
				'content-type': 'application/x-www-form-urlencoded',
			},
		};
		await expectNothing(async () => expect(await send(greeting)).toEqual(ACCEPTED));
	});

	it('is a delivery without a change: 200, and one whose change cannot be read: 503', async () => {
		await expectNothing(async () => {
			expect(await send(early({ topic: 'order.silent' }))).toEqual(ACCEPTED);
			expect(await send(early({ topic: 'order.unreadable' }))).toMatchObject({ status: 503 });
		});
		expect(n8n.output()).toContain('The prover could not be asked.');
	});
});

describe('the bytes of a delivery', () => {
	let lastId = 770;
	/** Another one each time: the same bytes would be a redelivery. */
	const write = () =>
		JSON.stringify({
			topic: 'order.updated',
			object: { id: ++lastId, modified: '2026-11-21T10:00:00Z', note: 'Grüße, 注文' },
		});
	const text = write();
	const zipped = write();
	const kept: Array<[what: string, change: Partial<Sending>]> = [
		['a byte order mark', { body: Buffer.from(`\ufeff${text}`) }],
		['CRLF and tabs', { body: Buffer.from(`\t${text}\r\n\r\n`) }],
		['invalid UTF-8', { body: Buffer.from(text.replace('注文', ''), 'latin1') }],
		['a charset in capitals', { headers: { 'content-type': 'application/json; charset=UTF-8' } }],
		['a charset of one byte', { headers: { 'content-type': 'application/json; charset=latin1' } }],
		['the type of a text', { headers: { 'content-type': 'text/plain' } }],
		['the type of a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
		['no known type', { headers: { 'content-type': 'application/cloudevents+json' } }],
		[
			'gzip',
			{
				body: Buffer.from(zipped),
				sent: gzipSync(zipped),
				headers: { 'content-encoding': 'gzip' },
			},
		],
	];

	it.each(kept)('are verified as received, with %s', async (_, change) => {
		const sending = { ...early(), body: Buffer.from(write()), ...change };
		const started = await executionsOf(async () => expect(await send(sending)).toEqual(ACCEPTED));
		expect(started).toHaveLength(1);
	});
});

describe('a redelivery', () => {
	it('gets 200 and starts nothing once the first was answered 200', async () => {
		const sending = late();
		const started = await executionsOf(async () => {
			for (let count = 0; count < 3; count++) expect(await send(sending)).toEqual(ACCEPTED);
		});
		expect(started).toHaveLength(1);
	});

	it('gets 503 while the first is in flight', async () => {
		const sending = late();
		const { reached, goOn } = hold();
		const started = await executionsOf(async () => {
			const first = send(sending);
			await reached;
			expect(await send(sending)).toEqual({ status: 503, body: '' });
			goOn(SUCCEEDS);
			expect(await first).toEqual(ACCEPTED);
			expect(await send(sending)).toEqual(ACCEPTED);
		});
		expect(started).toHaveLength(1);
	});

	it('runs again with the same event id when the first run failed', async () => {
		const sending = late();
		const started = await executionsOf(async () => {
			downstream.decide = () => FAILS;
			expect(await send(sending)).toMatchObject({ status: 500 });
			downstream.decide = () => SUCCEEDS;
			expect(await send(sending)).toEqual(ACCEPTED);
		});
		expect(started.map(({ status }) => status)).toEqual(['error', 'success']);
		const ids = started.flatMap((one) => itemsOf(one, TRIGGER)).map(({ json }) => json.id);
		expect(new Set(ids).size).toBe(1);
	});

	it('runs again and logs a warning when the caller has given up', async () => {
		const sending = late();
		const { reached, goOn } = hold();
		const started = await executionsOf(async () => {
			const controller = new AbortController();
			const first = send({ ...sending, signal: controller.signal }).catch(() => 'gave up');
			await reached;
			controller.abort();
			expect(await first).toBe('gave up');
			await waitFor(
				() => n8n.output().includes('caller closed the connection'),
				SOON_MS,
				'the warning',
			);
			downstream.decide = () => SUCCEEDS;
			expect(await send(sending)).toEqual(ACCEPTED);
			goOn(SUCCEEDS);
		});
		expect(started).toHaveLength(2);
	});

	it('runs once if twenty arrive at once', async () => {
		const sending = early();
		const started = await executionsOf(async () => {
			const all = await Promise.all(Array.from({ length: 20 }, () => send(sending)));
			expect(all.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
		});
		expect(started).toHaveLength(1);
	});
});

describe('the check of the subscriptions', () => {
	it('restores one that was deleted and one that was disabled, and logs both', async () => {
		const [one, other] = hub.held.filter(({ address }) => address === url('early', 'webhook'));
		hub.subscriptions.delete(one.id);
		hub.subscriptions.set(other.id, { ...other, isActive: false });
		await waitFor(everythingStands, SOON_MS, 'the subscriptions to be restored');
		const line = /restored its subscriptions \(updated order\.\w+, disabled; created order\.\w+/;
		await waitFor(() => line.test(n8n.output()), SOON_MS, 'the log to say so');
		expect(await send(early())).toEqual(ACCEPTED);
	});

	it('evaluates topics that come by expression, also on a tick', async () => {
		const [one] = hub.held.filter(({ address }) => address === url('late', 'finished'));
		hub.subscriptions.delete(one.id);
		await waitFor(everythingStands, SOON_MS, 'the subscription to be restored');
	});

	it('leaves foreign subscriptions alone and continues after a failure of the hub', async () => {
		const foreign = {
			topic: 'order.updated',
			address: 'https://x.example/',
			secret: '',
			isActive: false,
		};
		const { id } = hub.add(foreign);
		hub.failWith = 503;
		await waitFor(() => n8n.output().includes('The hub answered 503.'), SOON_MS, 'a warning');
		hub.failWith = undefined;
		const before = hub.calls.length;
		await waitFor(() => hub.calls.length > before + 4, SOON_MS, 'further checks');
		expect(hub.subscriptions.get(id)).toEqual({ ...foreign, id });
		hub.subscriptions.delete(id);
	});
});

describe('a test run', () => {
	it('has its own subscription while it waits, and leaves the others alone', async () => {
		const production = addresses();
		const { body } = await n8n.rest('GET', '/rest/workflows/early');
		const run = await n8n.rest('POST', '/rest/workflows/early/run', {
			workflowData: (body as { data: unknown }).data,
			triggerToStartFrom: { name: TRIGGER },
		});
		expect(run).toMatchObject({ status: 200, body: { data: { waitingForWebhook: true } } });
		const address = url('early', 'webhook', 'webhook-test');
		expect(addresses()).toEqual([...production, address, address].sort());
		const [execution] = await executionsOf(async () =>
			expect(await send(telling(address))).toEqual(ACCEPTED),
		);
		expect(execution).toMatchObject({ mode: 'manual', status: 'success' });
		expect(itemsOf(execution, TRIGGER)).toHaveLength(1);
		await waitFor(everythingStands, SOON_MS, 'the test subscription to go');
		// The end of a test must not end the checks of production.
		hub.subscriptions.delete(
			hub.held.find(({ address }) => address === url('early', 'webhook'))!.id,
		);
		await waitFor(everythingStands, SOON_MS, 'the production subscription to be restored');
	});
});

it('reports a missing secret when a workflow is activated', async () => {
	expect(String(await refusal)).toContain('The Prover credential has no secret. Enter one.');
	expect(addresses()).not.toContain(url('bare', 'webhook'));
});

describe('over a restart', () => {
	it('deliveries are accepted while the hub is down and its subscriptions exist', async () => {
		hub.failWith = 503;
		const before = hub.calls.length;
		await n8n.restart();
		const changes = () => hub.calls.slice(before).filter((call) => !call.startsWith('GET'));
		expect(changes()).toEqual([]);
		expect(n8n.output()).toContain('Until the next check, it assumes that they exist');
		expect(await send(early())).toEqual(ACCEPTED);
		expect(await send(late())).toEqual(ACCEPTED);
		hub.failWith = undefined;
		hub.subscriptions.delete(hub.held[0].id);
		await waitFor(everythingStands, SOON_MS, 'the subscriptions to be restored');
	});
});

describe('a change of Acknowledge', () => {
	it('moves the subscriptions to the other URL, also one that was left behind', async () => {
		const { nodes } = proverWorkflow('early', downstream.url, {
			topics: ['order.updated'],
			acknowledge: 'finished',
		});
		const [{ versionId }] = await n8n.query(
			'SELECT versionId FROM workflow_entity WHERE id = ?',
			'early',
		);
		await n8n.rest('PATCH', '/rest/workflows/early', { nodes, versionId });
		await n8n.publish(['early']);
		expect(addresses()).toEqual([url('early', 'finished'), url('late', 'finished')]);
		expect(await send(telling(url('early', 'finished')))).toEqual(ACCEPTED);
		const leftover = { topic: 'order.updated', secret: '', isActive: true };
		hub.add({ ...leftover, address: url('early', 'webhook') });
		await waitFor(() => hub.held.length === 2, SOON_MS, 'the leftover to be removed');
	});

	it('ends with a deactivation though the hub hangs; subscriptions are removed later and not restored', async () => {
		let goOn = () => {};
		hub.hangUntil = new Promise<void>((resolve) => (goOn = resolve));
		await n8n.unpublish(['early', 'late']);
		expect(hub.held).not.toEqual([]);
		expect(n8n.output()).toContain('could not remove its subscriptions in time');
		expect(n8n.output()).toContain(url('early', 'finished'));
		goOn();
		await waitFor(() => hub.held.length === 0, SOON_MS, 'the subscriptions to be removed');
		const before = hub.calls.length;
		await pause(2500);
		expect(hub.calls.length).toBe(before);
		expect(await send(early())).toMatchObject({ status: 404 });
	});
});

it('stored nothing in static data, and only the expected failed executions', async () => {
	for (const id of ['early', 'late']) expect(await n8n.staticData(id)).toEqual({});
	// A check that met the failing hub reports it as a failed execution of mode `trigger`.
	const failed = (await n8n.executions({ status: 'error' })).filter(
		({ mode }) => mode !== 'trigger',
	);
	expect(failed.map(({ lastNode }) => lastNode)).toEqual(failed.map(() => 'Downstream'));
});
