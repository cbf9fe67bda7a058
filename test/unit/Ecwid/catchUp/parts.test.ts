/**
 * Lists that are too long for one look, in every order that Ecwid could return them in, while objects change.
 */
import { ok } from '../../../../nodes/core/result';
import type { Cursor } from '../../../../nodes/core/vendor';
import { look } from '../../../../nodes/Ecwid/catchUp/look';
import type { Connection } from '../../../../nodes/Ecwid/connection';
import { SEED } from '../../../long';
import { Random } from '../../../sandbox/random';

interface Product {
	id: number;
	created: number;
	updated: number;
}

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const BEGIN = Date.parse('2026-11-30T08:00:00Z');
/** More than one part. */
const PRODUCTS = 5_400;
const ROWS = 400;

const ORDERS: Record<string, (product: Product) => number> = {
	'by creation': ({ created }) => created,
	'by creation, the newest first': ({ created }) => -created,
	'by the last change': ({ updated }) => updated,
	'by the last change, the newest first': ({ updated }) => -updated,
	'without a date': ({ id }) => (id * 7_919) % 10_007,
};

/** A store whose products change while its list is read. */
function openStore(order: (product: Product) => number, seed: number, chance: number) {
	const random = new Random(seed);
	const clock = { now: BEGIN, isQuiet: false };
	const requests: Array<Record<string, string>> = [];
	let nextId = 1;
	const products = new Map<number, Product>();
	const add = (at: number) => {
		const id = nextId++;
		products.set(id, { id, created: at, updated: at });
		return id;
	};
	for (let day = 0; day < PRODUCTS; day++) add(BEGIN - 90 * DAY + day * 1_200 * SECOND);
	const ids = [...products.keys()];
	const act = () => {
		const pick = () => ids[random.integer(0, ids.length - 1)];
		const kind = random.integer(0, 9);
		if (kind === 0) add(clock.now);
		else if (kind === 1) products.delete(pick());
		else {
			const product = products.get(pick());
			if (product !== undefined) product.updated = clock.now;
		}
	};
	const within = (at: number, from = '0', to = '99999999999') =>
		at >= Number(from) * SECOND && Math.floor(at / SECOND) <= Number(to);
	const ask = async (_path: string, query: Record<string, string> = {}) => {
		requests.push(query);
		clock.now += 130;
		while (!clock.isQuiet && random.chance(chance)) act();
		const rows = [...products.values()]
			.filter(({ created, updated }) => {
				const { createdFrom, createdTo, updatedFrom, updatedTo } = query;
				return within(created, createdFrom, createdTo) && within(updated, updatedFrom, updatedTo);
			})
			.sort((one, other) => order(one) - order(other) || one.id - other.id);
		const offset = Number(query.offset);
		const items = rows.slice(offset, offset + Number(query.limit)).map((product) => ({
			id: product.id,
			created: dateOf(product.created),
			updated: dateOf(product.updated),
		}));
		const value = { items, total: rows.length };
		return ok({ value, bytes: 100 * items.length, serverNow: clock.now });
	};
	const eventTypes = ['product.created', 'product.updated'];
	const parts = { storeId: '1003', hasToken: true, eventTypes, ask, now: () => clock.now };
	return { products, clock, act, requests, connection: parts as unknown as Connection };
}

const dateOf = (ms: number) => new Date(ms).toISOString().replace(/T(.*)\..*/, ' $1 +0000');

/** Looks until the list is read to its end, and once more after ten quiet minutes. Returns all changes, by topic and id. */
async function load(store: ReturnType<typeof openStore>, betweenLooks = 0) {
	const found = new Map<string, number>();
	let cursor: Cursor = { since: 0, watermark: 0 };
	let looks = 0;
	const lookOnce = async () => {
		const looked = await look(store.connection, cursor, { rows: ROWS });
		if (!looked.ok) throw new Error(looked.problem.message);
		if (++looks > 500) throw new Error('The list is read without an end.');
		for (const { topic, objectId, date } of looked.value.changes) {
			const key = `${topic} ${objectId}`;
			found.set(key, Math.max(found.get(key) ?? 0, Date.parse(date)));
		}
		// n8n stores the cursor as JSON.
		cursor = JSON.parse(JSON.stringify(looked.value.cursor)) as Cursor;
		return looked.value.hasMore ?? false;
	};
	while (await lookOnce()) {
		store.clock.now += 300;
		for (let count = 0; count < betweenLooks; count++) store.act();
	}
	store.clock.isQuiet = true;
	store.clock.now += 600 * SECOND;
	await lookOnce();
	return { found, looks };
}

describe('a list of Ecwid that is too long for one look', () => {
	it.each(Object.keys(ORDERS))(
		`shows all its objects %s, while some change (seed ${SEED})`,
		async (name) => {
			const store = openStore(ORDERS[name], SEED, 0.3);
			const { found, looks } = await load(store, 3);
			const missing = [...store.products.values()].flatMap(({ id, created, updated }) => [
				...(found.has(`product.created ${id}`) ? [] : [`created ${id}`]),
				...(updated === created ||
				found.get(`product.updated ${id}`) === Math.floor(updated / SECOND) * SECOND
					? []
					: [`updated ${id}`]),
			]);
			expect(missing).toEqual([]);
			expect(looks).toBeGreaterThan(10);
		},
	);

	it('costs few more requests than pages while objects change', async () => {
		const store = openStore(ORDERS['by creation, the newest first'], SEED, 0.3);
		await load(store, 3);
		// The search of the first product takes some ten requests, and each deletion can cost one.
		expect(store.requests.length).toBeLessThanOrEqual(PRODUCTS / 99 + 35);
	});

	it('loses nothing if many objects are deleted before the place at which a look continues', async () => {
		const store = openStore(ORDERS['by creation'], SEED, 0);
		const { connection } = store;
		let cursor: Cursor = { since: 0, watermark: 0 };
		const found = new Set<string>();
		for (let hasMore = true, looks = 0; hasMore; looks++) {
			const looked = await look(connection, cursor, { rows: ROWS });
			if (!looked.ok) throw new Error(looked.problem.message);
			for (const { objectId } of looked.value.changes) found.add(objectId);
			({ cursor } = looked.value);
			hasMore = looked.value.hasMore ?? false;
			if (looks === 2) for (let id = 1; id <= 350; id++) store.products.delete(id);
		}
		expect([...store.products.keys()].filter((id) => !found.has(String(id)))).toEqual([]);
	});

	it('shows all deletions, of which one look reads only a part', async () => {
		const DELETED = 12_000;
		const rows = Array.from({ length: DELETED }, (_, index) => ({
			...{ id: index + 1, date: dateOf(BEGIN - DAY + index * 5 * SECOND) },
		}));
		const requests = { count: 0 };
		const ask = async (_path: string, query: Record<string, string> = {}) => {
			requests.count += 1;
			const [from, to] = [Number(query.from_date ?? 0), Number(query.to_date ?? Infinity)];
			const fitting = rows.filter((_row, index) => {
				const at = (BEGIN - DAY) / SECOND + index * 5;
				return at >= from && at <= to;
			});
			const offset = Number(query.offset);
			const items = fitting.slice(offset, offset + Number(query.limit));
			const value = { items, total: fitting.length };
			return ok({ value, bytes: 60 * items.length, serverNow: BEGIN });
		};
		const connection = {
			...{ storeId: '1003', hasToken: true, eventTypes: ['product.deleted'], ask },
			now: () => BEGIN,
		} as unknown as Connection;
		let cursor: Cursor = { since: BEGIN - 2 * DAY, watermark: BEGIN - 2 * DAY };
		const found = new Set<string>();
		for (let hasMore = true; hasMore; ) {
			const looked = await look(connection, cursor);
			if (!looked.ok) throw new Error(looked.problem.message);
			expect(looked.value.changes.length).toBeLessThanOrEqual(5_000);
			for (const { objectId } of looked.value.changes) found.add(objectId);
			({ cursor } = looked.value);
			hasMore = looked.value.hasMore ?? false;
		}
		const young = rows.filter(({ id }) => !found.has(String(id)));
		// The deletions of the last minutes are left to the webhooks.
		expect(young.length).toBeLessThan(30);
		expect(requests.count).toBeLessThan(DELETED / 100 + 30);
	});
});
