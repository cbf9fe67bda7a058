import { addCounts } from '../../../../nodes/core/health/ledger';
import { noteExecution } from '../../../../nodes/host/health/noteEmitted';
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
		health.activated(node('lossy'));
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

	it('says that a worker counts only what it executes', async () => {
		addCounts(health.ledger(node('worker')), 'orders', { webhook: 2 }, health.now());
		expect(await report({ triggers: 'Of worker' })).toMatchObject([
			{
				summary: 'In this n8n process only: 2 changes, all by webhook.',
				nextStep: expect.stringContaining('no process knows all changes'),
				...{ changes: 2, complete: false },
			},
		]);
	});

	it.each([
		['started executions that run elsewhere', { started: 3 }],
		['found that another process receives the deliveries', { isReceivedElsewhere: true }],
	])('claims no zeros in a process that has %s', async (_reason, known) => {
		health.activated(node('main'));
		const before = { started: 0, executions: 0, isReceivedElsewhere: false };
		Object.assign(health.ledger(node('main')), before, known);
		for (const interval of ['hour', 'day', 'whole']) {
			const [item] = await report({ triggers: 'Of main', interval });
			expect(item.summary).toContain('has not counted the changes');
			expect([item.changes, item.counts, item.from]).toEqual([undefined, undefined, undefined]);
		}
		noteExecution(health, node('main'), { isRetry: true });
		expect((await report({ triggers: 'Of main' }))[0].changes).toBeUndefined();
		noteExecution(health, node('main'), { isRetry: false });
		expect((await report({ triggers: 'Of main' }))[0]).toMatchObject({ changes: 0 });
	});

	it('emits one item with the next step if no trigger has the name', async () => {
		expect(await report({ triggers: '__proto__' })).toMatchObject([
			{ nextStep: expect.stringContaining('Triggers') },
		]);
	});
});
