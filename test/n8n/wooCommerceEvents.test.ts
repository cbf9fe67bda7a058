import { normalizedEvent } from '../../nodes/core/event';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import type { DeliveryFault } from '../sandbox/woocommerce/webhooks/faults';
import { startCallback, type Callback } from './support/callback';
import { demoCredentials, everySeconds, exampleWorkflow, SIGNATURE_SECRET } from './support/demo';
import { itemsOf, startN8n, type Execution, type N8n, type WorkflowJson } from './support/n8n';
import { packPackage } from './install/pack';
import { startedBy } from './support/started';
import { waitFor } from './support/waitFor';

jest.setTimeout(180_000);

const SOON_MS = 60_000;
/** What the workflows below choose, the shortest there is, and some seconds for the work itself. */
const CHECK_INTERVAL_MS = 60_000 + 10_000;
/** The pause of the second and the third attempt, and n8n's minute between two looks at its waits. */
const AWAY_MS = 150_000;
const EVENTS = 'signedEventsWooEvents';
const HYBRID = 'wooHybridEvents';
const TRIGGER = 'WooCommerce Webhooks';
const POLL = 'WooCommerce Poll';

let sandbox: Sandbox;
let callback: Callback;
let n8n: N8n;

beforeAll(async () => {
	sandbox = await startSandbox({
		seed: 12,
		wooCommerce: { orders: 10, products: 30, customers: 10, webhooks: { latency: 0 } },
	});
	callback = await startCallback(SIGNATURE_SECRET);
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: demoCredentials(sandbox.wooCommerce),
		workflows: [eventsWorkflow(), hybridWorkflow()],
	});
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await callback?.close();
	await sandbox?.close();
}, 60_000);

const options = { checkInterval: 1, instanceName: 'Shop' };

function hybridWorkflow(): WorkflowJson {
	return exampleWorkflow('woocommerce-hybrid.json', {
		[TRIGGER]: { options },
		[POLL]: { ...everySeconds(3), options: { instanceName: 'Shop' } },
		'Signed Event': { callbackUrl: callback.url },
	});
}

/** The trigger alone, with topics by expression. */
function eventsWorkflow(): WorkflowJson {
	const hybrid = exampleWorkflow('woocommerce-hybrid.json', {
		[TRIGGER]: { topics: '={{ "order.created, order.updated, action.wc_probe" }}', options },
	});
	const [trigger] = hybrid.nodes;
	return {
		...hybrid,
		id: EVENTS,
		name: EVENTS,
		nodes: [{ ...trigger, webhookId: 'events-alone' }],
		connections: {},
	};
}

const webhooks = () => sandbox.wooCommerce.webhooks;
const shop = () => sandbox.wooCommerce.shop;
const urlOf = (webhookId: string) => `${n8n.url}/webhook/${webhookId}/webhook`;
const eventsUrl = () => urlOf('events-alone');
const hybridUrl = () => urlOf(String(hybridWorkflow().nodes[0].webhookId));
const hybridPath = () => new RegExp(new URL(hybridUrl()).pathname);
const hookAt = (url: string, topic: string) => {
	const hook = webhooks().hooks.find((one) => one.deliveryUrl === url && one.topic === topic);
	if (hook === undefined) throw new Error(`no webhook ${topic} at ${url}`);
	return hook;
};
const statusesAt = (url: string, from: number) =>
	webhooks()
		.deliveries.slice(from)
		.filter((delivery) => delivery.url === url)
		.map(({ status }) => status);

/** The executions that an act started in the workflow of the trigger alone, when they are over. */
async function executionsOf(act: () => unknown): Promise<Execution[]> {
	const started = await startedBy(
		() => n8n.executions({ workflowId: EVENTS }),
		0,
		async () => {
			await act();
			await webhooks().idle();
		},
	);
	for (const { status } of started) expect(status).toBe('success');
	return started;
}

function hold() {
	let release: () => void = () => undefined;
	const held = new Promise<void>((resolve) => (release = resolve));
	return { held, release };
}

const newOrder = () => String(shop().create('orders', { line_items: [] }).id);

describe('the trigger', () => {
	it('has an active subscription with its own secret for each topic, and pings started nothing', async () => {
		const ours = webhooks().hooks.filter(({ deliveryUrl }) => deliveryUrl === eventsUrl());
		const topics = ours.map(({ topic }) => topic).sort();
		expect(topics).toEqual(['action.wc_probe', 'order.created', 'order.updated']);
		expect(ours.map(({ status }) => status)).toEqual(['active', 'active', 'active']);
		expect(new Set(webhooks().hooks.map(({ secret }) => secret)).size).toBe(
			webhooks().hooks.length,
		);
		const { pings } = webhooks();
		expect(pings.map(({ status }) => status)).toEqual(webhooks().hooks.map(() => 200));
		expect(await n8n.executions()).toEqual([]);
	});

	it('emits one event for a new order that WooCommerce reports twice', async () => {
		let id = '';
		const [execution, ...more] = await executionsOf(() => (id = newOrder()));
		expect(more).toEqual([]);
		const [{ json }] = itemsOf(execution, TRIGGER);
		expect(normalizedEvent.parse(json)).toMatchObject({
			elementKey: 'woocommercerest',
			eventType: 'CREATED',
			objectType: 'orders',
			objectId: id,
			topic: 'order.created',
			account: sandbox.wooCommerce.url.replace('http://', ''),
			capture: 'webhook',
			deliveryId: expect.stringMatching(/^[0-9a-f]{32}$/),
			instanceName: 'Shop',
			raw: { id: Number(id), status: 'processing' },
		});
	});

	it('emits an event for a subscribed action', async () => {
		const [execution] = await executionsOf(() => webhooks().doAction('wc_probe', 17));
		expect(itemsOf(execution, TRIGGER)[0].json).toMatchObject({
			eventType: 'UNKNOWN',
			topic: 'action.wc_probe',
			objectId: '17',
		});
	});

	const bad: Array<[what: string, status: number, fault: DeliveryFault]> = [
		['signed with another secret', 401, { kind: 'forge', secret: 'guess' }],
		['signed with the consumer secret', 401, { kind: 'forge', secret: 'consumer secret' }],
		['not signed', 401, { kind: 'forge' }],
		['changed on its way', 401, { kind: 'tamper' }],
		['changed by a space', 401, { kind: 'tamper', change: (body) => `${body} ` }],
		['swapped for another', 401, { kind: 'tamper', change: () => '{"id":1}' }],
		['no JSON any more', 422, { kind: 'tamper', change: (body) => body.slice(0, -1) }],
	];

	it.each(bad)('starts nothing for a delivery that is %s: %d', async (what, status, fault) => {
		const { consumerSecret } = sandbox.wooCommerce.keys;
		const isConsumers = fault.kind === 'forge' && fault.secret === 'consumer secret';
		const effect = isConsumers ? { ...fault, secret: consumerSecret } : fault;
		const from = webhooks().deliveries.length;
		const rule = webhooks().faults.push({ match: { path: /events-alone/ }, effect });
		const [one, other] = shop().ids('orders');
		const started = await executionsOf(async () => {
			shop().update('orders', one, { customer_note: `${what}, of ${from}` });
			await webhooks().idle();
			rule.remove();
			// A success in between also keeps the shop from disabling the webhook.
			shop().update('orders', other, { customer_note: `proven, of ${from}` });
		});
		expect(statusesAt(eventsUrl(), from)).toEqual([status, 200]);
		const items = started.flatMap((execution) => itemsOf(execution, TRIGGER));
		expect(items.map(({ json }) => json.objectId)).toEqual([String(other)]);
	});

	it('starts one execution for a delivery that arrives three times', async () => {
		const from = webhooks().deliveries.length;
		const match = { path: /events-alone/, topic: 'order.created' };
		webhooks().faults.push({ match, times: 1, effect: { kind: 'duplicate', times: 2 } });
		expect(await executionsOf(newOrder)).toHaveLength(1);
		expect(statusesAt(eventsUrl(), from)).toEqual([200, 200, 200, 200]);
	});

	it('returns 200 and starts nothing if the object is gone before the delivery', async () => {
		webhooks().deliverByHand();
		const from = webhooks().deliveries.length;
		const started = await executionsOf(async () => {
			const [id] = shop().ids('orders').slice(-1);
			shop().update('orders', id, {});
			shop().remove('orders', id);
			await webhooks().deliverDue();
		});
		webhooks().deliverAutomatically(0);
		expect(statusesAt(eventsUrl(), from)).toEqual([200]);
		expect(started).toEqual([]);
	});
});

describe('webhooks and poll together', () => {
	const arrived = () => callback.received.flatMap(({ events }) => events);
	const labelOf = ({ eventType, objectType, objectId }: Record<string, string>) =>
		`${eventType} ${objectType} ${objectId}`;
	const told = () => arrived().map(labelOf);
	/** From here on each change is expected once, over all tests. */
	const expected: string[] = [];

	beforeAll(async () => {
		await waitForPolls(3);
		callback.received.length = 0;
	}, 120_000);

	/** Each poll asks for the newest order. */
	async function waitForPolls(count: number): Promise<void> {
		const polls = () =>
			sandbox.wooCommerce.requests.entries.filter(
				({ resource, parameters }) => resource === 'orders' && parameters.per_page === '1',
			).length;
		const before = polls();
		await waitFor(() => polls() >= before + count, SOON_MS, `${count} polls`);
	}

	async function expectToldBy(trigger: string, events: readonly string[]): Promise<void> {
		const isThere = (event: string) => told().includes(event);
		await waitFor(() => events.every(isThere), SOON_MS, `all of ${events.join(', ')}`);
		const tellers = await Promise.all(events.map(tellerOf));
		expect(tellers).toEqual(events.map(() => trigger));
	}

	/** The trigger of the execution in which an event was delivered. */
	async function tellerOf(event: string): Promise<string> {
		const { id } = arrived()[told().indexOf(event)];
		const delivering = await waitFor(
			async () =>
				(await n8n.executions({ workflowId: HYBRID, status: 'success' })).find((execution) =>
					itemsOf(execution, 'Signed Event').some(({ json }) =>
						(json.events as string[]).includes(id),
					),
				),
			SOON_MS,
			`the execution that delivered ${event}`,
		);
		return TRIGGER in delivering.nodes ? TRIGGER : POLL;
	}

	/** Runs `act` while the shop delays the lists of the polls, so that only webhooks report its changes. */
	async function whilePollsWait(act: () => Promise<unknown>): Promise<void> {
		const { held, release } = hold();
		const match = { method: 'GET', path: /\/(customers|coupons|orders|products)$/ };
		const rule = sandbox.wooCommerce.faults.push({ match, beforeAnswer: async () => await held });
		try {
			await act();
		} finally {
			rule.remove();
			release();
		}
	}

	function edit(name: string, index: number, fault?: DeliveryFault): string {
		const id = shop().ids(name, name === 'customers' ? 'customer' : undefined)[index];
		if (fault !== undefined) spoilNext(`${name.slice(0, -1)}.updated`, id, fault);
		shop().update(name, id, { description: 'x', customer_note: 'x', first_name: 'x' });
		const event = `UPDATED ${name} ${id}`;
		expected.push(event);
		return event;
	}

	function create(name: string, fault?: DeliveryFault): string {
		if (fault !== undefined) spoilNext(`${name.slice(0, -1)}.created`, undefined, fault);
		const { id } = shop().create(name, { line_items: [] });
		const event = `CREATED ${name === 'coupons' ? 'discounts' : name} ${String(id)}`;
		expected.push(event);
		return event;
	}

	function spoilNext(topic: string, id: number | undefined, effect: DeliveryFault): void {
		const match = { path: hybridPath(), topic, ...(id === undefined ? {} : { id }) };
		webhooks().faults.push({ match, times: 1, effect });
	}

	const away = 'http://127.0.0.1:9/elsewhere';
	let spoiledAt: number;

	it('report by the poll what disabled, deleted or redirected webhooks miss', async () => {
		await webhooks().disable(hookAt(hybridUrl(), 'customer.updated').id);
		webhooks().remove(hookAt(hybridUrl(), 'coupon.created').id);
		await webhooks().retarget(hookAt(hybridUrl(), 'customer.created').id, away);
		await webhooks().disable(hookAt(eventsUrl(), 'action.wc_probe').id);
		spoiledAt = Date.now();
		await expectToldBy(POLL, [create('coupons'), create('customers'), edit('customers', 1)]);
	});

	it('report by the webhook what it delivers', async () => {
		await whilePollsWait(async () => {
			const [trashed] = shop().ids('products');
			shop().trash('products', trashed);
			const removed = shop().ids('customers', 'customer')[2];
			shop().remove('customers', removed);
			const deletes = [`DELETED products ${trashed}`, `DELETED customers ${removed}`];
			expected.push(...deletes);
			const made = ['orders', 'products'].flatMap((name) => [create(name), edit(name, 2)]);
			await expectToldBy(TRIGGER, [...made, ...deletes]);
		});
	});

	it('report by the poll what is lost, forged or changed on its way, and what WooCommerce never sends', async () => {
		const polled = [
			create('orders', { kind: 'drop' }),
			create('products', { kind: 'forge', secret: 'guess' }),
			edit('orders', 3, { kind: 'forge' }),
			edit('products', 4, { kind: 'drop' }),
			edit('products', 5, { kind: 'tamper' }),
		];
		// WooCommerce sends `order.updated` with a creation. Without `order.created`, that is an update.
		expected.push(polled[0].replace('CREATED', 'UPDATED'));
		// An object that the poll knows. One created and removed between two polls is never reported.
		const removed = shop().ids('orders')[6];
		shop().remove('orders', removed);
		expected.push(`DELETED orders ${removed}`);
		await expectToldBy(POLL, [...polled, `DELETED orders ${removed}`]);
	});

	it('report once what arrives repeatedly, late or out of order', async () => {
		await whilePollsWait(async () => {
			const quick = [
				create('products', { kind: 'duplicate', times: 3 }),
				edit('products', 6, { kind: 'duplicate', times: 2 }),
				edit('products', 7, { kind: 'reorder' }),
				edit('products', 8),
			];
			await expectToldBy(TRIGGER, quick);
		});
		const { held, release } = hold();
		const beforeAnswer = async () => await held;
		const match = { path: hybridPath(), topic: 'order.updated' };
		webhooks().faults.push({ match, times: 1, beforeAnswer });
		await expectToldBy(POLL, [edit('orders', 4)]);
		release();
		await webhooks().idle();
	});

	it('have their webhooks restored within one check interval, which is logged', async () => {
		const all = [
			[hybridUrl(), 'coupon.created'],
			[hybridUrl(), 'customer.created'],
			[hybridUrl(), 'customer.updated'],
			[eventsUrl(), 'action.wc_probe'],
		];
		const isActive = ([url, topic]: string[]) =>
			webhooks().hooks.some(
				(hook) => hook.deliveryUrl === url && hook.topic === topic && hook.status === 'active',
			);
		const left = CHECK_INTERVAL_MS - (Date.now() - spoiledAt);
		await waitFor(() => all.every(isActive), left, 'the webhooks to be back');
		// Forged deliveries restore webhooks as well, because the secret may have changed.
		const restored = [
			'updated customer.updated, disabled',
			'created coupon.created',
			'created customer.created',
			'updated action.wc_probe, disabled',
		];
		const isSaid = (what: string) =>
			new RegExp(`${TRIGGER}: The node restored its subscriptions .*${what}`).test(n8n.output());
		await waitFor(() => restored.every(isSaid), SOON_MS, 'the log to say so');
		expect(n8n.output()).toContain('Only a WooCommerce Poll Trigger finds the missed changes.');
		await whilePollsWait(async () => {
			const again = [create('coupons'), create('customers'), edit('customers', 3)];
			await expectToldBy(TRIGGER, again);
		});
	});

	it('deliver each event of both once after the callback was away', async () => {
		const before = callback.received.length;
		callback.answerWith(503);
		const removed = shop().ids('orders')[5];
		shop().remove('orders', removed);
		// Only the poll reports a permanent delete.
		const missed = [`DELETED orders ${removed}`, edit('orders', 7), create('products')];
		expected.push(`DELETED orders ${removed}`);
		const waits = async () => await n8n.executions({ workflowId: HYBRID, status: 'waiting' });
		const waiting = async () =>
			(await waits()).flatMap((one) => itemsOf(one, 'Message')).map(({ json }) => json.events);
		const isHeld = async () => {
			const held = (await waiting()).flat();
			const attempted = callback.received.slice(before).flatMap(({ events }) => events);
			const idsOf = (event: string) =>
				attempted.filter((one) => labelOf(one) === event).map(({ id }) => id);
			return missed.every((event) => idsOf(event).some((id) => held.includes(id)));
		};
		await waitFor(isHeld, SOON_MS, 'all of them to wait');
		await waitForPolls(3);
		callback.received.splice(before);
		callback.answerWith(200);
		const labels = () =>
			callback.received.slice(before).flatMap(({ events }) => events.map(labelOf));
		const isOver = async () =>
			missed.every((event) => labels().includes(event)) && (await waits()).length === 0;
		await waitFor(isOver, AWAY_MS, 'the end of the waits');
		expect(labels().sort()).toEqual([...missed].sort());
	});

	it('have reported each change once, and nothing else', async () => {
		await waitForPolls(4);
		expect(told().sort()).toEqual([...expected].sort());
		expect(callback.received.map(({ verified }) => verified)).not.toContain(false);
	});

	it('stored nothing about the webhooks, had no failure, and logged no secret', async () => {
		expect(await n8n.staticData(EVENTS)).toEqual({});
		expect(Object.keys(await n8n.staticData(HYBRID))).toEqual([`node:${POLL}`]);
		expect(await n8n.executions({ status: 'error' })).toEqual([]);
		for (const { secret } of webhooks().hooks) expect(n8n.output()).not.toContain(secret);
		expect(n8n.output()).not.toContain(sandbox.wooCommerce.keys.consumerSecret);
	});

	it('remove all their own webhooks at deactivation and no others', async () => {
		await n8n.unpublish([EVENTS, HYBRID]);
		expect(webhooks().hooks.map(({ deliveryUrl }) => deliveryUrl)).toEqual([away]);
	});
});
