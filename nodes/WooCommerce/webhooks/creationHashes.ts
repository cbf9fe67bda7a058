import { BoundedMap } from '../../core/cache/boundedMap';

/** A workflow's webhooks are checked more often than once a day. */
const RECEIVED_MS = 24 * 3_600_000;

/** What the webhooks of this process have reported of new objects, for a poll of the same shop. */
export interface Creations {
	/** Returns the content hash that a webhook reported last of an object whose creation it reported. */
	hashOf(id: number | string): string | undefined;
	/** Whether this n8n receives webhooks for the creation of such objects. */
	readonly isReceived: boolean;
}

/**
 * The content hashes that webhooks reported last of new objects. WooCommerce sends `updated` with a creation, and a
 * poll finds the object too. Only another hash is another state. Best effort: this process remembers the last thousand.
 */
export class CreationHashes {
	private readonly hashes = new BoundedMap<string, string>(1_000);
	private readonly receivedAt = new BoundedMap<string, number>(1_000);

	set(account: string, objectType: string, id: number | string, hash: string): void {
		this.hashes.set(JSON.stringify([account, objectType, String(id)]), hash);
	}

	get(account: string, objectType: string, id: number | string): string | undefined {
		return this.hashes.get(JSON.stringify([account, objectType, String(id)]));
	}

	/** @param now epoch milliseconds */
	noteReceived(account: string, objectType: string, now: number): void {
		this.receivedAt.set(JSON.stringify([account, objectType]), now);
	}

	/** Returns what a poll of a shop needs to know. */
	of(account: string, objectType: string, now: number): Creations {
		const receivedAt = this.receivedAt.get(JSON.stringify([account, objectType])) ?? -Infinity;
		return {
			hashOf: (id) => this.get(account, objectType, id),
			isReceived: now - receivedAt < RECEIVED_MS,
		};
	}
}
