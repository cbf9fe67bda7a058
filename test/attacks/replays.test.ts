import { createHmac } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { INodeExecutionData } from 'n8n-workflow';

import type { NormalizedEvent } from '../../nodes/core/event';
import { ok } from '../../nodes/core/result';
import type { Vendor } from '../../nodes/core/vendor';
import { box } from '../../nodes/Box/vendor';
import { ecwid } from '../../nodes/Ecwid/vendor';
import { newProcessState } from '../../nodes/host/trigger/processState';
import type { TriggerConfig } from '../../nodes/host/trigger/triggerConfig';
import { receive } from '../../nodes/host/trigger/delivery/receive';
import { topicNamed } from '../../nodes/Shopify/topics/topics';
import { shopify } from '../../nodes/Shopify/vendor';
import { newProcessMemory } from '../../nodes/WooCommerce/processMemory';
import { wooCommerce } from '../../nodes/WooCommerce/webhooks/vendor';
import { webhookSecret } from '../../nodes/WooCommerce/webhooks/webhookSecret';
import { CREDENTIAL, FakeNode, fakeRequest, URLS } from '../unit/host/fakes';
import { execute } from '../unit/SignedEvent/node';
import { ProcessedTable } from '../unit/processedTable';

/*
 * Somebody who recorded one genuine delivery sends it again with other unsigned headers
 * (docs/facts: what each vendor signs). Each test counts the executions that start.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW = Date.parse('2026-11-08T10:00:00Z');
const DOMAIN = 'my-shop.myshopify.com';

const hmac = (secret: string, ...parts: Array<string | Buffer>) => {
	const digest = createHmac('sha256', secret);
	for (const part of parts) digest.update(part);
	return digest.digest('base64');
};

/** One node of a vendor behind its door; it counts what starts. */
function open<Connection>(vendor: Vendor<Connection, never, never, never>, connection: object) {
	const node = new FakeNode();
	node.mode = 'webhook';
	let steady = 0;
	const waiting: Array<{ until: number; resume: () => void }> = [];
	const memory = newProcessState(
		() => steady,
		async (ms) => await new Promise<void>((resume) => waiting.push({ until: steady + ms, resume })),
	);
	const binding: TriggerConfig<Connection, never> = {
		vendor: vendor as never,
		credentialType: () => CREDENTIAL,
		connect: () => ok(connection as Connection),
	};
	/** @returns the items that started an execution; undefined if the node answered by itself */
	return async (
		body: string,
		headers: Record<string, string>,
		now = NOW,
		ends: 'answered' | 'abandoned' = 'answered',
	): Promise<{ status: number; items?: INodeExecutionData[] }> => {
		const distinct = Object.entries(headers).map(([name, value]) => [name, [value]]);
		const request = fakeRequest(Buffer.from(body), Object.fromEntries(distinct));
		const functions = node.webhook(request);
		const { response } = node;
		steady = now - NOW;
		for (const { until, resume } of waiting) if (until <= steady) resume();
		await setImmediate();
		const { workflowData } = await receive(functions, binding as never, memory, () => now);
		if (workflowData === undefined) return { status: response.statusCode };
		// n8n answers what has started, unless the caller hangs up before.
		if (ends === 'answered') response.end();
		else response.close();
		return { status: 200, items: workflowData[0] };
	};
}

type Send = ReturnType<typeof open>;
const eventIn = ({ items }: Awaited<ReturnType<Send>>) =>
	items?.[0]?.json as unknown as NormalizedEvent;

const shop = (topics: string[], connection: object = { secrets: ['shopify-secret'] }) =>
	open(
		shopify as never,
		Object.assign(connection, {
			shop: { domain: DOMAIN, url: `https://${DOMAIN}` },
			topics: topics.map(topicNamed),
		}),
	);
const fromShop = (topic: string, body: string, more: Record<string, string> = {}) => ({
	'x-shopify-hmac-sha256': hmac('shopify-secret', body),
	'x-shopify-topic': topic,
	'x-shopify-shop-domain': DOMAIN,
	'x-shopify-webhook-id': 'webhook-1',
	...more,
});

const woo = (topics: string[]) =>
	open(wooCommerce as never, {
		shop: { store: { account: 'shop.example' }, steadyNow: () => NOW },
		secret: 'cs_secret',
		topics,
		ignoredFields: [],
		...newProcessMemory(),
	});
const fromWoo = (topic: string, body: string, deliveryId = '1') => ({
	'x-wc-webhook-signature': hmac(webhookSecret('cs_secret', URLS.default, topic), body),
	'x-wc-webhook-topic': topic,
	'x-wc-webhook-delivery-id': deliveryId,
});

const ORDER = '{"id":1001,"updated_at":"2026-11-08T09:59:00Z","created_at":"2026-11-08T09:59:00Z"}';

describe('a recorded delivery, sent fifty times with other unsigned headers', () => {
	it.each<[what: string, topic: string, body: string]>([
		['an update', 'orders/updated', ORDER],
		['a creation', 'orders/create', ORDER],
		['a deletion', 'orders/delete', '{"id":1001}'],
		['an update without a date', 'orders/updated', '{"id":1001}'],
	])('starts one execution at Shopify under different ids: %s', async (_, topic, body) => {
		const send = shop([topic]);
		let started = 0;
		for (let count = 0; count < 50; count++) {
			const ids = { 'x-shopify-webhook-id': `w-${count}`, 'x-shopify-event-id': `e-${count}` };
			const answer = await send(body, fromShop(topic, body, ids), NOW + count * MINUTE_MS);
			expect(answer.status).toBe(200);
			if (answer.items !== undefined) started++;
		}
		expect(started).toBe(1);
	});

	it('starts one execution at Shopify under different times, if the body has a date', async () => {
		const send = shop(['orders/updated']);
		let started = 0;
		for (let count = 0; count < 50; count++) {
			const time = new Date(NOW + count * MINUTE_MS).toISOString();
			const headers = fromShop('orders/updated', ORDER, { 'x-shopify-triggered-at': time });
			if ((await send(ORDER, headers, NOW + count * MINUTE_MS)).items !== undefined) started++;
		}
		expect(started).toBe(1);
	});

	it('starts one execution at Shopify, also when the client secret is replaced in between', async () => {
		const connection = { secrets: ['shopify-secret'] };
		const send = shop(['orders/updated'], connection);
		const started: boolean[] = [];
		for (const secrets of [
			['shopify-secret'],
			['new-secret', 'shopify-secret'],
			['newer-secret', 'new-secret', 'shopify-secret'],
		]) {
			connection.secrets = secrets;
			const { status, items } = await send(ORDER, fromShop('orders/updated', ORDER));
			expect(status).toBe(200);
			started.push(items !== undefined);
		}
		expect(started).toEqual([true, false, false]);
	});

	/** Topics of which a body with only an ID and dates can report an event. */
	const MANY = ['orders/create', 'orders/updated', 'orders/paid', 'orders/cancelled'].concat([
		'orders/fulfilled',
		'products/create',
		'products/update',
		'customers/create',
	]);

	it.each([
		['one execution at Shopify for each selected topic, if the body has a date', ORDER, 1],
		['five executions at once for each selected topic of Shopify', '{"id":1001}', 5],
	])('starts %s', async (_, body, most) => {
		const send = shop(MANY);
		const started = new Map<string, number>();
		for (let count = 0; count < 50; count++)
			for (const topic of MANY) {
				const time = new Date(NOW - count * 1_000).toISOString();
				const answer = await send(body, fromShop(topic, body, { 'x-shopify-triggered-at': time }));
				if (answer.items !== undefined) started.set(topic, (started.get(topic) ?? 0) + 1);
			}
		for (const [topic, executions] of started)
			expect([topic, executions <= most]).toEqual([topic, true]);
		expect(started.size).toBe(MANY.length);
	});

	it('starts one execution at WooCommerce in ten minutes', async () => {
		const body = '{"id":5,"status":"processing","date_modified_gmt":"2026-11-08T09:00:00"}';
		const send = woo(['order.updated']);
		let started = 0;
		for (let count = 0; count < 50; count++) {
			const headers = fromWoo('order.updated', body, `d-${count}`);
			if ((await send(body, headers, NOW + count * 1_000)).items !== undefined) started++;
		}
		expect(started).toBe(1);
	});

	it('starts few executions at Ecwid under one event id, with different bodies', async () => {
		const send = open(ecwid as never, {
			storeId: '1003',
			clientSecret: 'ecwid-secret',
			eventTypes: ['*'],
			fetchObject: true,
		});
		const created = NOW / 1000 - 5;
		const signature = hmac('ecwid-secret', `${created}.event-1`);
		let started = 0;
		for (let count = 0; count < 50; count++) {
			const body = `{"eventId":"event-1","eventCreated":${created},"storeId":1003,"entityId":${count},"eventType":"product.updated"}`;
			const at = NOW + count * MINUTE_MS;
			const answer = await send(body, { 'x-ecwid-webhook-signature': signature }, at);
			if (answer.items !== undefined) started++;
			const again = await send(body, { 'x-ecwid-webhook-signature': signature }, at);
			if (again.items !== undefined) started++;
		}
		// Five at once, then one every 30 minutes.
		expect(started).toBe(6);
	});

	it('starts one execution at Box', async () => {
		const send = open(box as never, {
			account: '1',
			keys: { primary: 'box-secret', secondary: '' },
			triggers: ['FILE.RENAMED'],
		});
		const body =
			'{"id":"e1","trigger":"FILE.RENAMED","webhook":{"id":"5"},"source":{"id":"7","type":"file"}}';
		const time = new Date(NOW).toISOString().replace('.000', '');
		let started = 0;
		for (let count = 0; count < 50; count++) {
			const headers = {
				'box-signature-primary': hmac('box-secret', body, time),
				'box-delivery-timestamp': time,
				'box-signature-version': '1',
				'box-signature-algorithm': 'HmacSHA256',
				'box-delivery-id': `d-${count}`,
			};
			if ((await send(body, headers)).items !== undefined) started++;
		}
		expect(started).toBe(1);
	});
});

describe('a recorded delivery under another topic', () => {
	it.each(['orders/delete', 'customers/delete', 'customers/redact', 'payroll.approve/x'])(
		'is answered and starts nothing at a node that wants orders/create: %s',
		async (topic) => {
			const send = shop(['orders/create']);
			expect(await send(ORDER, fromShop(topic, ORDER))).toEqual({ status: 200 });
			expect((await send(ORDER, fromShop('orders/create', ORDER))).items).toHaveLength(1);
		},
	);

	it('of an order is not taken for a compliance request that the node wants', async () => {
		const order = '{"id":1001,"customer":{"id":7},"updated_at":"2026-11-08T09:59:00Z"}';
		const send = shop(['orders/create', 'customers/redact']);
		expect(await send(order, fromShop('customers/redact', order))).toEqual({ status: 200 });
	});

	it('does not keep the genuine one from starting', async () => {
		const body = (type: string) =>
			`{"eventId":"e","eventCreated":${NOW / 1000},"storeId":1003,"entityId":5,"eventType":"${type}"}`;
		const headers = { 'x-ecwid-webhook-signature': hmac('ecwid-secret', `${NOW / 1000}.e`) };
		const send = open(ecwid as never, {
			storeId: '1003',
			clientSecret: 'ecwid-secret',
			eventTypes: ['product.updated'],
		});
		expect(await send(body('product.deleted'), headers)).toEqual({ status: 200 });
		expect((await send(body('product.updated'), headers)).items).toHaveLength(1);
	});
});

describe('a forged body under the event id of a genuine webhook of Ecwid', () => {
	const headers = { 'x-ecwid-webhook-signature': hmac('ecwid-secret', `${NOW / 1000}.e`) };
	const body = (entityId: number) =>
		`{"eventId":"e","eventCreated":${NOW / 1000},"storeId":1003,"entityId":${entityId},"eventType":"product.updated"}`;
	const shopOf = () =>
		open(ecwid as never, {
			storeId: '1003',
			clientSecret: 'ecwid-secret',
			eventTypes: ['product.updated'],
		});

	it('does not suppress the retry of the genuine one', async () => {
		const send = shopOf();
		for (const forged of [666, 667])
			expect((await send(body(forged), headers)).items).toHaveLength(1);
		expect((await send(body(5), headers, NOW + 15 * MINUTE_MS)).items).toHaveLength(1);
		expect((await send(body(5), headers, NOW + 30 * MINUTE_MS)).items).toBeUndefined();
	});
});

describe('an unsigned time', () => {
	const shopObject = '{"id":1,"updated_at":"2026-01-01T00:00:00Z"}';
	const at = (time: string) => ({ 'x-shopify-triggered-at': time });

	it('tells two uninstallations with equal bodies apart, and a redelivery from both', async () => {
		const send = shop(['app/uninstalled']);
		const uninstall = async (time: string, now: number) =>
			await send(shopObject, fromShop('app/uninstalled', shopObject, at(time)), now);
		const first = eventIn(await uninstall('2026-11-01T10:00:00Z', NOW - 7 * 24 * HOUR_MS));
		const second = eventIn(await uninstall('2026-11-08T09:59:58Z', NOW));
		expect([first.date, second.date]).toEqual(['2026-11-01T10:00:00Z', '2026-11-08T09:59:58Z']);
		expect(second.id).not.toBe(first.id);
		expect(second.unsigned).toEqual(expect.arrayContaining(['date', 'revision', 'topic']));
		const again = await uninstall('2026-11-08T09:59:58Z', NOW + 4 * HOUR_MS - MINUTE_MS);
		expect(again).toEqual({ status: 200 });
	});

	it('has the same id in a process that knows nothing of the first delivery', async () => {
		const headers = fromShop('app/uninstalled', shopObject, at('2026-11-08T09:59:58Z'));
		const ids = [];
		for (const later of [0, 4 * HOUR_MS])
			ids.push(eventIn(await shop(['app/uninstalled'])(shopObject, headers, NOW + later)).id);
		expect(ids[0]).toBe(ids[1]);
	});

	it.each(['2019-03-01T00:00:00Z', '2026-11-08T04:59:00Z', '2030-01-01T00:00:00Z', 'now', '1'])(
		'outside the time that Shopify retries decides nothing: %s',
		async (time) => {
			const headers = fromShop('app/uninstalled', shopObject, at(time));
			const event = eventIn(await shop(['app/uninstalled'])(shopObject, headers));
			expect(event.date).toBe('2026-11-08T10:00:00Z');
		},
	);

	it.each([
		['once', 5, 5],
		['twice', 60, 65],
	])('that is invented each time and sent %s starts few executions', async (often, least, most) => {
		const body = '{"id":1001}';
		const send = shop(['profiles/update']);
		const statuses = new Set<number>();
		let started = 0;
		for (let now = NOW; now < NOW + HOUR_MS; now += 10_000)
			for (let count = 0; count < (often === 'once' ? 1 : 2); count++) {
				const headers = fromShop('profiles/update', body, at(new Date(now).toISOString()));
				const answer = await send(body, headers, now);
				statuses.add(answer.status);
				if (answer.items !== undefined) started++;
			}
		expect(started).toBeGreaterThanOrEqual(least);
		expect(started).toBeLessThanOrEqual(most);
		// What came too soon is sent again by Shopify, so a genuine second event is not lost.
		expect([...statuses].sort()).toEqual([200, 503]);
	});

	it.each([1, 5, 30, 59, 61, 119, 121])(
		'that is invented every %s s does not keep the retries of a genuine event out',
		async (everySeconds) => {
			const body = '{"product_listing":{"product_id":17}}';
			const topic = 'product_listings/remove';
			const send = shop([topic]);
			const sendAt = async (time: number, now: number) =>
				await send(body, fromShop(topic, body, at(new Date(time).toISOString())), now);
			await sendAt(NOW, NOW);
			const genuine = NOW + HOUR_MS + 1_500;
			const attempts = [0, 10, 60, 300, 900].map((seconds) => genuine + seconds * 1_000);
			const started = [];
			for (let now = NOW + MINUTE_MS; now < genuine + 1_000_000; now += everySeconds * 1_000) {
				for (const attempt of attempts.filter((each) => each < now).slice(0, 1)) {
					started.push((await sendAt(genuine, attempts.shift() ?? attempt)).items);
				}
				await sendAt(now, now);
			}
			expect(started.filter((items) => items !== undefined)).toHaveLength(1);
		},
	);

	it('tells two events apart also where this clock is behind', async () => {
		const body = '{"product_listing":{"product_id":7}}';
		const send = shop(['product_listings/remove']);
		for (const hours of [0, 3]) {
			const time = new Date(NOW + hours * HOUR_MS + 90_000).toISOString();
			const headers = fromShop('product_listings/remove', body, at(time));
			expect((await send(body, headers, NOW + hours * HOUR_MS)).items).toHaveLength(1);
		}
	});

	it('is what an action of WooCommerce rests on, and says so', async () => {
		const body = '{"action":"woocommerce_payment_complete","arg":12}';
		const topic = 'action.woocommerce_payment_complete';
		const send = woo([topic]);
		const first = eventIn(await send(body, fromWoo(topic, body, 'one')));
		const second = eventIn(await send(body, fromWoo(topic, body, 'two')));
		expect(first.unsigned).toEqual(['deliveryId', 'id', 'revision']);
		expect(second.id).not.toBe(first.id);
		// WooCommerce sends nothing twice, and gives two events of one second the same delivery id.
		expect((await send(body, fromWoo(topic, body, 'two'))).items).toHaveLength(1);
	});
});

describe('a recorded delivery of WooCommerce without a date', () => {
	const gone = { status: 404, headers: {}, body: Buffer.from('{"code":"rest_invalid_id"}') };
	const replay = async (topic: string, body: string) => {
		const send = open(wooCommerce as never, {
			shop: {
				store: { account: 'shop.example' },
				send: async () => ok(gone),
				now: () => NOW,
				steadyNow: () => NOW,
			},
			secret: 'cs_secret',
			topics: [topic],
			ignoredFields: [],
			...newProcessMemory(),
		});
		const answers: Array<ReturnType<Send>> = [];
		for (let count = 0; count < 1000; count++) {
			answers.push(send(body, fromWoo(topic, body, `id ${count}`), NOW + count * 10));
			await setImmediate();
		}
		answers.push(send(body, fromWoo(topic, body, 'last'), NOW + 10 * MINUTE_MS));
		const all = await Promise.all(answers);
		return {
			started: all.filter(({ items }) => items !== undefined).length,
			statuses: new Set(all.map(({ status }) => status)),
		};
	};

	it('of a delete starts five executions at once, then one for all that arrived', async () => {
		const { started, statuses } = await replay('order.deleted', '{"id":5}');
		// The seventh is the last one.
		expect(started).toBe(7);
		expect([...statuses]).toEqual([200]);
	});

	it('of an action starts sixty executions at once, then one a second', async () => {
		const body = '{"action":"woocommerce_add_to_cart","arg":"c4ca4238"}';
		const { started, statuses } = await replay('action.woocommerce_add_to_cart', body);
		expect([started, ...statuses]).toEqual([71, 200]);
	});

	it('does not suppress the event of a later genuine delete', async () => {
		const row = { id: 5, status: 'trash', date_modified_gmt: '2026-11-08T10:00:00' };
		const send = open(wooCommerce as never, {
			shop: {
				store: { account: 'shop.example' },
				send: async () => ok({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(row)) }),
				...{ now: () => NOW, steadyNow: () => NOW },
			},
			secret: 'cs_secret',
			topics: ['order.deleted'],
			ignoredFields: [],
			...newProcessMemory(),
		});
		const body = '{"id":5}';
		const sendAs = async (id: string, now: number) =>
			await send(body, fromWoo('order.deleted', body, id), now);
		const answers: Array<ReturnType<Send>> = [];
		for (let second = 0; second < 630; second++) {
			if (second === 605) {
				row.date_modified_gmt = '2026-11-08T10:09:59';
				expect((await sendAs('genuine', NOW + second * 1_000)).status).toBe(200);
			}
			answers.push(sendAs(`replay ${second}`, NOW + second * 1_000));
			await setImmediate();
		}
		answers.push(sendAs('last', NOW + 700_000));
		const dates = (await Promise.all(answers)).map((each) => eventIn(each)?.date);
		expect(dates).toContain('2026-11-08T10:09:59Z');
	});

	it.each([
		['action.woocommerce_payment_complete', '{"action":"woocommerce_payment_complete","arg":17}'],
		['booking.updated', '{"id":17,"status":"paid"}'],
	])('does not suppress a later genuine event that shares its start: %s', async (topic, body) => {
		const send = woo([topic]);
		const parameters = { operation: 'emit', signature: [], skipDuplicates: true };
		const table = new ProcessedTable();
		const emitted = async (answer: Awaited<ReturnType<Send>>) =>
			(await execute({ parameters, table }, { ...eventIn(answer) }))[0].length;
		const sendAs = async (id: string, now: number) =>
			await send(body, fromWoo(topic, body, id), now);
		expect(await emitted(await sendAs('recorded', NOW))).toBe(1);
		for (const start of [NOW + MINUTE_MS, NOW + HOUR_MS]) {
			for (let count = 0; count < 60; count++) await sendAs('recorded', start);
			const waiting = sendAs('recorded', start + 1);
			await setImmediate();
			await setImmediate();
			expect(await sendAs('genuine', start + 500)).toEqual({ status: 200 });
			await sendAs('later', start + MINUTE_MS);
			expect(await emitted(await waiting)).toBe(1);
		}
	});

	it('waits in a limited number', async () => {
		const topics = ['action.a'];
		const send = woo(topics);
		const answers: Array<ReturnType<Send>> = [];
		for (let arg = 0; arg < 25; arg++)
			for (let count = 0; count < 62; count++) {
				const body = `{"action":"a","arg":${arg}}`;
				answers.push(send(body, fromWoo('action.a', body, `${count}`), NOW));
			}
		await setImmediate();
		await setImmediate();
		const last = '{"action":"a","arg":"last"}';
		answers.push(send(last, fromWoo('action.a', last), NOW + 1_000));
		const all = await Promise.all(answers);
		const refused = all.filter(({ status }) => status === 503);
		// Five deliveries had no room to wait, and the equal ones after them neither.
		expect(refused).toHaveLength(10);
		expect(all.filter(({ items }) => items !== undefined)).toHaveLength(25 * 60 + 20 + 1);
	});
});

describe('a recorded order that is sent again as orders/delete', () => {
	it('does not make Skip Duplicates drop the genuine deletion', async () => {
		const table = new ProcessedTable();
		const panel = {
			parameters: { operation: 'emit', signature: [], skipDuplicates: true },
			table,
		};
		const emitted = async (...events: NormalizedEvent[]) =>
			(await execute(panel, ...events.map((event) => ({ ...event }))))[0].length;
		const send = shop(['orders/create', 'orders/delete']);
		const deletion = '{"id":1001}';
		await send(ORDER, fromShop('orders/create', ORDER));
		const forged = eventIn(await send(ORDER, fromShop('orders/delete', ORDER)));
		const later = NOW + 30 * 24 * HOUR_MS;
		const genuine = eventIn(await send(deletion, fromShop('orders/delete', deletion), later));
		expect(genuine.id).toBe(forged.id);
		expect(await emitted(forged)).toBe(1);
		expect(await emitted(genuine)).toBe(1);
		expect(await emitted(genuine, forged)).toBe(0);
	});
});

describe('a recorded creation that has only the id, sent again as orders/delete', () => {
	it('does not make Skip Duplicates drop the genuine deletion', async () => {
		const table = new ProcessedTable();
		const skipping = { operation: 'emit', signature: [], skipDuplicates: true };
		const emitted = async (envelope: string, ...events: NormalizedEvent[]) =>
			(
				await execute(
					{ parameters: { ...skipping, envelope }, table },
					...events.map((event) => ({ ...event })),
				)
			)[0].length;
		const send = shop(['orders/create', 'orders/delete']);
		const body = '{"id":1001}';
		const as = (topic: string, id: string) => fromShop(topic, body, { 'x-shopify-webhook-id': id });
		await send(body, as('orders/create', 'a'));
		const forged = eventIn(await send(body, as('orders/delete', 'a')));
		const genuine = eventIn(await send(body, as('orders/delete', 'b'), NOW + 6 * HOUR_MS));
		expect(genuine.id).toBe(forged.id);
		expect(await emitted('event', forged)).toBe(1);
		expect(await emitted('event', genuine)).toBe(1);
		expect(await emitted('event', genuine, forged)).toBe(0);
	});
});

describe('a recorded delivery whose sender hangs up each time', () => {
	it('starts five executions at once, then one a minute', async () => {
		const send = shop(['orders/updated']);
		let started = 0;
		for (let count = 0; count < 500; count++) {
			const headers = fromShop('orders/updated', ORDER);
			const answer = await send(ORDER, headers, NOW + count * 100, 'abandoned');
			if (answer.items !== undefined) started++;
		}
		expect(started).toBe(5);
	});
});

describe('a compliance request', () => {
	it('is not taken for another one', async () => {
		const request = JSON.stringify({
			...{ shop_id: 1, shop_domain: DOMAIN, customer: { id: 7 }, data_request: { id: 9 } },
		});
		const send = shop(['customers/data_request', 'customers/redact', 'shop/redact']);
		for (const topic of ['customers/redact', 'shop/redact'])
			expect(await send(request, fromShop(topic, request))).toEqual({ status: 200 });
		const headers = fromShop('customers/data_request', request);
		expect((await send(request, headers)).items).toHaveLength(1);
	});
});

describe('an unsigned legacy form of Ecwid', () => {
	const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
	const formOf = (order: number) =>
		`owner_id=1003&event_type=new_order&date=2026-11-08 05:00:05&order_id=${order}&payment_status=ACCEPTED&fulfillment_status=NEW`;
	const signature = hmac('ecwid-secret', `${NOW / 1000 - 5}.event-1`);
	const webhookOf = (entityId: number) =>
		`{"eventId":"event-1","eventCreated":${NOW / 1000 - 5},"storeId":1003,"entityId":${entityId},"eventType":"product.updated"}`;
	/** The node of a store with these orders. */
	const storeOf = (orders: Array<Record<string, unknown>>, mayAskFor = () => true) =>
		open(ecwid as never, {
			storeId: '1003',
			clientSecret: 'ecwid-secret',
			eventTypes: ['*'],
			legacy: { hasKey: true, mayAskFor, ask: async () => ok({ value: { orders } }) },
		});

	it('that comes before its order exists does not suppress the genuine one', async () => {
		const orders: Array<Record<string, unknown>> = [];
		const send = storeOf(orders);
		expect(await send(formOf(124), FORM)).toEqual({ status: 200 });
		const statuses = { paymentStatus: 'ACCEPTED', fulfillmentStatus: 'NEW' };
		orders.push({ number: 124, created: '2026-11-08 05:00:05', ...statuses });
		expect((await send(formOf(124), FORM, NOW + MINUTE_MS)).items).toHaveLength(1);
		expect(await send(formOf(124), FORM, NOW + 2 * MINUTE_MS)).toEqual({ status: 200 });
	});

	it('that comes before the payment does not suppress the one after it', async () => {
		const order = { number: 124, created: '2026-11-08 05:00:05', fulfillmentStatus: 'NEW' };
		const orders: Array<Record<string, unknown>> = [{ ...order, paymentStatus: 'INCOMPLETE' }];
		const send = storeOf(orders);
		expect((await send(formOf(124), FORM)).items).toMatchObject([
			{ json: { raw: { paymentStatus: 'INCOMPLETE' } } },
		]);
		orders[0] = { ...order, paymentStatus: 'ACCEPTED' };
		expect((await send(formOf(124), FORM, NOW + MINUTE_MS)).items).toMatchObject([
			{ json: { raw: { paymentStatus: 'ACCEPTED' } } },
		]);
		expect(await send(formOf(124), FORM, NOW + 2 * MINUTE_MS)).toEqual({ status: 200 });
	});

	it('takes no memory from signed webhooks', async () => {
		const send = storeOf([], () => false);
		const startedOf = async (first: number) => {
			let started = 0;
			for (let entityId = first; entityId < first + 10; entityId++) {
				const headers = { 'x-ecwid-webhook-signature': signature };
				if ((await send(webhookOf(entityId), headers)).items !== undefined) started++;
			}
			return started;
		};
		expect(await startedOf(0)).toBe(5);
		for (let order = 1; order <= 50_000; order++) await send(formOf(order), FORM);
		expect(await startedOf(100)).toBe(0);
	}, 120_000);
});
