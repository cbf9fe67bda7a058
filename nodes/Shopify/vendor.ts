import { ok } from '../core/result';
import { guessableSecret } from '../host/secretForm';
import type { Vendor } from '../core/vendor';
import type { Connection } from './api';
import { begin } from './catchUp/begin';
import { look } from './catchUp/look';
import { shopSecretProblem } from './credential';
import { inspect } from './inspect';
import { normalize } from './normalize';
import { RETRIES_FOR_MS } from './occurrence';
import { subscriptions, type Existing, type Wanted } from './subscription';
import { DELIVERY_HEADERS, verify, type VerifiedDelivery } from './verify';

/** Shopify, with webhooks of the Admin API. */
export const shopify: Vendor<Connection, VerifiedDelivery, Wanted, Existing> = {
	elementKey: 'shopify',
	hubKey: 'ecommerce',
	retriesForMs: RETRIES_FOR_MS,
	deliveryHeaders: DELIVERY_HEADERS,
	account: ({ shop }) => shop.domain,
	configError: (connection) =>
		missingSecret(connection) ?? unusableSecret(connection) ?? connection.configError,
	inspect,
	verify: (delivery, { shop: { domain }, topics, ...connection }) =>
		verify(delivery, { secrets: signingSecrets(connection), domain, topics }),
	normalize: async (delivery, { isByHand }) => ok([normalize(delivery, isByHand)]),
	subscriptions,
	catchUp: { begin, look },
};

type Secrets = Pick<Connection, 'secrets' | 'shopSecret'>;

/** Returns all secrets that can sign a delivery. */
function signingSecrets({ secrets, shopSecret }: Secrets): readonly string[] {
	return shopSecret ? [...secrets, shopSecret] : secrets;
}

/** The app's secret signs the webhooks that the node creates. The shop's own secret signs those made by hand. */
function missingSecret({ isByHand, ...connection }: Connection): string | undefined {
	const secrets = isByHand ? signingSecrets(connection) : connection.secrets;
	if (secrets.length > 0) {
		const [client = '', previous = ''] = connection.secrets;
		return guessableSecret(
			{
				'Client Secret': client,
				'Previous Client Secret': previous,
				// `unusableSecret` checks it if webhooks are made by hand.
				'Webhook Secret of the Shop': isByHand ? '' : connection.shopSecret,
			},
			'Shopify',
		);
	}
	return isByHand
		? "Deliveries cannot be verified: the Shopify credential has no Webhook Secret of the Shop. Copy it from the shop's admin: Settings > Notifications > Webhooks."
		: 'Deliveries cannot be verified: the Shopify credential has no client secret. Enter the client secret of the app (its API secret key, not the access token).';
}

/** The test of the OAuth2 credential cannot check the form of the shop's own secret, so an activation does. */
function unusableSecret({ isByHand, shopSecret }: Connection): string | undefined {
	return isByHand && shopSecret !== '' ? shopSecretProblem(shopSecret) : undefined;
}
