import { ok } from '../core/result';
import type { Vendor } from '../core/vendor';
import type { Connection } from './api';
import { normalize } from './normalize';
import { RETRIES_FOR_MS } from './occurrence';
import { subscriptions, type Existing, type Wanted } from './subscription';
import { verify, type Proven } from './verify';

/** All that host and the conformance suite take of Shopify. */
export const shopify: Vendor<Connection, Proven, Wanted, Existing> = {
	elementKey: 'shopify',
	hubKey: 'ecommerce',
	retriesForMs: RETRIES_FOR_MS,
	account: ({ shop }) => shop.domain,
	configError: ({ secrets }) =>
		secrets.length === 0
			? 'The Shopify credential has no client secret, so no delivery can be proven. Enter the client secret of the app (its API secret key, which is not the access token).'
			: undefined,
	verify: (delivery, { secrets, shop, topics }) =>
		verify(delivery, { secrets, domain: shop.domain, topics }),
	normalize: async (proven) => ok([normalize(proven)]),
	subscriptions,
};
