import fc from 'fast-check';

import { Deduplicator } from '../../nodes/SignedEvent/emit/deduplicator';
import { processedStore } from '../../nodes/SignedEvent/emit/processedStore';
import { ProcessedTable } from '../unit/SignedEvent/processedTable';

const RUNS = 1_500;
const SEED = Number(process.env.SIGNED_EVENTS_SEED ?? 20_260);
const IDS = ['a', 'b', 'c', 'd'];

/** What becomes of an id that an execution works on. */
type Fate = 'done' | 'refused' | 'throws' | 'dies';

/** One execution of the node: its items, and their fates; an id that none is given is done. */
interface Execution {
	ids: readonly string[];
	fates: Readonly<Partial<Record<string, Fate>>>;
}

type Step =
	/** Executions that run side by side in one process. */
	| { do: 'execute'; executions: readonly Execution[] }
	/** The process ends before that access to the store, and so with all after it. */
	| { do: 'killed'; ids: readonly string[]; before: number }
	| { do: 'restart' };

const ids = fc.array(fc.constantFrom(...IDS), { minLength: 1, maxLength: 5 });
const fates = fc.dictionary(
	fc.constantFrom(...IDS),
	fc.constantFrom<Fate>('done', 'refused', 'throws', 'dies'),
	{ maxKeys: 2 },
);
const steps: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('execute' as const),
			executions: fc.array(fc.record({ ids, fates }), { minLength: 1, maxLength: 3 }),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('killed' as const),
			ids,
			before: fc.integer({ min: 1, max: 8 }),
		}),
	},
	{ weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
);

const NEVER = new Promise<void>(() => {});

/** A node over one row of n8n's table, and what is known of each id without asking the node. */
class Node {
	private claims = new Deduplicator();
	private readonly table = new ProcessedTable();
	private readonly dead = new Set<Deduplicator>();
	/** Its success was noted by a process that lived on. */
	readonly settled = new Set<string>();
	readonly delivered: string[] = [];

	async take(step: Step): Promise<void> {
		if (step.do === 'restart') this.restart();
		else if (step.do === 'killed') await this.killed(step.ids, step.before);
		else await this.execute(step.executions);
	}

	async execute(executions: readonly Execution[]): Promise<void> {
		const before = [...this.settled];
		const first = this.delivered.length;
		const running = executions.map((one) => this.once(one).catch(() => undefined));
		const dies = executions.some(({ ids: own, fates: each }) =>
			own.some((id) => each[id] === 'dies' && !this.settled.has(id)),
		);
		if (dies) {
			await asFarAsItComes();
			this.restart();
		} else await Promise.all(running);
		const fresh = this.delivered.slice(first);
		expect(fresh.filter((id) => before.includes(id))).toEqual([]);
		if (dies) return;
		expect(new Set(fresh).size).toBe(fresh.length);
		for (const id of fresh) this.settled.add(id);
		// An execution that waited for another one delivers what that one did not.
		const must = executions.filter(({ ids: own, fates: each }) =>
			own.every((id) => each[id] !== 'throws'),
		);
		for (const { ids: own, fates: each } of must)
			for (const id of own) if (each[id] !== 'refused') expect(this.delivered).toContain(id);
	}

	private async killed(own: readonly string[], before: number): Promise<void> {
		const wasSettled = [...this.settled];
		const first = this.delivered.length;
		let accesses = 0;
		this.table.between = () => {
			if (++accesses >= before) throw new Error('killed');
		};
		await this.once({ ids: own, fates: {} }).catch(() => undefined);
		this.table.between = () => {};
		this.restart();
		const fresh = this.delivered.slice(first);
		expect(fresh.filter((id) => wasSettled.includes(id))).toEqual([]);
		// To ask after an id marks it as begun: what was asked after just then may be delivered again.
		for (const id of own) this.settled.delete(id);
	}

	private restart(): void {
		this.dead.add(this.claims);
		this.claims = new Deduplicator();
	}

	private async once({ ids: own, fates: each }: Execution): Promise<void> {
		const { claims } = this;
		const tasks = own.map((id) => ({ ids: [id] }));
		const store = processedStore(this.table.functions());
		await claims.runOnce('workflow/node', store, tasks, async (granted, done) => {
			for (const { ids: letter } of granted)
				for (const id of letter) {
					if (each[id] === 'dies' || this.dead.has(claims)) await NEVER;
					if (each[id] === 'throws') throw new Error('refused');
					if (each[id] === 'refused') continue;
					this.delivered.push(id);
					done.add(id);
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
	await node.execute([{ ids: IDS, fates: {} }]);
	expect([...new Set(node.delivered)].sort()).toEqual(IDS);
	const before = node.delivered.length;
	await node.execute([{ ids: IDS, fates: {} }]);
	expect(node.delivered).toHaveLength(before);
}

describe('events that are done, rejected, cut short and sent again', () => {
	it('are delivered until it succeeded, and not once more', async () => {
		const property = fc.asyncProperty(fc.array(steps, { maxLength: 8, size: 'max' }), run);
		await fc.assert(property, {
			numRuns: RUNS,
			seed: SEED,
			verbose: fc.VerbosityLevel.Verbose,
		});
	}, 120_000);
});
