import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packPackage } from '../test/n8n/install/pack';
import { everySeconds } from '../test/n8n/support/demo';
import { startN8n, type CredentialStub, type WorkflowJson } from '../test/n8n/support/n8n';
import { pause } from '../test/n8n/support/waitFor';
import { startPostgres } from '../test/queue/postgres';
import { queryPostgres } from '../test/queue/queryPostgres';
import { WooCommerceSandbox } from '../test/sandbox/woocommerce/server';
import { chain, type NodeParts } from './hostWorkflows';
import type { Row, Table } from './table';

/** Objects of the shop. `LOAD_OBJECTS` sets another number. */
const OBJECTS = Number(process.env.LOAD_OBJECTS ?? 20_000);
const PAGE = 100;
const LIMIT_MS = 1_800_000;
/** How often the table is counted. */
const PAUSE_MS = 1_000;

const CREATE = 'CREATE TABLE loaded (id text PRIMARY KEY, object jsonb NOT NULL)';

/** The same for all: a row for each object, in one transaction for each execution. */
const store = (id: string, object: string): NodeParts => ({
	type: 'n8n-nodes-base.postgres',
	typeVersion: 2.6,
	parameters: {
		operation: 'executeQuery',
		query:
			'INSERT INTO loaded (id, object) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET object = excluded.object',
		options: {
			queryBatching: 'transaction',
			queryReplacement: `={{ [String(${id}), JSON.stringify(${object})] }}`,
		},
	},
	credentials: { postgres: { id: 'postgres', name: 'postgres' } },
});

const webhook: NodeParts = {
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: 'begin',
	parameters: { httpMethod: 'POST', path: 'begin', responseMode: 'onReceived', options: {} },
};

const shopOf = (type: string) => ({ credentials: { [type]: { id: type, name: type } } });

/** The poll, which loads all objects in executions of one size. */
const ours = (batchSize: number): WorkflowJson =>
	chain('ours', {
		In: {
			type: 'n8n-nodes-signed-events.wooCommercePollTrigger',
			typeVersion: 2,
			parameters: {
				// A poll that is due while another one runs is skipped, so the schedule costs at most a second.
				...everySeconds(1),
				...{ resources: ['orders'], startFrom: 'everything', batchSize, options: {} },
			},
			...shopOf('signedEventsWooCommerceApi'),
		},
		Store: store('$json.objectId', '$json'),
	});

const n8nsNode = (): WorkflowJson =>
	chain('theirs', {
		Begin: webhook,
		Orders: {
			type: 'n8n-nodes-base.wooCommerce',
			typeVersion: 1,
			parameters: { resource: 'order', operation: 'getAll', returnAll: true, options: {} },
			...shopOf('wooCommerceApi'),
		},
		Store: store('$json.id', '$json'),
	});

const httpNode = (url: string): WorkflowJson =>
	chain('http', {
		Begin: webhook,
		Orders: {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url: `${url}/wp-json/wc/v3/orders`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'wooCommerceApi',
				sendQuery: true,
				queryParameters: { parameters: [{ name: 'per_page', value: String(PAGE) }] },
				options: {
					pagination: {
						pagination: {
							parameters: {
								parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount + 1 }}' }],
							},
							paginationCompleteWhen: 'other',
							completeExpression: `={{ $response.body.length < ${PAGE} }}`,
						},
					},
				},
			},
			...shopOf('wooCommerceApi'),
		},
		Store: store('$json.id', '$json'),
	});

interface Way {
	name: string;
	workflow(url: string): WorkflowJson;
}

const WAYS: readonly Way[] = [
	{ name: 'ours, 1,000 objects an execution', workflow: () => ours(1_000) },
	{ name: 'ours, 10,000 objects an execution', workflow: () => ours(10_000) },
	{ name: "n8n's WooCommerce node, Return All", workflow: n8nsNode },
	{ name: "n8n's HTTP Request node with pagination", workflow: httpNode },
];

/** A shop's orders into a table of PostgreSQL: what a load takes, and what a workflow made by hand takes. */
export async function loads(): Promise<Table[]> {
	const rows: Row[] = [];
	for (const way of WAYS) rows.push(await load(way));
	return [
		{
			title: 'Loads',
			legend: `${OBJECTS.toLocaleString('en')} orders of a simulated shop into a table of PostgreSQL, each way in a new n8n: requests for pages, rows a second from the first request to the last row, and the most memory of n8n's process, also less what it has before the load.`,
			rows,
		},
	];
}

async function load({ name, workflow }: Way): Promise<Row> {
	const clock = { now: () => Date.now() };
	const [shop, postgres, packed] = await Promise.all([
		WooCommerceSandbox.start(5, clock, { orders: OBJECTS, tls: true }),
		startPostgres(),
		packPackage(),
	]);
	const folder = await mkdtemp(join(tmpdir(), 'signed-events-bench-'));
	const trusted = join(folder, 'shop.pem');
	await writeFile(trusted, shop.certificate ?? '');
	await queryPostgres(postgres.port, CREATE);
	const database = { host: '127.0.0.1', database: 'postgres', user: 'postgres', password: '' };
	const stub = (type: string, data: object): CredentialStub => ({
		...{ id: type, name: type, type },
		data: { ...data },
	});
	const made = workflow(shop.url);
	const n8n = await startN8n({
		packages: [packed.directory],
		credentials: [
			stub('postgres', { ...database, port: postgres.port, ssl: 'disable' }),
			stub('signedEventsWooCommerceApi', { storeUrl: shop.url, ...shop.keys }),
			stub('wooCommerceApi', { url: shop.url, ...shop.keys, includeCredentialsInQuery: false }),
		],
		workflows: [{ ...made, active: false }],
		environment: { NODE_EXTRA_CA_CERTS: trusted, EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' },
	});
	try {
		const before = peakOf(n8n.processId);
		await n8n.publish([made.id]);
		if (made.id !== 'ours') await fetch(`${n8n.url}/webhook/begin`, { method: 'POST' });
		const lastAt = await filled(postgres.port);
		// The polls beside the load read only what has changed since, or only some fields.
		const pages = shop.requests.all(
			({ path, parameters: { per_page, modified_after, _fields } }) =>
				path.endsWith('/orders') &&
				per_page === String(PAGE) &&
				modified_after === undefined &&
				_fields === undefined,
		);
		const seconds = (lastAt - pages[0].at) / 1000;
		const peak = peakOf(n8n.processId);
		return {
			way: name,
			pages: { value: pages.length, goal: { atMost: (OBJECTS / PAGE) * 1.05 } },
			'rows/s': Math.round(OBJECTS / seconds),
			'peak, MB': Math.round(peak),
			'of which for the load, MB': Math.round(peak - before),
		};
	} finally {
		await n8n.stop();
		await Promise.all([shop.close(), postgres.stop(), rm(folder, { recursive: true })]);
	}
}

/** Resolves with the time when the table has all rows. */
async function filled(port: number): Promise<number> {
	for (const deadline = Date.now() + LIMIT_MS; Date.now() < deadline; await pause(PAUSE_MS)) {
		const [{ count }] = await queryPostgres(port, 'SELECT count(*)::int AS count FROM loaded');
		if (count === OBJECTS) return Date.now();
	}
	throw new Error(`The table has not all ${OBJECTS} rows after ${LIMIT_MS} ms.`);
}

/** The most memory that a process has had, in MB. */
function peakOf(processId: number | undefined): number {
	const status = readFileSync(`/proc/${processId}/status`, 'utf8');
	return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
