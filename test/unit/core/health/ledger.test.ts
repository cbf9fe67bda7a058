import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import {
	addCounts,
	addDelivery,
	INTERVAL_MS,
	isRepeated,
	MOST_ROWS,
	newLedger,
	sumCounts,
} from '../../../../nodes/core/health/ledger';
import { unusualPause } from '../../../../nodes/core/health/silence';

const DAY = 86_400_000;
const START = Date.parse('2026-11-30T10:20:00Z');
const node = {
	...{ key: 'w/n/live', workflowId: 'w', workflowName: '', nodeId: 'n' },
	...{ nodeName: 'Shop', nodeType: 'x' },
};
const at = (ms: number, steady = ms) => ({ date: START + ms, steady });

/** Returns the bytes of all objects that something references. */
function heapUsed(): number {
	setFlagsFromString('--expose_gc');
	(runInNewContext('gc') as () => void)();
	return process.memoryUsage().heapUsed;
}

describe('a ledger', () => {
	it('counts by hour and type of object', () => {
		const ledger = newLedger(node, at(0));
		addCounts(ledger, 'orders', { webhook: 2 }, at(0));
		addCounts(ledger, 'products', { polling: 1, healed: 1 }, at(1));
		addCounts(ledger, 'orders', { webhook: 1 }, at(INTERVAL_MS));
		expect(ledger.rows.map(({ startsAt, objectType }) => [startsAt, objectType])).toEqual([
			[Date.parse('2026-11-30T10:00:00Z'), 'orders'],
			[Date.parse('2026-11-30T10:00:00Z'), 'products'],
			[Date.parse('2026-11-30T11:00:00Z'), 'orders'],
		]);
		expect(sumCounts(ledger.rows.map(({ counts }) => counts))).toEqual({
			...{ webhook: 3, polling: 1, healed: 1, backfill: 0, late: 0, repeated: 0, confirmed: 0 },
		});
	});

	it('keeps its rows in order and its totals complete when the clock steps', () => {
		const ledger = newLedger(node, at(0));
		for (const hours of [0, 5, 2, 9, 1, 9, 0])
			addCounts(ledger, 'orders', { webhook: 1 }, at(hours * INTERVAL_MS, 0));
		const starts = ledger.rows.map(({ startsAt }) => startsAt);
		expect(starts).toEqual([...starts].sort((a, b) => a - b));
		expect(starts).toHaveLength(5);
		expect(sumCounts(ledger.rows.map(({ counts }) => counts)).webhook).toBe(7);
	});

	it('stays small for any number of types, hours and events', () => {
		const ledger = newLedger(node, at(0));
		for (let count = 0; count < 20_000; count++) {
			const type = `type-${count % 50}`;
			addCounts(ledger, type, { webhook: 1 }, at(count * 60_000));
			isRepeated(ledger, `evt_${count}`);
			addDelivery(ledger, at(count * 60_000));
		}
		expect(ledger.rows.length).toBeLessThanOrEqual(MOST_ROWS);
		expect(ledger.totals.size).toBeLessThanOrEqual(21);
		expect(sumCounts(ledger.totals.values()).webhook).toBe(20_000);
		const { rows, totals, recentIds } = ledger;
		const bytes = JSON.stringify([rows, [...totals], [...recentIds]]).length;
		expect(bytes).toBeLessThan(40_000);
	});

	it('keeps no long type, and no text of which a type is a part', () => {
		const long = (count: number) => `type ${count} of a sender ${'x'.repeat(2_000_000)}`;
		const copied = (text: string) => JSON.parse(JSON.stringify(text)) as string;
		const ledger = newLedger(node, at(0));
		const before = heapUsed();
		for (let count = 0; count < 30; count++) {
			addCounts(ledger, copied(long(count)), { webhook: 1 }, at(count));
			addCounts(ledger, copied(long(count)).slice(0, 20), { webhook: 1 }, at(count));
		}
		expect(heapUsed() - before).toBeLessThan(10_000_000);
		const lengths = [...ledger.totals.keys()].map(({ length }) => length);
		expect(Math.max(...lengths)).toBe(20);
		expect(sumCounts(ledger.totals.values()).webhook).toBe(60);
	});

	it('recognizes an event that comes again', () => {
		const ledger = newLedger(node, at(0));
		expect(isRepeated(ledger, 'evt_1')).toBe(false);
		expect(isRepeated(ledger, 'evt_1')).toBe(true);
	});
});

describe('a pause of deliveries', () => {
	function rhythmOf(pauses: readonly number[]) {
		const ledger = newLedger(node, at(0));
		let now = 0;
		addDelivery(ledger, at(now));
		for (const pause of pauses) addDelivery(ledger, at((now += pause)));
		return { rhythm: ledger.rhythm, now };
	}

	it('is unusual after three times the longest pause so far', () => {
		const { rhythm, now } = rhythmOf(Array.from({ length: 60 }, () => DAY / 4));
		expect(unusualPause(rhythm, now + DAY - 1)).toBeUndefined();
		expect(unusualPause(rhythm, now + DAY)).toBe(DAY);
	});

	it('is usual after a weekend of a shop that sells on workdays only', () => {
		const week = [...Array.from({ length: 40 }, () => 3_600_000 * 2), 2.5 * DAY];
		const { rhythm, now } = rhythmOf([...week, ...week, ...week]);
		expect(unusualPause(rhythm, now + 7 * DAY)).toBeUndefined();
		expect(unusualPause(rhythm, now + 7.5 * DAY)).toBe(7.5 * DAY);
	});

	it('is not judged before a week and 50 deliveries have shown what is usual', () => {
		const short = rhythmOf(Array.from({ length: 500 }, () => 60_000));
		expect(unusualPause(short.rhythm, short.now + 30 * DAY)).toBeUndefined();
		const few = rhythmOf(Array.from({ length: 20 }, () => DAY));
		expect(unusualPause(few.rhythm, few.now + 300 * DAY)).toBeUndefined();
	});
});
