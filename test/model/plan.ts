import { RESOURCES } from '../../nodes/WooCommerce/resources';
import { defaultPolledResource, type PolledResource } from '../../nodes/WooCommerce/polledResource';
import { mix, Random } from '../sandbox/random';
import type { WooCommerceOptions } from '../sandbox/woocommerce/server';

/** Everything that a history has from its seed, but for what its steps do. */
export interface Plan {
	seed: number;
	/** Epoch milliseconds. */
	start: number;
	shop: WooCommerceOptions;
	watched: PolledResource[];
	/** Milliseconds that the shop takes for an answer, at most. */
	latency: number;
	/** How likely somebody changes something while the shop works an answer out. */
	bustle: number;
	steps: number;
}

/** Moments of interest: the hour that clocks skip or repeat, as a moment and read as if it were UTC. */
export const ZONES: ReadonlyArray<{ timeZone: string; moments: readonly string[] }> = [
	{
		timeZone: 'America/New_York',
		moments: [
			...['2026-03-08T02:00:00Z', '2026-03-08T07:00:00Z'],
			...['2026-11-01T01:00:00Z', '2026-11-01T06:00:00Z'],
		],
	},
	{
		timeZone: 'Europe/Berlin',
		moments: [
			...['2026-03-29T02:00:00Z', '2026-03-29T01:00:00Z'],
			...['2026-10-25T02:00:00Z', '2026-10-25T01:00:00Z'],
		],
	},
	{
		timeZone: 'Australia/Lord_Howe',
		moments: [
			...['2026-10-04T02:00:00Z', '2026-10-03T15:30:00Z'],
			...['2026-04-05T01:30:00Z', '2026-04-04T15:00:00Z'],
		],
	},
	{ timeZone: 'Pacific/Apia', moments: [] },
	{ timeZone: 'Asia/Kolkata', moments: [] },
	{ timeZone: 'UTC', moments: [] },
];
const NAMES = ['orders', 'products', 'customers', 'discounts'].filter((name) => name in RESOURCES);
const HOUR = 3_600_000;

export const TIME_ZONES: readonly string[] = ZONES.map(({ timeZone }) => timeZone);

/** What the seed makes of a history. */
export function planOf(seed: number): Plan {
	const random = new Random(mix(seed, 0x9a17));
	const { timeZone, moments } = random.pick(ZONES);
	const isNear = moments.length > 0 && random.chance(0.7);
	const around = Date.parse(isNear ? random.pick(moments) : '2026-06-17T21:40:00Z');
	const start = around + random.integer(isNear ? -HOUR : -12 * HOUR, isNear ? HOUR / 3 : 12 * HOUR);
	const pageSize = random.pick([5, 8, 20, 100]);
	const scanRequests = random.integer(1, 5);
	return {
		seed,
		start,
		shop: {
			timeZone,
			idGaps: random.pick(['dense', 'wordpress']),
			orders: random.integer(10, 40),
			products: random.integer(10, 60),
			coupons: random.integer(10, 25),
			customers: random.integer(10, 80),
			categories: 2,
			tags: 2,
			reviews: 0,
			clockSkew: random.chance(0.3) ? random.integer(-600_000, 600_000) : 0,
		},
		watched: namesFrom(random).map((name) => ({
			...defaultPolledResource(name, RESOURCES[name]),
			pageSize,
			scanRequests,
		})),
		latency: random.chance(0.3) ? random.integer(50, 3_000) : 0,
		bustle: random.chance(0.3) ? 0.1 : 0,
		steps: 240,
	};
}

/** At least one, in any order: the order is that in which a poll asks. */
function namesFrom(random: Random): string[] {
	const left = [...NAMES];
	const names: string[] = [];
	for (let count = random.integer(1, NAMES.length); count > 0; count--)
		names.push(...left.splice(random.integer(0, left.length - 1), 1));
	return names;
}

/** The sandbox's name of what is watched. */
export function sandboxName({ resource }: PolledResource): string {
	return resource.path.replace(/^.*\//, '');
}
