import { Deduplicator, type Task } from '../../../../nodes/SignedEvent/emit/deduplicator';
import { processedStore } from '../../../../nodes/SignedEvent/emit/processedStore';
import { ProcessedTable } from '../processedTable';

const tasks = (...ids: string[]): Task[] => ids.map((id) => ({ ids: [id] }));

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
				for (const { ids } of granted)
					for (const id of ids) {
						if (!(await outcome(id))) continue;
						delivered.push(id);
						done.add(id);
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
		const rest = others.map((ids) => ({ ids }));
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
		await execute([{ ids: ['a', 'b'] }]);
		await execute([{ ids: ['a', 'b'] }, ...tasks('b')]);
		expect(delivered).toEqual(['a', 'a', 'b']);
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
			"Signed Event: Recording delivered events failed, so they may be sent again: SQLITE_BUSY: database is locked. Check n8n's database.",
		]);
		table.broken = false;
		await execute(tasks('a'));
		expect(delivered).toEqual(['a', 'a']);
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
