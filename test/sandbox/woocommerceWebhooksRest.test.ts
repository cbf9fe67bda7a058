import { ManualClock } from './clock';
import type { JsonObject } from './json';
import { startSandbox, type Sandbox } from './sandbox';
import { basic, TestClient } from './testClient';
import { WebhookReceiver } from './webhookReceiver';
import type { Webhooks } from './woocommerce/webhooks/webhooks';

/** The routes of webhooks and the ping, over real HTTP. */

let sandbox: Sandbox;
let clock: ManualClock;
let client: TestClient;
let receiver: WebhookReceiver;
let webhooks: Webhooks;

beforeEach(async () => {
	clock = new ManualClock('2026-03-01T12:00:00Z');
	receiver = await WebhookReceiver.start();
	sandbox = await startSandbox({ seed: 5, clock, wooCommerce: { believesTls: true } });
	client = new TestClient(sandbox.wooCommerce);
	webhooks = sandbox.wooCommerce.webhooks;
});

afterEach(async () => {
	await sandbox.close();
	await receiver.close();
});

function create(fields: JsonObject = {}): ReturnType<TestClient['post']> {
	const body = { topic: 'order.created', delivery_url: receiver.url, secret: 'swordfish' };
	return client.post('webhooks', { ...body, ...fields });
}

function code(number: number, name: string): { status: number; code: string } {
	return { status: number, code: name };
}

function refusal(answer: Awaited<ReturnType<TestClient['post']>>): unknown {
	return code(answer.status, answer.body.code as string);
}

const INVALID_TOPIC = code(400, 'woocommerce_rest_shop_webhook_invalid_topic');
const INVALID_URL = code(400, 'woocommerce_rest_shop_webhook_invalid_delivery_url');

describe('creating', () => {
	test('answers 201 with the fields of the real API', async () => {
		const { status, headers, body } = await create({ name: 'New orders' });
		const self = `${sandbox.wooCommerce.shop.rest('webhooks')}/1`;
		expect([status, headers.location]).toEqual([201, self]);
		expect(body).toEqual({
			id: 1,
			name: 'New orders',
			status: 'active',
			topic: 'order.created',
			resource: 'order',
			event: 'created',
			hooks: ['woocommerce_new_order'],
			delivery_url: receiver.url,
			date_created: '2026-03-01T07:00:00',
			date_created_gmt: '2026-03-01T12:00:00',
			date_modified: null,
			date_modified_gmt: null,
			_links: {
				self: [{ href: self, targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] } }],
				collection: [{ href: sandbox.wooCommerce.shop.rest('webhooks') }],
			},
		});
	});

	test('ignores the status: a new hook is always active', async () => {
		expect((await create({ status: 'paused' })).body.status).toBe('active');
		expect(webhooks.hooks[0].status).toBe('active');
	});

	test('generates a name and a secret', async () => {
		const { body } = await create({ name: '', secret: '' });
		expect(body.name).toBe('Webhook created on Mar 01, 2026 @ 12:00 PM');
		expect(webhooks.hooks[0].secret).toHaveLength(50);
	});

	test('never returns the secret, nor does any other route', async () => {
		const answers = [
			await create(),
			await client.get('webhooks/1?context=edit'),
			await client.get('webhooks?context=edit'),
			await client.put('webhooks/1', { secret: 'swordfish2' }),
			await client.post('webhooks/batch', { update: [{ id: 1, secret: 'swordfish3' }] }),
			await client.delete('webhooks/1?force=true'),
		];
		for (const { status, text } of answers) {
			expect(status).toBeLessThan(300);
			expect(text).not.toMatch(/secret|swordfish/);
		}
	});

	test.each([
		...['coupon', 'order', 'product'].flatMap((resource) =>
			['created', 'updated', 'deleted', 'restored'].map((event) => `${resource}.${event}`),
		),
		...['customer.created', 'customer.updated', 'customer.deleted', 'product.published'],
		...['action.woocommerce_add_to_cart', 'action.wc_anything'],
	])('accepts the topic %s', async (topic) => {
		const { status, body } = await create({ topic });
		expect([status, body.topic]).toEqual([201, topic]);
		expect(`${body.resource}.${body.event}`).toBe(topic);
		expect((body.hooks as unknown[]).length).toBeGreaterThan(0);
	});

	test.each([
		...['customer.restored', 'order.published', 'order', 'order.paid', 'refund.created', ''],
		...['action.my_hook', 'action.woocommerce_login_credentials'],
	])('rejects the topic «%s»', async (topic) => {
		expect(refusal(await create({ topic }))).toEqual(INVALID_TOPIC);
		expect(webhooks.hooks).toEqual([]);
	});

	test('accepts a topic in another case but subscribes to no event', async () => {
		const { status, body } = await create({ topic: 'Order.Created' });
		expect([status, body.topic, body.hooks]).toEqual([201, '', []]);
	});

	test.each(['', 'example.com/hook', 'ftp://example.com', 'HTTP://example.com', 'http://a b'])(
		'rejects the address «%s»',
		async (url) => {
			expect(refusal(await create({ delivery_url: url }))).toEqual(INVALID_URL);
		},
	);

	test('requires topic and address', async () => {
		const { status, body } = await client.post('webhooks', { name: 'Nothing' });
		expect([status, body.code]).toEqual([400, 'rest_missing_callback_param']);
		expect(body.data).toMatchObject({ params: ['topic', 'delivery_url'] });
	});

	test('rejects a new hook that has an id', async () => {
		const answer = await create({ id: 7 });
		expect(refusal(answer)).toEqual(code(400, 'woocommerce_rest_shop_webhook_exists'));
	});

	test('requires a key with write access, and reading one with read access', async () => {
		const { keys, url } = sandbox.wooCommerce;
		const reader = new TestClient({ url, keys }, basic(sandbox.wooCommerce.addKey('read')));
		expect((await reader.get('webhooks')).status).toBe(200);
		const refused = await reader.post('webhooks', { topic: 'order.created' });
		expect(refusal(refused)).toEqual(code(401, 'woocommerce_rest_authentication_error'));
		const stranger = new TestClient({ url, keys }, {});
		expect(refusal(await stranger.get('webhooks'))).toEqual(
			code(401, 'woocommerce_rest_cannot_view'),
		);
		const body = { topic: 'order.created', delivery_url: receiver.url };
		expect(refusal(await stranger.post('webhooks', body))).toEqual(
			code(401, 'woocommerce_rest_cannot_create'),
		);
	});
});

describe('the list', () => {
	beforeEach(async () => {
		for (const name of ['Middle order', 'Zebra', 'An order']) {
			await create({ name });
			clock.advance(1000);
		}
		await client.put('webhooks/2', { status: 'paused' });
	});

	test('shows the newest first, with its total', async () => {
		const answer = await client.get('webhooks');
		expect(answer.body.map(({ id }) => id)).toEqual([3, 2, 1]);
		expect([answer.total, answer.headers['x-wp-totalpages']]).toEqual([3, '1']);
	});

	test('sorts by id and title too, and by nothing else', async () => {
		expect(await client.ids('webhooks?orderby=id&order=asc')).toEqual([1, 2, 3]);
		expect(await client.ids('webhooks?orderby=title')).toEqual([2, 1, 3]);
		expect((await client.get('webhooks?orderby=modified')).status).toBe(400);
	});

	test('filters by status and by name', async () => {
		expect(await client.ids('webhooks?status=paused')).toEqual([2]);
		expect(await client.ids('webhooks?status=active')).toEqual([3, 1]);
		expect(await client.ids('webhooks?status=all')).toEqual([3, 2, 1]);
		expect((await client.get('webhooks?status=trash')).status).toBe(400);
		expect(await client.ids('webhooks?search=ORDER')).toEqual([3, 1]);
		expect(await client.ids('webhooks?include=1,2')).toEqual([2, 1]);
		expect(await client.ids('webhooks?exclude=1')).toEqual([3, 2]);
	});

	test('pages', async () => {
		const second = await client.get('webhooks?per_page=2&page=2');
		expect(second.body.map(({ id }) => id)).toEqual([1]);
		expect([second.total, second.headers['x-wp-totalpages']]).toEqual([3, '2']);
		expect(second.headers.link).toMatch(/page=1>; rel="prev"$/);
		expect(await client.ids('webhooks?per_page=2&page=3')).toEqual([]);
		expect((await client.get('webhooks?per_page=101')).status).toBe(400);
	});

	test('ignores an offset, and counts one page if a page has one row', async () => {
		expect(await client.ids('webhooks?offset=2')).toEqual([3, 2, 1]);
		expect(await client.ids('webhooks?offset=2&per_page=2&page=2')).toEqual([3, 2]);
		const narrow = await client.get('webhooks?per_page=1');
		expect([narrow.total, narrow.headers['x-wp-totalpages']]).toEqual([3, '1']);
	});

	test('returns the requested fields', async () => {
		const { body } = await client.get('webhooks?_fields=id,delivery_url&per_page=1');
		expect(body).toEqual([{ id: 3, delivery_url: receiver.url }]);
	});
});

describe('one hook', () => {
	beforeEach(() => create());

	test('is shown by id', async () => {
		const { status, body } = await client.get('webhooks/1');
		expect([status, body.topic]).toEqual([200, 'order.created']);
	});

	test('is changed by PUT', async () => {
		clock.advance(60_000);
		const patch = { name: 'Renamed', topic: 'coupon.deleted', status: 'paused', secret: 'new' };
		const { status, body } = await client.put('webhooks/1', patch);
		expect(status).toBe(200);
		expect(body).toMatchObject({ name: 'Renamed', topic: 'coupon.deleted', status: 'paused' });
		expect(body).toMatchObject({ hooks: ['wp_trash_post'], resource: 'coupon' });
		expect(body.date_modified_gmt).toBe('2026-03-01T12:01:00');
		expect(webhooks.hooks[0].secret).toBe('new');
	});

	test('keeps fields that are empty in a PUT', async () => {
		await client.put('webhooks/1', { topic: '', delivery_url: '', secret: '', name: '' });
		expect(webhooks.hooks[0]).toMatchObject({ topic: 'order.created', secret: 'swordfish' });
		expect(webhooks.hooks[0].deliveryUrl).toBe(receiver.url);
	});

	test('rejects invalid fields of a PUT', async () => {
		expect(refusal(await client.put('webhooks/1', { topic: 'a.b' }))).toEqual(INVALID_TOPIC);
		expect(refusal(await client.put('webhooks/1', { delivery_url: 'x' }))).toEqual(INVALID_URL);
		expect(refusal(await client.put('webhooks/1', { status: 'trash' }))).toEqual(
			code(400, 'rest_invalid_param'),
		);
	});

	test('is deleted with force only: 501 without', async () => {
		const refused = await client.delete('webhooks/1');
		expect(refused.status).toBe(501);
		expect(refused.body).toEqual({
			code: 'woocommerce_rest_trash_not_supported',
			message: 'Webhooks do not support trashing.',
			data: { status: 501 },
		});
		const { status, body } = await client.delete('webhooks/1?force=true');
		expect([status, body.id]).toEqual([200, 1]);
		expect(webhooks.hooks).toEqual([]);
	});

	test('that is unknown is 404, and 400 in a PUT', async () => {
		const invalid = 'woocommerce_rest_shop_webhook_invalid_id';
		expect(refusal(await client.get('webhooks/9'))).toEqual(code(404, invalid));
		expect(refusal(await client.delete('webhooks/9?force=true'))).toEqual(code(404, invalid));
		expect(refusal(await client.put('webhooks/9', {}))).toEqual(code(400, invalid));
		expect(refusal(await client.get('webhooks/x'))).toEqual(code(404, 'rest_no_route'));
		expect(refusal(await client.delete('webhooks?force=true'))).toEqual(code(404, 'rest_no_route'));
	});

	test('is created, changed and deleted by batch', async () => {
		const { status, body } = await client.post('webhooks/batch', {
			create: [
				{ topic: 'product.updated', delivery_url: receiver.url },
				{ topic: 'nothing', delivery_url: receiver.url },
			],
			update: [{ id: 1, status: 'disabled' }, { id: 9 }],
			delete: [1, 9],
		});
		expect(status).toBe(200);
		expect(body).toMatchObject({
			create: [
				{ id: 2, topic: 'product.updated' },
				{ id: 0, error: { code: 'woocommerce_rest_shop_webhook_invalid_topic' } },
			],
			update: [
				{ id: 1, status: 'disabled' },
				{ id: 9, error: { data: { status: 400 } } },
			],
			delete: [{ id: 1 }, { id: 9, error: { data: { status: 404 } } }],
		});
		expect(webhooks.hooks.map(({ id }) => id)).toEqual([2]);
		const many = { delete: Array.from({ length: 101 }, (_, index) => index) };
		expect((await client.post('webhooks/batch', many)).status).toBe(413);
	});

	test('appears in the request log as `webhooks`', () => {
		expect(sandbox.wooCommerce.requests.entries[0]).toMatchObject({
			method: 'POST',
			resource: 'webhooks',
			status: 201,
		});
	});
});

describe('the ping', () => {
	test('comes before the 201, as a form, unsigned', async () => {
		let isCreated = false;
		let wasCreated: boolean | undefined;
		receiver.answer = async () => {
			await new Promise((resolve) => setTimeout(resolve, 50));
			wasCreated = isCreated;
			return { status: 200 };
		};
		const { body } = await create();
		isCreated = true;
		expect(wasCreated).toBe(false);
		expect(receiver.calls).toHaveLength(1);
		const [ping] = receiver.calls;
		expect([ping.method, ping.body]).toEqual(['POST', `webhook_id=${body.id}`]);
		expect(ping.headers['content-type']).toBe('application/x-www-form-urlencoded');
		expect(ping.headers['user-agent']).toBe('WooCommerce/10.5.0 Hookshot (WordPress/6.9.1)');
		expect(Object.keys(ping.headers).filter((name) => name.startsWith('x-'))).toEqual([]);
	});

	test('to a closed port still gives 201 and an active hook', async () => {
		const { status, body } = await create({ delivery_url: 'http://127.0.0.1:1/' });
		expect([status, body.status]).toEqual([201, 'active']);
		expect(webhooks.pings[0]).toMatchObject({ status: 0, error: expect.stringContaining('127') });
		expect(webhooks.hooks[0].failureCount).toBe(0);
	});

	test.each([404, 500, 302])('with response %i changes nothing', async (status) => {
		receiver.answer = () => ({ status });
		expect((await create()).status).toBe(201);
		expect(webhooks.hooks[0]).toMatchObject({ status: 'active', failureCount: 0 });
	});

	test('is repeated after each failed delivery, while none was answered with 200', async () => {
		receiver.answer = () => ({ status: 500 });
		await create({ topic: 'product.updated' });
		const [id] = sandbox.wooCommerce.shop.ids('products');
		for (const pings of [2, 3, 4]) {
			await client.put(`products/${id}`, {});
			await webhooks.deliverDue();
			expect(receiver.pings).toHaveLength(pings);
		}
		receiver.answer = () => ({ status: 200 });
		for (const pings of [5, 5]) {
			await client.put(`products/${id}`, {});
			await webhooks.deliverDue();
			expect(receiver.pings).toHaveLength(pings);
		}
		receiver.answer = () => ({ status: 500 });
		await client.put(`products/${id}`, {});
		await webhooks.deliverDue();
		expect(receiver.pings).toHaveLength(5);
	});

	test('is sent to a new address, but not for a hook that is not active', async () => {
		await create();
		await client.put('webhooks/1', { name: 'Same address' });
		expect(receiver.pings).toHaveLength(1);
		await client.put('webhooks/1', { delivery_url: `${receiver.url}?new` });
		expect(receiver.pings).toHaveLength(2);
		await client.put('webhooks/1', { delivery_url: receiver.url, status: 'paused' });
		expect(receiver.pings).toHaveLength(2);
	});
});
