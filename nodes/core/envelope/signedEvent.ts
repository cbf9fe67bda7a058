/*
 * The types of events for receivers. `npm run schemas` makes this file from core/event.ts, the schemas beside it and the
 * tables of the vendors. It imports nothing, so that a receiver needs no other package to compile.
 */

/** What happened to the object. A change that no table of a vendor names is `UNKNOWN`. */
export type SignedEventType = 'CREATED' | 'UPDATED' | 'DELETED' | 'UNKNOWN';

/** A normalized event: the `data` of a CloudEvent, or the body of the envelope *Event*. */
export interface SignedEvent {
	/** The same for each delivery of a change, by webhook, retry or poll. Deduplicate by it. */
	id: string;
	/**
	 * The vendor: `shopify`, `woocommercerest`, `box` or `ecwid`; a provider of the Signed Webhook Trigger, such as
	 * `github`; another text for events of other senders.
	 */
	elementKey: string;
	/**
	 * `ecommerce` or `documents`; another group for a provider, such as `payment`; `custom` for events of other
	 * senders.
	 */
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
	/**
	 * Shop domain, store URL, Box enterprise or user, or Ecwid store id. For a provider, the account in its webhook,
	 * or the provider itself.
	 */
	account: string;
	/**
	 * The state of the object by the vendor's clock. If an event with `capture` `polling` or `backfill` was
	 * processed, skip webhook events with the same `stateId`, and the reverse.
	 */
	stateId?: string;
	/** How the change was found: by webhook, by a poll or catch-up, or by a load of existing objects. */
	capture: 'webhook' | 'polling' | 'backfill';
	/** The vendor's id of the delivery. */
	deliveryId?: string;
	/** When the node received it; ISO 8601 in UTC. */
	receivedAt: string;
	/** The user's name for the source. Defaults to the node's name. */
	instanceName: string;
	/** The user's tags for the source. */
	instanceTags: string[];
	/** The version of the vendor's API that the payload has, such as `2026-10` (Shopify). */
	apiVersion?: string;
	/** The name that the user gave a polled resource, if it is not the objectType. */
	resourceName?: string;
	/**
	 * The form of `raw` if it is not that of the vendor's webhooks. From catch-up: `graphql` (Shopify) or `event`
	 * (Box).
	 */
	rawShape?: string;
	/** Present if the vendor has neither signed nor confirmed the content. */
	unproven?: true;
	/** Fields that the vendor's signature does not cover. */
	unsigned?: string[];
	/** A fingerprint of the key that verified the event, if its sender chose the `id`. */
	sender?: string;
	/** CloudEvents attributes that arrived as headers. They do not affect the event. */
	unsignedHeaders?: Record<string, string>;
	/** The members of the signed message other than its data, such as the extensions of a CloudEvent. */
	attributes?: Record<string, unknown>;
	/** The object as the vendor signed or returned it, unless the sender leaves it out. */
	raw?: Record<string, unknown>;
}

/** A CloudEvent 1.0, the envelope *CloudEvents*. */
export interface SignedCloudEvent {
	specversion: '1.0';
	/** The same for each delivery of a change, by webhook, retry or poll. Deduplicate by it. */
	id: string;
	/** `/`, the vendor, `/` and the account. With `id`, it identifies the change. */
	source: string;
	/** The vendor, the type of the object and what happened: `shopify.orders.created`. */
	type: string;
	/** The id of the object. */
	subject: string;
	/** The vendor's time of the change; ISO 8601 in UTC. */
	time: string;
	datacontenttype: 'application/json';
	/** When n8n received it: a documented extension of CloudEvents. */
	recordedtime: string;
	/** Present if the vendor has neither signed nor confirmed the content. */
	unproven?: true;
	/** A comma-separated list of the fields that the vendor's signature does not cover. */
	unsigned?: string;
	data: SignedEvent;
	/** Extensions. */
	[extension: string]: unknown;
}

/** A notification with the same fields as those of Cloud Elements. The body of the envelope *Cloud Elements*. */
export interface CloudElementsNotification {
	severity: 'medium';
	/** When the notification was made, as Java's `Date.toString()` writes it. */
	createdDate: string;
	/** `instance-`, the instance, the vendor and `-events`. */
	topic: string;
	action: 'create';
	/** A number that is derived from the ids of the events. */
	id: string;
	message: {
		/**
		 * The vendor: `shopify`, `woocommercerest`, `box` or `ecwid`; a provider of the Signed Webhook Trigger, such as
		 * `github`; another text for events of other senders.
		 */
		elementKey: string;
		/** The account of the instance. */
		accountId: number;
		/** The same for each delivery of the same events. */
		eventId: string;
		/** The company of the account. */
		companyId: number;
		/** The instance, or a number derived from the workflow. */
		instanceId: number;
		/** The same as `instanceId`. */
		instance_id: number;
		/** The user's name for the source. Defaults to the node's name. */
		instanceName: string;
		/** The user's tags, or `instanceName` if the user set none. */
		instanceTags: string[];
		/** What the vendor's webhook sent. For polling, the records under the name of the resource. */
		raw: Record<string, unknown>;
		/**
		 * The form of `raw` if it is not that of the vendor's webhooks. From catch-up: `graphql` (Shopify) or `event`
		 * (Box).
		 */
		rawShape?: string;
		/** Present if the vendor has neither signed nor confirmed the content. */
		unproven?: true;
		/** Fields that the vendor's signature does not cover. */
		unsigned?: string[];
		/** A fingerprint of the key that verified the event, if its sender chose the `id`. */
		sender?: string;
		/** The user of the account. */
		userId: number;
		events: Array<{
			/** The vendor's time of the change, in whole seconds. */
			date: string;
			/**
			 * The vendor: `shopify`, `woocommercerest`, `box` or `ecwid`; a provider of the Signed Webhook Trigger, such as
			 * `github`; another text for events of other senders.
			 */
			elementKey: string;
			/** When the poll found the change. Absent for webhooks. */
			pollDate?: string;
			eventType: SignedEventType;
			/**
			 * `ecommerce` or `documents`; another group for a provider, such as `payment`; `custom` for events of other
			 * senders.
			 */
			hubKey: string;
			/** A string, because ids can exceed 2^53. */
			objectId: string;
			/** The type of the object, or the name that the user gave a polled resource. */
			objectType: string;
			/** The same for each delivery of a change, by webhook, retry or poll. Deduplicate by it. */
			id: string;
			/**
			 * The state of the object by the vendor's clock. If an event with `capture` `polling` or `backfill` was
			 * processed, skip webhook events with the same `stateId`, and the reverse.
			 */
			stateId?: string;
			/** Present if the vendor has neither signed nor confirmed the content. */
			unproven?: true;
			/** Fields that the vendor's signature does not cover. */
			unsigned?: string[];
			/** A fingerprint of the key that verified the event, if its sender chose the `id`. */
			sender?: string;
			/** The vendor's id of the delivery. */
			deliveryId?: string;
		}>;
	};
	/** The sender that Cloud Elements named. */
	user: string;
}

/** A signed message: what Signed Event emits without a callback URL. */
export interface SignedMessage {
	/** The id of the message: `webhook-id` of its signature. The same for each attempt. */
	id: string;
	/** The ids of its events. */
	events: string[];
	/** The headers to send, including the signature. */
	headers: Record<string, string>;
	/** The exact bytes that are signed, as UTF-8. */
	body: string;
}

/** The result of a delivery that the receiver accepted with a 2xx. */
export interface Delivered {
	ok: true;
	/** The callback URL. */
	url: string;
	/** The HTTP status of the receiver's response. */
	status: number;
	/** Milliseconds of all requests and the pauses between them. */
	durationMs: number;
	/** Number of requests. */
	tries: number;
}

/** The result of a delivery that failed, or that was not attempted. */
export interface Undelivered {
	ok: false;
	/** Why the message was not delivered. */
	reason:
		| 'address_malformed'
		| 'address_refused'
		| 'no_answer'
		| 'redirected'
		| 'gone'
		| 'not_ready'
		| 'refused'
		| 'unproven';
	/** What failed, why, and the next step. */
	message: string;
	/** The callback URL. */
	url: string;
	/** The HTTP status of the receiver's response. */
	status?: number;
	/** Milliseconds of all requests and the pauses between them. */
	durationMs: number;
	/** Number of requests. */
	tries: number;
	/** The receiver's `Retry-After`, in milliseconds. */
	retryAfterMs?: number;
	/** The beginning of the response body. */
	answer?: string;
}

/** The item of a message that was delivered. */
export interface DeliveredMessage extends SignedMessage {
	delivery: Delivered;
	/** The number of attempts so far. */
	attempt: number;
}

/** The item of a message that was not delivered. */
export interface UndeliveredMessage extends SignedMessage {
	delivery: Undelivered;
	/** The number of attempts so far. */
	attempt: number;
	/** Whether no further attempt is due. */
	final: boolean;
	nextAttemptAt: string | null;
}

/** The item of an event that was neither signed nor sent, because it is unproven. */
export interface UndeliveredEvent extends SignedEvent {
	delivery: Undelivered;
	/** The number of attempts so far. */
	attempt: number;
	/** Whether no further attempt is due. */
	final: boolean;
	nextAttemptAt: string | null;
}

/** An item that Signed Event emits for a callback URL. */
export type DeliveryResult = DeliveredMessage | UndeliveredMessage | UndeliveredEvent;

/**
 * What the tables of the vendors determine about the events of a topic, as in docs/schemas/topics.json.
 *
 * @hidden because it has hundreds of members
 */
export interface EventTopics {
	shopify: {
		hubKey: 'ecommerce';
		topics: {
			'app/scopes_update': { eventType: 'UPDATED'; objectType: 'apps' };
			'app/uninstalled': { eventType: 'DELETED'; objectType: 'apps' };
			'app_purchases_one_time/update': {
				eventType: 'UPDATED';
				objectType: 'app_purchases_one_time';
			};
			'app_subscriptions/approaching_capped_amount': {
				eventType: 'UPDATED';
				objectType: 'app_subscriptions';
			};
			'app_subscriptions/update': { eventType: 'UPDATED'; objectType: 'app_subscriptions' };
			'audit_events/admin_api_activity': { eventType: 'UNKNOWN'; objectType: 'audit_events' };
			'bulk_operations/finish': { eventType: 'UPDATED'; objectType: 'bulk_operations' };
			'carts/create': { eventType: 'CREATED'; objectType: 'carts' };
			'carts/update': { eventType: 'UPDATED'; objectType: 'carts' };
			'channels/delete': { eventType: 'DELETED'; objectType: 'channels' };
			'checkouts/create': { eventType: 'CREATED'; objectType: 'checkouts' };
			'checkouts/delete': { eventType: 'DELETED'; objectType: 'checkouts' };
			'checkouts/update': { eventType: 'UPDATED'; objectType: 'checkouts' };
			'collection_listings/add': { eventType: 'CREATED'; objectType: 'collection_listings' };
			'collection_listings/remove': { eventType: 'DELETED'; objectType: 'collection_listings' };
			'collection_listings/update': { eventType: 'UPDATED'; objectType: 'collection_listings' };
			'collection_publications/create': {
				eventType: 'CREATED';
				objectType: 'collection_publications';
			};
			'collection_publications/delete': {
				eventType: 'DELETED';
				objectType: 'collection_publications';
			};
			'collection_publications/update': {
				eventType: 'UPDATED';
				objectType: 'collection_publications';
			};
			'collections/create': { eventType: 'CREATED'; objectType: 'collections' };
			'collections/delete': { eventType: 'DELETED'; objectType: 'collections' };
			'collections/update': { eventType: 'UPDATED'; objectType: 'collections' };
			'companies/create': { eventType: 'CREATED'; objectType: 'companies' };
			'companies/delete': { eventType: 'DELETED'; objectType: 'companies' };
			'companies/update': { eventType: 'UPDATED'; objectType: 'companies' };
			'company_contact_roles/assign': { eventType: 'CREATED'; objectType: 'company_contact_roles' };
			'company_contact_roles/revoke': { eventType: 'DELETED'; objectType: 'company_contact_roles' };
			'company_contacts/create': { eventType: 'CREATED'; objectType: 'company_contacts' };
			'company_contacts/delete': { eventType: 'DELETED'; objectType: 'company_contacts' };
			'company_contacts/update': { eventType: 'UPDATED'; objectType: 'company_contacts' };
			'company_locations/create': { eventType: 'CREATED'; objectType: 'company_locations' };
			'company_locations/delete': { eventType: 'DELETED'; objectType: 'company_locations' };
			'company_locations/update': { eventType: 'UPDATED'; objectType: 'company_locations' };
			'customer.joined_segment': { eventType: 'UPDATED'; objectType: 'customers' };
			'customer.left_segment': { eventType: 'UPDATED'; objectType: 'customers' };
			'customer.tags_added': { eventType: 'UPDATED'; objectType: 'customers' };
			'customer.tags_removed': { eventType: 'UPDATED'; objectType: 'customers' };
			'customer_account_settings/update': {
				eventType: 'UPDATED';
				objectType: 'customer_account_settings';
			};
			'customer_groups/create': { eventType: 'CREATED'; objectType: 'customer_groups' };
			'customer_groups/delete': { eventType: 'DELETED'; objectType: 'customer_groups' };
			'customer_groups/update': { eventType: 'UPDATED'; objectType: 'customer_groups' };
			'customer_payment_methods/create': {
				eventType: 'CREATED';
				objectType: 'customer_payment_methods';
			};
			'customer_payment_methods/revoke': {
				eventType: 'DELETED';
				objectType: 'customer_payment_methods';
			};
			'customer_payment_methods/update': {
				eventType: 'UPDATED';
				objectType: 'customer_payment_methods';
			};
			'customers/create': { eventType: 'CREATED'; objectType: 'customers' };
			'customers/data_request': { eventType: 'UNKNOWN'; objectType: 'customers' };
			'customers/delete': { eventType: 'DELETED'; objectType: 'customers' };
			'customers/disable': { eventType: 'UPDATED'; objectType: 'customers' };
			'customers/enable': { eventType: 'UPDATED'; objectType: 'customers' };
			'customers/merge': { eventType: 'UPDATED'; objectType: 'customers' };
			'customers/purchasing_summary': { eventType: 'UPDATED'; objectType: 'customers' };
			'customers/redact': { eventType: 'UNKNOWN'; objectType: 'customers' };
			'customers/update': { eventType: 'UPDATED'; objectType: 'customers' };
			'customers_email_marketing_consent/update': { eventType: 'UPDATED'; objectType: 'customers' };
			'customers_marketing_consent/update': { eventType: 'UPDATED'; objectType: 'customers' };
			'customers_whats_app_marketing_consent/update': {
				eventType: 'UPDATED';
				objectType: 'customers';
			};
			'delivery_promise_settings/update': {
				eventType: 'UPDATED';
				objectType: 'delivery_promise_settings';
			};
			'discounts/create': { eventType: 'CREATED'; objectType: 'discounts' };
			'discounts/delete': { eventType: 'DELETED'; objectType: 'discounts' };
			'discounts/redeemcode_added': { eventType: 'UPDATED'; objectType: 'discounts' };
			'discounts/redeemcode_removed': { eventType: 'UPDATED'; objectType: 'discounts' };
			'discounts/update': { eventType: 'UPDATED'; objectType: 'discounts' };
			'disputes/create': { eventType: 'CREATED'; objectType: 'disputes' };
			'disputes/update': { eventType: 'UPDATED'; objectType: 'disputes' };
			'domains/create': { eventType: 'CREATED'; objectType: 'domains' };
			'domains/destroy': { eventType: 'DELETED'; objectType: 'domains' };
			'domains/update': { eventType: 'UPDATED'; objectType: 'domains' };
			'draft_orders/create': { eventType: 'CREATED'; objectType: 'draft_orders' };
			'draft_orders/delete': { eventType: 'DELETED'; objectType: 'draft_orders' };
			'draft_orders/update': { eventType: 'UPDATED'; objectType: 'draft_orders' };
			'finance_app_staff_member/delete': {
				eventType: 'DELETED';
				objectType: 'finance_app_staff_members';
			};
			'finance_app_staff_member/grant': {
				eventType: 'CREATED';
				objectType: 'finance_app_staff_members';
			};
			'finance_app_staff_member/revoke': {
				eventType: 'DELETED';
				objectType: 'finance_app_staff_members';
			};
			'finance_app_staff_member/update': {
				eventType: 'UPDATED';
				objectType: 'finance_app_staff_members';
			};
			'finance_kyc_information/update': {
				eventType: 'UPDATED';
				objectType: 'finance_kyc_information';
			};
			'fulfillment_events/create': { eventType: 'CREATED'; objectType: 'fulfillment_events' };
			'fulfillment_events/delete': { eventType: 'DELETED'; objectType: 'fulfillment_events' };
			'fulfillment_holds/added': { eventType: 'CREATED'; objectType: 'fulfillment_holds' };
			'fulfillment_holds/released': { eventType: 'DELETED'; objectType: 'fulfillment_holds' };
			'fulfillment_orders/cancellation_request_accepted': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/cancellation_request_rejected': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/cancellation_request_submitted': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/cancelled': { eventType: 'UPDATED'; objectType: 'fulfillment_orders' };
			'fulfillment_orders/fulfillment_request_accepted': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/fulfillment_request_rejected': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/fulfillment_request_submitted': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/fulfillment_service_failed_to_complete': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/hold_released': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/line_items_prepared_for_local_delivery': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/line_items_prepared_for_pickup': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/manually_reported_progress_stopped': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/merged': { eventType: 'UPDATED'; objectType: 'fulfillment_orders' };
			'fulfillment_orders/moved': { eventType: 'UPDATED'; objectType: 'fulfillment_orders' };
			'fulfillment_orders/order_routing_complete': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/placed_on_hold': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/progress_reported': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/rescheduled': { eventType: 'UPDATED'; objectType: 'fulfillment_orders' };
			'fulfillment_orders/scheduled_fulfillment_order_ready': {
				eventType: 'UPDATED';
				objectType: 'fulfillment_orders';
			};
			'fulfillment_orders/split': { eventType: 'UPDATED'; objectType: 'fulfillment_orders' };
			'fulfillments/create': { eventType: 'CREATED'; objectType: 'fulfillments' };
			'fulfillments/update': { eventType: 'UPDATED'; objectType: 'fulfillments' };
			'inventory_items/create': { eventType: 'CREATED'; objectType: 'inventory_items' };
			'inventory_items/delete': { eventType: 'DELETED'; objectType: 'inventory_items' };
			'inventory_items/update': { eventType: 'UPDATED'; objectType: 'inventory_items' };
			'inventory_levels/connect': { eventType: 'CREATED'; objectType: 'inventory_levels' };
			'inventory_levels/disconnect': { eventType: 'DELETED'; objectType: 'inventory_levels' };
			'inventory_levels/update': { eventType: 'UPDATED'; objectType: 'inventory_levels' };
			'inventory_shipments/add_items': { eventType: 'UPDATED'; objectType: 'inventory_shipments' };
			'inventory_shipments/create': { eventType: 'CREATED'; objectType: 'inventory_shipments' };
			'inventory_shipments/delete': { eventType: 'DELETED'; objectType: 'inventory_shipments' };
			'inventory_shipments/mark_in_transit': {
				eventType: 'UPDATED';
				objectType: 'inventory_shipments';
			};
			'inventory_shipments/receive_items': {
				eventType: 'UPDATED';
				objectType: 'inventory_shipments';
			};
			'inventory_shipments/remove_items': {
				eventType: 'UPDATED';
				objectType: 'inventory_shipments';
			};
			'inventory_shipments/update_item_quantities': {
				eventType: 'UPDATED';
				objectType: 'inventory_shipments';
			};
			'inventory_shipments/update_tracking': {
				eventType: 'UPDATED';
				objectType: 'inventory_shipments';
			};
			'inventory_transfers/add_items': { eventType: 'UPDATED'; objectType: 'inventory_transfers' };
			'inventory_transfers/cancel': { eventType: 'UPDATED'; objectType: 'inventory_transfers' };
			'inventory_transfers/complete': { eventType: 'UPDATED'; objectType: 'inventory_transfers' };
			'inventory_transfers/ready_to_ship': {
				eventType: 'UPDATED';
				objectType: 'inventory_transfers';
			};
			'inventory_transfers/remove_items': {
				eventType: 'UPDATED';
				objectType: 'inventory_transfers';
			};
			'inventory_transfers/update_item_quantities': {
				eventType: 'UPDATED';
				objectType: 'inventory_transfers';
			};
			'inventory_transfers/updated': { eventType: 'UPDATED'; objectType: 'inventory_transfers' };
			'locales/create': { eventType: 'CREATED'; objectType: 'locales' };
			'locales/destroy': { eventType: 'DELETED'; objectType: 'locales' };
			'locales/update': { eventType: 'UPDATED'; objectType: 'locales' };
			'locations/activate': { eventType: 'UPDATED'; objectType: 'locations' };
			'locations/create': { eventType: 'CREATED'; objectType: 'locations' };
			'locations/deactivate': { eventType: 'UPDATED'; objectType: 'locations' };
			'locations/delete': { eventType: 'DELETED'; objectType: 'locations' };
			'locations/update': { eventType: 'UPDATED'; objectType: 'locations' };
			'markets/create': { eventType: 'CREATED'; objectType: 'markets' };
			'markets/delete': { eventType: 'DELETED'; objectType: 'markets' };
			'markets/update': { eventType: 'UPDATED'; objectType: 'markets' };
			'markets_backup_region/update': {
				eventType: 'UPDATED';
				objectType: 'markets_backup_regions';
			};
			'metafield_definitions/create': { eventType: 'CREATED'; objectType: 'metafield_definitions' };
			'metafield_definitions/delete': { eventType: 'DELETED'; objectType: 'metafield_definitions' };
			'metafield_definitions/update': { eventType: 'UPDATED'; objectType: 'metafield_definitions' };
			'metaobjects/create': { eventType: 'CREATED'; objectType: 'metaobjects' };
			'metaobjects/delete': { eventType: 'DELETED'; objectType: 'metaobjects' };
			'metaobjects/update': { eventType: 'UPDATED'; objectType: 'metaobjects' };
			'order_transactions/create': { eventType: 'CREATED'; objectType: 'order_transactions' };
			'orders/cancelled': { eventType: 'UPDATED'; objectType: 'orders' };
			'orders/create': { eventType: 'CREATED'; objectType: 'orders' };
			'orders/delete': { eventType: 'DELETED'; objectType: 'orders' };
			'orders/edited': { eventType: 'UPDATED'; objectType: 'orders' };
			'orders/fulfilled': { eventType: 'UPDATED'; objectType: 'orders' };
			'orders/link_requested': { eventType: 'UPDATED'; objectType: 'orders' };
			'orders/paid': { eventType: 'UPDATED'; objectType: 'orders' };
			'orders/partially_fulfilled': { eventType: 'UPDATED'; objectType: 'orders' };
			'orders/risk_assessment_changed': { eventType: 'UPDATED'; objectType: 'orders' };
			'orders/shopify_protect_eligibility_changed': { eventType: 'UPDATED'; objectType: 'orders' };
			'orders/updated': { eventType: 'UPDATED'; objectType: 'orders' };
			'payment_schedules/due': { eventType: 'UPDATED'; objectType: 'payment_schedules' };
			'payment_terms/create': { eventType: 'CREATED'; objectType: 'payment_terms' };
			'payment_terms/delete': { eventType: 'DELETED'; objectType: 'payment_terms' };
			'payment_terms/update': { eventType: 'UPDATED'; objectType: 'payment_terms' };
			'product_feeds/create': { eventType: 'CREATED'; objectType: 'product_feeds' };
			'product_feeds/full_sync': { eventType: 'UPDATED'; objectType: 'product_feeds' };
			'product_feeds/full_sync_finish': { eventType: 'UPDATED'; objectType: 'product_feeds' };
			'product_feeds/incremental_sync': { eventType: 'UPDATED'; objectType: 'product_feeds' };
			'product_feeds/update': { eventType: 'UPDATED'; objectType: 'product_feeds' };
			'product_listings/add': { eventType: 'CREATED'; objectType: 'product_listings' };
			'product_listings/remove': { eventType: 'DELETED'; objectType: 'product_listings' };
			'product_listings/update': { eventType: 'UPDATED'; objectType: 'product_listings' };
			'product_publications/create': { eventType: 'CREATED'; objectType: 'product_publications' };
			'product_publications/delete': { eventType: 'DELETED'; objectType: 'product_publications' };
			'product_publications/update': { eventType: 'UPDATED'; objectType: 'product_publications' };
			'products/create': { eventType: 'CREATED'; objectType: 'products' };
			'products/delete': { eventType: 'DELETED'; objectType: 'products' };
			'products/update': { eventType: 'UPDATED'; objectType: 'products' };
			'profiles/create': { eventType: 'CREATED'; objectType: 'profiles' };
			'profiles/delete': { eventType: 'DELETED'; objectType: 'profiles' };
			'profiles/update': { eventType: 'UPDATED'; objectType: 'profiles' };
			'refunds/create': { eventType: 'CREATED'; objectType: 'refunds' };
			'returns/approve': { eventType: 'UPDATED'; objectType: 'returns' };
			'returns/cancel': { eventType: 'UPDATED'; objectType: 'returns' };
			'returns/close': { eventType: 'UPDATED'; objectType: 'returns' };
			'returns/decline': { eventType: 'UPDATED'; objectType: 'returns' };
			'returns/process': { eventType: 'UPDATED'; objectType: 'returns' };
			'returns/reopen': { eventType: 'UPDATED'; objectType: 'returns' };
			'returns/request': { eventType: 'UPDATED'; objectType: 'returns' };
			'returns/update': { eventType: 'UPDATED'; objectType: 'returns' };
			'reverse_deliveries/attach_deliverable': {
				eventType: 'UPDATED';
				objectType: 'reverse_deliveries';
			};
			'reverse_fulfillment_orders/dispose': {
				eventType: 'UPDATED';
				objectType: 'reverse_fulfillment_orders';
			};
			'scheduled_product_listings/add': {
				eventType: 'CREATED';
				objectType: 'scheduled_product_listings';
			};
			'scheduled_product_listings/remove': {
				eventType: 'DELETED';
				objectType: 'scheduled_product_listings';
			};
			'scheduled_product_listings/update': {
				eventType: 'UPDATED';
				objectType: 'scheduled_product_listings';
			};
			'segments/create': { eventType: 'CREATED'; objectType: 'segments' };
			'segments/delete': { eventType: 'DELETED'; objectType: 'segments' };
			'segments/update': { eventType: 'UPDATED'; objectType: 'segments' };
			'selling_plan_groups/create': { eventType: 'CREATED'; objectType: 'selling_plan_groups' };
			'selling_plan_groups/delete': { eventType: 'DELETED'; objectType: 'selling_plan_groups' };
			'selling_plan_groups/update': { eventType: 'UPDATED'; objectType: 'selling_plan_groups' };
			'shipping_addresses/create': { eventType: 'CREATED'; objectType: 'shipping_addresses' };
			'shipping_addresses/update': { eventType: 'UPDATED'; objectType: 'shipping_addresses' };
			'shop/redact': { eventType: 'UNKNOWN'; objectType: 'shops' };
			'shop/update': { eventType: 'UPDATED'; objectType: 'shops' };
			'subscription_billing_attempts/challenged': {
				eventType: 'UPDATED';
				objectType: 'subscription_billing_attempts';
			};
			'subscription_billing_attempts/failure': {
				eventType: 'UPDATED';
				objectType: 'subscription_billing_attempts';
			};
			'subscription_billing_attempts/success': {
				eventType: 'UPDATED';
				objectType: 'subscription_billing_attempts';
			};
			'subscription_billing_cycle_edits/create': {
				eventType: 'CREATED';
				objectType: 'subscription_billing_cycle_edits';
			};
			'subscription_billing_cycle_edits/delete': {
				eventType: 'DELETED';
				objectType: 'subscription_billing_cycle_edits';
			};
			'subscription_billing_cycle_edits/update': {
				eventType: 'UPDATED';
				objectType: 'subscription_billing_cycle_edits';
			};
			'subscription_billing_cycles/skip': {
				eventType: 'UPDATED';
				objectType: 'subscription_billing_cycles';
			};
			'subscription_billing_cycles/unskip': {
				eventType: 'UPDATED';
				objectType: 'subscription_billing_cycles';
			};
			'subscription_contracts/activate': {
				eventType: 'UPDATED';
				objectType: 'subscription_contracts';
			};
			'subscription_contracts/cancel': {
				eventType: 'UPDATED';
				objectType: 'subscription_contracts';
			};
			'subscription_contracts/create': {
				eventType: 'CREATED';
				objectType: 'subscription_contracts';
			};
			'subscription_contracts/expire': {
				eventType: 'UPDATED';
				objectType: 'subscription_contracts';
			};
			'subscription_contracts/fail': { eventType: 'UPDATED'; objectType: 'subscription_contracts' };
			'subscription_contracts/pause': {
				eventType: 'UPDATED';
				objectType: 'subscription_contracts';
			};
			'subscription_contracts/update': {
				eventType: 'UPDATED';
				objectType: 'subscription_contracts';
			};
			'tax_services/create': { eventType: 'CREATED'; objectType: 'tax_services' };
			'tax_services/update': { eventType: 'UPDATED'; objectType: 'tax_services' };
			'tender_transactions/create': { eventType: 'CREATED'; objectType: 'tender_transactions' };
			'themes/create': { eventType: 'CREATED'; objectType: 'themes' };
			'themes/delete': { eventType: 'DELETED'; objectType: 'themes' };
			'themes/publish': { eventType: 'UPDATED'; objectType: 'themes' };
			'themes/update': { eventType: 'UPDATED'; objectType: 'themes' };
			'variants/in_stock': { eventType: 'UPDATED'; objectType: 'variants' };
			'variants/out_of_stock': { eventType: 'UPDATED'; objectType: 'variants' };
		};
	};
	woocommercerest: {
		hubKey: 'ecommerce';
		topics: {
			'coupon.created': { eventType: 'CREATED'; objectType: 'discounts' };
			'coupon.deleted': { eventType: 'DELETED'; objectType: 'discounts' };
			'coupon.restored': { eventType: 'UPDATED'; objectType: 'discounts' };
			'coupon.updated': { eventType: 'UPDATED'; objectType: 'discounts' };
			'customer.created': { eventType: 'CREATED'; objectType: 'customers' };
			'customer.deleted': { eventType: 'DELETED'; objectType: 'customers' };
			'customer.updated': { eventType: 'UPDATED'; objectType: 'customers' };
			'order.created': { eventType: 'CREATED'; objectType: 'orders' };
			'order.deleted': { eventType: 'DELETED'; objectType: 'orders' };
			'order.restored': { eventType: 'UPDATED'; objectType: 'orders' };
			'order.updated': { eventType: 'UPDATED'; objectType: 'orders' };
			'product.created':
				| { eventType: 'CREATED'; objectType: 'products' }
				| { eventType: 'UPDATED'; objectType: 'products' };
			'product.deleted': { eventType: 'DELETED'; objectType: 'products' };
			'product.published': { eventType: 'UPDATED'; objectType: 'products' };
			'product.restored': { eventType: 'UPDATED'; objectType: 'products' };
			'product.updated': { eventType: 'UPDATED'; objectType: 'products' };
			'subscription.created': { eventType: 'CREATED'; objectType: 'subscriptions' };
			'subscription.deleted': { eventType: 'DELETED'; objectType: 'subscriptions' };
			'subscription.switched': { eventType: 'UPDATED'; objectType: 'subscriptions' };
			'subscription.updated': { eventType: 'UPDATED'; objectType: 'subscriptions' };
		};
	};
	box: {
		hubKey: 'documents';
		topics: {
			'COLLABORATION.ACCEPTED': {
				eventType: 'UPDATED';
				objectType: 'collaborations' | 'files' | 'folders';
			};
			'COLLABORATION.CREATED':
				| { eventType: 'CREATED'; objectType: 'collaborations' }
				| { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'COLLABORATION.REJECTED': {
				eventType: 'UPDATED';
				objectType: 'collaborations' | 'files' | 'folders';
			};
			'COLLABORATION.REMOVED':
				| { eventType: 'DELETED'; objectType: 'collaborations' }
				| { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'COLLABORATION.UPDATED': {
				eventType: 'UPDATED';
				objectType: 'collaborations' | 'files' | 'folders';
			};
			'COMMENT.CREATED':
				| { eventType: 'CREATED'; objectType: 'comments' }
				| { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'COMMENT.DELETED':
				| { eventType: 'DELETED'; objectType: 'comments' }
				| { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'COMMENT.UPDATED': { eventType: 'UPDATED'; objectType: 'comments' | 'files' | 'folders' };
			DOCGEN_DOCUMENT_GENERATION_FAILED: { eventType: 'UNKNOWN'; objectType: 'files' | 'folders' };
			DOCGEN_DOCUMENT_GENERATION_STARTED: { eventType: 'UNKNOWN'; objectType: 'files' | 'folders' };
			DOCGEN_DOCUMENT_GENERATION_SUCCEEDED: {
				eventType: 'UNKNOWN';
				objectType: 'files' | 'folders';
			};
			'FILE.COPIED':
				| { eventType: 'UNKNOWN'; objectType: 'files' }
				| { eventType: 'UPDATED'; objectType: 'folders' };
			'FILE.DELETED':
				| { eventType: 'DELETED'; objectType: 'files' }
				| { eventType: 'UPDATED'; objectType: 'folders' };
			'FILE.DOWNLOADED':
				| { eventType: 'UNKNOWN'; objectType: 'files' }
				| { eventType: 'UPDATED'; objectType: 'folders' };
			'FILE.LOCKED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'FILE.MOVED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'FILE.PREVIEWED':
				| { eventType: 'UNKNOWN'; objectType: 'files' }
				| { eventType: 'UPDATED'; objectType: 'folders' };
			'FILE.RENAMED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'FILE.RESTORED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'FILE.TRASHED':
				| { eventType: 'DELETED'; objectType: 'files' }
				| { eventType: 'UPDATED'; objectType: 'folders' };
			'FILE.UNLOCKED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'FILE.UPLOADED':
				| { eventType: 'CREATED'; objectType: 'files' }
				| { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'FOLDER.COPIED':
				| { eventType: 'UNKNOWN'; objectType: 'folders' }
				| { eventType: 'UPDATED'; objectType: 'files' };
			'FOLDER.CREATED':
				| { eventType: 'CREATED'; objectType: 'folders' }
				| { eventType: 'UPDATED'; objectType: 'files' };
			'FOLDER.DELETED':
				| { eventType: 'DELETED'; objectType: 'folders' }
				| { eventType: 'UPDATED'; objectType: 'files' };
			'FOLDER.DOWNLOADED':
				| { eventType: 'UNKNOWN'; objectType: 'folders' }
				| { eventType: 'UPDATED'; objectType: 'files' };
			'FOLDER.MOVED': { eventType: 'UPDATED'; objectType: 'folders' | 'files' };
			'FOLDER.RENAMED': { eventType: 'UPDATED'; objectType: 'folders' | 'files' };
			'FOLDER.RESTORED': { eventType: 'UPDATED'; objectType: 'folders' | 'files' };
			'FOLDER.TRASHED':
				| { eventType: 'DELETED'; objectType: 'folders' }
				| { eventType: 'UPDATED'; objectType: 'files' };
			'METADATA_INSTANCE.CREATED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'METADATA_INSTANCE.DELETED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'METADATA_INSTANCE.UPDATED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'SHARED_LINK.CREATED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'SHARED_LINK.DELETED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'SHARED_LINK.UPDATED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'SIGN_REQUEST.COMPLETED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'SIGN_REQUEST.DECLINED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'SIGN_REQUEST.ERROR_FINALIZING': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'SIGN_REQUEST.EXPIRED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'SIGN_REQUEST.SIGNATURE_REQUESTED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'SIGN_REQUEST.SIGNER_EMAIL_BOUNCED': {
				eventType: 'UPDATED';
				objectType: 'files' | 'folders';
			};
			'SIGN_REQUEST.SIGNER_SIGNED': { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'TASK_ASSIGNMENT.CREATED':
				| { eventType: 'CREATED'; objectType: 'task_assignments' }
				| { eventType: 'UPDATED'; objectType: 'files' | 'folders' };
			'TASK_ASSIGNMENT.UPDATED': {
				eventType: 'UPDATED';
				objectType: 'task_assignments' | 'files' | 'folders';
			};
		};
	};
	ecwid: {
		hubKey: 'ecommerce';
		topics: {
			'application.installed': { eventType: 'CREATED'; objectType: 'applications' };
			'application.storageChanged': { eventType: 'UPDATED'; objectType: 'applications' };
			'application.subscriptionStatusChanged': { eventType: 'UPDATED'; objectType: 'applications' };
			'application.uninstalled': { eventType: 'DELETED'; objectType: 'applications' };
			'category.created': { eventType: 'CREATED'; objectType: 'categories' };
			'category.deleted': { eventType: 'DELETED'; objectType: 'categories' };
			'category.updated': { eventType: 'UPDATED'; objectType: 'categories' };
			'customer.created': { eventType: 'CREATED'; objectType: 'customers' };
			'customer.deleted': { eventType: 'DELETED'; objectType: 'customers' };
			'customer.personalDataExportRequest': { eventType: 'UNKNOWN'; objectType: 'customers' };
			'customer.personalDataRemovalRequest': { eventType: 'UNKNOWN'; objectType: 'customers' };
			'customer.updated': { eventType: 'UPDATED'; objectType: 'customers' };
			'customer_group.created': { eventType: 'CREATED'; objectType: 'customer_groups' };
			'customer_group.deleted': { eventType: 'DELETED'; objectType: 'customer_groups' };
			'customer_group.updated': { eventType: 'UPDATED'; objectType: 'customer_groups' };
			'discount_coupon.created': { eventType: 'CREATED'; objectType: 'discounts' };
			'discount_coupon.deleted': { eventType: 'DELETED'; objectType: 'discounts' };
			'discount_coupon.updated': { eventType: 'UPDATED'; objectType: 'discounts' };
			'invoice.created': { eventType: 'CREATED'; objectType: 'invoices' };
			'invoice.deleted': { eventType: 'DELETED'; objectType: 'invoices' };
			'order.created': { eventType: 'CREATED'; objectType: 'orders' };
			'order.deleted': { eventType: 'DELETED'; objectType: 'orders' };
			'order.updated': { eventType: 'UPDATED'; objectType: 'orders' };
			'product.created': { eventType: 'CREATED'; objectType: 'products' };
			'product.deleted': { eventType: 'DELETED'; objectType: 'products' };
			'product.updated': { eventType: 'UPDATED'; objectType: 'products' };
			'product_class.created': { eventType: 'CREATED'; objectType: 'product_classes' };
			'product_class.deleted': { eventType: 'DELETED'; objectType: 'product_classes' };
			'product_class.updated': { eventType: 'UPDATED'; objectType: 'product_classes' };
			'profile.personalDataExportRequest': { eventType: 'UNKNOWN'; objectType: 'profiles' };
			'profile.personalDataRemovalRequest': { eventType: 'UNKNOWN'; objectType: 'profiles' };
			'profile.subscriptionStatusChanged': { eventType: 'UPDATED'; objectType: 'profiles' };
			'profile.updated': { eventType: 'UPDATED'; objectType: 'profiles' };
			'promotion.created': { eventType: 'CREATED'; objectType: 'promotions' };
			'promotion.deleted': { eventType: 'DELETED'; objectType: 'promotions' };
			'promotion.updated': { eventType: 'UPDATED'; objectType: 'promotions' };
			'review.created': { eventType: 'CREATED'; objectType: 'reviews' };
			'review.deleted': { eventType: 'DELETED'; objectType: 'reviews' };
			'review.updated': { eventType: 'UPDATED'; objectType: 'reviews' };
			'unfinished_order.created': { eventType: 'CREATED'; objectType: 'carts' };
			'unfinished_order.deleted': { eventType: 'DELETED'; objectType: 'carts' };
			'unfinished_order.updated': { eventType: 'UPDATED'; objectType: 'carts' };
		};
	};
}

type Vendor = keyof EventTopics;
type Topic<Key extends Vendor> = keyof EventTopics[Key]['topics'] & string;

/** An event of a vendor and a topic: `EventOf<'shopify', 'orders/create'>`. */
export type EventOf<Key extends Vendor, Name extends Topic<Key>> = SignedEvent & {
	elementKey: Key;
	hubKey: EventTopics[Key]['hubKey'];
	topic: Name;
} & EventTopics[Key]['topics'][Name];

/**
 * An event of a trigger of this package, whose topic is in the tables of its vendor. `elementKey`, `topic`,
 * `eventType` and `objectType` narrow it. Vendors add topics, and other senders have their own, so an event at run
 * time can also be another `SignedEvent`. Handle it in the `default` of a `switch`.
 */
export type NormalizedEvent = {
	[Key in Vendor]: { [Name in Topic<Key>]: EventOf<Key, Name> }[Topic<Key>];
}[Vendor];
