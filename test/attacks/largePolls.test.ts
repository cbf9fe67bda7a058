/**
 * The owner of a shop chooses how small the objects are, and how many a list returns at once. One poll must not emit so many
 * events that n8n runs out of memory, and comparing a page must not block n8n.
 */
import { ok } from '../../nodes/core/result';
import { IdSet } from '../../nodes/WooCommerce/poll/ids/idSet';
import { readPollerConfiguration } from '../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import { pollShop, type Poll } from '../../nodes/WooCommerce/poll/pollShop';
import type { PollState } from '../../nodes/WooCommerce/poll/pollState';
import { newNotes, readSplit } from '../../nodes/WooCommerce/poll/read/splitPage';
import { defaultPolledResource, type PolledResource } from '../../nodes/WooCommerce/polledResource';
import { RESOURCES } from '../../nodes/WooCommerce/resources';
import type { Shop } from '../../nodes/WooCommerce/client/api';

const NOW = Date.parse('2026-11-08T10:00:00Z');
const MADE = '2026-11-08T10:01:00';

/** A kilobyte each is 32 MB. */
const MOST_EVENTS = 33_000;

/** A shop whose lists a test decides, and how often the poll has paused. */
class HostileShop {
	now = NOW;
	pauses = 0;

	constructor(private readonly rowsOf: (query: Readonly<Record<string, string>>) => object) {}

	readonly shop: Shop = {
		store: { url: 'https://shop.example', account: 'shop.example' },
		send: async ({ query = {} }) => {
			const rows = this.rowsOf(query);
			const headers = { date: new Date(this.now).toUTCString(), ...totalOf(rows) };
			const status = Array.isArray(rows) ? 200 : 400;
			return ok({ status, headers, body: Buffer.from(JSON.stringify(rows)) });
		},
		now: () => this.now,
		steadyNow: () => this.now,
		steadyOrigin: 0,
		pause: async () => void this.pauses++,
	};

	async poll(polled: readonly PolledResource[], state?: PollState): Promise<Poll> {
		this.now += 60_000;
		return await pollShop(this.shop, polled, state, () => true);
	}
}

function totalOf(rows: object): Record<string, string> {
	return 'total' in rows ? { 'x-wp-total': String(rows.total) } : {};
}

/** Polls until nothing is found, and returns the numbers of events of each poll. */
async function pollAll(shop: HostileShop, polled: readonly PolledResource[], before: PollState) {
	let state = before;
	const counts: number[] = [];
	const ids = new Set<string>();
	for (let polls = 0; polls < 20; polls++) {
		const result = await shop.poll(polled, state);
		expect(result.problems).toEqual([]);
		({ state } = result);
		if (result.changes.length === 0) break;
		counts.push(result.changes.length);
		for (const { objectId } of result.changes) ids.add(objectId);
	}
	return { counts, ids, all: counts.reduce((sum, one) => sum + one, 0) };
}

describe('a list with many small objects', () => {
	const orders = [defaultPolledResource('orders', RESOURCES.orders)];

	function shopOf() {
		const list = { total: 0 };
		const shop = new HostileShop(({ order, offset = '0', per_page }) => {
			const { total } = list;
			const length = Math.min(Number(per_page), Math.max(total - Number(offset), 0));
			const rows = Array.from({ length }, (_, index) => ({
				id: order === 'desc' ? total - index : Number(offset) + index + 1,
				date_modified_gmt: MADE,
			}));
			return Object.assign(rows, { total });
		});
		return { shop, list };
	}

	it('is emitted in several polls, each object once', async () => {
		const { shop, list } = shopOf();
		const { state } = await shop.poll(orders);
		list.total = 70_000;
		// The windows after the first one begin after the dates of the objects.
		shop.now += 3_600_000;
		const { counts, ids, all } = await pollAll(shop, orders, state);
		expect(Math.max(...counts)).toBeLessThan(MOST_EVENTS);
		expect([all, ids.size]).toEqual([70_000, 70_000]);
	});

	it('is not read once the node knows more ids than a workflow can store', async () => {
		const { shop, list } = shopOf();
		const { state } = await shop.poll(orders);
		list.total = 1;
		const { orders: before } = state.resources;
		const fifth = IdSet.from(range(800_000));
		const ledger = { ...before.ledger, trashed: fifth, gone: fifth, hidden: fifth, drafts: fifth };
		const problemsAt = async (ids: IdSet) => {
			const known = { ...state, resources: { orders: { ...before, ids, ledger } } };
			const { problems } = await shop.poll(orders, known);
			return problems.map(({ problem: { reason } }) => reason);
		};
		expect(await problemsAt(fifth.without([0]))).toEqual([]);
		expect(await problemsAt(fifth)).toEqual(['misconfigured']);
	});
});

describe('a list without order that returns all objects at once', () => {
	function shopOf() {
		const list = { count: 3, malformed: 0 };
		const shop = new HostileShop(({ orderby, page }) => {
			if (orderby === 'id') return { code: 'rest_invalid_param' };
			if (page !== undefined && page !== '1') return [];
			const rows = [...range(list.count)].map((id) => ({ id }));
			return [...Array.from({ length: list.malformed }, () => null), ...rows];
		});
		return { shop, list };
	}

	async function watching(shop: HostileShop) {
		const read = readPollerConfiguration({ memberships: { url: 'memberships' } });
		if (!read.ok) throw new Error(read.problem.message);
		let { state } = await shop.poll(read.value);
		({ state } = await shop.poll(read.value, state));
		expect(state.resources.memberships.unordered).toMatchObject({ isListed: true });
		return { polled: read.value, state };
	}

	it('is emitted in several polls, each object once, with pauses while it is compared', async () => {
		const { shop, list } = shopOf();
		const { polled, state } = await watching(shop);
		list.count = 40_000;
		const { counts, ids, all } = await pollAll(shop, polled, state);
		expect(Math.max(...counts)).toBeLessThan(MOST_EVENTS);
		expect([all, ids.size]).toEqual([39_997, 39_997]);
		expect(shop.pauses).toBeGreaterThan(100);
	});

	it('is searched in a sample for fields that change by themselves', async () => {
		let reading = 0;
		const shop = new HostileShop(({ orderby, page }) => {
			if (orderby === 'id') return { code: 'rest_invalid_param' };
			if (page !== undefined && page !== '1') return [];
			reading++;
			return [...range(200)].map((id) => (id < 10 ? { id } : { id, views: reading }));
		});
		const { polled, state } = await watching(shop);
		const { warnings } = await shop.poll(polled, state);
		expect(warnings).toEqual([]);
	});

	it('is read if it has more rows than a call can have arguments', async () => {
		const rows = [...range(200_000)].map((id) => ({ id }));
		const listing = { rows, total: rows.length, serverNow: NOW, bytes: 0 };
		const notes = newNotes();
		const options = { notes, hasBudget: () => true, now: () => 0, idAt: async () => undefined };
		const read = await readSplit(async () => ok(listing), 0, 100, options);
		expect(read.ok && read.value.rows).toHaveLength(200_000);
	});

	it('is not merged again for each malformed row', async () => {
		let reads = 0;
		const rows = [...range(1_000)].map((id) => ({
			get id() {
				reads++;
				return id;
			},
		}));
		const holes = [...range(100)].map((index) => ({ index, cause: 'malformed' }));
		const listing = { rows, holes, length: 1_100, total: 1_100, serverNow: NOW, bytes: 0 };
		const notes = newNotes();
		const options = { notes, hasBudget: () => true, now: () => 0, idAt: async () => undefined };
		await readSplit(async () => ok(listing), 0, 100, options);
		expect(notes.broken.slice(0, 2)).toEqual([
			{ rank: 0, cause: 'malformed' },
			{ rank: 1, cause: 'malformed', afterId: 999 },
		]);
		expect(reads).toBeLessThan(20 * rows.length);
	});
});

function* range(count: number): Generator<number> {
	for (let index = 0; index < count; index++) yield index;
}
