import { BoundedMap } from '../../core/cache/boundedMap';

/** A workflow's webhooks are checked more often than once a day. */
const RECEIVED_MS = 24 * 3_600_000;

interface Reported {
	/** Content hash of the creation; absent once another content was reported. */
	readonly created?: string;
	readonly last: string;
}

/** What the webhooks of this process have reported of new objects, for a poll of the same shop. */
export interface Creations {
	/** Returns the content hash that a webhook reported last of an object whose creation it reported. */
	hashOf(id: number | string): string | undefined;
	/**
	 * Returns whether a webhook may have reported a creation that this process does not know: to another process, or
	 * before this one started.
	 *
	 * @param created epoch milliseconds by the shop's clock
	 */
	mayHaveReported(created: number | undefined): boolean;
}

/**
 * The content hashes that webhooks reported last of new objects. WooCommerce sends `updated` with a creation, and a
 * poll finds the object too. Only another hash is another state. Best effort: this process remembers the last thousand.
 */
export class CreationHashes {
	private readonly reports = new BoundedMap<string, Reported>(1_000);
	private readonly receivedAt = new BoundedMap<string, number>(1_000);
	/** The date in the first delivery of each shop, by the shop's clock. */
	private readonly firstDates = new BoundedMap<string, number>(1_000);

	noteCreated(account: string, objectType: string, id: number | string, hash: string): void {
		this.reports.set(nameOf(account, objectType, id), { created: hash, last: hash });
	}

	/** Notes an update of an object whose creation was reported. */
	noteUpdated(account: string, objectType: string, id: number | string, hash: string): void {
		const name = nameOf(account, objectType, id);
		const before = this.reports.get(name);
		if (before === undefined || before.created === hash) return;
		this.reports.set(name, { last: hash });
	}

	/** Returns whether an update has the content of the creation, and no other update was reported in between. */
	isEcho(account: string, objectType: string, id: number | string, hash: string): boolean {
		return this.reports.get(nameOf(account, objectType, id))?.created === hash;
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
			hashOf: (id) => this.reports.get(nameOf(account, objectType, id))?.last,
			mayHaveReported: (created = -Infinity) =>
				now - receivedAt < RECEIVED_MS && created <= (this.firstDates.get(account) ?? Infinity),
		};
	}
}

function nameOf(account: string, objectType: string, id: number | string): string {
	return JSON.stringify([account, objectType, String(id)]);
}
