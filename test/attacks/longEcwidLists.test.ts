/**
 * Lists of Ecwid in an odd order, with wrong totals, or of a single second. No row may be lost, and each reading must
 * end. One look must not find more events than the memory can hold.
 */
import { ok } from '../../nodes/core/result';
import type { Cursor } from '../../nodes/core/vendor';
import { look } from '../../nodes/Ecwid/catchUp/look';
import type { Ask } from '../../nodes/Ecwid/client/client';
import type { Connection } from '../../nodes/Ecwid/connection';
import { SEED } from '../long';
import { Random } from '../sandbox/random';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const NOW = Date.parse('2026-11-30T08:00:00Z');
const dateOf = (ms: number) => new Date(ms).toISOString().replace(/T(.*)\..*/, ' $1 +0000');

interface Product {
	id: number;
	created: number;
	updated: number;
}

/** Products whose creations are ten minutes apart, and which have not changed. */
function productsOf(count: number): Product[] {
	const first = NOW - 24 * HOUR - count * 600 * SECOND;
	return Array.from({ length: count }, (_, index) => {
		const created = first + index * 600 * SECOND;
		return { id: index + 1, created, updated: created };
	});
}

interface Odd {
	total?: (length: number) => number;
	/** Number of rows of a page. Defaults to as many as are asked for. */
	page?: number;
	ignoresOffset?: true;
	ignoresPeriods?: true;
	order?: (one: Product, other: Product) => number;
	/** Runs before each response. */
	before?: (request: number) => void;
}

/** A store whose only list is that of its products. */
function openStore(products: readonly Product[], odd: Odd = {}) {
	const store = { requests: 0, now: NOW };
	const { total = (length: number) => length } = odd;
	const ask: Ask = async (_path, query = {}) => {
		odd.before?.(++store.requests);
		if (store.requests > 1_000) throw new Error('The list is read without an end.');
		const of = (name: string, otherwise: number) => Number(query[name] ?? otherwise) * SECOND;
		const [from, to] = [of('createdFrom', 0), of('createdTo', 1e12)];
		const changed = of('updatedFrom', 0);
		const fitting = products
			.filter(({ created, updated }) => {
				if (odd.ignoresPeriods) return true;
				return created >= from && created <= to && updated >= changed;
			})
			.sort(odd.order ?? ((one, other) => one.id - other.id));
		const offset = odd.ignoresOffset ? 0 : Number(query.offset);
		const items = fitting
			.slice(offset, offset + Math.min(odd.page ?? Infinity, Number(query.limit)))
			.map(({ id, created, updated }) => ({
				...{ id, created: dateOf(created), updated: dateOf(updated) },
			}));
		const value = { items, total: total(fitting.length) };
		return ok({ value, bytes: 100 * items.length, serverNow: store.now });
	};
	const eventTypes = ['product.created', 'product.updated'];
	const parts = { storeId: '1003', hasToken: true, eventTypes, ask, now: () => store.now };
	return { store, connection: parts as unknown as Connection };
}

/** Looks until nothing is left to read. Returns the topics and ids that were found, and the number of events of each look. */
async function readAll(connection: Connection, rows?: number, begun = 0) {
	let cursor: Cursor = { since: begun, watermark: begun };
	const found = new Set<string>();
	const counts: number[] = [];
	for (let hasMore = true; hasMore; ) {
		const looked = await look(connection, cursor, { rows });
		if (!looked.ok) return { found, counts, problem: looked.problem.message };
		const { changes } = looked.value;
		for (const { topic, objectId } of changes) found.add(`${topic} ${objectId}`);
		counts.push(changes.length);
		// n8n stores the cursor as JSON.
		cursor = JSON.parse(JSON.stringify(looked.value.cursor)) as Cursor;
		hasMore = looked.value.hasMore ?? false;
		if (counts.length > 60) throw new Error('The looks do not end.');
	}
	return { found, counts };
}

describe('a total of Ecwid that is too large', () => {
	it.each([1, 50, 1_000])('costs one request at the end of a part: %d', async (more) => {
		const odd = { total: (length: number) => length + more };
		const { store, connection } = openStore(productsOf(10_050), odd);
		const { found, problem } = await readAll(connection, 400);
		expect([found.size, problem]).toEqual([10_050, undefined]);
		expect(store.requests).toBeLessThan(160);
	});
});

describe('a list of Ecwid that ignores offsets', () => {
	it.each([1, 50, 100])('does not count as read to its end: pages of %d rows', async (page) => {
		const { store, connection } = openStore(productsOf(20_000), { ignoresOffset: true, page });
		expect(await readAll(connection, 400)).toMatchObject({
			problem: expect.stringContaining('repeats a page'),
		});
		expect(store.requests).toBeLessThan(20);
	});

	it('is not a list whose pages have one row', async () => {
		const { connection } = openStore(productsOf(30), { page: 1 });
		expect((await readAll(connection)).found.size).toBe(30);
	});
});

describe('a list of Ecwid in the order of changes', () => {
	it('loses no row if another row moves to its end while it is read', async () => {
		const products = productsOf(350);
		for (const product of products) product.updated = NOW - HOUR + product.id * SECOND;
		const before = (request: number) => {
			// All of them move to the end, also that at which the second page begins.
			if (request === 2) for (const id of [5, 60, 100]) products[id - 1].updated = store.now;
		};
		const order = (one: Product, other: Product) => one.updated - other.updated;
		const { store, connection } = openStore(products, { before, order });
		const { found } = await readAll(connection, undefined, NOW - 2 * HOUR);
		const lost = products.filter(({ id }) => !found.has(`product.updated ${id}`));
		// The next look finds these.
		expect(lost.map(({ id }) => id)).toEqual([5, 60, 100]);
	});

	it('loses no row of a page that another one left', async () => {
		const products = productsOf(350);
		for (const product of products) product.updated = NOW - HOUR + product.id * SECOND;
		const before = (request: number) => {
			if (request === 3) products[4].updated = store.now;
		};
		const order = (one: Product, other: Product) => one.updated - other.updated;
		const { store, connection } = openStore(products, { before, order });
		const { found, problem } = await readAll(connection, undefined, NOW - 2 * HOUR);
		expect([found.size, problem]).toEqual([350, undefined]);
		expect(store.requests).toBeLessThan(8);
	});
});

describe('a list of Ecwid without a stable order', () => {
	it('is not read without an end', async () => {
		const random = new Random(SEED);
		const ranks = new Map<Product, number>();
		const before = () => {
			for (const product of products) ranks.set(product, random.integer(0, 1_000_000));
		};
		const order = (one: Product, other: Product) => ranks.get(one)! - ranks.get(other)!;
		const products = productsOf(9_500);
		const { store, connection } = openStore(products, { before, order });
		const { counts } = await readAll(connection, 400);
		expect(counts.length).toBeLessThan(60);
		expect(store.requests).toBeLessThan(500);
	});
});

describe('a list of Ecwid that cannot be divided into periods', () => {
	const MOST_EVENTS = 33_000;

	it('is read in several looks if it ignores periods, and once for each check', async () => {
		const { connection } = openStore(productsOf(40_000), { ignoresPeriods: true });
		const { found, counts } = await readAll(connection);
		expect(found.size).toBe(40_000);
		expect(Math.max(...counts)).toBeLessThan(MOST_EVENTS);
		expect(counts.length).toBeLessThan(12);
	});

	it('is read in several looks if all its rows were deleted within a second', async () => {
		const ROWS = 40_000;
		const at = NOW - HOUR;
		const ask: Ask = async (_path, query = {}) => {
			const [from, to] = [Number(query.from_date ?? 0), Number(query.to_date ?? 1e12)];
			const total = from * SECOND <= at && at <= to * SECOND ? ROWS : 0;
			const offset = Number(query.offset);
			const length = Math.max(Math.min(total - offset, Number(query.limit)), 0);
			const items = Array.from({ length }, (_, index) => ({
				id: offset + index + 1,
				date: dateOf(at),
			}));
			return ok({ value: { items, total }, bytes: 60 * items.length, serverNow: NOW });
		};
		const parts = { storeId: '1003', hasToken: true, eventTypes: ['product.deleted'], ask };
		const connection = { ...parts, now: () => NOW } as unknown as Connection;
		const { found, counts } = await readAll(connection, undefined, NOW - 24 * HOUR);
		expect(found.size).toBe(ROWS);
		expect(counts.length).toBeLessThan(20);
		expect(Math.max(...counts)).toBeLessThan(MOST_EVENTS);
	});
});
