import type { EventType } from '../../nodes/core/event';
import type { Delivery, Vendor } from '../../nodes/core/vendor';

/** A change that a vendor reports, and the event that must be read from it. */
export interface Sample {
	topic: string;
	eventType: EventType;
	objectType: string;
}

/** One vendor as the conformance suite needs it. A new vendor adds only this. */
export interface VendorFixture<Connection, Proven, Wanted = never, Existing = never> {
	vendor: Vendor<Connection, Proven, Wanted, Existing>;
	/** A connection whose secrets sign, and whose calls reach the vendor's stand-in. */
	open(): Promise<Stage<Connection>>;
	/** The same connection, but as if the user had entered this signing secret. */
	withSecret(connection: Connection, secret: string): Connection;

	/** The same connection, whose user has chosen these topics; absent if there is nothing to choose. */
	choose?(connection: Connection, topics: readonly string[]): Connection;

	/** One of every topic, or of every row of the vendor's table. */
	samples: readonly Sample[];
	/** A topic that our tables do not contain. */
	unknownTopic: string;
	/**
	 * The body in which the vendor reports an object.
	 *
	 * @param objectId its digits as they stand in the JSON, which may exceed 2^53
	 */
	write(topic: string, objectId: string): Buffer;
	/** Wraps any bytes in headers that are valid for this connection. */
	deliver(body: Buffer, topic: string, connection: Connection): Delivery;
	/** Where the signature is; `deliver` has to fill it with standard base64. */
	signatureHeader: string;
	/** Further headers that verification needs: timestamps, versions, account names. */
	proofHeaders: readonly string[];
	/** False if the vendor does not sign the body (Ecwid). Its own tests then cover forged bodies. */
	isBodySigned: boolean;
	/** Whether any signed body is an event, because the vendor's forms are not known. Defaults to false. */
	takesAnyBody?: true;
	/** What the vendor sends before anything has happened. */
	greeting?: Delivery;

	/** Present only if the vendor has catch-up. */
	catchUp?: CatchUpFixture;
	/** Present only if the vendor has subscriptions. */
	subscriptions?: SubscriptionFixture<Connection, Existing>;
}

/** A connection and the stand-in that it leads to, created for each group of tests. */
export interface Stage<Connection> {
	connection: Connection;
	close(): Promise<void>;
}

/** What the suite does to the vendor while its catch-up begins. */
interface CatchUpFixture {
	/** Lets the vendor answer each request with this status until the returned function is called. */
	fail(status: number): () => void;
}

/** What the suite does to the vendor without the connection. */
interface SubscriptionFixture<Connection, Existing> {
	/** Two of our URLs, the first one on another origin, and one of another subscriber. */
	urls: { ours: string; other: string; moved: string; foreign: string };
	/** Breaks one without removing it, as the vendor may do. Most vendors disable it. */
	spoil(connection: Connection, existing: Existing): Promise<void>;
	/**
	 * The connection of another subscriber, whose subscriptions stand beside ours. Defaults to the
	 * same topics as ours. A vendor that allows one subscription a target (Box) needs other targets
	 * here.
	 */
	foreigner?(connection: Connection): Connection;
	/** Adds more than one page of another subscriber's subscriptions before ours. */
	crowd(connection: Connection): Promise<void>;
	/** Returns the URL that a subscription calls. */
	urlOf(existing: Existing): string;
}
