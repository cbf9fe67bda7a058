import { BoundedMap } from '../core/cache/boundedMap';

/**
 * A webhook trigger that connected to the shop within this time counts as active. Its checks connect more often than
 * once a day.
 */
const RECEIVED_MS = 24 * 3_600_000;

/** What the webhooks of this process have reported about new objects, for a poll of the same shop. */
export interface Creations {
	/**
	 * Returns whether all nodes that reported the creation of an object have reported only this content. Undefined if no
	 * webhook reported the creation.
	 */
	haveReportedOnly(id: number | string, hash: string): boolean | undefined;
	/**
	 * Returns whether a webhook may have reported a creation that this process does not know. Another process may have
	 * received it, or it may have arrived before this process started.
	 *
	 * @param created epoch milliseconds by the shop's clock
	 * @param shopNow the shop's clock now
	 */
	mayHaveReported(created: number | undefined, shopNow: number): boolean;
}

type Content = readonly [account: string, objectType: string, id: number | string, hash: string];

/** What a delivery reports of an object's content. */
export interface ReportedContent {
	action: 'created' | 'updated';
	/** Milliseconds of a monotonic clock, as are all times of `CreationHashes`. */
	now: number;
	/** The URL that received the delivery. A node must not suppress an event that only another node has emitted. */
	address: string;
	content: Content;
	/** Whether the object was created just now. An older creation may be one that a stranger recorded. */
	isFresh: boolean;
}

/** Dates have whole seconds. If the shop's `Date` is ahead of them, more creations count as reported before. */
const WHOLE_SECONDS_MS = 2_000;
/** The `updated` that repeats a creation comes at most minutes after it, even if the shop's queue is long. */
export const ECHO_MS = 3_600_000;
/** Nodes that report the creations of one object. */
const MOST_NODES = 20;
/** Replaces the content of an object if different contents of it were reported. */
const OTHER = '';

/**
 * The hashes of the contents that webhooks reported for new objects. WooCommerce sends `updated` with a creation, and a
 * poll finds the object too. Only a different hash means a different state. Best effort: this process remembers the
 * last thousand.
 */
export class CreationHashes {
	/**
	 * By shop and object, for the polls: the only content that each node reported, or `OTHER`, by its URL. It has only
	 * nodes whose workflow got the creation. If the content has changed since, the poll also emits the update, even if a
	 * webhook reported it. A workflow that only polls needs that update, and the others skip it by its id.
	 */
	private readonly contents = new BoundedMap<string, ReadonlyMap<string, string>>(1_000);
	/**
	 * By node, shop and object: the content of the creation, or `OTHER`. The entry stays, because a creation that is
	 * sent again by a stranger must not count as the last content.
	 */
	private readonly created = new BoundedMap<string, { hash: string; at: number }>(1_000);
	/** By delivery. */
	private readonly held = new WeakMap<object, ReportedContent>();
	private readonly receivedAt = new BoundedMap<string, number>(1_000);
	/** When this process received the first delivery of each shop. */
	private readonly firstAt = new BoundedMap<string, number>(1_000);

	/** Holds what a delivery reports until n8n has stored its execution. */
	hold(delivery: object, reported: ReportedContent): void {
		this.held.set(delivery, reported);
	}

	/**
	 * Notes what a delivery reported.
	 *
	 * @param isEmitted false if the node's filter dropped the event
	 */
	accept(delivery: object, isEmitted: boolean): void {
		const reported = this.held.get(delivery);
		if (reported === undefined) return;
		this.held.delete(delivery);
		if (reported.action === 'created') this.noteCreated(reported, isEmitted);
		else this.noteUpdated(reported);
	}

	private noteCreated(
		{ now, address, content, isFresh }: ReportedContent,
		isEmitted: boolean,
	): void {
		const [account, objectType, id, hash] = content;
		const name = nameOf(account, objectType, id);
		const own = nameOf(account, objectType, id, address);
		if (this.created.get(own) !== undefined) return;
		if (isEmitted && (isFresh || !this.contents.get(name)?.has(address)))
			this.noteContent(name, address, hash);
		if (isFresh) this.created.set(own, { hash, at: now });
	}

	private noteUpdated({ now, address, content }: ReportedContent): void {
		const [account, objectType, id, hash] = content;
		const name = nameOf(account, objectType, id);
		const own = nameOf(account, objectType, id, address);
		if (this.contents.get(name)?.has(address)) this.noteContent(name, address, hash);
		const created = this.created.get(own);
		if (created !== undefined && created.hash !== hash)
			this.created.set(own, { hash: OTHER, at: now });
	}

	private noteContent(name: string, address: string, hash: string): void {
		const contents = new BoundedMap<string, string>(MOST_NODES);
		for (const [url, known] of this.contents.get(name) ?? []) contents.set(url, known);
		const known = contents.get(address) ?? hash;
		this.contents.set(name, contents.set(address, known === hash ? hash : OTHER));
	}

	/** Returns whether an update has the content of the creation, and no other update was reported in between. */
	isEcho({ now, address, content }: ReportedContent): boolean {
		const [account, objectType, id, hash] = content;
		const created = this.created.get(nameOf(account, objectType, id, address));
		return created?.hash === hash && now - created.at < ECHO_MS;
	}

	noteReceived(account: string, objectType: string, now: number): void {
		this.receivedAt.set(JSON.stringify([account, objectType]), now);
	}

	/** Notes that this process receives a shop's deliveries. */
	noteDelivery(account: string, now: number): void {
		if (this.firstAt.get(account) === undefined) this.firstAt.set(account, now);
	}

	/** Returns what a poll of a shop needs to know. */
	of(account: string, objectType: string, now: number): Creations {
		const receivedAt = this.receivedAt.get(JSON.stringify([account, objectType])) ?? -Infinity;
		const firstAt = this.firstAt.get(account) ?? Infinity;
		return {
			haveReportedOnly: (id, hash) => {
				const contents = this.contents.get(nameOf(account, objectType, id));
				return contents && [...contents.values()].every((content) => content === hash);
			},
			// No date in a delivery counts: anyone can send a recorded one again, and an update keeps the old date of a coupon.
			mayHaveReported: (created = -Infinity, shopNow) =>
				now - receivedAt < RECEIVED_MS && created <= shopNow - (now - firstAt) + WHOLE_SECONDS_MS,
		};
	}
}

function nameOf(...parts: ReadonlyArray<number | string>): string {
	return JSON.stringify(parts.map(String));
}
