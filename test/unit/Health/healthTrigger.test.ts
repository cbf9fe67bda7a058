import { setImmediate } from 'node:timers/promises';

import type { INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';

import { INCIDENT, type Notice } from '../../../nodes/core/health/incident';
import { Batches } from '../../../nodes/Health/batches';
import { incidentItem, toItem } from '../../../nodes/Health/incidentItem';
import { monitor } from '../../../nodes/Health/monitor';
import { sampleIncident } from '../../../nodes/Health/sampleIncident';
import { SignedEventsHealthTrigger } from '../../../nodes/Health/SignedEventsHealthTrigger.node';
import { HealthRegistry } from '../../../nodes/host/health/registry';

function nodeOf(workflowName: string, nodeName: string) {
	return {
		...{ key: `${workflowName}/${nodeName}/live`, workflowId: `id of ${workflowName}` },
		...{ workflowName, nodeId: `id of ${nodeName}`, nodeName, nodeType: 'x' },
	};
}

function finding(kind: Notice['incident']['kind']) {
	return { kind, cause: 'failing', sentence: 'It failed.', nextStep: 'Wait.' };
}

/** An active Health Trigger, and what it emits. */
async function open(parameters: Record<string, unknown> = {}, mode = 'trigger') {
	const registry = new HealthRegistry();
	const executions: INodeExecutionData[][] = [];
	const pauses: Array<{ ms: number; end: () => void }> = [];
	const crons: Array<() => void> = [];
	const functions = {
		getNode: () => ({ id: 'health', name: 'Health' }),
		getWorkflow: () => ({ id: 'w' }),
		getMode: () => mode,
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		emit: ([items]: INodeExecutionData[][]) => executions.push(items),
		helpers: { registerCron: (_: unknown, tick: () => void) => crons.push(tick) },
	} as unknown as ITriggerFunctions;
	const pause = async (ms: number) =>
		await new Promise<void>((end) => pauses.push({ ms, end: () => end() }));
	const response = await monitor(functions, registry, pause);
	/** Lets the next pause end. Returns how long it was. */
	const wait = async () => {
		const next = pauses.shift();
		next?.end();
		await setImmediate();
		return next?.ms;
	};
	const words = () =>
		executions.map((items) => items.map(({ json }) => `${json.state} ${json.kind}`));
	return { registry, executions, crons, wait, words, response };
}

describe('the Health Trigger', () => {
	it('starts one execution with the incidents of the first seconds, then at most one a minute', async () => {
		const { registry, wait, words } = await open();
		registry.fail(nodeOf('Orders', 'a'), finding(INCIDENT.executionNotStored));
		registry.fail(nodeOf('Orders', 'b'), finding(INCIDENT.executionNotStored));
		expect(words()).toEqual([]);
		expect(await wait()).toBe(2_000);
		expect(words()).toEqual([['opened execution_not_stored', 'opened execution_not_stored']]);
		registry.recover(nodeOf('Orders', 'a'), { kind: INCIDENT.executionNotStored });
		registry.recover(nodeOf('Orders', 'b'), { kind: INCIDENT.executionNotStored });
		expect(words()).toHaveLength(1);
		expect(await wait()).toBe(60_000);
		expect(words()[1]).toEqual(['closed execution_not_stored', 'closed execution_not_stored']);
		await wait();
		registry.happen(nodeOf('Orders', 'a'), finding(INCIDENT.loadDone));
		expect(await wait()).toBe(2_000);
		expect(words()).toHaveLength(3);
	});

	it('emits items of the declared form', async () => {
		const { registry, wait, executions } = await open();
		registry.fail(nodeOf('Orders', 'a'), finding(INCIDENT.executionNotStored));
		await wait();
		const [[{ json }]] = executions;
		expect(incidentItem.strict().parse(json)).toEqual(json);
		expect(json).toMatchObject({
			...{ state: 'opened', kind: 'execution_not_stored', cause: 'failing', needsPerson: true },
			workflow: { id: 'id of Orders', name: 'Orders' },
			node: { id: 'id of a', name: 'a', type: 'x' },
			...{ sentence: 'It failed.', nextStep: 'Wait.' },
		});
		expect(incidentItem.strict().safeParse(toItem(sampleIncident).json).success).toBe(true);
	});

	it.each([
		[{ kinds: ['load_done'] }, ['load_done', 'load_done']],
		[{ needsPersonOnly: true }, ['execution_not_stored', 'execution_not_stored']],
		[{ openedOnly: true }, ['execution_not_stored', 'execution_not_stored']],
		[{ workflows: 'id of Orders' }, ['execution_not_stored', 'load_done']],
		[{ workflows: 'Orders, Another' }, ['execution_not_stored', 'load_done']],
		[{ nodes: 'shop' }, ['execution_not_stored', 'load_done']],
		[{ workflows: 'Orders', nodes: 'files' }, []],
	])('emits what the panel chooses: %j', async (parameters, expected) => {
		const { registry, wait, executions } = await open(parameters);
		for (const node of [nodeOf('Orders', 'shop'), nodeOf('Documents', 'files')]) {
			registry.fail(node, finding(INCIDENT.executionNotStored));
			registry.happen(node, finding(INCIDENT.loadDone));
		}
		await wait();
		expect(executions.flat().map(({ json }) => json.kind)).toEqual(expected);
	});

	it('shows the open incidents in a test in the editor, or a sample', async () => {
		const { registry, response, words, executions } = await open({}, 'manual');
		await response.manualTriggerFunction?.();
		expect(executions[0][0].json).toMatchObject({
			workflow: { id: 'sample' },
			sentence: expect.stringMatching(/^This is a sample/) as string,
		});
		registry.fail(nodeOf('Orders', 'a'), finding(INCIDENT.executionNotStored));
		await response.manualTriggerFunction?.();
		expect(words()[1]).toEqual(['opened execution_not_stored']);
	});

	it('emits what waits when it is deactivated, and nothing after that', async () => {
		const { registry, response, words, wait } = await open();
		registry.fail(nodeOf('Orders', 'a'), finding(INCIDENT.executionNotStored));
		await response.closeFunction?.();
		expect(words()).toEqual([['opened execution_not_stored']]);
		registry.recover(nodeOf('Orders', 'a'), { kind: INCIDENT.executionNotStored });
		await wait();
		await wait();
		expect(words()).toHaveLength(1);
	});

	it('is not flooded by 10,000 nodes whose credential expires at once', async () => {
		const { registry, wait, executions } = await open();
		for (let count = 0; count < 10_000; count++)
			registry.fail(nodeOf('Orders', `${count}`), finding(INCIDENT.executionNotStored));
		await wait();
		for (let minute = 0; minute < 30; minute++) await wait();
		expect(executions).toHaveLength(10);
		for (const items of executions) expect(items).toHaveLength(100);
	}, 60_000);
});

it('a batch that waits is passed on once', async () => {
	const passed: number[] = [];
	const batches = new Batches(
		(notices) => passed.push(notices.length),
		async () => undefined,
	);
	batches.add([sampleIncident]);
	batches.close();
	await setImmediate();
	expect(passed).toEqual([1]);
});

it('the panel offers each kind of incident', () => {
	const { properties } = new SignedEventsHealthTrigger().description;
	const kinds = properties.find(({ name }) => name === 'kinds')?.options ?? [];
	const values = kinds.map((one) => ('value' in one ? one.value : undefined));
	expect([...values].sort()).toEqual(Object.values(INCIDENT).sort());
});
