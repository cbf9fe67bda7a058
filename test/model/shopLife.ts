import { naiveUtc, readNaiveUtc } from '../../nodes/core/dates';
import type { JsonObject } from '../sandbox/json';
import type { Random } from '../sandbox/random';
import type { Shop } from '../sandbox/woocommerce/shop';

type Edit = (random: Random, number: number) => JsonObject;

/** Changes that any PUT makes, by the sandbox's name of the resource. */
const EDITS: Readonly<Record<string, readonly Edit[]>> = {
	orders: [
		(_random, number) => ({ customer_note: `Note ${number}` }),
		(random) => ({ status: random.pick(['pending', 'processing', 'on-hold', 'completed']) }),
		(_random, number) => ({ meta_data: [{ key: '_tracking', value: `T${number}` }] }),
		(_random, number) => ({ billing: { city: `City ${number}` } }),
	],
	products: [
		(_random, number) => ({ name: `Name ${number}` }),
		(random) => ({ regular_price: `${random.integer(10, 99)}.00` }),
		(_random, number) => ({ description: `<p>${number}</p>` }),
		(random) => ({ manage_stock: true, stock_quantity: random.integer(0, 50) }),
	],
	customers: [
		(_random, number) => ({ first_name: `First ${number}` }),
		(_random, number) => ({ billing: { phone: `555-${number}` } }),
		(_random, number) => ({ meta_data: [{ key: '_level', value: `L${number}` }] }),
		(random) => ({ role: random.pick(['customer', 'subscriber', 'shop_manager']) }),
	],
	coupons: [
		// Measured: these move the modified date …
		(_random, number) => ({ code: `code-${number}` }),
		(_random, number) => ({ description: `Text ${number}` }),
		// … and these do not.
		(random) => ({ amount: `${random.integer(1, 99)}.00` }),
		(random) => ({ usage_limit: random.integer(1, 500) }),
		(random) => ({ date_expires_gmt: `2027-01-${random.integer(10, 28)}T00:00:00` }),
	],
};

/** Fields with two values, so that A, B, A, B comes about over any stretch of time. */
export const SWITCHES: Readonly<Record<string, readonly (readonly [JsonObject, JsonObject])[]>> = {
	orders: [[{ customer_note: 'A' }, { customer_note: 'B' }]],
	products: [[{ catalog_visibility: 'visible' }, { catalog_visibility: 'hidden' }]],
	customers: [[{ last_name: 'A' }, { last_name: 'B' }]],
	coupons: [
		[{ free_shipping: false }, { free_shipping: true }],
		[{ description: 'A' }, { description: 'B' }],
	],
};

/** Changes behind WooCommerce's back, where a poll reads contents and so must find them. */
export const DIRECT_EDITS: Readonly<Record<string, Edit>> = {
	customers: (_random, number) => ({ first_name: `Direct ${number}` }),
	coupons: (_random, number) => ({ usage_count: number }),
};

/** Objects whose creation saves a product or an order that was not edited. */
export const TOUCHES: Readonly<Record<string, readonly [resource: string, parent: string]>> = {
	orders: ['refunds', 'parent_id'],
	products: ['reviews', 'product_id'],
};

/** A slow transaction shows up so late; the design promises two minutes. */
const LATEST_MS = 110_000;

interface Doing {
	weight: number;
	/** Returns what it did, or undefined where it cannot be done now. */
	run(life: ShopLife, resource: string, random: Random): string | undefined;
}

const DOINGS: readonly Doing[] = [
	{ weight: 22, run: (life, resource) => life.create(resource, {}) },
	{ weight: 30, run: (life, resource, random) => life.edit(resource, random) },
	{ weight: 14, run: (life, resource, random) => life.flip(resource, random) },
	{
		weight: 6,
		run: (life, resource, random) => life.update(resource, life.pick(resource, random), {}),
	},
	{ weight: 6, run: (life, resource, random) => life.editDirectly(resource, random) },
	{ weight: 6, run: (life, resource, random) => life.writeLate(resource, random) },
	{ weight: 4, run: (life, resource, random) => life.touch(resource, random) },
	{ weight: 3, run: (life, resource) => life.draft(resource) },
	{ weight: 3, run: (life) => life.placeDraft() },
];

/** What happens in a shop: everything by chance, and nothing twice the same. */
export class ShopLife {
	private number = 100;
	private readonly drafts: number[] = [];

	/** @param since when watching of a resource began: what shows up late is dated no earlier */
	constructor(
		private readonly shop: Shop,
		readonly resources: readonly string[],
		private readonly since: (resource: string) => number | undefined,
	) {}

	/** One change of one object. */
	change(random: Random, resource = random.pick(this.resources)): string {
		let ticket = random.integer(
			1,
			DOINGS.reduce((sum, { weight }) => sum + weight, 0),
		);
		const doing = DOINGS.find(({ weight }) => (ticket -= weight) <= 0) ?? DOINGS[0];
		return doing.run(this, resource, random) ?? this.edit(resource, random);
	}

	/** Everything at once, as an import does it: all of one second, some pages long. */
	burst(random: Random, count: number): string {
		const resource = random.pick(this.resources);
		const isImport = random.chance(0.4);
		const ids = this.shop.ids(resource).slice(0, count);
		if (isImport) for (let made = 0; made < count; made++) this.create(resource, {});
		else for (const id of ids) this.update(resource, id, this.draw(resource, random));
		return isImport ? `create ${count} ${resource}` : `update ${ids.length} ${resource}`;
	}

	create(resource: string, partial: JsonObject): string {
		const { id } = this.shop.create(resource, partial);
		return `create ${resource} ${id} ${JSON.stringify(partial)}`;
	}

	edit(resource: string, random: Random): string {
		return this.update(resource, this.pick(resource, random), this.draw(resource, random));
	}

	flip(resource: string, random: Random): string {
		return this.waver(resource, this.pick(resource, random), random.next());
	}

	/**
	 * Gives a field of an object the other one of its two values.
	 *
	 * @param fraction picks the field
	 */
	waver(resource: string, id: number, fraction: number): string {
		return this.update(resource, id, this.otherValue(resource, id, fraction));
	}

	editDirectly(resource: string, random: Random): string | undefined {
		const patch = DIRECT_EDITS[resource]?.(random, ++this.number);
		if (patch === undefined) return undefined;
		const id = this.pick(resource, random);
		this.shop.editDirectly(resource, id, patch);
		return `edit ${resource} ${id} directly ${JSON.stringify(patch)}`;
	}

	/** A change, or an object, that is dated when its slow transaction began. */
	writeLate(resource: string, random: Random): string | undefined {
		const now = this.shop.now() * 1000;
		const isLate = (at: number) =>
			at <= now - 6_000 && at >= now - LATEST_MS && at > (this.since(resource) ?? Infinity);
		const at = now - random.integer(6_000, LATEST_MS);
		const id = this.pick(resource, random);
		const own = readNaiveUtc(this.shop.get(resource, id)?.date_modified_gmt) ?? 0;
		// Two transactions of one second, of which one is slow: then the date does not move.
		const date = naiveUtc(isLate(own) ? own : at);
		if (!isLate(own) && !isLate(at)) return undefined;
		if (!isLate(own) && random.chance(0.4))
			return this.create(resource, { date_created_gmt: date, date_modified_gmt: date });
		const patch = this.otherValue(resource, id, random.next());
		this.shop.editDirectly(resource, id, { ...patch, date_modified_gmt: date });
		return `late ${resource} ${id} ${JSON.stringify(patch)} ${date}`;
	}

	touch(resource: string, random: Random): string | undefined {
		if (!(resource in TOUCHES)) return undefined;
		const [by, parent] = TOUCHES[resource];
		return this.create(by, { [parent]: this.pick(resource, random) });
	}

	/** A cart at the checkout: some versions list it, but it is not yet an order. */
	draft(resource: string): string | undefined {
		if (resource !== 'orders') return undefined;
		const { id } = this.shop.create('orders', { status: 'checkout-draft' });
		this.drafts.push(Number(id));
		return `draft orders ${id}`;
	}

	placeDraft(): string | undefined {
		const id = this.drafts.shift();
		return id === undefined ? undefined : this.update('orders', id, { status: 'processing' });
	}

	update(resource: string, id: number, patch: JsonObject): string {
		this.shop.update(resource, id, patch);
		return `update ${resource} ${id} ${JSON.stringify(patch)}`;
	}

	/** Half of all that happens, happens to a few. */
	pick(resource: string, random: Random): number {
		const ids = this.shop.ids(resource).filter((id) => !this.drafts.includes(id));
		const favourites = random.pick([ids.slice(0, 3), ids.slice(-3)]);
		return random.pick(random.chance(0.5) ? favourites : ids);
	}

	private otherValue(resource: string, id: number, fraction: number): JsonObject {
		const choices = SWITCHES[resource];
		const [first, second] = choices[Math.floor(fraction * choices.length)];
		const [field] = Object.keys(first);
		return this.shop.get(resource, id)?.[field] === first[field] ? second : first;
	}

	private draw(resource: string, random: Random): JsonObject {
		return random.pick(EDITS[resource])(random, ++this.number);
	}
}
