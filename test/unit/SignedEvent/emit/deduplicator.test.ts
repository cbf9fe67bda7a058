import {
	Deduplicator,
	type EventKeys,
	type Task,
} from '../../../../nodes/SignedEvent/emit/deduplicator';
import { processedStore } from '../../../../nodes/host/processedStore';
import { ProcessedTable } from '../../processedTable';

const own = (id: string): EventKeys => ({ marks: [id], skippedBy: [id] });
/** A message of events without a state. */
const message = (...ids: string[]): Task => ({ keys: ids.map(own) });
const tasks = (...ids: string[]): Task[] => ids.map((id) => message(id));
/** The event of a webhook that reports a state. */
const hooked = (id: string, state: string): EventKeys => ({
	marks: [id, `${state}_webhook`],
	skippedBy: [id, `${state}_polling`],
});
/** The event of catch-up that reports a state. */
const polled = (state: string): EventKeys => ({
	marks: [`${state}_polling`],
	skippedBy: [`${state}_polling`, `${state}_webhook`],
});

/** A node in one process: its table, its deduplicator and what it delivered. */
function node(table = new ProcessedTable(), claims = new Deduplicator()) {
	const delivered: string[] = [];
	/** Runs one execution. `outcome` decides whether an id is delivered. It may wait or throw. */
	const execute = async (
		input: Task[],
		outcome: (id: string) => boolean | Promise<boolean> = () => true,
	) => {
		await claims.runOnce(
			'workflow/node',
			processedStore(table.functions()),
			input,
			async (granted, done) => {
				for (const { keys } of granted)
					for (const { marks } of keys) {
						if (!(await outcome(marks[0]))) continue;
						delivered.push(marks[0]);
						for (const id of marks) done.add(id);
					}
			},
		);
	};
	return { table, delivered, execute };
}

/** The process dies at the next write, of which nothing is stored. */
const CRASH = new Promise<boolean>(() => {});

/** Lets a crashing execution run until it stops. */
async function asFarAsItComes() {
	for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('the deduplicator', () => {
	it('delivers an id once in one input, and once over several', async () => {
		const { execute, delivered } = node();
		await execute(tasks('a', 'b', 'a'));
		await execute(tasks('b', 'c'));
		await execute([]);
		expect(delivered).toEqual(['a', 'b', 'c']);
	});

	it.each([
		['of one event each', Array.from({ length: 8_999 }, (_, at) => [`e${at}`])],
		[
			'of a thousand events each',
			Array.from({ length: 8 }, (_, task) =>
				Array.from({ length: 1_000 }, (_, at) => `e${task}-${at}`),
			),
		],
	])('recognizes an id after thousands of others in tasks %s', async (_, others) => {
		const { execute, delivered } = node();
		const rest = others.map((ids) => message(...ids));
		await execute(tasks('a'));
		await execute(rest);
		await execute(tasks('a'));
		await execute(rest.slice(-1));
		expect(delivered).toHaveLength(1 + others.flat().length);
	});

	it('skips after a restart what was done before it', async () => {
		const first = node();
		await first.execute(tasks('a'));
		const second = node(first.table);
		await second.execute(tasks('a', 'b'));
		expect(second.delivered).toEqual(['b']);
	});

	it('delivers again what was not delivered', async () => {
		const { execute, delivered } = node();
		await execute(tasks('a', 'b'), (id) => id === 'a');
		expect(delivered).toEqual(['a']);
		await execute(tasks('a', 'b'));
		await execute(tasks('a', 'b'));
		expect(delivered).toEqual(['a', 'b']);
	});

	it('records what was done before work threw, and throws the error', async () => {
		const { execute, delivered } = node();
		const failing = execute(tasks('a', 'b'), (id) => {
			if (id === 'b') throw new Error('refused');
			return true;
		});
		await expect(failing).rejects.toThrow('refused');
		await execute(tasks('a', 'b'));
		expect(delivered).toEqual(['a', 'b']);
	});

	it.each([1, 2, 3])(
		'delivers what was being delivered when the process died %d times',
		async (times) => {
			const table = new ProcessedTable();
			for (let crash = 0; crash < times; crash++) {
				void node(table).execute(tasks('a'), async () => await CRASH);
				await asFarAsItComes();
			}
			const { execute, delivered } = node(table);
			await execute(tasks('a'));
			await execute(tasks('a'));
			expect(delivered).toEqual(['a']);
		},
	);

	it('loses no event if the process dies at any of its writes', async () => {
		for (let deadAt = 1; deadAt <= 8; deadAt++) {
			const table = new ProcessedTable();
			await node(table).execute(tasks('done'));
			void node(table).execute(tasks('crashed', 'done'), async () => await CRASH);
			await asFarAsItComes();
			const dying = node(table);
			let accesses = 0;
			table.between = () => {
				if (++accesses >= deadAt) throw new Error('killed');
			};
			await dying.execute(tasks('crashed', 'new', 'done')).catch(() => undefined);
			table.between = () => {};
			const after = node(table);
			await after.execute(tasks('crashed', 'new', 'done'));
			const all = [...dying.delivered, ...after.delivered];
			expect(all).toEqual(expect.arrayContaining(['crashed', 'new']));
		}
	});

	it('delivers an id once in parallel executions of any order', async () => {
		const { execute, delivered } = node();
		const slow = async () => {
			await new Promise((resolve) => setImmediate(resolve));
			return true;
		};
		await Promise.all([
			...Array.from({ length: 8 }, async () => await execute(tasks('a', 'b', 'c'), slow)),
			...Array.from({ length: 8 }, async () => await execute(tasks('c', 'b', 'a', 'd'), slow)),
		]);
		expect(delivered.sort()).toEqual(['a', 'b', 'c', 'd']);
	});

	it('waits for the execution that holds an id, and delivers it if that one fails', async () => {
		const { execute, delivered } = node();
		let fail: (delivered: boolean) => void = () => {};
		const first = execute(tasks('a'), async () => await new Promise((resolve) => (fail = resolve)));
		await asFarAsItComes();
		let isOver = false;
		const second = execute(tasks('a', 'b')).then(() => (isOver = true));
		await asFarAsItComes();
		expect(delivered).toEqual(['b']);
		expect(isOver).toBe(false);
		fail(false);
		await Promise.all([first, second]);
		expect(delivered).toEqual(['b', 'a']);
	});

	it('sends a message of several events while one of them is not done', async () => {
		const { execute, delivered } = node();
		await execute(tasks('a'));
		await execute([message('a', 'b')]);
		await execute([message('a', 'b'), ...tasks('b')]);
		expect(delivered).toEqual(['a', 'a', 'b']);
	});

	describe('with states', () => {
		const task = (...keys: EventKeys[]): Task => ({ keys });
		const w1 = task(hooked('w1', 's'));
		const w2 = task(hooked('w2', 's'));
		const p = task(polled('s'));

		it.each([
			['a webhook, then catch-up', [w1, p], ['w1']],
			['catch-up, then a webhook', [p, w1], ['s_polling']],
			['catch-up twice', [p, p], ['s_polling']],
			['two webhooks, then catch-up', [w1, w2, p], ['w1', 'w2']],
			['catch-up, then two webhooks', [p, w1, w2], ['s_polling']],
			['a webhook twice, and another state', [w1, w1, task(polled('t'))], ['w1', 't_polling']],
		])('delivers what %s reported, once', async (_, input, expected) => {
			const together = node();
			await together.execute(input);
			expect(together.delivered).toEqual(expected);
			const table = new ProcessedTable();
			const delivered: string[] = [];
			for (const each of input) {
				const process = node(table);
				await process.execute([each]);
				delivered.push(...process.delivered);
			}
			expect(delivered).toEqual(expected);
		});

		it('keeps only what was delivered', async () => {
			const { execute, table } = node();
			await execute([p]);
			await execute([w1]);
			await execute([task(hooked('w3', 't'))]);
			expect(table.row).toEqual(['s_polling', 'w3', 't_webhook']);
		});

		it('delivers what catch-up found if the webhook was not delivered, and the reverse', async () => {
			const { execute, delivered } = node();
			await execute([w1], () => false);
			await execute([p], () => false);
			await execute([w2]);
			await execute([p, w1]);
			expect(delivered).toEqual(['w2', 'w1']);
		});

		it('delivers a webhook after catch-up in the same input if catch-up is skipped or fails', async () => {
			const { execute, delivered } = node();
			await execute([w1]);
			await execute([p, w2]);
			expect(delivered).toEqual(['w1', 'w2']);
			await execute([task(polled('t')), task(hooked('w3', 't'))], (id) => id === 'w3');
			expect(delivered).toEqual(['w1', 'w2', 'w3']);
		});

		it('waits for a webhook that another execution delivers, and then skips catch-up', async () => {
			const { execute, delivered } = node();
			let finish: (isDelivered: boolean) => void = () => {};
			const first = execute([w1], async () => await new Promise((resolve) => (finish = resolve)));
			await asFarAsItComes();
			const second = execute([p]);
			await asFarAsItComes();
			expect(delivered).toEqual([]);
			finish(true);
			await Promise.all([first, second]);
			expect(delivered).toEqual(['w1']);
		});

		it('sends a message unless each of its events is told by its own key or its state', async () => {
			const { execute, delivered } = node();
			const both = task(polled('s'), polled('t'));
			await execute([w1]);
			await execute([both]);
			expect(delivered).toEqual(['w1', 's_polling', 't_polling']);
			await execute([both, task(hooked('w4', 't'))]);
			expect(delivered).toHaveLength(3);
		});

		it('delivers what was being delivered when the process died', async () => {
			const table = new ProcessedTable();
			void node(table).execute([w1], async () => await CRASH);
			await asFarAsItComes();
			const { execute, delivered } = node(table);
			await execute([p]);
			await execute([w1]);
			expect(delivered).toEqual(['s_polling']);
		});

		it('leaves the keys of another process, and does not take them for done', async () => {
			const table = new ProcessedTable();
			const other = node(table);
			let finish: (isDelivered: boolean) => void = () => {};
			const running = other.execute(
				[w1],
				async () => await new Promise((resolve) => (finish = resolve)),
			);
			await asFarAsItComes();
			const { execute, delivered } = node(table);
			await execute([p]);
			expect(delivered).toEqual(['s_polling']);
			finish(true);
			await running;
			const third = node(table);
			await third.execute([p, w1]);
			expect(third.delivered).toEqual([]);
		});
	});

	it('retries if another process inserted the row in between', async () => {
		const { table, execute, delivered } = node();
		table.between = () => (table.row ??= ['other']);
		await execute(tasks('a'));
		expect(delivered).toEqual(['a']);
		expect(table.row).toEqual(['other', 'a']);
	});

	it('delivers nothing and reports the error while the store cannot be read', async () => {
		const { table, execute, delivered } = node();
		table.broken = true;
		await expect(execute(tasks('a'))).rejects.toThrow('database is locked');
		expect(delivered).toEqual([]);
	});

	it('warns if it cannot record what is done, and delivers at least once', async () => {
		const { table, execute, delivered } = node();
		await execute(tasks('a'), () => (table.broken = true));
		expect(table.warnings).toEqual([
			"Signed Event: n8n could not update the node's list of known events, so some events may be emitted twice: SQLITE_BUSY: database is locked. Check n8n's database.",
		]);
		table.broken = false;
		await execute(tasks('a'));
		expect(delivered).toEqual(['a', 'a']);
	});

	it.each([
		['without a state', 9_000, (at: number) => own(`id${at}`)],
		['of a webhook with a state', 4_500, (at: number) => hooked(`id${at}`, `state${at}`)],
	])('recognizes the last events %s after failed deliveries', async (_, last, keysOf) => {
		const { execute, delivered } = node();
		const events = (from: number, to: number) =>
			Array.from({ length: to - from }, (_one, at) => ({ keys: [keysOf(from + at)] }));
		await execute(events(0, 10_000));
		await execute(events(10_000, 11_000), () => false);
		await execute(events(10_000 - last, 10_000));
		expect(delivered).toHaveLength(10_000);
	});

	it('keeps the last ten thousand keys', async () => {
		const { execute, delivered } = node();
		const ids = Array.from({ length: 12_000 }, (_, index) => `id${index}`);
		await execute(tasks(...ids));
		await execute(tasks(...ids.slice(-9_000)));
		expect(delivered).toHaveLength(12_000);
		await execute(tasks(ids[0]));
		expect(delivered).toHaveLength(12_001);
	});
});
