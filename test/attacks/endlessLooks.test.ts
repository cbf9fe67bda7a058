import { Places } from '../../nodes/Box/catchUp/places';
import { readAgain } from '../../nodes/Box/replay/read';
import { box as boxVendor, type Connection as Box } from '../../nodes/Box/vendor';
import { ok } from '../../nodes/core/result';
import type { Cursor } from '../../nodes/core/vendor';
import { look } from '../../nodes/Ecwid/catchUp/look';
import type { Ask } from '../../nodes/Ecwid/client/client';
import { listShare } from '../../nodes/Ecwid/client/listing';
import type { Connection as Ecwid } from '../../nodes/Ecwid/connection';
import type { Send } from '../../nodes/host/http';
import { change, setUp } from '../unit/host/trigger/ledger';

/*
 * If a vendor has more than one look can read, the next look follows at once. A vendor that always has more must not be
 * asked without an end.
 */

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-30T08:00:00Z');

describe('a list of Ecwid with 12,000 rows', () => {
	const dateOf = (ms: number) => new Date(ms).toISOString().replace(/T(.*)\.000Z/, ' $1 +0000');

	/** A list that shows all its rows, whichever period is asked for. */
	function ignoringPeriods(changed: (row: number) => number) {
		const clock = { now: NOW };
		const asked = { count: 0 };
		const rows = Array.from({ length: 12_000 }, (_, row) => ({
			...{ id: row + 1, created: dateOf(NOW - 9_000 * HOUR), updated: dateOf(changed(row)) },
		}));
		const ask: Ask = async (_path, { offset = '0', limit = '100' } = {}) => {
			asked.count += 1;
			clock.now += 120;
			const items = rows.slice(Number(offset), Number(offset) + Number(limit));
			const bytes = JSON.stringify(items).length;
			return ok({ value: { items, total: rows.length }, bytes, serverNow: clock.now });
		};
		const connection = {
			...{ storeId: '1003', hasToken: true, eventTypes: ['product.updated'], ask },
			now: () => clock.now,
		} as unknown as Ecwid;
		return { asked, connection, clock };
	}

	it('is read in one look if it ignores the periods', async () => {
		const { connection, clock } = ignoringPeriods((row) => NOW - (row === 7 ? 0.5 : 8_000) * HOUR);
		let cursor: Cursor = { since: NOW - HOUR, watermark: NOW - HOUR };
		const found: string[] = [];
		for (let looks = 0; looks < 3; looks++) {
			const looked = await look(connection, cursor);
			if (!looked.ok) throw new Error(looked.problem.message);
			expect(looked.value.hasMore).toBeUndefined();
			found.push(...looked.value.changes.map(({ objectId }) => objectId));
			({ cursor } = looked.value);
			clock.now += HOUR;
		}
		expect(found).toEqual(['8']);
		expect(cursor.watermark).toBeGreaterThan(NOW + HOUR);
	});

	it('is read in one look if all were changed within a second', async () => {
		const { connection, asked } = ignoringPeriods(() => NOW - 0.5 * HOUR);
		const looked = await look(connection, { since: NOW - HOUR, watermark: NOW - HOUR });
		expect(looked.ok && looked.value.changes).toHaveLength(12_000);
		expect(asked.count).toBeLessThan(160);
	});
});

describe('a share of a list of Ecwid', () => {
	const MB = 1024 * 1024;
	const share = { rows: 5_000, bytes: 16 * MB };

	/** A list whose first page is short, and whose later pages have the given length. */
	const open = (bytes: number, total: number) => {
		const asked = { count: 0 };
		const ask: Ask = async () => {
			const from = asked.count++ * 100;
			const items = Array.from({ length: 100 }, (_, index) => ({ id: from + index + 1 }));
			const value = { total, items };
			return ok({ value, bytes: from === 0 ? 1_000 : bytes, serverNow: NOW });
		};
		return { asked, read: async () => await listShare(ask, 'products', {}, 256 * MB, share) };
	};

	it('ends where later rows are longer than those of the first page', async () => {
		const { asked, read } = open(30 * MB, 5_000);
		const read1 = await read();
		expect(read1).toEqual(ok({ total: 5_000, wanted: expect.any(Number), serverNow: NOW }));
		expect(asked.count).toBe(3);
	});

	it('ends where the list is longer than its total', async () => {
		const { asked, read } = open(1_000, 100);
		expect(await read()).toEqual(ok({ total: 10_100, wanted: 5_000, serverNow: NOW }));
		expect(asked.count).toBe(101);
	});
});

describe('a stream of Box whose position moves, but that shows no events', () => {
	function moving() {
		const asked = { count: 0 };
		const send: Send = async () => {
			const body = { entries: [], next_stream_position: String(++asked.count), chunk_size: 0 };
			return ok({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) });
		};
		const connection = {
			...{ account: '1', targets: [{ type: 'folder', id: '2' }], triggers: ['FILE.UPLOADED'] },
			box: { url: 'https://box.example', send },
			places: new Places(undefined, 'node', () => NOW),
			...{ now: () => NOW, steadyNow: () => NOW },
		} as unknown as Box;
		return { asked, connection };
	}

	it('is read on at the next check', async () => {
		const { asked, connection } = moving();
		const begun = { since: NOW - HOUR, watermark: NOW - HOUR };
		const looked = await boxVendor.catchUp!.look(connection, begun);
		expect(asked.count).toBe(40);
		expect(looked.ok && looked.value.hasMore).toBeUndefined();
	});

	it('ends a replay, which says that it did not read to the end', async () => {
		const { asked, connection } = moving();
		const span = { from: NOW - HOUR, to: NOW, objectTypes: ['files'], ids: [] };
		const request = { ...span, mostPerList: 10, take: async () => 0, mayGoOn: () => true };
		expect(await readAgain(connection, request)).toMatchObject(ok({ isComplete: false }));
		expect(asked.count).toBe(40);
	});
});

describe('a vendor that always has more', () => {
	/** Its cursor moves with each look, and it shows the given changes. */
	async function endless(found: (look: number) => string[]) {
		const stage = setUp();
		const { ledger } = stage;
		let looks = 0;
		ledger.look = async (_connection, { since, watermark }) => {
			const behind = { entries: ++looks % 2 };
			const changes = found(looks).map((id) => change(id));
			return ok({ changes, cursor: { since, watermark, behind }, hasMore: true });
		};
		const process = await stage.startProcess('activate');
		return { ...stage, ...process, looks: () => looks };
	}

	it.each([
		['shows nothing', () => []],
		['shows the same again', () => ['1']],
	])('is asked 20 times a check if it %s', async (_, found) => {
		const { node, tick, wait, looks } = await endless(found);
		await tick();
		for (let pause = 0; pause < 50; pause++) await wait();
		expect(looks()).toBeLessThanOrEqual(21);
		const warning = 'Catch-up has read 20 times in a row and found nothing new';
		expect(node.log.filter((line) => line.includes(warning))).toHaveLength(1);
		const before = looks();
		await tick();
		for (let pause = 0; pause < 50; pause++) await wait();
		expect(looks() - before).toBe(20);
	});

	it('is asked on while it shows new changes', async () => {
		const { tick, wait, looks } = await endless((look) => [String(look)]);
		await tick();
		for (let pause = 0; pause < 30; pause++) await wait();
		expect(looks()).toBe(31);
	});
});
