import type { Clock } from '../clock';
import type { JsonObject } from '../json';
import { mix, Random } from '../random';
import { ChangeLog, type Change, type ChangeKind, type ChangeListener } from './changes';
import { formatSeconds, parseSeconds } from './dates';
import { runEffects, type EffectShop } from './effects';
import { changedFields, mergePatch } from './patch';
import { populate, type IdGaps, type Stock } from './population';
import type { IdSequence, Resource } from './resource';
import { GONE, Table } from './table';
import type { SiteZone } from './zone';

export interface ShopSetup {
	seed: number;
	clock: Clock;
	zone: SiteZone;
	/** Scheme, host and folder as the site believes them, without a trailing slash. */
	siteUrl: string;
	/** With plain permalinks the REST API has no path of its own. */
	permalinks: 'pretty' | 'plain';
	resources: readonly Resource[];
	stock: Stock;
	idGaps: IdGaps;
}

/** Statuses of objects that a test creates without naming one. */
const LIVELY: Readonly<Record<string, string>> = { orders: 'processing', products: 'publish' };

/** Fields that a patch may carry and that live in columns, not in the contents. */
const COLUMN_FIELDS = [
	...['id', 'date_created', 'date_created_gmt', 'date_modified', 'date_modified_gmt', '_links'],
];

interface Columns {
	created?: number;
	modified?: number;
	group?: number;
}

/** The shop behind the API: its objects, what changes them, and the record of all changes. */
export class Shop implements EffectShop {
	readonly seed: number;
	readonly zone: SiteZone;
	readonly random: Random;
	readonly stockReduced = new Set<number>();
	readonly resources: ReadonlyMap<string, Resource>;

	private readonly changes = new ChangeLog();
	private readonly tables = new Map<string, Table>();
	private readonly nextIds: Map<IdSequence, number>;
	/** Rows by the values that only one may have, as far as they are not the seed's. */
	private readonly uniqueValues = new Map<string, number>();
	private innerIds = 2_000_000_000;

	constructor(private readonly setup: ShopSetup) {
		this.seed = setup.seed;
		this.zone = setup.zone;
		this.random = new Random(mix(setup.seed, 0x4ead));
		this.resources = new Map(setup.resources.map((resource) => [resource.name, resource]));
		for (const resource of setup.resources) {
			const table = new Table(resource.groups.length);
			table.addKeys(resource.sortKeys(this, table));
			this.tables.set(resource.name, table);
		}
		this.nextIds = populate({
			seed: setup.seed,
			stock: setup.stock,
			idGaps: setup.idGaps,
			opening: this.now(),
			tables: this.tables,
			resources: this.resources,
		});
	}

	/** The ground truth: every change since the shop opened, in order. */
	get log(): readonly Change[] {
		return this.changes.entries;
	}

	/**
	 * Creates an object: what the seed makes of its new id, with `partial` over it. An `id` that is
	 * given is taken, also one that had been removed. `parent_id` (refunds, variations) and
	 * `product_id` (reviews) say what it belongs to.
	 */
	create(resource: string, partial: JsonObject = {}): JsonObject {
		const lively: JsonObject = LIVELY[resource] ? { status: LIVELY[resource] } : {};
		return this.insert(resource, { ...lively, ...partial }, false);
	}

	/** Creates an object from nothing but the given fields, as a POST does. */
	createPosted(resource: string, posted: JsonObject): JsonObject {
		return this.insert(resource, posted, true);
	}

	/** Updates an object as a PUT does: what moves its date moves it, and nothing else. */
	update(resource: string, id: number, patch: JsonObject): JsonObject {
		this.save(resource, this.liveRow(resource, id, 'update'), patch, false);
		return this.present(resource, this.table(resource).rowOf(id));
	}

	/** Moves an object to the trash; its date moves. */
	trash(resource: string, id: number): void {
		this.updateGroup(resource, id, 'trash');
	}

	/** Takes an object out of the trash. */
	restore(resource: string, id: number, status?: string): void {
		const before = resource === 'orders' ? 'processing' : 'publish';
		this.updateGroup(resource, id, status ?? before);
	}

	/** Removes an object for good: no trace is left. */
	remove(resource: string, id: number): void {
		const table = this.table(resource);
		const row = this.liveRow(resource, id, 'delete');
		table.change(row, () => {
			table.groups[row] = GONE;
			table.contents.delete(row);
		});
		this.record(resource, row, 'removed', false, []);
	}

	/** An object as the API shows it, also a trashed one; undefined where there is none. */
	get(resource: string, id: number): JsonObject | undefined {
		const row = this.table(resource).rowOf(id);
		return this.table(resource).isThere(row) ? this.present(resource, row) : undefined;
	}

	/** Ascending ids of what is there and not in the trash; or of one status or role. */
	ids(resource: string, group?: string): number[] {
		const { groups } = this.resource(resource);
		const table = this.table(resource);
		const ids: number[] = [];
		for (let row = 0; row < table.length; row++) {
			const own = groups[table.groups[row]];
			if (table.isThere(row) && (group === undefined ? own !== 'trash' : own === group))
				ids.push(table.ids[row]);
		}
		return ids.sort((first, second) => first - second);
	}

	/**
	 * Edits the database behind WooCommerce's back: no date moves, unless `patch` itself names one
	 * (`date_created_gmt`, `date_modified_gmt`, the latter null for none).
	 */
	editDirectly(resource: string, id: number, patch: JsonObject): JsonObject {
		const row = this.liveRow(resource, id, 'update');
		const before = this.read(resource, row);
		this.write(resource, row, this.columnsOf(resource, patch), this.contentOf(resource, patch));
		const after = this.read(resource, row);
		const fields = changedFields(before, after).filter((field) => field !== 'related_ids');
		const moved = before.date_modified_gmt !== after.date_modified_gmt;
		this.changes.add(this.entry(resource, row, this.kindOf(resource, before, row), moved, fields));
		return this.present(resource, row);
	}

	/** Tells a listener of every later change; the place where webhooks join. */
	subscribe(listener: ChangeListener): () => void {
		return this.changes.subscribe(listener);
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
			links[relation] = [relation === 'self' ? { href, targetHints: ALLOWED } : { href }];
		return { ...object, _links: links };
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

	touch(resource: string, id: number, patch: JsonObject = {}): void {
		const row = this.table(resource).rowOf(id);
		if (this.table(resource).isThere(row)) this.save(resource, row, patch, true);
	}

	noteUnsaved(resource: string, id: number, fields: readonly string[]): void {
		const row = this.table(resource).rowOf(id);
		if (this.table(resource).isThere(row)) this.record(resource, row, 'updated', false, fields);
	}

	private insert(name: string, posted: JsonObject, isBlank: boolean): JsonObject {
		const resource = this.resource(name);
		const table = this.table(name);
		const parent = this.parentOf(resource, posted);
		this.checkUnique(resource, posted);
		const now = this.now();
		const row = this.makeRow(resource, table, posted.id as number | undefined, parent);
		const wasThere = table.isThere(row);
		if (wasThere) throw new Error(`${name} ${posted.id} is there already`);
		if (isBlank) table.blank.add(row);
		else table.blank.delete(row);
		table.created[row] = now;
		table.modified[row] = now;
		const base = { ...this.baseOf(resource, row), id: table.ids[row] };
		const prepared = resource.write?.prepare?.(this, posted, undefined) ?? posted;
		const columns = this.columnsOf(name, { ...this.groupOf(resource, base), ...prepared });
		const content = this.contentOf(name, prepared);
		this.write(
			name,
			row,
			{ created: now, modified: now, group: 0, ...columns },
			mergePatch(this, resource.write?.merges ?? {}, base, content),
		);
		this.record(name, row, 'created', true, Object.keys(content));
		return this.present(name, row);
	}

	private save(name: string, row: number, patch: JsonObject, isTouched: boolean): void {
		const resource = this.resource(name);
		const current = this.read(name, row);
		this.checkUnique(resource, patch, this.table(name).ids[row]);
		const prepared = resource.write?.prepare?.(this, patch, current) ?? patch;
		const columns = this.columnsOf(name, prepared);
		const content = this.contentOf(name, prepared);
		const merged = mergePatch(this, resource.write?.merges ?? {}, current, content);
		const changed = changedFields(current, merged);
		const table = this.table(name);
		if (columns.group !== undefined && columns.group !== table.groups[row])
			changed.push(resource.groupField as string);
		if (columns.created !== undefined && columns.created !== table.created[row])
			changed.push('date_created');
		const moves = isTouched || resource.movesDate(changed);
		if (!moves && changed.length === 0) return;
		if (moves) columns.modified = this.now();
		else delete columns.modified;
		this.write(name, row, columns, pick(merged, changed));
		this.record(name, row, this.kindOf(name, current, row), moves, changed);
	}

	private updateGroup(resource: string, id: number, group: string): void {
		const { groupField, groups, write } = this.resource(resource);
		if (!groups.includes(group) || write?.trash === 'refused')
			throw new Error(`${resource} cannot be ${group}`);
		const row = this.liveRow(resource, id, 'update');
		this.save(resource, row, { [groupField as string]: group }, true);
	}

	private write(name: string, row: number, columns: Columns, content: JsonObject): void {
		const table = this.table(name);
		this.noteUnique(this.resource(name), row, content);
		table.change(row, () => {
			if (columns.created !== undefined) table.created[row] = columns.created;
			if (columns.modified !== undefined) table.modified[row] = columns.modified;
			if (columns.group !== undefined) table.groups[row] = columns.group;
			if (Object.keys(content).length > 0)
				table.contents.set(row, { ...table.contents.get(row), ...content });
		});
	}

	private record(
		name: string,
		row: number,
		change: ChangeKind,
		movedDate: boolean,
		fields: readonly string[],
	): void {
		this.changes.add(this.entry(name, row, change, movedDate, fields));
		runEffects(this, name, change, row);
	}

	private entry(
		resource: string,
		row: number,
		change: ChangeKind,
		movedDate: boolean,
		fields: readonly string[],
	): Parameters<ChangeLog['add']>[0] {
		const table = this.table(resource);
		const modified = table.modified[row];
		return {
			at: this.setup.clock.now(),
			resource,
			id: table.ids[row],
			change,
			movedDate,
			dateModifiedGmt: modified === 0 ? null : formatSeconds(modified),
			fields,
		};
	}

	private kindOf(name: string, before: JsonObject, row: number): ChangeKind {
		const { groupField, groups } = this.resource(name);
		if (groupField === undefined) return 'updated';
		const now = groups[this.table(name).groups[row]];
		if (now === before[groupField]) return 'updated';
		if (now === 'trash') return 'trashed';
		return before[groupField] === 'trash' ? 'restored' : 'updated';
	}

	private baseOf(resource: Resource, row: number): JsonObject {
		const table = this.table(resource.name);
		return table.blank.has(row)
			? resource.blank(this)
			: resource.generate(this, table.ids[row], row);
	}

	private groupOf({ groupField }: Resource, base: JsonObject): JsonObject {
		return groupField === undefined ? {} : { [groupField]: base[groupField] };
	}

	private columnsOf(name: string, patch: JsonObject): Columns {
		const { groupField, groups } = this.resource(name);
		const columns: Columns = {};
		const created = this.momentIn(patch, 'date_created');
		const modified = this.momentIn(patch, 'date_modified');
		if (typeof created === 'number') columns.created = created;
		if (modified !== undefined) columns.modified = modified ?? 0;
		const group = groupField === undefined ? undefined : patch[groupField];
		if (group !== undefined) columns.group = this.groupNumber(name, groups, String(group));
		return columns;
	}

	private groupNumber(name: string, groups: readonly string[], group: string): number {
		const number = groups.indexOf(group);
		if (number < 0) throw new Error(`${name} cannot be ${group}`);
		return number;
	}

	private momentIn(patch: JsonObject, field: string): number | null | undefined {
		const gmt = patch[`${field}_gmt`];
		const local = patch[field];
		if (gmt === null || (gmt === undefined && local === null)) return null;
		if (typeof gmt === 'string') return parseSeconds(gmt);
		return typeof local === 'string' ? this.zone.toMoment(parseSeconds(local)) : undefined;
	}

	private contentOf(name: string, patch: JsonObject): JsonObject {
		const { groupField } = this.resource(name);
		const kept = Object.entries(patch).filter(
			([field]) => !COLUMN_FIELDS.includes(field) && field !== groupField,
		);
		return Object.fromEntries(kept);
	}

	private makeRow(
		resource: Resource,
		table: Table,
		wanted: number | undefined,
		parent: number,
	): number {
		const next = this.nextIds.get(resource.ids) as number;
		const id = wanted ?? next;
		if (id >= next) this.nextIds.set(resource.ids, id + 1);
		const row = table.rowOf(id);
		return row >= 0 ? row : table.add(id, 0, 0, GONE, parent);
	}

	private parentOf(resource: Resource, posted: JsonObject): number {
		const owner =
			resource.parent?.resource ?? (resource.name === 'reviews' ? 'products' : undefined);
		if (owner === undefined) return 0;
		const id = Number(posted.parent_id ?? posted.product_id ?? 0);
		if (!this.table(owner).isThere(this.table(owner).rowOf(id)))
			throw resource.parent?.missing() ?? new Error(`No ${owner} ${id}`);
		return id;
	}

	private checkUnique(resource: Resource, patch: JsonObject, own?: number): void {
		const unique = resource.write?.unique;
		const value = unique && patch[unique.field];
		if (!unique || typeof value !== 'string' || value === '') return;
		const table = this.table(resource.name);
		const wanted = value.toLowerCase();
		const seeded = unique.seededOwner(wanted) ?? unique.seededOwner(value);
		const rows = [
			seeded === undefined ? -1 : table.rowOf(seeded),
			this.uniqueRow(resource, wanted),
		];
		for (const row of rows) {
			if (!table.isThere(row) || table.ids[row] === own) continue;
			const text = this.stored(resource.name, row)[unique.field];
			if (String(text).toLowerCase() === wanted) throw unique.refusal(table.ids[row]);
		}
	}

	private uniqueRow({ name }: Resource, value: string): number {
		return this.uniqueValues.get(`${name} ${value}`) ?? -1;
	}

	private noteUnique({ name, write }: Resource, row: number, content: JsonObject): void {
		const value = write?.unique && content[write.unique.field];
		if (typeof value === 'string') this.uniqueValues.set(`${name} ${value.toLowerCase()}`, row);
	}

	private liveRow(
		resource: string,
		id: number,
		action: Parameters<Resource['unknown']>[0],
	): number {
		const row = this.table(resource).rowOf(id);
		if (!this.table(resource).isThere(row)) throw this.resource(resource).unknown(action);
		return row;
	}
}

const ALLOWED: JsonObject = { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] };

function pick(object: JsonObject, fields: readonly string[]): JsonObject {
	const entries = Object.entries(object).filter(([field]) => fields.includes(field));
	return Object.fromEntries(entries);
}
