import type { Clock } from '../clock';
import type { JsonObject } from '../json';
import { mix, Random } from '../random';
import type { IdGaps, Stock } from './population';
import type { Resource, ShopView } from './resource';
import { Table } from './table';
import type { SiteZone } from './zone';

export interface ShopSetup {
	seed: number;
	clock: Clock;
	zone: SiteZone;
	/** Scheme, host and folder as the site is configured, without a trailing slash. */
	siteUrl: string;
	/** With plain permalinks the REST API has no path. */
	permalinks: 'pretty' | 'plain';
	resources: readonly Resource[];
	stock: Stock;
	idGaps: IdGaps;
}

/** The methods in a `self` link, since WordPress 6.7. */
export const ALLOWED_METHODS: JsonObject = { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] };

/** The reading half of a shop: its tables, and the objects that they and the seed make. */
export class ShopReader implements ShopView {
	readonly seed: number;
	readonly zone: SiteZone;
	readonly random: Random;
	readonly resources: ReadonlyMap<string, Resource>;

	/** Fields that a plugin adds to each row at the moment of reading, by resource; in lists, GET and webhooks alike. */
	readonly pluginFields = new Map<string, (object: JsonObject) => JsonObject>();

	protected readonly tables = new Map<string, Table>();
	private innerIds = 2_000_000_000;

	constructor(protected readonly setup: ShopSetup) {
		this.seed = setup.seed;
		this.zone = setup.zone;
		this.random = new Random(mix(setup.seed, 0x4ead));
		this.resources = new Map(setup.resources.map((resource) => [resource.name, resource]));
		for (const resource of setup.resources) {
			const table = new Table(resource.groups.length);
			table.addKeys(resource.sortKeys(this, table));
			this.tables.set(resource.name, table);
		}
	}

	resource(name: string): Resource {
		const resource = this.resources.get(name);
		if (!resource) throw new Error(`The sandbox has no resource ${name}`);
		return resource;
	}

	table(name: string): Table {
		const table = this.tables.get(name);
		if (!table) throw new Error(`The sandbox has no resource ${name}`);
		return table;
	}

	read(name: string, row: number): JsonObject {
		const object = this.stored(name, row);
		this.resource(name).finish?.(this, object, row);
		return object;
	}

	stored(name: string, row: number): JsonObject {
		const base = this.baseOf(this.resource(name), row);
		return { ...base, ...this.table(name).contents.get(row), ...this.columns(name, row) };
	}

	/** The fields that live in columns: id, dates, status or role. They cost next to nothing. */
	columns(name: string, row: number): JsonObject {
		const resource = this.resource(name);
		const table = this.table(name);
		const { groupField, groups } = resource;
		return {
			id: table.ids[row],
			...(groupField !== undefined && { [groupField]: groups[table.groups[row]] }),
			...resource.dates(this, table.created[row], table.modified[row] || null),
		};
	}

	/** An object with its links, as the API shows it. */
	present(name: string, row: number): JsonObject {
		const object = this.read(name, row);
		const links: JsonObject = {};
		const all = this.resource(name).links(this, object);
		for (const [relation, href] of Object.entries(all))
			links[relation] = [relation === 'self' ? { href, targetHints: ALLOWED_METHODS } : { href }];
		return { ...object, ...this.pluginFields.get(name)?.(object), _links: links };
	}

	site(path: string): string {
		return `${this.setup.siteUrl}${path}`;
	}

	rest(path: string): string {
		const route = path === '' ? '/' : `/wc/v3/${path}`;
		return this.setup.permalinks === 'pretty'
			? this.site(`/wp-json${route}`)
			: this.site(`/index.php?rest_route=${route}`);
	}

	nextInnerId(): number {
		return ++this.innerIds;
	}

	now(): number {
		return Math.floor(this.setup.clock.now() / 1000);
	}

	protected baseOf(resource: Resource, row: number): JsonObject {
		const table = this.table(resource.name);
		return table.blank.has(row) ? resource.blank : resource.generate(this, table.ids[row], row);
	}
}
