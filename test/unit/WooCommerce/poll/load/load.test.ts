import type { Change } from '../../../../../nodes/core/event';
import type { StartFrom } from '../../../../../nodes/host/startFrom';
import type { PolledResource } from '../../../../../nodes/WooCommerce/polledResource';
import { isLong, SEED } from '../../../../long';
import { ManualClock } from '../../../../sandbox/clock';
import { Random } from '../../../../sandbox/random';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import { LayeredMap } from '../../../../../nodes/WooCommerce/poll/ids/layeredMap';
import { loadProgress } from '../../../../../nodes/WooCommerce/poll/load/loadProgress';
import { withLoad } from '../../../../../nodes/WooCommerce/poll/load/loadState';
import type { PollState } from '../../../../../nodes/WooCommerce/poll/pollState';
import { byName, Polling } from '../polling';

const DAY_MS = 24 * 3_600_000;
const PAGE = 10;
const EVERYTHING: StartFrom = { choice: 'everything', batchSize: 30 };

const idOf = ({ objectId, kind, revision }: Change) => `${objectId} ${kind} ${revision}`;
const isLoaded = ({ overrides }: Change) => overrides?.capture === 'backfill';

describe('a load of the objects that exist', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	const shop = () => sandbox.wooCommerce.shop;

	beforeEach(async () => {
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 9,
			clock,
			wooCommerce: { orders: 120, products: 120, customers: 60, coupons: 60, idGaps: 'dense' },
		});
	});
	afterEach(async () => await sandbox.close());

	const watching = (name: string, startFrom?: StartFrom): PolledResource => ({
		...byName(name),
		pageSize: PAGE,
		startFrom,
	});

	/** Polls until a load is over, and returns what each poll found. */
	async function polls(polling: Polling, act: (count: number) => void = () => undefined) {
		const found: Change[][] = [];
		const isOver = () =>
			Object.values(polling.state?.resources ?? {}).every(
				({ load, baseline }) => load?.isOver === true && baseline === undefined,
			);
		for (let count = 0; count < 100 && (count === 0 || !isOver()); count++) {
			const { changes, problems } = await polling.poll();
			expect(problems).toEqual([]);
			found.push([...changes]);
			act(count);
			clock.advance(60_000);
		}
		expect(isOver()).toBe(true);
		return found;
	}

	/** A receiver's table: the last content of each object. */
	function tableOf(changes: readonly Change[]): Map<string, unknown> {
		const table = new Map<string, unknown>();
		for (const { eventType, objectId, raw } of changes)
			if (eventType === 'DELETED') table.delete(objectId);
			else table.set(objectId, raw.date_modified_gmt);
		return table;
	}

	function tableOfShop(resource: string): Map<string, unknown> {
		const rows = shop().ids(resource);
		return new Map(rows.map((id) => [String(id), shop().get(resource, id)?.date_modified_gmt]));
	}

	it.each(['orders', 'products', 'customers', 'discounts'])(
		'emits each object in the executions of the panel, with the requests that the first listing needs: %s',
		async (name) => {
			const resource = name === 'discounts' ? 'coupons' : name;
			const polling = new Polling(sandbox, clock, [watching(name, EVERYTHING)]);
			const found = await polls(polling);
			const changes = found.flat();
			const created = changes.filter(({ kind }) => kind === 'CREATED');
			const ids = shop().ids(resource).map(String);
			expect(created.map(({ objectId }) => objectId).sort()).toEqual([...ids].sort());
			expect(changes.every(isLoaded)).toBe(true);
			expect(new Set(changes.map(idOf)).size).toBe(changes.length);
			const objects = found.map((one) => new Set(one.map(({ objectId }) => objectId)).size);
			expect(Math.max(...objects)).toBeLessThan(EVERYTHING.batchSize + PAGE);
			const pages = sandbox.wooCommerce.requests.all(
				({ parameters }) => parameters.offset !== undefined && parameters.per_page === String(PAGE),
			);
			// Each page overlaps the one before by a row.
			expect(pages.length).toBeLessThanOrEqual(
				Math.ceil(ids.length / (PAGE - 1)) + found.length + 1,
			);
			expect(polling.state?.resources[name].load?.loaded).toBe(ids.length);
			expect((await polling.pollLater()).changes).toEqual([]);
		},
	);

	it('emits the creation and the last change of an object with the ids that the poll gives them', async () => {
		const [watched, loaded] = [undefined, EVERYTHING].map(
			(startFrom) => new Polling(sandbox, clock, [watching('products', startFrom)]),
		);
		await watched.begin();
		const id = Number(shop().create('products', { name: 'New' }).id);
		clock.advance(60_000);
		const live = [...(await watched.pollLater()).changes];
		shop().update('products', id, { name: 'Changed' });
		clock.advance(60_000);
		live.push(...(await watched.pollLater()).changes);
		const found = (await polls(loaded)).flat().filter(({ objectId }) => objectId === String(id));
		expect(found.map(idOf)).toEqual(live.map(idOf));
		expect(found.map(({ kind }) => kind)).toEqual(['CREATED', 'UPDATED']);
	});

	it('emits from a date on what was created or changed since, and asks only for these objects', async () => {
		const [old, changed] = shop().ids('products');
		clock.advance(10 * DAY_MS);
		const since = clock.now();
		clock.advance(DAY_MS);
		shop().update('products', changed, { name: 'Changed' });
		const made = Number(shop().create('products', { name: 'New' }).id);
		clock.advance(DAY_MS);
		const choice = new Date(since).toISOString();
		const date = { choice, since, batchSize: 1_000 };
		const polling = new Polling(sandbox, clock, [watching('products', date)]);
		const found = (await polls(polling)).flat();
		expect(found.map(({ kind, objectId }) => `${kind} ${objectId}`)).toEqual([
			`UPDATED ${changed}`,
			`CREATED ${made}`,
		]);
		expect(found.map(({ objectId }) => objectId)).not.toContain(String(old));
	});

	it('begins again if another date is chosen, and ends if Now is chosen', async () => {
		const polling = await new Polling(sandbox, clock, [watching('orders')]).begin();
		expect(polling.state?.resources.orders.load).toBeUndefined();
		polling.watched = [watching('orders', EVERYTHING)];
		const first = await polling.pollLater();
		expect(first.changes.filter(isLoaded).length).toBeGreaterThan(0);
		polling.watched = [watching('orders')];
		expect((await polling.pollLater()).changes).toEqual([]);
		expect(polling.state?.resources.orders.load).toBeUndefined();
		polling.watched = [watching('orders', EVERYTHING)];
		const all = (await polls(polling)).flat();
		const created = all.filter(({ kind }) => kind === 'CREATED').map(({ objectId }) => objectId);
		expect(created).toHaveLength(120);
		expect((await polling.pollLater()).changes).toEqual([]);
	});

	it('that Now ends early leaves out no order that was a cart when it began', async () => {
		const cart = Number(shop().create('orders', { status: 'checkout-draft' }).id);
		shop().create('orders');
		clock.advance(60_000);
		const polling = new Polling(sandbox, clock, [watching('orders', EVERYTHING)]);
		const changes = [...(await polling.poll()).changes];
		clock.advance(60_000);
		const placedAt = new Date(clock.now()).toISOString().slice(0, 19);
		shop().update('orders', cart, { status: 'processing', date_created_gmt: placedAt });
		clock.advance(60_000);
		changes.push(...(await polling.poll()).changes);
		polling.watched = [watching('orders')];
		for (let count = 0; count < 4; count++) changes.push(...(await polling.pollLater()).changes);
		const ids = changes.map(idOf);
		expect(ids).toContain(`${cart} CREATED born`);
		expect(new Set(ids).size).toBe(ids.length);
		expect(new Set(changes.map(({ objectId }) => objectId)).size).toBeLessThan(120);
		expect(polling.state?.resources.orders.load).toBeUndefined();
	});

	it('does not take time from the changes that happen during it', async () => {
		const polling = new Polling(sandbox, clock, [watching('orders', EVERYTHING)]);
		await polling.poll();
		clock.advance(60_000);
		shop().update('orders', shop().ids('orders')[100], { status: 'completed' });
		shop().create('orders');
		clock.advance(60_000);
		const live = (await polling.poll()).changes.filter((change) => !isLoaded(change));
		expect(live.map(({ kind }) => kind).sort()).toEqual(['CREATED', 'UPDATED']);
	});

	it('says once that the objects of a list without order are not emitted', async () => {
		const polling = new Polling(sandbox, clock, [watching('orders', EVERYTHING)]);
		await polling.poll();
		const state = polling.state as PollState;
		const { orders } = state.resources;
		const unordered = { digests: LayeredMap.from<string, string>(), page: 1, isListed: false };
		const list = withLoad(watching('orders', EVERYTHING), {
			...orders,
			load: undefined,
			unordered,
		});
		const next = { ...state, resources: { orders: list } };
		expect(loadProgress('shop.example', undefined, next)).toEqual([
			'The existing objects of orders of shop.example are not emitted, because the list of orders cannot be ordered by id. Configure a URL whose list accepts orderby=id, or set Start From to Now.',
		]);
		expect(loadProgress('shop.example', next, next)).toEqual([]);
	});

	it('says how far it has come', async () => {
		const polling = new Polling(sandbox, clock, [watching('orders', EVERYTHING)]);
		const said: string[] = [];
		for (let count = 0; count < 8; count++) {
			const before = polling.state;
			const { state } = await polling.poll();
			said.push(...loadProgress('shop.example', before, state));
			clock.advance(60_000);
		}
		expect(said[0]).toBe(
			'The load of orders of shop.example continues. Objects emitted so far: 37 of 120.',
		);
		expect(said.at(-1)).toBe('The load of orders of shop.example has ended. Objects emitted: 120.');
		expect(said).toHaveLength(4);
	});

	it.each([
		['everything', EVERYTHING],
		['a date', { choice: 'a date', since: Date.parse('2026-04-30T12:00:00Z'), batchSize: 30 }],
	])('emits an order of the second in which polling began once: %s', async (_, startFrom) => {
		const ids = [1, 2, 3].map(() => String(shop().create('orders').id));
		const polling = new Polling(sandbox, clock, [watching('orders', startFrom)]);
		const changes = (await polls(polling, () => undefined)).flat();
		changes.push(...(await polling.pollLater()).changes);
		const created = changes
			.filter(({ kind }) => kind === 'CREATED')
			.map(({ objectId }) => objectId);
		expect(created.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
	});

	const histories = Array.from({ length: isLong ? 200 : 15 }, (_, index) => SEED + index);

	it.each(histories)(
		'ends with a table equal to the shop, and each id once, while the shop changes: seed %d',
		async (seed) => {
			const random = new Random(seed);
			const name = random.pick(['orders', 'products', 'customers', 'discounts']);
			const resource = name === 'discounts' ? 'coupons' : name;
			const polling = new Polling(sandbox, clock, [watching(name, EVERYTHING)]);
			const act = () => {
				for (let count = random.integer(0, 6); count > 0; count--) {
					const ids = shop().ids(resource);
					const id = random.pick(ids);
					const what = random.next();
					if (what < 0.5) shop().touch(resource, id);
					else if (what < 0.7) shop().create(resource);
					else if (what < 0.85 && name !== 'customers') shop().trash(resource, id);
					else shop().remove(resource, id);
					clock.advance(random.integer(0, 3_000));
				}
			};
			const changes = (await polls(polling, act)).flat();
			for (let count = 0; count < 6; count++) {
				changes.push(...(await polling.pollLater()).changes);
				clock.advance(60_000);
			}
			expect([...tableOf(changes)].sort()).toEqual([...tableOfShop(resource)].sort());
			const ids = changes.map(idOf);
			expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
		},
	);
});
