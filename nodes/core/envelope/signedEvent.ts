/*
 * The types of events for receivers. It imports nothing, so that a receiver needs no other package to compile.
 */

/** What happened to the object. A change that no table of a vendor names is `UNKNOWN`. */
export type SignedEventType = 'CREATED' | 'UPDATED' | 'DELETED' | 'UNKNOWN';

/** A normalized event: the `data` of a CloudEvent, or the body of the envelope *Event*. */
export interface SignedEvent {
	/** The same for each delivery of a change, by webhook, retry or poll. Deduplicate by it. */
	id: string;
	/** The vendor: `shopify`, `woocommercerest`, `box` or `ecwid`; another text for events of other senders. */
	elementKey: string;
	/** `ecommerce` or `documents`. */
	hubKey: string;
	eventType: SignedEventType;
	/** Plural: `orders`, `products`, `files`. */
	objectType: string;
	/** A string, because ids can exceed 2^53. */
	objectId: string;
	/** The vendor's time of the change; ISO 8601 in UTC. */
	date: string;
	/** Names the state of the object, or the event. */
	revision: string;
	/** The vendor's own name for the change: `orders/create`. */
	topic: string;
	/** Shop domain, store URL, Box enterprise or user, or Ecwid store id. */
	account: string;
	/**
	 * The state of the object by the vendor's clock. An event with `capture: 'polling'` stands for every webhook's event
	 * with the same `stateId`.
	 */
	stateId?: string;
	capture: 'webhook' | 'polling';
	deliveryId?: string;
	/** When the node received it; ISO 8601 in UTC. */
	receivedAt: string;
	instanceName: string;
	instanceTags: string[];
	/** The version of the vendor's API that the payload has, such as `2026-10` (Shopify). */
	apiVersion?: string;
	/** The name that the user gave a polled resource, if it is not the objectType. */
	resourceName?: string;
	/** The form of `raw` if it is not that of the vendor's webhooks. From catch-up: `graphql` (Shopify) or `event` (Box). */
	rawShape?: string;
	/** Present if the vendor has neither signed nor confirmed the content. */
	unproven?: true;
	/** Fields that come from an unsigned part of the delivery. */
	unsigned?: string[];
	/** A fingerprint of the key that verified it, if it came as a signed event. */
	sender?: string;
	/** CloudEvents attributes that came as headers. They do not affect the event. */
	unsignedHeaders?: Record<string, string>;
	/** All members of the signed message that it came in, beside its data: extensions of a CloudEvent, for example. */
	attributes?: Record<string, unknown>;
	/** The object as the vendor signed or returned it, unless the sender leaves it out. */
	raw?: Record<string, unknown>;
}
