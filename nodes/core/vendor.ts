import { VERIFICATION_FAILURE } from './envelope/verifySignedEvent';
import type { Change, NormalizedEvent } from './event';
import type { Problem, Result } from './result';
import type { SubscriptionPlan } from './subscriptionPlan';

/** An HTTP request as it came over the wire, before it is verified. */
export interface Delivery {
	/** Names in lower case. An array if a header came more than once. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** The bytes before a parser read them. */
	body: Buffer;
	/** The subscribed URL that it came to, without a query. A secret may depend on it. */
	address: string;
	/** Epoch milliseconds. */
	receivedAt: number;
	/** In upper case. Defaults to POST: only the *Signed Webhook Trigger* receives other requests. */
	method?: string;
	/** The request's query as it came, without its question mark. Defaults to empty. */
	query?: string;
}

const { bodyNotBytes: bodyMalformed, ...shared } = VERIFICATION_FAILURE;

/** Why a delivery is rejected. The list is closed, so that logs and tests can count the reasons. */
export const REJECTION = {
	...shared,
	headerMissing: 'header_missing',
	accountMismatch: 'account_mismatch',
	bodyMalformed,
} as const;
export type RejectionReason = (typeof REJECTION)[keyof typeof REJECTION];

/** A response that a vendor's check of the URL expects. */
export interface Reply {
	status: number;
	headers: Readonly<Record<string, string>>;
	/** Defaults to none. */
	body?: string;
	/** What the vendor checked, for the log, such as `url_verification`. Absent: it is not logged. */
	check?: string;
}

/** What `Vendor.verify` found. */
export type VerifyResult<Payload> =
	| {
			ok: true;
			kind: 'change';
			payload: Payload;
			/** The vendor's id of the delivery, for the event. If it is unsigned, nothing else depends on it. */
			deliveryId: string;
			/**
			 * Identifies the delivery by signed data and the topic. Two deliveries with the same fingerprint are one for
			 * as long as the vendor retries. Unsigned headers make no difference.
			 */
			fingerprint: string;
			/**
			 * The value of an unsigned header that distinguishes a second event from a redelivery of the first. Set only
			 * if signed data cannot. The host limits how many values it accepts. Null if the vendor never retries, so
			 * that each delivery is another event, up to a generous number.
			 */
			occurrence?: string | null;
			/** Set if nothing of the delivery is signed, so that anyone can have sent it (Ecwid's legacy form). */
			isUnsigned?: true;
			/** Replaces `retriesForMs` of the vendor. */
			retriesForMs?: number;
	  }
	/**
	 * The vendor checks the URL, and the response must have this form (Slack: it repeats a challenge). It starts no
	 * workflow. The request need not be signed, so the response must not help a forger.
	 */
	| ({ ok: true; kind: 'reply' } & Reply)
	/** It reports no change, so it needs no signature (WooCommerce's ping). It gets a 200 and starts no workflow. */
	| { ok: true; kind: 'greeting' }
	/**
	 * It reports a change of the subscription (Box: WEBHOOK.DELETED). It gets a 200 and starts no workflow. The host
	 * logs the message and checks the subscriptions at once.
	 */
	| { ok: true; kind: 'notice'; message: string }
	/** Verified, but of a topic that the node did not select. It gets a 200 and starts no workflow. */
	| { ok: true; kind: 'unwanted'; topic: string }
	/**
	 * Signed, but for another account: one app signs for all accounts that installed it. It gets a 200 and starts no
	 * workflow, because the vendor would retry a 401 and then remove the subscription.
	 */
	| { ok: true; kind: 'foreign'; account: string }
	/**
	 * Signed, but no event can be read from it. It gets a 200 and starts no workflow, for the same reason.
	 *
	 * @property cause for the log, such as `its body is not JSON`
	 */
	| { ok: true; kind: 'unreadable'; cause: string }
	/**
	 * @property explanation a sentence for the sender, if it may know why its request was rejected. It names no secret. By
	 *   default the response has no body
	 */
	| { ok: false; reason: RejectionReason; explanation?: string };

/**
 * One vendor's webhooks. The host and the conformance suite use nothing else of a vendor.
 *
 * @typeParam Connection secrets, account, and how to call the vendor, for one user's node
 * @typeParam Payload the verified content, which `verify` passes to `normalize`
 */
export interface Vendor<Connection, Payload, Wanted = never, Existing = never> {
	readonly elementKey: string;
	readonly hubKey: string;
	/**
	 * How long after the first attempt the vendor may retry a delivery, in milliseconds. Within that time the same
	 * delivery starts one execution.
	 */
	readonly retriesForMs: number;
	/**
	 * How long after five executions of the same signed bytes one more may start, in milliseconds. It must not exceed
	 * the vendor's pauses after the fifth attempt. Defaults to a minute.
	 */
	readonly startEveryMs?: number;
	/**
	 * Set if the vendor never retries (WooCommerce). A delivery that comes too soon then waits for the next start
	 * instead of getting a 503. `startEveryMs` must be shorter than the vendor waits for a response.
	 */
	readonly isNeverRetried?: true;
	/**
	 * The headers without which a delivery is rejected, in lower case. The node's probe shows whether they arrive. Defaults to
	 * none.
	 */
	readonly deliveryHeaders?: readonly string[];
	/** Returns the canonical account. It comes from the credential, because not every vendor signs it. */
	account(connection: Connection): string;
	/**
	 * Returns why this connection cannot verify deliveries or subscribe, or undefined if it can. An activation calls
	 * it first.
	 */
	configError?(connection: Connection): string | undefined;
	/**
	 * Returns why an activation by a person fails although the node may work, such as an unlikely secret. Otherwise undefined.
	 * A start of n8n ignores it, so that no workflow stops that ran before.
	 */
	doubt?(connection: Connection): string | undefined;
	/**
	 * Asks the vendor what the panel cannot know, such as the owner of the credential. An activation calls it once.
	 *
	 * @param now epoch milliseconds
	 * @returns sentences for the log, or the problem that prevents the activation
	 */
	inspect?(connection: Connection, now: number): Promise<Result<string[]>>;
	/** Verifies a delivery. It is pure: its only clock is `delivery.receivedAt`. */
	verify(delivery: Delivery, connection: Connection): VerifyResult<Payload>;
	/**
	 * Returns whether a program other than the vendor's wrote the JSON of a body. A proxy then decoded it and encoded it
	 * again, and no secret fits the signature.
	 */
	isReencoded?(body: Buffer): boolean;
	/**
	 * Returns why a delivery was probably rejected and what to do, as the end of a sentence, or undefined if that is
	 * not known. It may hash the body again, so the host calls it only if it logs the line.
	 */
	diagnose?(
		delivery: Delivery,
		connection: Connection,
		reason: RejectionReason,
	): string | undefined;
	/** Returns whose events a connection receives, if this value serves several vendors. */
	sourceOf?(connection: Connection): { elementKey: string; hubKey: string };
	/**
	 * Completes a connection for `account` if only the vendor knows the owner of the credential (Box's authorization code).
	 * The host calls it only after a delivery is verified.
	 */
	identify?(connection: Connection): Promise<Result<Connection>>;
	/**
	 * Returns the changes in a verified delivery. It may make requests if the delivery has too little data.
	 *
	 * @param hasWaited whether the delivery waited for its start. It then represents equal deliveries with other delivery ids.
	 *   Defaults to false
	 */
	normalize(
		payload: Payload,
		connection: Connection,
		receivedAt: number,
		hasWaited?: boolean,
	): Promise<Result<Change[]>>;
	/**
	 * Notes a delivery that `normalize` has read, once n8n has responded with a 2xx. Before that, n8n may fail to store
	 * the execution, and nothing must count as reported.
	 *
	 * @param isEmitted false if no workflow got an event, because the node's filter dropped it
	 */
	noteAccepted?(payload: Payload, connection: Connection, isEmitted: boolean): void;
	/**
	 * Asks the vendor whether a change that `normalize` marked as unproven is true. It runs inside the execution and
	 * returns the changes that are true. Absent if the signature covers the whole delivery.
	 */
	confirm?(unconfirmed: NormalizedEvent, connection: Connection): Promise<Result<Change[]>>;
	/**
	 * Returns recent changes of the chosen types, for a test in the editor, which emits the latest one. It changes nothing at
	 * the vendor. If absent, the host searches with `catchUp`.
	 */
	newest?(connection: Connection): Promise<Result<Change[]>>;
	/** Absent if the vendor's API cannot subscribe (Ecwid). */
	readonly subscriptions?: Subscriptions<Connection, Wanted, Existing>;
	/** Absent if the node does not look for what deliveries missed. */
	readonly catchUp?: CatchUp<Connection>;
}

/** How far catch-up has read, by the vendor's clock, in epoch milliseconds. */
export interface Cursor {
	/** Older changes produce no events. */
	since: number;
	/** Everything before this has been read. */
	watermark: number;
	/** The watermarks of lists that could not be read since, by the vendor's own name of the list. */
	behind?: Readonly<Record<string, number>>;
	/** The time of the activation by n8n's clock, until the vendor's clock has confirmed that clock. */
	begunAt?: number;
	/** The account whose changes were read. Set by the host. */
	account?: string;
	/**
	 * Positions in the vendor's streams of events, by the vendor's own name of the stream. Texts, because a position may
	 * exceed 2^53. At most ten, of at most 200 printable ASCII characters.
	 */
	positions?: Readonly<Record<string, string>>;
}

/** Where catch-up begins. */
export interface Begun {
	cursor: Cursor;
	/** Sentences for the log, for example about lists that the node may not read. */
	warnings?: readonly string[];
}

/** What a look has found. */
export interface CaughtUp {
	changes: Change[];
	cursor: Cursor;
	/** Sentences for the log about lists that could not be read, or that are read again. */
	warnings?: readonly string[];
	/** The lists that could not be read, by the vendor's own name, and why. */
	unread?: ReadonlyArray<{ list: string; problem: Problem }>;
	/**
	 * Whether the look ended at one of its own limits, such as a number of rows. The next one can then continue at once.
	 * Defaults to false.
	 */
	hasMore?: boolean;
}

/** What a look may do. */
export interface HowToLook {
	/** Returns false once the result no longer counts. No request begins after that. Defaults to always true. */
	mayGoOn?(): boolean;
	/** Changes younger than this are left to their webhooks. In milliseconds. Defaults to `WEBHOOK_GRACE_MS`. */
	graceMs?: number;
	/**
	 * About how many rows are enough. The look then ends with `hasMore`. A vendor has its own limit, and reads more than this
	 * if smaller parts would cost more requests. Defaults to the vendor's limit.
	 */
	rows?: number;
}

/** How to look for what a vendor's deliveries may have missed. */
export interface CatchUp<Connection> {
	/**
	 * Returns the first cursor, at the vendor's present time, or the problem that keeps the node from reading. An
	 * activation calls it. If the problem can end by itself (`isPassing`), a check calls it again.
	 */
	begin(connection: Connection): Promise<Result<Begun>>;
	/**
	 * Returns the cursor at which an activation resumes, such as one soon after a deactivation. If absent, it resumes at the
	 * given one.
	 *
	 * @param begun the first cursor that `begin` has just returned. It shows what the credential may read now
	 */
	resume?(cursor: Cursor, begun: Cursor): Cursor;
	/**
	 * Returns all changes since the cursor, also those that were delivered. One call is a *look*. The same change has the same
	 * id or the same `stateRevision`, and the host skips what it has emitted.
	 *
	 * The returned watermark may be earlier than the given one if that is ahead of the vendor's clock. The host then
	 * replaces the stored cursor.
	 *
	 * @param how defaults to a look for what webhooks missed, as far as the vendor reads in one look
	 */
	look(connection: Connection, cursor: Cursor, how?: HowToLook): Promise<Result<CaughtUp>>;
}

/** Which URLs a vendor calls. */
export interface CallableUrls {
	/** As it begins a sentence. */
	vendor: string;
	/** Whether the vendor calls https only. */
	isHttpsOnly: boolean;
	ports: readonly number[];
	/** Ends the error with what else the user can do. */
	otherwise?: string;
}

/** How a vendor's subscriptions are listed, compared and changed. */
export interface Subscriptions<Connection, Wanted, Existing> {
	/**
	 * Whether a person makes the subscriptions of this node. The host then lists, creates and removes none, and shares
	 * no list with the node. Defaults to false.
	 */
	isByHand?(connection: Connection): boolean;
	/** Returns which URLs the vendor calls, or undefined for any: with a base URL, or if the user allows private URLs. */
	callable(connection: Connection): CallableUrls | undefined;
	wanted(connection: Connection, url: string): Wanted[];
	/** Returns all subscriptions, from all pages. */
	list(connection: Connection): Promise<Result<Existing[]>>;
	/** Returns the URL that a subscription calls. It shows the host whether the node owns the subscription. */
	urlOf(existing: Existing): string;
	/**
	 * Returns the secrets of the credential, the current one first. With them, two n8n that serve the same node recognize
	 * each other.
	 */
	secretsOf(connection: Connection): readonly string[];
	/**
	 * Returns what to change. It is pure.
	 *
	 * @param own existing subscriptions of the node. One that calls another URL than the wanted one is updated
	 */
	plan(wanted: Wanted[], own: Existing[]): SubscriptionPlan<Wanted, Existing>;
	create(connection: Connection, wanted: Wanted): Promise<Result<unknown>>;
	update(connection: Connection, existing: Existing, wanted: Wanted): Promise<Result<unknown>>;
	/** Succeeds also if the subscription no longer exists. */
	remove(connection: Connection, existing: Existing): Promise<Result<unknown>>;
	/** Returns a few words for the log: `order.updated, disabled`. */
	describe(subscription: Wanted | Existing): string;
	/** Ends the log line about a restored subscription: what may be missing, and what to do. */
	readonly restoredNote?: string;
}

/** Returns the verdict on a signed delivery from which no event can be read. */
export function unreadable(cause: string): { ok: true; kind: 'unreadable'; cause: string } {
	return { ok: true, kind: 'unreadable', cause };
}

/**
 * Returns the verdict on a signed delivery that names no object.
 *
 * @param topic for the log; at most 100 characters of it are logged
 * @param field that should name the object, by the vendor's name
 */
export function withoutObject(topic: string, field: string) {
	const shown = topic === '' ? '' : ` (${JSON.stringify(topic.slice(0, 100))})`;
	return unreadable(`its field ${field} is missing or malformed${shown}`);
}
