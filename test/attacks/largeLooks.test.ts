/**
 * An import can change each customer of a large store. A look that finds these changes must not keep n8n from responding.
 * 100,000 customers of Ecwid, within the 256 MB of one list (nodes/Ecwid/client/listing.ts), blocked it for 3.2 s.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { toEvent, type Change } from '../../nodes/core/event';
import { ok } from '../../nodes/core/result';
import { setUp, updated } from '../unit/host/trigger/ledger';

const CUSTOMERS = 5_000;
/**
 * How many events the node may make or emit in one turn of the event loop. A slice has 500. On a busy machine, the timer
 * after it can be due at once, and then the next slice runs in the same turn.
 */
const MOST = 1_000;

/** A process whose next look finds many changes, and the largest numbers of events between two turns of the event loop. */
async function manyChanges() {
	const { ledger, node, startProcess } = setUp();
	const process = await startProcess('activate');
	const turn = { made: 0, mostMade: 0, emitted: 0, mostEmitted: 0 };
	const changes = Array.from({ length: CUSTOMERS }, (_, id): Change => {
		const made = updated(String(id), id % 60, 'catch-up');
		const { objectId } = made;
		// The node reads it when it makes the event.
		const get = () => {
			turn.made++;
			return objectId;
		};
		return Object.defineProperty(made, 'objectId', { get, enumerable: true });
	});
	/** How often `toEvent` reads the ID of an object. */
	const reads = (() => {
		const source = { elementKey: 'prover', hubKey: 'custom', account: 'prover.example' };
		const panel = { instanceName: 'Node', instanceTags: [], includeRaw: true };
		toEvent(changes[0], { ...source, ...panel }, { capture: 'polling', receivedAt: 0 });
		return turn.made;
	})();
	turn.made = 0;
	const asked: number[] = [];
	ledger.look = async (_connection, cursor) => {
		asked.push(cursor.watermark);
		const found = asked.length === 1 ? changes : [];
		return ok({ changes: found, cursor: { ...cursor, watermark: cursor.watermark + 1 } });
	};
	/** Waits until a condition holds, ends the executions, and counts in each turn. */
	const until = async (isDone: () => boolean) => {
		while (!isDone()) {
			await nextTurn();
			for (const end of node.endings.splice(0)) end();
			const { length } = node.emitted.flat();
			turn.mostMade = Math.max(turn.mostMade, turn.made / reads);
			turn.mostEmitted = Math.max(turn.mostEmitted, length - turn.emitted);
			Object.assign(turn, { made: 0, emitted: length });
		}
	};
	node.emitted = [];
	node.endings = [];
	for (const cron of node.crons) cron.tick();
	return { process, node, turn, until, asked };
}

const missed = (items: Array<{ json: object }>) =>
	items.map(({ json }) => (json as { missed: { objectId: string } }).missed.objectId);

it('a look that finds many changes makes and emits few events between two turns of the event loop', async () => {
	const { node, turn, until } = await manyChanges();
	await until(() => node.emitted.flat().length === CUSTOMERS);
	expect(turn.mostMade).toBeGreaterThan(0);
	expect(turn.mostMade).toBeLessThanOrEqual(MOST);
	expect(turn.mostEmitted).toBeGreaterThan(0);
	expect(turn.mostEmitted).toBeLessThanOrEqual(MOST);
});

it('a deactivation during a large look ends it, and a new activation continues before the events that are left', async () => {
	const { process, node, until, asked } = await manyChanges();
	await until(() => node.emitted.length > 0);
	await process.deactivate();
	const { length } = node.emitted;
	expect(length).toBeLessThan(CUSTOMERS / 100);
	await new Promise((resolve) => setTimeout(resolve, 50));
	expect(node.emitted).toHaveLength(length);
	await process.activate('update');
	await process.look();
	expect(asked).toHaveLength(2);
	expect(asked[1]).toBe(asked[0]);
});

it('an event that a delivery reports during a large look is not emitted again', async () => {
	const { process, node, until } = await manyChanges();
	await until(() => node.emitted.length > 0);
	const id = CUSTOMERS - 1;
	const { items } = await process.deliver(updated(String(id), id % 60, 'webhook'));
	expect(items).toHaveLength(1);
	await until(() => missed(node.emitted.at(-1)!).includes(String(CUSTOMERS - 2)));
	expect(missed(node.emitted.flat())).not.toContain(String(id));
});
