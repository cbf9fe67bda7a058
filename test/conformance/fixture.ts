import type { EventType } from '../../nodes/core/event';
import type { Delivery, Vendor } from '../../nodes/core/vendor';

/** A thing that a vendor tells of, and how it has to be read. */
export interface Sample {
	topic: string;
	eventType: EventType;
	objectType: string;
}

/** One vendor as the conformance suite needs it. A new vendor brings this and nothing else. */
export interface VendorFixture<Connection, Proven, Wanted = never, Existing = never> {
	vendor: Vendor<Connection, Proven, Wanted, Existing>;
	/** A connection whose secrets sign, and whose calls reach what stands in for the vendor. */
	open(): Promise<Stage<Connection>>;
	/** The same connection, but as if the user had entered this signing secret. */
	withSecret(connection: Connection, secret: string): Connection;

	/** The same connection, whose user has chosen these topics; absent if there is nothing to choose. */
	choose?(connection: Connection, topics: readonly string[]): Connection;

	/** One of every topic, or of every row of the vendor's table. */
	samples: readonly Sample[];
	/** A topic that no table of ours names. */
	unknownTopic: string;
	/**
	 * The body that tells of an object, as the vendor writes it.
	 *
	 * @param objectId its digits as they stand in the JSON, which may pass 2^53
	 */
	write(topic: string, objectId: string): Buffer;
	/** Wraps any bytes in headers that prove them for this connection. */
	deliver(body: Buffer, topic: string, connection: Connection): Delivery;
	/** Where the signature is; `deliver` has to fill it with standard base64. */
	signatureHeader: string;
	/** Further headers that the proof needs: timestamps, versions, account names. */
	proofHeaders: readonly string[];
	/** False where the vendor signs no body (Ecwid); then its own tests have to say what a body is worth. */
	isBodySigned: boolean;
	/** What the vendor sends before anything has happened. */
	greeting?: Delivery;

	/** Given if, and only if, the vendor has subscriptions. */
	subscriptions?: SubscriptionFixture<Connection, Existing>;
}

/** A connection and the place that it leads to, made anew for each group of tests. */
export interface Stage<Connection> {
	connection: Connection;
	close(): Promise<void>;
}

/** What the suite does behind a connection's back. */
export interface SubscriptionFixture<Connection, Existing> {
	/** Two URLs of ours, and one of somebody else's. */
	urls: { ours: string; other: string; foreign: string };
	/** Spoils one without removing it, as the vendor may do: disables it, for most. */
	spoil(connection: Connection, existing: Existing): Promise<void>;
	/**
	 * The connection of somebody else, whose subscriptions stand beside ours. Without it he wants the
	 * same as we do; a vendor that allows one subscription a target (Box) needs other targets here.
	 */
	foreigner?(connection: Connection): Connection;
	/** Puts more than one page of somebody else's there, before ours. */
	crowd(connection: Connection): Promise<void>;
	/** The URL that one calls. */
	urlOf(existing: Existing): string;
}
