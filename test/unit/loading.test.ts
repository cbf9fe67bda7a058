import { join } from 'node:path';

/* Run with zod 3 by the project `unit` and with zod 4 by the project `zod4`: n8n's host may have either. */

const ROOT = join(__dirname, '../..');
const { n8n } = jest.requireActual<{ n8n: { nodes: string[] } }>('../../package.json');

describe('every node of the package', () => {
	it.each(n8n.nodes)('%s loads', (file) => {
		const module = file.replace(/^dist/, ROOT).replace(/\.js$/, '');
		const exported = Object.values(jest.requireActual<Record<string, new () => object>>(module));
		expect(new exported[0]()).toHaveProperty('description.name');
	});
});
