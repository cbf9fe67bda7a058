import { addCounts } from '../../nodes/core/health/ledger';
import { reportsOf } from '../../nodes/core/health/report';
import { HealthRegistry } from '../../nodes/host/health/registry';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 30, 12);
const NODE = {
	...{ key: 'w/n/live', workflowId: 'w', workflowName: 'W', nodeId: 'n', nodeName: 'N' },
	nodeType: 'n8n-nodes-signed-events.shopifyEventsTrigger',
};

/** Returns the report of the last four hours. An order came in each of the last two, and the clock was off in the first. */
function reportAfter(offBy: number) {
	let steady = 0;
	let off = offBy;
	const date = () => NOW - 2 * HOUR + steady + off;
	const registry = new HealthRegistry(() => steady, date);
	const ledger = registry.ledger(NODE);
	addCounts(ledger, 'orders', { webhook: 1 }, registry.now());
	steady += HOUR;
	registry.now();
	off = 0;
	addCounts(ledger, 'orders', { webhook: 1 }, registry.now());
	steady += HOUR;
	registry.now();
	const [report] = reportsOf(ledger, {
		...{ from: date() - 4 * HOUR, until: date(), clockSetAt: registry.clockSetAt },
	});
	return report;
}

it.each([
	['hours behind, as at the start of a machine', -10 * HOUR],
	['hours ahead', 10 * HOUR],
])('a report is not complete if the clock was set in its time: it was %s', (_how, offBy) => {
	expect(reportAfter(offBy)).toMatchObject({ isComplete: false });
});

it('a report is complete again after a whole interval with the new clock', () => {
	let [steady, off] = [0, -10 * HOUR];
	const registry = new HealthRegistry(
		() => steady,
		() => NOW + steady + off,
	);
	const ledger = registry.ledger(NODE);
	registry.now();
	off = 0;
	steady += 60_000;
	registry.now();
	const reported = (from: number, until: number) =>
		reportsOf(ledger, { from, until, clockSetAt: registry.clockSetAt })[0].isComplete;
	expect(reported(NOW, NOW + HOUR)).toBe(false);
	expect(reported(NOW + HOUR, NOW + 2 * HOUR)).toBe(true);
});

it('a report stays complete if the clock is only corrected by seconds', () => {
	let [steady, off] = [0, 0];
	const registry = new HealthRegistry(
		() => steady,
		() => NOW + steady + off,
	);
	const ledger = registry.ledger(NODE);
	for (let hour = 0; hour < 48; hour++) {
		steady += HOUR;
		off += 2_000;
		registry.now();
	}
	const range = { from: NOW + 24 * HOUR, until: NOW + 48 * HOUR, clockSetAt: registry.clockSetAt };
	expect(reportsOf(ledger, range)[0]).toMatchObject({ isComplete: true });
});
