import type { INodeType } from 'n8n-workflow';

import { forEditor, jsonSchema, type JsonSchema } from '../../gulp/jsonSchema';
import { nodeSchemas } from '../../gulp/nodeSchemas';
import { normalizedEvent } from '../../nodes/core/event';
import { n8n } from '../../package.json';

function schemasOf(file: string): Array<[string, JsonSchema]> {
	const module = file.replace(/^dist/, '../..').replace(/\.js$/, '');
	const [Node] = Object.values(jest.requireActual<Record<string, new () => INodeType>>(module));
	return nodeSchemas(file, new Node().description) as Array<[string, JsonSchema]>;
}

describe('the schemas for the editor', () => {
	it('exist for each node, version and operation', () => {
		const paths = n8n.nodes.flatMap((file) => schemasOf(file).map(([path]) => path));
		expect([...new Set(paths)].sort()).toEqual([
			...['v2.0.0', 'v3.0.0'].map((name) => `dist/nodes/Box/__schema__/${name}.json`),
			...['v2.0.0', 'v3.0.0'].map((name) => `dist/nodes/Ecwid/__schema__/${name}.json`),
			'dist/nodes/Health/__schema__/v1.0.0.json',
			'dist/nodes/Shopify/__schema__/v2.0.0.json',
			'dist/nodes/SignedEvent/__schema__/v1.0.0/check.json',
			'dist/nodes/SignedEvent/__schema__/v1.0.0/convertInstance.json',
			'dist/nodes/SignedEvent/__schema__/v1.0.0/emit.json',
			'dist/nodes/SignedEvent/__schema__/v1.0.0/replay.json',
			'dist/nodes/SignedEvent/__schema__/v1.0.0/report.json',
			'dist/nodes/SignedEvent/__schema__/v1.0.0/verify.json',
			'dist/nodes/SignedEvent/__schema__/v2.0.0.json',
			'dist/nodes/SignedEvent/__schema__/v2.0.0/check.json',
			'dist/nodes/SignedEvent/__schema__/v2.0.0/convertInstance.json',
			'dist/nodes/SignedEvent/__schema__/v2.0.0/emit.json',
			'dist/nodes/SignedEvent/__schema__/v2.0.0/replay.json',
			'dist/nodes/SignedEvent/__schema__/v2.0.0/report.json',
			'dist/nodes/SignedEvent/__schema__/v2.0.0/verify.json',
			'dist/nodes/SignedEvent/__schema__/v3.0.0.json',
			'dist/nodes/SignedWebhook/__schema__/v2.0.0.json',
			...['v1.0.0', 'v2.0.0'].map((name) => `dist/nodes/WooCommerce/__schema__/${name}.json`),
		]);
	});

	it('are equal for the nodes of a folder, because n8n looks for them by folder', () => {
		const byPath = new Map<string, JsonSchema>();
		for (const [path, schema] of n8n.nodes.flatMap(schemasOf)) {
			expect(schema).toEqual(byPath.get(path) ?? schema);
			byPath.set(path, schema);
		}
	});

	it('have the form that the editor accepts: an object with members', () => {
		for (const [, schema] of n8n.nodes.flatMap(schemasOf)) {
			expect(schema.type).toBe('object');
			expect(Object.keys(schema.properties ?? {}).length).toBeGreaterThan(2);
		}
	});

	it('of a trigger are those of an event', () => {
		const [[, schema]] = schemasOf('dist/nodes/Shopify/ShopifyEventsTrigger.node.js');
		expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(normalizedEvent.shape));
		expect(schema.properties).toMatchObject({
			eventType: { type: 'string' },
			unproven: { type: 'boolean' },
			instanceTags: { type: 'array', items: { type: 'string' } },
			raw: { type: 'object' },
		});
	});

	it('of several forms have the members of all', () => {
		const forms: JsonSchema[] = [
			{ type: 'object', properties: { ok: { const: true }, a: { type: 'string' } } },
			{ type: 'object', properties: { ok: { const: false }, b: { enum: [1, 2] } } },
		];
		expect(forEditor(forms)).toEqual({
			type: 'object',
			properties: { ok: { type: 'boolean' }, a: { type: 'string' }, b: { type: 'number' } },
		});
	});

	it('cannot be made of a node with an operation that has none', () => {
		const description = {
			version: 1,
			properties: [{ name: 'operation', options: [{ name: 'New', value: 'new' }] }],
		} as unknown as Parameters<typeof nodeSchemas>[1];
		expect(() => nodeSchemas('dist/nodes/A/A.node.js', description)).toThrow('new');
	});
});

it('a schema made of a function cannot be converted without its form', () => {
	const { z } = jest.requireActual<typeof import('zod')>('zod4');
	expect(() => jsonSchema(z.custom(() => true))).toThrow('withJsonForm');
});
