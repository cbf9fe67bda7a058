import { ManualClock } from './clock';
import { without, type JsonObject, type JsonValue } from './json';
import { startSandbox, type Sandbox } from './sandbox';
import { TestClient } from './testClient';
import { isSigned, WebhookReceiver } from './webhookReceiver';
import type { WooCommerceOptions } from './woocommerce/server';
import type { Shop } from './woocommerce/shop';
import type { DeliveryFault } from './woocommerce/webhooks/faults';
import { decodeSpecialCharacters, signBody } from './woocommerce/webhooks/signature';
import { isSafeUrl } from './woocommerce/webhooks/transport';
import type { Webhooks } from './woocommerce/webhooks/webhooks';

/** Each test is a sentence of docs/facts/woocommerce-measured.md, or of the source, over real HTTP. */

const SECRET = 'swordfish';
const TOPICS = [
	...['coupon', 'order', 'product'].flatMap((resource) =>
		['created', 'updated', 'deleted', 'restored'].map((event) => `${resource}.${event}`),
	),
	...['customer.created', 'customer.updated', 'customer.deleted'],
];

let sandbox: Sandbox;
let clock: ManualClock;
let shop: Shop;
let client: TestClient;
let receiver: WebhookReceiver;
let webhooks: Webhooks;

async function open(options: WooCommerceOptions = {}): Promise<void> {
	clock = new ManualClock('2026-03-01T12:00:00Z');
	receiver = await WebhookReceiver.start();
	sandbox = await startSandbox({ seed: 7, clock, wooCommerce: { believesTls: true, ...options } });
	({ shop, webhooks } = sandbox.wooCommerce);
	client = new TestClient(sandbox.wooCommerce);
}

async function close(): Promise<void> {
	await sandbox.close();
	await receiver.close();
}

afterEach(close);

/** Subscribes to topics and forgets the pings. */
async function subscribe(...topics: string[]): Promise<number[]> {
	const ids: number[] = [];
	for (const topic of topics) {
		const body = { topic, delivery_url: receiver.url, secret: SECRET };
		ids.push((await client.post('webhooks', body)).body.id as number);
	}
	receiver.forget();
	return ids;
}

/** What a piece of work tells, as topic and id. */
async function toldOf(work: () => unknown): Promise<[string, unknown][]> {
	receiver.forget();
	await work();
	await webhooks.deliverDue();
	return receiver.told;
}

function bodies(): JsonObject[] {
	return receiver.deliveries.map(({ body }) => JSON.parse(body) as JsonObject);
}

describe('a delivery', () => {
	beforeEach(() => open());

	test('carries the headers of WooCommerce', async () => {
		const [hook] = await subscribe('product.updated');
		const [id] = shop.ids('products');
		await toldOf(() => client.put(`products/${id}`, { name: 'Hat' }));
		const [{ method, headers }] = receiver.deliveries;
		expect(method).toBe('POST');
		expect(headers).toMatchObject({
			'content-type': 'application/json',
			'user-agent': 'WooCommerce/10.5.0 Hookshot (WordPress/6.9.1)',
			'x-wc-webhook-source': `${shop.site('')}/`,
			'x-wc-webhook-topic': 'product.updated',
			'x-wc-webhook-resource': 'product',
			'x-wc-webhook-event': 'updated',
			'x-wc-webhook-id': String(hook),
			'x-wc-webhook-delivery-id': expect.stringMatching(/^[0-9a-f]{32}$/),
			'x-wc-webhook-signature': expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
		});
	});

	test('is signed with base64 of HMAC-SHA256 over its raw body', async () => {
		await subscribe('product.updated');
		const [id] = shop.ids('products');
		await toldOf(() => client.put(`products/${id}`, { name: 'Café/Straße' }));
		const [delivery] = receiver.deliveries;
		expect(delivery.body).toContain('Caf\\u00e9\\/Stra\\u00dfe');
		expect(isSigned(delivery, SECRET)).toBe(true);
		expect(isSigned(delivery, 'other')).toBe(false);
	});

	test('is signed with the secret as wp_specialchars_decode leaves it', async () => {
		expect(signBody('secret', '')).toBe('GBDo00G55h6IiV+6CxqivQPLbI//KzaOZm747971tPs=');
		expect(decodeSpecialCharacters('&lt;&#039;&#x27;&QUOT;&gt;&amp;amp;&nbsp;')).toBe(
			`<''">&amp;&nbsp;`,
		);
		const body = { topic: 'customer.deleted', delivery_url: receiver.url, secret: 'a&amp;b' };
		await client.post('webhooks', body);
		shop.editDirectly('customers', 1, { role: 'customer' });
		await toldOf(() => client.delete('customers/1?force=true'));
		const [{ headers, body: sent }] = receiver.deliveries;
		expect(sent).toBe('{"id":1}');
		expect(headers['x-wc-webhook-signature']).toBe('DZZ3mhyNjKxgGYJPujiR4ZGjbQJd9qbIQuhcMQ11PTE=');
	});

	test('is built when it is sent: five quick updates give one, with the last state', async () => {
		await subscribe('product.updated');
		const [id] = shop.ids('products');
		for (const name of ['A', 'B', 'C', 'D', 'E']) await client.put(`products/${id}`, { name });
		expect(webhooks.pending).toEqual([{ hook: 1, id, dueAt: clock.now() }]);
		await webhooks.deliverDue();
		expect(bodies().map(({ name }) => name)).toEqual(['E']);
	});

	test('of an object that no longer exists is a signed error without an id', async () => {
		await subscribe('product.updated', 'order.updated', 'coupon.updated', 'customer.updated');
		for (const name of ['products', 'orders', 'coupons', 'customers']) {
			const [id] = shop.ids(name, name === 'customers' ? 'customer' : undefined);
			await client.put(`${name}/${id}`, { description: 'x', first_name: 'x' });
			await client.delete(`${name}/${id}?force=true`);
		}
		await webhooks.deliverDue();
		expect(receiver.deliveries.every((delivery) => isSigned(delivery, SECRET))).toBe(true);
		expect(receiver.deliveries[0].body).toBe(
			'{"code":"woocommerce_rest_product_invalid_id","message":"Invalid ID.","data":{"status":404}}',
		);
		expect(bodies().map(({ code }) => code)).toEqual([
			'woocommerce_rest_product_invalid_id',
			'woocommerce_rest_shop_order_invalid_id',
			'woocommerce_rest_shop_coupon_invalid_id',
			(await client.get('customers/999999')).body.code,
		]);
	});

	test('of created and of updated carries the same, latest state', async () => {
		await subscribe('order.created', 'order.updated');
		const { body } = await client.post('orders', { customer_note: 'First' });
		await client.put(`orders/${body.id}`, { customer_note: 'Second' });
		await webhooks.deliverDue();
		expect(receiver.told).toEqual([
			['order.created', body.id],
			['order.updated', body.id],
		]);
		expect(receiver.deliveries[0].body).toBe(receiver.deliveries[1].body);
		expect(bodies()[0].customer_note).toBe('Second');
	});

	test('shows an object as GET by id does, but for the related ids', async () => {
		const names = ['order', 'product', 'coupon', 'customer'];
		await subscribe(...names.map((name) => `${name}.updated`));
		for (const name of names) {
			const [id] = shop.ids(`${name}s`);
			await toldOf(() => client.put(`${name}s/${id}`, { meta_data: [{ key: 'a', value: 'b' }] }));
			const { body } = await client.get(`${name}s/${id}`);
			expect(without(bodies()[0], 'related_ids')).toEqual(
				without(body as JsonObject, 'related_ids'),
			);
			expect(bodies()[0]).toHaveProperty('_links');
		}
	});

	test('shares its id with another of the hook within the second, and with no other', async () => {
		await subscribe('product.updated', 'product.updated');
		const [first, second] = shop.ids('products');
		const deliveryIds = async () => {
			await toldOf(async () => {
				await client.put(`products/${first}`, {});
				await client.put(`products/${second}`, {});
			});
			return receiver.deliveries.map(({ headers }) => headers['x-wc-webhook-delivery-id']);
		};
		const now = await deliveryIds();
		expect(now).toHaveLength(4);
		expect(new Set(now).size).toBe(2);
		clock.advance(999);
		expect(await deliveryIds()).toEqual(now);
		clock.advance(1);
		expect(new Set([...now, ...(await deliveryIds())]).size).toBe(4);
	});

	test('that is in progress does not suppress an event', async () => {
		await subscribe('product.updated');
		const [id] = shop.ids('products');
		receiver.answer = () => {
			if (receiver.deliveries.length === 1) shop.update('products', id, { name: 'Later' });
			return { status: 200 };
		};
		await toldOf(() => client.put(`products/${id}`, { name: 'First' }));
		await webhooks.deliverDue();
		expect(bodies().map(({ name }) => name)).toEqual(['First', 'Later']);
	});

	test('of an action carries its name and its argument', async () => {
		await subscribe('action.woocommerce_update_order', 'action.wc_custom', 'action.wc_deleted');
		const [id] = shop.ids('orders');
		await toldOf(async () => {
			await client.put(`orders/${id}`, {});
			webhooks.doAction('wc_custom', { some: ['thing'] });
			webhooks.doAction('wc_other', 1);
		});
		expect(bodies()).toEqual([
			{ action: 'woocommerce_update_order', arg: id },
			{ action: 'wc_custom', arg: { some: ['thing'] } },
		]);
	});

	test('is logged with its request and response', async () => {
		await subscribe('coupon.deleted');
		const [id] = shop.ids('coupons');
		receiver.answer = () => ({ status: 418 });
		await client.delete(`coupons/${id}`);
		const made = await webhooks.deliverDue();
		expect(webhooks.deliveries).toEqual(made);
		const [{ headers }] = receiver.deliveries;
		expect(made).toEqual([
			{
				at: clock.now(),
				hook: 1,
				topic: 'coupon.deleted',
				id,
				url: receiver.url,
				headers: expect.objectContaining({
					'X-WC-Webhook-Signature': headers['x-wc-webhook-signature'],
				}),
				body: `{"id":${id}}`,
				faults: [],
				status: 418,
			},
		]);
	});
});

describe('the topics of a change', () => {
	beforeEach(async () => {
		await open();
		await subscribe(...TOPICS);
	});

	const simple = (): number => {
		const isCounted = (id: number) => shop.get('products', id)?.manage_stock === true;
		return shop.ids('products', 'publish').find(isCounted) as number;
	};
	const variable = (): number =>
		shop.ids('products').find((id) => shop.get('products', id)?.type === 'variable') as number;

	test('a new order sends created and updated, and product.updated for its stock', async () => {
		const product = simple();
		let order: JsonValue = 0;
		const told = await toldOf(async () => {
			const lines = [{ product_id: product, quantity: 2 }];
			order = (await client.post('orders', { status: 'processing', line_items: lines })).body.id;
		});
		expect(told).toEqual([
			['order.created', order],
			['order.updated', order],
			['product.updated', product],
		]);
	});

	test('a new customer sends created and updated', async () => {
		let id: JsonValue = 0;
		const told = await toldOf(async () => {
			id = (await client.post('customers', { email: 'new@example.com' })).body.id;
		});
		expect(told).toEqual([
			['customer.created', id],
			['customer.updated', id],
		]);
	});

	test('a new product or coupon sends created alone', async () => {
		expect(await toldOf(() => client.post('products', { name: 'New' }))).toEqual([
			['product.created', expect.any(Number)],
		]);
		expect(await toldOf(() => client.post('coupons', { code: 'new' }))).toEqual([
			['coupon.created', expect.any(Number)],
		]);
	});

	test.each(['orders', 'products', 'coupons', 'customers'])(
		'any PUT of %s sends updated, even an empty one that moves no date',
		async (name) => {
			const [id] = shop.ids(name);
			const topic = `${name.slice(0, -1)}.updated`;
			expect(await toldOf(() => client.put(`${name}/${id}`, {}))).toEqual([[topic, id]]);
		},
	);

	test('a coupon whose amount changes sends updated, though its date stays', async () => {
		const [id] = shop.ids('coupons');
		const before = shop.get('coupons', id)?.date_modified_gmt;
		clock.advance(5000);
		expect(await toldOf(() => client.put(`coupons/${id}`, { amount: '7' }))).toEqual([
			['coupon.updated', id],
		]);
		expect(bodies()[0]).toMatchObject({ amount: '7.00', date_modified_gmt: before });
	});

	test('trashing an order sends deleted with {"id":N}', async () => {
		const [id] = shop.ids('orders');
		expect(await toldOf(() => client.delete(`orders/${id}`))).toEqual([['order.deleted', id]]);
		expect(receiver.deliveries[0].body).toBe(`{"id":${id}}`);
	});

	test('trashing a product also sends coupon.deleted with its id, and the reverse', async () => {
		for (const name of ['products', 'coupons']) {
			const [id] = shop.ids(name);
			expect(await toldOf(() => client.delete(`${name}/${id}`))).toEqual([
				['coupon.deleted', id],
				['product.deleted', id],
			]);
			expect(receiver.deliveries.map(({ body }) => body)).toEqual([`{"id":${id}}`, `{"id":${id}}`]);
		}
	});

	test('a forced delete of a product, order, coupon or variation sends nothing', async () => {
		const [variation] = shop.table('variations').ids;
		const told = await toldOf(async () => {
			shop.remove('variations', variation);
			for (const name of ['products', 'orders', 'coupons'])
				await client.delete(`${name}/${shop.ids(name)[0]}?force=true`);
		});
		expect(told).toEqual([]);
		const variations = shop.ids('variations').length;
		expect(await toldOf(() => client.delete(`products/${variable()}?force=true`))).toEqual([]);
		expect(shop.ids('variations').length).toBeLessThan(variations);
	});

	test('the delete of a customer is sent, but not of another role', async () => {
		const [first, second] = shop.ids('customers', 'customer');
		shop.editDirectly('customers', second, { role: 'subscriber' });
		const told = await toldOf(async () => {
			await client.delete(`customers/${first}?force=true`);
			await client.delete(`customers/${second}?force=true`);
		});
		expect(told).toEqual([['customer.deleted', first]]);
	});

	test('an order untrashed by PUT sends nothing', async () => {
		const [id] = shop.ids('orders');
		shop.trash('orders', id);
		await webhooks.deliverDue();
		expect(await toldOf(() => client.put(`orders/${id}`, { status: 'on-hold' }))).toEqual([]);
		expect(shop.get('orders', id)?.status).toBe('on-hold');
	});

	test.each(['orders', 'products', 'coupons'])(
		'%s restored on screen send restored',
		async (name) => {
			const [id] = shop.ids(name);
			shop.trash(name, id);
			await webhooks.deliverDue();
			const topic = `${name.slice(0, -1)}.restored`;
			expect(await toldOf(() => shop.restore(name, id))).toEqual([[topic, id]]);
		},
	);

	test('a product or coupon untrashed by PUT sends updated', async () => {
		for (const name of ['products', 'coupons']) {
			const [id] = shop.ids(name);
			shop.trash(name, id);
			await webhooks.deliverDue();
			expect(await toldOf(() => client.put(`${name}/${id}`, { status: 'publish' }))).toEqual([
				[`${name.slice(0, -1)}.updated`, id],
			]);
		}
	});

	test('a variation arrives as product.* with its own id, and without one of its product', async () => {
		const parent = variable();
		let id: JsonValue = 0;
		const created = await toldOf(() => {
			({ id } = shop.create('variations', { parent_id: parent, sku: 'one' }));
		});
		expect(created).toEqual([['product.created', id]]);
		expect(bodies()[0]).toMatchObject({ parent_id: parent, type: 'variation', sku: 'one' });
		const updated = await toldOf(() =>
			shop.update('variations', id as number, { regular_price: '3' }),
		);
		expect(updated).toEqual([['product.updated', id]]);
		const trashed = await toldOf(() => shop.trash('variations', id as number));
		expect(trashed).toContainEqual(['product.deleted', id]);
	});

	test('a refund sends order.updated, its delete sends nothing', async () => {
		const [order] = shop.ids('orders');
		let refund = 0;
		const told = await toldOf(() => {
			refund = shop.create('refunds', { parent_id: order, amount: '1.00' }).id as number;
		});
		expect(told).toEqual([['order.updated', order]]);
		expect(await toldOf(() => shop.remove('refunds', refund))).toEqual([]);
	});

	test('a review sends product.updated', async () => {
		const [product] = shop.ids('products');
		const told = await toldOf(() => shop.create('reviews', { product_id: product, rating: 5 }));
		expect(told).toEqual([['product.updated', product]]);
	});

	test('an edit of the database sends nothing', async () => {
		const told = await toldOf(() => {
			for (const name of ['products', 'orders', 'coupons', 'customers'])
				shop.editDirectly(name, shop.ids(name)[0], { status: 'pending', role: 'editor' });
		});
		expect(told).toEqual([]);
	});

	test('a draft sends nothing until it is an order', async () => {
		let id = 0;
		const drafted = await toldOf(() => {
			id = shop.create('orders', { status: 'checkout-draft' }).id as number;
		});
		expect(drafted).toEqual([]);
		expect(await toldOf(() => shop.update('orders', id, { status: 'pending' }))).toEqual([
			['order.created', id],
		]);
		expect(await toldOf(() => shop.create('products', { status: 'auto-draft' }))).toEqual([]);
	});

	test('a product that becomes public sends product.published', async () => {
		await subscribe('product.published');
		const { id } = shop.create('products', { status: 'draft' });
		await webhooks.deliverDue();
		const told = await toldOf(() => client.put(`products/${id}`, { status: 'publish' }));
		expect(told).toContainEqual(['product.published', id]);
		expect(await toldOf(() => client.put(`products/${id}`, {}))).toEqual([['product.updated', id]]);
	});
});

describe('failures', () => {
	let product: number;

	beforeEach(async () => {
		await open();
		await subscribe('product.updated');
		[product] = shop.ids('products');
	});

	async function fail(times: number): Promise<void> {
		receiver.answer = () => ({ status: 500 });
		for (let count = 0; count < times; count++)
			await toldOf(() => client.put(`products/${product}`, {}));
	}

	test.each([200, 201, 202, 204, 299, 301, 302])('%i resets the counter', async (status) => {
		await fail(3);
		expect(webhooks.hooks[0].failureCount).toBe(3);
		receiver.answer = () => ({ status });
		await toldOf(() => client.put(`products/${product}`, {}));
		expect(webhooks.hooks[0].failureCount).toBe(0);
	});

	test.each([303, 304, 307, 400, 404, 410, 429, 500, 503])('%i adds one', async (status) => {
		receiver.answer = () => ({ status });
		await toldOf(() => client.put(`products/${product}`, {}));
		expect(webhooks.hooks[0].failureCount).toBe(1);
	});

	test('a closed connection, a cut one and a timeout add one each', async () => {
		await close();
		await open({ webhooks: { timeout: 100 } });
		await subscribe('product.updated');
		for (const [index, transport] of (['close', 'hang'] as const).entries()) {
			receiver.answer = () => ({ status: 0, transport });
			await toldOf(() => client.put(`products/${product}`, {}));
			expect(webhooks.hooks[0].failureCount).toBe(index + 1);
		}
		await webhooks.retarget(1, 'http://127.0.0.1:1/');
		await toldOf(() => client.put(`products/${product}`, {}));
		expect(webhooks.hooks[0].failureCount).toBe(3);
		expect(webhooks.deliveries.map(({ status }) => status)).toEqual([0, 0, 0]);
		expect(webhooks.deliveries[2].error).toMatch(/ECONNREFUSED|bad port/);
	});

	test('redirects are not followed', async () => {
		const Location = `${receiver.url}/elsewhere`;
		receiver.answer = () => ({ status: 302, headers: { Location } });
		await toldOf(() => client.put(`products/${product}`, {}));
		expect(receiver.calls.map(({ path }) => path)).toEqual(['/hook']);
	});

	test('the 7th in a row disables the hook', async () => {
		await fail(6);
		expect(webhooks.hooks[0]).toMatchObject({ status: 'active', failureCount: 6 });
		await fail(1);
		expect(webhooks.hooks[0].status).toBe('disabled');
		expect((await client.get('webhooks/1')).body.status).toBe('disabled');
	});

	test('are not retried', async () => {
		await fail(1);
		receiver.forget();
		clock.advance(86_400_000);
		await webhooks.deliverDue();
		expect(receiver.deliveries).toEqual([]);
	});

	test('of a hook that is activated again: the next one disables it', async () => {
		await fail(7);
		expect((await client.put('webhooks/1', { status: 'active' })).body.status).toBe('active');
		await fail(1);
		expect(webhooks.hooks[0].status).toBe('disabled');
		await client.put('webhooks/1', { status: 'active' });
		receiver.answer = () => ({ status: 200 });
		await toldOf(() => client.put(`products/${product}`, {}));
		await fail(1);
		expect(webhooks.hooks[0]).toMatchObject({ status: 'active', failureCount: 1 });
	});

	test.each(['paused', 'disabled'])('events while %s are lost', async (status) => {
		await client.put('webhooks/1', { status });
		await client.put(`products/${product}`, { name: 'Lost' });
		await client.put('webhooks/1', { status: 'active' });
		await webhooks.deliverDue();
		expect(receiver.deliveries).toEqual([]);
	});

	test('pending deliveries of a paused hook are still sent', async () => {
		await client.put(`products/${product}`, {});
		await client.put('webhooks/1', { status: 'paused' });
		await webhooks.deliverDue();
		expect(receiver.told).toEqual([['product.updated', product]]);
	});
});

describe('changes by other actors', () => {
	let product: number;

	beforeEach(async () => {
		await open();
		await subscribe('product.updated');
		[product] = shop.ids('products');
	});

	test('a hook is disabled', async () => {
		await webhooks.disable(1);
		expect((await client.get('webhooks/1')).body.status).toBe('disabled');
		expect(await toldOf(() => client.put(`products/${product}`, {}))).toEqual([]);
	});

	test('a hook is deleted with its pending deliveries', async () => {
		await client.put(`products/${product}`, {});
		webhooks.remove(1);
		expect(await webhooks.deliverDue()).toEqual([]);
		expect((await client.get('webhooks/1')).status).toBe(404);
	});

	test('a hook is redirected with its pending deliveries', async () => {
		const other = await WebhookReceiver.start();
		try {
			await client.put(`products/${product}`, {});
			await webhooks.retarget(1, other.url);
			await webhooks.deliverDue();
			expect([receiver.calls.length, other.pings.length]).toEqual([0, 1]);
			expect(other.told).toEqual([['product.updated', product]]);
		} finally {
			await other.close();
		}
	});
});

describe('automatic delivery', () => {
	test('starts by itself after its latency', async () => {
		await open({ webhooks: { latency: 150 } });
		await subscribe('product.updated');
		const [first, second] = shop.ids('products');
		const start = Date.now();
		await client.put(`products/${first}`, {});
		await client.put(`products/${second}`, {});
		await client.put(`products/${first}`, {});
		expect(receiver.deliveries).toEqual([]);
		await webhooks.idle();
		expect(Date.now() - start).toBeGreaterThanOrEqual(149);
		expect(receiver.told).toEqual([
			['product.updated', first],
			['product.updated', second],
		]);
	});

	test('can be switched on and off', async () => {
		await open();
		await subscribe('product.updated');
		const [id] = shop.ids('products');
		await client.put(`products/${id}`, {});
		await expect(webhooks.idle()).rejects.toThrow('deliverDue()');
		webhooks.deliverAutomatically();
		await webhooks.idle();
		expect(receiver.told).toHaveLength(1);
		webhooks.deliverByHand();
		await client.put(`products/${id}`, {});
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(receiver.told).toHaveLength(1);
		expect(webhooks.pending).toHaveLength(1);
	});

	test('is later if a fault delays it', async () => {
		await open({ webhooks: { latency: 0 } });
		await subscribe('product.updated');
		const [first, second] = shop.ids('products');
		webhooks.faults.push({ times: 1, effect: { kind: 'delay', milliseconds: 100 } });
		const start = Date.now();
		await client.put(`products/${first}`, {});
		await client.put(`products/${second}`, {});
		await webhooks.idle();
		expect(Date.now() - start).toBeGreaterThanOrEqual(99);
		expect(receiver.told.map(([, id]) => id)).toEqual([second, first]);
	});
});

describe('faults', () => {
	let first: number;
	let second: number;

	beforeEach(async () => {
		await open();
		await subscribe('product.updated', 'order.updated');
		[first, second] = shop.ids('products');
	});

	function once(effect: DeliveryFault): ReturnType<Webhooks['faults']['push']> {
		return webhooks.faults.push({ match: { topic: 'product.updated' }, times: 1, effect });
	}

	test('drop: it never arrives, and the shop counts no failure', async () => {
		const rule = once({ kind: 'drop' });
		expect(await toldOf(() => client.put(`products/${first}`, {}))).toEqual([]);
		expect(rule.fired).toBe(1);
		expect(webhooks.deliveries[0]).toMatchObject({ id: first, status: 0, faults: ['drop'] });
		expect(webhooks.hooks[0].failureCount).toBe(0);
		expect(await toldOf(() => client.put(`products/${first}`, {}))).toHaveLength(1);
	});

	test('duplicate: it arrives again, the same in every byte', async () => {
		once({ kind: 'duplicate', times: 2 });
		await toldOf(() => client.put(`products/${first}`, {}));
		expect(receiver.deliveries).toHaveLength(3);
		expect(new Set(receiver.deliveries.map((call) => JSON.stringify(call))).size).toBe(1);
	});

	test('reorder: it arrives after the next, with its older body', async () => {
		once({ kind: 'reorder' });
		expect(await toldOf(() => client.put(`products/${first}`, { name: 'Old' }))).toEqual([]);
		await toldOf(() => client.put(`products/${first}`, { name: 'New' }));
		expect(bodies().map(({ name }) => name)).toEqual(['New', 'Old']);
		expect(receiver.deliveries.every((delivery) => isSigned(delivery, SECRET))).toBe(true);
	});

	test('delay: it arrives after the delay, with its older body', async () => {
		once({ kind: 'delay', milliseconds: 60_000 });
		expect(await toldOf(() => client.put(`products/${first}`, { name: 'Old' }))).toEqual([]);
		await toldOf(() => client.put(`products/${first}`, { name: 'New' }));
		clock.advance(59_999);
		await webhooks.deliverDue();
		expect(bodies().map(({ name }) => name)).toEqual(['New']);
		clock.advance(1);
		await webhooks.deliverDue();
		expect(bodies().map(({ name }) => name)).toEqual(['New', 'Old']);
	});

	test('tamper: its body is not the one that was signed', async () => {
		once({ kind: 'tamper' });
		await toldOf(() => client.put(`products/${first}`, {}));
		expect(bodies()[0]).toMatchObject({ tampered: true, id: first });
		expect(isSigned(receiver.deliveries[0], SECRET)).toBe(false);
		once({ kind: 'tamper', change: () => '{"id":1}' });
		await toldOf(() => client.put(`products/${first}`, {}));
		expect(receiver.deliveries[0].body).toBe('{"id":1}');
	});

	test('forge: it is signed with another secret, or not at all', async () => {
		for (const fault of [{ kind: 'forge', secret: 'guess' }, { kind: 'forge' }] as const) {
			once(fault);
			await client.put(`products/${first}`, {});
			await webhooks.deliverDue();
		}
		const [guessed, unsigned] = receiver.deliveries;
		expect(isSigned(guessed, 'guess')).toBe(true);
		expect(unsigned.headers).not.toHaveProperty('x-wc-webhook-signature');
		expect(unsigned.headers).toHaveProperty('x-wc-webhook-topic');
	});

	test('meet only what they match: topic, resource, id, method and path', async () => {
		const [order] = shop.ids('orders');
		const effect = { kind: 'drop' } as const;
		const rules = [
			{ topic: ['order.updated', 'order.created'] },
			{ resource: 'products', id: second },
			{ id: 'none' },
			{ path: /other/ },
		].map((match) => webhooks.faults.push({ match, effect }));
		const told = await toldOf(async () => {
			await client.put(`orders/${order}`, {});
			await client.put(`products/${first}`, {});
			await client.put(`products/${second}`, {});
		});
		expect(told).toEqual([['product.updated', first]]);
		expect(rules.map(({ fired }) => fired)).toEqual([1, 1, 0, 0]);
	});

	test('may change the shop just before a delivery is built', async () => {
		webhooks.faults.push({
			times: 1,
			beforeAnswer: ({ id }) => void shop.editDirectly('products', id as number, { name: 'Sly' }),
		});
		await toldOf(() => client.put(`products/${first}`, { name: 'Plain' }));
		expect(bodies()[0].name).toBe('Sly');
	});
});

describe('strictDeliveryUrls', () => {
	test('rejects private hosts and odd ports, as wp_safe_remote_request does', () => {
		const safe = ['https://example.com/x', 'http://example.com:8080/', 'http://93.184.216.34:80/'];
		const unsafe = [
			...['http://127.0.0.1/', 'http://10.1.2.3/', 'http://172.16.0.1/', 'http://192.168.1.1/'],
			...['http://0.0.0.0/', 'http://localhost/', 'http://[::1]/', 'https://user:pw@example.com/'],
			...['https://example.com:5678/', 'http://example.com:444/'],
		];
		expect(safe.filter((url) => !isSafeUrl(url))).toEqual([]);
		expect(unsafe.filter(isSafeUrl)).toEqual([]);
	});

	test('is off by default; if it is on, nothing arrives and each attempt fails', async () => {
		await open({ webhooks: { strictDeliveryUrls: true } });
		await subscribe('product.updated');
		const [id] = shop.ids('products');
		await toldOf(() => client.put(`products/${id}`, {}));
		expect(receiver.calls).toEqual([]);
		expect(webhooks.hooks[0]).toMatchObject({ status: 'active', failureCount: 1 });
		expect(webhooks.deliveries[0].error).toBe('A valid URL was not provided.');
	});
});
