/**
 * Random histories of one node with catch-up: changes, checks, executions that begin, end or cannot be stored, edits, and
 * kills. n8n's static data are simulated as n8n keeps them: an execution works with a copy, and stores it when it ends.
 */
import { setImmediate } from 'node:timers/promises';

import type { INodeExecutionData } from 'n8n-workflow';

import { execute } from '../../nodes/host/trigger/execute';
import { isLong } from '../long';
import { Random } from '../sandbox/random';
import { setUp } from '../unit/host/trigger/ledger';

interface Execution {
	items: INodeExecutionData[];
	end: (error?: Error) => void;
	/** Its copy of the static data, once it has begun. */
	data?: Record<string, unknown>;
	ids: string[];
}

type Act = 'find' | 'look' | 'begin' | 'end' | 'reject' | 'edit' | 'kill';

const ACTS: Act[] = ['find', 'find', 'look', 'begin', 'end', 'reject', 'edit', 'kill'];

async function history(seed: number, acts: readonly Act[], length = 25) {
	const random = new Random(seed);
	const { ledger, node, binding, steady, startProcess } = setUp();
	jest.spyOn(Date, 'now').mockImplementation(() => Date.UTC(2026, 10, 21) + steady.now);
	let database: Record<string, unknown> = {};
	const copy = () => JSON.parse(JSON.stringify(database)) as typeof node.staticData;
	const log: string[] = [];
	const delivered = new Map<string, number>();
	let running: Execution[] = [];
	let count = 0;
	node.staticData = copy();
	let process = await startProcess('activate');
	database = JSON.parse(JSON.stringify(node.staticData)) as typeof database;
	const take = () => {
		node.emitted.forEach((items, index) => {
			const ids = items.map(({ json }) => String((json.missed as { objectId?: string })?.objectId));
			running.push({ items, end: node.endings[index], ids });
		});
		node.emitted = [];
		node.endings = [];
	};
	const begin = async (one: Execution) => {
		node.staticData = copy();
		await execute(node.execution(one.items), binding, process.memory);
		one.data = node.staticData as Record<string, unknown>;
	};
	const end = async (one: Execution) => {
		if (one.data === undefined) await begin(one);
		database = JSON.parse(JSON.stringify(one.data)) as typeof database;
		running = running.filter((each) => each !== one);
		for (const id of one.ids) delivered.set(id, (delivered.get(id) ?? 0) + 1);
		one.end();
		await setImmediate();
	};
	const act = async (what: Act) => {
		steady.now += 1000;
		ledger.now += 1;
		const pick = (some: Execution[]) => (some.length > 0 ? random.pick(some) : undefined);
		if (what === 'find') ledger.happen(String(count++));
		if (what === 'find' || what === 'look') {
			await process.look();
			take();
		}
		if (what === 'begin') {
			const one = pick(running.filter(({ data }) => data === undefined));
			if (one) await begin(one);
		}
		if (what === 'end') {
			const one = pick(running);
			if (one) await end(one);
		}
		if (what === 'reject') {
			const one = pick(running.filter(({ data }) => data === undefined));
			if (one) {
				running = running.filter((each) => each !== one);
				one.end(new Error('disk full'));
				await setImmediate();
			}
		}
		if (what === 'edit') {
			node.staticData = copy();
			await process.deactivate();
			database = JSON.parse(JSON.stringify(node.staticData)) as typeof database;
			node.staticData = copy();
			await process.activate('update');
			database = JSON.parse(JSON.stringify(node.staticData)) as typeof database;
		}
		if (what === 'kill') {
			running = [];
			node.staticData = copy();
			process = await startProcess('init');
			database = JSON.parse(JSON.stringify(node.staticData)) as typeof database;
		}
		log.push(what);
	};
	for (let step = 0; step < length; step++) await act(random.pick(acts));
	for (let round = 0; round < 3; round++) {
		for (const one of [...running]) await end(one);
		await act('look');
	}
	for (const one of [...running]) await end(one);
	const all = Array.from({ length: count }, (_, id) => String(id));
	return {
		log: log.join(' '),
		lost: all.filter((id) => !delivered.has(id)),
		repeated: all.filter((id) => (delivered.get(id) ?? 0) > 1),
	};
}

afterEach(() => jest.restoreAllMocks());

/** Histories of each kind. `HISTORIES` sets another number. */
const SEEDS = Number(process.env.HISTORIES ?? (isLong ? 2_000 : 100));

async function worst(acts: readonly Act[], isRepeatAllowed: boolean) {
	for (let seed = 1; seed <= SEEDS; seed++) {
		const { log, lost, repeated } = await history(seed, acts);
		if (lost.length > 0 || (!isRepeatAllowed && repeated.length > 0))
			return { seed, log, lost, repeated };
	}
	return undefined;
}

it.each<[string, Act[], boolean]>([
	['edits', ['reject', 'kill'], false],
	['edits and kills', ['reject'], true],
	['edits and executions that n8n could not store', ['kill'], false],
	['edits, kills and executions that n8n could not store', [], true],
])('%s lose nothing', async (_what, without, isRepeatAllowed) => {
	const acts = ACTS.filter((one) => !without.includes(one));
	expect(await worst(acts, isRepeatAllowed)).toBeUndefined();
});
