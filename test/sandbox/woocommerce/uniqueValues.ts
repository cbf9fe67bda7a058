import type { JsonObject } from '../json';
import type { Resource, ShopView, UniqueField } from './resource';

/** Keeps values apart that only one object may have: codes, addresses, SKUs. */
export class UniqueValues {
	/** Rows by resource and value, as far as the value is not the seed's. */
	private readonly rows = new Map<string, number>();

	constructor(private readonly view: ShopView) {}

	/** Throws the vendor's error for a value that another object has. */
	check({ name, write }: Resource, patch: JsonObject, ownId?: number): void {
		const unique = write?.unique;
		const value = unique && patch[unique.field];
		if (!unique || typeof value !== 'string' || value === '') return;
		const owner = this.ownerOf(name, unique, value.toLowerCase());
		if (owner !== undefined && owner !== ownId) throw unique.refusal(owner);
	}

	/** Records the new value of a row. */
	note({ name, write }: Resource, row: number, content: JsonObject): void {
		const value = write?.unique && content[write.unique.field];
		if (typeof value === 'string') this.rows.set(`${name} ${value.toLowerCase()}`, row);
	}

	private ownerOf(name: string, unique: UniqueField, value: string): number | undefined {
		const table = this.view.table(name);
		const seeded = unique.seededOwner(value);
		const candidates = [
			this.rows.get(`${name} ${value}`) ?? -1,
			seeded === undefined ? -1 : table.rowOf(seeded),
		];
		const row = candidates.find((candidate) => {
			if (!table.isThere(candidate)) return false;
			const own = this.view.stored(name, candidate)[unique.field];
			return String(own).toLowerCase() === value;
		});
		return row === undefined ? undefined : table.ids[row];
	}
}
