import { ManualClock } from '../../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import type { JsonValue } from '../../../../sandbox/json';
import { noteBroken } from '../../../../../nodes/WooCommerce/poll/read/brokenRows';
import type { PollContext } from '../../../../../nodes/WooCommerce/poll/read/readPages';
import type { ResourceState } from '../../../../../nodes/WooCommerce/poll/pollState';
import { byName, Polling, told } from '../polling';

const HOUR = 3_600_000;

describe('an object that the shop cannot return', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	let polling: Polling;

	beforeEach(async () => {
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 7,
			clock,
			wooCommerce: { orders: 5, products: 250, coupons: 30 },
		});
		polling = new Polling(sandbox, clock, [byName('products')]);
	});
	afterEach(async () => await sandbox.close());

	const faults = () => sandbox.wooCommerce.faults;
	const shop = () => sandbox.wooCommerce.shop;
	const begin = async () => {
		await polling.begin();
		clock.advance(HOUR);
	};
	const breakObject = (id: number, unlessFields = false) =>
		faults().push({
			match: { resource: 'products' },
			effect: { kind: 'brokenObject', id, unlessFields },
		});
	const rename = (ids: readonly number[], name = 'New') => {
		for (const id of ids) shop().update('products', id, { name: `${name} ${id}` });
	};
	const updated = (ids: readonly number[]) => ids.map((id) => `UPDATED products ${id}`);
	const byPosition = (...places: number[]) => {
		const ids = shop().ids('products');
		return places.map((place) => ids.at(place) as number);
	};

	it.each<[string, number]>([
		['in the middle of the list', 120],
		['that is the oldest', 0],
		['that is the newest', -1],
	])('leaves its neighbors to be emitted, and is named once: one %s', async (_what, place) => {
		await begin();
		const [broken] = byPosition(place);
		breakObject(broken);
		const others = byPosition(...Array.from({ length: 110 }, (_, index) => 60 + index)).filter(
			(id) => id !== broken,
		);
		rename([broken, ...others]);
		const polls = [await polling.pollLater(), await polling.pollLater(), await polling.pollLater()];
		expect(polls.flatMap(told).sort()).toEqual(updated(others).sort());
		expect(polls.flatMap(({ problems }) => problems)).toEqual([]);
		const warnings = polls.flatMap((poll) => poll.warnings);
		expect(warnings).toHaveLength(1);
		expect(warnings[0].warning).toMatch(/^One object of products of .* could not be read: /);
	});

	it.each<[number, boolean, RegExp]>([
		[
			2,
			true,
			/^2 objects of .*: [^.]+\. Their changes are emitted once they can be read\. The rest /,
		],
		[1, true, /^One object of .*: [^.]+\. Its changes are emitted once it can be read\. The rest /],
		[
			1,
			false,
			/^One object of .*: [^.]+\. Once it can be read, only later changes are emitted, because its ID is not known\. The rest /,
		],
	])('has a warning that fits its number: %d, with IDs: %s', async (count, hasId, text) => {
		await begin();
		const broken = byPosition(100, 140).slice(0, count);
		for (const id of broken) breakObject(id, hasId);
		rename(broken);
		const { warnings } = await polling.pollLater();
		expect(warnings).toMatchObject([{ warning: expect.stringMatching(text) }]);
	});

	it('has a warning with the changes that follow if only some IDs are known', () => {
		const broken = [
			{ rank: 0, id: 41, cause: 'The shop failed.' },
			{ rank: 1, afterId: 41, cause: 'The shop failed.' },
		];
		const context = {
			shop: { store: { account: 'shop.example' } },
			polled: { name: 'products' },
			notes: { broken },
		} as unknown as PollContext;
		const result = { state: {} as ResourceState, changes: [] };
		expect(noteBroken(context, result, 0, 0).warning).toBe(
			'2 objects of products of shop.example could not be read: ID 41, the next one after ID 41. Their changes are emitted once they can be read. If the ID of an object is not known, only its later changes are emitted. The rest of the list is polled. The shop failed.',
		);
	});

	it('is named by its id, and its change is emitted once it can be read again', async () => {
		await begin();
		const [broken, other] = byPosition(120, 140);
		const rule = breakObject(broken, true);
		rename([broken, other]);
		const first = await polling.pollLater();
		expect(told(first)).toEqual(updated([other]));
		expect(first.warnings).toMatchObject([
			{
				warning: expect.stringMatching(
					new RegExp(`could not be read: ID ${broken}\\. .*critical error`),
				),
			},
		]);
		clock.advance(HOUR);
		expect(await polling.pollLater()).toMatchObject({ changes: [], warnings: [], problems: [] });
		rule.remove();
		expect(told(await polling.pollLater())).toEqual(updated([broken]));
		expect(told(await polling.pollLater())).toEqual([]);
	});

	it('is not emitted when it can be read again if it has not changed since', async () => {
		const [broken] = byPosition(3);
		const rule = breakObject(broken, true);
		polling.watched = [byName('discounts'), byName('products')];
		await begin();
		rule.remove();
		expect(told(await polling.pollLater())).toEqual([]);
		expect(told(await polling.pollLater())).toEqual([]);
		rename([broken]);
		expect(told(await polling.pollLater())).toEqual(updated([broken]));
	});

	it.each<[string, JsonValue]>([
		['an empty list', []],
		['a text', 'x'],
		['an error', { code: 'rest_error', message: 'No' }],
		['nothing', null],
	])('leaves its neighbors to be emitted if its row is %s', async (_what, row) => {
		await begin();
		const [odd, other] = byPosition(-1, 10);
		faults().push({ match: { resource: 'products' }, effect: { kind: 'oddRow', id: odd, row } });
		rename([odd, other]);
		const polls = [await polling.pollLater(), await polling.pollLater()];
		expect(polls.flatMap(told)).toEqual(updated([other]));
		expect(polls.flatMap(({ problems }) => problems)).toEqual([]);
		expect(polls.flatMap(({ warnings }) => warnings)).toHaveLength(1);
		rename([odd]);
		expect((await polling.pollLater()).problems).toEqual([]);
	});

	it('does not hide a delete, and is not taken for one', async () => {
		await begin();
		const [broken, gone] = byPosition(120, 124);
		breakObject(broken);
		shop().remove('products', gone);
		const polls = [await polling.pollLater(), await polling.pollLater()];
		expect(polls.flatMap(told)).toEqual([`DELETED products ${gone}`]);
		expect(polls.flatMap(({ problems }) => problems)).toEqual([]);
	});

	it('does not stop the comparison of contents', async () => {
		polling.watched = [byName('discounts')];
		await begin();
		const [broken, other] = shop().ids('coupons');
		faults().push({ match: { resource: 'coupons' }, effect: { kind: 'brokenObject', id: broken } });
		shop().update('coupons', other, { amount: '7.00' });
		const polls = [await polling.pollLater(), await polling.pollLater()];
		expect(polls.flatMap(told)).toEqual([`UPDATED discounts ${other}`]);
		expect(polls.flatMap(({ problems }) => problems)).toEqual([]);
	});

	it('is left out of no poll because of an outage: nothing is lost, and few requests are sent', async () => {
		await begin();
		const ids = shop().ids('products');
		rename(ids);
		const rule = faults().push({
			effect: { kind: 'status', status: 500 },
			match: { query: /modified_after/ },
		});
		sandbox.wooCommerce.requests.reset();
		const failed = await polling.pollLater();
		expect(failed).toMatchObject({
			changes: [],
			problems: [{ problem: { reason: 'failing' } }],
			warnings: [],
		});
		expect(sandbox.wooCommerce.requests.length).toBeLessThan(12);
		rule.remove();
		const polls = [await polling.pollLater(), await polling.pollLater()];
		expect(polls.flatMap(told).sort()).toEqual(updated(ids).sort());
	});

	it('is emitted once it can be read, also if 115 objects cannot be read for an hour', async () => {
		await begin();
		const ids = byPosition(...Array.from({ length: 230 }, (_, index) => index));
		const broken = ids.filter((_, index) => index % 2 === 1);
		const rules = broken.map((id) => breakObject(id, true));
		rename(ids);
		const found: string[] = [];
		for (let polls = 0; polls < 8; polls++) {
			found.push(...told(await polling.pollLater()));
			clock.advance(HOUR / 8);
		}
		expect(found.sort()).toEqual(updated(ids.filter((id) => !broken.includes(id))).sort());
		sandbox.wooCommerce.requests.reset();
		await polling.pollLater();
		// Only two of the objects are read again while they cannot be read.
		expect(sandbox.wooCommerce.requests.length).toBeLessThan(6);
		for (const rule of rules) rule.remove();
		const after = [await polling.pollLater(), await polling.pollLater()];
		expect(after.flatMap(told).sort()).toEqual(updated(broken).sort());
	});

	it('pauses the resource if the shop asks for a pause when the object is read again', async () => {
		await begin();
		const [broken, removed] = byPosition(10, 3);
		breakObject(broken, true);
		rename([broken]);
		await polling.pollLater();
		clock.advance(HOUR);
		shop().remove('products', removed);
		const limit = faults().push({
			match: { path: new RegExp(`/products/${broken}$`) },
			effect: { kind: 'status', status: 429, headers: { 'Retry-After': '600' } },
		});
		const requests = sandbox.wooCommerce.requests;
		requests.reset();
		const { problems } = await polling.pollLater();
		expect(problems).toMatchObject([{ name: 'products', problem: { retryAfterMs: 600_000 } }]);
		expect(requests.all().at(-1)).toMatchObject({ status: 429 });
		requests.reset();
		expect((await polling.pollLater()).problems).toEqual([]);
		expect(requests.length).toBe(0);
		limit.remove();
		clock.advance(HOUR);
		expect(told(await polling.pollLater())).toEqual([`DELETED products ${removed}`]);
	});

	it('does not hide deletes if the key may not read it', async () => {
		await begin();
		const [broken, removed] = byPosition(10, 3);
		breakObject(broken, true);
		rename([broken]);
		await polling.pollLater();
		clock.advance(HOUR);
		shop().remove('products', removed);
		faults().push({
			match: { path: new RegExp(`/products/${broken}$`) },
			effect: { kind: 'status', status: 403 },
		});
		expect(told(await polling.pollLater())).toEqual([`DELETED products ${removed}`]);
	});

	it('makes pages smaller if they take too long, and lets them grow again', async () => {
		await begin();
		polling.timeout = 200;
		const rule = faults().push({
			match: { query: /per_page=(?:100|25)(?!\d)/ },
			effect: { kind: 'hang' },
		});
		const ids = byPosition(...Array.from({ length: 12 }, (_, index) => index * 7));
		rename(ids);
		const slow = await polling.pollLater();
		expect(told(slow).sort()).toEqual(updated(ids).sort());
		expect(slow.problems).toEqual([]);
		rule.remove();
		const sizes = async () => {
			sandbox.wooCommerce.requests.reset();
			await polling.pollLater();
			return sandbox.wooCommerce.requests
				.all(({ query }) => /modified_after/.test(query))
				.map(({ parameters }) => Number(parameters.per_page));
		};
		expect(Math.max(...(await sizes()))).toBeLessThan(100);
		await sizes();
		expect(await sizes()).toEqual([100]);
	});
});
