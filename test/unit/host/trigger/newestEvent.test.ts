import type { Change } from '../../../../nodes/core/event';
import { err, ok, PROBLEM, type ProblemReason, type Result } from '../../../../nodes/core/result';
import type { Cursor, HowToLook } from '../../../../nodes/core/vendor';
import { receive } from '../../../../nodes/host/trigger/delivery/receive';
import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { lifecycle } from '../../../../nodes/host/trigger/subscription/lifecycle';
import { bind, FakeHub, FakeNode, fakeRequest, TEST_URLS } from '../fakes';

const HOUR_MS = 3_600_000;
const HEADER = 'x-signed-events-test';

function change(objectId: string, date: string, status = 'paid'): Change {
	return {
		...{ eventType: 'UPDATED', kind: 'UPDATED', objectType: 'orders', objectId, date },
		...{ revision: date, topic: 'order.updated', raw: { status } },
	};
}

/** A node in a test in the editor, whose vendor has these functions. */
function setUp(more: object, options: object = {}, clock = () => 0) {
	const hub = new FakeHub();
	const node = new FakeNode();
	node.mode = 'manual';
	node.urls = TEST_URLS;
	node.parameters = { options };
	const tokens: string[] = [];
	node.serves = ({ headers }) => {
		tokens.push(String(headers?.[HEADER]));
		return { status: 200 };
	};
	const state = newProcessState(clock, async () => undefined);
	const bound = bind(hub);
	const config = { ...bound, vendor: { ...bound.vendor, ...more } };
	const hooks = lifecycle(config, state);
	/** Returns the event that the test shows at once, or undefined if it waits for a delivery. */
	const test = async () => {
		if (!(await hooks.checkExists.call(node.hook()))) return undefined;
		await new Promise((resolve) => setTimeout(resolve, 5));
		const request = fakeRequest(Buffer.alloc(0), { [HEADER]: tokens });
		const { workflowData } = await receive(node.webhook(request), config, state);
		return workflowData?.[0][0].json;
	};
	return { hub, node, test };
}

const newest = (answer: Result<Change[]>) => ({ newest: async () => answer });

describe('a test in the editor', () => {
	it('shows the newest change that passes the filter, and subscribes to nothing', async () => {
		const changes = [
			change('1', '2026-11-21T10:00:00Z'),
			change('3', '2026-11-21T12:00:00Z', 'draft'),
			change('2', '2026-11-21T11:00:00Z'),
		];
		const condition = [{ field: 'raw.status', operator: 'equals', value: 'paid' }];
		const { hub, node, test } = setUp(newest(ok(changes)), { filterFields: { condition } });
		node.staticData = undefined;
		expect(await test()).toMatchObject({
			...{ objectId: '2', capture: 'polling', account: 'prover.example' },
			...{ instanceName: 'My trigger', raw: { status: 'paid' } },
		});
		expect(hub.calls).toEqual([]);
	});

	it('searches further back until catch-up finds a change, also one of the last minutes', async () => {
		const now = 1_000 * HOUR_MS;
		const spans: number[] = [];
		const graces: unknown[] = [];
		const catchUp = {
			begin: async () => ok({ cursor: { since: now, watermark: now } }),
			look: async (_: unknown, { since, watermark }: Cursor, { graceMs }: HowToLook) => {
				spans.push((now - since) / HOUR_MS, (now - watermark) / HOUR_MS);
				graces.push(graceMs);
				const changes = spans.length < 6 ? [] : [change('7', '2026-11-10T10:00:00Z')];
				return ok({ changes, cursor: { since: now, watermark: now } });
			},
		};
		const { test } = setUp({ catchUp });
		expect(await test()).toMatchObject({ objectId: '7' });
		expect(spans).toEqual([1, 1, 24, 24, 14 * 24, 14 * 24]);
		expect(graces).toEqual([-6_000, -6_000, -6_000]);
	});

	it('waits for a delivery if its search takes too long', async () => {
		const times = [0, 0, 0, 60_000];
		const clock = () => times.shift() ?? 60_000;
		const catchUp = {
			begin: async () => ok({ cursor: { since: 0, watermark: 0 } }),
			look: async (_: unknown, __: unknown, { mayGoOn }: HowToLook) => {
				while (mayGoOn?.());
				return err(PROBLEM.timedOut, 'Catch-up was stopped.');
			},
		};
		const { test } = setUp({ catchUp }, {}, clock);
		expect(await test()).toBe(undefined);
	});

	it.each<[string, Result<Change[]>]>([
		['the vendor has no change', ok([])],
		['the credential may not read lists', err(PROBLEM.forbidden, 'It may not.')],
	])('waits for a delivery if %s', async (_case, answer) => {
		const { node, test } = setUp(newest(answer));
		expect(await test()).toBe(undefined);
		expect(node.log).toEqual([expect.stringContaining('The test waits for a delivery.')]);
	});

	it.each<ProblemReason>([PROBLEM.unauthorized, PROBLEM.unreachable, PROBLEM.throttled])(
		'fails with the problem of the vendor: %s',
		async (reason) => {
			const { test } = setUp(newest(err(reason, 'The key is wrong. Enter another.')));
			await expect(test()).rejects.toThrow('The key is wrong. Enter another.');
		},
	);
});
