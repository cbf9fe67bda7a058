import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import type { Change } from '../../../../nodes/core/event';
import type { Notice } from '../../../../nodes/core/health/incident';
import { sumCounts } from '../../../../nodes/core/health/ledger';
import { ok, PROBLEM, type Problem, type Result } from '../../../../nodes/core/result';
import type { Begun, CatchUp, CaughtUp, Cursor } from '../../../../nodes/core/vendor';
import { box } from '../../../../nodes/Box/vendor';
import { health } from '../../../../nodes/host/health/registry';
import { shopify } from '../../../../nodes/Shopify/vendor';
import { prover, type Connection } from '../../../n8n/fixtures/prover/vendor';
import { headersOf } from '../../../sandbox/box/courier';
import { ManualClock } from '../../../sandbox/clock';
import { WooCommerceSandbox } from '../../../sandbox/woocommerce/server';
import { ShopifySandbox } from '../../../sandbox/shopify/server';
import { connectTo, SEED_SCOPES } from '../../Shopify/sandboxShop';
import { Web } from '../../WooCommerce/poll/web';
import { bind, CREDENTIAL, FakeHub, fakeRequest, provenRequest } from '../fakes';
import { CHECK, MINUTE, WatchedNode } from './watchedNode';

/*
 * Faults of the vendor, the subscription, the credential and the poll, each in its own node. A fault counts as named if the
 * incident has the right kind and cause, and a next step that corrects it. The count is in docs/health.md.
 */

/** A vendor's list of changes. Its dates are now. */
class Changes implements CatchUp<Connection> {
	private readonly entries: Change[] = [];
	problem: Problem | undefined;
	unread: CaughtUp['unread'];

	happen(id: string, date = new Date(Date.now() + 5 * CHECK).toISOString()): Change {
		const change: Change = {
			...{ eventType: 'CREATED', kind: 'CREATED', objectType: 'orders', objectId: id },
			...{ date, revision: 'born', topic: 'order.created', raw: { id } },
		};
		this.entries.push(change);
		return change;
	}

	async begin(): Promise<Result<Begun>> {
		const watermark = this.entries.length;
		return ok({ cursor: { since: 0, watermark } });
	}

	async look(_connection: Connection, cursor: Cursor): Promise<Result<CaughtUp>> {
		if (this.problem) return { ok: false, problem: this.problem };
		const changes = this.entries.slice(cursor.watermark);
		const watermark = this.entries.length;
		return ok({ changes, cursor: { ...cursor, watermark }, unread: this.unread });
	}
}

/** A node of the prover, with catch-up and subscriptions. */
async function proverNode() {
	const hub = new FakeHub();
	const changes = new Changes();
	const said = { account: 'prover.example', secret: 'a-secret' };
	const reported: { change?: Change } = {};
	const vendor = {
		...prover,
		catchUp: changes,
		normalize: async () => ok(reported.change === undefined ? [] : [reported.change]),
	};
	const base = bind(hub);
	const config = {
		...base,
		vendor,
		connect: (functions: unknown, credential = {}) =>
			base.connect(functions, { secret: said.secret, ...credential }),
	};
	const watched = await new WatchedNode(config).activate();
	let deliveries = 0;
	const request = (change?: Change, options = {}) => {
		reported.change = change;
		const told = { topic: 'order.created', object: { id: ++deliveries } };
		return provenRequest(told, { deliveryId: `delivery-${deliveries}`, ...options });
	};
	return { hub, changes, said, watched, request };
}

/** A node of a Shopify simulator. */
async function shopifyNode(topics?: string) {
	const sandbox = await ShopifySandbox.start({ scopes: SEED_SCOPES });
	const connection = connectTo(sandbox, { topics });
	const config = {
		vendor: shopify,
		credentialType: () => CREDENTIAL,
		connect: () => ok(connection),
	};
	const watched = await new WatchedNode(config).activate();
	const order = (id: number) =>
		JSON.stringify({ id, updated_at: new Date().toISOString(), note: 'a/b' });
	const request = (
		body: Buffer,
		{ secret = sandbox.app.clientSecret, ...headers }: Record<string, string> = {},
	) => {
		const sent: Record<string, string> = {
			'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
			'x-shopify-topic': 'orders/create',
			'x-shopify-shop-domain': sandbox.domain,
			'x-shopify-api-version': '2026-10',
			'x-shopify-webhook-id': `webhook-${Math.random()}`,
			...headers,
		};
		return fakeRequest(
			body,
			Object.fromEntries(
				Object.entries(sent).flatMap(([name, one]) => (one ? [[name, [one]]] : [])),
			),
		);
	};
	return { sandbox, connection, watched, order, request };
}

/** A node of Box that only receives. */
function boxNode() {
	const keys = { primary: 'primary-key', secondary: '' };
	const connection = { keys, targets: [], triggers: ['FILE.UPLOADED'], now: Date.now };
	const watched = new WatchedNode({
		vendor: { ...box, subscriptions: undefined, catchUp: undefined, inspect: undefined },
		credentialType: () => CREDENTIAL,
		connect: () => ok(connection as never),
	});
	const deliver = async (signed: string, { sent = signed, at = Date.now() } = {}) => {
		const headers = Object.entries(headersOf(Buffer.from(signed), keys, at));
		const distinct = headers.map(([name, value]) => [name.toLowerCase(), [value]]);
		return await watched.deliver(fakeRequest(Buffer.from(sent), Object.fromEntries(distinct)));
	};
	return { watched, deliver };
}

const sandboxes: ShopifySandbox[] = [];
afterAll(async () => {
	for (const sandbox of sandboxes) await sandbox.close();
});

async function openShopify(topics?: string) {
	const opened = await shopifyNode(topics);
	sandboxes.push(opened.sandbox);
	return opened;
}

/** Lets the same happen three times. */
async function thrice(act: (index: number) => Promise<unknown>): Promise<void> {
	for (let index = 0; index < 3; index++) await act(index);
}

describe('deliveries that arrive and are rejected', () => {
	it('names a wrong secret', async () => {
		const { watched, order, request } = await openShopify();
		await thrice((index) =>
			watched.deliver(request(Buffer.from(order(index)), { secret: 'another-secret' })),
		);
		expect(watched.words()).toEqual(['opened deliveries_rejected/signature_mismatch']);
		expect(watched.last().nextStep).toMatch('Enter the current signing secret');
		expect(watched.last().facts).toMatchObject({ count: 3 });
		expect(watched.failures).toEqual([]);
	});

	it('names a secret that was replaced at the vendor, and closes once the new one is entered', async () => {
		const { watched, said, request } = await proverNode();
		expect(await watched.deliver(request())).toBe(200);
		await thrice(() => watched.deliver(request(undefined, { secret: 'new-secret' })));
		expect(watched.words()).toEqual(['opened deliveries_rejected/signature_mismatch']);
		said.secret = 'new-secret';
		watched.node.credential = { id: '2', data: {} };
		expect(await watched.deliver(request(undefined, { secret: 'new-secret' }))).toBe(200);
		expect(watched.words()[1]).toBe('closed deliveries_rejected/signature_mismatch');
	});

	it('names a proxy that encodes the JSON again', async () => {
		const { watched, deliver } = boxNode();
		await thrice(async (index) => {
			const signed = `{"type":"webhook_event","id":"${index}","name":"a\\/b"}`;
			await deliver(signed, { sent: signed.replace('\\/', '/') });
		});
		expect(watched.words()).toEqual(['opened deliveries_rejected/body_reencoded']);
		expect(watched.last().nextStep).toMatch('pass bodies on unchanged');
	});

	it('names a proxy that removes the signature', async () => {
		const { watched, order, request } = await openShopify();
		await thrice((index) =>
			watched.deliver(request(Buffer.from(order(index)), { 'x-shopify-hmac-sha256': '' })),
		);
		expect(watched.words()).toEqual(['opened deliveries_rejected/signature_missing']);
		expect(watched.last().nextStep).toMatch('pass all headers on');
	});

	it('names a proxy that compresses the body', async () => {
		const { watched, order, request } = await openShopify();
		await thrice(async (index) => {
			const body = Buffer.from(order(index));
			const { headersDistinct } = request(body, { 'content-encoding': 'br' });
			const headers = headersDistinct as Record<string, string[]>;
			await watched.deliver(fakeRequest(gzipSync(body), headers));
		});
		expect(watched.words()).toEqual(['opened deliveries_rejected/body_compressed']);
		expect(watched.last().nextStep).toMatch('compression');
	});

	it('names a body that is too large, also if smaller deliveries arrive', async () => {
		const { watched, request } = await proverNode();
		const large = Buffer.alloc(16 * 1024 * 1024 + 1);
		await thrice(async () => {
			await watched.deliver(fakeRequest(large));
			await watched.deliver(request());
		});
		expect(watched.words()).toEqual(['opened deliveries_rejected/body_too_large']);
		expect(watched.last().nextStep).toMatch('N8N_PAYLOAD_SIZE_MAX');
	});

	it('names a clock of n8n that is 20 minutes off', async () => {
		const { watched, deliver } = boxNode();
		const at = Date.now() - 20 * MINUTE;
		await thrice((index) => deliver(`{"type":"webhook_event","id":"${index}"}`, { at }));
		expect(watched.words()).toEqual(['opened deliveries_rejected/timestamp_out_of_tolerance']);
		expect(watched.last().nextStep).toMatch('Synchronize the clock');
	});

	it('names a workflow that takes longer than the vendor waits', async () => {
		const { watched, request, changes } = await proverNode();
		watched.node.parameters = { acknowledge: 'finished' };
		await thrice((index) => watched.deliver(request(changes.happen(`${index}`)), true));
		expect(watched.words()).toEqual(['opened deliveries_rejected/abandoned']);
		expect(watched.last().nextStep).toMatch('When Received');
	});

	it('names a node whose credential was deleted', async () => {
		const { watched, request } = await proverNode();
		watched.node.credential = undefined;
		await thrice(() => watched.deliver(request()));
		expect(watched.words()).toEqual(['opened deliveries_rejected/not_configured']);
		expect(watched.last().nextStep).toMatch('choose a credential');
	});
});

describe('subscriptions', () => {
	it('names one that was deleted, and says what catch-up found', async () => {
		const { watched, hub, changes } = await proverNode();
		await watched.check();
		hub.held = [];
		changes.happen('1');
		changes.happen('2');
		expect(await watched.check()).toEqual(['1', '2']);
		expect(watched.words()).toEqual([
			'opened subscription_restored/subscription_changed',
			'closed subscription_restored/subscription_changed',
		]);
		expect(watched.last()).toMatchObject({
			facts: { caughtUp: 2, restored: 'created order.created' },
			needsPerson: false,
			sentence: expect.stringMatching(/removed or changed at the vendor after 20/),
		});
		expect(watched.failures).toEqual([]);
	});

	it('names one that the vendor disabled', async () => {
		const { watched, hub } = await proverNode();
		hub.held = hub.held.map((one) => ({ ...one, isActive: false }));
		await watched.check();
		expect(watched.words()[0]).toBe('opened subscription_restored/subscription_changed');
		expect(watched.last().facts).toMatchObject({ restored: 'updated order.created, disabled' });
	});

	it('names one that was retargeted to another URL', async () => {
		const { watched, sandbox } = await openShopify();
		const [{ id }] = sandbox.subscriptions.all;
		sandbox.subscriptions.update(id, { uri: 'https://elsewhere.example/hook' } as never);
		await watched.check();
		expect(watched.words()).toEqual([
			'opened subscription_restored/subscription_changed',
			'closed subscription_restored/subscription_changed',
		]);
	});

	it('names a topic that the credential may no longer subscribe to', async () => {
		const { watched, hub } = await proverNode();
		hub.held = [];
		hub.forbidden = 'order.created';
		await watched.check(3);
		expect(watched.words()).toEqual(['opened credential_rejected/forbidden']);
		expect(watched.failures).toHaveLength(1);
		expect(watched.failures[0]).toMatch('The key may not read orders.');
	});

	it('names a WEBHOOK_URL that the vendor cannot call', async () => {
		const hub = new FakeHub();
		const base = bind(hub);
		const callable = () => ({ vendor: 'The hub', isHttpsOnly: true, ports: [443] });
		const vendor = { ...prover, subscriptions: { ...prover.subscriptions!, callable } };
		const watched = new WatchedNode({ ...base, vendor });
		watched.node.urls = { default: 'http://localhost:5678/webhook/x', setup: 'http://localhost/x' };
		await watched.activate('init');
		await watched.check(3);
		expect(hub.held).toEqual([]);
		expect(watched.words()).toEqual(['opened subscription_failing/misconfigured']);
		expect(watched.last().nextStep).toMatch("Set n8n's WEBHOOK_URL");
	});

	it('names a subscription that is right, and deliveries that do not arrive', async () => {
		const { watched, changes } = await proverNode();
		await watched.check();
		for (let index = 0; index < 4; index++) {
			changes.happen(`${index}`);
			await watched.check();
		}
		expect(watched.words()).toEqual(['opened deliveries_missing/not_delivered']);
		expect(watched.last().nextStep).toMatch("calls the node's Production URL");
		expect(watched.failures).toHaveLength(1);
	});

	it('names a burst of changes that no delivery reported, at the next check', async () => {
		const { watched, changes } = await proverNode();
		for (let index = 0; index < 5; index++) changes.happen(`${index}`);
		await watched.check();
		expect(watched.words()).toEqual([]);
		await watched.check();
		expect(watched.words()).toEqual(['opened deliveries_missing/not_delivered']);
	});

	it('names rejected deliveries as the reason why catch-up finds everything', async () => {
		const { watched, changes, request } = await proverNode();
		for (let index = 0; index < 4; index++) {
			const change = changes.happen(`${index}`);
			await watched.deliver(request(change, { secret: 'another' }));
			await watched.check();
		}
		expect(watched.words()).toEqual([
			'opened deliveries_rejected/signature_mismatch',
			'opened deliveries_missing/rejected',
		]);
		expect(watched.last()).toMatchObject({
			sentence: expect.stringMatching(/^Deliveries are rejected: their signature .*Only catch-up/),
			nextStep: expect.stringMatching(/^Enter the current signing secret/),
		});
		expect(watched.failures).toHaveLength(1);
		await watched.deliver(request(changes.happen('9')));
		expect(watched.words().slice(2)).toEqual([
			'closed deliveries_rejected/signature_mismatch',
			'closed deliveries_missing/rejected',
		]);
	});
});

describe('the credential and the vendor', () => {
	it('names a token that expired, once, although checks and catch-up fail', async () => {
		const { watched, sandbox } = await openShopify();
		sandbox.app.revokeTokens();
		await watched.check(5);
		expect(watched.words()).toEqual(['opened credential_rejected/unauthorized']);
		expect(watched.last().needsPerson).toBe(true);
		expect(watched.failures).toHaveLength(1);
	});

	it('names a scope that was removed', async () => {
		const { watched, sandbox } = await openShopify();
		const { app } = sandbox;
		const has = app.has.bind(app);
		app.has = (scope) => scope !== 'read_orders' && has(scope);
		await watched.check(4);
		const named = watched.words().filter((one) => one.includes('credential_rejected/forbidden'));
		expect(named.length).toBeGreaterThan(0);
		expect(watched.failures.join()).toMatch(/read_orders|orders/);
	});

	it('names a vendor that is down, and closes when it is back', async () => {
		const { watched, sandbox } = await openShopify();
		const fault = sandbox.faults.push({ effect: { kind: 'status', status: 503 } });
		await watched.check(4);
		expect(watched.words().sort()).toEqual([
			'opened catch_up_failing/failing',
			'opened subscription_failing/failing',
		]);
		fault.remove();
		await watched.check();
		expect(watched.words().filter((one) => one.startsWith('closed'))).toHaveLength(2);
	});

	it('names a vendor that cannot be reached', async () => {
		const { watched, changes, hub } = await proverNode();
		const problem = { reason: PROBLEM.unreachable, message: 'The shop is gone. Check its name.' };
		changes.problem = problem;
		hub.call = async () => ({ ok: false, problem });
		await watched.check(4);
		expect(watched.words().sort()).toEqual([
			'opened catch_up_failing/unreachable',
			'opened subscription_failing/unreachable',
		]);
	});

	it('names a rate limit, which needs no person', async () => {
		const { watched, changes } = await proverNode();
		changes.problem = { reason: PROBLEM.throttled, message: 'The limit is reached. Wait.' };
		await watched.check(5);
		expect(watched.words()).toEqual(['opened rate_limited/throttled']);
		expect(watched.failures).toEqual([]);
		changes.problem = undefined;
		await watched.check();
		expect(watched.words()[1]).toBe('closed rate_limited/throttled');
	});

	it('names the one list that catch-up cannot read', async () => {
		const { watched, changes } = await proverNode();
		const problem = { reason: PROBLEM.failing, message: 'The list failed. Wait.' };
		changes.unread = [{ list: 'refunds', problem }];
		await watched.check(4);
		expect(watched.words()).toEqual(['opened catch_up_failing/failing']);
		expect(watched.last()).toMatchObject({ about: 'refunds', facts: { list: 'refunds' } });
		changes.unread = undefined;
		await watched.check();
		expect(watched.words()[1]).toBe('closed catch_up_failing/failing');
	});
});

describe('n8n', () => {
	it('names executions that it cannot store', async () => {
		const { watched, changes } = await proverNode();
		changes.happen('1');
		watched.steady.now += CHECK;
		for (const { tick } of watched.node.crons) tick();
		for (let count = 0; count < 100; count++) await Promise.resolve();
		await new Promise((resolve) => setImmediate(resolve));
		for (const end of watched.node.endings) end(new Error('disk is full'));
		await new Promise((resolve) => setImmediate(resolve));
		expect(watched.words()).toEqual(['opened execution_not_stored/not_stored']);
		expect(watched.last().nextStep).toMatch("Check n8n's log and database");
		await watched.check();
		expect(watched.words()[1]).toBe('closed execution_not_stored/not_stored');
	});

	it('names a cron that it does not start any more', async () => {
		const { watched, request } = await proverNode();
		await watched.check(2);
		watched.node.crons = [];
		watched.steady.now += 4 * 60 * MINUTE;
		await watched.deliver(request());
		expect(watched.words()).toEqual(['opened checks_overdue/cron_blocked']);
		expect(watched.last().nextStep).toMatch('restart n8n');
	});

	it('names a silence of a vendor that cannot be asked for changes', async () => {
		const hub = new FakeHub();
		const watched = await new WatchedNode(bind(hub)).activate();
		for (let hour = 0; hour < 24 * 8; hour += 2) {
			await watched.check(8);
			const told = { topic: 'order.created', object: { id: hour } };
			await watched.deliver(provenRequest(told, { deliveryId: `${hour}` }));
		}
		await watched.check(90);
		expect(watched.words()).toEqual([]);
		await watched.check(10);
		expect(watched.words()).toEqual(['opened silent/no_delivery']);
	});
});

describe('the poll of WooCommerce', () => {
	const notices: Notice[] = [];
	const end = health.subscribe('poll test', (more) => notices.push(...more));
	afterAll(end);
	beforeEach(() => void (notices.length = 0));
	const words = () =>
		notices.map(({ state, incident: { kind, cause, about } }) =>
			[state, `${kind}/${cause}`, about].filter(Boolean).join(' '),
		);

	const clock = new ManualClock('2026-03-01T12:00:00Z');
	beforeEach(() => void jest.spyOn(Date, 'now').mockImplementation(() => clock.now()));
	afterEach(() => void jest.restoreAllMocks());

	async function open() {
		const options = { orders: 3, products: 3 };
		const shop = WooCommerceSandbox.open(7, clock, 'https://shop.example', options);
		const web = new Web(clock, { 'shop.example': shop }, ['orders', 'products']);
		web.credential = { storeUrl: 'https://shop.example', ...shop.keys };
		await web.poll();
		await web.poll();
		return { web, wooCommerce: shop };
	}

	it('names the one resource that fails', async () => {
		const { web, wooCommerce } = await open();
		const fault = wooCommerce.faults.push({
			match: { resource: 'products' },
			effect: { kind: 'status', status: 500 },
		});
		for (let count = 0; count < 4; count++) await web.poll().catch(() => undefined);
		expect(words()).toEqual(['opened poll_failing/failing products']);
		fault.remove();
		await web.poll();
		expect(words()[1]).toBe('closed poll_failing/failing products');
	});

	it('names keys that the shop rejects', async () => {
		const { web } = await open();
		web.credential.consumerSecret = 'cs_another';
		for (let count = 0; count < 4; count++) await web.poll().catch(() => undefined);
		expect(words()).toEqual(['opened credential_rejected/unauthorized poll']);
		expect(notices[0].incident.nextStep).toMatch(/key/i);
	});

	it('counts what it finds, and reports nothing about 100 quiet polls', async () => {
		const { web, wooCommerce } = await open();
		wooCommerce.shop.create('orders', {});
		let emitted = 0;
		for (let count = 0; count < 100; count++) emitted += (await web.poll()).length;
		expect(words()).toEqual([]);
		const ledger = health.ledgers()[health.ledgers().length - 1];
		expect(sumCounts(ledger.totals.values()).polling).toBe(emitted);
	});
});

describe('a healthy node opens no incident', () => {
	it('in 1,000 checks with deliveries, retries, catch-up, one failure now and then, and saves', async () => {
		const { watched, changes, hub, request } = await proverNode();
		for (let count = 0; count < 1_000; count++) {
			const isReported = count % 3 === 0;
			if (isReported) {
				const made = request(changes.happen(`${count}`));
				await watched.deliver(made);
				if (count % 9 === 0) await watched.deliver(made);
			}
			// A single delivery that is late, and one request of a stranger.
			if (count % 50 === 7) changes.happen(`late-${count}`);
			if (count % 20 === 11) await watched.deliver(fakeRequest(Buffer.from('{}')));
			if (count % 200 === 150) await watched.deactivate();
			if (count % 200 === 150) await watched.activate();
			// One failure passes.
			const isDown = count % 40 === 21;
			hub.failing = isDown;
			changes.problem = isDown ? { reason: PROBLEM.failing, message: 'Down. Wait.' } : undefined;
			await watched.check();
		}
		expect(watched.ticks).toBe(1_000);
		expect(watched.words()).toEqual([]);
		expect(watched.failures).toEqual([]);
	}, 120_000);

	it('after n8n was off for a day, and catch-up finds what happened', async () => {
		const { watched, changes } = await proverNode();
		const yesterday = new Date(Date.now() - 86_400_000).toISOString();
		for (let count = 0; count < 50; count++) changes.happen(`${count}`, yesterday);
		await watched.activate('init');
		await watched.check(5);
		expect(watched.words()).toEqual([]);
	});

	it('in a main process of queue mode, whose catch-up does not see the deliveries', async () => {
		const { changes, watched } = await proverNode();
		// Workers execute, so this process only emits.
		for (let count = 0; count < 20; count++) {
			changes.happen(`${count}`);
			watched.steady.now += CHECK;
			for (const { tick } of watched.node.crons) tick();
			for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
		}
		expect(watched.node.emitted.length).toBeGreaterThan(10);
		expect(watched.words()).toEqual([]);
	});
});

describe('the ledger', () => {
	it('has each way that a change came by, and a loss within one interval', async () => {
		const { watched, changes, request } = await proverNode();
		for (let count = 0; count < 6; count++) {
			const made = request(changes.happen(`by webhook ${count}`));
			await watched.deliver(made);
			await watched.deliver(made);
		}
		changes.happen('lost');
		await watched.check();
		const [ledger] = watched.state.health.ledgers();
		expect(sumCounts(ledger.totals.values())).toEqual({
			...{ webhook: 6, polling: 1, healed: 1, backfill: 0 },
			...{ late: 0, repeated: 6, confirmed: 6 },
		});
		expect(ledger).toMatchObject({ deliveries: 12, isActive: true, executions: 7 });
		expect(ledger.lastLookAt).toBeGreaterThan(0);
	});
});
