import { err, PROBLEM, ok } from '../../../../nodes/core/result';
import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { execute } from '../../../../nodes/host/trigger/execute';
import { setUp } from './ledger';

const THROTTLED = err(PROBLEM.throttled, 'The ledger limits requests.');

const START = Date.parse('2026-11-21T10:00:00Z');

type Stage = ReturnType<typeof open>;
type Process = Awaited<ReturnType<Stage['startProcess']>>;

/** The stage with one time for n8n and the vendor. */
function open() {
	const stage = setUp();
	const { ledger, steady } = stage;
	jest.spyOn(Date, 'now').mockImplementation(() => START + steady.now);
	const pass = (milliseconds: number) => {
		ledger.now += milliseconds;
		steady.now += milliseconds;
	};
	const happen = (id: string) => {
		ledger.happen(id);
		steady.now += 1;
	};
	return { ...stage, pass, happen };
}

afterEach(() => jest.restoreAllMocks());

/** Stops n8n while one more change happens, starts it again and returns what catch-up then emits. */
async function outage({ happen, startProcess }: Stage): Promise<unknown[]> {
	happen('while n8n was down');
	const { wait, tick } = await startProcess('init');
	return [...(await wait()), ...(await tick())];
}

/** Checks twice without a change, so that only a position of the activation or of the first check can be stored. */
async function checkTwice({ tick }: Process): Promise<void> {
	expect(await tick()).toEqual([]);
	expect(await tick()).toEqual([]);
}

describe('an outage that follows a quiet time', () => {
	it('loses no change if catch-up began at the activation', async () => {
		const stage = open();
		await checkTwice(await stage.startProcess('activate'));
		expect(await outage(stage)).toEqual(['while n8n was down']);
	});

	it('loses no change if catch-up could not begin at the activation, and began at a check', async () => {
		const stage = open();
		stage.ledger.problem = THROTTLED;
		const started = await stage.startProcess('activate');
		stage.ledger.problem = undefined;
		await checkTwice(started);
		expect(await outage(stage)).toEqual(['while n8n was down']);
	});

	it('loses no change if catch-up had not begun when n8n stopped', async () => {
		const stage = open();
		stage.ledger.problem = THROTTLED;
		await stage.startProcess('activate');
		await stage.startProcess('init');
		stage.ledger.problem = undefined;
		expect(await outage(stage)).toEqual(['while n8n was down']);
	});

	it('loses no change if the vendor limited requests when the workflow was edited', async () => {
		const stage = open();
		const { ledger, node } = stage;
		const started = await stage.startProcess('activate');
		await started.hooks.delete.call(node.hook());
		ledger.problem = THROTTLED;
		await started.activate('update');
		ledger.problem = undefined;
		await checkTwice(started);
		expect(await outage(stage)).toEqual(['while n8n was down']);
	});

	it.each([false, true])(
		'loses no change if a check began again for another account (the vendor was down: %p)',
		async (isDown) => {
			const stage = open();
			const { ledger, chosen, happen } = stage;
			const started = await stage.startProcess('activate');
			expect(await started.tick()).toEqual([]);
			happen('of the past of the other account');
			chosen.account = 'other.example';
			if (isDown) ledger.problem = THROTTLED;
			await checkTwice(started);
			ledger.problem = undefined;
			expect(await outage(stage)).toEqual(['while n8n was down']);
		},
	);

	it('loses no change if n8n restarted twice after the account had changed', async () => {
		const stage = open();
		await stage.startProcess('activate');
		stage.chosen.account = 'other.example';
		await checkTwice(await stage.startProcess('init'));
		expect(await outage(stage)).toEqual(['while n8n was down']);
	});
});

it('logs that n8n started without a stored position, because an outage may have lost changes', async () => {
	const { node, startProcess } = open();
	await startProcess('init');
	expect(node.log).toEqual([expect.stringMatching(/^warn: .*no stored position.*begins now/)]);
	node.log.length = 0;
	await startProcess('init');
	expect(node.log).toEqual([]);
});

describe('n8n that is killed while it replaces the version of a workflow', () => {
	it('finds the changes since then at its next start', async () => {
		const stage = open();
		const { deactivate } = await stage.startProcess('activate');
		await deactivate();
		expect(await outage(stage)).toEqual(['while n8n was down']);
		expect(await outage(stage)).toEqual(['while n8n was down']);
		expect(stage.node.staticData).not.toHaveProperty('catchUpEnded');
	});

	it('also finds the changes that no execution has stored', async () => {
		const stage = open();
		const { deactivate, tick } = await stage.startProcess('activate');
		stage.happen('1');
		expect(await tick()).toEqual(['1']);
		await deactivate();
		expect(await outage(stage)).toEqual(['while n8n was down']);
	});

	it('begins now if it was off for more than 24 hours', async () => {
		const stage = open();
		const { deactivate } = await stage.startProcess('activate');
		await deactivate();
		stage.pass(24 * 3_600_000);
		expect(await outage(stage)).toEqual([]);
		expect(stage.node.log.at(-1)).toMatch(/no stored position/);
	});
});

describe('the changes of a pause', () => {
	it('are not emitted after a restart, because the activation forgets the position before the pause', async () => {
		const stage = open();
		const { deactivate, activate, tick } = await stage.startProcess('activate');
		await deactivate();
		stage.happen('while the workflow was off');
		stage.pass(3_600_001);
		await activate('activate');
		expect(await tick()).toEqual([]);
		expect(stage.node.staticData).not.toHaveProperty('catchUpEnded');
		expect(await outage(stage)).toEqual(['while n8n was down']);
	});

	it('are not emitted if a position of an earlier activation was left, and the vendor limits requests', async () => {
		const { ledger, node, happen, startProcess } = open();
		// `n8n unpublish:workflow --all` (docs/deployment.md) runs no hook.
		node.staticData = { catchUp: { since: 1, watermark: 1, account: 'prover.example' } };
		happen('while the workflow was off');
		ledger.problem = THROTTLED;
		await startProcess('activate');
		ledger.problem = undefined;
		const { wait, tick } = await startProcess('init');
		expect([...(await wait()), ...(await tick())]).toEqual([]);
	});

	it('are not emitted if an execution ends in the pause and stores its position', async () => {
		const { ledger, node, binding, pass, happen, startProcess } = open();
		const started = await startProcess('activate');
		happen('1');
		await started.look();
		const [items] = node.emitted;
		await started.deactivate();
		expect(node.staticData).not.toHaveProperty('catchUp');
		await execute(node.execution(items), binding, started.memory);
		expect(node.staticData).toMatchObject({ catchUp: { watermark: 1001 } });
		happen('while the workflow was off');
		pass(3_600_001);
		ledger.problem = THROTTLED;
		await started.activate('activate');
		ledger.problem = undefined;
		const { wait, tick } = await startProcess('init');
		expect([...(await wait()), ...(await tick())]).toEqual([]);
	});

	it('are not emitted if a person retries an execution of before the pause', async () => {
		const { ledger, node, binding, pass, happen, startProcess } = open();
		const first = await startProcess('activate');
		ledger.now = 3_000;
		const { look } = ledger;
		// The vendor's clock was set back once.
		ledger.look = async (_connection, cursor) =>
			ok({ changes: [], cursor: { ...cursor, watermark: 900 } });
		await first.tick();
		ledger.look = look;
		happen('1');
		await first.look();
		const [items] = node.emitted;
		await first.deactivate();
		pass(3_600_001);
		happen('while the workflow was off');
		await startProcess('activate');
		await execute(node.execution(items), binding, newProcessState());
		const { wait, tick } = await startProcess('init');
		expect([...(await wait()), ...(await tick())]).toEqual([]);
	});
});

describe('a credential that is changed to another account while the workflow is active', () => {
	it('has its position stored, although the vendor moved that of the first account back', async () => {
		const stage = open();
		const { ledger, node, binding, chosen, happen } = stage;
		ledger.now = 3_000;
		const { memory, tick } = await stage.startProcess('activate');
		const { look } = ledger;
		ledger.look = async (_connection, cursor) =>
			ok({ changes: [], cursor: { ...cursor, watermark: 2_900 } });
		await tick();
		ledger.look = look;
		await execute(node.execution([]), binding, memory);
		expect(node.staticData).toMatchObject({ catchUp: { moves: 1, account: 'prover.example' } });
		chosen.account = 'other.example';
		ledger.now = 10_000;
		expect(await tick()).toEqual([]);
		happen('1');
		expect(await tick()).toEqual(['1']);
		expect(await outage(stage)).toEqual(['while n8n was down']);
	});

	it('keeps that position although an execution of the first account ends later', async () => {
		const stage = open();
		const { node, binding, chosen, happen } = stage;
		const { memory, look, tick } = await stage.startProcess('activate');
		happen('1');
		await look();
		const [items] = node.emitted;
		chosen.account = 'other.example';
		expect(await tick()).toEqual([]);
		await execute(node.execution(items), binding, newProcessState());
		await execute(node.execution([]), binding, memory);
		expect(node.staticData).toMatchObject({ catchUp: { account: 'other.example' } });
	});

	it.each([false, true])(
		'finds the changes since then if the vendor was down (also at the activation: %p)',
		async (isDownBefore) => {
			const { ledger, node, chosen, pass, happen, startProcess } = open();
			const failing = err(PROBLEM.failing, 'The ledger is closed.');
			if (isDownBefore) ledger.problem = failing;
			const { tick } = await startProcess('activate');
			expect(await tick()).toEqual([]);
			happen('of the past of the other account');
			pass(100);
			chosen.account = 'other.example';
			ledger.problem = failing;
			expect(await tick()).toEqual([]);
			expect(node.log.filter((line) => /catch-up begins now/.test(line))).toHaveLength(1);
			happen('1');
			pass(100);
			ledger.problem = undefined;
			expect(await tick()).toEqual(['1']);
		},
	);

	it('starts one execution without events, which stores the position', async () => {
		const { node, chosen, startProcess } = open();
		const { tick } = await startProcess('activate');
		chosen.account = 'other.example';
		expect(await tick()).toEqual([]);
		expect(node.emitted).toHaveLength(1);
		expect(node.staticData).toMatchObject({ catchUp: { account: 'other.example' } });
		expect(await tick()).toEqual([]);
		expect(node.emitted).toEqual([]);
	});

	it('starts no such execution with Always Output Data, because the workflow would run with an empty item', async () => {
		const { node, chosen, happen, startProcess } = open();
		const { tick } = await startProcess('activate');
		node.settings = { alwaysOutputData: true };
		chosen.account = 'other.example';
		expect(await tick()).toEqual([]);
		expect(node.emitted).toEqual([]);
		happen('1');
		expect(await tick()).toEqual(['1']);
	});
});
