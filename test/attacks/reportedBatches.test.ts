import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toEvent, type NormalizedEvent } from '../../nodes/core/event';
import { withoutReported } from '../../nodes/host/trigger/reportedElsewhere';
import { ProcessedTable } from '../unit/processedTable';

const SOURCE = {
	...{ elementKey: 'shopify', hubKey: 'ecommerce', account: 'my-shop.myshopify.com' },
	...{ instanceName: 'Shopify', instanceTags: [], includeRaw: false },
};

function eventOf(id: number, capture: NormalizedEvent['capture']): NormalizedEvent {
	const change = {
		eventType: 'UPDATED',
		...{ kind: 'UPDATED', objectType: 'orders', objectId: String(id) },
		...{ date: '2026-11-28T10:00:00Z', revision: `${capture} ${id}`, topic: 'orders/updated' },
		...{ stateRevision: 'updated:2026-11-28T10:00:00Z', raw: {} },
	} as const;
	return toEvent(change, SOURCE, { capture, receivedAt: Date.parse('2026-11-28T10:00:05Z') });
}

const numbers = (first: number, count: number) =>
	Array.from({ length: count }, (_, index) => first + index);

describe('in queue mode, an execution of catch-up', () => {
	const table = new ProcessedTable();
	const run = async (ids: readonly number[], capture: NormalizedEvent['capture']) => {
		const items = ids.map((id): INodeExecutionData => ({ json: { ...eventOf(id, capture) } }));
		const functions = table.functions() as IExecuteFunctions;
		const emitted = await withoutReported(functions, 'workflow/node', items);
		return emitted.map(({ json }) => Number(json.objectId));
	};

	it.each([100, 3_000, 10_000])(
		'drops what webhooks have reported if it has %i events',
		async (size) => {
			table.row = undefined;
			await run(numbers(0, 3_000), 'webhook');

			const emitted = await run(numbers(0, size), 'polling');

			expect(emitted).toEqual(numbers(3_000, Math.max(size - 3_000, 0)));
		},
	);

	it('leaves what webhooks have reported to the executions after it', async () => {
		table.row = undefined;
		await run(numbers(0, 3_000), 'webhook');
		await run(numbers(100_000, 10_000), 'polling');

		expect(await run(numbers(0, 3_000), 'polling')).toEqual([]);
	});
});
