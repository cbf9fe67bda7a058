import { toEvent, type Change } from '../../../../nodes/core/event';
import { PROBLEM } from '../../../../nodes/core/result';
import type { Cursor } from '../../../../nodes/core/vendor';
import { sourcesFor } from '../../../../nodes/Ecwid/catchUp/sources';
import { confirm } from '../../../../nodes/Ecwid/confirm';
import type { Connection } from '../../../../nodes/Ecwid/connection';
import { ecwid } from '../../../../nodes/Ecwid/vendor';
import { claim } from '../../../../nodes/Ecwid/normalize';
import { readObject } from '../../../../nodes/Ecwid/verify';
import { ManualClock } from '../../../sandbox/clock';
import { ALL_SCOPES } from '../../../sandbox/ecwid/rest';
import { openEcwid, type EcwidStage } from '../stage';

/** For real requests on a busy machine. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * 60 * MINUTE;
const SOURCE = { elementKey: 'ecwid', hubKey: 'ecommerce', account: '1003', instanceName: '' };

const catchUp = ecwid.catchUp!;

let clock: ManualClock;
let stage: EcwidStage;
let cursor: Cursor;

beforeEach(async () => {
	clock = new ManualClock('2026-11-21T10:00:00Z');
	stage = await openEcwid(clock);
	cursor = await begin();
});
afterEach(async () => await stage.close());

async function begin(connection = stage.connection): Promise<Cursor> {
	const begun = await catchUp.begin(connection);
	if (!begun.ok) throw new Error(begun.problem.message);
	return begun.value.cursor;
}

/** Looks once, as a tick does, without the filter for repeated events. */
async function look(connection: Connection = stage.connection): Promise<Change[]> {
	const looked = await catchUp.look(connection, cursor);
	if (!looked.ok) throw new Error(looked.problem.message);
	cursor = looked.value.cursor;
	return looked.value.changes;
}

const names = (changes: Change[]) =>
	changes.map(({ topic, objectId }) => `${topic} ${objectId}`).sort();
const shop = () => stage.sandbox.store;
const idOf = (change: Change) =>
	toEvent(
		change,
		{ ...SOURCE, instanceTags: [], includeRaw: false },
		{ capture: 'polling', receivedAt: 0 },
	).id;

describe('catching up with Ecwid', () => {
	it('emits what it has read of a slow store, and goes on with the other lists', async () => {
		const [order, product] = [shop().create('orders'), shop().create('products')];
		clock.advance(5 * MINUTE);
		let asked = 0;
		const stopsAfter = async (requests: number) => {
			asked = 0;
			const ask: Connection['ask'] = async (...request) => {
				asked++;
				return await stage.connection.ask(...request);
			};
			const looked = await catchUp.look({ ...stage.connection, ask }, cursor, {
				mayGoOn: () => asked < requests,
			});
			if (!looked.ok) throw new Error(looked.problem.message);
			cursor = looked.value.cursor;
			return names(looked.value.changes);
		};
		const found: string[] = [];
		for (let looks = 0; looks < 12; looks++) found.push(...(await stopsAfter(2)));
		expect(new Set(found)).toEqual(
			new Set([`order.created ${order.id}`, `product.created ${product.id}`]),
		);
	});

	it('emits what was created, updated and deleted in every list', async () => {
		const orders = [1, 2, 3].map(() => String(shop().create('orders').id));
		clock.advance(MINUTE);
		shop().update('orders', orders[1], { paymentStatus: 'PAID' });
		shop().remove('orders', orders[2]);
		const others = (['products', 'customers', 'discounts', 'reviews', 'carts'] as const).map(
			(kind) => shop().create(kind),
		);
		shop().remove('products', others[0].id);
		clock.advance(5 * MINUTE);
		expect(names(await look())).toEqual(
			[
				`order.created ${orders[0]}`,
				`order.created ${orders[1]}`,
				`order.updated ${orders[1]}`,
				`order.deleted ${orders[2]}`,
				`product.deleted ${shop().deletions[1].id}`,
				`customer.created ${String(others[1].id)}`,
				`discount_coupon.created ${String(others[2].id)}`,
				`review.created ${String(others[3].id)}`,
				`unfinished_order.created ${String(others[4].cartId)}`,
			].sort(),
		);
	});

	it('gives each change the id that its webhook gives it', async () => {
		const order = shop().create('orders');
		clock.advance(MINUTE);
		shop().update('orders', order.id, { paymentStatus: 'PAID' });
		const gone = shop().create('customers');
		shop().remove('customers', gone.id);
		const webhooks = [
			['order.created', order.internalId, order.id],
			['order.updated', order.internalId, order.id],
			['customer.deleted', gone.id, undefined],
		] as const;
		const told: string[] = [];
		for (const [topic, entityId, orderId] of webhooks) {
			const body = stage.sandbox.webhooks.event(topic, Number(entityId), {
				orderId: orderId ?? null,
			});
			const { eventId } = body;
			const at = clock.now();
			const object = readObject(body);
			if ('missing' in object) throw new Error(`no ${object.missing}`);
			const change = claim({ eventId, created: at, body, ...object });
			const source = { ...SOURCE, instanceTags: [], includeRaw: true };
			const event = toEvent(change, source, {
				capture: 'webhook',
				deliveryId: eventId,
				receivedAt: at,
			});
			const confirmed = await confirm(event, stage.connection);
			if (!confirmed.ok) throw new Error(confirmed.problem.message);
			told.push(...confirmed.value.map(idOf));
		}
		clock.advance(5 * MINUTE);
		const missed = (await look()).filter(({ topic }) => webhooks.some(([name]) => name === topic));
		expect(missed.map(idOf).sort()).toEqual(told.sort());
	});

	it('leaves changes of the last two minutes to the webhooks', async () => {
		const { id } = shop().create('orders');
		clock.advance(MINUTE);
		expect(await look()).toEqual([]);
		clock.advance(2 * MINUTE);
		expect(names(await look())).toEqual([`order.created ${String(id)}`]);
	});

	it('emits existing objects only when they change', async () => {
		await stage.close();
		stage = await openEcwid(clock);
		const { id } = shop().create('orders');
		clock.advance(10 * MINUTE);
		cursor = await begin();
		clock.advance(10 * MINUTE);
		expect(await look()).toEqual([]);
		shop().update('orders', id, { paymentStatus: 'PAID' });
		clock.advance(10 * MINUTE);
		expect(names(await look())).toEqual([`order.updated ${String(id)}`]);
	});

	it('misses nothing between two looks at any second', async () => {
		const told = new Set<string>();
		const made: string[] = [];
		for (let round = 0; round < 40; round++) {
			clock.advance(7_300);
			made.push(`order.created ${String(shop().create('orders').id)}`);
			if (round % 3 === 0) for (const name of names(await look())) told.add(name);
		}
		clock.advance(5 * MINUTE);
		for (const name of names(await look())) told.add(name);
		expect([...told].sort()).toEqual(made.sort());
	});

	it('reads a list again that shrank while it was read', async () => {
		const ids = Array.from({ length: 150 }, () => String(shop().create('orders').id));
		clock.advance(5 * MINUTE);
		stage.sandbox.faults.push({
			match: { path: /orders$/, query: /offset=99/ },
			times: 1,
			beforeAnswer: () => shop().remove('orders', ids[149]),
		});
		const found = names(await look()).filter((name) => name.startsWith('order.created'));
		expect(found).toEqual(
			ids
				.slice(0, 149)
				.map((id) => `order.created ${id}`)
				.sort(),
		);
	});

	it('loses no row when another one changes while the list is read', async () => {
		const ids = Array.from({ length: 150 }, () => String(shop().create('orders').id));
		clock.advance(5 * MINUTE);
		stage.sandbox.faults.push({
			match: { path: /orders$/, query: /offset=99/ },
			times: 1,
			beforeAnswer: () => void shop().update('orders', ids[149], { total: 1 }),
		});
		const first = names(await look());
		clock.advance(5 * MINUTE);
		const all = new Set([...first, ...names(await look())]);
		for (const id of ids) expect(all).toContain(`order.created ${id}`);
		expect(all).toContain(`order.updated ${ids[149]}`);
	});

	it('emits CREATED for an order that was created an hour before it was paid', async () => {
		clock.advance(30 * MINUTE);
		const { id } = shop().create('orders', { paymentStatus: 'INCOMPLETE' });
		clock.advance(20 * MINUTE);
		await look();
		shop().update('orders', id, { paymentStatus: 'PAID' });
		clock.advance(5 * MINUTE);
		expect(names(await look())).toEqual([
			`order.created ${String(id)}`,
			`order.updated ${String(id)}`,
		]);
	});

	it('emits the creation of an object that changes shortly before the look', async () => {
		await look();
		clock.advance(2 * HOUR);
		const { id } = shop().create('products');
		clock.advance(3 * HOUR);
		shop().update('products', id, { quantity: 3 });
		clock.advance(MINUTE);
		expect(names(await look())).toEqual([`product.created ${String(id)}`]);
		clock.advance(15 * MINUTE);
		expect(names(await look())).toContain(`product.updated ${String(id)}`);
	});

	it('catches up with a fortnight in which webhooks were blocked', async () => {
		const made: string[] = [];
		for (let day = 0; day < 15; day++) {
			for (let count = 0; count < 20; count++)
				made.push(`order.created ${String(shop().create('orders').id)}`);
			clock.advance(DAY);
		}
		expect(names(await look())).toEqual(made.sort());
	});

	it('moves its cursor on without a list, so that an event that is chosen later starts then', async () => {
		const connection = {
			...stage.connection,
			eventTypes: ['category.updated'],
		};
		for (let day = 0; day < 9; day++) {
			clock.advance(DAY);
			shop().create('orders');
			clock.advance(HOUR);
			expect(await look(connection)).toEqual([]);
		}
		clock.advance(5 * MINUTE);
		expect(await look()).toEqual([]);
	});

	it('reads no list that is not chosen', async () => {
		const connection = { ...stage.connection, eventTypes: ['order.created'] };
		stage.sandbox.requests.reset();
		const { id } = shop().create('orders');
		shop().remove('orders', shop().create('orders').id);
		clock.advance(5 * MINUTE);
		expect(names(await look(connection))).toEqual([`order.created ${String(id)}`]);
		expect(stage.sandbox.requests.all().map(({ path }) => path)).toEqual(['/api/v3/1003/orders']);
	});

	it('emits the other lists when one fails, and reads that one again from its watermark', async () => {
		const { id } = shop().create('orders');
		const review = shop().create('reviews');
		clock.advance(5 * MINUTE);
		const fault = stage.sandbox.faults.push({
			match: { path: /reviews$/ },
			effect: { kind: 'status', status: 500 },
		});
		const looked = await catchUp.look(stage.connection, cursor);
		if (!looked.ok) throw new Error(looked.problem.message);
		expect(names(looked.value.changes)).toEqual([`order.created ${String(id)}`]);
		expect(looked.value.warnings).toEqual([expect.stringMatching(/the list reviews .*HTTP 500/)]);
		fault.remove();
		cursor = looked.value.cursor;
		clock.advance(DAY);
		const later = shop().create('orders');
		clock.advance(5 * MINUTE);
		expect(names(await look())).toEqual([
			`order.created ${String(later.id)}`,
			`review.created ${String(review.id)}`,
		]);
		expect(cursor).toEqual({ since: expect.any(Number), watermark: expect.any(Number) });
	});

	it('sends no request once its result no longer counts', async () => {
		shop().create('orders');
		clock.advance(5 * MINUTE);
		const before = stage.sandbox.requests.all().length;
		let left = 2;
		await catchUp.look(stage.connection, cursor, { mayGoOn: () => left-- > 0 });
		expect(stage.sandbox.requests.all()).toHaveLength(before + 2);
	});

	it('emits the other lists when reading one throws', async () => {
		const { id } = shop().create('orders');
		clock.advance(5 * MINUTE);
		const ask: Connection['ask'] = async (path, query) => {
			if (path === 'customers') throw new RangeError('Maximum call stack size exceeded');
			return await stage.connection.ask(path, query);
		};
		const looked = await catchUp.look({ ...stage.connection, ask }, cursor);
		if (!looked.ok) throw new Error(looked.problem.message);
		expect(names(looked.value.changes)).toEqual([`order.created ${String(id)}`]);
		expect(looked.value.warnings).toEqual([
			expect.stringMatching(/the list customers .*call stack/),
		]);
	});

	it('fails when no list can be read', async () => {
		stage.sandbox.faults.push({ effect: { kind: 'status', status: 500 } });
		expect(await catchUp.look(stage.connection, cursor)).toMatchObject({
			ok: false,
			problem: { reason: PROBLEM.failing },
		});
	});
});

describe('a Date header that is wrong for a time', () => {
	const STEPS = [-DAY, -2 * HOUR, HOUR, DAY];
	const lookOnce = async () => {
		const looked = await catchUp.look(stage.connection, cursor);
		if (!looked.ok) throw new Error(looked.problem.message);
		cursor = looked.value.cursor;
		return looked.value;
	};

	it.each(STEPS)('by %d ms at the activation: later orders are emitted', async (step) => {
		stage.sandbox.clock.skew = step;
		cursor = await begin();
		stage.sandbox.clock.skew = 0;
		clock.advance(15 * MINUTE);
		const first = await lookOnce();
		expect(first.warnings ?? []).toEqual(
			step < 0 ? [] : [expect.stringMatching(/^Ecwid's clock shows 2026-11-21T10:15:00Z/)],
		);
		const { id } = shop().create('orders');
		clock.advance(15 * MINUTE);
		const second = await lookOnce();
		expect(names(second.changes)).toEqual([`order.created ${String(id)}`]);
		expect(second.warnings).toBeUndefined();
	});

	it.each(STEPS.flatMap((step) => [0, 1, 2].map((checks) => [step, checks] as const)))(
		'by %d ms at the activation and at %i checks: no order is lost',
		async (step, checks) => {
			shop().create('orders');
			clock.advance(15 * MINUTE);
			stage.sandbox.clock.skew = step;
			cursor = await begin();
			const made: string[] = [];
			const emitted = new Set<string>();
			for (let check = 0; check < 6; check++) {
				stage.sandbox.clock.skew = 0;
				for (let count = 0; count < 3; count++) {
					clock.advance(5 * MINUTE);
					made.push(`order.created ${String(shop().create('orders').id)}`);
				}
				clock.advance(5 * MINUTE);
				stage.sandbox.clock.skew = check < checks ? step : 0;
				for (const name of names((await lookOnce()).changes)) emitted.add(name);
			}
			expect([...emitted].sort()).toEqual(made.sort());
		},
	);

	it("n8n's, which is ahead at the activation: no order is lost before a check an hour later", async () => {
		stage.sandbox.clock.skew = -45 * MINUTE;
		cursor = await begin();
		clock.advance(-45 * MINUTE);
		stage.sandbox.clock.skew = 0;
		clock.advance(10 * MINUTE);
		const { id } = shop().create('orders');
		clock.advance(50 * MINUTE);
		expect(names((await lookOnce()).changes)).toEqual([`order.created ${String(id)}`]);
	});

	it.each(STEPS)('by %d ms at one check: no order is lost', async (step) => {
		const made: string[] = [];
		const emitted = new Set<string>();
		for (let check = 0; check < 6; check++) {
			made.push(`order.created ${String(shop().create('orders').id)}`);
			clock.advance(15 * MINUTE);
			stage.sandbox.clock.skew = check === 2 ? step : 0;
			for (const name of names((await lookOnce()).changes)) emitted.add(name);
			stage.sandbox.clock.skew = 0;
		}
		expect([...emitted].sort()).toEqual(made.sort());
	});

	it.each([-DAY, -HOUR, 100 * DAY - Date.parse('2026-11-21T10:00:00Z')])(
		'by %d ms at two checks: nothing from before the activation is emitted',
		async (step) => {
			for (let count = 0; count < 8; count++) {
				shop().create('orders');
				clock.advance(6 * HOUR);
			}
			cursor = await begin();
			const { since } = cursor;
			for (const skew of [0, step, step, 0, 0]) {
				clock.advance(15 * MINUTE);
				stage.sandbox.clock.skew = skew;
				const { changes, warnings } = await lookOnce();
				expect(names(changes)).toEqual([]);
				expect(warnings ?? []).toEqual(
					skew === 0 ? [] : [expect.stringMatching(/^Ecwid's clock shows .* and n8n's shows /)],
				);
			}
			expect(cursor.since).toBe(since);
		},
	);

	it.each([200_000, 250_000, 290_000, 10 * MINUTE, 14 * MINUTE])(
		'by %d ms at one check: an order of the next seconds is emitted',
		async (step) => {
			clock.advance(15 * MINUTE);
			stage.sandbox.clock.skew = step;
			await lookOnce();
			stage.sandbox.clock.skew = 0;
			const made: string[] = [];
			for (let count = 0; count < 45; count++) {
				clock.advance(20_000);
				made.push(`order.created ${String(shop().create('orders').id)}`);
			}
			clock.advance(15 * MINUTE);
			expect(names((await lookOnce()).changes)).toEqual(made.sort());
		},
	);

	it('by a day in a single response: the cursor stays', async () => {
		clock.advance(15 * MINUTE);
		const fault = stage.sandbox.faults.push({
			match: { path: /orders$/ },
			times: 1,
			effect: { kind: 'wrongDate', milliseconds: -DAY },
		});
		const { since } = cursor;
		expect((await lookOnce()).warnings).toEqual([expect.stringMatching(/^Ecwid's clock shows/)]);
		expect(cursor.since).toBe(since);
		fault.remove();
	});
});

describe('the first cursor', () => {
	it("follows Ecwid's clock, not n8n's", async () => {
		stage.sandbox.clock.skew = -DAY;
		const at = clock.now() - DAY;
		expect(await begin()).toEqual({ since: at, watermark: at, begunAt: clock.now() });
	});

	it.each([-3 * DAY, -365 * DAY, 3 * DAY])(
		'fails if the clocks show different days: %d ms',
		async (skew) => {
			stage.sandbox.clock.skew = skew;
			expect(await catchUp.begin(stage.connection)).toMatchObject({
				problem: {
					message: expect.stringMatching(
						/^Catch-up could not begin: Ecwid's clock .* Check n8n's clock/,
					),
				},
			});
		},
	);

	it('takes the date nearest to that of n8n if one response is dated back', async () => {
		const fault = stage.sandbox.faults.push({
			match: { path: /\/api\/v3\/1003\/orders/ },
			times: 1,
			effect: { kind: 'wrongDate', milliseconds: -DAY },
		});
		expect(await begin()).toEqual({ since: clock.now(), watermark: clock.now() });
		fault.remove();
	});

	it.each([
		[['order.created'], ['read_store_profile'], ['read_orders']],
		[['order.created', 'order.deleted'], ['read_orders'], ['read_store_profile']],
		[['product.updated', 'customer.updated'], ['read_catalog'], ['read_customers']],
		[['category.updated', 'promotion.updated'], [], ['read_catalog', 'read_promotion']],
		[['profile.updated'], ['read_orders'], ['read_store_profile']],
	])('of %j with a token for %j names the scopes that are missing', async (events, has, lacks) => {
		const connection = stage.withCredential(
			{ accessToken: stage.sandbox.addToken(has) },
			{ eventTypes: events, legacy: undefined },
		);
		const begun = await catchUp.begin(connection);
		expect(begun).toMatchObject({ ok: false, problem: { reason: PROBLEM.forbidden } });
		const { message } = (begun as Extract<typeof begun, { ok: false }>).problem;
		const named = ALL_SCOPES.filter((scope) => message.includes(scope));
		expect(named).toEqual(lacks);
	});

	it('names no scope if a firewall forbids the requests', async () => {
		const fault = stage.sandbox.faults.push({ effect: { kind: 'html', status: 403 } });
		const begun = await catchUp.begin(stage.withCredential({}, { legacy: undefined }));
		expect(begun).toMatchObject({
			ok: false,
			problem: {
				reason: PROBLEM.refused,
				message:
					'The request to Ecwid failed: a firewall or proxy forbids access to store 1003 (HTTP 403). Check the firewalls and proxies between n8n and Ecwid.',
			},
		});
		fault.remove();
	});

	it('needs only the scopes of the chosen events', async () => {
		const accessToken = stage.sandbox.addToken(['read_orders', 'read_store_profile']);
		const eventTypes = ['order.created', 'order.updated', 'order.deleted'];
		await begin(stage.withCredential({ accessToken }, { eventTypes, legacy: undefined }));
	});

	it('fails with a reason for an invalid token or key', async () => {
		const dead = stage.withCredential({ accessToken: 'secret_dead' }, { legacy: undefined });
		stage.sandbox.requests.reset();
		expect(await catchUp.begin(dead)).toMatchObject({
			problem: {
				reason: PROBLEM.unauthorized,
				message: expect.stringMatching(/Enter the secret token/),
			},
		});
		const keyless = stage.withCredential({ orderSecretKey: 'wrong', accessToken: '' });
		expect(await catchUp.begin(keyless)).toMatchObject({
			problem: {
				reason: PROBLEM.unauthorized,
				message: expect.stringMatching(/Correct Order Secret Key/),
			},
		});
		expect(stage.sandbox.requests.length).toBe(2);
	});

	it('fails with a reason for a token of another store', async () => {
		expect(
			await catchUp.begin(stage.withCredential({ storeId: '1004' }, { legacy: undefined })),
		).toMatchObject({
			problem: { message: expect.stringContaining('store 1004 does not exist') },
		});
	});

	it('sends no request to REST v3 with a legacy key only', async () => {
		const connection = stage.withCredential({ accessToken: '', clientSecret: '' });
		stage.sandbox.requests.reset();
		cursor = await begin(connection);
		expect(await look(connection)).toEqual([]);
		expect(stage.sandbox.requests.all().map(({ path }) => path)).toEqual(['/api/v1/1003/orders']);
	});
});

it('has a list for each kind of change that Ecwid lists', () => {
	const lists = sourcesFor(['*']).map(({ path }) => path);
	expect(lists.sort()).toEqual(
		[
			...['orders', 'carts', 'products', 'customers', 'discount_coupons', 'reviews'],
			...['orders', 'products', 'customers', 'coupons', 'reviews'].map((each) => `${each}/deleted`),
		].sort(),
	);
});

describe('a load from a date on', () => {
	it('finds each object that was created or changed since, with the ids of its webhooks', async () => {
		const old = shop().create('orders');
		clock.advance(10 * DAY);
		const from = clock.now();
		clock.advance(DAY);
		const orders = Array.from({ length: 250 }, () => String(shop().create('orders').id));
		shop().update('orders', String(old.id), { paymentStatus: 'PAID' });
		clock.advance(10 * DAY);
		const begun = await begin();
		const back = begun.since - from;
		cursor = { ...begun, since: begun.since - back, watermark: begun.watermark - back };
		const found = await look();
		expect(names(found)).toEqual(
			[...orders.map((id) => `order.created ${id}`), `order.updated ${String(old.id)}`].sort(),
		);
		expect(new Set(found.map(idOf)).size).toBe(251);
		clock.advance(HOUR);
		expect(await look()).toEqual([]);
	});
});

describe('a list that is too long for one look', () => {
	/** More than one look reads. */
	const ORDERS = 5_100;

	/** A store in which all orders were created within two months of a year, and a node that loads all of them. */
	async function longList() {
		clock.advance(200 * DAY);
		const orders: string[] = [];
		for (let count = 0; count < ORDERS; count++) {
			orders.push(String(shop().create('orders').id));
			clock.advance(17 * MINUTE);
		}
		clock.advance(100 * DAY);
		const connection = {
			...stage.connection,
			eventTypes: ['order.created', 'order.updated', 'order.deleted'],
		};
		const begun = await begin(connection);
		const since = Date.parse('2000-01-01T00:00:00Z');
		cursor = { ...begun, since, watermark: since };
		const rows: number[] = [];
		const paths: string[] = [];
		let requests = 0;
		const ask: Connection['ask'] = async (...request) => {
			requests += 1;
			paths.push(request[0]);
			const answer = await stage.connection.ask(...request);
			const { items } = (answer.ok ? answer.value.value : {}) as { items?: unknown[] };
			rows.push(items?.length ?? 0);
			return answer;
		};
		/** Looks until nothing is left. Returns what each look has found. */
		const load = async (between: (look: number) => void = () => {}) => {
			const found: Change[][] = [];
			for (let hasMore = true; hasMore; ) {
				const looked = await catchUp.look({ ...connection, ask }, cursor);
				if (!looked.ok) throw new Error(looked.problem.message);
				found.push(looked.value.changes);
				// n8n stores the cursor as JSON.
				cursor = JSON.parse(JSON.stringify(looked.value.cursor)) as Cursor;
				hasMore = looked.value.hasMore ?? false;
				between(found.length);
			}
			return found;
		};
		return { orders, load, requests: () => requests, rows, paths };
	}

	it('is read in parts, each object once, with few more requests than pages', async () => {
		const { orders, load, requests } = await longList();
		const found = await load();
		expect(found.length).toBeGreaterThan(1);
		for (const changes of found) expect(changes.length).toBeLessThanOrEqual(5_100);
		expect(found.flat().map(({ objectId }) => objectId)).toHaveLength(ORDERS);
		expect(new Set(found.flat().map(({ objectId }) => objectId))).toEqual(new Set(orders));
		// It finds the first order by bisection. 100,000 orders need 34 more requests than pages.
		expect(requests()).toBeLessThanOrEqual(ORDERS / 100 + 20);
		expect(cursor).not.toHaveProperty('behind');
		clock.advance(HOUR);
		expect(await look()).toEqual([]);
	});

	it('is read in parts, while other lists are read once a minute', async () => {
		const { load, paths } = await longList();
		const found = await load();
		expect(found.length).toBeGreaterThan(2);
		expect(paths.filter((path) => path.includes('deleted'))).toHaveLength(1);
	});

	it('shows the creation of an object also if a later part shows its last change', async () => {
		const { orders, load } = await longList();
		const changed = [orders[0], orders[3_000]];
		for (const id of changed) shop().update('orders', id, { paymentStatus: 'PAID' });
		clock.advance(DAY);
		const found = (await load()).flat();
		const of = (id: string) => names(found.filter(({ objectId }) => objectId === id));
		for (const id of changed)
			expect(of(id)).toEqual([`order.created ${id}`, `order.updated ${id}`]);
		expect(of(orders[1])).toEqual([`order.created ${orders[1]}`]);
	});

	it('shows what changes while it is read', async () => {
		const { orders, load } = await longList();
		const found = await load((looks) => {
			if (looks > 2) return;
			// The first part had the one, and the last part would have had the other.
			for (const id of [orders[0], orders[ORDERS - 1]])
				shop().update('orders', id, { paymentStatus: looks === 1 ? 'PAID' : 'REFUNDED' });
			clock.advance(HOUR);
		});
		const all = names(found.flat());
		for (const id of [orders[0], orders[ORDERS - 1]]) {
			expect(all).toContain(`order.created ${id}`);
			expect(all).toContain(`order.updated ${id}`);
		}
		expect(new Set(found.flat().map(({ objectId }) => objectId))).toEqual(new Set(orders));
	});

	it('goes on at its part after a look that could not read it', async () => {
		const { orders, load } = await longList();
		const first = await look();
		const fault = stage.sandbox.faults.push({
			match: { path: /orders$/ },
			effect: { kind: 'status', status: 500 },
		});
		expect(await look()).toEqual([]);
		fault.remove();
		const found = [...first, ...(await load()).flat()].filter(
			({ topic }) => topic === 'order.created',
		);
		expect(found).toHaveLength(ORDERS);
		expect(new Set(found.map(({ objectId }) => objectId))).toEqual(new Set(orders));
	});
});
