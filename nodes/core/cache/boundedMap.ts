/** A map that holds a limited number of entries and drops those that were set longest ago. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
	/** @param limit most entries, at least one */
	constructor(private readonly limit: number) {
		super();
	}

	/** Sets an entry, which becomes the newest one. */
	override set(key: Key, value: Value): this {
		this.delete(key);
		super.set(key, value);
		for (const oldest of this.keys()) {
			if (this.size <= this.limit) break;
			this.delete(oldest);
		}
		return this;
	}
}
