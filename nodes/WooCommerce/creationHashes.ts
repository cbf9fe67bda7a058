import { BoundedMap } from '../core/cache/boundedMap';

/**
 * A webhook trigger that connected to the shop within this time counts as active. Its checks connect more often than
 * once a day.
 */
const RECEIVED_MS = 24 * 3_600_000;

/** What the webhooks of this process have reported about new objects, for a poll of the same shop. */
export interface Creations {
	/**
	 * Returns the hash of the last content that webhooks reported for an object, if they also reported its creation.
	 */
	hashOf(id: number | string): string | undefined;
	/**
	 * Returns whether a webhook may have reported a creation that this process does not know. Another process may have
	 * received it, or it may have arrived before this process started.
	 *
	 * @param created epoch milliseconds by the shop's clock
	 */
	mayHaveReported(created: number | undefined): boolean;
}

type Content = [account: string, objectType: string, id: number | string, hash: string];

/**
 * The hashes of the last contents that webhooks reported for new objects. WooCommerce sends `updated` with a creation,
 * and a poll finds the object too. Only a different hash means a different state. Best effort: this process remembers
 * the last thousand.
 */
export class CreationHashes {
	/** By shop and object, for the polls: the last content that a webhook of any node reported. */
	private readonly last = new BoundedMap<string, string>(1_000);
	/** By node, shop and object: the content of the creation. Absent once another content was reported. */
	private readonly created = new BoundedMap<string, string>(1_000);
	private readonly receivedAt = new BoundedMap<string, number>(1_000);
	/** The date in the first delivery of each shop, by the shop's clock. */
	private readonly firstDates = new BoundedMap<string, number>(1_000);

	/**
	 * @param address the URL that received the delivery. A node must not suppress an event that only another node has
	 * emitted
	 */
	noteCreated(address: string, ...[account, objectType, id, hash]: Content): void {
		this.last.set(nameOf(account, objectType, id), hash);
		this.created.set(nameOf(account, objectType, id, address), hash);
	}

	/** Notes an update of an object whose creation was reported. */
	noteUpdated(address: string, ...[account, objectType, id, hash]: Content): void {
		const name = nameOf(account, objectType, id);
		const own = nameOf(account, objectType, id, address);
		if (this.last.has(name)) this.last.set(name, hash);
		if (this.created.get(own) !== hash) this.created.delete(own);
	}

	/** Returns whether an update has the content of the creation, and no other update was reported in between. */
	isEcho(address: string, ...[account, objectType, id, hash]: Content): boolean {
		return this.created.get(nameOf(account, objectType, id, address)) === hash;
	}

	/** @param now epoch milliseconds */
	noteReceived(account: string, objectType: string, now: number): void {
		this.receivedAt.set(JSON.stringify([account, objectType]), now);
	}

	/**
	 * Notes that this process receives a shop's deliveries.
	 *
	 * @param date when the shop saved the object, epoch milliseconds by its own clock
	 */
	noteDelivery(account: string, date: number): void {
		if (this.firstDates.get(account) === undefined) this.firstDates.set(account, date);
	}

	/** Returns what a poll of a shop needs to know. */
	of(account: string, objectType: string, now: number): Creations {
		const receivedAt = this.receivedAt.get(JSON.stringify([account, objectType])) ?? -Infinity;
		return {
			hashOf: (id) => this.last.get(nameOf(account, objectType, id)),
			mayHaveReported: (created = -Infinity) =>
				now - receivedAt < RECEIVED_MS && created <= (this.firstDates.get(account) ?? Infinity),
		};
	}
}

function nameOf(...parts: ReadonlyArray<number | string>): string {
	return JSON.stringify(parts.map(String));
}
