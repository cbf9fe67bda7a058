import { naiveUtc, readNaiveUtc } from '../../nodes/core/dates';
import type { JsonObject } from '../sandbox/json';
import type { SkewedClock } from '../sandbox/clock';
import { Random } from '../sandbox/random';
import { HIDDEN_STATUS } from '../sandbox/woocommerce/objects/posts';
import type { Shop } from '../sandbox/woocommerce/shop';
import { DIRECT_EDITS, SWITCHES, TOUCHES } from './shopLife';

/** What an act or a step takes, by name: small numbers, so that a history can shrink. */
export type Numbers = Readonly<Record<string, number>>;
/** The least and the most that a number can be, by name. */
export type Ranges = Readonly<Record<string, readonly [number, number]>>;

interface Act {
	weight: number;
	ranges: Ranges;
	/** Returns what it did, or undefined where it cannot be done now. */
	run(acts: ShopActs, numbers: Numbers): string | undefined;
}

/** A change of the shop: one of `ACTS`, and its numbers. */
export interface ActCall {
	act: string;
	numbers: Numbers;
}

/** Two editable fields, by the sandbox's name of the resource. The second of coupons moves no date. */
const NOTES: Readonly<Record<string, readonly [string, string]>> = {
	orders: ['customer_note', 'transaction_id'],
	products: ['name', 'description'],
	customers: ['first_name', 'username_note'],
	coupons: ['description', 'amount'],
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How old an import's dates are. */
const AGES = [HOUR, 30 * HOUR, 400 * DAY];
/** A slow transaction shows up so late, a clock goes back so far; the design promises two minutes. */
export const LATEST_MS = 110_000;

const OF = [0, 1] as const;
const AT = [0, 5] as const;
const LATE = [6, LATEST_MS / 1000] as const;

/** All that can happen in a shop, in small numbers: `of` which resource, `at` which of its objects. */
export const ACTS: Readonly<Record<string, Act>> = {
	create: { weight: 10, ranges: { of: OF }, run: (acts, { of }) => acts.create(of, {}) },
	edit: {
		weight: 14,
		ranges: { of: OF, at: AT, how: [0, 1] },
		run: (acts, { of, at, how }) => acts.edit(of, at, how),
	},
	waver: {
		weight: 12,
		ranges: { of: OF, at: AT, how: [0, 1] },
		run: (acts, { of, at, how }) => acts.waver(of, at, how),
	},
	save: { weight: 3, ranges: { of: OF, at: AT }, run: (acts, { of, at }) => acts.save(of, at, {}) },
	direct: { weight: 5, ranges: { of: OF, at: AT }, run: (acts, { of, at }) => acts.direct(of, at) },
	several: {
		weight: 5,
		ranges: { of: OF, at: AT, count: [2, 6] },
		run: (acts, { of, at, count }) => acts.several(of, at, count),
	},
	import: {
		weight: 4,
		ranges: { of: OF, age: [0, AGES.length - 1] },
		run: (acts, { of, age }) => acts.importOld(of, AGES[age]),
	},
	late: {
		weight: 6,
		ranges: { of: OF, at: AT, seconds: LATE },
		run: (acts, { of, at, seconds }) => acts.late(of, at, seconds),
	},
	lateBirth: {
		weight: 3,
		ranges: { of: OF, seconds: LATE },
		run: (acts, { of, seconds }) => acts.lateBirth(of, seconds),
	},
	touch: { weight: 3, ranges: { of: OF, at: AT }, run: (acts, { of, at }) => acts.touch(of, at) },
	hide: { weight: 3, ranges: { of: OF, at: AT }, run: (acts, { of, at }) => acts.hide(of, at) },
	visit: { weight: 2, ranges: { of: OF, at: AT }, run: (acts, { of, at }) => acts.visit(of, at) },
	sell: { weight: 2, ranges: { of: OF, at: AT }, run: (acts, { of, at }) => acts.sell(of, at) },
	draft: { weight: 2, ranges: {}, run: (acts) => acts.draft() },
	place: { weight: 2, ranges: {}, run: (acts) => acts.place() },
	expire: { weight: 1, ranges: {}, run: (acts) => acts.expire() },
	trash: { weight: 7, ranges: { of: OF, at: AT }, run: (acts, { of, at }) => acts.trash(of, at) },
	remove: { weight: 6, ranges: { of: OF, at: AT }, run: (acts, { of, at }) => acts.remove(of, at) },
	sweep: {
		weight: 3,
		ranges: { of: OF, at: AT, count: [2, 3] },
		run: (acts, { of, at, count }) => acts.sweep(of, at, count),
	},
	restore: {
		weight: 6,
		ranges: { of: OF, at: AT },
		run: (acts, { of, at }) => acts.restore(of, at),
	},
	burn: { weight: 3, ranges: { of: OF, at: AT }, run: (acts, { of, at }) => acts.burn(of, at) },
	revive: { weight: 2, ranges: { of: OF, at: AT }, run: (acts, { of, at }) => acts.revive(of, at) },
};

/** What happens in a small shop, told by numbers. */
export class ShopActs {
	private number = 100;
	private drafts: number[] = [];
	private readonly removed = new Map<string, number[]>();
	/** How many slow saves kept a date, by object and date. */
	private readonly slowSaves = new Map<string, number>();
	/** The latest that the shop's clock has been at. */
	private latest = 0;

	/** @param since when watching of a resource began: what shows up late is dated no earlier */
	constructor(
		private readonly shop: Shop,
		private readonly clock: SkewedClock,
		private readonly resources: readonly string[],
		private readonly since: (resource: string) => number | undefined,
	) {}

	run({ act, numbers }: ActCall): string {
		this.noteTime();
		return ACTS[act].run(this, numbers) ?? `${act} cannot be done`;
	}

	/** Sets the shop's clock; back by no more than the design promises to bear, and not to before watching began. */
	stepClock(seconds: number): string {
		this.noteTime();
		const before = this.clock.now();
		const beginnings = this.resources.map((resource) => this.since(resource) ?? 0);
		const earliest = Math.max(this.latest - LATEST_MS, ...beginnings);
		const wanted = Math.max(before + seconds * 1000, earliest);
		this.clock.skew += wanted - before;
		return `the shop's clock steps by ${(wanted - before) / 1000} s`;
	}

	create(of: number, partial: JsonObject): string {
		const resource = this.resource(of);
		const { id } = this.shop.create(resource, partial);
		return `create ${resource} ${id} ${JSON.stringify(partial)}`;
	}

	edit(of: number, at: number, how: number): string | undefined {
		const field = NOTES[this.resource(of)][how];
		const number = ++this.number;
		return this.save(of, at, { [field]: field === 'amount' ? `${number}.00` : `Text ${number}` });
	}

	waver(of: number, at: number, how: number): string | undefined {
		const id = this.living(of, at);
		return id === undefined ? undefined : this.save(of, at, this.otherValue(of, id, how));
	}

	save(of: number, at: number, patch: JsonObject): string | undefined {
		const [resource, id] = [this.resource(of), this.living(of, at)];
		if (id === undefined) return undefined;
		this.shop.update(resource, id, patch);
		return `update ${resource} ${id} ${JSON.stringify(patch)}`;
	}

	direct(of: number, at: number): string | undefined {
		const [resource, id] = [this.resource(of), this.living(of, at)];
		const patch = DIRECT_EDITS[resource]?.(new Random(0), ++this.number);
		if (id === undefined || patch === undefined) return undefined;
		this.shop.editDirectly(resource, id, patch);
		return `edit ${resource} ${id} directly ${JSON.stringify(patch)}`;
	}

	/** All within one second, some of it to one object. */
	several(of: number, at: number, count: number): string {
		const done = Array.from({ length: count }, (_none, turn) =>
			turn % 4 === 3 ? this.create(of, {}) : this.waver(of, at + (turn >> 1), turn % 2),
		);
		return done.join('; ');
	}

	/** No window shows it. */
	importOld(of: number, age: number): string {
		return this.create(of, bothDates(this.clock.now() - age));
	}

	/** A change that is dated when its slow transaction began. */
	late(of: number, at: number, seconds: number): string | undefined {
		const [resource, id] = [this.resource(of), this.living(of, at)];
		if (id === undefined) return undefined;
		const own = readNaiveUtc(this.shop.get(resource, id)?.date_modified_gmt) ?? 0;
		// Two transactions of one second, of which one is slow: then the date does not move.
		const date = this.isBearable(resource, own) ? own : this.clock.now() - seconds * 1000;
		if (!this.isBearable(resource, date)) return undefined;
		const key = `${resource} ${id} ${naiveUtc(date)}`;
		const slowSaves = this.slowSaves.get(key) ?? 0;
		// Revisions tell B, A, B of one second apart; a fourth of that second, as slow, they do not.
		if (slowSaves === 2) return undefined;
		this.slowSaves.set(key, slowSaves + 1);
		const patch = this.otherValue(of, id, 0);
		this.shop.editDirectly(resource, id, { ...patch, date_modified_gmt: naiveUtc(date) });
		return `late ${resource} ${id} ${JSON.stringify(patch)} ${naiveUtc(date)}`;
	}

	lateBirth(of: number, seconds: number): string | undefined {
		const date = this.clock.now() - seconds * 1000;
		return this.isBearable(this.resource(of), date) ? this.create(of, bothDates(date)) : undefined;
	}

	touch(of: number, at: number): string | undefined {
		const [resource, id] = [this.resource(of), this.living(of, at)];
		if (id === undefined || !(resource in TOUCHES)) return undefined;
		const [by, parent] = TOUCHES[resource];
		this.shop.create(by, { [parent]: id });
		return `touch ${resource} ${id} by ${by}`;
	}

	/** Moves an object into a status that no list shows, or back. */
	hide(of: number, at: number): string | undefined {
		const [resource, id] = [this.resource(of), this.living(of, at)];
		const shown = { orders: 'processing', products: 'publish' }[resource];
		if (shown === undefined || id === undefined) return undefined;
		const isHidden = this.shop.get(resource, id)?.status === HIDDEN_STATUS;
		return this.save(of, at, { status: isHidden ? shown : HIDDEN_STATUS });
	}

	visit(of: number, at: number): string | undefined {
		const [resource, id] = [this.resource(of), this.living(of, at)];
		if (resource !== 'customers' || id === undefined) return undefined;
		this.shop.noteVisit(id);
		return `visit of customer ${id}`;
	}

	/** What is sold moves no date, unless its stock is counted. */
	sell(of: number, at: number): string | undefined {
		const [resource, id] = [this.resource(of), this.living(of, at)];
		if (resource !== 'products' || id === undefined) return undefined;
		this.shop.create('orders', { line_items: [{ product_id: id, quantity: 1 }] });
		return `sell product ${id}`;
	}

	/** A cart at the checkout: some versions list it, but it is not yet an order. */
	draft(): string | undefined {
		if (!this.resources.includes('orders')) return undefined;
		const { id } = this.shop.create('orders', { status: 'checkout-draft' });
		this.drafts.push(Number(id));
		return `draft orders ${id}`;
	}

	place(): string | undefined {
		const id = this.drafts.shift();
		if (id === undefined) return undefined;
		this.shop.update('orders', id, { status: 'processing' });
		return `place orders ${id}`;
	}

	expire(): string | undefined {
		const id = this.drafts.shift();
		if (id === undefined) return undefined;
		this.shop.remove('orders', id);
		return `expire orders ${id}`;
	}

	trash(of: number, at: number): string | undefined {
		const [resource, id] = [this.resource(of), this.living(of, at)];
		if (resource === 'customers') return this.remove(of, at);
		if (id === undefined) return undefined;
		this.shop.trash(resource, id);
		return `trash ${resource} ${id}`;
	}

	remove(of: number, at: number): string | undefined {
		return this.end(of, this.living(of, at));
	}

	/** Neighbours go together, and what is listed after them moves up. */
	sweep(of: number, at: number, count: number): string {
		const done = Array.from({ length: count }, () => this.remove(of, at));
		return done.join('; ');
	}

	restore(of: number, at: number): string | undefined {
		const [resource, id] = [this.resource(of), this.trashed(of, at)];
		if (id === undefined) return undefined;
		this.shop.restore(resource, id);
		return `restore ${resource} ${id}`;
	}

	/** The trash is emptied. */
	burn(of: number, at: number): string | undefined {
		return this.end(of, this.trashed(of, at));
	}

	/** An id that was gone comes back, as from a backup. */
	revive(of: number, at: number): string | undefined {
		const id = pick(this.removed.get(this.resource(of)) ?? [], at);
		if (id === undefined) return undefined;
		const removed = this.removed.get(this.resource(of)) ?? [];
		removed.splice(removed.indexOf(id), 1);
		return this.create(of, { id });
	}

	private end(of: number, id: number | undefined): string | undefined {
		if (id === undefined) return undefined;
		const resource = this.resource(of);
		this.shop.remove(resource, id);
		this.removed.set(resource, [...(this.removed.get(resource) ?? []), id]);
		return `remove ${resource} ${id}`;
	}

	private otherValue(of: number, id: number, how: number): JsonObject {
		const resource = this.resource(of);
		const choices = SWITCHES[resource];
		const [first, second] = choices[how % choices.length];
		const [field] = Object.keys(first);
		return this.shop.get(resource, id)?.[field] === first[field] ? second : first;
	}

	private isBearable(resource: string, date: number): boolean {
		const isLate = date <= this.clock.now() - 6_000 && date >= this.latest - LATEST_MS;
		return isLate && date > (this.since(resource) ?? Infinity);
	}

	private noteTime(): void {
		this.latest = Math.max(this.latest, this.clock.now());
	}

	private resource(of: number): string {
		return this.resources[of % this.resources.length];
	}

	private living(of: number, at: number): number | undefined {
		const ids = this.shop.ids(this.resource(of));
		return pick(
			ids.filter((id) => !this.drafts.includes(id)),
			at,
		);
	}

	private trashed(of: number, at: number): number | undefined {
		const resource = this.resource(of);
		return resource === 'customers' ? undefined : pick(this.shop.ids(resource, 'trash'), at);
	}
}

function bothDates(at: number): JsonObject {
	return { date_created_gmt: naiveUtc(at), date_modified_gmt: naiveUtc(at) };
}

function pick(ids: readonly number[], at: number): number | undefined {
	return ids[at % ids.length];
}
