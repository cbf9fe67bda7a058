import type { EventType } from '../../core/event';

/** A create, update or delete of an object whose id is never used again. */
const PLAIN = 'PLAIN';
/** An event that is not a plain create, update or delete. */
const OWN = 'OWN';
/**
 * Like `OWN`, with a payload that the event does not change, such as the shop that uninstalls an app. Its dates are
 * not those of the event.
 */
const NOTICE = 'NOTICE';

const PLACED_ORDERS = 'read_orders read_marketplace_orders';
const ALL_ORDERS = `${PLACED_ORDERS} read_buyer_membership_orders`;
const FULFILLMENT_ORDERS =
	'read_merchant_managed_fulfillment_orders read_assigned_fulfillment_orders read_third_party_fulfillment_orders';
const ALL_FULFILLMENT_ORDERS = `${FULFILLMENT_ORDERS} read_marketplace_fulfillment_orders`;
const ROUTED_FULFILLMENT_ORDERS = `${FULFILLMENT_ORDERS} read_buyer_membership_orders read_marketplace_fulfillment_orders`;
const ALL_RETURNS = 'read_returns read_marketplace_returns read_buyer_membership_orders';
const ORDERS_OR_RETURNS = `${PLACED_ORDERS} ${ALL_RETURNS}`;
const COMPANIES = 'read_customers read_companies';

/** The lists that catch-up reads. `events` shows deletions (see `catchUp/groups.ts`). */
export type FoundIn =
	| 'orders'
	| 'products'
	| 'customers'
	| 'draftOrders'
	| 'collections'
	| 'companies'
	| 'companyLocations'
	| 'inventoryItems'
	| 'discountNodes'
	| 'events';

export type TopicRow = readonly [
	topic: string,
	eventType: EventType,
	kind: typeof PLAIN | typeof OWN | typeof NOTICE,
	objectType: string,
	/** Where the payload names the object, such as `first|else:joined|(shop)` (see `objectId.ts`). */
	id: string,
	/** One of these is enough, also with `write_` instead of `read_`. Empty if no scope is needed. */
	scopes: string,
	/** What happened, to end "When …". */
	description: string,
	/** The list of the Admin API in which catch-up finds the event. Absent if no list shows it. */
	foundIn?: FoundIn,
];

/**
 * All topics of Admin API 2026-10, with the scopes of its schema
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/enums/WebhookSubscriptionTopic).
 *
 * The paths of the ids come from the sample payloads (https://shopify.dev/docs/api/webhooks). Those that end with
 * `(shop)` contain no id in their sample, or `null`. Without an id, these events are about the shop.
 * Listings, publications and locales can be added and removed repeatedly under one id. So these events are not plain
 * creates and deletes.
 */
// prettier-ignore
export const TOPIC_ROWS: readonly TopicRow[] = [
	['app/scopes_update', 'UPDATED', OWN, 'apps', 'id', '', 'the access scopes of the app change'],
	['app/uninstalled', 'DELETED', NOTICE, 'apps', 'id', '', 'a shop has uninstalled the app'],
	['app_purchases_one_time/update', 'UPDATED', PLAIN, 'app_purchases_one_time', 'app_purchase_one_time.admin_graphql_api_id', '', 'a one-time app charge is updated'],
	['app_subscriptions/approaching_capped_amount', 'UPDATED', NOTICE, 'app_subscriptions', 'app_subscription.admin_graphql_api_id', '', 'an app subscription has used 90% of its capped amount'],
	['app_subscriptions/update', 'UPDATED', PLAIN, 'app_subscriptions', 'app_subscription.admin_graphql_api_id', '', 'an app subscription is updated'],
	['audit_events/admin_api_activity', 'UNKNOWN', OWN, 'audit_events', '(shop)', 'read_audit_events', 'an Admin API request is audited'],
	['bulk_operations/finish', 'UPDATED', OWN, 'bulk_operations', 'admin_graphql_api_id', '', 'a bulk operation finishes'],
	['carts/create', 'CREATED', PLAIN, 'carts', 'id', 'read_orders', 'a cart is created in the online store'],
	['carts/update', 'UPDATED', PLAIN, 'carts', 'id', 'read_orders', 'a cart is updated in the online store'],
	['channels/delete', 'DELETED', PLAIN, 'channels', 'id', 'read_publications', 'a channel is deleted'],
	['checkouts/create', 'CREATED', PLAIN, 'checkouts', 'id|token', 'read_orders', 'a checkout is created'],
	['checkouts/delete', 'DELETED', PLAIN, 'checkouts', 'id', 'read_orders', 'a checkout is deleted'],
	['checkouts/update', 'UPDATED', PLAIN, 'checkouts', 'id|token', 'read_orders', 'a checkout is updated'],
	['collection_listings/add', 'CREATED', NOTICE, 'collection_listings', 'collection_listing.collection_id', 'read_product_listings', 'a collection listing is added'],
	['collection_listings/remove', 'DELETED', NOTICE, 'collection_listings', 'collection_listing.collection_id', 'read_product_listings', 'a collection listing is removed'],
	['collection_listings/update', 'UPDATED', PLAIN, 'collection_listings', 'collection_listing.collection_id', 'read_product_listings', 'a collection listing is updated'],
	['collection_publications/create', 'CREATED', OWN, 'collection_publications', 'id|collection_id', 'read_publications', 'a collection publication listing is created'],
	['collection_publications/delete', 'DELETED', OWN, 'collection_publications', 'id|collection_id|(shop)', 'read_publications', 'a collection publication listing is deleted'],
	['collection_publications/update', 'UPDATED', PLAIN, 'collection_publications', 'id|collection_id', 'read_publications', 'a collection publication listing is updated'],
	['collections/create', 'CREATED', PLAIN, 'collections', 'id', 'read_products', 'a collection is created'],
	['collections/delete', 'DELETED', PLAIN, 'collections', 'id', 'read_products', 'a collection is deleted', 'events'],
	['collections/update', 'UPDATED', PLAIN, 'collections', 'id', 'read_products', 'a collection is updated', 'collections'],
	['companies/create', 'CREATED', PLAIN, 'companies', 'admin_graphql_api_id', COMPANIES, 'a company is created', 'companies'],
	['companies/delete', 'DELETED', PLAIN, 'companies', 'admin_graphql_api_id', COMPANIES, 'a company is deleted', 'events'],
	['companies/update', 'UPDATED', PLAIN, 'companies', 'admin_graphql_api_id', COMPANIES, 'a company is updated', 'companies'],
	['company_contact_roles/assign', 'CREATED', NOTICE, 'company_contact_roles', 'company_contact.admin_graphql_api_id:company_location.admin_graphql_api_id', COMPANIES, 'a role is assigned to a contact at a location'],
	['company_contact_roles/revoke', 'DELETED', NOTICE, 'company_contact_roles', 'company_contact.admin_graphql_api_id:company_location.admin_graphql_api_id', COMPANIES, 'a role is revoked from a contact at a location'],
	['company_contacts/create', 'CREATED', PLAIN, 'company_contacts', 'admin_graphql_api_id', COMPANIES, 'a company contact is created'],
	['company_contacts/delete', 'DELETED', PLAIN, 'company_contacts', 'admin_graphql_api_id', COMPANIES, 'a company contact is deleted'],
	['company_contacts/update', 'UPDATED', PLAIN, 'company_contacts', 'admin_graphql_api_id', COMPANIES, 'a company contact is updated'],
	['company_locations/create', 'CREATED', PLAIN, 'company_locations', 'admin_graphql_api_id', COMPANIES, 'a company location is created', 'companyLocations'],
	['company_locations/delete', 'DELETED', PLAIN, 'company_locations', 'admin_graphql_api_id', COMPANIES, 'a company location is deleted', 'events'],
	['company_locations/update', 'UPDATED', PLAIN, 'company_locations', 'admin_graphql_api_id', COMPANIES, 'a company location is updated', 'companyLocations'],
	['customer.joined_segment', 'UPDATED', OWN, 'customers', 'customer_id|customerId', 'read_customers', 'a customer joins a segment'],
	['customer.left_segment', 'UPDATED', OWN, 'customers', 'customer_id|customerId', 'read_customers', 'a customer leaves a segment'],
	['customer.tags_added', 'UPDATED', OWN, 'customers', 'customerId|customer_id', 'read_customers', 'tags are added to a customer'],
	['customer.tags_removed', 'UPDATED', OWN, 'customers', 'customerId|customer_id', 'read_customers', 'tags are removed from a customer'],
	['customer_account_settings/update', 'UPDATED', PLAIN, 'customer_account_settings', '(shop)', '', 'the settings of customer accounts change'],
	['customer_groups/create', 'CREATED', PLAIN, 'customer_groups', 'id', 'read_customers', 'a customer saved search is created'],
	['customer_groups/delete', 'DELETED', PLAIN, 'customer_groups', 'id', 'read_customers', 'a customer saved search is deleted'],
	['customer_groups/update', 'UPDATED', PLAIN, 'customer_groups', 'id', 'read_customers', 'a customer saved search is updated'],
	['customer_payment_methods/create', 'CREATED', PLAIN, 'customer_payment_methods', 'admin_graphql_api_id', 'read_customer_payment_methods', 'a customer payment method is created'],
	['customer_payment_methods/revoke', 'DELETED', OWN, 'customer_payment_methods', 'admin_graphql_api_id', 'read_customer_payment_methods', 'a customer payment method is revoked'],
	['customer_payment_methods/update', 'UPDATED', PLAIN, 'customer_payment_methods', 'admin_graphql_api_id', 'read_customer_payment_methods', 'a customer payment method is updated'],
	['customers/create', 'CREATED', PLAIN, 'customers', 'id', 'read_customers', 'a customer is created', 'customers'],
	['customers/delete', 'DELETED', PLAIN, 'customers', 'id', 'read_customers', 'a customer is deleted', 'events'],
	['customers/disable', 'UPDATED', OWN, 'customers', 'id', 'read_customers', 'a customer account is disabled'],
	['customers/enable', 'UPDATED', OWN, 'customers', 'id', 'read_customers', 'a customer account is enabled'],
	['customers/merge', 'UPDATED', OWN, 'customers', 'admin_graphql_api_customer_kept_id', 'read_customer_merge', 'a merge of two customers succeeds or fails'],
	['customers/purchasing_summary', 'UPDATED', OWN, 'customers', 'customerId|customer_id', 'read_customers', 'the purchasing summary of a customer changes'],
	['customers/update', 'UPDATED', PLAIN, 'customers', 'id', 'read_customers', 'a customer is updated', 'customers'],
	['customers_email_marketing_consent/update', 'UPDATED', OWN, 'customers', 'customer_id|id', 'read_customers', "a customer's email marketing consent is updated"],
	['customers_marketing_consent/update', 'UPDATED', OWN, 'customers', 'id', 'read_customers', "a customer's SMS marketing consent is updated"],
	['customers_whats_app_marketing_consent/update', 'UPDATED', OWN, 'customers', 'customer_id|id|(shop)', 'read_customers', "a customer's WhatsApp marketing consent is updated"],
	['delivery_promise_settings/update', 'UPDATED', PLAIN, 'delivery_promise_settings', 'shop_id', 'read_shipping', 'a delivery promise setting is updated'],
	['discounts/create', 'CREATED', PLAIN, 'discounts', 'admin_graphql_api_id', 'read_discounts', 'a discount is created', 'discountNodes'],
	['discounts/delete', 'DELETED', PLAIN, 'discounts', 'admin_graphql_api_id', 'read_discounts', 'a discount is deleted', 'events'],
	['discounts/redeemcode_added', 'UPDATED', OWN, 'discounts', 'admin_graphql_api_id', 'read_discounts', 'a redeem code is added to a code discount'],
	['discounts/redeemcode_removed', 'UPDATED', OWN, 'discounts', 'admin_graphql_api_id', 'read_discounts', 'a redeem code on a code discount is deleted'],
	['discounts/update', 'UPDATED', PLAIN, 'discounts', 'admin_graphql_api_id', 'read_discounts', 'a discount is updated', 'discountNodes'],
	['disputes/create', 'CREATED', PLAIN, 'disputes', 'id', 'read_shopify_payments_disputes', 'a dispute is created'],
	['disputes/update', 'UPDATED', PLAIN, 'disputes', 'id', 'read_shopify_payments_disputes', 'a dispute is updated'],
	['domains/create', 'CREATED', PLAIN, 'domains', 'id', '', 'a domain is created'],
	['domains/destroy', 'DELETED', PLAIN, 'domains', 'id', '', 'a domain is deleted'],
	['domains/update', 'UPDATED', PLAIN, 'domains', 'id', '', 'a domain is updated'],
	['draft_orders/create', 'CREATED', PLAIN, 'draft_orders', 'id', 'read_draft_orders', 'a draft order is created', 'draftOrders'],
	['draft_orders/delete', 'DELETED', PLAIN, 'draft_orders', 'id', 'read_draft_orders', 'a draft order is deleted', 'events'],
	['draft_orders/update', 'UPDATED', PLAIN, 'draft_orders', 'id', 'read_draft_orders', 'a draft order is updated', 'draftOrders'],
	['finance_app_staff_member/delete', 'DELETED', OWN, 'finance_app_staff_members', 'id|(shop)', 'read_financial_kyc_information', 'a staff member with access to finance apps is removed'],
	['finance_app_staff_member/grant', 'CREATED', OWN, 'finance_app_staff_members', 'id|(shop)', 'read_financial_kyc_information', 'a staff member is granted access to finance apps'],
	['finance_app_staff_member/revoke', 'DELETED', OWN, 'finance_app_staff_members', 'id|(shop)', 'read_financial_kyc_information', "a staff member's access to finance apps is revoked"],
	['finance_app_staff_member/update', 'UPDATED', PLAIN, 'finance_app_staff_members', 'id|(shop)', 'read_financial_kyc_information', "a staff member's information is updated"],
	['finance_kyc_information/update', 'UPDATED', PLAIN, 'finance_kyc_information', 'id|(shop)', 'read_financial_kyc_information', "the shop's finance KYC information is updated"],
	['fulfillment_events/create', 'CREATED', PLAIN, 'fulfillment_events', 'id', 'read_fulfillments', 'a fulfillment event is created'],
	['fulfillment_events/delete', 'DELETED', PLAIN, 'fulfillment_events', 'id', 'read_fulfillments', 'a fulfillment event is deleted'],
	['fulfillment_holds/added', 'CREATED', OWN, 'fulfillment_holds', 'fulfillment_hold.id', ALL_FULFILLMENT_ORDERS, 'a hold is added to a fulfillment order'],
	['fulfillment_holds/released', 'DELETED', OWN, 'fulfillment_holds', 'fulfillment_hold.id', ALL_FULFILLMENT_ORDERS, 'a hold is released from a fulfillment order'],
	['fulfillment_orders/cancellation_request_accepted', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a 3PL accepts a fulfillment cancellation request'],
	['fulfillment_orders/cancellation_request_rejected', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a 3PL rejects a fulfillment cancellation request'],
	['fulfillment_orders/cancellation_request_submitted', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a merchant requests the cancellation of a fulfillment request that a 3PL has approved'],
	['fulfillment_orders/cancelled', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a fulfillment order is cancelled'],
	['fulfillment_orders/fulfillment_request_accepted', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a fulfillment service accepts a request to fulfill a fulfillment order'],
	['fulfillment_orders/fulfillment_request_rejected', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a 3PL rejects a fulfillment request of a merchant'],
	['fulfillment_orders/fulfillment_request_submitted', 'UPDATED', OWN, 'fulfillment_orders', 'original_fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a merchant submits a fulfillment request to a 3PL'],
	['fulfillment_orders/fulfillment_service_failed_to_complete', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a fulfillment service intends to close an in_progress fulfillment order'],
	['fulfillment_orders/hold_released', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a fulfillment order is released from hold'],
	['fulfillment_orders/line_items_prepared_for_local_delivery', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, "a fulfillment order's line items are prepared for local delivery"],
	['fulfillment_orders/line_items_prepared_for_pickup', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'one or more of the line items for a fulfillment order are prepared for pickup'],
	['fulfillment_orders/manually_reported_progress_stopped', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', FULFILLMENT_ORDERS, 'a fulfillment order that was manually reported as in progress is open again'],
	['fulfillment_orders/merged', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order_merges.fulfillment_order.id', FULFILLMENT_ORDERS, 'multiple fulfillment orders are merged into a single fulfillment order'],
	['fulfillment_orders/moved', 'UPDATED', OWN, 'fulfillment_orders', 'original_fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'the location that is assigned to one or more fulfillment order line items changes'],
	['fulfillment_orders/order_routing_complete', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ROUTED_FULFILLMENT_ORDERS, 'an order is routed to a fulfillment service'],
	['fulfillment_orders/placed_on_hold', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a fulfillment order is put on hold'],
	['fulfillment_orders/progress_reported', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', FULFILLMENT_ORDERS, 'progress is reported for a fulfillment order'],
	['fulfillment_orders/rescheduled', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a fulfillment order is rescheduled'],
	['fulfillment_orders/scheduled_fulfillment_order_ready', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', ALL_FULFILLMENT_ORDERS, 'a scheduled fulfillment order becomes due'],
	['fulfillment_orders/split', 'UPDATED', OWN, 'fulfillment_orders', 'fulfillment_order.id', FULFILLMENT_ORDERS, 'a fulfillment order is split into multiple fulfillment orders'],
	['fulfillments/create', 'CREATED', PLAIN, 'fulfillments', 'id', 'read_fulfillments read_marketplace_orders', 'a fulfillment is created', 'orders'],
	['fulfillments/update', 'UPDATED', PLAIN, 'fulfillments', 'id', 'read_fulfillments read_marketplace_orders', 'a fulfillment is updated', 'orders'],
	['inventory_items/create', 'CREATED', PLAIN, 'inventory_items', 'id', 'read_inventory read_products', 'an inventory item is created', 'inventoryItems'],
	['inventory_items/delete', 'DELETED', PLAIN, 'inventory_items', 'id', 'read_inventory read_products', 'an inventory item is deleted'],
	['inventory_items/update', 'UPDATED', PLAIN, 'inventory_items', 'id', 'read_inventory read_products', 'an inventory item is updated', 'inventoryItems'],
	['inventory_levels/connect', 'CREATED', OWN, 'inventory_levels', 'inventory_item_id:location_id|(shop)', 'read_inventory', 'an inventory level is connected'],
	['inventory_levels/disconnect', 'DELETED', OWN, 'inventory_levels', 'inventory_item_id:location_id', 'read_inventory', 'an inventory level is disconnected'],
	['inventory_levels/update', 'UPDATED', PLAIN, 'inventory_levels', 'inventory_item_id:location_id|(shop)', 'read_inventory', 'an inventory level is updated'],
	['inventory_shipments/add_items', 'UPDATED', OWN, 'inventory_shipments', 'id', 'read_inventory_shipments', 'items are added to a shipment'],
	['inventory_shipments/create', 'CREATED', PLAIN, 'inventory_shipments', 'id', 'read_inventory_shipments', 'a shipment is created'],
	['inventory_shipments/delete', 'DELETED', PLAIN, 'inventory_shipments', 'id', 'read_inventory_shipments', 'a shipment is deleted'],
	['inventory_shipments/mark_in_transit', 'UPDATED', OWN, 'inventory_shipments', 'id', 'read_inventory_shipments', 'a shipment is marked as in transit'],
	['inventory_shipments/receive_items', 'UPDATED', OWN, 'inventory_shipments', 'id', 'read_inventory_shipments_received_items', 'items on a shipment are received'],
	['inventory_shipments/remove_items', 'UPDATED', OWN, 'inventory_shipments', 'id', 'read_inventory_shipments', 'items are removed from a shipment'],
	['inventory_shipments/update_item_quantities', 'UPDATED', OWN, 'inventory_shipments', 'id', 'read_inventory_shipments', 'quantities change on a shipment'],
	['inventory_shipments/update_tracking', 'UPDATED', OWN, 'inventory_shipments', 'shipment_id|id', 'read_inventory_shipments', 'tracking info on a shipment is updated'],
	['inventory_transfers/add_items', 'UPDATED', OWN, 'inventory_transfers', 'id', 'read_inventory_transfers', 'items are added to a transfer'],
	['inventory_transfers/cancel', 'UPDATED', OWN, 'inventory_transfers', 'id', 'read_inventory_transfers', 'a transfer is canceled'],
	['inventory_transfers/complete', 'UPDATED', OWN, 'inventory_transfers', 'id', 'read_inventory_transfers', 'a transfer is completed'],
	['inventory_transfers/ready_to_ship', 'UPDATED', OWN, 'inventory_transfers', 'id', 'read_inventory_transfers', 'a transfer is marked as ready to ship'],
	['inventory_transfers/remove_items', 'UPDATED', OWN, 'inventory_transfers', 'id', 'read_inventory_transfers', 'items are removed from a transfer'],
	['inventory_transfers/update_item_quantities', 'UPDATED', OWN, 'inventory_transfers', 'id', 'read_inventory_transfers', 'the quantity of transfer line items changes'],
	['inventory_transfers/updated', 'UPDATED', PLAIN, 'inventory_transfers', 'id', 'read_inventory_transfers', 'a shipment belonging to the transfer is created, edited, or removed'],
	['locales/create', 'CREATED', OWN, 'locales', 'locale', 'read_locales', 'a shop locale is created'],
	['locales/destroy', 'DELETED', OWN, 'locales', 'locale', 'read_locales', 'a shop locale is deleted'],
	['locales/update', 'UPDATED', PLAIN, 'locales', 'locale', 'read_locales', 'a shop locale is updated, for example published or unpublished'],
	['locations/activate', 'UPDATED', OWN, 'locations', 'id', 'read_locations', 'a deactivated location is re-activated'],
	['locations/create', 'CREATED', PLAIN, 'locations', 'id', 'read_locations', 'a location is created'],
	['locations/deactivate', 'UPDATED', OWN, 'locations', 'id', 'read_locations', 'a location is deactivated'],
	['locations/delete', 'DELETED', PLAIN, 'locations', 'id', 'read_locations', 'a location is deleted'],
	['locations/update', 'UPDATED', PLAIN, 'locations', 'id', 'read_locations', 'a location is updated'],
	['markets/create', 'CREATED', PLAIN, 'markets', 'id', 'read_markets', 'a market is created'],
	['markets/delete', 'DELETED', PLAIN, 'markets', 'id', 'read_markets', 'a market is deleted'],
	['markets/update', 'UPDATED', PLAIN, 'markets', 'id', 'read_markets', 'a market is updated'],
	['markets_backup_region/update', 'UPDATED', PLAIN, 'markets_backup_regions', 'admin_graphql_api_id', 'read_markets', 'a backup region is updated'],
	['metafield_definitions/create', 'CREATED', OWN, 'metafield_definitions', 'id|(shop)', 'read_content', 'a metafield definition is created'],
	['metafield_definitions/delete', 'DELETED', PLAIN, 'metafield_definitions', 'id', 'read_content', 'a metafield definition is deleted'],
	['metafield_definitions/update', 'UPDATED', PLAIN, 'metafield_definitions', 'id|(shop)', 'read_content', 'a metafield definition is updated'],
	['metaobjects/create', 'CREATED', PLAIN, 'metaobjects', 'id', 'read_metaobjects', 'a metaobject is created'],
	['metaobjects/delete', 'DELETED', PLAIN, 'metaobjects', 'id', 'read_metaobjects', 'a metaobject is deleted'],
	['metaobjects/update', 'UPDATED', PLAIN, 'metaobjects', 'id', 'read_metaobjects', 'a metaobject is updated'],
	['order_transactions/create', 'CREATED', OWN, 'order_transactions', 'id', ALL_ORDERS, 'a transaction of an order is created or changes its status'],
	['orders/cancelled', 'UPDATED', OWN, 'orders', 'id', ALL_ORDERS, 'an order is cancelled'],
	['orders/create', 'CREATED', PLAIN, 'orders', 'id', PLACED_ORDERS, 'an order is created', 'orders'],
	['orders/delete', 'DELETED', PLAIN, 'orders', 'id', 'read_orders', 'an order is deleted', 'events'],
	['orders/edited', 'UPDATED', OWN, 'orders', 'order_edit.order_id', ALL_ORDERS, 'an order is edited'],
	['orders/fulfilled', 'UPDATED', OWN, 'orders', 'id', PLACED_ORDERS, 'an order is fulfilled'],
	['orders/link_requested', 'UPDATED', NOTICE, 'orders', 'id', ALL_ORDERS, 'a customer requests a new link to an order'],
	['orders/paid', 'UPDATED', OWN, 'orders', 'id', PLACED_ORDERS, 'an order is paid'],
	['orders/partially_fulfilled', 'UPDATED', OWN, 'orders', 'id', PLACED_ORDERS, 'an order is partially fulfilled'],
	['orders/risk_assessment_changed', 'UPDATED', OWN, 'orders', 'order_id|admin_graphql_api_order_id|(shop)', 'read_orders', 'a new risk assessment of an order is available'],
	['orders/shopify_protect_eligibility_changed', 'UPDATED', OWN, 'orders', 'order_id', 'read_orders', "Shopify Protect's eligibility for an order is changed"],
	['orders/updated', 'UPDATED', PLAIN, 'orders', 'id', ALL_ORDERS, 'an order is updated', 'orders'],
	['payment_schedules/due', 'UPDATED', NOTICE, 'payment_schedules', 'id', 'read_payment_terms', 'payment schedules are due'],
	['payment_terms/create', 'CREATED', PLAIN, 'payment_terms', 'id', 'read_payment_terms', 'payment terms are created'],
	['payment_terms/delete', 'DELETED', PLAIN, 'payment_terms', 'id', 'read_payment_terms', 'payment terms are deleted'],
	['payment_terms/update', 'UPDATED', PLAIN, 'payment_terms', 'id', 'read_payment_terms', 'payment terms are updated'],
	['product_feeds/create', 'CREATED', PLAIN, 'product_feeds', 'id', 'read_product_listings', 'a product feed is created'],
	['product_feeds/full_sync', 'UPDATED', OWN, 'product_feeds', 'productFeed.id', 'read_product_listings', 'a full sync for a product feed is performed'],
	['product_feeds/full_sync_finish', 'UPDATED', OWN, 'product_feeds', 'productFeed.id', 'read_product_listings', 'a full sync finishes'],
	['product_feeds/incremental_sync', 'UPDATED', OWN, 'product_feeds', 'productFeed.id', 'read_product_listings', 'a product publication is created, updated or removed for a product feed'],
	['product_feeds/update', 'UPDATED', PLAIN, 'product_feeds', 'id', 'read_product_listings', 'a product feed is updated'],
	['product_listings/add', 'CREATED', NOTICE, 'product_listings', 'product_listing.product_id', 'read_product_listings', 'an active product is listed on a channel'],
	['product_listings/remove', 'DELETED', NOTICE, 'product_listings', 'product_listing.product_id', 'read_product_listings', 'a product listing is removed from the channel'],
	['product_listings/update', 'UPDATED', PLAIN, 'product_listings', 'product_listing.product_id', 'read_product_listings', 'a product publication is updated'],
	['product_publications/create', 'CREATED', OWN, 'product_publications', 'id|product_id', 'read_publications', 'a product is published on a channel'],
	['product_publications/delete', 'DELETED', OWN, 'product_publications', 'id|product_id|(shop)', 'read_publications', 'a product is no longer published on a channel'],
	['product_publications/update', 'UPDATED', PLAIN, 'product_publications', 'id|product_id', 'read_publications', 'a publication of a product is updated'],
	['products/create', 'CREATED', PLAIN, 'products', 'id', 'read_products', 'a product is created', 'products'],
	['products/delete', 'DELETED', PLAIN, 'products', 'id', 'read_products', 'a product is deleted', 'events'],
	['products/update', 'UPDATED', PLAIN, 'products', 'id', 'read_products', 'a product is updated or ordered, or its variants change', 'products'],
	['profiles/create', 'CREATED', PLAIN, 'profiles', 'id', 'read_shipping read_assigned_shipping', 'a delivery profile is created'],
	['profiles/delete', 'DELETED', PLAIN, 'profiles', 'id', 'read_shipping read_assigned_shipping', 'a delivery profile is deleted'],
	['profiles/update', 'UPDATED', PLAIN, 'profiles', 'id', 'read_shipping read_assigned_shipping', 'a delivery profile is updated'],
	['refunds/create', 'CREATED', PLAIN, 'refunds', 'id', ALL_ORDERS, 'a refund is created', 'orders'],
	['returns/approve', 'UPDATED', OWN, 'returns', 'id|admin_graphql_api_id', ALL_RETURNS, 'a return is approved'],
	['returns/cancel', 'UPDATED', OWN, 'returns', 'id|admin_graphql_api_id', ORDERS_OR_RETURNS, 'a return is canceled'],
	['returns/close', 'UPDATED', OWN, 'returns', 'id|admin_graphql_api_id', ORDERS_OR_RETURNS, 'a return is closed'],
	['returns/decline', 'UPDATED', OWN, 'returns', 'id|admin_graphql_api_id', ALL_RETURNS, 'a return is declined'],
	['returns/process', 'UPDATED', OWN, 'returns', 'id|admin_graphql_api_id|(shop)', ALL_RETURNS, 'a return is processed'],
	['returns/reopen', 'UPDATED', OWN, 'returns', 'id|admin_graphql_api_id', ORDERS_OR_RETURNS, 'a closed return is reopened'],
	['returns/request', 'UPDATED', OWN, 'returns', 'id|admin_graphql_api_id', ALL_RETURNS, 'a return is requested'],
	['returns/update', 'UPDATED', PLAIN, 'returns', 'id|admin_graphql_api_id', ALL_RETURNS, 'a return is updated'],
	['reverse_deliveries/attach_deliverable', 'UPDATED', OWN, 'reverse_deliveries', 'id', 'read_returns read_marketplace_returns', 'a deliverable is attached to a reverse delivery'],
	['reverse_fulfillment_orders/dispose', 'UPDATED', OWN, 'reverse_fulfillment_orders', 'id', 'read_returns read_marketplace_returns', 'a disposition is made on a reverse fulfillment order'],
	['scheduled_product_listings/add', 'CREATED', NOTICE, 'scheduled_product_listings', 'scheduled_product_listing.product_id', 'read_product_listings', 'a product is scheduled to be published'],
	['scheduled_product_listings/remove', 'DELETED', NOTICE, 'scheduled_product_listings', 'scheduled_product_listing.product_id', 'read_product_listings', 'a product is no longer scheduled to be published'],
	['scheduled_product_listings/update', 'UPDATED', PLAIN, 'scheduled_product_listings', 'scheduled_product_listing.product_id', 'read_product_listings', "a product's scheduled availability date changes"],
	['segments/create', 'CREATED', PLAIN, 'segments', 'id', 'read_customers', 'a segment is created'],
	['segments/delete', 'DELETED', PLAIN, 'segments', 'id', 'read_customers', 'a segment is deleted'],
	['segments/update', 'UPDATED', PLAIN, 'segments', 'id', 'read_customers', 'a segment is updated'],
	['selling_plan_groups/create', 'CREATED', PLAIN, 'selling_plan_groups', 'id', 'read_products', 'a selling plan group is created'],
	['selling_plan_groups/delete', 'DELETED', PLAIN, 'selling_plan_groups', 'id', 'read_products', 'a selling plan group is deleted'],
	['selling_plan_groups/update', 'UPDATED', PLAIN, 'selling_plan_groups', 'id', 'read_products', 'a selling plan group is updated'],
	['shipping_addresses/create', 'CREATED', OWN, 'shipping_addresses', 'id|(shop)', 'read_shipping', 'a shipping address is created'],
	['shipping_addresses/update', 'UPDATED', PLAIN, 'shipping_addresses', 'id|(shop)', 'read_shipping', 'a shipping address is updated'],
	['shop/update', 'UPDATED', PLAIN, 'shops', 'id', '', 'a shop is updated'],
	['subscription_billing_attempts/challenged', 'UPDATED', OWN, 'subscription_billing_attempts', 'id|admin_graphql_api_id|subscription_contract_id|(shop)', 'read_own_subscription_contracts', 'a subscription billing attempt is challenged (3D Secure)'],
	['subscription_billing_attempts/failure', 'UPDATED', OWN, 'subscription_billing_attempts', 'id|admin_graphql_api_id|subscription_contract_id|(shop)', 'read_own_subscription_contracts', 'a subscription billing attempt fails'],
	['subscription_billing_attempts/success', 'UPDATED', OWN, 'subscription_billing_attempts', 'id|admin_graphql_api_id|subscription_contract_id|(shop)', 'read_own_subscription_contracts', 'a subscription billing attempt succeeds'],
	['subscription_billing_cycle_edits/create', 'CREATED', OWN, 'subscription_billing_cycle_edits', 'subscription_contract_id:cycle_index', 'read_own_subscription_contracts', 'a subscription contract billing cycle is edited'],
	['subscription_billing_cycle_edits/delete', 'DELETED', OWN, 'subscription_billing_cycle_edits', 'subscription_contract_id:cycle_index', 'read_own_subscription_contracts', 'a subscription contract billing cycle edit is deleted'],
	['subscription_billing_cycle_edits/update', 'UPDATED', PLAIN, 'subscription_billing_cycle_edits', 'subscription_contract_id:cycle_index', 'read_own_subscription_contracts', 'a subscription contract billing cycle edit is updated'],
	['subscription_billing_cycles/skip', 'UPDATED', OWN, 'subscription_billing_cycles', 'subscription_contract_id:cycle_index', 'read_own_subscription_contracts', 'a subscription contract billing cycle is skipped'],
	['subscription_billing_cycles/unskip', 'UPDATED', OWN, 'subscription_billing_cycles', 'subscription_contract_id:cycle_index', 'read_own_subscription_contracts', 'a subscription contract billing cycle is unskipped'],
	['subscription_contracts/activate', 'UPDATED', OWN, 'subscription_contracts', 'id', 'read_own_subscription_contracts', 'a subscription contract is activated'],
	['subscription_contracts/cancel', 'UPDATED', OWN, 'subscription_contracts', 'id', 'read_own_subscription_contracts', 'a subscription contract is canceled'],
	['subscription_contracts/create', 'CREATED', PLAIN, 'subscription_contracts', 'id', 'read_own_subscription_contracts', 'a subscription contract is created'],
	['subscription_contracts/expire', 'UPDATED', OWN, 'subscription_contracts', 'id', 'read_own_subscription_contracts', 'a subscription contract expires'],
	['subscription_contracts/fail', 'UPDATED', OWN, 'subscription_contracts', 'id', 'read_own_subscription_contracts', 'a subscription contract fails'],
	['subscription_contracts/pause', 'UPDATED', OWN, 'subscription_contracts', 'id', 'read_own_subscription_contracts', 'a subscription contract is paused'],
	['subscription_contracts/update', 'UPDATED', PLAIN, 'subscription_contracts', 'id', 'read_own_subscription_contracts', 'a subscription contract is updated'],
	['tax_services/create', 'CREATED', OWN, 'tax_services', 'id|(shop)', 'read_taxes', 'a tax service is created'],
	['tax_services/update', 'UPDATED', PLAIN, 'tax_services', 'id|(shop)', 'read_taxes', 'a tax service is updated'],
	['tender_transactions/create', 'CREATED', PLAIN, 'tender_transactions', 'id', 'read_orders', 'a tender transaction is created'],
	['themes/create', 'CREATED', PLAIN, 'themes', 'id', 'read_themes', 'a theme is created'],
	['themes/delete', 'DELETED', PLAIN, 'themes', 'id', 'read_themes', 'a theme is deleted'],
	['themes/publish', 'UPDATED', OWN, 'themes', 'id', 'read_themes', 'a theme is published'],
	['themes/update', 'UPDATED', PLAIN, 'themes', 'id', 'read_themes', 'a theme is updated'],
	['variants/in_stock', 'UPDATED', NOTICE, 'variants', 'id', 'read_products', 'a variant is in stock again'],
	['variants/out_of_stock', 'UPDATED', NOTICE, 'variants', 'id', 'read_products', 'a variant goes out of stock'],
];

/**
 * Privacy requests. They cannot be subscribed: their URL is part of the app's own settings
 * (https://shopify.dev/docs/apps/build/privacy-law-compliance).
 */
// prettier-ignore
export const COMPLIANCE_ROWS: readonly TopicRow[] = [
	['customers/data_request', 'UNKNOWN', NOTICE, 'customers', 'customer.id|(shop)', '', 'a customer requests their stored data'],
	['customers/redact', 'UNKNOWN', NOTICE, 'customers', 'customer.id|(shop)', '', 'data of a customer must be deleted'],
	['shop/redact', 'UNKNOWN', NOTICE, 'shops', 'shop_id', '', 'data of a shop must be deleted, 48 hours after the uninstallation'],
];
