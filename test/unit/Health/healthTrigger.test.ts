import { setImmediate } from 'node:timers/promises';

import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	ITriggerFunctions,
} from 'n8n-workflow';

import { INCIDENT, type Notice } from '../../../nodes/core/health/incident';
import { Batches } from '../../../nodes/Health/batches';
import { incidentItem, toItem } from '../../../nodes/Health/incidentItem';
import { monitor, passOn } from '../../../nodes/Health/monitor';
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
async function open(
	parameters: Record<string, unknown> = {},
	mode = 'trigger',
	staticData: IDataObject = {},
) {
	const registry = new HealthRegistry();
	const executions: INodeExecutionData[][] = [];
	const pauses: Array<{ ms: number; end: () => void }> = [];
	const crons: Array<() => void> = [];
	const functions = {
		getNode: () => ({ id: 'health', name: 'Health' }),
		getWorkflow: () => ({ id: 'w' }),
		getMode: () => mode,
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getWorkflowStaticData: () => staticData,
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
	/** Runs the node in an execution, as n8n does after `emit`. */
	const execute = (items: INodeExecutionData[], as = mode) => {
		const execution = {
			getMode: () => as,
			getNodeParameter: (name: string, _: number, fallback: unknown) =>
				parameters[name] ?? fallback,
			getWorkflowStaticData: () => staticData,
			getInputData: () => items,
		} as unknown as IExecuteFunctions;
		return passOn(execution, registry)[0];
	};
	return { registry, executions, crons, wait, words, response, execute, staticData };
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

	it('remembers what is open when n8n is restarted, and tells its end', async () => {
		const first = await open();
		for (const name of ['a', 'b'])
			first.registry.fail(nodeOf('Orders', name), finding(INCIDENT.executionNotStored));
		await first.wait();
		expect(first.execute(first.executions[0])).toEqual(first.executions[0]);
		first.registry.recover(nodeOf('Orders', 'b'), { kind: INCIDENT.executionNotStored });
		await first.wait();
		first.execute(first.executions[1]);
		const stored = JSON.parse(JSON.stringify(first.staticData)) as IDataObject;
		const { registry, wait, executions } = await open({}, 'trigger', stored);
		expect(registry.incidents()).toEqual([]);
		const node = { ...nodeOf('Orders', 'a'), key: 'id of Orders/id of a/live' };
		registry.fail(node, finding(INCIDENT.executionNotStored));
		registry.recover(node, { kind: INCIDENT.executionNotStored });
		await wait();
		expect(executions.flat().map(({ json }) => [json.state, json.id])).toEqual([
			['closed', first.executions[0][0].json.id],
		]);
	});

	it.each([
		['an execution that is retried', {}, 'retry'],
		['a node that gets no ends', { openedOnly: true }, 'trigger'],
	])('remembers nothing of %s', async (_, parameters, mode) => {
		const { execute, staticData } = await open(parameters);
		execute([toItem(sampleIncident)], mode);
		expect(staticData).toEqual({});
	});

	it('remembers at most 100 incidents, and ignores stored data of another form', async () => {
		const { execute, staticData } = await open({}, 'trigger', { open: [{ id: 1 }, 'x', null] });
		const { incident } = sampleIncident;
		for (let count = 0; count < 150; count++)
			execute([toItem({ state: 'opened', incident: { ...incident, id: `inc_${count}` } })]);
		expect(staticData.open).toHaveLength(100);
		for (const data of [{ open: 'x' }, { open: [{ kind: '__proto__' }] }])
			expect((await open({}, 'trigger', data as IDataObject)).registry.incidents()).toEqual([]);
	});

	it('shows the sample in a test in the editor that n8n runs as an execution', async () => {
		const { execute } = await open({}, 'manual');
		expect(execute([{ json: {} }])[0].json).toMatchObject({ workflow: { id: 'sample' } });
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
