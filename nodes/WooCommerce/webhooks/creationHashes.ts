const MOST = 1_000;

/**
 * What objects said when `created` was delivered. It tells the `updated` that WooCommerce sends with
 * a creation from a change in the same second, which has the same dates. Best effort: in one process,
 * for the last thousand.
 */
export class CreationHashes {
	private readonly hashes = new Map<string, string>();

	/** @param key names the object among those of all shops */
	note(key: string, hash: string): void {
		this.hashes.delete(key);
		this.hashes.set(key, hash);
		if (this.hashes.size > MOST) this.hashes.delete(this.hashes.keys().next().value as string);
	}

	hashOf(key: string): string | undefined {
		return this.hashes.get(key);
	}
}
