import type { NodeRef } from '../../nodes/core/health/incident';
import { PROBLEM, type Problem } from '../../nodes/core/result';
import { noteLoad, notePoll, notePollFailed } from '../../nodes/host/health/noteChecks';
import { health } from '../../nodes/host/health/registry';
import { checkItem } from '../../nodes/SignedEvent/check/checkItem';
import { execute } from '../unit/SignedEvent/node';

/* n8n tells a polling node neither that its workflow is deactivated, nor that it no longer starts its polls. */

const MINUTE = 60_000;
const DOWN: Problem = {
	reason: PROBLEM.failing,
	message: 'The request failed: shop.example is down (HTTP 500). Try again later.',
};

const nodeOf = (id: string): NodeRef => ({
	...{ key: `workflow-${id}/${id}/live`, workflowId: `workflow-${id}`, workflowName: `Of ${id}` },
	...{ nodeId: id, nodeName: 'Poll', nodeType: 'n8n-nodes-signed-events.wooCommercePollTrigger' },
});

async function check(id: string) {
	const [items] = await execute({ parameters: { operation: 'check', triggers: id } }, {});
	return checkItem.strict().parse(items[0].json);
}

const polled = ['orders', 'products'];
const succeed = (node: NodeRef) => notePoll(health, node, { problems: [], polled, changes: [] });

let steady = 0;
beforeEach(() => {
	steady = performance.now();
	jest.spyOn(performance, 'now').mockImplementation(() => steady);
});
afterEach(() => jest.restoreAllMocks());

/** Polls every 15 minutes. */
function pollFor(node: NodeRef, times: number): void {
	for (let time = 0; time < times; time++) {
		if (time > 0) steady += 15 * MINUTE;
		succeed(node);
	}
}

it('Check shows that the last poll failed, although one failure opens no incident', async () => {
	const node = nodeOf('failing-once');
	succeed(node);
	expect(await check('failing-once')).toMatchObject({ verdict: 'healthy' });
	notePollFailed(health, node, DOWN);
	expect(await check('failing-once')).toMatchObject({
		...{ verdict: 'failing', cause: PROBLEM.failing },
		sentence: expect.stringContaining('shop.example is down') as string,
		nextStep: 'Try again later.',
	});
	succeed(node);
	expect(await check('failing-once')).toMatchObject({ verdict: 'healthy' });
});

it('Check shows that one resource of the last poll failed', async () => {
	const node = nodeOf('half-failing');
	notePoll(health, node, { problems: [{ name: 'orders', problem: DOWN }], polled, changes: [] });
	expect(await check('half-failing')).toMatchObject({ verdict: 'failing', cause: PROBLEM.failing });
});

it('Check does not call a poll healthy that n8n no longer starts', async () => {
	const node = nodeOf('switched-off');
	pollFor(node, 4);
	steady += 40 * MINUTE;
	expect(await check('switched-off')).toMatchObject({ verdict: 'healthy' });
	steady += 3 * 60 * MINUTE;
	const found = await check('switched-off');
	expect(found).toMatchObject({ verdict: 'attention', cause: 'polls_overdue' });
	expect(found.sentence).toContain('3 hours');
	expect(found.active).toBeUndefined();
	succeed(node);
	expect(await check('switched-off')).toMatchObject({ verdict: 'healthy', active: true });
});

it('Check says when the last poll ended', async () => {
	pollFor(nodeOf('polling-on'), 1);
	expect((await check('polling-on')).sentence).toMatch(/The last poll ended at \d{4}-.*Z\.$/);
});

it('Check and Report count a load of a poll as existing objects, not as changes', async () => {
	const node = nodeOf('loading');
	const loaded = { objectType: 'orders', overrides: { capture: 'backfill' } };
	const changes = [loaded, loaded, { objectType: 'orders' }];
	notePoll(health, node, { problems: [], polled, changes, loading: 2 });
	const found = await check('loading');
	expect(found.changes?.counts).toMatchObject({ backfill: 2, polling: 1 });
	expect(found.sentence).toContain('1 change, all found by the poll. 2 existing objects loaded.');
	expect(found.catchUp).toMatchObject({ loaded: 2 });
	succeed(node);
	expect((await check('loading')).catchUp?.loaded).toBeUndefined();
});

it('Check shows how many objects a load of catch-up has emitted', async () => {
	const node = nodeOf('catching-up');
	succeed(node);
	noteLoad(health, node, 7);
	expect((await check('catching-up')).catchUp).toMatchObject({ loaded: 7 });
});
