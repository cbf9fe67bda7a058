/** Example workflows: events into PostgreSQL and into logs, from one n8n to another, several shops, and GitHub's webhooks. */
import { createHmac } from 'node:crypto';

import { normalizedEvent, type NormalizedEvent } from '../../nodes/core/event';
import {
	signStandardWebhooks,
	type StandardWebhooksKey,
} from '../../nodes/core/envelope/standardWebhooks';
import { readKey } from '../../nodes/core/envelope/verifySignedEvent';
import { demoCredentials, everySeconds, exampleWorkflow } from './support/demo';
import { itemsOf, startN8n, type N8n } from './support/n8n';
import { packPackage } from './install/pack';
import { freePorts } from './install/ports';
import { orderEvent } from './support/orderEvent';
import { startCallback, type Callback } from './support/callback';
import { startedBy } from './support/started';
import { waitFor } from './support/waitFor';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { postgresObstacle, startPostgres } from '../queue/postgres';
import { queryPostgres } from '../queue/queryPostgres';
import type { Server } from '../queue/server';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const GITHUB_SECRET = "It's a Secret to Everybody".replaceAll(' ', '-');
const SOON_MS = 60_000;

let sandbox: Sandbox;
let postgres: Server | undefined;
let n8n: N8n;
let callback: Callback;
/** What deliver-once.json delivers to. */
let single: Callback;

/** The example workflows that keep a log of events. */
const LOGS = ['event-log.json', 'event-log-data-table.json'];
const LOGGED = '4711';

/** What a person enters to replay the events of one object and one day. */
function chosenEvents() {
	const chosen = {
		...{ from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
		...{ objectType: 'orders', objectId: LOGGED },
	};
	const assignments = Object.entries(chosen).map(([name, value]) => ({
		...{ id: name, name, type: 'string', value },
	}));
	return { assignments: { assignments } };
}

/** Where the trigger of an example receives. */
function servedUrl(example: string, port: number): string {
	const { nodes } = exampleWorkflow(example, {});
	const { webhookId } = nodes.find(({ name }) => name === 'Receive') ?? nodes[0];
	return `http://127.0.0.1:${port}/webhook/${webhookId}/finished`;
}

let port: number;

beforeAll(async () => {
	[port] = await freePorts();
	[callback, single] = await Promise.all([startCallback(SECRET), startCallback(SECRET)]);
	sandbox = await startSandbox({ seed: 21, wooCommerce: { orders: 3, products: 3 } });
	postgres = postgresObstacle() === undefined ? await startPostgres() : undefined;
	const database = { host: '127.0.0.1', database: 'postgres', user: 'postgres', password: '' };
	const [shop] = demoCredentials(sandbox.wooCommerce);
	n8n = await startN8n({
		port,
		packages: [(await packPackage()).directory],
		credentials: [
			shop,
			{ ...shop, id: 'signedEventsWoo2' },
			{
				id: 'signedEventsKey',
				name: 'Event signature',
				type: 'signedEventsApi',
				data: { signatureSecret: SECRET },
			},
			{
				id: 'signedEventsGitHub',
				name: 'GitHub webhook',
				type: 'signedEventsWebhookApi',
				data: { secret: GITHUB_SECRET },
			},
			{
				id: 'postgres',
				name: 'PostgreSQL',
				type: 'postgres',
				data: { ...database, port: postgres?.port ?? 0, ssl: 'disable' },
			},
		],
		workflows: [
			exampleWorkflow('events-to-postgresql.json', {}),
			...LOGS.map((file) =>
				exampleWorkflow(file, {
					'Which Events': chosenEvents(),
					Send: { callbackUrl: callback.url },
				}),
			),
			exampleWorkflow('n8n-to-n8n.json', {
				WooCommerce: everySeconds(4),
				Send: { callbackUrl: servedUrl('n8n-to-n8n.json', port) },
			}),
			exampleWorkflow('deliver-once.json', { Deliver: { callbackUrl: single.url } }),
			exampleWorkflow('github-signed.json', { Send: { callbackUrl: callback.url } }),
			exampleWorkflow('several-shops.json', {
				'Shop Europe': everySeconds(4),
				'Shop America': everySeconds(4),
			}),
		],
	});
}, 600_000);

afterAll(async () => {
	await n8n?.stop();
	await Promise.all([sandbox?.close(), postgres?.stop(), callback?.close(), single?.close()]);
}, 60_000);

/** A quotation mark and letters beyond ASCII, which a workflow must not change. */
const NOTE = "it's Grüße";

/** Sends it under a unique delivery id. Resolves with the status. */
async function send(
	event: NormalizedEvent,
	delivery: string,
	secret = SECRET,
	example = 'events-to-postgresql.json',
): Promise<number> {
	const body = Buffer.from(JSON.stringify(event));
	const key = readKey(secret) as StandardWebhooksKey;
	const headers = signStandardWebhooks(delivery, Date.now(), body, [key]);
	const response = await fetch(servedUrl(example, port), {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body,
	});
	return response.status;
}

it('events-to-postgresql.json writes one row per event, also if an event arrives twice or has the id of another', async () => {
	if (postgres === undefined) {
		process.stdout.write(`events-to-postgresql.json was NOT tested: ${postgresObstacle()}\n`);
		return;
	}
	const [one, other] = [
		orderEvent('9007199254740993', { note: NOTE }),
		orderEvent('2', { note: NOTE }),
	];
	expect(await send(one, 'first')).toBe(200);
	expect(await send(one, 'again')).toBe(200);
	expect(await send(other, 'second')).toBe(200);
	const unsigned = { ...other, objectId: '3', unsigned: ['id'] };
	const genuine = { ...unsigned, objectId: '4', raw: { id: '4' } };
	expect(await send(unsigned, 'third')).toBe(200);
	expect(await send(unsigned, 'third')).toBe(200);
	expect(await send(genuine, 'third')).toBe(200);
	const forged = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
	expect(await send(orderEvent('3', { note: NOTE }), 'forged', forged)).toBe(401);
	const rows = await queryPostgres(
		postgres.port,
		'SELECT id, element_key, account, event_type, object_type, object_id, date, event FROM signed_events ORDER BY object_id',
	);
	const row = (event: NormalizedEvent) => ({
		id: event.id,
		element_key: 'shopify',
		account: 'shop.myshopify.com',
		event_type: 'UPDATED',
		object_type: 'orders',
		object_id: event.objectId,
		date: '2026-11-21T10:00:00.000Z',
		event: expect.objectContaining({ id: event.id, raw: event.raw }) as unknown,
	});
	const keyed = (event: NormalizedEvent) => ({
		...row(event),
		id: expect.stringMatching(new RegExp(`^${other.id}_[0-9a-f]{64}$`)) as unknown,
	});
	expect(rows).toEqual([row(other), keyed(unsigned), keyed(genuine), row(one)]);
});

it('deliver-once.json releases an event that the receiver rejects, and delivers it once', async () => {
	if (postgres === undefined) {
		process.stdout.write(`deliver-once.json was NOT tested: ${postgresObstacle()}\n`);
		return;
	}
	const { nodes } = exampleWorkflow('deliver-once.json', {});
	const table = nodes.find(({ name }) => name === 'Make the Table');
	await queryPostgres(postgres.port, table?.parameters.query as string);
	const event = orderEvent('77', { note: NOTE });
	const sendOnce = async (delivery: string) =>
		await send(event, delivery, SECRET, 'deliver-once.json');
	single.answerWith(503);
	expect(await sendOnce('refused')).toBe(500);
	expect(await queryPostgres(postgres.port, 'SELECT * FROM signed_event_claims')).toEqual([]);
	single.answerWith(200);
	expect(await sendOnce('again')).toBe(200);
	expect(await sendOnce('afterwards')).toBe(200);
	expect(single.received).toHaveLength(2);
});

it('n8n-to-n8n.json delivers polled events to the other n8n unchanged, under the same id', async () => {
	const { id } = sandbox.wooCommerce.shop.create('orders', { line_items: [] });
	const [sent, received] = await waitFor(
		async () => {
			const all = await n8n.executions({ workflowId: 'n8nToN8n', status: 'success' });
			const from = (node: string) => all.find(({ nodes }) => node in nodes);
			const [sender, receiver] = [from('Send'), from('What Came')];
			return sender && receiver ? [sender, receiver] : undefined;
		},
		SOON_MS,
		'the event to arrive at the other',
	);
	const [told] = itemsOf(sent, 'WooCommerce');
	const [came] = itemsOf(received, 'What Came');
	const { receivedAt, ...event } = normalizedEvent.parse(came.json);
	expect(event).toMatchObject({ objectId: String(id), eventType: 'CREATED' });
	const { capture, receivedAt: polledAt, ...same } = normalizedEvent.parse(told.json);
	expect(event).toMatchObject(same);
	expect(event).toMatchObject({ capture: 'webhook', deliveryId: same.id });
	expect(capture).toBe('polling');
	expect(Date.parse(receivedAt)).toBeGreaterThanOrEqual(Date.parse(polledAt));
});

it('github-signed.json delivers a signed event for each webhook of GitHub, and none for a forged one', async () => {
	const body = JSON.stringify({
		action: 'opened',
		issue: { number: 1347, title: 'Grüße' },
		repository: { full_name: 'octo/demo' },
	});
	const { nodes } = exampleWorkflow('github-signed.json', {});
	const url = `http://127.0.0.1:${port}/webhook/${nodes[0].webhookId}/webhook`;
	const post = async (secret: string) => {
		const headers = {
			'content-type': 'application/json',
			'x-github-event': 'issues',
			'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
			'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
		};
		return (await fetch(url, { method: 'POST', headers, body })).status;
	};
	expect(await post('another-secret-of-somebody')).toBe(401);
	expect([await post(GITHUB_SECRET), await post(GITHUB_SECRET)]).toEqual([200, 200]);
	const [first] = await waitFor(
		async () => callback.received.length > 0 && callback.received,
		SOON_MS,
		'the event at the callback',
	);
	expect(first).toMatchObject({ verified: true });
	expect(normalizedEvent.parse(JSON.parse(first.body.toString()))).toMatchObject({
		elementKey: 'github',
		hubKey: 'collaboration',
		topic: 'issues.opened',
		eventType: 'CREATED',
		raw: { issue: { title: 'Grüße' } },
	});
	expect(callback.received).toHaveLength(1);
});

it('several-shops.json starts with the orders of both shops, and with those of one only if they pass its filter', async () => {
	const { shop } = sandbox.wooCommerce;
	const { id: open } = shop.create('orders', { status: 'processing' });
	const { id: done } = shop.create('orders', { status: 'completed' });
	const told = async () => {
		const executions = await n8n.executions({ workflowId: 'severalShops' });
		return ['Shop Europe', 'Shop America'].map((name) =>
			executions
				.flatMap((execution) => itemsOf(execution, name))
				.map(({ json }) => json as Record<string, unknown>)
				.filter(({ objectId }) => [open, done].map(String).includes(String(objectId)))
				.map(({ objectId, instanceName }) => `${instanceName as string} ${objectId as string}`)
				.sort(),
		);
	};
	const expected = [
		[`Shop Europe ${open}`, `Shop Europe ${done}`].sort(),
		[`Shop America ${done}`],
	];
	await waitFor(
		async () => JSON.stringify(await told()) === JSON.stringify(expected),
		SOON_MS,
		'the events of both shops',
	);
}, 90_000);

it.each(LOGS)(
	'%s keeps each event, and replays those of a span, a type and an object in their order',
	async (file) => {
		if (file === 'event-log.json' && postgres === undefined) {
			process.stdout.write(`event-log.json was NOT tested: ${postgresObstacle()}\n`);
			return;
		}
		const first = orderEvent(LOGGED, { note: NOTE });
		const at = (date: string, more: Partial<NormalizedEvent> = {}) => ({
			...first,
			...{ id: `${first.id}${date.replace(/\W/g, '')}`, date, ...more },
		});
		const events = [
			at('2026-11-21T23:59:59Z'),
			first,
			at('2026-11-22T00:00:00Z'),
			at('2026-11-20T23:59:59Z'),
			at('2026-11-21T12:00:00Z', { objectId: '4712' }),
			at('2026-11-21T13:00:00Z', { objectType: 'products' }),
		];
		const { id } = exampleWorkflow(file, {});
		for (const [index, event] of [...events, first].entries())
			expect(await send(event, `${id}-${index}`, SECRET, file)).toBe(200);
		const before = callback.received.length;
		const [execution] = await startedBy(
			async () =>
				(await n8n.executions({ workflowId: id })).filter(({ mode }) => mode === 'manual'),
			1,
			async () => {
				const { body } = await n8n.rest('GET', `/rest/workflows/${id}`);
				const run = await n8n.rest('POST', `/rest/workflows/${id}/run`, {
					workflowData: (body as { data: unknown }).data,
					triggerToStartFrom: { name: 'Replay' },
				});
				expect(run.status).toBe(200);
			},
		);
		expect(execution.status).toBe('success');
		const received = callback.received.slice(before);
		const { receivedAt, ...same } = first;
		expect(receivedAt).toBeDefined();
		expect(received.map((one) => JSON.parse(one.body.toString()) as unknown)).toMatchObject([
			{ id: same.id, date: same.date, raw: same.raw },
			{ id: events[0].id, date: events[0].date },
		]);
		expect(received.every(({ verified }) => verified)).toBe(true);
	},
);
