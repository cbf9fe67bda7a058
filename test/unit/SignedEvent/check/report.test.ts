import { addCounts } from '../../../../nodes/core/health/ledger';
import { health } from '../../../../nodes/host/health/registry';
import { reportItem } from '../../../../nodes/SignedEvent/report/reportItem';
import { execute } from '../node';

const node = (id: string) => ({
	...{ key: `workflow-${id}/${id}/live`, workflowId: `workflow-${id}`, workflowName: `Of ${id}` },
	...{ nodeId: id, nodeName: 'Shopify', nodeType: 'n8n-nodes-signed-events.shopifyEventsTrigger' },
});

async function report(parameters: object) {
	const all = { operation: 'report', ...parameters };
	const [items] = await execute({ parameters: all }, {});
	return items.map(({ json }) => reportItem.strict().parse(json));
}

describe('Report', () => {
	it('has a lost webhook that catch-up found, for the trigger and the type of object', async () => {
		const ledger = health.ledger(node('lossy'));
		addCounts(ledger, 'orders', { webhook: 9 }, health.now());
		addCounts(ledger, 'orders', { polling: 1, healed: 1 }, health.now());
		health.ledger(node('other'));
		const items = await report({ triggers: 'Of lossy' });
		expect(items).toMatchObject([
			{
				summary: '10 changes: 1 did not come by webhook, and catch-up found it.',
				trigger: { nodeId: 'lossy' },
				changes: 10,
				complete: false,
				byType: [{ objectType: 'orders', counts: { webhook: 9, healed: 1 } }],
			},
		]);
		expect(await report({ triggers: 'Of lossy', interval: 'hour' })).toMatchObject([
			{ changes: 10 },
		]);
		expect(await report({ triggers: '', interval: 'day' })).toHaveLength(1);
	});

	it.each([0, -1, 1e9, 'many', null])('limits Hours to 48: %j', async (hours) => {
		health.ledger(node('limited'));
		const [{ from = '', until = '' }] = await report({ triggers: 'limited', hours });
		const length = (Date.parse(until) - Date.parse(from)) / 3_600_000;
		expect(length).toBeGreaterThan(0);
		expect(length).toBeLessThan(49.1);
	});

	it('emits one item with the next step if no trigger has the name', async () => {
		expect(await report({ triggers: '__proto__' })).toMatchObject([
			{ changes: 0, nextStep: expect.stringContaining('Triggers') },
		]);
	});
});
