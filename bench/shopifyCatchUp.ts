import { TOPICS } from '../nodes/Shopify/topics/topics';
import { KINDS } from '../test/sandbox/shopify/kinds';
import { CatchUpStage, MINUTE, SETTLED } from '../test/unit/Shopify/catchUp/stage';
import type { Row, Table } from './table';

const DEFAULT = ['orders/create', 'orders/updated'];
const CHOICES: Record<string, readonly string[]> = {
	'default topics': DEFAULT,
	'the example’s three topics': [...DEFAULT, 'customers/create'],
	'orders with deletions': [...DEFAULT, 'orders/delete'],
	'all topics with catch-up': [...TOPICS.values()]
		.filter(({ foundIn }) => foundIn !== undefined)
		.map(({ topic }) => topic),
};
const GAPS = [0, 10, 1_000, 10_000, 25_000];

/** Counts what Shopify's catch-up costs, in requests and in time that it waits for the rate limit. */
export async function shopifyCatchUp(): Promise<Table[]> {
	const idle: Row[] = [];
	for (const [name, topics] of Object.entries(CHOICES)) idle.push(await idleCost(name, topics));
	const gaps: Row[] = [];
	for (const orders of GAPS) gaps.push(await gapCost(orders));
	return [
		{
			title: 'Shopify: what a check without changes costs',
			legend:
				'Requests of catch-up alone, in the simulated shop with 200 objects of each kind. Points of the rate limit, of which Shopify’s standard plan restores 100 a second. Exact counts.',
			rows: idle,
		},
		{
			title: 'Shopify: what a gap costs',
			legend:
				'Orders that were created while n8n was off, with the default topics. Looks until all are found, their requests, and the time that they waited to leave half of the rate limit to others.',
			rows: gaps,
		},
	];
}

async function idleCost(name: string, topics: readonly string[]): Promise<Row> {
	const stage = new CatchUpStage([...topics]);
	for (const [type, { parent }] of Object.entries(KINDS))
		if (parent === undefined) for (let count = 0; count < 200; count++) stage.objects.create(type);
	await stage.begin();
	const activation = stage.requests();
	const before = stage.pointsLeft();
	const { changes } = await stage.look();
	const requests = stage.requests();
	return {
		topics: name,
		lists: stage.lists.length,
		'requests at activation': { value: activation, goal: { atMost: 1 } },
		'requests per check': { value: requests, goal: { atMost: 2 * stage.lists.length } },
		'points per check': before - stage.pointsLeft(),
		found: { value: changes.length, goal: { atMost: 0 } },
	};
}

async function gapCost(orders: number): Promise<Row> {
	const stage = new CatchUpStage(DEFAULT);
	await stage.begin();
	for (let count = 0; count < orders; count++) {
		stage.objects.create('orders');
		stage.clock.advance(1_000);
	}
	stage.clock.advance(SETTLED);
	stage.requests();
	const found = new Set<string>();
	let looks = 0;
	let waited = 0;
	do {
		const before = stage.clock.now();
		for (const change of await stage.found()) found.add(change);
		waited += stage.clock.now() - before;
		stage.clock.advance(15 * MINUTE);
	} while (++looks < 20 && stage.cursor.behind !== undefined);
	return {
		orders,
		found: { value: found.size, goal: { atLeast: orders } },
		looks,
		requests: stage.requests(),
		'waited, s': Math.round(waited / 1_000),
	};
}
