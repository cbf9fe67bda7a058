import type { Change, NormalizedEvent } from './event';
import type { Result } from './result';
import type { SubscriptionPlan } from './subscriptionPlan';

/** An HTTP request that claims to come from a vendor, as it came over the wire. */
export interface Delivery {
	/** Names in lower case; an array where a header came more than once. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** The bytes before anybody parsed them. */
	body: Buffer;
	/** The URL that is subscribed and that it came to, without a query: a secret may be bound to it. */
	address: string;
	/** Epoch milliseconds. */
	receivedAt: number;
}

/** Why a delivery is not believed. A closed list, so that logs and tests can count them. */
export const REFUSAL = {
	secretMissing: 'secret_missing',
	signatureMissing: 'signature_missing',
	signatureMalformed: 'signature_malformed',
	signatureMismatch: 'signature_mismatch',
	schemeUnknown: 'scheme_unknown',
	headerMissing: 'header_missing',
	headerRepeated: 'header_repeated',
	timestampMissing: 'timestamp_missing',
	timestampMalformed: 'timestamp_malformed',
	timestampOutOfTolerance: 'timestamp_out_of_tolerance',
	accountMismatch: 'account_mismatch',
	bodyMalformed: 'body_malformed',
} as const;
export type RefusalReason = (typeof REFUSAL)[keyof typeof REFUSAL];

/** What a vendor's proof is worth. */
export type VerifyResult<Proven> =
	| {
			ok: true;
			kind: 'change';
			proven: Proven;
			/** The vendor's id of the delivery, as the event shows it. It decides nothing where it is unsigned. */
			deliveryId: string;
			/**
			 * Names the delivery by signed data only, and the topic. Two with the same one are one delivery for as
			 * long as the vendor retries, whatever their unsigned headers say.
			 */
			fingerprint: string;
			/**
			 * Present only where signed data cannot tell a second event from a redelivery of the first: what an
			 * unsigned header says that differs between the two. The host limits how many it accepts. Null
			 * if the vendor sends nothing twice: then each delivery is another event.
			 */
			occurrence?: string | null;
	  }
	/** Nothing is claimed, so nothing needs proof: answered 200, starts nothing (WooCommerce's ping). */
	| { ok: true; kind: 'greeting' }
	/**
	 * The vendor tells of the subscription, not of an object (Box: WEBHOOK.DELETED): answered 200,
	 * starts nothing, is put into the log, and the subscriptions are looked after at once.
	 */
	| { ok: true; kind: 'notice'; message: string }
	/** Verified, but of a topic that the node did not choose: answered 200, starts nothing. */
	| { ok: true; kind: 'unwanted'; topic: string }
	| { ok: false; reason: RefusalReason };

/**
 * All there is to know about one vendor's webhooks. Host and the conformance suite take this and
 * nothing else of a vendor.
 *
 * @typeParam Connection secrets, account, and how to call the vendor: what one user's node holds
 * @typeParam Proven what `verify` hands to `normalize`
 */
export interface Vendor<Connection, Proven, Wanted = never, Existing = never> {
	readonly elementKey: string;
	readonly hubKey: string;
	/**
	 * How long after the first attempt the vendor may send a delivery again, in milliseconds. The same
	 * delivery starts one execution within that span.
	 */
	readonly retriesForMs: number;
	/**
	 * How long after five starts of the same signed bytes one more may start, in milliseconds. It must let
	 * the vendor's retries through. Defaults to a minute.
	 */
	readonly startEveryMs?: number;
	/** Canonical, and from the credential: headers that name an account are not signed everywhere. */
	account(connection: Connection): string;
	/**
	 * Says what keeps this connection from proving deliveries or from subscribing, or undefined; asked
	 * before anything else at an activation.
	 */
	configError?(connection: Connection): string | undefined;
	/** Pure; reads no clock but `delivery.receivedAt`. */
	verify(delivery: Delivery, connection: Connection): VerifyResult<Proven>;
	/**
	 * Completes a connection for `account`, where the credential does not say whose it is and only the
	 * vendor can (Box's authorization code). Nobody is asked for it before a delivery is proven.
	 */
	identify?(connection: Connection): Promise<Result<Connection>>;
	/** What a proven delivery says happened; may ask the vendor where the delivery says too little. */
	normalize(proven: Proven, connection: Connection, receivedAt: number): Promise<Result<Change[]>>;
	/**
	 * Asks the vendor whether a change that `normalize` marked as unproven is true; runs inside the
	 * execution. Returns what is true of it, and no changes if nothing is. Absent if the signature covers all
	 * that a delivery says.
	 */
	confirm?(claim: NormalizedEvent, connection: Connection): Promise<Result<Change[]>>;
	/** Absent where the vendor offers no call to subscribe (Ecwid). */
	readonly subscriptions?: Subscriptions<Connection, Wanted, Existing>;
	/** Absent where nothing is asked for that deliveries may have missed. */
	readonly catchUp?: CatchUp<Connection>;
}

/** How far a vendor was asked; by its own clock, in epoch milliseconds. */
export interface Cursor {
	/** Nothing older is an event. */
	since: number;
	/** Everything before this has been asked for. */
	watermark: number;
	/** The watermarks of lists that could not be read since, by the vendor's own name of the list. */
	behind?: Readonly<Record<string, number>>;
}

/** What a vendor was found to have changed. */
export interface CaughtUp {
	changes: Change[];
	cursor: Cursor;
	/** Sentences for the log: what could not be read, or began again. */
	warnings?: readonly string[];
}

/** Asks a vendor for what its deliveries may have missed. */
export interface CatchUp<Connection> {
	/** At an activation: where asking begins, or in words why it could not be done. */
	begin(connection: Connection): Promise<Result<Cursor>>;
	/**
	 * What has happened since, whether a delivery told of it or not: the same change has the same id,
	 * and the host leaves out what was told. The returned watermark may be earlier than the given one, if that
	 * is ahead of the vendor's clock: the host then replaces the stored cursor.
	 */
	look(connection: Connection, cursor: Cursor): Promise<Result<CaughtUp>>;
}

/** How a vendor's subscriptions are listed, compared and changed. */
export interface Subscriptions<Connection, Wanted, Existing> {
	wanted(connection: Connection, url: string): Wanted[];
	/** Every page of them. */
	list(connection: Connection): Promise<Result<Existing[]>>;
	/** Pure. Leaves alone what does not point at `url`. */
	plan(wanted: Wanted[], existing: Existing[], url: string): SubscriptionPlan<Wanted, Existing>;
	create(connection: Connection, wanted: Wanted): Promise<Result<unknown>>;
	update(connection: Connection, existing: Existing, wanted: Wanted): Promise<Result<unknown>>;
	/** Succeeds when it is gone, whoever removed it. */
	remove(connection: Connection, existing: Existing): Promise<Result<unknown>>;
	/** A few words for the log: `order.updated, disabled`. */
	describe(subscription: Wanted | Existing): string;
	/** Ends what the log says when one had to be restored: what may be missing by then, and what to do. */
	readonly restoredNote?: string;
}
