import type { INodeType } from 'n8n-workflow';

import packageJson from '../../package.json';
import { packPackage } from './install/pack';
import { startN8n, type N8n } from './support/n8n';

const START_MS = 600_000;

/** A node and a version of it, with an operation if it has some. */
type Row = readonly [node: string, version: string, operation: string];

function rowsOf(file: string): Row[] {
	const module = file.replace(/^dist/, '../..').replace(/\.js$/, '');
	const [Node] = Object.values(jest.requireActual<Record<string, new () => INodeType>>(module));
	const { name, version, properties } = new Node().description;
	const options = properties.find((one) => one.name === 'operation')?.options ?? [];
	const operations = options.flatMap((one) => ('value' in one ? [String(one.value)] : []));
	return [version]
		.flat()
		.flatMap((one) =>
			(operations.length > 0 ? operations : ['']).map(
				(operation) => [name, `${one}.0.0`, operation] as const,
			),
		);
}

/** A field of the items of an operation, or of a node without operations that does not emit events. */
const FIELDS = new Map([
	['check', 'verdict'],
	['convertInstance', 'workflow'],
	['emit', 'body'],
	['report', 'changes'],
	['signedEventsHealthTrigger', 'kind'],
	['verify', 'valid'],
]);

/* The editor asks for these before a node has run, to show the fields of its items. */
describe('n8n serves the output schema', () => {
	let n8n: N8n;

	beforeAll(async () => {
		const { directory } = await packPackage();
		n8n = await startN8n({
			...{ packages: [directory], credentials: [], workflows: [] },
			editor: 'served',
		});
	}, START_MS);

	afterAll(async () => await n8n?.stop(), START_MS);

	const rows = packageJson.n8n.nodes.flatMap(rowsOf);

	it('for each node, version and operation', () => {
		expect(rows).toHaveLength(24);
	});

	it.each(rows)('of %s %s %s', async (node, version, operation) => {
		const parts = [`${packageJson.name}.${node}`, version, operation].filter(Boolean);
		const response = await fetch(`${n8n.url}/schemas/${parts.join('/')}.json`);
		expect(response.status).toBe(200);
		const { type, properties } = (await response.json()) as { type: string; properties: object };
		expect(type).toBe('object');
		const field = FIELDS.get(operation === '' ? node : operation) ?? 'objectId';
		expect(properties).toHaveProperty(field);
	});

	it('and 404 for a version that does not exist', async () => {
		const { status } = await fetch(
			`${n8n.url}/schemas/${packageJson.name}.shopifyEventsTrigger/9.0.0.json`,
		);
		expect(status).toBe(404);
	});
});
