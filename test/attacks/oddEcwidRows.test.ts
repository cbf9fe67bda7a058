import { normalizedEvent } from '../../nodes/core/event';
import { ok } from '../../nodes/core/result';
import type { Cursor } from '../../nodes/core/vendor';
import { deletedId, readDate } from '../../nodes/Ecwid/changes';
import { look } from '../../nodes/Ecwid/catchUp/look';
import { listAll } from '../../nodes/Ecwid/client/listing';
import type { Connection } from '../../nodes/Ecwid/connection';
import { changesOfNotification } from '../../nodes/Ecwid/legacy/normalize';

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
		const count = id === '../x/y' ? 2 : 3;
		expect(looked.ok && looked.value.warnings).toEqual([
			`Catch-up skipped ${count} rows without a usable ID in the list orders. Look in the store for changes that no event reported.`,
		]);
	});

	it('is not counted if all rows have an ID', async () => {
		const cursor = { since: NOW - 60 * MINUTE, watermark: NOW - 60 * MINUTE };
		const looked = await look(storeWith([order('GOOD')]), cursor);
		expect(looked.ok && looked.value.warnings).toBeUndefined();
	});

	it('has no id in a list of deleted objects', () => {
		for (const id of odd.filter((one) => one !== '../x/y'))
			expect(deletedId({ id })).toBeUndefined();
		expect(deletedId({ id: 7 })).toBe('7');
	});
});

describe('the lists of one look', () => {
	const MB = 1024 * 1024;

	/** Looks again and again at lists of these sizes, each of one page. */
	function looking(sizes: Readonly<Record<string, number>>) {
		let read: string[] = [];
		const ask: Connection['ask'] = async (path) => {
			const bytes = sizes[path] ?? 0;
			const items = bytes > 0 ? [{ ...order('1'), created: order('1').createDate }] : [];
			read.push(path);
			return ok({ value: { items, total: items.length }, bytes, serverNow: NOW });
		};
		const eventTypes = ['order.created', 'product.created', 'review.created'];
		const connection = { ...storeWith([]), eventTypes, ask };
		let cursor: Cursor = { since: NOW - 60 * MINUTE, watermark: NOW - 60 * MINUTE };
		return async () => {
			read = [];
			const looked = await look(connection, cursor);
			if (!looked.ok) throw new Error(looked.problem.message);
			cursor = looked.value.cursor;
			const found = looked.value.changes.map(({ objectType }) => objectType);
			return { found, read, behind: Object.keys(cursor.behind ?? {}) };
		};
	}

	it('hold 64 MB together, and the next look begins with those that wait', async () => {
		const next = looking({ orders: 40 * MB, products: 40 * MB, reviews: 1 });
		expect(await next()).toEqual({
			...{ found: ['orders', 'reviews'], behind: ['products'] },
			read: ['orders', 'products', 'reviews'],
		});
		expect(await next()).toMatchObject({ found: ['products'] });
	});

	it('let a larger one be read if it is the first', async () => {
		const next = looking({ orders: 1, products: 200 * MB, reviews: 200 * MB });
		expect(await next()).toMatchObject({ found: ['orders'], behind: ['products', 'reviews'] });
		// No request for the others: it used the memory.
		expect(await next()).toMatchObject({ found: ['products'], read: ['products'] });
		expect(await next()).toMatchObject({ found: ['reviews'], read: ['reviews'] });
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

it('an order of a notification is found beside an odd one of the legacy API', async () => {
	const orders = [{ number: { toString: 1 } }, { number: 17, created: '2026-11-28 05:00:00' }];
	const legacy = { mayAskFor: () => true, ask: async () => ok({ value: { orders } }) };
	const notification = {
		...{ event: 'new_order', orderId: '17', paymentStatus: '', fulfillmentStatus: '' },
		date: '2026-11-28 10:00:00',
	};
	const connection = { legacy, eventTypes: ['*'] } as never;
	const read = await changesOfNotification(notification as never, connection, NOW);
	expect(read.ok && read.value.map(({ objectId }) => objectId)).toEqual(['17']);
});
