import { join } from 'node:path';

import type { INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';

import { n8n } from '../../../../package.json';

/** Only the editor evaluates these. */
const OF_THE_EDITOR = ['ndvHideUrl', 'ndvHideMethod'];

const triggers = n8n.nodes
	.map((path): INodeTypeDescription => {
		const source = join(__dirname, '../../../..', path.replace('dist/', '').replace(/\.js$/, ''));
		const name = source.split('/').at(-1)?.split('.')[0] as string;
		const module = jest.requireActual<Record<string, new () => INodeType>>(source);
		return new module[name]().description;
	})
	.filter(({ webhooks }) => webhooks !== undefined)
	.map((description) => [description.name, description] as const);

/** Each place of a value that n8n would evaluate, such as `[1].path`. */
function expressions(value: unknown, place = ''): string[] {
	if (typeof value === 'string') return value.startsWith('=') ? [place] : [];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		OF_THE_EDITOR.includes(key) ? [] : expressions(inner, `${place}.${key}`),
	);
}

/** Parameters at any depth: what a collection offers, too. */
function parameters(properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		property,
		...(property.options ?? []).flatMap((option) =>
			'values' in option
				? parameters(option.values)
				: 'displayName' in option
					? parameters([option])
					: [],
		),
	]);
}

/*
 * An expression that n8n evaluates for a delivery costs an isolate, some 25 ms (docs/deployment.md). What a
 * user writes into a parameter is his; what the nodes bring is not to cost that.
 */
describe('a delivery evaluates nothing', () => {
	it('at any of the triggers that have webhooks', () => {
		expect(triggers.map(([name]) => name).sort()).toEqual([
			'boxEventsTrigger',
			'ecwidEventsTrigger',
			'shopifyEventsTrigger',
			'signedEventTrigger',
			'signedWebhookTrigger',
			'wooCommerceEventsTrigger',
		]);
	});

	it.each(triggers)('%s has no expression in what n8n reads of its webhooks', (_, { webhooks }) => {
		expect(webhooks?.map(({ path }) => path)).not.toEqual([]);
		expect(expressions(webhooks)).toEqual([]);
	});

	it.each(triggers)(
		'%s begins at version 2: for version 1 n8n itself evaluates an expression',
		(_, { version }) => {
			expect(Math.min(...[version].flat())).toBeGreaterThanOrEqual(2);
		},
	);

	it.each(triggers)(
		'%s has no parameter that is an expression unless a user makes it one',
		(_, node) => {
			const defaults = parameters(node.properties).filter(
				(one) => expressions(one.default).length > 0,
			);
			expect(defaults.map(({ name }) => name)).toEqual([]);
		},
	);
});
