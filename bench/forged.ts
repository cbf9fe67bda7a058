import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { doorsOf, type Door, type Letter } from '../test/attacks/doors';
import { BoxSandbox } from '../test/sandbox/box/server';
import { startSandbox, type Sandbox } from '../test/sandbox/sandbox';
import { ShopifySandbox } from '../test/sandbox/shopify/server';
import {
	startN8n,
	type CredentialStub,
	type N8n,
	type WorkflowJson,
} from '../test/n8n/support/n8n';
import { packPackage } from '../test/n8n/install/pack';
import type { Row, Table } from './table';

/** Box takes no other than public https; the requests go to n8n's own port all the same. */
const HOST = 'n8n.example';
const SECONDS = 15;
const GENUINE_A_SECOND = 10;
const FORGED_A_SECOND = 50;
const GOAL_MS = 1_000;

const SHARED = `whsec_${Buffer.from('a shared secret of 32 bytes +/=?').toString('base64')}`;
const PRIVATE = `whsk_${Buffer.from('a private key that has 32 bytes.').toString('base64')}`;
const FORGED = `whsec_${Buffer.from('what a stranger signs with, 32 b').toString('base64')}`;

interface Vendors {
	shopify: ShopifySandbox;
	box: BoxSandbox;
	sandbox: Sandbox;
}

/** One credential type each, and the door that letters for it are written by. */
interface Subject {
	name: string;
	id: string;
	node: string;
	credential: string;
	door: string;
	data: object;
	parameters: object;
}

function subjectsOf({ shopify, box, sandbox }: Vendors): Subject[] {
	const shop = {
		...{ shop: 'my-shop', useBaseUrl: true, baseUrl: shopify.url },
		clientSecret: shopify.app.clientSecret,
	};
	const { wooCommerce, ecwid } = sandbox;
	const topics = ['orders/create'];
	return [
		{
			...{ name: 'Shopify, access token', id: 'shopifyToken', door: 'Shopify' },
			node: 'shopifyEventsTrigger',
			credential: 'signedEventsShopifyApi',
			data: { ...shop, accessToken: shopify.app.issueToken() },
			parameters: { authentication: 'accessToken', topics },
		},
		{
			...{ name: 'Shopify, OAuth2', id: 'shopifyOAuth2', door: 'Shopify' },
			node: 'shopifyEventsTrigger',
			credential: 'signedEventsShopifyOAuth2Api',
			data: { ...shop, clientId: shopify.app.clientId, grantType: 'clientCredentials' },
			parameters: { authentication: 'oAuth2', topics },
		},
		{
			...{ name: 'Box, OAuth2', id: 'box', door: 'Box' },
			node: 'boxEventsTrigger',
			credential: 'signedEventsBoxOAuth2Api',
			data: {
				...{ grantType: 'clientCredentials', subjectType: 'user', subjectId: box.user.id },
				...{ clientId: box.app.clientId, clientSecret: box.app.clientSecret },
				...{ useBaseUrl: true, baseUrl: box.url },
				primarySignatureSecret: box.app.keys.primary,
				secondarySignatureSecret: box.app.keys.secondary,
			},
			parameters: {
				targets: `folder:${box.items.add('folder', 'Contracts', box.user).id}`,
				triggers: ['FILE.RENAMED'],
			},
		},
		{
			...{ name: 'WooCommerce', id: 'wooCommerce', door: 'WooCommerce' },
			node: 'wooCommerceEventsTrigger',
			credential: 'signedEventsWooCommerceApi',
			data: { storeUrl: wooCommerce.url, ...wooCommerce.keys },
			parameters: { topics: ['order.updated'], options: { allowPrivateUrl: true } },
		},
		{
			...{ name: 'Ecwid', id: 'ecwid', door: 'Ecwid' },
			node: 'ecwidEventsTrigger',
			credential: 'signedEventsEcwidApi',
			data: {
				...{ storeId: '1003', useBaseUrl: true, baseUrl: ecwid.url },
				...{ accessToken: ecwid.token, clientSecret: ecwid.webhooks.clientSecret },
			},
			parameters: { eventTypes: ['*'] },
		},
		{
			...{ name: 'Signed Event Trigger', id: 'receiver', door: 'Standard Webhooks v1' },
			node: 'signedEventTrigger',
			credential: 'signedEventsApi',
			data: { signatureSecret: SHARED },
			parameters: { schemes: ['standardWebhooks'] },
		},
	];
}

const workflowOf = ({ id, node, credential, parameters }: Subject): WorkflowJson => ({
	id,
	name: id,
	nodes: [
		{
			id: `${id}-0`,
			name: 'In',
			type: `n8n-nodes-signed-events.${node}`,
			typeVersion: 2,
			position: [0, 0],
			webhookId: `hook-${id}`,
			parameters: { ...parameters },
			credentials: { [credential]: { id, name: id } },
		},
	],
	connections: {},
	settings: { executionOrder: 'v1' },
});

/** A connection for each request, as vendors and strangers make them. */
async function post(url: string, { headers, body }: Letter): Promise<[status: number, ms: number]> {
	const start = performance.now();
	return await new Promise((resolve, reject) => {
		const length = { 'content-length': body.length };
		const sent = request(
			url,
			{ method: 'POST', agent: false, headers: { ...headers, ...length } },
			(response) =>
				response
					.resume()
					.once('end', () => resolve([Number(response.statusCode), performance.now() - start])),
		);
		sent.once('error', reject).end(body);
	});
}

/** Sends `perSecond` requests a second for a while and does not wait for earlier ones. */
async function stream(
	perSecond: number,
	send: () => Promise<[status: number, ms: number]>,
): Promise<Array<[status: number, ms: number]>> {
	const start = performance.now();
	const sent: Array<Promise<[status: number, ms: number]>> = [];
	for (let count = 0; count < perSecond * SECONDS; count++) {
		const wait = start + (count * 1000) / perSecond - performance.now();
		if (wait > 0) await sleep(wait);
		sent.push(send());
	}
	return await Promise.all(sent);
}

let count = 0;

async function measure(n8n: N8n, subject: Subject, door: Door): Promise<Row> {
	const path = `webhook/hook-${subject.id}/webhook`;
	const letter = (secret?: string) =>
		door.write({
			...{ address: `https://${HOST}/${path}`, at: Date.now(), id: String(++count) },
			...(secret === undefined ? {} : { secret }),
		});
	const genuine = async () => await post(`${n8n.url}/${path}`, letter());
	const forged = async () => await post(`${n8n.url}/${path}`, letter(FORGED));
	await genuine();
	const alone = await stream(GENUINE_A_SECOND, genuine);
	const [among, refused] = await Promise.all([
		stream(GENUINE_A_SECOND, genuine),
		stream(FORGED_A_SECOND, forged),
	]);
	const failed = [...alone, ...among].filter(([status]) => status !== 200).length;
	const of = (status: number) => refused.filter(([each]) => each === status).length;
	return {
		credential: subject.name,
		'alone: p50, ms': percentile(alone, 0.5),
		'p99, ms': percentile(alone, 0.99),
		'among forged: p50, ms': percentile(among, 0.5),
		'p99, ms ': { value: percentile(among, 0.99), goal: { atMost: GOAL_MS } },
		'genuine not taken': { value: failed, goal: { atMost: 0 } },
		'forged: 401': of(401),
		'forged: 503': of(503),
		'forged: 200': { value: of(200), goal: { atMost: 0 } },
	};
}

function percentile(answers: ReadonlyArray<[status: number, ms: number]>, share: number): number {
	const sorted = answers.map(([, ms]) => ms).sort((left, right) => left - right);
	return Math.round(sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)]);
}

/** What genuine deliveries wait while a stranger floods the same webhook. */
export async function forged(): Promise<Table[]> {
	const [shopify, box, sandbox, packed] = await Promise.all([
		ShopifySandbox.start({ scopes: ['read_orders'], takesAnyUrl: true }),
		BoxSandbox.start(21),
		startSandbox({ seed: 21, wooCommerce: { tls: true, orders: 2, products: 2 } }),
		packPackage(),
	]);
	const subjects = subjectsOf({ shopify, box, sandbox });
	const doors = doorsOf({
		shopify: { secret: shopify.app.clientSecret, domain: shopify.domain },
		box: { primary: String(box.app.keys.primary), secondary: String(box.app.keys.secondary) },
		ecwid: { secret: sandbox.ecwid.webhooks.clientSecret, storeId: '1003' },
		wooCommerce: sandbox.wooCommerce.keys.consumerSecret,
		shared: SHARED,
		privateKey: PRIVATE,
	});
	const folder = await mkdtemp(join(tmpdir(), 'signed-events-bench-'));
	const trusted = join(folder, 'shop.pem');
	await writeFile(trusted, String(sandbox.wooCommerce.certificate));
	const n8n = await startN8n({
		packages: [packed.directory],
		credentials: subjects.map(
			({ id, credential, data }): CredentialStub => ({
				...{ id, name: id, type: credential },
				data: { ...data },
			}),
		),
		workflows: subjects.map(workflowOf),
		environment: {
			N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
			WEBHOOK_URL: `https://${HOST}/`,
			NODE_EXTRA_CA_CERTS: trusted,
		},
	});
	try {
		const rows: Row[] = [];
		for (const subject of subjects) {
			const door = doors.find(({ name }) => name === subject.door);
			if (door === undefined) throw new Error(`There is no door ${subject.door}.`);
			rows.push(await measure(n8n, subject, door));
		}
		return [
			{
				title: 'In n8n: forged requests',
				legend: `${GENUINE_A_SECOND} genuine deliveries a second for ${SECONDS} s: alone, and among ${FORGED_A_SECOND} a second with a wrong signature at the same URL. Settings of deployment.md. Time from a genuine delivery to its response.`,
				rows,
			},
		];
	} finally {
		await n8n.stop();
		await Promise.all([shopify, box, sandbox].map(async (each) => await each.close()));
		await rm(folder, { recursive: true, force: true });
	}
}
