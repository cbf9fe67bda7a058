import { BoundedMap } from '../../../core/cache/boundedMap';
import type { Result } from '../../../core/result';
import type { Clock } from '../../clock';

/** Workflows that start or stop together do so within this time. */
const SHARED_FOR_MS = 60_000;
const MOST_LISTINGS = 20;
const MOST_NODES = 10_000;

interface Listing {
	/** Its place among listings and changes, because a clock may give two of them the same time. */
	order: number;
	/** Undefined while it is read. */
	endedAt?: number;
	result: Promise<Result<unknown>>;
}

/**
 * Lists of what vendors have, which the nodes of one credential share when they start or stop together. Each node
 * reads only its own subscriptions in a list. So a list is too old for a node once that node has changed some.
 */
export class SharedListings {
	private readonly listings = new BoundedMap<string, Listing>(MOST_LISTINGS);
	private readonly changes = new BoundedMap<string, number>(MOST_NODES);
	private lastOrder = 0;

	constructor(private readonly clock: Clock) {}

	/** Makes the node read the next list from the vendor. */
	expire(node: string): void {
		this.changes.set(node, ++this.lastOrder);
	}

	/**
	 * Returns the list of a credential, from the vendor or from another node's request.
	 *
	 * @param credential a key of the credential and its content
	 * @param list reads it from the vendor
	 */
	async read<Existing>(
		credential: string,
		node: string,
		list: () => Promise<Result<Existing[]>>,
	): Promise<Result<Existing[]>> {
		const now = this.clock();
		// A list can take some megabytes, and is not read any more after its time.
		for (const [key, { endedAt = now }] of this.listings)
			if (now - endedAt >= SHARED_FOR_MS) this.listings.delete(key);
		const shared = this.listings.get(credential);
		if (shared !== undefined && shared.order > (this.changes.get(node) ?? 0)) {
			const result = (await shared.result) as Result<Existing[]>;
			if (result.ok) return result;
		}
		const result = list();
		const listing: Listing = { order: ++this.lastOrder, result };
		this.listings.set(credential, listing);
		const listed = await result;
		listing.endedAt = this.clock();
		if (!listed.ok && this.listings.get(credential) === listing) this.listings.delete(credential);
		return listed;
	}
}
