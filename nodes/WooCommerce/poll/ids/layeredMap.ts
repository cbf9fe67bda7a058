/**
 * An immutable map for state that grows page by page. A changed map shares the entries of the earlier
 * map. So the time of a change depends on what is added, not on what is known.
 *
 * Each layer has at least twice as many entries as the next one, so a lookup reads few layers.
 */
export class LayeredMap<Key, Value> {
	/** The layers, the oldest first. A key whose value is undefined was removed. */
	private constructor(
		private readonly layers: ReadonlyArray<ReadonlyMap<Key, Value | undefined>>,
	) {}

	static from<Key, Value>(entries: Iterable<readonly [Key, Value]> = []): LayeredMap<Key, Value> {
		return new LayeredMap<Key, Value>([]).with(entries);
	}

	get isEmpty(): boolean {
		return this.layers.every((layer) => layer.size === 0);
	}

	get(key: Key): Value | undefined {
		for (let index = this.layers.length - 1; index >= 0; index--) {
			const layer = this.layers[index];
			if (layer.has(key)) return layer.get(key);
		}
		return undefined;
	}

	has(key: Key): boolean {
		return this.get(key) !== undefined;
	}

	/** Returns a map that also has these entries. Later entries replace earlier ones. */
	with(entries: Iterable<readonly [Key, Value | undefined]>): LayeredMap<Key, Value> {
		let top: ReadonlyMap<Key, Value | undefined> = new Map(entries);
		if (top.size === 0) return this;
		const layers = [...this.layers];
		for (let below = layers.at(-1); below && below.size < 2 * top.size; below = layers.at(-1)) {
			layers.pop();
			top = new Map([...below, ...top]);
		}
		return new LayeredMap([...layers, top]);
	}

	/** Returns a map that lacks these keys. */
	without(keys: Iterable<Key>): LayeredMap<Key, Value> {
		return this.with([...keys].filter((key) => this.has(key)).map((key) => [key, undefined]));
	}

	/** Returns all entries, in the order in which their keys were first set. */
	toMap(): Map<Key, Value> {
		const all = new Map<Key, Value>();
		for (const layer of this.layers) {
			for (const [key, value] of layer) {
				if (value === undefined) all.delete(key);
				else all.set(key, value);
			}
		}
		return all;
	}

	[Symbol.iterator](): IterableIterator<[Key, Value]> {
		return this.toMap().entries();
	}
}
