import { addCounts, INTERVAL_MS, newLedger } from '../../nodes/core/health/ledger';
import { reportsOf } from '../../nodes/core/health/report';

const node = {
	...{ key: 'w/n/live', workflowId: 'w', workflowName: 'W', nodeId: 'n', nodeName: 'Shopify' },
	nodeType: 'n8n-nodes-signed-events.shopifyEventsTrigger',
};
const START = Date.parse('2026-11-28T00:00:00Z');
const HOURS = 48;

it.each([4, 12, 30])(
	'a report of 48 hours with %i types of objects an hour counts all changes',
	(types) => {
		const ledger = newLedger(node, { date: START - 1, steady: 0 });
		for (let hour = 0; hour < HOURS; hour++)
			for (let type = 0; type < types; type++)
				addCounts(
					ledger,
					`type${type}`,
					{ webhook: 1 },
					{ date: START + hour * INTERVAL_MS, steady: hour },
				);
		const [report] = reportsOf(ledger, { from: START, until: START + HOURS * INTERVAL_MS });
		expect(report).toMatchObject({ isComplete: true, changes: HOURS * types });
	},
);
