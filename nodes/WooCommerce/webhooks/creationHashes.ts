import { BoundedMap } from '../../core/cache/boundedMap';

/**
 * The content hashes of objects when `created` was delivered. WooCommerce sends `updated` with a creation.
 * A change in the same second has the same dates, but another hash. Best effort: this process remembers
 * the last thousand, by `objectKey`.
 */
export class CreationHashes extends BoundedMap<string, string> {
	constructor() {
		super(1_000);
	}
}
