import { normalizedEvent } from '../../nodes/core/event';
import { ok } from '../../nodes/core/result';
import { deletedId, readDate } from '../../nodes/Ecwid/changes';
import { look } from '../../nodes/Ecwid/catchUp/look';
import { listAll } from '../../nodes/Ecwid/client/listing';
import type { Connection } from '../../nodes/Ecwid/connection';

const NOW = Date.parse('2026-11-28T10:00:00Z');
const MINUTE = 60_000;
const ecwidDate = (ms: number) =>
	new Date(ms).toISOString().slice(0, 19).replace('T', ' ') + ' +0000';
const order = (id: unknown) => ({
	id,
	createDate: ecwidDate(NOW - 10 * MINUTE),
	updateDate: ecwidDate(NOW - 10 * MINUTE),
});

/** A store with these orders, as the catch-up sees it. */
const storeWith = (orders: readonly unknown[]): Connection => ({
	...({ storeId: '1003', clientSecret: 'x', unblock: () => undefined } as unknown as Connection),
	...{ hasToken: true, eventTypes: ['order.created'], fetchObject: true, now: () => NOW },
	ask: async (path, query = {}) => {
		const offset = Number(query.offset ?? 0);
		const items = path === 'orders' ? orders.slice(offset, offset + 100) : [];
		return ok({ value: { items, total: items.length }, bytes: 1, serverNow: NOW });
	},
});

describe('an odd row of a list of Ecwid', () => {
	const odd: unknown[] = [
		'',
		null,
		undefined,
		{ toString: 1 },
		{},
		[],
		true,
		'\ud800',
		'../x/y',
		3.5,
	];

	it.each(odd)('with the id %j starts nothing, and keeps no other row out', async (id) => {
		const cursor = { since: NOW - 60 * MINUTE, watermark: NOW - 60 * MINUTE };
		const rows = [order(id), order('GOOD'), null, 'x'];
		const looked = await look(storeWith(rows), cursor);
		expect(looked.ok && looked.value.changes.map(({ objectId }) => objectId)).toContain('GOOD');
		const ids = looked.ok ? looked.value.changes.map(({ objectId }) => objectId) : [];
		expect(ids.filter((one) => one !== 'GOOD' && one !== '../x/y')).toEqual([]);
	});

	it('has no id in a list of deleted objects', () => {
		for (const id of odd.filter((one) => one !== '../x/y'))
			expect(deletedId({ id })).toBeUndefined();
		expect(deletedId({ id: 7 })).toBe('7');
	});
});

describe('a total of Ecwid that is too small', () => {
	it.each([100, 0, -1])('ends no list before its last page: %d', async (total) => {
		const rows = Array.from({ length: 250 }, (_, id) => ({ id }));
		const read = await listAll(
			async (_path, query = {}) => {
				const items = rows.slice(Number(query.offset), Number(query.offset) + 100);
				return ok({ value: { items, total }, bytes: 1, serverNow: NOW });
			},
			'orders',
			{},
		);
		expect(read.ok && read.value.rows).toHaveLength(250);
	});
});

describe('a date that leaves the years 0 to 9999 by its time zone', () => {
	it('is rejected, because an event cannot hold it', () => {
		expect(readDate('9999-12-31 23:59:59 -2300')).toBeUndefined();
		expect(readDate('0000-01-01 00:00:00 +0100')).toBeUndefined();
		expect(readDate('9999-12-31 23:59:59 +0000')).toBe(Date.parse('9999-12-31T23:59:59Z'));
	});
});

describe('a list of texts in an event', () => {
	it('is rejected with one issue, however many elements are wrong', () => {
		const read = normalizedEvent.safeParse({ instanceTags: Array(100_000).fill(0) });
		const issues = read.success ? [] : read.error.issues;
		expect(issues.filter(({ path }) => path[0] === 'instanceTags')).toHaveLength(1);
	});
});
