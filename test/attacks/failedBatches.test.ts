import { Deduplicator, type EventKeys, type Task } from '../../nodes/SignedEvent/emit/deduplicator';
import { processedStore } from '../../nodes/host/processedStore';
import { ProcessedTable } from '../unit/processedTable';

const own = (id: string): EventKeys => ({ marks: [id], skippedBy: [id] });
const hooked = (id: string): EventKeys => ({
	marks: [id, `${id}_webhook`],
	skippedBy: [id, `${id}_polling`],
});

/** The limits of docs/guarantees.md. */
const LIMITS = [
	['events', own, 8_500],
	['webhook events with a stateId', hooked, 4_300],
] as const;

describe('Skip Duplicates, after deliveries that failed', () => {
	it.each(LIMITS)('recognizes as many %s as the documentation says', async (_, keysOf, most) => {
		const table = new ProcessedTable();
		const deduplicator = new Deduplicator();
		const execute = async (ids: readonly string[], isDelivered: boolean) => {
			const tasks = ids.map((id): Task => ({ keys: [keysOf(id)] }));
			let granted = 0;
			const work = async (some: Task[], done: Set<string>) => {
				granted += some.length;
				for (const { keys } of isDelivered ? some : [])
					for (const { marks } of keys) for (const id of marks) done.add(id);
			};
			await deduplicator.runOnce('node', processedStore(table.functions()), tasks, work);
			return granted;
		};
		const events = (name: string, count: number) =>
			Array.from({ length: count }, (_, index) => `${name}${index}`);
		await execute(events('earlier', 10_000), true);
		await execute(events('last', most), true);
		for (const outage of ['one', 'two', 'three']) await execute(events(outage, 1_000), false);

		expect(await execute(events('last', most), true)).toBe(0);
	});
});
