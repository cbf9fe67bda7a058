import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { longestWorkflowId } from '../n8n/support/commands';

const folder = join(__dirname, '..', '..', 'workflows');
const examples = readdirSync(folder).filter((name) => name.endsWith('.json'));

it.each(examples)('%s has an id under which every line of n8n stores static data', (name) => {
	const { id } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { id: string };
	expect(id.length).toBeLessThanOrEqual(Math.min(...Object.values(longestWorkflowId)));
});

it.each(examples)('%s has pinned data, if none: without, no step of it can be executed', (name) => {
	// n8n 2.41.1 stores null for what an import lacks, and answers the editor's "Execute step" with
	// "Cannot read properties of null".
	const { pinData } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { pinData?: object };
	expect(pinData).toEqual({});
});

const nodeOf = (workflow: string, name: string) => {
	const { nodes } = JSON.parse(readFileSync(join(folder, workflow), 'utf8')) as {
		nodes: Array<{ name: string; parameters: { options: Record<string, string> } }>;
	};
	return nodes.find((node) => node.name === name)!.parameters;
};

it.each(['signed-event-retries.json', 'woocommerce-hybrid.json'])(
	'%s lets no request end the wait between two attempts',
	(name) => {
		// n8n 1.123 demands no token (waiting-webhooks.js). It ignores entries that are not addresses (Webhook/utils.js).
		const { options } = nodeOf(name, 'Wait for the Next Attempt');
		expect(options).toEqual({ ipWhitelist: 'none' });
	},
);

describe('events-to-postgresql.json', () => {
	const { queryReplacement } = nodeOf('events-to-postgresql.json', 'Store').options;
	const expression = /^=\{\{(.*)\}\}$/s.exec(queryReplacement)![1];
	const rowOf = new Function('$json', `return ${expression}`) as (json: object) => unknown[];

	it('stores an event of a vendor, which has no sender', () => {
		expect(rowOf({ id: 'evt_1', elementKey: 'shopify' }).slice(0, 4)).toEqual([
			'',
			'evt_1',
			false,
			'shopify',
		]);
	});

	it('stores no character that PostgreSQL rejects, and changes no other', () => {
		const raw = { 'a\0': 'b\0\ud800c', path: 'C:\\u0000\\\0', face: '😀' };
		const row = rowOf({ objectId: '1\0', raw });
		expect(row[7]).toBe('1\ufffd');
		expect(JSON.parse(row[9] as string)).toEqual({
			objectId: '1\ufffd',
			raw: { 'a\ufffd': 'b\ufffd\ufffdc', path: 'C:\\u0000\\\ufffd', face: '😀' },
		});
	});
});
