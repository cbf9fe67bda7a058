import type { JsonValue } from '../../json';
import type { RestApi } from '../api';
import { noRoute } from '../errors';
import { eventOf, resourceOf } from './topics';

/** The API's resources by the resources of topics. */
export const PLURALS: Readonly<Record<string, string>> = {
	coupon: 'coupons',
	customer: 'customers',
	order: 'orders',
	product: 'products',
	subscription: 'subscriptions',
};

/**
 * WC_Webhook::build_payload(), built when the delivery is made. Measured: the object is the one that
 * GET by id shows, and what is gone by then makes a delivery of the API's own error.
 */
export function payloadOf(api: RestApi, topic: string, arg: JsonValue): JsonValue {
	const resource = resourceOf(topic);
	const event = eventOf(topic);
	// Measured: {"id":N} and no more. It comes before the resource, so for action.<name> too.
	if (event === 'deleted') return { id: arg };
	if (resource === 'action') return { action: event, arg };
	const plural = PLURALS[resource];
	if (plural === undefined) return [];
	return typeof arg === 'number' ? api.payload(plural, arg) : noRoute().body();
}
