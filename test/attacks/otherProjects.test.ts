/**
 * What a workflow learns about the workflows of other projects. n8n's users see those of their own projects only, and all
 * workflows of a process share one record of health.
 */
import { setImmediate } from 'node:timers/promises';

import type { ITriggerFunctions } from 'n8n-workflow';

import {
	INCIDENT,
	type Incident,
	type NodeRef,
	type Notice,
} from '../../nodes/core/health/incident';
import { toItem } from '../../nodes/Health/incidentItem';
import { monitor } from '../../nodes/Health/monitor';
import { readRemembered, remember } from '../../nodes/Health/remember';
import { sampleIncident } from '../../nodes/Health/sampleIncident';
import { nodeRefOf } from '../../nodes/host/health/nodeRef';
import { health, HealthRegistry } from '../../nodes/host/health/registry';
import { FakeNode } from '../unit/host/fakes';
import { execute } from '../unit/SignedEvent/node';

const MINE = 'project-of-mine';
const THEIRS = 'project-of-others';

function refOf(name: string, projectId?: string): NodeRef {
	const key = `${name}/node/live`;
	const node = { key, workflowId: name, workflowName: name, nodeId: name, nodeName: name };
	return { ...node, nodeType: 'x', ...(projectId !== undefined && { projectId }) };
}

const FINDING = {
	...{ kind: INCIDENT.executionNotStored, cause: 'failing' },
	...{ sentence: 'It failed.', nextStep: 'Wait.' },
};

describe.each(['check', 'report'])('the operation %s', (operation) => {
	const names = async (projectId?: string) => {
		const [items] = await execute({ parameters: { operation, triggers: '' }, projectId }, {});
		return items.map(({ json }) => (json.trigger as { workflowName?: string })?.workflowName);
	};

	beforeAll(() => {
		health.activated(refOf('mine', MINE));
		health.activated(refOf('theirs', THEIRS));
		health.activated(refOf('of no project'));
	});

	it('shows no trigger of another project', async () => {
		expect(await names(MINE)).toEqual(['mine', 'of no project']);
		expect(await names(THEIRS)).toEqual(['of no project', 'theirs']);
	});

	it('shows all triggers if n8n names no project', async () => {
		expect(await names()).toEqual(['mine', 'of no project', 'theirs']);
	});

	it('finds no trigger of another project by its name', async () => {
		const [[{ json }]] = await execute(
			{ parameters: { operation, triggers: 'theirs' }, projectId: MINE },
			{},
		);
		expect(JSON.stringify(json)).not.toContain('theirs');
	});
});

describe('the Health Trigger', () => {
	it.each(['trigger', 'manual'] as const)(
		'emits no incident of another project in mode %s',
		async (mode) => {
			const registry = new HealthRegistry();
			for (const [name, project] of [
				['mine', MINE],
				['theirs', THEIRS],
			])
				registry.fail(refOf(name, project), FINDING);
			const emitted: unknown[] = [];
			const functions = {
				getNode: () => ({ id: 'health', name: 'Health' }),
				getWorkflow: () => ({ id: 'w' }),
				getMode: () => mode,
				getNodeParameter: (_name: string, fallback: unknown) => fallback,
				getWorkflowStaticData: () => ({}),
				additionalData: { projectId: MINE },
				emit: ([items]: Array<Array<{ json: { workflow: { name: string } } }>>) =>
					emitted.push(...items.map(({ json }) => json.workflow.name)),
				helpers: { registerCron: () => undefined },
			} as unknown as ITriggerFunctions;
			const { manualTriggerFunction } = await monitor(functions, registry, async () => undefined);
			await manualTriggerFunction?.();
			await setImmediate();
			expect(emitted).toEqual(['mine']);
		},
	);
});

describe('the project of a node', () => {
	it('is that of its workflow, and stays known if a context does not name it', () => {
		const functions = new FakeNode().hook();
		const named = nodeRefOf(Object.assign(functions, { additionalData: { projectId: MINE } }));
		expect(named.projectId).toBe(MINE);
		const registry = new HealthRegistry();
		registry.ledger(named);
		const unnamed = nodeRefOf(new FakeNode().hook());
		expect(unnamed.key).toBe(named.key);
		expect(registry.ledger(unnamed).node.projectId).toBe(MINE);
	});

	it('is not taken from a value that is not a text', () => {
		const functions = new FakeNode().hook();
		for (const additionalData of [undefined, null, {}, { projectId: 7 }])
			expect(nodeRefOf(Object.assign(functions, { additionalData }))).not.toHaveProperty(
				'projectId',
			);
	});
});

describe('the remembered incidents of a project', () => {
	it('are not replaced by what a member of another project has written', () => {
		let now = 0;
		const registry = new HealthRegistry(() => now);
		const remembered = (id: string, projectId: string): Incident => ({
			...{ id, kind: 'poll_failing', cause: 'failing', openedAt: '2026-11-30T08:00:00.000Z' },
			...{ sentence: 'It failed.', nextStep: 'Wait.', needsPerson: true, facts: {} },
			node: {
				...{ key: 'w/n/live', workflowId: 'w', workflowName: 'W', projectId },
				...{ nodeId: 'n', nodeName: 'N', nodeType: 'T' },
			},
		});
		const told: string[] = [];
		const listen = (notices: readonly Notice[]) =>
			told.push(...notices.map(({ state, incident }) => `${state} ${incident.id}`));
		const own = remembered('own', 'mine');
		registry.subscribe('mine', listen, [own]);
		registry.subscribe('theirs', () => undefined, [remembered('forged', 'theirs')]);
		now += 60_000;
		registry.recover(own.node, { kind: 'poll_failing' });
		expect(told).toEqual(['closed own']);
	});

	it('are stored only if they are of a usual length', () => {
		const staticData = {};
		const { json } = toItem(sampleIncident);
		remember(staticData, [{ json: { ...json, sentence: 'x'.repeat(100_000) } }]);
		expect(readRemembered(staticData)).toEqual([]);
	});
});
