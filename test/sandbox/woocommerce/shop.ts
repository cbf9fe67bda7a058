import type { JsonObject } from '../json';
import {
	ChangeLog,
	type Change,
	type ChangeKind,
	type ChangeListener,
	type SaveListener,
	type Writer,
} from './changes';
import { columnsIn, contentIn, type Columns } from './columns';
import { formatSeconds } from './dates';
import { runEffects, type EffectShop } from './effects';
import { changedFields, mergePatch } from './patch';
import { populate } from './population';
import { ShopReader, type ShopSetup } from './reader';
import type { IdSequence, Resource } from './resource';
import { GONE } from './table';
import { UniqueValues } from './uniqueValues';

/** Fields of objects that a test creates without naming them. No new order has been completed earlier. */
const LIVELY: Readonly<Record<string, JsonObject>> = {
	orders: { status: 'processing', date_completed: null, date_completed_gmt: null },
	products: { status: 'publish' },
};

/** The shop behind the API: its objects, what changes them, and the record of all changes. */
export class Shop extends ShopReader implements EffectShop {
	readonly stockReduced = new Set<number>();

	private readonly changes = new ChangeLog();
	private readonly uniqueValues = new UniqueValues(this);
	private readonly nextIds: Map<IdSequence, number>;

	constructor(setup: ShopSetup) {
		super(setup);
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
		const lively: JsonObject = { ...LIVELY[resource] };
		if (partial.status === 'checkout-draft') lively.created_via = 'store-api';
		return this.insert(resource, { ...lively, ...partial }, false);
	}

	/** Creates an object from nothing but the given fields, as a POST does. */
	createPosted(resource: string, posted: JsonObject): JsonObject {
		return this.insert(resource, posted, true);
	}

	/** Updates an object as a PUT does. Its date moves only if a PUT would move it. */
	update(resource: string, id: number, patch: JsonObject): JsonObject {
		this.save(resource, this.liveRow(resource, id, 'update'), patch, 'request');
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
		const from = this.groupOf(resource, row);
		table.change(row, () => {
			table.groups[row] = GONE;
			table.contents.delete(row);
		});
		this.changes.tellSave({ resource, id, change: 'removed', writer: 'request', from });
		this.record(resource, row, 'removed', false, []);
	}

	/** An object as the API shows it, also a trashed one; undefined if it does not exist. */
	get(resource: string, id: number): JsonObject | undefined {
		const row = this.table(resource).rowOf(id);
		return this.table(resource).isThere(row) ? this.present(resource, row) : undefined;
	}

	/** Returns ascending ids of the objects outside the trash, or of one status or role. */
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
		const definition = this.resource(resource);
		const columns = columnsIn(definition, patch, this.zone);
		this.write(definition, row, columns, contentIn(definition, patch));
		const after = this.read(resource, row);
		const fields = changedFields(before, after).filter((field) => field !== 'related_ids');
		const moved = before.date_modified_gmt !== after.date_modified_gmt;
		this.changes.add(this.entry(resource, row, this.kindOf(resource, before, row), moved, fields));
		return this.present(resource, row);
	}

	/** Tells a listener of every later change. */
	subscribe(listener: ChangeListener): () => void {
		return this.changes.subscribe(listener);
	}

	/** Tells a listener of every later save by WordPress' own code; the place where webhooks join. */
	onSave(listener: SaveListener): void {
		this.changes.onSave(listener);
	}

	touch(resource: string, id: number, patch: JsonObject = {}): void {
		const row = this.table(resource).rowOf(id);
		if (this.table(resource).isThere(row)) this.save(resource, row, patch, 'effect');
	}

	redate(resource: string, id: number): void {
		const row = this.table(resource).rowOf(id);
		if (this.table(resource).isThere(row)) this.save(resource, row, {}, 'dating');
	}

	writeUnsaved(resource: string, id: number, patch: JsonObject): void {
		const row = this.table(resource).rowOf(id);
		if (this.table(resource).isThere(row)) this.editDirectly(resource, id, patch);
	}

	/** A customer opens a page of the shop. Measured: that writes `wc_last_active` and moves no date. */
	noteVisit(id: number): void {
		const visits = [{ key: 'wc_last_active', value: String(this.now()) }];
		const { meta_data: own = [] } = this.get('customers', id) ?? {};
		const others = (own as JsonObject[]).filter(({ key }) => key !== 'wc_last_active');
		this.editDirectly('customers', id, { meta_data: [...others, ...visits] });
	}

	noteUnsaved(resource: string, id: number, fields: readonly string[]): void {
		const row = this.table(resource).rowOf(id);
		if (this.table(resource).isThere(row)) this.record(resource, row, 'updated', false, fields);
	}

	private insert(name: string, posted: JsonObject, isBlank: boolean): JsonObject {
		const resource = this.resource(name);
		this.uniqueValues.check(resource, posted);
		const row = this.makeRow(resource, posted, isBlank);
		const base = { ...this.baseOf(resource, row), id: this.table(name).ids[row] };
		const prepared = this.prepare(resource, posted);
		const content = contentIn(resource, prepared);
		const { groupField = 'status' } = resource;
		const columns = columnsIn(resource, { ...pick(base, [groupField]), ...prepared }, this.zone);
		const now = this.now();
		this.write(
			resource,
			row,
			{ created: now, modified: now, group: 0, ...columns },
			this.merge(resource, base, content),
		);
		const [id, to] = [this.table(name).ids[row], this.groupOf(name, row)];
		this.changes.tellSave({ resource: name, id, change: 'created', writer: 'request', to });
		this.record(name, row, 'created', true, Object.keys(content));
		return this.present(name, row);
	}

	private save(name: string, row: number, patch: JsonObject, writer: Writer): void {
		const resource = this.resource(name);
		const table = this.table(name);
		const from = this.groupOf(name, row);
		const current = this.read(name, row);
		this.uniqueValues.check(resource, patch, table.ids[row]);
		const prepared = this.prepare(resource, patch, current);
		const columns = columnsIn(resource, prepared, this.zone);
		const merged = this.merge(resource, current, contentIn(resource, prepared));
		const changed = [
			...changedFields(current, merged),
			...(differs(columns.group, table.groups[row]) ? [resource.groupField as string] : []),
			...(differs(columns.created, table.created[row]) ? ['date_created'] : []),
		];
		const moves = writer !== 'request' || resource.movesDate(changed);
		const isChange = moves || changed.length > 0;
		const modified = moves ? this.now() : table.modified[row];
		if (isChange) this.write(resource, row, { ...columns, modified }, pick(merged, changed));
		const change = this.kindOf(name, current, row);
		const to = this.groupOf(name, row);
		// A save that changes nothing is a save all the same: it makes a delivery, and no entry.
		this.changes.tellSave({ resource: name, id: table.ids[row], change, writer, from, to });
		if (isChange) this.record(name, row, change, moves, changed);
	}

	private groupOf(name: string, row: number): string | undefined {
		const { groupField, groups } = this.resource(name);
		return groupField === undefined ? undefined : groups[this.table(name).groups[row]];
	}

	private prepare(resource: Resource, patch: JsonObject, current?: JsonObject): JsonObject {
		return resource.write?.prepare?.(this, patch, current) ?? patch;
	}

	private merge(resource: Resource, current: JsonObject, posted: JsonObject): JsonObject {
		return mergePatch(this, resource.write?.merges ?? {}, current, posted);
	}

	private updateGroup(resource: string, id: number, group: string): void {
		const { groupField, groups, write } = this.resource(resource);
		if (!groups.includes(group) || write?.trash === 'refused')
			throw new Error(`${resource} cannot be ${group}`);
		const row = this.liveRow(resource, id, 'update');
		this.save(resource, row, { [groupField as string]: group }, 'trashing');
	}

	private write(resource: Resource, row: number, columns: Columns, content: JsonObject): void {
		const table = this.table(resource.name);
		this.uniqueValues.note(resource, row, content);
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

	/** A row for a new object, not yet in any list: a new id, or the one that is asked for. */
	private makeRow(resource: Resource, posted: JsonObject, isBlank: boolean): number {
		const table = this.table(resource.name);
		const parent = this.parentOf(resource, posted);
		const next = this.nextIds.get(resource.ids) as number;
		const id = (posted.id as number | undefined) ?? next;
		if (id >= next) this.nextIds.set(resource.ids, id + 1);
		const known = table.rowOf(id);
		if (table.isThere(known)) throw new Error(`${resource.name} ${id} is there already`);
		const row = known >= 0 ? known : table.add(id, 0, 0, GONE, parent);
		if (isBlank) table.blank.add(row);
		else table.blank.delete(row);
		table.created[row] = this.now();
		return row;
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

function differs(wanted: number | undefined, own: number): boolean {
	return wanted !== undefined && wanted !== own;
}

function pick(object: JsonObject, fields: readonly string[]): JsonObject {
	const entries = Object.entries(object).filter(([field]) => fields.includes(field));
	return Object.fromEntries(entries);
}
