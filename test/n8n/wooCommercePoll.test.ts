import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { normalizedEvent } from '../../nodes/core/event';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import type { ShopFaultRule } from '../sandbox/woocommerce/faults';
import seed from '../vectors/cloudElementsPollerConfiguration.json';
import { startCallback, type Callback } from './support/callback';
import { testEdited } from './support/credentialTest';
import { demoCredentials, everySeconds, exampleWorkflow, SIGNATURE_SECRET } from './support/demo';
import { itemsOf, startN8n, type CredentialStub, type N8n, type WorkflowJson } from './support/n8n';
import { packPackage } from './install/pack';
import { waitFor } from './support/waitFor';

const START_LIMIT_MS = 600_000;
const POLL_LIMIT_MS = 90_000;
const WORKFLOW = 'signedEventsPoll';
const SEED_WORKFLOW = 'signedEventsSeed';

let sandbox: Sandbox;
let callback: Callback;
let seedCallback: Callback;
let n8n: N8n;
let packed: string;

beforeAll(async () => {
	sandbox = await startSandbox({
		seed: 11,
		wooCommerce: { timeZone: 'America/New_York', orders: 5, products: 120 },
	});
	callback = await startCallback(SIGNATURE_SECRET);
	seedCallback = await startCallback(SIGNATURE_SECRET);
	packed = (await packPackage()).directory;
	n8n = await startN8n({
		packages: [packed],
		credentials: demoCredentials(sandbox.wooCommerce),
		workflows: [example(), seedExample()],
	});
	// The log names the versions that the test ran on.
	process.stdout.write(`n8n ${n8n.version} runs ${packed.split('/').at(-1)}\n`);
}, START_LIMIT_MS);

afterAll(async () => {
	await n8n?.stop();
	await callback?.close();
	await seedCallback?.close();
	await sandbox?.close();
}, 60_000);

function example(): WorkflowJson {
	return exampleWorkflow('woocommerce-poll.json', {
		WooCommerce: everySeconds(4),
		'Signed Event': { callbackUrl: callback.url },
	});
}
/** What a user of Cloud Elements pastes: the configuration of the documents, and nothing chosen. */
function seedExample(): WorkflowJson {
	const configured = { resources: [], options: { pollerConfiguration: seed.body } };
	return {
		...exampleWorkflow('woocommerce-poll.json', {
			WooCommerce: { ...everySeconds(4), ...configured },
			'Signed Event': {
				callbackUrl: seedCallback.url,
				...{ envelope: 'cloudElements', signature: ['cloudElements'] },
			},
		}),
		id: SEED_WORKFLOW,
	};
}
const shop = () => sandbox.wooCommerce.shop;
const order = () => String(shop().create('orders', { line_items: [] }).id);
const arrived = () => callback.received.flatMap(({ events }) => events);
const told = () =>
	arrived().map(({ eventType, objectType, objectId }) => `${eventType} ${objectType} ${objectId}`);

describe('WooCommerce polled, signed and delivered by the real n8n', () => {
	it('emits no events for existing objects', async () => {
		const { requests } = sandbox.wooCommerce;
		requests.reset();
		await waitFor(() => requests.length >= 8, POLL_LIMIT_MS, 'two polls');
		expect(told()).toEqual([]);
		expect(await n8n.executions({ workflowId: WORKFLOW })).toEqual([]);
	}, 300_000);

	it('delivers a created and an updated object, each once, with a valid signature', async () => {
		const created = order();
		const product = shop().ids('products')[7];
		shop().update('products', product, { name: 'Another name' });
		const expected = [`CREATED orders ${created}`, `UPDATED products ${product}`];
		await waitFor(() => told().length >= 2, POLL_LIMIT_MS, 'two events');
		const polls = sandbox.wooCommerce.requests.length;
		await waitFor(
			() => sandbox.wooCommerce.requests.length >= polls + 8,
			POLL_LIMIT_MS,
			'two more polls',
		);
		expect(told().sort()).toEqual(expected.sort());
		expect(callback.received.map(({ verified }) => verified)).toEqual([true, true]);
		expect(callback.received[0].headers).toMatchObject({
			'content-type': 'application/json',
			'webhook-id': expect.stringMatching(/^evt_[A-Z2-7]{52}$/),
		});
	}, 300_000);

	it('shows each event on the canvas as it is defined', async () => {
		const executions = await n8n.executions({ workflowId: WORKFLOW });
		expect(executions.map(({ status }) => status)).not.toContain('error');
		const items = executions.flatMap((execution) => itemsOf(execution, 'WooCommerce'));
		const events = items.map(({ json }) => normalizedEvent.parse(json));
		expect(events.map(({ id }) => id).sort()).toEqual(
			arrived()
				.map(({ id }) => id)
				.sort(),
		);
		expect(events[0]).toMatchObject({
			elementKey: 'woocommercerest',
			hubKey: 'ecommerce',
			capture: 'polling',
			account: sandbox.wooCommerce.url.replace('http://', ''),
			instanceName: 'WooCommerce',
		});
		const emitted = executions.flatMap((execution) => itemsOf(execution, 'Signed Event'));
		const bodies = callback.received.map(({ body }) => body.toString('utf8'));
		expect(emitted.map(({ json }) => json.body)).toEqual(bodies);
	}, 300_000);

	it('continues after a restart: changes of the time in between arrive once', async () => {
		const before = told();
		await n8n.stop();
		const meanwhile = order();
		await n8n.restart();
		await waitFor(() => told().length > before.length, POLL_LIMIT_MS, 'the missed event');
		const afterwards = order();
		await waitFor(() => told().length > before.length + 1, POLL_LIMIT_MS, 'the next event');
		expect(told().slice(before.length)).toEqual([
			`CREATED orders ${meanwhile}`,
			`CREATED orders ${afterwards}`,
		]);
	}, 300_000);

	it('reports a failing shop in the execution and misses no change', async () => {
		const before = told().length;
		const fault = sandbox.wooCommerce.faults.push({ effect: { kind: 'status', status: 500 } });
		const missed = order();
		const failed = await waitFor(
			async () => (await n8n.executions({ workflowId: WORKFLOW, status: 'error' }))[0],
			POLL_LIMIT_MS,
			'a failed poll',
		);
		fault.remove();
		expect(failed.error?.message).toMatch(/returned a server error \(HTTP 500\)\. Try again later/);
		await waitFor(() => told().length > before, POLL_LIMIT_MS, 'the event after the outage');
		expect(told().slice(before)).toEqual([`CREATED orders ${missed}`]);
	}, 300_000);
});

describe('deletes, which WooCommerce does not report', () => {
	it('are emitted once, for final removals and for moves to the trash', async () => {
		const before = told().length;
		const [removed] = shop().ids('orders');
		const [trashed] = shop().ids('products');
		shop().remove('orders', removed);
		shop().trash('products', trashed);
		const expected = [`DELETED orders ${removed}`, `DELETED products ${trashed}`];
		await waitFor(() => told().length >= before + 2, POLL_LIMIT_MS, 'two deletes');
		const polls = sandbox.wooCommerce.requests.length;
		const more = () => sandbox.wooCommerce.requests.length >= polls + 16;
		await waitFor(more, POLL_LIMIT_MS, 'more polls');
		expect(told().slice(before).sort()).toEqual(expected);
	}, 300_000);
});

describe("Cloud Elements' own poller configuration, verbatim", () => {
	const seedTold = () =>
		seedCallback.received.flatMap(({ events }) =>
			events.map(({ eventType, objectType, objectId }) => `${eventType} ${objectType} ${objectId}`),
		);

	it('polls all four resources, by dates and by content, under its own names', async () => {
		const customer = String(shop().create('customers', {}).id);
		const coupon = shop().ids('coupons')[1];
		shop().update('coupons', coupon, { amount: '33.33' });
		const product = shop().ids('products')[20];
		shop().update('products', product, { name: 'Yet another name' });
		const expected = [
			`CREATED contacts ${customer}`,
			`CREATED orders ${order()}`,
			`UPDATED discounts ${coupon}`,
			`UPDATED products ${product}`,
		];
		const all = () => expected.every((event) => seedTold().includes(event));
		await waitFor(all, POLL_LIMIT_MS, 'four events');
		expect(seedTold().filter((event) => expected.includes(event))).toHaveLength(4);
		expect(seedCallback.received.map(({ verified }) => verified)).not.toContain(false);
		const ids = seedCallback.received.flatMap(({ events }) => events.map(({ id }) => id));
		expect(new Set(ids).size).toBe(ids.length);
		await n8n.unpublish([SEED_WORKFLOW]);
	}, 300_000);
});

describe('a poll that emits only deletes', () => {
	it('emits the delete of an order that was created before n8n stopped, and deleted after that', async () => {
		const workflow: WorkflowJson = {
			...exampleWorkflow('woocommerce-poll.json', {
				WooCommerce: { ...everySeconds(4), eventTypes: ['DELETED'] },
				'Signed Event': { callbackUrl: callback.url },
			}),
			id: 'signedEventsDeletes',
		};
		await n8n.import([], [workflow]);
		await n8n.publish([workflow.id]);
		const created = order();
		// An execution without items makes n8n store that the order exists.
		const execution = await waitFor(
			async () => (await n8n.executions({ workflowId: workflow.id, status: 'success' }))[0],
			POLL_LIMIT_MS,
			'an execution without items',
		);
		expect(itemsOf(execution, 'WooCommerce')).toEqual([]);
		await n8n.stop();
		const before = told().length;
		shop().trash('orders', Number(created));
		await n8n.restart();
		const deleted = `DELETED orders ${created}`;
		const isTold = () =>
			told()
				.slice(before)
				.filter((event) => event === deleted).length >= 2;
		await waitFor(isTold, POLL_LIMIT_MS, 'the delete, by this workflow and the other one');
		// n8n stores the output of an execution when it ends, which is after the callback was called.
		const items = await waitFor(
			async () => {
				const all = await n8n.executions({ workflowId: workflow.id, status: 'success' });
				const found = all.flatMap((one) => itemsOf(one, 'WooCommerce'));
				return found.length > 0 && found;
			},
			POLL_LIMIT_MS,
			'the execution to be stored',
		);
		expect(items.map(({ json }) => `${String(json.eventType)} ${String(json.objectId)}`)).toEqual([
			`DELETED ${created}`,
		]);
		await n8n.unpublish([workflow.id]);
	}, 300_000);
});

describe('the Signed Event node', () => {
	const parameters = (changes: Record<string, unknown>): WorkflowJson => ({
		...exampleWorkflow('woocommerce-poll.json', {
			WooCommerce: everySeconds(4),
			'Signed Event': { callbackUrl: callback.url, ...changes },
		}),
		id: 'signedEventsUnsigned',
	});

	it('sends no signature if none is chosen', async () => {
		await n8n.unpublish([WORKFLOW]);
		callback.received.length = 0;
		const workflow = parameters({ signature: [] });
		for (const node of workflow.nodes) if (node.name === 'Signed Event') delete node.credentials;
		await n8n.import([], [workflow]);
		await n8n.publish([workflow.id]);
		order();
		await waitFor(() => callback.received.length > 0, POLL_LIMIT_MS, 'an event');
		expect(callback.received[0].headers).not.toHaveProperty('webhook-signature');
		await n8n.unpublish([workflow.id]);
	}, 300_000);

	it('reports the missing credential if a signature is chosen', async () => {
		const workflow = { ...parameters({}), id: 'signedEventsKeyless' };
		for (const node of workflow.nodes) if (node.name === 'Signed Event') delete node.credentials;
		await n8n.import([], [workflow]);
		await n8n.publish([workflow.id]);
		order();
		const failed = await waitFor(
			async () => (await n8n.executions({ workflowId: workflow.id, status: 'error' }))[0],
			POLL_LIMIT_MS,
			'a failed execution',
		);
		expect(failed.error?.message).toMatch(/Choose a Signed Events API credential/);
		await n8n.unpublish([workflow.id]);
	}, 300_000);

	it('fails the execution when the callback does not accept the event', async () => {
		callback.received.length = 0;
		callback.answerWith(503);
		const workflow = { ...parameters({}), id: 'signedEventsRefused' };
		await n8n.import([], [workflow]);
		await n8n.publish([workflow.id]);
		order();
		const failed = await waitFor(
			async () => (await n8n.executions({ workflowId: workflow.id, status: 'error' }))[0],
			POLL_LIMIT_MS,
			'a failed execution',
		);
		expect(failed.error?.message).toMatch(/failed: HTTP 503\./);
		callback.answerWith(200);
		await n8n.unpublish([workflow.id]);
	}, 300_000);
});

describe('a shop that cannot be polled', () => {
	type Answer = { status: string; message: string };
	const faulty = (rule: ShopFaultRule) => sandbox.wooCommerce.faults.push(rule);
	const shopCredential = () => demoCredentials(sandbox.wooCommerce)[0];
	const withData = (data: Record<string, unknown>): CredentialStub => ({
		...shopCredential(),
		data: { ...shopCredential().data, ...data },
	});
	async function test(credential: CredentialStub): Promise<Answer> {
		const { body } = await n8n.rest('POST', '/rest/credentials/test', { credentials: credential });
		return (body as { data: Answer }).data;
	}
	/** Each case has its own credential, key and workflow, so that its fault affects no other case. */
	const cases = () =>
		[...wrong.map(([, credential]) => credential()), closedPort].map((credential, index) => {
			const workflow = { ...example(), id: `signedEventsBroken${index}`, active: false };
			const id = `broken${index}`;
			for (const { credentials } of workflow.nodes)
				if (credentials?.signedEventsWooCommerceApi) credentials.signedEventsWooCommerceApi.id = id;
			const fault = wrong[index]?.[2];
			if (fault === undefined) return { workflow, credential: { ...credential, id } };
			const key = sandbox.wooCommerce.addKey('read');
			faulty({ ...fault, match: { query: new RegExp(key.consumerKey) } });
			return { workflow, credential: { ...credential, id, data: { ...credential.data, ...key } } };
		});
	async function activate(index: number): Promise<string> {
		const id = `signedEventsBroken${index}`;
		const refusal = await n8n.publish([id]).then(
			() => 'active',
			(error: Error) => error.message,
		);
		await n8n.unpublish([id]);
		return refusal;
	}

	let closedPort: CredentialStub;
	beforeAll(async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const { port } = server.address() as AddressInfo;
		await new Promise((resolve) => server.close(resolve));
		closedPort = withData({ storeUrl: `http://127.0.0.1:${port}` });
		const all = cases();
		await n8n.import(
			all.map(({ credential }) => credential),
			all.map(({ workflow }) => workflow),
		);
	}, 300_000);

	it('is distinguished from one that can', async () => {
		expect(await test(shopCredential())).toMatchObject({ status: 'OK' });
	}, 300_000);

	it('is found by the test of an edited credential after a success', async () => {
		const page = createServer((_request, response) => response.end('<html>A page</html>'));
		await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
		const storeUrl = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
		const { id } = shopCredential();
		expect(await testEdited(n8n, id)).toMatchObject({ status: 'OK' });
		expect(await testEdited(n8n, id, { storeUrl })).toEqual({
			status: 'Error',
			message: expect.stringMatching(/a web page instead of data/),
		});
		page.close();
	}, 60_000);

	const wrong: Array<[string, () => CredentialStub, ShopFaultRule | undefined, RegExp]> = [
		[
			'a wrong secret',
			() => withData({ consumerSecret: 'cs_wrong' }),
			undefined,
			/computed another signature .*Enter the consumer secret again/,
		],
		[
			'an unknown key',
			() => withData({ consumerKey: 'ck_x' }),
			undefined,
			/create a key there and enter both/,
		],
		[
			'an address that is none',
			() => withData({ storeUrl: 'ftp://shop' }),
			undefined,
			/not the address of a website/,
		],
		[
			'a name that nobody knows',
			() => withData({ storeUrl: 'https://shop.invalid' }),
			undefined,
			/Check the address|could not be reached/,
		],
		['a web page', shopCredential, { effect: { kind: 'html' } }, /a web page instead of data/],
		[
			'too many requests',
			shopCredential,
			{ effect: { kind: 'status', status: 429 } },
			/reached its rate limit/,
		],
		[
			'a failing shop',
			shopCredential,
			{ effect: { kind: 'status', status: 500 } },
			/returned a server error/,
		],
		[
			'no answer',
			shopCredential,
			{ effect: { kind: 'close' } },
			/closed the connection before it responded/,
		],
	];

	it.each(wrong)(
		'%s: the credential test names the cause',
		async (_what, credential, fault, says) => {
			const rule = fault && faulty(fault);
			const answer = await test(credential());
			rule?.remove();
			expect(answer).toEqual({ status: 'Error', message: expect.stringMatching(says) });
			expect(answer.message).not.toContain(sandbox.wooCommerce.keys.consumerSecret);
		},
		60_000,
	);

	it('the activation names the cause of each', async () => {
		const refusals = await Promise.all(wrong.map(async (_case, index) => await activate(index)));
		const says = wrong.map(([what, , , sentence]) => [what, expect.stringMatching(sentence)]);
		expect(wrong.map(([what], index) => [what, refusals[index]])).toEqual(says);
	}, 300_000);

	it('a closed port: the credential test and the activation report it', async () => {
		const says = /rejected the connection\. Check the address and its port/;
		expect(await test(closedPort)).toEqual({
			status: 'Error',
			message: expect.stringMatching(says),
		});
		expect(await activate(wrong.length)).toMatch(says);
	}, 300_000);
});
