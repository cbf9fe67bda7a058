const MOST = 1_000;

/**
 * The content hashes of objects when `created` was delivered. WooCommerce sends `updated` with a creation.
 * A change in the same second has the same dates, but another hash. Best effort: this process remembers
 * the last thousand.
 */
export class CreationHashes {
	private readonly hashes = new Map<string, string>();

	/** @param key identifies the object among those of all shops */
	note(key: string, hash: string): void {
		this.hashes.delete(key);
		this.hashes.set(key, hash);
		if (this.hashes.size > MOST) this.hashes.delete(this.hashes.keys().next().value as string);
	}

	hashOf(key: string): string | undefined {
		return this.hashes.get(key);
	}
}
