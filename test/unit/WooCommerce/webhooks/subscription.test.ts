import { send } from '../../../../nodes/WooCommerce/client/api';
import { CreatedWebhooks } from '../../../../nodes/WooCommerce/webhooks/createdWebhooks';
import { wooCommerce } from '../../../../nodes/WooCommerce/webhooks/vendor';
import { TOPICS } from '../../../../nodes/WooCommerce/webhooks/topics';
import { reconcile } from '../../../../nodes/host/trigger/subscription/reconcile';
import { withCappedPages } from '../cappedPages';
import { Hooked, said } from './hooked';
import { sandboxShop } from '../sandboxShop';

/** Each test opens a shop of its own. */

let hooked: Hooked;

beforeEach(async () => (hooked = await Hooked.open()));
afterEach(async () => await hooked.close());

const hooks = () => hooked.webhooks.hooks;
const hookOf = (topic: string) => {
	const hook = hooks().find(
		(one) => one.topic === topic && one.deliveryUrl === hooked.receiver.url,
	);
	if (hook === undefined) throw new Error(`no webhook ${topic}`);
	return hook;
};
const order = () => hooked.shop.ids('orders')[0];
const editOrder = () =>
	hooked.shop.update('orders', order(), { customer_note: String(hooked.clock.now()) });

describe('subscribing', () => {
	it('creates a webhook for every topic of the table and for actions', async () => {
		await hooked.close();
		hooked = await Hooked.open({ subscriptions: 1 });
		const all = [...TOPICS.map(({ topic }) => topic), 'action.woocommerce_x', 'action.wc_y'];
		const { problems } = await hooked.subscribe(all);
		expect(problems).toEqual([]);
		expect(
			hooks()
				.map(({ topic }) => topic)
				.sort(),
		).toEqual([...all].sort());
		for (const hook of hooks()) {
			expect(hook).toMatchObject({ status: 'active', deliveryUrl: hooked.receiver.url });
			expect(hook.secret).toMatch(/^[0-9a-f]{64}$/);
			expect(hook.name).toBe(`n8n: ${hook.topic}`);
		}
		expect(new Set(hooks().map(({ secret }) => secret)).size).toBe(all.length);
	});

	it('finds its webhooks behind those of others if the shop lists at most 50 a page', async () => {
		const { shop } = hooked.connection;
		const topics = ['order.created', 'order.updated'];
		await hooked.subscribe([]);
		for (let other = 0; other < 130; other++)
			await send(shop, 'POST', 'wc/v3/webhooks', {
				json: { topic: 'order.created', delivery_url: `https://other.example/${other}` },
			});
		hooked.connection.shop = withCappedPages(shop, 50);
		for (let starts = 0; starts < 3; starts++) {
			hooked.connection.createdWebhooks = new CreatedWebhooks();
			expect(await hooked.subscribe(topics)).toMatchObject({ problems: [] });
		}
		const own = hooks().filter(({ deliveryUrl }) => deliveryUrl === hooked.receiver.url);
		expect(own.map(({ topic }) => topic).sort()).toEqual(topics);
	});

	it('accepts the ping that arrives before the response of the shop', () => {
		expect(hooked.receiver.pings).toHaveLength(hooks().length);
		for (const { headers, body } of hooked.receiver.pings) {
			const delivery = { headers, body: Buffer.from(body), address: 'x', receivedAt: 0 };
			expect(hooked.verify(delivery)).toEqual({ ok: true, kind: 'greeting' });
		}
	});

	it('names the version for product.published, and subscribes to the other topics', async () => {
		await hooked.close();
		hooked = await Hooked.open({ webhooks: { lacks: ['product.published'] } });
		const add = async (topics: string[]) => {
			hooked.connection.topics = topics;
			const { receiver, connection } = hooked;
			const urls = { wanted: receiver.url, all: { default: receiver.url } };
			return await reconcile(wooCommerce.subscriptions!, connection, urls);
		};
		expect(await add(['product.published', 'order.updated'])).toMatchObject({
			problems: [{ isOptional: true, message: expect.stringMatching(/WooCommerce below 10\.9/) }],
		});
		expect(hooks().map(({ topic }) => topic)).toEqual(['order.updated']);
		const { problems } = await add(['product.published']);
		expect(problems[0]).not.toHaveProperty('isOptional');
	});

	it('names a change if the response to it has another webhook', async () => {
		await hooked.subscribe(['order.updated']);
		await hooked.webhooks.edit(hookOf('order.updated').id, { status: 'paused' });
		const other = { id: 99, topic: 'order.created', delivery_url: 'https://other.example/' };
		const effect = { kind: 'status', status: 200, body: { ...other, status: 'active' } } as const;
		hooked.sandbox.wooCommerce.faults.push({ match: { method: 'PUT' }, effect });
		const { problems } = await hooked.subscribe(['order.updated']);
		expect(problems[0].message).toMatch(
			/^Changing the webhook order\.updated failed: .* returned a different webhook \(ID 99, not removed\)\./,
		);
	});

	it('does not create webhooks again and again if a cache repeats the list', async () => {
		for (const cache of [{ minds: 'all parameters' }, { heeds: 'no-cache' }, {}] as const) {
			hooked.clock.advance(60_000);
			for (const topics of [[], []]) await hooked.subscribe(topics);
			expect(hooks()).toEqual([]);
			const match = { method: 'GET', path: /webhooks$/ };
			const effect = { kind: 'staleCache', ...cache } as const;
			hooked.sandbox.wooCommerce.faults.push({ match, effect });
			const checks = [];
			for (let check = 0; check < 4; check++) {
				hooked.clock.advance(60_000);
				checks.push(await hooked.subscribe(TOPICS.slice(0, 2).map(({ topic }) => topic)));
			}
			const messages = checks.flatMap(({ problems }) => problems.map(({ message }) => message));
			expect(hooks()).toHaveLength(2);
			if ('minds' in cache || 'heeds' in cache) expect(messages).toEqual([]);
			else expect(messages[0]).toMatch(/a cache is returning an outdated list/);
			hooked.sandbox.wooCommerce.faults.clear();
		}
	});

	it('names the topic that the shop does not know', async () => {
		const { problems } = await hooked.subscribe(['order.updated', 'booking.created']);
		expect(problems.map(({ message }) => message)).toEqual([
			expect.stringMatching(/^Webhook booking\.created: .*invalid_topic/),
		]);
		expect(hooks().map(({ topic }) => topic)).toEqual(['order.updated']);
	});

	it('leaves no webhook if the shop accepts a topic and stores none', async () => {
		const { problems } = await hooked.subscribe(['action.WooCommerce_x']);
		expect(problems.map(({ message }) => message)).toEqual([
			expect.stringMatching(/Creating the webhook action\.WooCommerce_x failed/),
		]);
		expect(hooks()).toEqual([]);
	});

	it('explains what a read-only key lacks without showing it', async () => {
		const keys = hooked.sandbox.wooCommerce.addKey('read');
		const { url } = hooked.sandbox.wooCommerce;
		hooked.connection.shop.send = sandboxShop({ url, keys }, hooked.clock).send;
		const { problems } = await hooked.subscribe(['order.updated', 'action.wc_new']);
		expect(problems).not.toEqual([]);
		for (const { message } of problems)
			expect(message).toMatch(/may read the webhooks of .*, but not change them.*Read\/Write/);
		expect(JSON.stringify(problems)).not.toContain(keys.consumerSecret);
	});

	it.each([
		[[], /no topic is chosen/],
		[['orders'], /The topic "orders" cannot be used: it is not the name of a topic/],
		[['Order.x'], /The topic "Order\.x" cannot be used: it is not the name of a topic/],
		[['order.up dated'], /is not the name of a topic/],
	])('rejects the topics %p', (topics, says) => {
		expect(wooCommerce.configError?.({ ...hooked.connection, topics })).toMatch(says);
	});
});

describe('a webhook is restored', () => {
	const check = async () => {
		const { done, problems } = await hooked.subscribe();
		expect(problems).toEqual([]);
		return done;
	};

	it('that WooCommerce disabled after seven failures, and its deliveries verify again', async () => {
		hooked.receiver.answer = () => ({ status: 500 });
		for (let count = 0; count < 7; count++) {
			hooked.clock.advance(60_000);
			editOrder();
			await hooked.deliveries();
		}
		expect(hookOf('order.updated')).toMatchObject({ status: 'disabled', failureCount: 6 });
		expect(await check()).toEqual(['updated order.updated, disabled']);
		hooked.receiver.answer = () => ({ status: 200 });
		hooked.clock.advance(60_000);
		editOrder();
		expect(said(await hooked.events())).toEqual([`UPDATED orders ${order()}`]);
		expect(hookOf('order.updated')).toMatchObject({ status: 'active', failureCount: 0 });
	});

	it('that was paused, and its queued deliveries are still sent', async () => {
		editOrder();
		await hooked.webhooks.edit(hookOf('order.updated').id, { status: 'paused' });
		expect(await check()).toEqual(['updated order.updated, paused']);
		expect(said(await hooked.events())).toEqual([`UPDATED orders ${order()}`]);
	});

	it('that was deleted', async () => {
		hooked.webhooks.remove(hookOf('order.updated').id);
		expect(await check()).toEqual(['created order.updated']);
		editOrder();
		expect(said(await hooked.events())).toEqual([`UPDATED orders ${order()}`]);
	});

	it('that got another URL: a new one is created and the other is left', async () => {
		const { id } = hookOf('order.updated');
		await hooked.webhooks.retarget(id, 'http://127.0.0.1:9/elsewhere');
		expect(await check()).toEqual(['created order.updated']);
		expect(hookOf('order.updated').id).not.toBe(id);
		expect(hooks().find((one) => one.id === id)?.deliveryUrl).toBe('http://127.0.0.1:9/elsewhere');
		await hooked.webhooks.retarget(id, hooked.receiver.url);
		expect(await check()).toEqual(['removed order.updated']);
	});

	it('whose topic was changed', async () => {
		await hooked.webhooks.edit(hookOf('order.updated').id, { topic: 'action.wc_x' });
		expect(await check()).toEqual(['removed action.wc_x', 'created order.updated']);
	});

	it('whose secret was changed, after one of its deliveries was rejected', async () => {
		const { id } = hookOf('order.updated');
		hooked.clock.advance(60_000);
		await hooked.webhooks.edit(id, { secret: 'somebody’s own' });
		expect(await check()).toEqual([]);
		editOrder();
		const [forged] = await hooked.deliveries();
		expect(hooked.verify(forged)).toMatchObject({ ok: false, reason: 'signature_mismatch' });
		expect(await check()).toEqual(['updated order.updated']);
		expect(await check()).toEqual([]);
		hooked.clock.advance(60_000);
		editOrder();
		expect(said(await hooked.events())).toEqual([`UPDATED orders ${order()}`]);
	});

	it('but not if its next delivery verifies: a stranger or an old secret caused the suspicion', async () => {
		editOrder();
		const [real] = await hooked.deliveries();
		const old = { ...hooked.connection, secret: 'cs_of_seconds_ago' };
		expect(wooCommerce.verify(real, old).ok).toBe(false);
		expect(hooked.verify(real).ok).toBe(true);
		expect(await check()).toEqual([]);
	});

	it('also if n8n’s clock was a day ahead when its last delivery verified', async () => {
		hooked.clock.advance(60_000);
		editOrder();
		const [real] = await hooked.deliveries();
		const ahead = hooked.clock.now() + 86_400_000;
		expect(hooked.verify({ ...real, receivedAt: ahead }).ok).toBe(true);
		hooked.clock.advance(300_000);
		await hooked.webhooks.edit(hookOf('order.updated').id, { secret: 'somebody’s own' });
		editOrder();
		const [forged] = await hooked.deliveries();
		expect(hooked.verify(forged).ok).toBe(false);
		expect(await check()).toEqual(['updated order.updated']);
	});

	it('but not if the shop waited a minute for the response to a delivery', async () => {
		hooked.clock.advance(60_000);
		editOrder();
		const [real] = await hooked.deliveries();
		expect(hooked.verify(real).ok).toBe(true);
		hooked.clock.advance(1_000);
		hooked.verify({ ...real, headers: { ...real.headers, 'x-wc-webhook-signature': 'AAAA' } });
		hooked.clock.advance(59_000);
		// It then saves the webhook, as a person does.
		await hooked.webhooks.edit(hookOf('order.updated').id, { name: 'Orders' });
		expect(await check()).toEqual([]);
	});

	it('but not if only a stranger sent a delivery', async () => {
		editOrder();
		const [real] = await hooked.deliveries();
		expect(hooked.verify(real).ok).toBe(true);
		hooked.clock.advance(10_000);
		const headers = { ...real.headers, 'x-wc-webhook-signature': 'AAAA' };
		const forged = { ...real, headers, receivedAt: hooked.clock.now() };
		for (let count = 0; count < 3; count++) {
			expect(hooked.verify(forged)).toMatchObject({ ok: false, reason: 'signature_mismatch' });
			expect(await check()).toEqual([]);
			hooked.clock.advance(60_000);
		}
		// Once the shop's own deliveries fail, the doubt counts.
		await hooked.webhooks.edit(hookOf('order.updated').id, { secret: 'somebody’s own' });
		expect(await check()).toEqual(['updated order.updated']);
	});

	it('but not if a stranger sends one just after a delivery or after the check that set it', async () => {
		const forge = (real: { headers: object }) => ({
			...(real as Parameters<typeof hooked.verify>[0]),
			headers: { ...real.headers, 'x-wc-webhook-signature': 'AAAA' },
			receivedAt: hooked.clock.now(),
		});
		editOrder();
		const [real] = await hooked.deliveries();
		expect(hooked.verify(real).ok).toBe(true);
		hooked.clock.advance(1_000);
		for (let count = 0; count < 4; count++) {
			hooked.verify(forge(real));
			expect(await check()).toEqual([]);
			hooked.clock.advance(900_000);
			hooked.verify(forge(real));
		}
		await hooked.webhooks.edit(hookOf('order.updated').id, { secret: 'somebody’s own' });
		expect(await check()).toEqual(['updated order.updated']);
		hooked.clock.advance(1_000);
		hooked.verify(forge(real));
		expect(await check()).toEqual([]);
	});

	it('but not if a proxy encoded a delivery again, because no secret fits that', async () => {
		hooked.shop.update('orders', order(), { customer_note: 'Grüße' });
		const [real] = await hooked.deliveries();
		expect(wooCommerce.isReencoded?.(real.body)).toBe(false);
		const body = Buffer.from(JSON.stringify(JSON.parse(real.body.toString())));
		expect(wooCommerce.isReencoded?.(body)).toBe(true);
		expect(hooked.verify({ ...real, body })).toMatchObject({ reason: 'signature_mismatch' });
		expect(await check()).toEqual([]);
	});

	it('but not for a delivery of an unwanted topic or without a signature', async () => {
		editOrder();
		const [real] = await hooked.deliveries();
		const forge = (headers: Record<string, string | undefined>) =>
			hooked.verify({ ...real, headers: { ...real.headers, ...headers } });
		expect(forge({ 'x-wc-webhook-topic': 'order.unwanted' }).ok).toBe(false);
		expect(forge({ 'x-wc-webhook-signature': undefined }).ok).toBe(false);
		expect(await check()).toEqual([]);
	});
});
