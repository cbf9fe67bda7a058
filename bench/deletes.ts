import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { differences } from '../nodes/core/differences';
import { IdSet } from '../nodes/core/idSet';
import { MOST_SUSPECTS } from '../nodes/WooCommerce/confirm';
import { readState, writeState, type PollState } from '../nodes/WooCommerce/memory';
import { pollShop } from '../nodes/WooCommerce/pollShop';
import { RESOURCES } from '../nodes/WooCommerce/resources';
import { watchedByDefault } from '../nodes/WooCommerce/watched';
import { ManualClock } from '../test/sandbox/clock';
import { Random } from '../test/sandbox/random';
import { startSandbox } from '../test/sandbox/sandbox';
import { sandboxShop } from '../test/unit/WooCommerce/sandboxShop';

/**
 * What deletes cost against the sandbox: requests of an idle poll, of one delete, of many scattered
 * or clustered ones, each against a full listing with the same confirmation; memory and state.
 */

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const SIZES = [10_000, 100_000, 1_000_000];
const PAGE = 100;
const WATCHED = watchedByDefault('products', RESOURCES.products);

async function measureShop(count: number) {
	const clock = new ManualClock('2026-05-01T12:00:00Z');
	const sandbox = await startSandbox({
		...{ seed: 3, clock },
		wooCommerce: { products: count, idGaps: 'wordpress' },
	});
	const { wooCommerce } = sandbox;
	const shop = sandboxShop(wooCommerce, clock, 60_000);
	let state: PollState | undefined;
	const poll = async (mayAsk = () => true) => {
		clock.advance(20 * 60_000);
		wooCommerce.requests.reset();
		const result = await pollShop(shop, [WATCHED], state, mayAsk);
		const stored = readState(JSON.parse(JSON.stringify(writeState(result.state))));
		if (!stored.ok) throw new Error(stored.reason);
		state = stored.state;
		return { requests: wooCommerce.requests.length, found: result.changes.length };
	};
	let asked = 0;
	await poll(() => ++asked <= 1);
	const { products } = (state as unknown as PollState).resources;
	products.ids = IdSet.from(wooCommerce.shop.ids('products'));
	products.baseline = undefined;
	await poll();
	const idle = await poll();
	const random = new Random(count);
	const end = async (deleted: number, isCluster: boolean, how: 'remove' | 'trash') => {
		const ids = wooCommerce.shop.ids('products');
		const from = random.integer(0, ids.length - deleted);
		const chosen = new Set<number>();
		while (chosen.size < deleted)
			chosen.add(isCluster ? ids[from + chosen.size] : random.pick(ids));
		for (const id of chosen) wooCommerce.shop[how]('products', id);
		const listing = Math.ceil(ids.length / (PAGE - 1));
		const confirming = deleted > 2 ? 3 * Math.ceil(deleted / MOST_SUSPECTS) : deleted;
		const { requests, found } = await poll();
		return {
			objects: ids.length,
			deleted,
			lie: isCluster ? 'clustered' : 'scattered',
			how,
			found,
			requests,
			'full listing': 2 + listing + confirming,
		};
	};
	const rows = [];
	for (const deleted of [1, 10, 100, 1_000])
		for (const isCluster of [false, true]) rows.push(await end(deleted, isCluster, 'remove'));
	rows.push(await end(1, false, 'trash'), await end(100, false, 'trash'));
	const stateBytes = JSON.stringify(writeState(state as unknown as PollState)).length;
	await sandbox.close();
	return { rows, idle: { objects: count, 'idle requests': idle.requests, stateBytes } };
}

/** The process without the sandbox: a million ids of the costliest shape, read, searched, written. */
async function measureMemory() {
	const random = new Random(1);
	let id = 5e12;
	const ids = Float64Array.from({ length: 1_000_000 }, () => (id += random.integer(1, 66_000)));
	const text = IdSet.from(ids).encode();
	collectGarbage();
	const before = process.memoryUsage();
	const decoded = IdSet.decode(text);
	if (!decoded.ok) throw new Error(decoded.reason);
	const known = decoded.ids;
	let peak = 0;
	const note = () => {
		const { heapUsed, arrayBuffers } = process.memoryUsage();
		peak = Math.max(peak, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
	};
	const gone = 654_321;
	const list = (rank: number) => ids[rank < gone ? rank : rank + 1];
	const topId = ids[ids.length - 1];
	const end = { total: ids.length - 1, topId, agreedTopId: topId };
	const pageAt = (offset: number) => {
		note();
		const length = Math.min(PAGE, end.total - offset);
		const page = Array.from({ length }, (_, index) => list(offset + index));
		return Promise.resolve({ ids: page, total: end.total });
	};
	for await (const { missing } of differences(known, end, pageAt, PAGE)) {
		const next = known.without(missing);
		note();
		next.encode();
		note();
	}
	return { 'peak MiB': (peak / 2 ** 20).toFixed(1), 'limit MiB': 64 };
}

async function main() {
	console.table([await measureMemory()]);
	for (const size of SIZES) {
		const { rows, idle } = await measureShop(size);
		console.table([idle]);
		console.table(rows);
	}
}

void main();
