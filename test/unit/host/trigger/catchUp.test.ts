import { setImmediate } from 'node:timers/promises';

import { WebhookPathTakenError, type INodeExecutionData } from 'n8n-workflow';

import { toEvent, type Change } from '../../../../nodes/core/event';
import { err, PROBLEM, ok } from '../../../../nodes/core/result';
import { readCursor, storePosition } from '../../../../nodes/host/trigger/position';
import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { execute } from '../../../../nodes/host/trigger/execute';
import { lifecycle } from '../../../../nodes/host/trigger/subscription/lifecycle';
import { scheduleChecks } from '../../../../nodes/host/trigger/subscription/scheduleChecks';
import { prover } from '../../../n8n/fixtures/prover/vendor';
import { bind, FakeHub } from '../fakes';
import { change, setUp, updated } from './ledger';

describe('a stored cursor', () => {
	it('keeps the watermarks of lists that could not be read', () => {
		const data = { catchUp: { since: 1, watermark: 4 } };
		const cursor = { since: 1, watermark: 5, behind: { orders: 2 } };
		storePosition(data, cursor);
		expect(readCursor(JSON.parse(JSON.stringify(data.catchUp)))).toEqual(cursor);
	});

	it('keeps the positions in streams, as texts', () => {
		const cursor = { since: 1, watermark: 5, positions: { user: '1152922976252290886@1' } };
		expect(readCursor(JSON.parse(JSON.stringify(cursor)))).toEqual(cursor);
	});

	it.each<[string, unknown]>([
		['a number', { user: 5 }],
		['an empty text', { user: '' }],
		['a line break', { user: '1\n2' }],
		['another alphabet', { user: '١' }],
		['a long text', { user: '1'.repeat(201) }],
		['many streams', Object.fromEntries(Array.from({ length: 11 }, (_, index) => [index, '1']))],
		['a list', ['1']],
		['null', null],
	])('is read without positions of another form: %s', (_, positions) => {
		expect(readCursor({ since: 1, watermark: 4, positions })).toEqual({ since: 1, watermark: 4 });
	});

	it('is read without watermarks that are not numbers', () => {
		for (const behind of [{ orders: 'x' }, { orders: null }, [1], 'x', null])
			expect(readCursor({ since: 1, watermark: 4, behind })).toEqual({ since: 1, watermark: 4 });
	});
});

describe('catching up', () => {
	it('logs what a look warns of, and emits what it found', async () => {
		const { ledger, node, startProcess } = setUp();
		const { tick } = await startProcess('activate');
		ledger.warnings = ['One list could not be read.'];
		ledger.happen('1');
		expect(await tick()).toEqual(['1']);
		expect(node.log).toContain('warn: My trigger: One list could not be read.');
	});

	it('emits what happened since the activation, once, as events of a poll', async () => {
		const { ledger, node, startProcess } = setUp();
		ledger.happen('before');
		const { tick } = await startProcess('activate');
		expect(await tick()).toEqual([]);
		ledger.happen('1');
		ledger.happen('2');
		expect(await tick()).toEqual(['1', '2']);
		expect(node.emitted[0][0].json.missed).toMatchObject({
			objectId: '1',
			capture: 'polling',
			account: 'prover.example',
			instanceName: 'My trigger',
		});
		expect(await tick()).toEqual([]);
		expect(node.emitted).toEqual([]);
	});

	it.each(['an activation soon after', 'a restart', 'a check'])(
		'begins again at the present time if %s finds another account in the credential',
		async (how) => {
			const { ledger, node, chosen, startProcess } = setUp();
			const { hooks, activate, tick } = await startProcess('activate');
			expect(await tick()).toEqual([]);
			ledger.happen('of the past of the other account');
			chosen.account = 'other.example';
			let next = tick;
			if (how === 'an activation soon after') {
				await hooks.delete.call(node.hook());
				await activate('activate');
			} else if (how === 'a restart') next = (await startProcess('init')).tick;
			expect(await next()).toEqual([]);
			expect(
				node.log.filter((line) => /from prover\.example to other\.example/.test(line)),
			).toHaveLength(1);
			ledger.happen('1');
			expect(await next()).toEqual(['1']);
		},
	);

	it('tells a look that was abandoned to send no more requests', async () => {
		const { ledger, node, startProcess } = setUp();
		const { hooks, tick } = await startProcess('activate');
		const goOn: boolean[] = [];
		ledger.before = async () => {
			goOn.push(ledger.mayGoOn());
			await hooks.delete.call(node.hook());
			goOn.push(ledger.mayGoOn());
		};
		await tick();
		expect(goOn).toEqual([true, false]);
	});

	it('tells a look that takes long to send no more requests, so that what it has found is emitted', async () => {
		const { ledger, steady, startProcess } = setUp();
		const { tick } = await startProcess('activate');
		const goOn: boolean[] = [];
		ledger.before = async () => {
			for (const minutes of [24, 2]) {
				steady.now += minutes * 60_000;
				goOn.push(ledger.mayGoOn());
			}
		};
		ledger.happen('1');
		expect(await tick()).toEqual(['1']);
		expect(goOn).toEqual([true, false]);
	});

	it('skips what a delivery has emitted', async () => {
		const { ledger, node, binding, startProcess } = setUp();
		const { memory, tick } = await startProcess('activate');
		ledger.happen('1');
		ledger.happen('2');
		const source = { elementKey: 'prover', hubKey: 'proofs', account: 'prover.example' };
		const shown = { instanceName: '', instanceTags: [], includeRaw: false };
		const capture = { capture: 'webhook', receivedAt: 0 } as const;
		const delivered = { json: { ...toEvent(change('1'), { ...source, ...shown }, capture) } };
		expect(await execute(node.execution([delivered]), binding, memory)).toEqual([[delivered]]);
		expect(await tick()).toEqual(['2']);
	});

	it('resumes after a restart at the cursor that an execution stored', async () => {
		const { ledger, startProcess } = setUp();
		const { tick } = await startProcess('activate');
		ledger.happen('1');
		await tick();
		ledger.happen('2');
		const restarted = await startProcess('init');
		ledger.happen('3');
		expect(await restarted.tick()).toEqual(['2', '3']);
	});

	it.each([
		['2.x, where the hooks run after trigger()', 'init', false],
		['1.x, where the hooks run before trigger()', 'init', true],
		['2.x, when this main becomes the leader', 'leadershipChange', false],
	])('looks soon after a start of n8n %s, without a tick', async (_, mode, isOlderLine) => {
		const { ledger, startProcess } = setUp();
		await startProcess('activate', isOlderLine);
		ledger.happen('while n8n was down');
		const { wait, tick } = await startProcess(mode, isOlderLine);
		expect(ledger.asked).toEqual([]);
		expect(await wait()).toEqual(['while n8n was down']);
		expect(await wait()).toEqual([]);
		expect(await tick()).toEqual([]);
		expect(ledger.asked).toHaveLength(2);
	});

	it.each(['activate', 'update'])(
		'does not look before a tick at an activation (%s)',
		async (mode) => {
			const { ledger, startProcess } = setUp();
			const { wait } = await startProcess(mode);
			await wait();
			expect(ledger.asked).toEqual([]);
		},
	);

	it('skips the look of a start if a tick came first, or the workflow was deactivated', async () => {
		const { ledger, startProcess } = setUp();
		await startProcess('activate');
		const ticked = await startProcess('init');
		await ticked.tick();
		await ticked.wait();
		expect(ledger.asked).toHaveLength(1);
		const stopped = await startProcess('init');
		await stopped.deactivate();
		await stopped.activate('activate');
		await stopped.wait();
		expect(ledger.asked).toHaveLength(1);
	});

	it('loses nothing by a restart after a quiet day, in which nothing was stored', async () => {
		const { ledger, node, startProcess } = setUp();
		const { tick } = await startProcess('activate');
		const stored = JSON.stringify(node.staticData);
		for (let hour = 0; hour < 24; hour++) {
			ledger.now += 3_600_000;
			await tick();
		}
		expect(JSON.stringify(node.staticData)).toBe(stored);
		ledger.happen('while n8n was down');
		const restarted = await startProcess('init');
		expect(await restarted.tick()).toEqual(['while n8n was down']);
	});

	it('stores its cursor with any execution, and keeps a later one', async () => {
		const { ledger, node, binding, startProcess } = setUp();
		const { memory, tick } = await startProcess('activate');
		ledger.now += 500;
		await tick();
		await execute(node.execution([]), binding, memory);
		expect(node.staticData).toMatchObject({ catchUp: { since: 1000, watermark: 1500 } });
		const stored = readCursor(node.staticData?.catchUp);
		node.staticData = { catchUp: { ...stored, watermark: 9999 } };
		await execute(node.execution([]), binding, memory);
		expect(node.staticData).toMatchObject({ catchUp: { since: 1000, watermark: 9999 } });
		node.staticData = {};
		node.mode = 'manual';
		await execute(node.execution([]), binding, memory);
		expect(node.staticData).toEqual({});
	});

	it('leaves static data alone in a retry, because n8n would store it in place of what all nodes have stored', async () => {
		const { ledger, node, binding, startProcess } = setUp();
		const { memory, tick } = await startProcess('activate');
		ledger.happen('1');
		await tick();
		node.mode = 'retry';
		node.staticData = {};
		await execute(node.execution(node.emitted[0]), binding, memory);
		await execute(node.execution(node.emitted[0]), binding, newProcessState());
		expect(node.staticData).toEqual({});
	});

	it('stores the cursor of what a tick found also where the tick was in another process', async () => {
		const { ledger, node, binding, startProcess } = setUp();
		const { tick } = await startProcess('activate');
		ledger.happen('1');
		await tick();
		node.staticData = {};
		await execute(node.execution(node.emitted[0]), binding, newProcessState());
		expect(node.staticData).toMatchObject({ catchUp: { since: 1000, watermark: 1001 } });
	});

	it('finds the events of a look again if n8n is killed before all its executions have ended', async () => {
		const { ledger, node, binding, startProcess } = setUp();
		const { memory, look } = await startProcess('activate');
		for (let id = 0; id < 250; id++) ledger.happen(String(id));
		await look();
		const parts = [...node.emitted];
		const endings = [...node.endings];
		for (const part of [parts[2], parts[0]]) await execute(node.execution(part), binding, memory);
		endings[2]();
		endings[0]();
		await setImmediate();
		const restarted = await startProcess('init');
		expect(await restarted.tick()).toHaveLength(250);
		await execute(node.execution(parts[1]), binding, memory);
		endings[1]();
		await setImmediate();
		await execute(node.execution([]), binding, memory);
		expect(await (await startProcess('init')).tick()).toEqual([]);
	});

	describe('whose execution n8n reports as failed', () => {
		/** Looks at 150 changes, and lets n8n report an error for the first of the two executions. */
		async function lookWith(error: Error) {
			const stage = setUp();
			const { memory, look, tick } = await stage.startProcess('activate');
			for (let id = 0; id < 150; id++) stage.ledger.happen(String(id));
			await look();
			const [, second] = stage.node.emitted;
			const [endFirst, endSecond] = stage.node.endings;
			endFirst(error);
			await setImmediate();
			await execute(stage.node.execution(second), stage.binding, memory);
			endSecond();
			await setImmediate();
			return { ...stage, memory, tick };
		}
		class ManualExecutionCancelledError extends Error {}
		class ExecutionNotFoundError extends Error {}

		it('emits its events again at the next check if n8n could not store it', async () => {
			const { node, binding, memory, tick, startProcess } = await lookWith(new Error('disk full'));
			expect(node.log).toContainEqual(
				expect.stringMatching(
					/could not store an execution with 100 events of catch-up.*disk full$/,
				),
			);
			expect(await tick()).toEqual(Array.from({ length: 100 }, (_, id) => String(id)));
			expect(await tick()).toEqual([]);
			await execute(node.execution([]), binding, memory);
			expect(await (await startProcess('init')).tick()).toEqual([]);
		});

		it('finds its events after a restart, although the last execution of the look has run', async () => {
			const { node, startProcess } = await lookWith(new Error('disk full'));
			expect(node.staticData).toMatchObject({ catchUp: { watermark: 1000, moves: 1 } });
			expect(await (await startProcess('init')).tick()).toHaveLength(150);
		});

		it.each([
			['a person stopped it', new ManualExecutionCancelledError()],
			['it ended at once', new ExecutionNotFoundError()],
		])('does not emit its events again if %s', async (_, error) => {
			const { tick } = await lookWith(error);
			expect(await tick()).toEqual([]);
		});

		it('does not go back to the position of an account that is no longer chosen', async () => {
			const { ledger, node, chosen, startProcess } = setUp();
			const { look, tick } = await startProcess('activate');
			ledger.happen('1');
			await look();
			const [end] = node.endings;
			chosen.account = 'other.example';
			expect(await tick()).toEqual([]);
			end(new Error('disk full'));
			await setImmediate();
			expect(await tick()).toEqual([]);
		});
	});

	it('finds the events of a look again if n8n is killed while it delivers them, but a webhook was faster', async () => {
		const { ledger, node, binding, startProcess } = setUp();
		const { memory, look, deliver } = await startProcess('activate');
		ledger.happen('1');
		ledger.now += 99;
		await look();
		// Its execution has begun, and its static data are not stored.
		const stored = JSON.stringify(node.staticData);
		await execute(node.execution(node.emitted[0]), binding, memory);
		node.staticData = JSON.parse(stored) as typeof node.staticData;
		const { items = [] } = await deliver(updated('2', 5, 'rest'));
		await execute(node.execution(items), binding, memory);
		expect(await (await startProcess('init')).tick()).toEqual(['1']);
	});

	describe('in queue mode', () => {
		it('stores the cursor with the executions of webhooks, which run in another process', async () => {
			const { ledger, node, binding, startProcess } = setUp();
			const main = await startProcess('activate');
			const worker = newProcessState();
			const states = [1, 2, 3, 4].map((second) => updated('7', second, 'rest'));
			for (const [index, state] of states.entries()) {
				ledger.happen('7', updated('7', index + 1, 'graphql'));
				const { items = [] } = await main.deliver(state);
				const [out] = await execute(node.execution(items), binding, worker);
				expect(out.map(({ json }) => json.objectId)).toEqual(['7']);
				expect(await main.tick()).toEqual([]);
			}
			// The last look was later than the last delivery.
			expect(await (await startProcess('init')).tick()).toEqual(['7']);
		});

		/** The main, webhook processes and workers, which share only n8n's database. */
		async function cluster() {
			const { ledger, node, binding, startProcess } = setUp();
			const main = await startProcess('activate');
			const elsewhere = await startProcess();
			const run = async (items: INodeExecutionData[]) => {
				const [out] = await execute(node.execution(items), binding, newProcessState());
				return out.map(({ json }) => json.objectId);
			};
			const tick = async () => {
				const { execution } = node;
				node.execution = () => execution.call(node, []);
				await main.tick();
				node.execution = execution;
				return (await Promise.all(node.emitted.map(run))).flat();
			};
			const deliver = async (...changes: Change[]) =>
				await run((await elsewhere.deliver(...changes)).items ?? []);
			return { ledger, node, run, tick, deliver };
		}

		it('does not emit what a webhook process has received', async () => {
			const { ledger, tick, deliver } = await cluster();
			ledger.happen('1', updated('1', 5, 'graphql'));
			ledger.happen('2');
			ledger.happen('3', updated('3', 5, 'graphql'));
			expect(await deliver(updated('1', 5, 'rest'))).toEqual(['1']);
			expect(await deliver(change('2'))).toEqual(['2']);
			expect(await tick()).toEqual(['3']);
		});

		it('emits what only a forgeable or an unproven webhook reported', async () => {
			const { ledger, tick, deliver } = await cluster();
			ledger.happen('1', updated('1', 5, 'graphql'));
			ledger.happen('2');
			await deliver(updated('1', 5, 'rest', { unsigned: ['id', 'stateId'] }));
			await deliver(change('2', { unsigned: ['id'] }));
			expect(await tick()).toEqual(['1', '2']);
		});

		it('emits an event again if a person retries its execution', async () => {
			const { ledger, node, run, tick } = await cluster();
			ledger.happen('1', updated('1', 5, 'graphql'));
			expect(await tick()).toEqual(['1']);
			expect(await run(node.emitted[0])).toEqual(['1']);
		});

		it('emits an event again if the keys that it only asked about have stayed', async () => {
			const { ledger, node, run, tick } = await cluster();
			ledger.happen('1', updated('1', 5, 'graphql'));
			// Another worker writes the row that it had read in between.
			const { processed } = node;
			const asked = new Set<string | number>();
			processed.between = () => {
				for (const key of processed.row ?? []) asked.add(key);
			};
			expect(await tick()).toEqual(['1']);
			processed.between = () => {};
			expect(asked.size).toBeGreaterThan(0);
			processed.row = [...asked];
			expect(await run(node.emitted[0])).toEqual(['1']);
		});

		it('emits everything if the database fails', async () => {
			const { ledger, node, tick, deliver } = await cluster();
			node.processed.broken = true;
			ledger.happen('1', updated('1', 5, 'graphql'));
			expect(await deliver(updated('1', 5, 'rest'))).toEqual(['1']);
			expect(await tick()).toEqual(['1']);
			expect(node.log.join()).toContain('so catch-up may emit some of them again');
		});
	});

	it('stores later cursors although n8n does not report the ends of the executions', async () => {
		const { ledger, node, binding, steady, startProcess } = setUp();
		const { memory, tick } = await startProcess('activate');
		const { execution } = node;
		node.execution = () => execution.call(node, []);
		Object.defineProperty(node, 'endings', { get: () => [], set: () => undefined });
		for (let check = 0; check < 40; check++) {
			steady.now += 5 * 60_000;
			ledger.happen(String(check));
			await tick();
		}
		node.execution = execution;
		await execute(node.execution([]), binding, memory);
		const { watermark } = readCursor(node.staticData?.catchUp) ?? { watermark: 0 };
		expect(ledger.now - watermark).toBeLessThan(15);
	});

	it('emits many events in parts, of which only the last moves the stored cursor', async () => {
		const { ledger, node, startProcess } = setUp();
		const { tick } = await startProcess('activate');
		for (let id = 0; id < 250; id++) ledger.happen(String(id));
		expect(await tick()).toHaveLength(250);
		expect(node.emitted.map(({ length }) => length)).toEqual([100, 100, 50]);
		const carried = node.emitted.flat().filter(({ json }) => json.cursor !== undefined);
		expect(carried).toEqual([node.emitted[2][49]]);
	});

	it('resumes its cursor when a workflow is edited, and sets a new one when it was off', async () => {
		const { ledger, node, steady, startProcess } = setUp();
		const { hooks, activate, tick } = await startProcess('activate');
		ledger.happen('missed');
		await hooks.delete.call(node.hook());
		expect(node.staticData).not.toHaveProperty('catchUp');
		await activate('update');
		expect(await tick()).toEqual(['missed']);
		await hooks.delete.call(node.hook());
		ledger.happen('while it was off');
		steady.now += 3_600_001;
		await activate('activate');
		expect(await tick()).toEqual([]);
	});

	it('resumes with what the credential may read now', async () => {
		const { ledger, node, startProcess } = setUp();
		const { hooks, activate, tick } = await startProcess('activate');
		await hooks.delete.call(node.hook());
		ledger.happen('missed');
		ledger.resume = (cursor, { since }) => ({ ...cursor, positions: { added: String(since) } });
		await activate('activate');
		expect(node.staticData).toMatchObject({ catchUp: { positions: { added: '1001' } } });
		expect(await tick()).toEqual(['missed']);
		expect(ledger.asked.at(-1)).toMatchObject({ since: 1000, positions: { added: '1001' } });
	});

	it.each([-24, -1, 1, 24])(
		'goes on where it was though the time of day steps by %d hours',
		async (hours) => {
			const { ledger, node, startProcess } = setUp();
			const { hooks, activate, tick } = await startProcess('activate');
			ledger.happen('missed');
			await hooks.delete.call(node.hook());
			const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + hours * 3_600_001);
			await activate('update');
			now.mockRestore();
			expect(await tick()).toEqual(['missed']);
		},
	);

	it('fails an activation when the vendor is down, but not a restart', async () => {
		const { ledger, node, startProcess } = setUp();
		ledger.problem = err(PROBLEM.forbidden, 'The token may not read orders.');
		await expect(startProcess('activate')).rejects.toThrow('The token may not read orders.');
		const { tick } = await startProcess('init');
		expect(node.log.at(-1)).toMatch(/^warn: .*The token may not read orders\./);
		ledger.problem = undefined;
		expect(await tick()).toEqual([]);
		ledger.happen('1');
		expect(await tick()).toEqual(['1']);
	});

	it.each([PROBLEM.throttled, PROBLEM.timedOut, PROBLEM.unreachable, PROBLEM.failing])(
		'activates a workflow while the vendor is %s, and then finds what happened since',
		async (reason) => {
			const { ledger, node, steady, startProcess } = setUp();
			jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-21T10:00:00.5Z'));
			ledger.happen('before');
			ledger.problem = err(reason, 'The ledger is closed.');
			const { tick } = await startProcess('activate');
			jest.restoreAllMocks();
			expect(node.log).toEqual([
				'warn: My trigger: The node could not begin its catch-up, and will try again at the next check. Catch-up then also finds changes since 2026-11-21T10:00:00Z. The ledger is closed.',
			]);
			expect(node.staticData).toMatchObject({
				catchUp: { waitingSince: Date.parse('2026-11-21T10:00:00.5Z') },
			});
			ledger.happen('1');
			ledger.now += 99;
			steady.now += 100;
			expect(await tick()).toEqual([]);
			ledger.problem = undefined;
			ledger.warnings = ['One list cannot be read.'];
			expect(await tick()).toEqual(['1']);
			expect(ledger.asked[0]).toMatchObject({ since: 1_001, watermark: 1_001 });
			expect(node.log).toContain('warn: My trigger: One list cannot be read.');
		},
	);

	it('keeps the time since which it waits when the workflow is edited', async () => {
		const { ledger, node, steady, startProcess } = setUp();
		ledger.problem = err(PROBLEM.failing, 'The ledger is closed.');
		const { hooks, activate, tick } = await startProcess('activate');
		ledger.happen('1');
		ledger.now += 99;
		steady.now += 100;
		await hooks.delete.call(node.hook());
		ledger.problem = undefined;
		await activate('update');
		expect(await tick()).toEqual(['1']);
	});

	it('does not emit the changes of a pause if the vendor is down when the workflow is activated', async () => {
		const { ledger, node, steady, startProcess } = setUp();
		const { hooks, activate, tick } = await startProcess('activate');
		await hooks.delete.call(node.hook());
		ledger.happen('while it was off');
		steady.now += 3_600_001;
		ledger.problem = err(PROBLEM.failing, 'The ledger is closed.');
		await activate('activate');
		ledger.problem = undefined;
		expect(await tick()).toEqual([]);
	});

	it.each([
		['activate', PROBLEM.unauthorized, true],
		['activate', PROBLEM.unexpected, false],
		['manual', PROBLEM.unauthorized, false],
	] as const)(
		'tells n8n whether to repeat a failed activation (%s, "%s")',
		async (mode, reason, isFinal) => {
			const { ledger, node, startProcess } = setUp();
			if (mode === 'manual') node.mode = mode;
			ledger.problem = err(reason, 'The ledger rejects the key.');
			const error = await startProcess(mode).catch((thrown: unknown) => thrown);
			expect(error).toHaveProperty('message', 'The ledger rejects the key.');
			expect(error instanceof WebhookPathTakenError).toBe(isFinal);
		},
	);

	it('fails a test in the editor while the vendor is down, because no check follows', async () => {
		const { ledger, node, startProcess } = setUp();
		node.mode = 'manual';
		ledger.problem = err(PROBLEM.failing, 'The ledger is closed.');
		await expect(startProcess('manual')).rejects.toThrow('The ledger is closed.');
	});

	describe('by states', () => {
		it('skips a state that a webhook reported, and emits another one', async () => {
			const { ledger, node, binding, startProcess } = setUp();
			const { memory, tick, deliver } = await startProcess('activate');
			const { items } = await deliver(updated('1', 5, 'rest', { unsigned: ['id', 'topic'] }));
			await execute(node.execution(items!), binding, memory);
			ledger.happen('1', updated('1', 5, 'graphql'));
			ledger.happen('1', updated('1', 6, 'graphql'));
			ledger.happen('2', updated('2', 5, 'graphql'));
			expect(await tick()).toEqual(['1', '2']);
			expect(node.emitted[0][0].json.missed).toMatchObject({ date: '2026-11-21T10:00:06Z' });
		});

		it('skips it also if the execution of the webhook runs in another process', async () => {
			const { ledger, startProcess } = setUp();
			const { tick, deliver } = await startProcess('activate');
			await deliver(updated('1', 5, 'rest', { unsigned: ['id'] }));
			ledger.happen('1', updated('1', 5, 'graphql'));
			expect(await tick()).toEqual([]);
		});

		it('emits a state that only a forgeable webhook or an unproven one reported', async () => {
			const { ledger, startProcess } = setUp();
			const { tick, deliver } = await startProcess('activate');
			await deliver(updated('1', 5, 'rest', { unsigned: ['id', 'stateId'] }));
			await deliver(updated('2', 5, 'rest', { unproven: true }));
			ledger.happen('1', updated('1', 5, 'graphql'));
			ledger.happen('2', updated('2', 5, 'graphql'));
			expect(await tick()).toEqual(['1', '2']);
		});

		it('emits a state once, although its content differs when it is read again', async () => {
			const { ledger, startProcess } = setUp();
			const { tick } = await startProcess('activate');
			ledger.happen('1', updated('1', 5, 'graphql of an earlier page'));
			ledger.happen('1', updated('1', 5, 'graphql'));
			expect(await tick()).toEqual(['1']);
			ledger.happen('1', updated('1', 5, 'graphql with another order of tags'));
			expect(await tick()).toEqual([]);
		});

		it('responds 200 to a late webhook of a state that it emitted, and starts no workflow', async () => {
			const { ledger, startProcess } = setUp();
			const { tick, deliver } = await startProcess('activate');
			ledger.happen('1', updated('1', 5, 'graphql'));
			await tick();
			const late = updated('1', 5, 'rest', { unsigned: ['id', 'stateId'] });
			expect(await deliver(late)).toEqual({ items: undefined, status: 200 });
			const { items } = await deliver(late, updated('1', 6, 'rest'));
			expect(items).toMatchObject([{ json: { told: { date: '2026-11-21T10:00:06Z' } } }]);
		});

		it('emits a webhook of such a state that comes later than the vendor retries', async () => {
			const { ledger, steady, startProcess } = setUp();
			const { tick, deliver } = await startProcess('activate');
			ledger.happen('1', updated('1', 5, 'graphql'));
			await tick();
			steady.now += 25 * 3_600_000;
			expect((await deliver(updated('1', 5, 'rest'))).items).toHaveLength(1);
		});

		it('emits two webhooks of one state', async () => {
			const { startProcess } = setUp();
			const { deliver } = await startProcess('activate');
			for (const form of ['rest', 'rest with a tag'])
				expect((await deliver(updated('1', 5, form))).items).toHaveLength(1);
		});

		it('emits a state whose webhook n8n could not store', async () => {
			const { ledger, startProcess } = setUp();
			const { tick, deliver, n8n } = await startProcess('activate');
			n8n.status = 500;
			await deliver(updated('1', 5, 'rest'));
			ledger.happen('1', updated('1', 5, 'graphql'));
			expect(await tick()).toEqual(['1']);
		});

		describe('while Acknowledge is When Finished', () => {
			it('emits a state whose executions have failed at each attempt of the vendor', async () => {
				const { node, ledger, binding, startProcess } = setUp();
				node.parameters = { acknowledge: 'finished' };
				const n8n = await startProcess('activate');
				ledger.happen('7', updated('7', 1, 'graphql'));
				n8n.n8n.status = 500;
				for (let attempt = 0; attempt < 8; attempt++) {
					const { items = [] } = await n8n.deliver(updated('7', 1, 'rest'));
					await execute(node.execution(items), binding, n8n.memory);
				}
				expect(await n8n.tick()).toEqual(['7']);
			});

			it('lets a retry of the vendor start the workflow, although catch-up has emitted the state', async () => {
				const { node, ledger, startProcess } = setUp();
				node.parameters = { acknowledge: 'finished' };
				const n8n = await startProcess('activate');
				ledger.happen('7', updated('7', 1, 'graphql'));
				n8n.n8n.status = 500;
				await n8n.deliver(updated('7', 1, 'rest'));
				// The execution of catch-up fails too, and n8n does not repeat it.
				expect(await n8n.tick()).toEqual(['7']);
				n8n.n8n.status = 200;
				expect((await n8n.deliver(updated('7', 1, 'rest'))).items).toHaveLength(1);
			});

			it('skips a state that a webhook has delivered', async () => {
				const { node, ledger, binding, startProcess } = setUp();
				node.parameters = { acknowledge: 'finished' };
				const n8n = await startProcess('activate');
				ledger.happen('7', updated('7', 1, 'graphql'));
				const { items = [] } = await n8n.deliver(updated('7', 1, 'rest'));
				await execute(node.execution(items), binding, n8n.memory);
				expect(await n8n.tick()).toEqual([]);
			});
		});

		it('logs once an hour how many states are near those of webhooks', async () => {
			const { ledger, node, steady, startProcess } = setUp();
			const { tick, deliver } = await startProcess('activate');
			const pass = async (id: string) => {
				await deliver(updated(id, 5, 'rest'));
				ledger.happen(id, updated(id, 6, 'graphql'));
				expect(await tick()).toEqual([id]);
			};
			node.log.length = 0;
			for (const id of ['1', '2', '3']) await pass(id);
			expect(node.log).toEqual([
				expect.stringMatching(/^warn: .* found 1 changes within a minute/),
			]);
			steady.now += 3_600_000;
			await pass('4');
			expect(node.log).toHaveLength(2);
			expect(node.log[1]).toMatch(/ found 3 changes within a minute/);
		});
	});

	it('runs once the check has restored subscriptions, in the same tick', async () => {
		const { ledger, node, binding } = setUp();
		const hub = new FakeHub();
		const vendor = { ...binding.vendor, subscriptions: prover.subscriptions };
		const subscribing = { ...binding, ...bind(hub), vendor };
		const memory = newProcessState();
		await scheduleChecks(node.trigger(), subscribing, memory);
		await lifecycle(subscribing, memory).create.call(node.hook());
		hub.held = [];
		const held: number[] = [];
		ledger.before = async () => void held.push(hub.held.length);
		node.crons[0].tick();
		for (let count = 0; count < 50; count++) await setImmediate();
		expect(held).toEqual([1]);
	});

	it('tries again after a vendor was down, and logs that', async () => {
		const { ledger, node, startProcess } = setUp();
		const { tick } = await startProcess('activate');
		ledger.happen('1');
		ledger.problem = err(PROBLEM.failing, 'The ledger is closed.');
		expect(await tick()).toEqual([]);
		expect(node.log.at(-1)).toMatch(
			/^warn: .*try again at the next check\. The ledger is closed\./,
		);
		ledger.problem = undefined;
		expect(await tick()).toEqual(['1']);
	});

	it('looks once at a time, and emits nothing once it is deactivated', async () => {
		const { ledger, node, startProcess } = setUp();
		const { hooks } = await startProcess('activate');
		let goOn = () => {};
		const gate = new Promise<void>((resolve) => (goOn = resolve));
		ledger.before = async () => await gate;
		ledger.happen('1');
		for (let count = 0; count < 3; count++) {
			node.crons[0].tick();
			for (let turn = 0; turn < 20; turn++) await setImmediate();
		}
		expect(ledger.asked).toHaveLength(1);
		expect(await hooks.delete.call(node.hook())).toBe(true);
		goOn();
		for (let turn = 0; turn < 20; turn++) await setImmediate();
		expect(node.emitted).toEqual([]);
		expect(ledger.asked).toHaveLength(1);
	});

	describe('a look that never ends', () => {
		/** Ticks once while each look hangs, with a deadline that the test ends. */
		async function hang() {
			const stage = setUp();
			const { ledger, node, startProcess } = stage;
			const started = await startProcess('activate');
			const deadline = new AbortController();
			const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
			ledger.happen('1');
			ledger.before = async () => await new Promise(() => {});
			expect(await started.tick()).toEqual([]);
			timeout.mockRestore();
			ledger.before = undefined;
			node.log.length = 0;
			return { ...stage, ...started, deadline };
		}

		it('is given up at its deadline, and the next tick looks again', async () => {
			const { ledger, node, tick, deadline } = await hang();
			expect(await tick()).toEqual([]);
			expect(node.log).toEqual([expect.stringMatching(/^warn: .*skipped/)]);
			deadline.abort();
			for (let turn = 0; turn < 20; turn++) await setImmediate();
			expect(node.log.at(-1)).toMatch(/^warn: .*did not finish within 30 minutes/);
			expect(await tick()).toEqual(['1']);
			expect(ledger.asked).toHaveLength(2);
		});

		it('does not delay the first look of a new activation', async () => {
			const { node, hooks, activate, tick } = await hang();
			await hooks.delete.call(node.hook());
			await activate('update');
			expect(await tick()).toEqual(['1']);
			expect(node.log).toEqual([]);
		});

		it('moves no cursor and emits nothing when the vendor answers after the deadline', async () => {
			const stage = setUp();
			const { ledger, startProcess, node } = stage;
			const { tick } = await startProcess('activate');
			const deadline = new AbortController();
			const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
			ledger.happen('1');
			let goOn = () => {};
			const gate = new Promise<void>((resolve) => (goOn = resolve));
			ledger.before = async () => await gate;
			await tick();
			timeout.mockRestore();
			deadline.abort();
			goOn();
			for (let turn = 0; turn < 20; turn++) await setImmediate();
			expect(node.emitted).toEqual([]);
			expect(await tick()).toEqual(['1']);
		});
	});

	it('stores a cursor that the vendor moved back, and no older one', async () => {
		const { ledger, node, binding, startProcess } = setUp();
		ledger.now = 9_000_000;
		const { memory, tick } = await startProcess('activate');
		// The vendor's clock was wrong at the activation.
		ledger.now = 2_000;
		ledger.look = async (_connection, cursor) => {
			ledger.asked.push(cursor);
			return ok({ changes: [], cursor: { since: 1_500, watermark: ledger.now } });
		};
		await tick();
		ledger.now = 3_000;
		await tick();
		await execute(node.execution([]), binding, memory);
		expect(node.staticData).toMatchObject({
			catchUp: { since: 1_500, watermark: 3_000, moves: 1 },
		});
		const stored = readCursor(node.staticData?.catchUp);
		const late = { json: { missed: {}, cursor: { ...stored, watermark: 2_000 } } };
		await execute(node.execution([late]), binding, newProcessState());
		expect(node.staticData).toMatchObject({
			catchUp: { since: 1_500, watermark: 3_000, moves: 1 },
		});
	});

	it('stores a cursor that was moved back over an earlier wrong one, which a restart keeps', async () => {
		const { ledger, node, binding, startProcess } = setUp();
		const { memory, tick } = await startProcess('activate');
		const store = async () => await execute(node.execution([]), binding, memory);
		ledger.now = 8_000_000;
		await tick();
		await store();
		ledger.now = 9_000_000;
		await tick();
		// The clock is right again. An execution stores the cursor, and n8n restarts.
		ledger.now = 3_000;
		ledger.look = async (_connection, cursor) => {
			ledger.asked.push(cursor);
			return ok({ changes: [], cursor: { ...cursor, watermark: ledger.now } });
		};
		await tick();
		await store();
		const stored = readCursor(node.staticData?.catchUp);
		const late = { json: { missed: {}, cursor: { ...stored, watermark: 8_500_000, moves: 0 } } };
		await execute(node.execution([late]), binding, newProcessState());
		const restarted = await startProcess('init');
		await restarted.tick();
		expect(ledger.asked.at(-1)).toMatchObject({ since: 1000, watermark: 3_000 });
	});

	it('carries a cursor that was moved back to an execution in another process', async () => {
		const { ledger, node, binding, startProcess } = setUp();
		ledger.now = 9_000_000;
		const { tick } = await startProcess('activate');
		ledger.look = async () =>
			ok({ changes: [change('1')], cursor: { since: 1_500, watermark: 2_000 } });
		await tick();
		const stored = readCursor(node.staticData?.catchUp);
		node.staticData = { catchUp: { ...stored, since: 9_000_000, watermark: 9_000_000, moves: 0 } };
		await execute(node.execution(node.emitted[0]), binding, newProcessState());
		expect(node.staticData).toMatchObject({
			catchUp: { since: 1_500, watermark: 2_000, moves: 1 },
		});
	});
});
