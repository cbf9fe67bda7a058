import { normalizedEvent } from '../../nodes/core/event';
import type { EcwidSandbox } from '../sandbox/ecwid/server';
import type { Letter } from '../sandbox/ecwid/courier';
import type { JsonObject } from '../sandbox/json';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { startCallback, type Callback } from './support/callback';
import { testEdited } from './support/credentialTest';
import { NO_ROOM } from './support/database';
import { exampleWorkflow, SIGNATURE_SECRET } from './support/demo';
import {
	itemsOf,
	startN8n,
	type CredentialStub,
	type Execution,
	type N8n,
	type WorkflowJson,
} from './support/n8n';
import { packPackage } from './install/pack';
import { startedBy } from './support/started';
import { waitFor } from './support/waitFor';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const SOON_MS = 60_000;
/** The catch-up comes once a minute at most. */
const TICK_MS = 150_000;

/** The fetch of an order, which no look at a list is. */
const ONE_ORDER = { path: /orders\/[A-Z0-9]+$/ };

const MAIN = 'ecwidEvents';
const ANY = 'signedEventsEcwidAny';
const LATE = 'signedEventsEcwidLate';
const SEED = 'signedEventsEcwidSeed';
const LOADING = 'signedEventsEcwidLoad';

let sandbox: Sandbox;
let ecwid: EcwidSandbox;
let callback: Callback;
let lateCallback: Callback;
let seedCallback: Callback;
let loadCallback: Callback;
let n8n: N8n;

beforeAll(async () => {
	// Hours behind, so that a test can let hours go by and Ecwid's clock stays credible to n8n's.
	sandbox = await startSandbox({ seed: 3, ecwid: { clockSkew: -20 * HOUR } });
	({ ecwid } = sandbox);
	callback = await startCallback(SIGNATURE_SECRET);
	lateCallback = await startCallback(SIGNATURE_SECRET);
	seedCallback = await startCallback(SIGNATURE_SECRET);
	loadCallback = await startCallback(SIGNATURE_SECRET);
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [storeCredential(), seedCredential(), narrowCredential(), signatureKey()],
		workflows: [
			workflow(MAIN),
			workflow(ANY, { eventTypes: ['*'] }),
			workflow(LATE, { acknowledge: 'finished' }, undefined, lateCallback),
			seedWorkflow(),
			{ ...loadingWorkflow(), active: false },
			{
				...workflow('narrow', { eventTypes: ['order.created', 'product.updated'] }, 'narrow'),
				active: false,
			},
		],
	});
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await callback?.close();
	await lateCallback?.close();
	await seedCallback?.close();
	await loadCallback?.close();
	await sandbox?.close();
}, 150_000);

/** Which store, and that it is another host than Ecwid's. */
const place = () => ({ storeId: '1003', useBaseUrl: true, baseUrl: ecwid.url });

function storeCredential(id = 'signedEventsEcwidStore', data: object = {}): CredentialStub {
	const { token: accessToken, webhooks } = ecwid;
	const { clientSecret } = webhooks;
	const type = 'signedEventsEcwidApi';
	return { id, name: id, type, data: { ...place(), accessToken, clientSecret, ...data } };
}

/** What the instance of the seed has: a store and two keys, no client secret, no signature key. */
function seedCredential(): CredentialStub {
	const { orders: orderSecretKey, products: productSecretKey } = ecwid.keys;
	const data = { ...place(), orderSecretKey, productSecretKey };
	return { id: 'seed', name: 'seed', type: 'signedEventsEcwidApi', data };
}

function narrowCredential(): CredentialStub {
	return storeCredential('narrow', { accessToken: ecwid.addToken(['read_orders']) });
}

function signatureKey(): CredentialStub {
	const data = { signatureSecret: SIGNATURE_SECRET };
	return { id: 'signedEventsKey', name: 'Event signature', type: 'signedEventsApi', data };
}

/** The example, with parameters of its trigger filled in. */
function workflow(
	id: string,
	parameters: object = {},
	credential = 'signedEventsEcwidStore',
	to = callback,
): WorkflowJson {
	const made = exampleWorkflow('ecwid.json', {
		Ecwid: { options: { checkInterval: 1 }, ...parameters },
		'Signed Event': { callbackUrl: to.url },
	});
	for (const node of made.nodes) {
		if (node.name !== 'Ecwid') continue;
		node.webhookId = `hook-${id}`;
		node.credentials = { signedEventsEcwidApi: { id: credential, name: credential } };
	}
	return { ...made, id, name: id };
}

function seedWorkflow(): WorkflowJson {
	const options = { instanceName: '<Insert_Instance_Name>', instanceTags: '<Add_Your_Tag>' };
	return workflow(SEED, { options: { ...options, legacy: true } }, 'seed', seedCallback);
}

/** It emits the orders of the last days when it is activated. */
function loadingWorkflow(): WorkflowJson {
	const startDate = new Date(Date.now() - 3 * 24 * HOUR).toISOString();
	return workflow(LOADING, { startFrom: 'date', startDate }, undefined, loadCallback);
}

const url = (id: string, path = 'webhook') => `${n8n.url}/webhook/hook-${id}/${path}`;
const told = (from = callback) =>
	from.received.flatMap(({ events }) =>
		events.map(({ eventType, objectType, objectId }) => `${eventType} ${objectType} ${objectId}`),
	);
const pass = (milliseconds: number) => (ecwid.clock.skew += milliseconds);

/** Lets Ecwid send its due webhooks to one workflow's URL. Returns the response statuses. */
async function deliver(to: string, act: () => void): Promise<number[]> {
	const { webhooks } = ecwid;
	const before = webhooks.courier.attempts.length;
	webhooks.url = to;
	act();
	webhooks.url = undefined;
	await webhooks.deliverDue();
	return webhooks.courier.attempts.slice(before).map(({ status }) => status);
}

async function post({ url: address, headers, body }: Letter): Promise<number> {
	return (await fetch(address, { method: 'POST', headers, body })).status;
}

/** The executions that webhooks have started; a tick may start others at any time. */
async function webhookExecutions(id: string): Promise<Execution[]> {
	return (await n8n.executions({ workflowId: id })).filter(({ mode }) => mode === 'webhook');
}

/** The executions of a workflow that an act starts, when they are over. */
const executionsOf = async (id: string, act: () => Promise<unknown>) =>
	await startedBy(async () => await webhookExecutions(id), 0, act);

describe('a webhook of Ecwid', () => {
	it('becomes a signed event with the object that Ecwid returns', async () => {
		let order: JsonObject = {};
		const [execution, ...more] = await executionsOf(MAIN, async () => {
			const statuses = await deliver(url(MAIN), () => (order = ecwid.store.create('orders')));
			expect(statuses).toEqual([200]);
		});
		expect(more).toEqual([]);
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
		const [{ json }] = itemsOf(execution, 'Ecwid');
		expect(normalizedEvent.parse(json)).toMatchObject({
			elementKey: 'ecwid',
			hubKey: 'ecommerce',
			eventType: 'CREATED',
			objectType: 'orders',
			objectId: order.id,
			topic: 'order.created',
			account: '1003',
			capture: 'webhook',
			raw: order,
		});
		expect(json).not.toHaveProperty('unproven');
		expect(told()).toEqual([`CREATED orders ${String(order.id)}`]);
		expect(callback.received[0].verified).toBe(true);
	}, 150_000);

	it('gets a 200 in each odd form that Ecwid signs, and becomes the event of its object', async () => {
		const order = ecwid.store.create('orders');
		const letters = ecwid.webhooks.oddLetters(url(ANY), order);
		const executions = await executionsOf(ANY, async () => {
			for (const letter of letters) expect(await post(letter)).toBe(200);
		});
		const emitted = executions.flatMap((execution) =>
			itemsOf(execution, 'Ecwid').map(
				({ json }) => `${String(json.topic)} ${String(json.objectId)}`,
			),
		);
		const ofOrder = `order.updated ${String(order.id)}`;
		// Without the cart, which the store does not have, the event without an object, and the other store.
		expect(emitted.sort()).toEqual(
			[
				...Array.from({ length: 6 }, () => ofOrder),
				'application.storageChanged 1003',
				`gift_card.redeemed ${String(order.internalId)}`,
				`order.payment.refunded ${String(order.id)}`,
				'profile.updated 1003',
			].sort(),
		);
		// Otherwise its own catch-up would tell the same callback of the outage below, with its own memory of ids.
		await n8n.unpublish([ANY]);
	}, 150_000);

	it('is emitted once in several deliveries and with other bodies', async () => {
		const order = ecwid.store.create('orders');
		const data = { orderId: order.id };
		const event = ecwid.webhooks.event('order.updated', Number(order.internalId), data);
		const other = { ...event, data: { orderId: 'OTHER' } };
		const executions = await executionsOf(MAIN, async () => {
			for (const sent of [event, event, other])
				expect(await post(ecwid.webhooks.letter(url(MAIN), event, sent))).toBe(200);
		});
		// Any body can stand under a recorded signature; another one starts its own, which ends with nothing.
		const emitted = executions.flatMap((execution) => itemsOf(execution, 'Ecwid'));
		expect([executions.length, emitted.length]).toEqual([2, 1]);
	}, 150_000);

	it('emits nothing that Ecwid does not confirm', async () => {
		const order = ecwid.store.create('orders');
		const forgeries: JsonObject[] = [
			{ data: { orderId: 'FAKE1' } },
			{ eventType: 'order.deleted' },
			{ data: { orderId: '../profile' } },
		];
		const executions = await executionsOf(MAIN, async () => {
			for (const forgery of forgeries) {
				const data = { orderId: order.id };
				const event = ecwid.webhooks.event('order.created', Number(order.internalId), data);
				const letter = ecwid.webhooks.letter(url(MAIN), event, { ...event, ...forgery });
				expect(await post(letter)).toBe(200);
			}
		});
		// n8n answers before the execution asks Ecwid: it runs, and ends at the trigger with nothing.
		expect(executions.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
		expect(executions.flatMap((one) => itemsOf(one, 'Ecwid'))).toEqual([]);
		expect(executions.flatMap((one) => one.nodes['Signed Event'] ?? [])).toEqual([]);
		for (const forged of ['CREATED orders FAKE1', `DELETED orders ${String(order.id)}`])
			expect(told()).not.toContain(forged);
	}, 150_000);

	it.each<[string, (letter: Letter) => Letter]>([
		[
			'a false signature',
			({ headers, ...letter }) => ({
				...letter,
				headers: { ...headers, 'X-Ecwid-Webhook-Signature': 'AAAA' },
			}),
		],
		[
			'no signature',
			({ headers, ...letter }) => ({
				...letter,
				headers: { 'Content-Type': headers['Content-Type'] },
			}),
		],
		[
			'the id of another store',
			({ body, ...letter }) => ({ ...letter, body: body.replace('1003', '1004') }),
		],
		[
			'a form, where none is expected',
			(letter) => ({
				...letter,
				headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
				body: 'owner_id=1003',
			}),
		],
	])(
		'starts nothing with %s',
		async (what, forge) => {
			// One app signs for all its stores. A 401 would make Ecwid retry the delivery of another one.
			const status = what === 'the id of another store' ? 200 : 401;
			const order = ecwid.store.create('orders');
			const event = ecwid.webhooks.event('order.created', 5, { orderId: order.id });
			const executions = await executionsOf(MAIN, async () => {
				expect(await post(forge(ecwid.webhooks.letter(url(MAIN), event)))).toBe(status);
				expect(await post(ecwid.webhooks.letter(url(MAIN), event))).toBe(200);
			});
			expect(executions).toHaveLength(1);
			expect(itemsOf(executions[0], 'Ecwid').map(({ json }) => json.objectId)).toEqual([order.id]);
		},
		60_000,
	);
});

describe('an answer after the workflow has finished', () => {
	it('lets Ecwid retry what could not be fetched', async () => {
		let order: JsonObject = {};
		ecwid.faults.push({ match: ONE_ORDER, times: 1, effect: { kind: 'status', status: 500 } });
		const [failed] = await executionsOf(LATE, async () => {
			const statuses = await deliver(
				url(LATE, 'finished'),
				() => (order = ecwid.store.create('orders')),
			);
			expect(statuses).toEqual([500]);
		});
		expect(failed.error?.message).toMatch(/Ecwid returned a server error/);
		expect(told(lateCallback)).not.toContain(`CREATED orders ${String(order.id)}`);
		pass(15 * MINUTE);
		const [succeeded] = await executionsOf(LATE, async () => await ecwid.webhooks.deliverDue());
		expect(succeeded.status).toBe('success');
		expect(itemsOf(succeeded, 'Ecwid').map(({ json }) => json.objectId)).toEqual([order.id]);
		await n8n.unpublish([LATE]);
	}, 150_000);
});

describe('an instance of Cloud Elements: a store and two keys', () => {
	const notify = async (order: JsonObject, fields: Record<string, string> = {}) =>
		await post(ecwid.webhooks.notification(url(SEED), order, fields));

	it('sends a signed callback', async () => {
		ecwid.webhooks.notificationUrl = url(SEED);
		const order = ecwid.store.create('orders');
		ecwid.store.update('orders', order.id, { paymentStatus: 'PAID' });
		ecwid.webhooks.notificationUrl = undefined;
		await executionsOf(SEED, async () => await ecwid.webhooks.deliverDue());
		expect(ecwid.webhooks.notifications.attempts.map(({ status }) => status)).toEqual([200, 200]);
		const number = String(order.internalId);
		expect(told(seedCallback).sort()).toEqual([
			`CREATED orders ${number}`,
			`UPDATED orders ${number}`,
		]);
		expect(seedCallback.received.map(({ verified }) => verified)).toEqual([true, true]);
		const event = JSON.parse(seedCallback.received[0].body.toString('utf8')) as JsonObject;
		expect(event).toMatchObject({ elementKey: 'ecwid', instanceName: '<Insert_Instance_Name>' });
	}, 150_000);

	it('starts no execution for an order that the key cannot fetch', async () => {
		const order = ecwid.store.create('orders');
		const change = { event_type: 'order_status_change', payment_status: 'ACCEPTED' };
		const executions = await executionsOf(SEED, async () => {
			expect(await notify(order, { order_id: '999999' })).toBe(200);
			expect(await notify(order, change)).toBe(200);
			expect(await notify(order, { owner_id: '1004' })).toBe(401);
		});
		expect(executions).toEqual([]);
		await n8n.unpublish([SEED]);
	}, 150_000);
});

describe('an outage of n8n after a quiet day', () => {
	/** How far n8n has stored that Ecwid was asked. */
	async function watermark(): Promise<number> {
		const { catchUp } = (await n8n.staticData(MAIN))['node:Ecwid'] as { catchUp: JsonObject };
		return Number(catchUp.watermark);
	}

	it('loses neither orders of the outage nor one that could not be fetched before', async () => {
		let unfetched: JsonObject = {};
		ecwid.faults.push({ match: ONE_ORDER, times: 1, effect: { kind: 'close' } });
		const [failed] = await executionsOf(MAIN, async () => {
			const statuses = await deliver(url(MAIN), () => (unfetched = ecwid.store.create('orders')));
			expect(statuses).toEqual([200]);
		});
		expect(failed).toMatchObject({ status: 'error', lastNode: 'Ecwid' });
		const stored = await watermark();
		await n8n.stop();
		pass(18 * HOUR);
		const statuses = await deliver(url(MAIN), () => {
			ecwid.store.create('orders', { id: 'MISSED' });
		});
		expect(statuses).toEqual([0]);
		pass(5 * MINUTE);
		expect(ecwid.clock.now() - stored).toBeGreaterThan(17 * HOUR);
		await n8n.restart();
		const missed = [String(unfetched.id), 'MISSED'].map((id) => `CREATED orders ${id}`);
		await waitFor(
			() => missed.every((name) => told().includes(name)),
			TICK_MS,
			'the orders that were missed',
		);
		// n8n stores the output of an execution when it ends, which is after the callback was called.
		const events = await waitFor(
			async () => {
				const executions = await n8n.executions({ workflowId: MAIN });
				const put = executions
					.filter(({ mode }) => mode === 'trigger')
					.flatMap((one) => itemsOf(one, 'Ecwid'))
					.map(({ json }) => normalizedEvent.parse(json));
				return put.some(({ objectId }) => objectId === 'MISSED') && put;
			},
			SOON_MS,
			'the catch-up to be stored',
		);
		expect(events.map(({ capture }) => capture)).toEqual(events.map(() => 'polling'));
		// What a webhook had told before comes again, under the id it had, and is skipped.
		const [first] = told();
		expect(told().filter((name) => name === first)).toEqual([first]);
		await waitFor(
			async () => ecwid.clock.now() - (await watermark()) < HOUR,
			SOON_MS,
			'the cursor to be stored',
		);
	}, 400_000);

	it('emits the late webhook of a caught-up order under the same id', async () => {
		pass(15 * MINUTE);
		const [execution] = await executionsOf(MAIN, async () => await ecwid.webhooks.deliverDue());
		const events = callback.received.flatMap((each) => each.events);
		const ids = events.filter(({ objectId }) => objectId === 'MISSED').map(({ id }) => id);
		expect(ids).toHaveLength(1);
		expect(itemsOf(execution, 'Ecwid').map(({ json }) => json.id)).toEqual(ids);
	}, 150_000);
});

describe('a missed order whose execution n8n cannot store', () => {
	it('is emitted at a later check', async () => {
		await n8n.write(NO_ROOM.begin);
		ecwid.store.create('orders', { id: 'UNSTORED' });
		pass(5 * MINUTE);
		const isNamed = () =>
			n8n.output().includes('could not store an execution with 1 event of catch-up');
		await waitFor(isNamed, TICK_MS, 'the warning');
		expect(told()).not.toContain('CREATED orders UNSTORED');
		await n8n.write(NO_ROOM.end);
		const isTold = () => told().includes('CREATED orders UNSTORED');
		await waitFor(isTold, TICK_MS, 'the order');
	}, 400_000);
});

describe('Start From with a date', () => {
	it('emits each existing order once, with the ids of their webhooks', async () => {
		for (let count = 0; count < 120; count++) ecwid.store.create('orders', { id: `OLD${count}` });
		pass(5 * MINUTE);
		await n8n.publish([LOADING]);
		const isLoaded = () =>
			told(loadCallback).filter((name) => /orders OLD/.test(name)).length >= 120;
		await waitFor(isLoaded, SOON_MS, 'the orders that exist');
		await n8n.unpublish([LOADING]);
		await n8n.publish([LOADING]);
		expect((await n8n.staticData(LOADING))['node:Ecwid']).toMatchObject({
			catchUp: { account: '1003', load: { choice: expect.any(String) } },
		});
		const events = loadCallback.received.flatMap((each) => each.events);
		expect(new Set(events.map(({ capture }) => capture))).toEqual(new Set(['backfill']));
		expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
		const known = callback.received.flatMap((each) => each.events);
		const order = known.find(({ eventType }) => eventType === 'CREATED')?.id;
		expect(events.map(({ id }) => id)).toContain(order);
	}, 150_000);

	it('keeps what the node has stored if a person retries an execution with the original workflow', async () => {
		const stored = await n8n.staticData(LOADING);
		ecwid.faults.push({ match: ONE_ORDER, times: 1, effect: { kind: 'close' } });
		const [failed] = await executionsOf(LOADING, async () => {
			const statuses = await deliver(url(LOADING), () => void ecwid.store.create('orders'));
			expect(statuses).toEqual([200]);
		});
		expect(failed).toMatchObject({ status: 'error', lastNode: 'Ecwid' });
		const options = { loadWorkflow: false };
		const retry = await n8n.rest('POST', `/rest/executions/${failed.id}/retry`, options);
		expect(retry.status).toBe(200);
		const isRetried = async () =>
			(await n8n.executions({ workflowId: LOADING, status: 'success' })).some(
				({ mode }) => mode === 'retry',
			);
		await waitFor(isRetried, SOON_MS, 'the retry');
		const { load } = (stored['node:Ecwid'] as { catchUp: JsonObject }).catchUp;
		expect((await n8n.staticData(LOADING))['node:Ecwid']).toMatchObject({ catchUp: { load } });
		await n8n.unpublish([LOADING]);
	}, 150_000);
});

describe('a configuration error', () => {
	const test = async (credential: CredentialStub) => {
		const { body } = await n8n.rest('POST', '/rest/credentials/test', { credentials: credential });
		return (body as { data: { status: string; message: string } }).data;
	};

	it('fails an activation with the missing scopes', async () => {
		await expect(n8n.publish(['narrow'])).rejects.toThrow(/lacks read_catalog\./);
		await n8n.unpublish(['narrow']);
	}, 150_000);

	it('fails the test of the credential with a reason', async () => {
		expect(await test(storeCredential())).toMatchObject({ status: 'OK' });
		expect(await test(seedCredential())).toMatchObject({ status: 'OK' });
		expect(await test(narrowCredential())).toMatchObject({ status: 'OK' });
		const wrong: Array<[object, RegExp]> = [
			[{ accessToken: 'secret_wrong' }, /rejected the access token/],
			[{ storeId: '1004' }, /store 1004 does not exist/],
			[{ storeId: '1003@evil.example' }, /Store ID is not a number/],
			[{ clientSecret: '' }, /its Client Secret is empty/],
			[{ baseUrl: 'nowhere' }, /Base URL is not a web address/],
		];
		for (const [data, message] of wrong) {
			const answer = { status: 'Error', message: expect.stringMatching(message) };
			expect(await test(storeCredential('signedEventsEcwidStore', data))).toEqual(answer);
			// n8n has stored that the credential passed.
			expect(await testEdited(n8n, 'signedEventsEcwidStore', { ...data })).toEqual(answer);
		}
	}, 150_000);
});

describe('a credential that gets another store while n8n runs', () => {
	it('starts one execution without events, which keeps the position over an outage', async () => {
		const looks = async () =>
			(await n8n.executions({ workflowId: MAIN })).filter(({ mode }) => mode === 'trigger');
		const before = (await looks()).length;
		Object.assign(ecwid.store, { storeId: 1004 });
		const { id, name, type, data } = storeCredential('signedEventsEcwidStore', { storeId: '1004' });
		const saved = await n8n.rest('PATCH', `/rest/credentials/${id}`, { name, type, data });
		expect(saved.status).toBe(200);
		const isStored = async () => {
			const { catchUp } = (await n8n.staticData(MAIN))['node:Ecwid'] as { catchUp: JsonObject };
			return catchUp.account === '1004';
		};
		await waitFor(isStored, TICK_MS, 'the position of the other store');
		// The node stores its position before n8n ends the execution.
		const started = await waitFor(
			async () => {
				const found = (await looks()).slice(before);
				return found.every(({ status }) => status !== 'running') && found;
			},
			SOON_MS,
			'the execution to end',
		);
		expect(started.map((one) => [one.status, itemsOf(one, 'Ecwid')])).toEqual([['success', []]]);
		// The execution may have run before Ecwid returned a cursor. Its position is then a time of n8n's clock, which `pass`
		// does not move.
		const hasCursor = async () => {
			const { catchUp } = (await n8n.staticData(MAIN))['node:Ecwid'] as { catchUp: JsonObject };
			return catchUp.watermark !== undefined;
		};
		if (!(await hasCursor())) {
			ecwid.store.create('orders', { id: 'BEFORE' });
			pass(5 * MINUTE);
			await waitFor(hasCursor, TICK_MS, 'the cursor of the other store');
		}
		await n8n.stop();
		pass(HOUR);
		ecwid.store.create('orders', { id: 'OTHER' });
		pass(5 * MINUTE);
		await n8n.restart();
		const isFound = async () =>
			(await looks())
				.flatMap((one) => itemsOf(one, 'Ecwid'))
				.some(({ json }) => json.objectId === 'OTHER' && json.account === '1004');
		await waitFor(isFound, TICK_MS, 'the order of the outage');
	}, 400_000);
});
