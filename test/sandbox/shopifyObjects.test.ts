import { ManualClock } from './clock';
import type { Act } from './shopify/objects';
import { ShopifySandbox, type ShopifyOptions } from './shopify/server';

const START = '2026-11-21T02:00:00Z';
const SECOND = 1_000;
const DAY = 24 * 3_600_000;

let clock: ManualClock;
let sandbox: ShopifySandbox;

function open(options: ShopifyOptions = {}): void {
	clock = new ManualClock(START);
	const scopes = ['read_orders', 'read_products', 'read_customers'];
	sandbox = ShopifySandbox.offline({ clock, scopes, ...options });
}

interface Body {
	data?: { rows?: { nodes: Array<Record<string, string>>; pageInfo: object }; nodes?: unknown[] };
	errors?: Array<{ message: string; extensions?: { code: string } }>;
	extensions?: { cost: { requestedQueryCost: number; actualQueryCost: number } };
}

async function ask(query: string, variables: object = {}): Promise<Body> {
	const { body } = await sandbox.handle({
		method: 'POST',
		path: '/admin/api/2026-10/graphql.json',
		query: '',
		headers: {
			'content-type': 'application/json',
			'x-shopify-access-token': sandbox.app.issueToken(),
		},
		body: JSON.stringify({ query, variables }),
	});
	return JSON.parse(body) as Body;
}

const list = (name: string, sortKey = 'UPDATED_AT') =>
	`query ($q: String, $after: String, $first: Int = 100) {
		rows: ${name}(first: $first, after: $after, sortKey: ${sortKey}, query: $q) {
			nodes { id updatedAt } pageInfo { hasNextPage endCursor }
		}
	}`;
const EVENTS = `query ($q: String) {
	rows: events(first: 10, sortKey: CREATED_AT, query: $q) {
		nodes { action createdAt ... on BasicEvent { subjectId subjectType } } pageInfo { hasNextPage endCursor }
	}
}`;

async function idsOf(name: string, q: string): Promise<string[]> {
	const { data } = await ask(list(name), { q });
	return data!.rows!.nodes.map(({ id }) => String(id.split('/').at(-1)));
}

const idOf = ([{ body }]: Act[]) => String(body.id);

describe('a list of the Admin API', () => {
	it('compares quoted dates in UTC, and takes > for >=', async () => {
		open();
		const id = idOf(sandbox.objects.create('orders'));
		for (const operator of ['>=', '>', '<=', '<', ''])
			expect(await idsOf('orders', `updated_at:${operator}'${START}'`)).toEqual([id]);
		expect(await idsOf('orders', "updated_at:>='2026-11-21T02:00:01Z'")).toEqual([]);
		expect(await idsOf('orders', `updated_at:>=${START}`)).toEqual([]);
		const { errors } = await ask(list('orders'), {
			q: "updated_at:>='2026-11-20T21:00:00-05:00'",
		});
		expect(errors![0].message).toMatch(/expects a date in UTC/);
	});

	it('compares the whole days of the shop for customers', async () => {
		open({ zone: -5 });
		const id = idOf(sandbox.objects.create('customers'));
		// In the shop it is the evening of the 20th.
		expect(await idsOf('customers', "updated_at:>='2026-11-21T04:00:00Z'")).toEqual([id]);
		expect(await idsOf('customers', "updated_at:>='2026-11-21T06:00:00Z'")).toEqual([]);
	});

	it('shows a change after the lag of the search, sorted by its earlier date until then', async () => {
		open({ lagMs: [9 * SECOND, 9 * SECOND] });
		const [first, second] = ['orders', 'orders'].map((type) => {
			clock.advance(SECOND);
			return idOf(sandbox.objects.create(type));
		});
		expect(await idsOf('orders', '')).toEqual([]);
		clock.advance(9 * SECOND);
		expect(await idsOf('orders', '')).toEqual([first, second]);
		sandbox.objects.update(first);
		expect(await idsOf('orders', '')).toEqual([first, second]);
		clock.advance(9 * SECOND);
		expect(await idsOf('orders', '')).toEqual([second, first]);
	});

	it('has pages whose cursors name the last row', async () => {
		open();
		const ids = Array.from({ length: 5 }, () => idOf(sandbox.objects.create('products')));
		const first = await ask(list('products'), { first: 3 });
		const { endCursor } = first.data!.rows!.pageInfo as { endCursor: string };
		sandbox.objects.delete(ids[2]);
		const { data } = await ask(list('products'), { first: 3, after: endCursor });
		expect(data!.rows!.nodes).toHaveLength(2);
		expect(data!.rows!.pageInfo).toMatchObject({ hasNextPage: false });
	});

	it('shows only orders of 60 days without read_all_orders', async () => {
		open();
		const id = idOf(sandbox.objects.create('orders'));
		clock.advance(61 * DAY);
		sandbox.objects.update(id);
		expect(await idsOf('orders', '')).toEqual([]);
		sandbox.app.scopes.push('read_all_orders');
		expect(await idsOf('orders', '')).toEqual([id]);
	});

	it('is denied without its scope, and if it costs too much', async () => {
		open({ scopes: [] });
		const denied = await ask(list('orders'));
		expect(denied.data).toBeNull();
		expect(denied.errors![0]).toMatchObject({
			message: expect.stringMatching(/^Access denied for orders field/),
			extensions: { code: 'ACCESS_DENIED' },
		});
		const costly = await ask(
			'{ rows: orders(first: 250, sortKey: UPDATED_AT) { nodes { refunds { id } fulfillments { id } currentTotalPriceSet { shopMoney { amount } } } pageInfo { hasNextPage } } }',
		);
		expect(costly.errors![0].extensions!.code).toBe('MAX_COST_EXCEEDED');
	});

	it('gives back the points of rows that it does not have', async () => {
		open();
		sandbox.objects.create('orders');
		const query = list('orders').replace('$first,', '100,').replace(', $first: Int = 100', '');
		const { extensions } = await ask(query);
		expect(extensions!.cost).toMatchObject({ requestedQueryCost: 102, actualQueryCost: 3 });
	});
});

describe('a deletion', () => {
	it('is in the feed for a year, and its object is gone', async () => {
		open();
		const [kept, gone] = ['orders', 'orders'].map((type) => idOf(sandbox.objects.create(type)));
		const [act] = sandbox.objects.delete(gone);
		expect(act).toEqual({ topic: 'orders/delete', body: { id: Number(gone) } });
		const gids = [kept, gone].map((id) => `gid://shopify/Order/${id}`);
		const q = `action:destroy AND created_at:>='${START}' AND comments:false`;
		const { data } = await ask(EVENTS, { q });
		expect(data!.rows!.nodes).toEqual([
			{ action: 'destroy', createdAt: START, subjectId: gids[1], subjectType: 'ORDER' },
		]);
		const nodes = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: gids });
		expect(nodes.data!.nodes).toEqual([{ id: gids[0] }, null]);
		clock.advance(366 * DAY);
		expect((await ask(EVENTS, { q })).data!.rows!.nodes).toEqual([]);
	});
});

describe('a webhook', () => {
	it("has the object's dates with the offset of the shop, and changes its order too", async () => {
		open({ zone: -5 });
		const order = idOf(sandbox.objects.create('orders'));
		clock.advance(SECOND);
		const acts = sandbox.objects.create('fulfillments', { parent: order });
		expect(acts.map(({ topic }) => topic)).toEqual(['fulfillments/create', 'orders/updated']);
		expect(acts[1].body).toMatchObject({
			id: Number(order),
			admin_graphql_api_id: `gid://shopify/Order/${order}`,
			created_at: '2026-11-20T21:00:00-05:00',
			updated_at: '2026-11-20T21:00:01-05:00',
		});
		const { data } = await ask(list('orders'));
		expect(data!.rows!.nodes[0].updatedAt).toBe('2026-11-21T02:00:01Z');
	});
});
