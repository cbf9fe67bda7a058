import { ok } from '../../../../nodes/core/result';
import { look } from '../../../../nodes/Shopify/catchUp/look';
import { topicNamed, TOPICS } from '../../../../nodes/Shopify/topics/topics';
import { readDocument } from '../../../sandbox/shopify/admin';
import { KINDS } from '../../../sandbox/shopify/kinds';
import { API_VERSIONS } from '../../../sandbox/shopify/schema';
import { CatchUpStage, DAY, HOUR, MINUTE, SECOND, SETTLED } from './stage';

const REACHED = [...TOPICS.values()].filter(({ foundIn }) => foundIn !== undefined);
const ALL = REACHED.map(({ topic }) => topic);
const DEFAULT = ['orders/create', 'orders/updated'];

describe('a look', () => {
	it.each(Object.keys(KINDS))('finds what happened to %s', async (type) => {
		const stage = new CatchUpStage(ALL);
		const { objects } = stage;
		const { parent: over, topics } = KINDS[type];
		const parent = over === undefined ? undefined : idOf(objects.create(over));
		const old = idOf(objects.create(type, { parent }), type);
		const doomed = idOf(objects.create(type, { parent }), type);
		await stage.begin();
		const fresh = idOf(objects.create(type, { parent }), type);
		stage.clock.advance(MINUTE);
		objects.update(old);
		if (topics.delete !== undefined) objects.delete(doomed);
		stage.clock.advance(SETTLED);
		const found = await stage.found();
		const isFound = (topic = '') => topicNamed(topic).foundIn !== undefined;
		const expected = [
			...(isFound(topics.create) ? [`CREATED ${type} ${fresh}`] : []),
			...(type === 'collections' ? [`UPDATED ${type} ${fresh}`] : []),
			...(isFound(topics.update) ? [`UPDATED ${type} ${old}`] : []),
			...(isFound(topics.delete) ? [`DELETED ${type} ${doomed}`] : []),
			...(parent === undefined ? [] : [`UPDATED ${over} ${parent}`]),
		];
		expect(found.sort()).toEqual(expected.sort());
		expect(await stage.found()).toEqual(expect.not.arrayContaining(['CREATED']));
	});

	it('emits the creation and the last update of an object that was changed later', async () => {
		const stage = new CatchUpStage(DEFAULT);
		await stage.begin();
		const id = idOf(stage.objects.create('orders'));
		stage.clock.advance(MINUTE);
		stage.objects.update(id);
		stage.clock.advance(SETTLED);
		const { changes } = await stage.look();
		expect(changes).toMatchObject([
			{ topic: 'orders/create', revision: 'born', stateRevision: 'created', rawShape: 'graphql' },
			{ topic: 'orders/updated', stateRevision: 'updated:2026-11-21T10:11:00Z' },
		]);
	});

	it('finds a creation although the object changes until the look', async () => {
		const stage = new CatchUpStage(['orders/create']);
		await stage.begin();
		const id = idOf(stage.objects.create('orders'));
		stage.clock.advance(SETTLED);
		stage.objects.update(id);
		expect(await stage.found()).toEqual([`CREATED orders ${id}`]);
	});

	it('finds a refund although its order changes until the look', async () => {
		const stage = new CatchUpStage(['refunds/create']);
		const order = idOf(stage.objects.create('orders'));
		await stage.begin();
		const refund = idOf(stage.objects.create('refunds', { parent: order }));
		stage.clock.advance(SETTLED);
		stage.objects.update(order);
		expect(await stage.found()).toEqual([`CREATED refunds ${refund}`]);
	});

	it.each([9, 45])('finds changes that the search shows after %d seconds', async (lag) => {
		const stage = new CatchUpStage(DEFAULT, { lagMs: [0, lag * SECOND] });
		await stage.begin();
		const wanted: string[] = [];
		const found: string[] = [];
		for (let count = 0; count < 60; count++) {
			wanted.push(`CREATED orders ${idOf(stage.objects.create('orders'))}`);
			stage.clock.advance(17 * SECOND);
			if (count % 5 === 0) found.push(...(await stage.found()));
		}
		stage.clock.advance(SETTLED);
		found.push(...(await stage.found()));
		expect([...new Set(found)].sort()).toEqual(wanted.sort());
	});

	it('costs one request per list if nothing happened', async () => {
		for (const [topics, lists] of [
			[DEFAULT, 1],
			[[...DEFAULT, 'orders/delete', 'products/update'], 3],
			[ALL, 10],
			[['orders/paid'], 0],
		] as const) {
			const stage = new CatchUpStage([...topics]);
			for (let count = 0; count < 150; count++) stage.objects.create('customers');
			stage.clock.advance(HOUR);
			await stage.begin();
			expect(stage.requests()).toBe(lists === 0 ? 0 : 1);
			expect(await stage.found()).toEqual([]);
			expect(stage.requests()).toBe(lists);
		}
	});

	it('moves its cursor on without lists, so that a topic that is chosen later starts then', async () => {
		const stage = new CatchUpStage(['orders/paid']);
		await stage.begin();
		for (let day = 0; day < 9; day++) {
			stage.clock.advance(DAY);
			stage.objects.create('customers');
			stage.clock.advance(HOUR);
			expect(await stage.found()).toEqual([]);
		}
		stage.connection.topics = [topicNamed('customers/create')];
		stage.clock.advance(SETTLED);
		expect(await stage.found()).toEqual([]);
	});

	it('sends no request once its result no longer counts', async () => {
		const stage = new CatchUpStage(ALL);
		await stage.begin();
		stage.requests();
		await look(stage.connection, stage.cursor, { mayGoOn: () => false });
		expect(stage.requests()).toBe(0);
	});

	it('emits no deletion of an object that Shopify still returns', async () => {
		const stage = new CatchUpStage(['products/delete']);
		const [kept, gone] = ['products', 'products'].map((type) => idOf(stage.objects.create(type)));
		await stage.begin();
		stage.objects.pretendDeletion(kept);
		stage.objects.delete(gone);
		stage.clock.advance(SETTLED);
		expect(await stage.found()).toEqual([`DELETED products ${gone}`]);
	});

	it('finds a new customer who changes while the pages are read', async () => {
		const stage = new CatchUpStage(['customers/create', 'customers/update']);
		await stage.begin();
		const ids: string[] = [];
		for (let count = 0; count < 150; count++) {
			stage.clock.advance(30 * SECOND);
			ids.push(idOf(stage.objects.create('customers')));
		}
		stage.clock.advance(SETTLED);
		stage.sandbox.faults.push({
			match: { topic: 'customers' },
			skip: 1,
			times: 1,
			beforeAnswer: () => {
				stage.clock.advance(SECOND);
				stage.objects.update(ids[0]);
			},
		});
		const found = await stage.found();
		expect(ids.filter((id) => !found.includes(`CREATED customers ${id}`))).toEqual([]);
	});

	it.each([[null], ['']])(
		'does not take a page with the cursor %j for the last one',
		async (endCursor) => {
			const stage = new CatchUpStage(['orders/create']);
			await stage.begin();
			for (let count = 0; count < 150; count++) stage.objects.create('orders');
			stage.clock.advance(SETTLED);
			const { send } = stage.connection;
			stage.connection.send = async (request) => {
				const answer = await send(request);
				if (!answer.ok) return answer;
				const body = JSON.parse(answer.value.body.toString()) as {
					data: { rows?: { pageInfo: { hasNextPage: boolean; endCursor: string | null } } };
				};
				const { pageInfo } = body.data.rows ?? {};
				if (pageInfo?.hasNextPage) pageInfo.endCursor = endCursor;
				return ok({ ...answer.value, body: Buffer.from(JSON.stringify(body)) });
			};
			const looked = await look(stage.connection, stage.cursor);
			expect(looked).toMatchObject({
				ok: false,
				problem: { message: expect.stringContaining('a page without a cursor') },
			});
			stage.connection.send = send;
			expect(await stage.found()).toHaveLength(150);
		},
	);

	it('reads many customers of a long gap by day, and of a short one from the newest on', async () => {
		for (const [gap, requests] of [
			[13 * DAY, 3],
			[HOUR, 1],
		] as const) {
			const stage = new CatchUpStage(['customers/create', 'customers/update']);
			for (let count = 0; count < 250; count++) stage.objects.create('customers');
			await stage.begin();
			stage.clock.advance(gap);
			const id = idOf(stage.objects.create('customers'));
			stage.clock.advance(SETTLED);
			stage.requests();
			expect(await stage.found()).toEqual([`CREATED customers ${id}`]);
			expect(stage.requests()).toBeLessThanOrEqual(requests);
		}
	});

	it.each(['products', 'inventory_items', 'customers'])(
		'goes on with a long gap of %s over several looks, and finds each change',
		async (type) => {
			const topics = REACHED.filter(
				({ objectType, eventType }) => objectType === type && eventType !== 'DELETED',
			);
			const stage = new CatchUpStage(topics.map(({ topic }) => topic));
			await stage.begin();
			// What its requests may take is over after some pages.
			const { steadyNow } = stage.connection;
			let asked = 0;
			stage.connection.steadyNow = () => steadyNow() + (++asked % 4 === 0 ? 30 * MINUTE : 0);
			const wanted = new Set<string>();
			const ids: string[] = [];
			for (let count = 0; count < 900; count++) {
				ids.push(idOf(stage.objects.create(type)));
				wanted.add(`CREATED ${type} ${ids[count]}`);
				stage.clock.advance(700);
			}
			const found: string[] = [];
			let looks = 0;
			do {
				stage.clock.advance(15 * MINUTE);
				// It was read before and is changed between two looks.
				const id = ids[looks * 7];
				stage.objects.update(id);
				wanted.add(`UPDATED ${type} ${id}`);
				stage.clock.advance(SETTLED);
				asked = 0;
				found.push(...(await stage.found()));
			} while (++looks < 40 && stage.cursor.behind !== undefined);
			stage.clock.advance(15 * MINUTE);
			asked = -1_000;
			found.push(...(await stage.found()));
			expect(looks).toBeGreaterThan(1);
			expect(stage.cursor.behind).toBeUndefined();
			expect([...wanted].filter((each) => !found.includes(each))).toEqual([]);
			expect(found.filter((each) => !wanted.has(each))).toEqual([]);
		},
	);

	it('does not skip rows after one that the search still sorts by its earlier date', async () => {
		const stage = new CatchUpStage(['products/create'], { lagMs: [45 * SECOND, 45 * SECOND] });
		await stage.begin();
		const ids: string[] = [];
		for (let count = 0; count < 500; count++) {
			ids.push(idOf(stage.objects.create('products')));
			stage.clock.advance(SECOND);
		}
		stage.clock.advance(SETTLED);
		// The last one of the pages that the first look reads.
		stage.objects.update(ids[199]);
		const { steadyNow } = stage.connection;
		let asked = 0;
		stage.connection.steadyNow = () => steadyNow() + (++asked > 3 ? 30 * MINUTE : 0);
		const found = await stage.found();
		expect(found).toHaveLength(200);
		asked = -1_000;
		stage.clock.advance(15 * MINUTE);
		found.push(...(await stage.found()));
		expect(new Set(found).size).toBe(500);
	});

	it('keeps the place of a list that cannot be read, and reads the others', async () => {
		const stage = new CatchUpStage(['orders/create', 'products/create']);
		await stage.begin();
		const order = idOf(stage.objects.create('orders'));
		const product = idOf(stage.objects.create('products'));
		stage.clock.advance(SETTLED);
		const fault = stage.sandbox.faults.push({
			match: { topic: 'orders' },
			effect: { kind: 'status', status: 500 },
		});
		expect(await stage.found()).toEqual([`CREATED products ${product}`]);
		expect(stage.warnings).toEqual([
			expect.stringMatching(/^Catch-up skipped the list orders until the next check\. .*HTTP 500/),
		]);
		fault.remove();
		stage.clock.advance(DAY);
		expect(await stage.found()).toEqual([`CREATED orders ${order}`]);
		expect(stage.cursor.behind).toBeUndefined();
	});

	it('warns once of a list that the app may not read, and reads it once it may', async () => {
		const scopes = ['read_orders'];
		const stage = new CatchUpStage(['orders/create', 'products/create'], { scopes });
		expect(await stage.begin()).toEqual([
			"Catch-up cannot find missed events of products/create: the app lacks the scope read_products. Add it to the app's scopes. Catch-up then also reads what it missed.",
		]);
		const product = idOf(stage.objects.create('products'));
		stage.clock.advance(SETTLED);
		await stage.look();
		expect(stage.warnings).toEqual([
			expect.stringMatching(
				/^Catch-up cannot read the list products, and tries again at each check\. .*Access denied for products/,
			),
		]);
		await stage.look();
		expect(stage.warnings).toEqual([]);
		stage.sandbox.app.scopes.push('read_products');
		stage.clock.advance(13 * DAY);
		expect(await stage.found()).toEqual([`CREATED products ${product}`]);
	});

	it('succeeds if the app may read none of the lists', async () => {
		const stage = new CatchUpStage(['products/create'], { scopes: [] });
		await stage.begin();
		const { watermark } = stage.cursor;
		expect(await stage.found()).toEqual([]);
		expect(stage.warnings).toHaveLength(1);
		expect(stage.cursor).toMatchObject({ watermark, behind: { products: watermark } });
		expect(await stage.found()).toEqual([]);
		expect(stage.warnings).toEqual([]);
	});

	it('says what lies before the time that Shopify keeps', async () => {
		const stage = new CatchUpStage(['orders/create', 'orders/delete']);
		await stage.begin();
		const old = idOf(stage.objects.create('orders'));
		stage.clock.advance(61 * DAY);
		const fresh = idOf(stage.objects.create('orders'));
		stage.clock.advance(SETTLED);
		expect(await stage.found()).toEqual([`CREATED orders ${fresh}`]);
		expect(stage.warnings).toEqual([
			expect.stringMatching(/^Catch-up begins at 2026-11-21T\S+Z\. .*60 days .*read_all_orders/),
		]);
		await stage.look();
		expect(stage.warnings).toEqual([]);
		stage.clock.advance(366 * DAY);
		await stage.look();
		expect(stage.warnings).toContainEqual(expect.stringMatching(/deletions of the last year/));
		expect(old).not.toBe(fresh);
	});

	it('leaves half of the rate limit to others', async () => {
		const stage = new CatchUpStage(['products/create']);
		await stage.begin();
		for (let count = 0; count < 3_000; count++) stage.objects.create('products');
		stage.clock.advance(SETTLED);
		let least = Infinity;
		const { send } = stage.connection;
		stage.connection.send = async (request) => {
			const answer = await send(request);
			const text = answer.ok ? answer.value.body.toString('utf8') : '';
			const [, points] = /"currentlyAvailable":(\d+)/.exec(text) ?? [];
			least = Math.min(least, Number(points));
			return answer;
		};
		const before = stage.clock.now();
		expect(await stage.found()).toHaveLength(3_000);
		expect(least).toBeGreaterThanOrEqual(1_000);
		expect(stage.clock.now() - before).toBeGreaterThan(15 * SECOND);
	});

	it('reads no list for topics with a filter, and says so', async () => {
		const stage = new CatchUpStage(['orders/create', 'products/update']);
		stage.connection = { ...stage.connection, filters: new Map([['orders/create', 'id:5']]) };
		expect(await stage.begin()).toEqual([
			'Catch-up does not look for missed events of orders/create: only Shopify can apply the filter of these topics. If you need catch-up, remove the filter.',
		]);
		stage.objects.create('orders');
		stage.clock.advance(SETTLED);
		stage.requests();
		expect(await stage.found()).toEqual([]);
		expect(stage.requests()).toBe(1);
	});

	it('reads no list for webhooks that a person made', async () => {
		const stage = new CatchUpStage(ALL);
		stage.connection = { ...stage.connection, isByHand: true };
		await stage.begin();
		stage.objects.create('orders');
		stage.clock.advance(SETTLED);
		expect(await stage.found()).toEqual([]);
		expect(stage.requests()).toBe(0);
	});

	it("reads only up to n8n's time if Shopify's clock is ahead of it", async () => {
		const stage = new CatchUpStage(DEFAULT);
		await stage.begin();
		stage.clock.advance(2 * HOUR);
		const ahead = stage.clock.now() - HOUR;
		stage.connection.now = () => ahead;
		await stage.look();
		expect(stage.warnings).toEqual([expect.stringMatching(/^Shopify's clock shows 2026/)]);
		expect(stage.cursor.watermark).toBeLessThan(ahead);
	});

	it('ends a list whose pages have no rows, and keeps its place', async () => {
		const stage = new CatchUpStage(DEFAULT);
		await stage.begin();
		let pages = 0;
		stage.connection.send = async () => {
			const pageInfo = { hasNextPage: true, endCursor: `page ${++pages}` };
			const body = Buffer.from(JSON.stringify({ data: { rows: { nodes: [], pageInfo } } }));
			return ok({ status: 200, headers: {}, body });
		};
		await stage.look();
		expect(pages).toBe(1_000);
		expect(stage.cursor.behind).toEqual({
			orders: stage.cursor.since,
			'orders/at': stage.cursor.since,
		});
	});

	it('skips rows without an id or a date, and reports them', async () => {
		const stage = new CatchUpStage(DEFAULT);
		await stage.begin();
		const id = idOf(stage.objects.create('orders'));
		stage.clock.advance(SETTLED);
		const { send } = stage.connection;
		stage.connection.send = async (request) => {
			const answer = await send(request);
			if (!answer.ok) return answer;
			const text = answer.value.body.toString('utf8');
			const odd = text.replace('"nodes":[', '"nodes":[null,7,{"id":"x"},{"updatedAt":"never"},');
			return ok({ ...answer.value, body: Buffer.from(odd) });
		};
		expect(await stage.found()).toEqual([`CREATED orders ${id}`]);
		expect(stage.warnings).toEqual([
			expect.stringMatching(/^Catch-up skipped 4 rows without a usable ID or date/),
		]);
	});

	it('ends with a problem if a page repeats its cursor', async () => {
		const stage = new CatchUpStage(DEFAULT);
		await stage.begin();
		for (let count = 0; count < 150; count++) stage.objects.create('orders');
		stage.clock.advance(SETTLED);
		const { send } = stage.connection;
		const first = await send(request(stage));
		stage.connection.send = async () => first;
		await stage.look();
		expect(stage.warnings).toEqual([expect.stringMatching(/repeated page cursor/)]);
	});
});

/** The request of the first page of orders. */
function request(stage: CatchUpStage) {
	const query =
		'{ rows: orders(first: 100, sortKey: UPDATED_AT) { nodes { id legacyResourceId createdAt updatedAt } pageInfo { hasNextPage endCursor } } }';
	return {
		method: 'POST' as const,
		url: `${stage.connection.shop.url}/admin/api/2026-10/graphql.json`,
		headers: { 'content-type': 'application/json' },
		body: Buffer.from(JSON.stringify({ query })),
	};
}

/** The id of the object that an act of this type names first. */
function idOf(
	acts: ReadonlyArray<{ topic: string; body: Record<string, unknown> }>,
	type = '',
): string {
	const { topics } = KINDS[type] ?? { topics: {} };
	const act = acts.find(({ topic }) => topic === topics.create) ?? acts[0];
	const gid = String(act.body.admin_graphql_api_id);
	return gid.split('/').at(-1) ?? '';
}

describe('the queries', () => {
	it('show the topics that the table marks', () => {
		expect(REACHED).toHaveLength(28);
		const { lists } = new CatchUpStage(ALL);
		expect(lists.flatMap(({ topics }) => topics)).toHaveLength(28);
	});

	it.each(API_VERSIONS)('are valid in version %s of the Admin API', (version) => {
		for (const { query, queryById } of new CatchUpStage(ALL).lists)
			for (const text of [query, queryById])
				if (text !== undefined)
					expect(readDocument({ query: text }, version)).toHaveProperty('kind');
	});
});

describe('a load from a date on', () => {
	it('finds each object once, in looks of bounded size, while objects change', async () => {
		const stage = new CatchUpStage(['products/create', 'orders/create', 'customers/create']);
		const types = ['products', 'orders', 'customers'];
		const existing: string[] = [];
		for (let count = 0; count < 600; count++) {
			const type = types[count % types.length];
			existing.push(`CREATED ${type} ${idOf(stage.objects.create(type))}`);
			stage.clock.advance(count % 2 === 0 ? HOUR : 0);
		}
		await stage.begin();
		const { since } = stage.cursor;
		const back = 365 * DAY;
		stage.cursor = { ...stage.cursor, since: since - back, watermark: since - back };
		stage.requests();
		const found: string[] = [];
		for (let looks = 0; looks < 20; looks++) {
			found.push(...(await stage.found()));
			stage.objects.update(existing[looks].split(' ')[2]);
			existing.push(`CREATED orders ${idOf(stage.objects.create('orders'))}`);
			stage.clock.advance(15 * MINUTE);
		}
		stage.clock.advance(SETTLED);
		found.push(...(await stage.found()));
		expect([...new Set(found)].sort()).toEqual(existing.sort());
	});

	it('reads ten thousand objects in one look, and the others in the next one', async () => {
		const stage = new CatchUpStage(['customers/create']);
		for (let count = 0; count < 10_200; count++) stage.objects.create('customers');
		await stage.begin();
		stage.cursor = { ...stage.cursor, since: 0, watermark: 0 };
		stage.requests();
		const first = await stage.found();
		expect(first).toHaveLength(10_000);
		expect(stage.hasMore).toBe(true);
		const second = await stage.found();
		// The end of the list was fixed, so what has changed since then is left.
		expect(stage.hasMore).toBe(true);
		await stage.found();
		expect(stage.hasMore).toBe(false);
		expect(new Set([...first, ...second]).size).toBe(10_200);
		// 100 objects in a request, and one request of the deletions' list is not needed.
		expect(stage.requests()).toBeLessThanOrEqual(Math.ceil(1.05 * 102));
	});

	it('reads only the wanted rows in a look, and the lists without more once a minute', async () => {
		const stage = new CatchUpStage(['customers/create', 'orders/create', 'orders/delete']);
		for (let count = 0; count < 1_000; count++) stage.objects.create('customers');
		const order = idOf(stage.objects.create('orders'));
		await stage.begin();
		stage.cursor = { ...stage.cursor, since: 0, watermark: 0 };
		const found = [...(await stage.found({ rows: 200 })), ...(await stage.found({ rows: 200 }))];
		stage.requests();
		const customers = await stage.found({ rows: 200 });
		expect([customers.length, stage.requests()]).toEqual([200, 2]);
		stage.objects.delete(order);
		stage.clock.advance(SETTLED);
		const next = await stage.found({ rows: 200 });
		expect(next).toContain(`DELETED orders ${order}`);
		found.push(...customers, ...next);
		for (let looks = 0; stage.hasMore && looks < 10; looks++)
			found.push(...(await stage.found({ rows: 200 })));
		expect(new Set(found).size).toBe(1_000 + 2);
	});

	it('comes past an import, whose objects all have one date', async () => {
		const stage = new CatchUpStage(['orders/create']);
		const existing: string[] = [];
		for (let count = 0; count < 700; count++) {
			existing.push(`CREATED orders ${idOf(stage.objects.create('orders'))}`);
			if (count >= 500) stage.clock.advance(MINUTE);
		}
		await stage.begin();
		stage.cursor = { ...stage.cursor, since: 0, watermark: 0 };
		const found: string[] = [];
		for (let looks = 0; looks < 10; looks++) found.push(...(await stage.found({ rows: 200 })));
		expect(stage.hasMore).toBe(false);
		expect(new Set(found)).toEqual(new Set(existing));
	});
});
