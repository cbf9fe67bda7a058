import type { NormalizedEvent } from '../../../../nodes/core/event';
import type { Notice } from '../../../../nodes/core/health/incident';
import { noteLook } from '../../../../nodes/host/health/noteChecks';
import { noteEmitted, noteExecution } from '../../../../nodes/host/health/noteEmitted';
import { HealthRegistry } from '../../../../nodes/host/health/registry';

const NODE = {
	...{ key: 'w/n/live', workflowId: 'w', workflowName: 'W', nodeId: 'n', nodeName: 'N' },
	nodeType: 'x',
};

function backfilled(...ids: string[]): NormalizedEvent[] {
	const common = { objectType: 'orders', capture: 'backfill', date: '2026-11-30T10:00:00Z' };
	return ids.map((id) => ({ ...common, id }) as unknown as NormalizedEvent);
}

describe('the end of a load of existing objects', () => {
	it.each([
		['in this process', true],
		['in workers', false],
	])('has the number of all objects if the executions run %s', (_where, isHere) => {
		const registry = new HealthRegistry();
		const notices: Notice[] = [];
		registry.subscribe('test', (some) => notices.push(...some));
		const look = (fresh: NormalizedEvent[], isLoadDone: boolean) => {
			noteLook(registry, NODE, {
				...{ found: fresh, fresh, watermark: 0, unread: [], isLoadDone },
			});
			registry.ledger(NODE).started++;
			if (!isHere) return;
			const execution = { items: fresh.map((json) => ({ json })), isRetry: false };
			noteExecution(registry, NODE, execution);
			noteEmitted(registry, NODE, { ...execution, hasWebhooks: true });
		};
		look(backfilled('a', 'b'), false);
		look(backfilled('c'), false);
		look(backfilled('d', 'e'), true);
		const [{ incident }] = notices;
		expect(incident).toMatchObject({ kind: 'load_done', facts: { objects: 5 } });
		expect(incident.sentence).toContain('Objects emitted: 5.');
	});
});
