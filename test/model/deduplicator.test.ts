import fc from 'fast-check';

import { Deduplicator, type EventKeys } from '../../nodes/SignedEvent/emit/deduplicator';
import { processedStore } from '../../nodes/host/processedStore';
import { ProcessedTable } from '../unit/processedTable';

const RUNS = 1_500;
const SEED = Number(process.env.SIGNED_EVENTS_SEED ?? 20_260);

const hooked = (id: string, state: string): EventKeys => ({
	marks: [id, `${state}_webhook`],
	skippedBy: [id, `${state}_polling`],
});
const polled = (state: string): EventKeys => ({
	marks: [`${state}_polling`],
	skippedBy: [`${state}_polling`, `${state}_webhook`],
});

/** Events by name: two without a state, three of webhooks, and two that catch-up found. */
const EVENTS: Readonly<Record<string, EventKeys>> = {
	a: { marks: ['a'], skippedBy: ['a'] },
	b: { marks: ['b'], skippedBy: ['b'] },
	s1: hooked('s1', 's'),
	s2: hooked('s2', 's'),
	caughtS: polled('s'),
	t1: hooked('t1', 't'),
	caughtT: polled('t'),
};
const IDS = Object.keys(EVENTS);

/** What becomes of an event that an execution works on. */
type Fate = 'done' | 'refused' | 'throws' | 'dies';

/** One execution of the node: its items, and their fates; an event that none is given is done. */
interface Execution {
	ids: readonly string[];
	fates: Readonly<Partial<Record<string, Fate>>>;
}

/** Two processes share the table. */
type ProcessNumber = 0 | 1;

type Step =
	/** Executions that run side by side in one process. */
	| { do: 'execute'; process: ProcessNumber; executions: readonly Execution[] }
	/** The process ends before that access to the store, and so with all after it. */
	| { do: 'killed'; process: ProcessNumber; ids: readonly string[]; before: number }
	| { do: 'restart'; process: ProcessNumber };

const ids = fc.array(fc.constantFrom(...IDS), { minLength: 1, maxLength: 5 });
const fates = fc.dictionary(
	fc.constantFrom(...IDS),
	fc.constantFrom<Fate>('done', 'refused', 'throws', 'dies'),
	{ maxKeys: 2 },
);
const process_ = fc.constantFrom<ProcessNumber>(0, 1);
const steps: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('execute' as const),
			process: process_,
			executions: fc.array(fc.record({ ids, fates }), { minLength: 1, maxLength: 3 }),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('killed' as const),
			process: process_,
			ids,
			before: fc.integer({ min: 1, max: 8 }),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ do: fc.constant('restart' as const), process: process_ }),
	},
);

const NEVER = new Promise<void>(() => {});

/** Whether one of the marks stands for an event. */
function isTold(id: string, marks: ReadonlySet<string>): boolean {
	return EVENTS[id].skippedBy.some((mark) => marks.has(mark));
}

function marksOf(delivered: readonly string[]): Set<string> {
	return new Set(delivered.flatMap((id) => EVENTS[id].marks));
}

/** A node over one row of n8n's table, and what is known of each event without asking the node. */
class Node {
	private readonly claims = [new Deduplicator(), new Deduplicator()];
	private readonly table = new ProcessedTable();
	private readonly dead = new Set<Deduplicator>();
	/** The marks whose success was noted by a process that lived on. */
	readonly settled = new Set<string>();
	readonly delivered: string[] = [];

	async take(step: Step): Promise<void> {
		if (step.do === 'restart') this.restart(step.process);
		else if (step.do === 'killed') await this.killed(step.process, step.ids, step.before);
		else await this.execute(step.process, step.executions);
	}

	async execute(at: ProcessNumber, executions: readonly Execution[]): Promise<void> {
		const before = new Set(this.settled);
		const first = this.delivered.length;
		const running = executions.map((one) => this.once(at, one).catch(() => undefined));
		const dies = executions.some(({ ids: own, fates: each }) =>
			own.some((id) => each[id] === 'dies' && !isTold(id, this.settled)),
		);
		if (dies) {
			await asFarAsItComes();
			this.restart(at);
		} else await Promise.all(running);
		const fresh = this.delivered.slice(first);
		expect(fresh.filter((id) => isTold(id, before))).toEqual([]);
		if (dies) {
			// What was delivered may count as begun, and what was asked about too.
			for (const { ids: own } of executions) this.forget(own);
			return;
		}
		fresh.forEach((id, index) => {
			expect([id, isTold(id, marksOf(fresh.slice(0, index)))]).toEqual([id, false]);
		});
		for (const mark of marksOf(fresh)) this.settled.add(mark);
		// An execution that waited for another one delivers what that one did not.
		const must = executions.filter(({ ids: own, fates: each }) =>
			own.every((id) => each[id] !== 'throws'),
		);
		for (const { ids: own, fates: each } of must)
			for (const id of own) if (each[id] !== 'refused') this.expectTold(id);
	}

	expectTold(id: string): void {
		expect([id, isTold(id, marksOf(this.delivered))]).toEqual([id, true]);
	}

	private async killed(at: ProcessNumber, own: readonly string[], before: number): Promise<void> {
		const wasSettled = new Set(this.settled);
		const first = this.delivered.length;
		let accesses = 0;
		this.table.between = () => {
			if (++accesses >= before) throw new Error('killed');
		};
		await this.once(at, { ids: own, fates: {} }).catch(() => undefined);
		this.table.between = () => {};
		this.restart(at);
		const fresh = this.delivered.slice(first);
		expect(fresh.filter((id) => isTold(id, wasSettled))).toEqual([]);
		this.forget(own);
	}

	/** To ask after an id marks it as begun: what was asked after just then may be delivered again. */
	private forget(own: readonly string[]): void {
		for (const id of own)
			for (const mark of [...EVENTS[id].marks, ...EVENTS[id].skippedBy]) this.settled.delete(mark);
	}

	private restart(at: ProcessNumber): void {
		this.dead.add(this.claims[at]);
		this.claims[at] = new Deduplicator();
	}

	/** Executions of both processes at the same time, which n8n's table does not serialize. */
	async race(executions: ReadonlyArray<{ process: ProcessNumber; ids: readonly string[] }>) {
		await Promise.all(
			executions.map(async ({ process, ids: own }) => {
				await this.once(process, { ids: own, fates: {} });
			}),
		);
		for (const { ids: own } of executions) for (const id of own) this.expectTold(id);
	}

	private async once(at: ProcessNumber, { ids: own, fates: each }: Execution): Promise<void> {
		const claims = this.claims[at];
		const tasks = own.map((id) => ({ id, keys: [EVENTS[id]] }));
		const store = processedStore(this.table.functions());
		await claims.runOnce('workflow/node', store, tasks, async (granted, done) => {
			for (const { id, keys } of granted) {
				if (each[id] === 'dies' || this.dead.has(claims)) await NEVER;
				if (each[id] === 'throws') throw new Error('refused');
				if (each[id] === 'refused') continue;
				this.delivered.push(id);
				for (const mark of keys[0].marks) done.add(mark);
			}
		});
	}
}

/** Lets an execution that dies come as far as it comes. */
async function asFarAsItComes(): Promise<void> {
	for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function run(history: readonly Step[]): Promise<void> {
	const node = new Node();
	for (const step of history) await node.take(step);
	// After any history, what is not done can be done, and what is done is not repeated.
	await node.execute(0, [{ ids: IDS, fates: {} }]);
	for (const id of IDS) node.expectTold(id);
	const before = node.delivered.length;
	await node.execute(1, [{ ids: IDS, fates: {} }]);
	await node.execute(0, [{ ids: [...IDS].reverse(), fates: {} }]);
	expect(node.delivered).toHaveLength(before);
}

const OPTIONS = { numRuns: RUNS, seed: SEED, verbose: fc.VerbosityLevel.Verbose };

describe('events that are done, rejected, cut short and sent again', () => {
	it('are delivered until it succeeded, and not once more', async () => {
		const property = fc.asyncProperty(fc.array(steps, { maxLength: 8, size: 'max' }), run);
		await fc.assert(property, OPTIONS);
	}, 120_000);

	it('are each told at least once if two processes run at the same time', async () => {
		const races = fc.array(fc.record({ process: process_, ids }), { minLength: 2, maxLength: 4 });
		const property = fc.asyncProperty(fc.array(races, { maxLength: 4 }), async (history) => {
			const node = new Node();
			for (const executions of history) await node.race(executions);
		});
		await fc.assert(property, OPTIONS);
	}, 120_000);
});
