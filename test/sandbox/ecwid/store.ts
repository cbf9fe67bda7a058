import type { Clock } from '../clock';
import type { JsonObject, JsonValue } from '../json';
import { Random } from '../random';
import { kindOf, KINDS, newId, type KindName } from './kinds';

/** An entry of a list of deleted objects. */
export interface Deletion {
	kind: KindName;
	/** The internal number. */
	id: number;
	/** The id that orders show. */
	orderId?: string;
	at: number;
}

/** Something that happened in the store, and would make a webhook. */
export interface Happening {
	kind: KindName;
	action: 'created' | 'updated' | 'deleted';
	/** The object as it was then. */
	object: JsonObject;
	/** The internal number, which webhooks call `entityId`. */
	internalId: number;
	before?: JsonObject;
}

/** An object and its moments, as the store keeps them. */
export interface Stored {
	internalId: number;
	/** Milliseconds. */
	created: number;
	updated: number;
	object: JsonObject;
}

/** `2026-11-21 10:00:00 +0000` */
export function formatDate(ms: number): string {
	return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} +0000`;
}

/** A store behind the API: its objects, and what changes them. */
export class EcwidStore {
	readonly deletions: Deletion[] = [];
	private readonly kinds = new Map<KindName, Map<string, Stored>>();
	private readonly random: Random;
	private readonly listeners: Array<(happening: Happening) => void> = [];
	private nextNumber = 100;
	/** The invoices of orders, by order id. */
	readonly invoices = new Map<string, JsonObject[]>();

	constructor(
		seed: number,
		readonly clock: Clock,
		readonly storeId: number,
	) {
		this.random = new Random(seed);
		for (const name of Object.keys(KINDS) as KindName[]) this.kinds.set(name, new Map());
	}

	/** Tells a listener of every later happening. */
	subscribe(listener: (happening: Happening) => void): void {
		this.listeners.push(listener);
	}

	/** Creates an object from the seed, with `partial` over it. */
	create(kind: KindName, partial: JsonObject = {}): JsonObject {
		const internalId = this.nextNumber++;
		const id = partial[kindOf(kind).idField] ?? newId(kind, this.random, internalId);
		const object = {
			[kindOf(kind).idField]: id,
			...kindOf(kind).make(this.random, id),
			...partial,
		};
		const now = this.clock.now();
		const stored = { internalId, created: now, updated: now, object };
		this.all(kind).set(String(id), stored);
		this.tell(kind, 'created', stored);
		return this.show(kind, stored);
	}

	/** Changes an object; its date moves. */
	update(kind: KindName, id: JsonValue, patch: JsonObject): JsonObject {
		const stored = this.need(kind, id);
		const before = this.show(kind, stored);
		stored.object = { ...stored.object, ...patch };
		stored.updated = this.clock.now();
		this.tell(kind, 'updated', stored, before);
		return this.show(kind, stored);
	}

	/** Changes an object as other objects do it: no date moves, and no webhook tells. */
	drift(kind: KindName, id: JsonValue, patch: JsonObject): void {
		const stored = this.need(kind, id);
		stored.object = { ...stored.object, ...patch };
	}

	/** Removes an object. Its list of deleted objects names it, if the resource has such a list. */
	remove(kind: KindName, id: JsonValue): void {
		const stored = this.need(kind, id);
		this.all(kind).delete(String(id));
		const { internalId: number } = stored;
		const orderId = kind === 'orders' ? { orderId: String(id) } : {};
		this.deletions.push({ kind, id: number, ...orderId, at: this.clock.now() });
		this.tell(kind, 'deleted', stored);
	}

	/** Adds an invoice to an order. */
	invoice(orderId: string): JsonObject {
		const internalId = this.nextNumber++;
		const created = formatDate(this.clock.now());
		const invoice = { internalId, id: `INV${internalId}`, created, type: 'SALE' };
		this.invoices.set(orderId, [...(this.invoices.get(orderId) ?? []), invoice]);
		return invoice;
	}

	/** An object as the API returns it, or undefined if it does not exist. */
	get(kind: KindName, id: JsonValue): JsonObject | undefined {
		const stored = this.all(kind).get(String(id));
		return stored && this.show(kind, stored);
	}

	/** All of a kind, the newest first, with their moments. */
	list(kind: KindName): Array<{ object: JsonObject; created: number; updated: number }> {
		return this.within(kind, () => true).map((stored) => ({
			...stored,
			object: this.show(kind, stored),
		}));
	}

	/** Those of a kind whose moments fit, the newest first, as they are stored. */
	within(kind: KindName, fits: (created: number, updated: number) => boolean): Stored[] {
		return [...this.all(kind).values()]
			.filter(({ created, updated }) => fits(created, updated))
			.reverse();
	}

	/** An object as the API returns it. */
	show(kind: KindName, { internalId, created, updated, object }: Stored): JsonObject {
		const { dates } = kindOf(kind);
		const shown: JsonObject = { ...object };
		if (kind === 'orders')
			Object.assign(shown, { internalId, orderNumber: internalId, vendorOrderNumber: object.id });
		if (dates === undefined) return shown;
		const seconds = (ms: number) => Math.floor(ms / 1000);
		shown[dates.created] = formatDate(created);
		shown[dates.updated] = formatDate(updated);
		if (dates.createdTimestamp) shown[dates.createdTimestamp] = seconds(created);
		if (dates.updatedTimestamp) shown[dates.updatedTimestamp] = seconds(updated);
		return shown;
	}

	private tell(
		kind: KindName,
		action: Happening['action'],
		stored: Stored,
		before?: JsonObject,
	): void {
		const object = this.show(kind, stored);
		const happening = { kind, action, object, internalId: stored.internalId, before };
		for (const listener of this.listeners) listener(happening);
	}

	private all(kind: KindName): Map<string, Stored> {
		return this.kinds.get(kind) as Map<string, Stored>;
	}

	private need(kind: KindName, id: JsonValue): Stored {
		const stored = this.all(kind).get(String(id));
		if (!stored) throw new Error(`The store has no ${kind} ${String(id)}`);
		return stored;
	}
}
