import { mix, Random } from '../random';
import { seededOrderStatus } from './objects/orderSeed';
import { isSeededVariable, seededProductStatus, VARIATIONS_EACH } from './objects/productSeed';
import type { IdSequence, Resource } from './resource';
import type { Table } from './table';

/** How ids lie: without gaps, or as WordPress leaves them. */
export type IdGaps = 'dense' | 'wordpress';

/** How many objects a shop opens with. */
export interface Stock {
	orders: number;
	products: number;
	coupons: number;
	/** Users with the role `customer`. */
	customers: number;
	/** Users with the role `administrator`; every real site has one, with the lowest id. */
	administrators: number;
	categories: number;
	tags: number;
	reviews: number;
	/** Further resources, by name. */
	custom: Readonly<Record<string, number>>;
}

export interface Population {
	seed: number;
	stock: Stock;
	idGaps: IdGaps;
	/** UTC seconds; nothing is dated later than a minute before. */
	opening: number;
	tables: ReadonlyMap<string, Table>;
	resources: ReadonlyMap<string, Resource>;
}

const DAY = 86_400;
/** Far enough back to hold two clock changes. */
const HISTORY = 400 * DAY;
/** Bulk edits: many objects with one and the same modified second, as an import leaves them. */
const BULK_EDITS = 20;

/** Fills the tables and returns the next free id of each sequence. */
export function populate(population: Population): Map<IdSequence, number> {
	const { stock, tables } = population;
	const filler = new Filler(population);
	filler.fill('users', [
		{ resource: 'customers', count: stock.administrators, group: 'administrator', isDated: false },
	]);
	filler.fill('users', [{ resource: 'customers', count: stock.customers, group: 'customer' }]);
	filler.fill('terms', [{ resource: 'categories', count: stock.categories }]);
	filler.fill('terms', [{ resource: 'tags', count: stock.tags }]);
	filler.fill('posts', [
		{ resource: 'products', count: stock.products },
		{ resource: 'coupons', count: stock.coupons },
		{ resource: 'orders', count: stock.orders },
	]);
	filler.fillRefunds();
	filler.fillReviews(stock.reviews);
	for (const [resource, count] of Object.entries(stock.custom))
		filler.fill('custom', [{ resource, count }]);
	for (const table of tables.values()) table.open();
	return filler.nextIds;
}

interface Batch {
	resource: string;
	count: number;
	group?: string;
	/** False for users that WooCommerce has never saved: no modified date. */
	isDated?: boolean;
}

class Filler {
	readonly nextIds = new Map<IdSequence, number>([
		['posts', 11],
		['users', 1],
		['terms', 15],
		['comments', 1],
		['custom', 1],
	]);
	private readonly random: Random;
	private readonly bulkEdits: number[];

	constructor(private readonly population: Population) {
		this.random = new Random(mix(population.seed, 0x57a6));
		const { opening } = population;
		this.bulkEdits = Array.from({ length: BULK_EDITS }, (_, index) =>
			Math.floor(opening - 60 - (index * HISTORY) / BULK_EDITS),
		).reverse();
	}

	/** Adds batches of one sequence: mixed by chance as in a real shop, or one after the other. */
	fill(sequence: IdSequence, batches: readonly Batch[]): void {
		const total = batches.reduce((sum, batch) => sum + batch.count, 0);
		const left = batches.map((batch) => batch.count);
		const isMixed = this.population.idGaps === 'wordpress';
		let remaining = total;
		for (let done = 0; done < total; done++) {
			const number = isMixed
				? this.pickBatch(left, remaining)
				: left.findIndex((count) => count > 0);
			left[number] -= 1;
			remaining -= 1;
			this.addOne(sequence, batches[number], (done + this.random.next()) / total);
		}
		if (!isMixed) this.fillVariationsOf(batches);
	}

	/** Orders that the seed calls refunded have one refund. */
	fillRefunds(): void {
		const orders = this.table('orders');
		for (let row = 0; row < orders.length; row++) {
			if (seededOrderStatus(this.population.seed, orders.ids[row]) !== 'refunded') continue;
			const date = Math.min(orders.created[row] + DAY, this.population.opening - 60);
			this.table('refunds').add(this.nextId('posts'), date, date, 0, orders.ids[row]);
		}
	}

	fillReviews(count: number): void {
		const products = this.table('products');
		if (products.length === 0) return;
		for (let number = 0; number < count; number++) {
			const product = products.ids[this.random.integer(0, products.length - 1)];
			const date = this.dateAt(number / count);
			this.table('reviews').add(this.nextId('comments'), date, 0, 0, product);
		}
	}

	private addOne(sequence: IdSequence, batch: Batch, progress: number): void {
		const id = this.nextId(sequence);
		const created = this.dateAt(progress);
		const modified = batch.isDated === false ? 0 : this.modifiedAfter(created);
		const group = this.groupOf(batch, id);
		this.table(batch.resource).add(id, created, modified, group);
		if (batch.resource === 'products' && this.population.idGaps === 'wordpress')
			this.addVariations(id, created);
	}

	private fillVariationsOf(batches: readonly Batch[]): void {
		if (!batches.some((batch) => batch.resource === 'products')) return;
		const products = this.table('products');
		for (let row = 0; row < products.length; row++)
			this.addVariations(products.ids[row], products.created[row]);
	}

	private addVariations(product: number, created: number): void {
		if (!isSeededVariable(this.population.seed, product)) return;
		const publish = this.groupNumber('variations', 'publish');
		for (let number = 0; number < VARIATIONS_EACH; number++)
			this.table('variations').add(this.nextId('posts'), created, created, publish, product);
	}

	private groupOf(batch: Batch, id: number): number {
		const { seed } = this.population;
		const seeded: Record<string, () => string> = {
			orders: () => seededOrderStatus(seed, id),
			products: () => seededProductStatus(seed, id),
			coupons: () => 'publish',
		};
		const group = batch.group ?? seeded[batch.resource]?.();
		return group === undefined ? 0 : this.groupNumber(batch.resource, group);
	}

	private groupNumber(resource: string, group: string): number {
		return (this.population.resources.get(resource) as Resource).groups.indexOf(group);
	}

	private table(resource: string): Table {
		return this.population.tables.get(resource) as Table;
	}

	/** Revisions, images and pages take ids too, so a WordPress id is followed by a gap at times. */
	private nextId(sequence: IdSequence): number {
		const id = this.nextIds.get(sequence) as number;
		const hasGap = this.population.idGaps === 'wordpress' && this.random.chance(0.25);
		this.nextIds.set(sequence, id + 1 + (hasGap ? this.random.integer(1, 8) : 0));
		return id;
	}

	private pickBatch(left: readonly number[], remaining: number): number {
		let ticket = this.random.integer(1, remaining);
		return left.findIndex((count) => (ticket -= count) <= 0);
	}

	private dateAt(progress: number): number {
		const { opening } = this.population;
		return Math.floor(opening - DAY - HISTORY + progress * HISTORY);
	}

	private modifiedAfter(created: number): number {
		const chance = this.random.next();
		if (chance < 0.6) return created + this.random.integer(0, 300);
		if (chance < 0.7) return this.bulkEdits.find((moment) => moment >= created) ?? created;
		return created + this.random.integer(0, this.population.opening - 60 - created);
	}
}
