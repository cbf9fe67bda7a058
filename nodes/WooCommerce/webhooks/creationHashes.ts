import { BoundedMap } from '../../core/cache/boundedMap';

const MOST = 1_000;

/**
 * The content hashes of objects when `created` was delivered. WooCommerce sends `updated` with a creation.
 * A change in the same second has the same dates, but another hash. Best effort: this process remembers
 * the last thousand.
 */
export class CreationHashes {
	private readonly hashes = new BoundedMap<string, string>(MOST);

	/** @param key identifies the object among those of all shops */
	note(key: string, hash: string): void {
		this.hashes.set(key, hash);
	}

	hashOf(key: string): string | undefined {
		return this.hashes.get(key);
	}
}
