import { ok } from '../core/result';
import type { Vendor } from '../core/vendor';
import type { Connection } from './api';
import { normalize } from './normalize';
import { RETRIES_FOR_MS } from './occurrence';
import { subscriptions, type Existing, type Wanted } from './subscription';
import { verify, type VerifiedDelivery } from './verify';

/** Shopify, with webhooks of the Admin API. */
export const shopify: Vendor<Connection, VerifiedDelivery, Wanted, Existing> = {
	elementKey: 'shopify',
	hubKey: 'ecommerce',
	retriesForMs: RETRIES_FOR_MS,
	account: ({ shop }) => shop.domain,
	configError: ({ secrets }) =>
		secrets.length === 0
			? 'Deliveries cannot be verified: the Shopify credential has no client secret. Enter the client secret of the app (its API secret key, not the access token).'
			: undefined,
	verify: (delivery, { secrets, shop, topics }) =>
		verify(delivery, { secrets, domain: shop.domain, topics }),
	normalize: async (delivery) => ok([normalize(delivery)]),
	subscriptions,
};
