import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureHost } from '../test/n8n/install/install';
import { installPackage, packPackage } from '../test/n8n/install/pack';
import { run } from '../test/n8n/install/run';
import { inTurns } from './burst';
import { median } from './compare';
import type { Row, Table } from './table';

interface Loading {
	ms: number;
	bytes: number;
	nodes: number;
}

const ROUNDS = 9;
/** n8n's own nodes for the vendors that it has in common with us, and their credentials. */
const SAME_VENDORS = 'Shopify,WooCommerce,Box';

/** What the package adds to n8n's start, and its size. */
export async function startup(): Promise<Table[]> {
	const [host, packed] = await Promise.all([ensureHost(() => undefined), packPackage()]);
	const base = join(host.directory, 'node_modules', 'n8n-nodes-base');
	const script = join(__dirname, 'loading.cjs');
	// Outside of the repository, where it would find n8n-workflow and zod a second time.
	const userFolder = await mkdtemp(join(tmpdir(), 'signed-events-bench-'));
	await installPackage(packed.directory, userFolder);
	const installed = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-signed-events');
	const loading = async (directory: string, how: string, only = ''): Promise<Loading> => {
		const parameters = ['--expose-gc', script, host.directory, directory, how, only];
		const environment = {
			PATH: process.env.PATH,
			NODE_PATH: join(host.directory, 'node_modules'),
			N8N_USER_FOLDER: userFolder,
			N8N_LOG_LEVEL: 'error',
		};
		const output = await run(host.node, parameters, { directory: host.directory, environment });
		return JSON.parse(output.trim().split('\n').at(-1) as string) as Loading;
	};
	const sides = {
		'this package': () => loading(installed, 'all'),
		'n8n’s own Shopify, WooCommerce and Box': () => loading(base, 'some', SAME_VENDORS),
		'all of n8n’s own, as n8n loads them (lists only, no code)': () => loading(base, 'lazy'),
	};
	const loaded = await inTurns<Loading>(sides, ROUNDS);
	await rm(userFolder, { recursive: true, force: true });
	const own = middle(loaded['this package'], ({ ms }) => ms);
	const rows = Object.entries(loaded).map(([name, all]): Row => {
		const ms = middle(all, (one) => one.ms);
		return {
			loaded: name,
			nodes: all[0].nodes,
			ms: Math.round(ms),
			MB: middle(all, ({ bytes }) => bytes) / 1e6,
			'÷ this package': ms / own,
		};
	});
	const { size } = await stat(packed.tarball);
	return [
		{
			title: 'Start-up',
			legend:
				'What n8n does at each start to load the nodes, in a separate process on n8n’s Node. Time, and memory that is not freed.',
			rows,
		},
		{
			title: 'Package',
			legend: 'What npm publishes, and what it installs with it.',
			rows: [{ 'packed, KB': Math.round(size / 1000), dependencies: 0 }],
		},
	];
}

function middle(all: readonly Loading[], of: (loading: Loading) => number): number {
	return median(all.map(of));
}
