import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import type { Change } from '../nodes/core/event';
import { diffByRank } from '../nodes/WooCommerce/poll/ids/diffByRank';
import { IdSet } from '../nodes/WooCommerce/poll/ids/idSet';
import { decode, encode } from '../test/unit/WooCommerce/poll/ids/idSets';
import { atOnce } from '../nodes/WooCommerce/poll/ids/slices';
import type { Shop } from '../nodes/WooCommerce/client/api';
import type { PollState } from '../nodes/WooCommerce/poll/pollState';
import { readState, writeState } from '../nodes/WooCommerce/poll/storedState';
import { pollShop } from '../nodes/WooCommerce/poll/pollShop';
import { RESOURCES } from '../nodes/WooCommerce/resources';
import { defaultPolledResource } from '../nodes/WooCommerce/polledResource';
import { ManualClock } from '../test/sandbox/clock';
import { Random } from '../test/sandbox/random';
import { startSandbox, type Sandbox } from '../test/sandbox/sandbox';
import { sandboxShop } from '../test/unit/WooCommerce/sandboxShop';
import { fullListing, NaivePoller } from './naive';
import type { Row, Table } from './table';

const SIZES = [10_000, 100_000, 1_000_000];
const PAGE = 100;
const POLL_EVERY_MS = 60_000;
const WATCHED = defaultPolledResource('products', RESOURCES.products);

/** Measures polling in requests, bytes and state, and the changes that a simpler poller misses. */
export async function polling(): Promise<Table[]> {
	// First, while the heap is empty.
	const peak = await memory();
	const costs: Row[] = [];
	for (const size of SIZES) costs.push(...(await costsOf(size)));
	return [
		{
			title: 'Polling: what a poll costs',
			legend:
				'A shop with this number of products, and the changes since the last poll. Requests and response bytes of three pollers: ours, a listing of all ids and dates, and a naive one (`modified_after` the last poll). Exact counts.',
			rows: costs,
		},
		{
			title: 'Polling: what is missed',
			legend:
				'A shop of 10,000 products during 100 minutes, polled each minute. Each change is of another product, at a random moment of its minute.',
			rows: await lifeOf(10_000),
		},
		{
			title: 'Polling: memory',
			legend:
				'A million known ids of 13 digits, the shape that takes most memory: read, one delete found, written.',
			rows: [peak],
		},
	];
}

/** A shop in the sandbox, watched by us and by the naive poller. */
class Watch {
	private state: PollState | undefined;
	private naive!: NaivePoller;

	private constructor(
		readonly sandbox: Sandbox,
		readonly clock: ManualClock,
		private readonly shop: Shop,
	) {}

	static async begin(products: number): Promise<Watch> {
		const clock = new ManualClock('2026-05-01T12:00:00Z');
		const options = { products, idGaps: 'wordpress' } as const;
		const sandbox = await startSandbox({ seed: 3, clock, wooCommerce: options });
		const watch = new Watch(sandbox, clock, sandboxShop(sandbox.wooCommerce, clock, 60_000));
		// As if the baseline of a large shop had been read, which takes n / 100 requests once.
		let asked = 0;
		await watch.poll(() => ++asked <= 1);
		const state = watch.state as unknown as PollState;
		const listed = {
			...state.resources.products,
			ids: IdSet.from(watch.ids()),
			baseline: undefined,
		};
		watch.state = { ...state, resources: { products: listed } };
		clock.advance(20 * 60_000);
		await watch.poll();
		clock.advance(20 * 60_000);
		watch.naive = new NaivePoller(watch.shop);
		return watch;
	}

	ids(): number[] {
		return this.sandbox.wooCommerce.shop.ids('products');
	}

	get stateBytes(): number {
		return JSON.stringify(atOnce(writeState(this.state as PollState))).length;
	}

	async poll(mayAsk = () => true): Promise<readonly Change[]> {
		const result = await pollShop(this.shop, [WATCHED], this.state, mayAsk);
		const stored = atOnce(readState(JSON.parse(JSON.stringify(atOnce(writeState(result.state))))));
		if (!stored.ok) throw new Error(stored.reason);
		this.state = stored.state;
		return result.changes;
	}

	async pollNaively() {
		return await this.naive.poll();
	}

	async list(): Promise<number> {
		return await fullListing(this.shop);
	}

	/** Runs `work` and counts the requests and bytes that it caused. */
	async counted<Result>(work: () => Promise<Result>) {
		const { requests } = this.sandbox.wooCommerce;
		requests.reset();
		const result = await work();
		return { result, requests: requests.length, bytes: requests.bytes };
	}
}

interface Scenario {
	name: string;
	changes: number;
	what?: 'update' | 'remove';
	isClustered?: boolean;
}

const SCENARIOS: Scenario[] = [
	{ name: 'nothing', changes: 0 },
	{ name: '10 updates', changes: 10, what: 'update' },
	{ name: '1,000 updates', changes: 1_000, what: 'update' },
	{ name: '1 delete', changes: 1, what: 'remove' },
	{ name: '10 deletes, scattered', changes: 10, what: 'remove' },
	{ name: '10 deletes, clustered', changes: 10, what: 'remove', isClustered: true },
	{ name: '100 deletes, scattered', changes: 100, what: 'remove' },
	{ name: '100 deletes, clustered', changes: 100, what: 'remove', isClustered: true },
	{ name: '1,000 deletes, scattered', changes: 1_000, what: 'remove' },
	{ name: '1,000 deletes, clustered', changes: 1_000, what: 'remove', isClustered: true },
];

async function costsOf(size: number): Promise<Row[]> {
	const watch = await Watch.begin(size);
	const random = new Random(size);
	const listing = await watch.counted(() => watch.list());
	const rows: Row[] = [];
	for (const scenario of SCENARIOS) {
		watch.clock.advance(10 * 60_000);
		happen(watch, scenario, random);
		watch.clock.advance(10 * 60_000);
		const ours = await watch.counted(() => watch.poll());
		const naive = await watch.counted(() => watch.pollNaively());
		rows.push({
			products: size,
			'since the last poll': scenario.name,
			found: {
				value: ours.result.length,
				goal: { atLeast: scenario.changes, atMost: scenario.changes },
			},
			requests: {
				value: ours.requests,
				goal: { atMost: listing.requests },
				...(scenario.changes >= size / 100 && {
					note: scenario.changes >= size / 10 ? 'tenth' : 'overlap',
				}),
			},
			KB: kilobytes(ours.bytes),
			'state, KB': kilobytes(watch.stateBytes),
			'listing: requests': listing.requests,
			'listing: KB': kilobytes(listing.bytes),
			'naive: found': naive.result.length,
			'naive: requests': naive.requests,
			'naive: KB': kilobytes(naive.bytes),
		});
	}
	await watch.sandbox.close();
	return rows;
}

function happen(watch: Watch, { changes, what, isClustered }: Scenario, random: Random): void {
	if (what === undefined) return;
	const { shop } = watch.sandbox.wooCommerce;
	const ids = watch.ids();
	const from = random.integer(0, ids.length - changes);
	const chosen = new Set<number>();
	while (chosen.size < changes)
		chosen.add(isClustered ? ids[from + chosen.size] : random.pick(ids));
	for (const id of chosen) {
		if (what === 'remove') shop.remove('products', id);
		else shop.update('products', id, { name: `Renamed ${id}` });
	}
}

const MINUTES = 100;
const CHANGES_A_MINUTE = 30;
type Deed = 'CREATED' | 'UPDATED' | 'DELETED';
const DEEDS: readonly Deed[] = ['CREATED', 'UPDATED', 'UPDATED', 'DELETED'];

async function lifeOf(size: number): Promise<Row[]> {
	const watch = await Watch.begin(size);
	const random = new Random(7);
	const { shop } = watch.sandbox.wooCommerce;
	const untouched = new Set(watch.ids());
	const truth = new Set<string>();
	const do_: Record<Deed, (id: number) => number> = {
		CREATED: () => Number(shop.create('products').id),
		UPDATED: (id) => Number(shop.update('products', id, { name: `Renamed ${id}` }).id),
		DELETED: (id) => {
			shop.remove('products', id);
			return id;
		},
	};
	const ours: string[] = [];
	const naive: string[] = [];
	const look = async () => {
		for (const { eventType, objectId } of await watch.poll()) ours.push(`${eventType} ${objectId}`);
		for (const { id, isNew } of await watch.pollNaively())
			naive.push(`${isNew ? 'CREATED' : 'UPDATED'} ${id}`);
	};
	for (let minute = 0; minute < MINUTES; minute++) {
		const moments = Array.from({ length: CHANGES_A_MINUTE }, () =>
			random.integer(1, POLL_EVERY_MS - 1),
		);
		let passed = 0;
		for (const moment of moments.sort((left, right) => left - right)) {
			watch.clock.advance(moment - passed);
			passed = moment;
			const deed = random.pick(DEEDS);
			const pick = random.pick([...untouched]);
			if (deed !== 'CREATED') untouched.delete(pick);
			truth.add(`${deed} ${do_[deed](pick)}`);
		}
		watch.clock.advance(POLL_EVERY_MS - passed);
		await look();
	}
	for (let settling = 0; settling < 3; settling++) {
		watch.clock.advance(POLL_EVERY_MS);
		await look();
	}
	await watch.sandbox.close();
	return [reckon('ours', truth, ours, 0), reckon('naive `modified_after`', truth, naive)];
}

function reckon(
	name: string,
	truth: ReadonlySet<string>,
	told: readonly string[],
	goal?: number,
): Row {
	const once = new Set(told);
	const missed = [...truth].filter((one) => !once.has(one));
	const of = (deed: Deed) => missed.filter((one) => one.startsWith(deed)).length;
	const value = missed.length;
	return {
		poller: name,
		changes: truth.size,
		missed: goal === undefined ? value : { value, goal: { atMost: goal } },
		'of these creations': of('CREATED'),
		updates: of('UPDATED'),
		deletes: of('DELETED'),
		duplicates: told.length - once.size,
		'false positives': [...once].filter((one) => !truth.has(one)).length,
	};
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const MEBIBYTE = 2 ** 20;

async function memory(): Promise<Row> {
	const random = new Random(1);
	let id = 5e12;
	const ids = Float64Array.from({ length: 1_000_000 }, () => (id += random.integer(1, 66_000)));
	const text = encode(IdSet.from(ids));
	collectGarbage();
	const before = process.memoryUsage();
	const decoded = decode(text);
	if (!decoded.ok) throw new Error(decoded.reason);
	const known = decoded.ids;
	let peak = 0;
	const note = () => {
		const { heapUsed, arrayBuffers } = process.memoryUsage();
		peak = Math.max(peak, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
	};
	const gone = 654_321;
	const idAt = (rank: number) => ids[rank < gone ? rank : rank + 1];
	const topId = ids[ids.length - 1];
	const end = { total: ids.length - 1, topId, agreedTopId: topId };
	const pageAt = (offset: number) => {
		note();
		const length = Math.min(PAGE, end.total - offset);
		return Promise.resolve({
			ids: Array.from({ length }, (_, index) => idAt(offset + index)),
			total: end.total,
		});
	};
	for await (const { missing } of diffByRank(known, end, pageAt, PAGE)) {
		const next = known.without(missing);
		note();
		encode(next);
		note();
	}
	return { ids: 1_000_000, 'peak, MiB': { value: peak / MEBIBYTE, goal: { atMost: 64 } } };
}

function kilobytes(bytes: number): number {
	return bytes < 10_000 ? bytes / 1000 : Math.round(bytes / 1000);
}
