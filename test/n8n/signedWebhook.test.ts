/** The Signed Webhook Trigger in the real n8n: handshakes, genuine deliveries and attacks, for each class of schemes. */
import { normalizedEvent } from '../../nodes/core/event';
import type { Provider } from '../../nodes/core/signature/scheme';
import type { Delivery } from '../../nodes/core/vendor';
import { providerOf } from '../../nodes/SignedWebhook/providers';
import { headerBytes, isSendable, MOST_HEADER_BYTES, post } from '../attacks/wire';
import { SCHEME_ATTACKS, type SchemeAttack } from '../signedWebhooks/attacks';
import { genuine, pairOf } from '../signedWebhooks/genuine';
import { packPackage } from './install/pack';
import { itemsOf, startN8n, type N8n } from './support/n8n';
import { waitFor } from './support/waitFor';

const SOON_MS = 30_000;
const HOST = 'n8n.example';
const VERIFY_TOKEN = 'a-text-that-the-user-chose';

/** One provider for each class of schemes. */
const KEYS = [
	'github',
	'stripe',
	'slack',
	'square',
	'twilio',
	'adyen',
	'mailgun',
	'discord',
	'sendgrid',
	'standard_webhooks',
];
const ROWS = KEYS.map((key) => providerOf(key) as Provider);

let n8n: N8n;
let expected = 0;

beforeAll(async () => {
	n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: ROWS.map((row) => ({
			id: row.key,
			name: row.key,
			type: 'signedEventsWebhookApi',
			data: {
				secret: pairOf(row).secrets[0] ?? '',
				publicKey: pairOf(row).publicKeys[0] ?? '',
				verifyToken: VERIFY_TOKEN,
			},
		})),
		workflows: [
			...ROWS.map(({ key }) => ({
				id: key,
				name: key,
				nodes: [
					{
						id: key,
						name: key,
						type: 'n8n-nodes-signed-events.signedWebhookTrigger',
						typeVersion: 2,
						position: [0, 0] as [number, number],
						parameters: { provider: key, acknowledge: 'received', options: {} },
						credentials: { signedEventsWebhookApi: { id: key, name: key } },
						webhookId: `hook-${key}`,
					},
				],
				connections: {},
				settings: { executionOrder: 'v1' },
			})),
			tokenWorkflow('notion'),
		],
		environment: { WEBHOOK_URL: `https://${HOST}/` },
	});
}, 600_000);

afterAll(async () => await n8n?.stop(), 60_000);

const pathOf = (key: string) => `/webhook/hook-${key}/webhook`;
/** A workflow of n8n's own Webhook node that receives at the URL of a trigger (docs/signed-webhook.md#notion). */
function tokenWorkflow(key: string) {
	return {
		id: 'token',
		name: 'token',
		nodes: [
			{
				id: 'token',
				name: 'token',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0] as [number, number],
				parameters: { httpMethod: 'POST', path: `hook-${key}/webhook`, options: {} },
				webhookId: 'token',
			},
		],
		connections: {},
		settings: { executionOrder: 'v1' },
	};
}

/** The URL that the vendor signs. */
const at = (key: string, delivery: Delivery): Delivery => ({
	...delivery,
	address: `https://${HOST}${pathOf(key)}`,
});

/** Sends it by Node's own client, which joins no headers. */
async function send(key: string, { headers, body, query }: Delivery) {
	return await post(`${n8n.url}${pathOf(key)}${query ? `?${query}` : ''}`, { headers, body });
}

/** A row whose `{url}` is the node's. `genuine` signs its own address. */
function deliveryFor(row: Provider, number: number): Delivery {
	const delivery = genuine(row, pairOf(row), {
		now: Date.now(),
		address: `https://${HOST}${pathOf(row.key)}`,
		headers: { 'x-github-event': 'issues', 'x-github-delivery': `delivery-${number}` },
		body: { id: `evt_${number}`, type: 'order.created', data: { id: `${number}` } },
	});
	return at(row.key, delivery);
}

async function expectStarted(more: number): Promise<void> {
	const wanted = expected + more;
	const count = async () => {
		const [row] = await n8n.query('SELECT COUNT(*) AS count FROM execution_entity');
		return Number(row.count);
	};
	const [found] = await waitFor(
		async () => {
			const stored = await count();
			return stored >= wanted && [stored];
		},
		SOON_MS,
		`execution ${wanted}`,
	);
	expected = found;
	expect(found).toBe(wanted);
}

// First, because a node logs only some rejections of one kind in a minute.
it('logs why a delivery was rejected', async () => {
	const row = providerOf('github') as Provider;
	const delivery = deliveryFor(row, 2);
	const spaced = Buffer.from(JSON.stringify(JSON.parse(delivery.body.toString()), null, 2));
	// The vendor signed the compact body, and a proxy wrote it again.
	expect((await send('github', { ...delivery, body: spaced })).status).toBe(401);
	const stripe = genuine(providerOf('stripe') as Provider);
	expect((await send('github', stripe)).status).toBe(401);
	await waitFor(
		async () =>
			/a proxy encoded the body again/.test(n8n.output()) &&
			/choose the provider Stripe/.test(n8n.output()),
		SOON_MS,
		'both lines in the log',
	);
	await expectStarted(0);
});

describe.each(ROWS.map((row) => [row.name, row] as const))('the door of %s', (_name, row) => {
	it('starts one execution for a genuine delivery, however often it arrives', async () => {
		const delivery = deliveryFor(row, 1);
		expect((await send(row.key, delivery)).status).toBe(200);
		await expectStarted(1);
		expect((await send(row.key, delivery)).status).toBe(200);
		await expectStarted(0);
		const json = await waitFor(
			async () =>
				(await n8n.executions({ workflowId: row.key }))
					.filter(({ nodes }) => row.key in nodes)
					.flatMap((execution) => itemsOf(execution, row.key).map((item) => item.json))[0],
			SOON_MS,
			'the execution',
		);
		const { key: elementKey, hub: hubKey } = row;
		expect(normalizedEvent.parse(json)).toMatchObject({ elementKey, hubKey, capture: 'webhook' });
	});

	// Side by side, since a node reads its credential at most once a second after it rejects a delivery.
	it('rejects every attack, and starts nothing', async () => {
		const now = Date.now();
		const attack = async ({ what, forge }: SchemeAttack) => {
			const [forged, ...others] = forge(row, pairOf(row), now).filter(
				(letter) => isSendable(letter) && headerBytes(letter) <= MOST_HEADER_BYTES,
			);
			for (const delivery of [forged, others[others.length >> 1], others.at(-1)]) {
				if (delivery === undefined) continue;
				const { status, body } = await send(row.key, delivery);
				// n8n itself rejects what is not JSON with 422.
				const isRejected = [401, 422].includes(status);
				expect([what, isRejected || status]).toEqual([what, true]);
				// Nothing tells a forger why.
				if (status === 401) expect([what, body]).toEqual([what, '']);
			}
		};
		await Promise.all(SCHEME_ATTACKS.map(attack));
		await expectStarted(0);
	});
});

describe('handshakes', () => {
	it('repeats the challenge of Slack if it is signed, and starts nothing', async () => {
		const row = providerOf('slack') as Provider;
		const delivery = genuine(row, pairOf(row), {
			now: Date.now(),
			body: { type: 'url_verification', challenge: 'a-challenge' },
		});
		const response = await fetch(`${n8n.url}${pathOf('slack')}`, {
			method: 'POST',
			headers: delivery.headers as Record<string, string>,
			body: new Uint8Array(delivery.body),
		});
		expect([response.status, await response.text()]).toEqual([200, 'a-challenge']);
		expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
		const unsigned = { ...delivery, headers: { 'content-type': 'application/json' } };
		expect((await send('slack', unsigned)).status).toBe(401);
		await expectStarted(0);
	});

	it('shows the first request of Notion in a workflow that has the URL of the trigger', async () => {
		const body = Buffer.from('{"verification_token":"secret_of-notion"}');
		const headers = { 'content-type': 'application/json' };
		expect((await post(`${n8n.url}${pathOf('notion')}`, { headers, body })).status).toBe(200);
		await expectStarted(1);
		const items = async () =>
			(await n8n.executions({ workflowId: 'token' }))
				.filter(({ nodes }) => 'token' in nodes)
				.flatMap((execution) => itemsOf(execution, 'token'));
		const [{ json }] = await waitFor(
			async () => {
				const found = await items();
				return found.length > 0 && found;
			},
			SOON_MS,
			'the execution',
		);
		expect(json).toMatchObject({ body: { verification_token: 'secret_of-notion' } });
	});

	it('responds to a PING of Discord', async () => {
		const row = providerOf('discord') as Provider;
		const delivery = genuine(row, pairOf(row), { now: Date.now(), body: { type: 0 } });
		expect((await send('discord', delivery)).status).toBe(200);
		await expectStarted(0);
	});

	it.each(['GET', 'HEAD'])('responds 405 to any other %s, at both URLs', async (method) => {
		for (const path of ['webhook', 'finished']) {
			const { status, headers } = await fetch(`${n8n.url}/webhook/hook-github/${path}`, { method });
			expect([status, headers.get('allow')]).toEqual([405, 'POST']);
		}
		await expectStarted(0);
	});
});
