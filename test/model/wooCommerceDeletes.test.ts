import type { Change } from '../../nodes/core/event';
import { RESOURCES } from '../../nodes/WooCommerce/resources';
import { defaultPolledResource } from '../../nodes/WooCommerce/polledResource';
import { ManualClock } from '../sandbox/clock';
import { mix, Random } from '../sandbox/random';
import type { JsonObject } from '../sandbox/json';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import type { ShopFault } from '../sandbox/woocommerce/faults';
import { Polling } from '../unit/WooCommerce/poll/polling';

const HISTORIES = Number(process.env.SIGNED_EVENTS_HISTORIES ?? 6);
const SEED = process.env.SIGNED_EVENTS_SEED;
const STEPS = 40;
const NAMES = ['orders', 'products', 'customers', 'discounts'];
const HAS_TRASH = ['orders', 'products', 'discounts'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const sandboxName = (name: string) => (name === 'discounts' ? 'coupons' : name);

/** How a shop lies, for the length of one poll. */
const LIES: readonly ShopFault[] = [
	{ kind: 'emptyList' },
	{ kind: 'wrongTotal', by: -1 },
	{ kind: 'wrongTotal', by: 3 },
	{ kind: 'wrongTotal', by: -200 },
	{ kind: 'missingRows' },
	{ kind: 'missingRows', rows: 2 },
	{ kind: 'status', status: 500 },
	{ kind: 'half' },
];

/** The events that each object must have had, and its states. */
class Ledger {
	/** Ids of events, so that none comes twice. */
	private readonly ids = new Set<string>();
	private readonly deletes = new Map<string, number>();
	private readonly due = new Map<string, number>();

	/** A living, known object was deleted; it must be told once. */
	expect(name: string, id: number): void {
		const key = `${name} ${id}`;
		this.due.set(key, (this.due.get(key) ?? 0) + 1);
	}

	tell({ eventType, objectType, objectId, revision }: Change): void {
		const key = `${objectType} ${objectId}`;
		const event = `${eventType} ${key} ${revision}`;
		if (this.ids.has(event)) throw new Error(`Put out twice: ${event}`);
		this.ids.add(event);
		if (eventType !== 'DELETED') return;
		this.deletes.set(key, (this.deletes.get(key) ?? 0) + 1);
		if (this.count(this.deletes, key) > this.count(this.due, key))
			throw new Error(`Invented: ${event}`);
	}

	/** At the end: what was deleted and not told. */
	missing(): string[] {
		return [...this.due.keys()].filter(
			(key) => this.count(this.deletes, key) < this.count(this.due, key),
		);
	}

	private count(counts: ReadonlyMap<string, number>, key: string): number {
		return counts.get(key) ?? 0;
	}
}

/** A shop whose life consists of deletes, and a node that watches it. */
class History {
	readonly ledger = new Ledger();
	private readonly trashed = new Map<string, Set<number>>();
	private readonly touched = new Set<string>();

	constructor(
		private readonly random: Random,
		private readonly clock: ManualClock,
		private readonly sandbox: Sandbox,
		private readonly polling: Polling,
	) {}

	private get shop() {
		return this.sandbox.wooCommerce.shop;
	}

	/** Something happens; each object is deleted or restored at most once between two good polls. */
	live(): void {
		const { random } = this;
		const name = random.pick(NAMES);
		const kind = random.integer(1, 10);
		if (kind <= 3) this.end(name, 1);
		else if (kind === 4) this.end(name, random.integer(5, 30));
		else if (kind === 5) this.end(name, random.integer(60, 150));
		else if (kind <= 7) this.restore(name);
		else if (kind === 8) this.shop.create(sandboxName(name), this.blank(name));
		else if (kind === 9) this.importOld(name);
		else this.burnTrash(name);
		this.clock.advance(random.pick([500, 3_000, 20_000]));
	}

	/** A poll of a shop that lies, or of one that is disturbed or cut short. */
	async poll(): Promise<void> {
		const { random, sandbox, clock } = this;
		clock.advance(random.pick([10_000, MINUTE, 12 * MINUTE, HOUR]));
		const { faults } = sandbox.wooCommerce;
		const lies = random.chance(0.5);
		const probability = random.pick([0.2, 0.5, 1]);
		const rule = lies ? faults.push({ effect: random.pick(LIES), probability }) : undefined;
		let requests = random.chance(0.2) ? random.integer(1, 12) : Infinity;
		this.take((await this.polling.poll(() => requests-- > 0)).changes);
		rule?.remove();
	}

	/** Polls of an honest shop until nothing is left to tell. */
	async settle(): Promise<void> {
		for (let polls = 0; polls < 5; polls++) {
			this.clock.advance(HOUR + MINUTE);
			this.take((await this.polling.poll()).changes);
		}
		this.touched.clear();
		expect(this.ledger.missing()).toEqual([]);
		for (const name of NAMES) {
			const known = [...(this.polling.state?.resources[name].ids ?? [])];
			expect([name, known]).toEqual([name, this.shop.ids(sandboxName(name))]);
		}
	}

	private take(changes: readonly Change[]): void {
		for (const change of changes) this.ledger.tell(change);
	}

	private end(name: string, count: number): void {
		const { random } = this;
		const known = this.polling.state?.resources[name].ids;
		const resource = sandboxName(name);
		const there = this.shop.ids(resource).filter((id) => known?.has(id) === true);
		const free = there.filter((id) => !this.touched.has(`${name} ${id}`));
		const from = random.integer(0, Math.max(0, free.length - count));
		const isCluster = random.chance(0.5);
		const ids = isCluster ? free.slice(from, from + count) : this.draw(free, count);
		const toTrash = HAS_TRASH.includes(name) && random.chance(0.5);
		for (const id of ids) {
			if (toTrash) this.shop.trash(resource, id);
			else this.shop.remove(resource, id);
			if (toTrash) this.trashOf(name).add(id);
			this.touched.add(`${name} ${id}`);
			this.ledger.expect(name, id);
		}
	}

	private restore(name: string): void {
		const trash = [...this.trashOf(name)].filter((id) => !this.touched.has(`${name} ${id}`));
		if (trash.length === 0) return;
		const id = this.random.pick(trash);
		this.trashOf(name).delete(id);
		this.shop.restore(sandboxName(name), id);
	}

	/** A final delete of an object in the trash that was already emitted. */
	private burnTrash(name: string): void {
		const trash = [...this.trashOf(name)].filter((id) => !this.touched.has(`${name} ${id}`));
		for (const id of trash.slice(0, 5)) {
			this.trashOf(name).delete(id);
			this.shop.remove(sandboxName(name), id);
		}
	}

	/** No window shows it; with a delete between the same two polls the shop's count stays as it was. */
	private importOld(name: string): void {
		const date = '2025-01-01T00:00:00';
		const dates = { date_created_gmt: date, date_modified_gmt: date };
		this.shop.create(sandboxName(name), { ...this.blank(name), ...dates });
	}

	private blank(name: string): JsonObject {
		return name === 'orders' ? { line_items: [] } : {};
	}

	private trashOf(name: string): Set<number> {
		const trash = this.trashed.get(name) ?? new Set<number>();
		this.trashed.set(name, trash);
		return trash;
	}

	private draw(ids: readonly number[], count: number): number[] {
		const left = [...ids];
		const drawn: number[] = [];
		while (drawn.length < count && left.length > 0)
			drawn.push(...left.splice(this.random.integer(0, left.length - 1), 1));
		return drawn;
	}
}

async function runHistory(seed: number): Promise<void> {
	const random = new Random(mix(seed, 0xde1e));
	const clock = new ManualClock('2026-05-01T12:00:00Z');
	const sandbox = await startSandbox({
		seed,
		clock,
		wooCommerce: { idGaps: 'wordpress', orders: 300, products: 250, customers: 350, coupons: 150 },
	});
	const pageSize = random.pick([7, 20, 100]);
	const watched = NAMES.map((name) => ({
		...defaultPolledResource(name, RESOURCES[name]),
		pageSize,
	}));
	const polling = new Polling(sandbox, clock, watched);
	try {
		await polling.poll();
		const history = new History(random, clock, sandbox, polling);
		await history.settle();
		for (let step = 1; step <= STEPS; step++) {
			history.live();
			if (random.chance(0.4)) await history.poll();
			if (step % 10 === 0) await history.settle();
		}
	} finally {
		await sandbox.close();
	}
}

describe('a shop that deletes, restores and lies', () => {
	// Four hundred zones a window are most of a history's time, and not what this is about.
	beforeAll(() => {
		jest.spyOn(Intl, 'supportedValuesOf').mockReturnValue(['America/New_York']);
	});
	const seeds =
		SEED === undefined ? [...Array(HISTORIES).keys()].map((n) => n + 1) : [Number(SEED)];
	it.each(seeds)(
		'seed %i: every delete once, none invented, the ids those of the shop',
		runHistory,
		60_000,
	);
});
