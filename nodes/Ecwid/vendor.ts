import type { Vendor } from '../core/vendor';
import { guessableSecret } from '../host/secretForm';
import { begin } from './catchUp/begin';
import { look } from './catchUp/look';
import { confirm } from './confirm';
import type { Connection } from './connection';
import { normalize } from './normalize';
import { RETRIES_FOR_MS, SIGNATURE_HEADER, verify, type VerifiedDelivery } from './verify';

/** Ecwid. Its API cannot create webhooks, and their signature does not cover the body. */
export const ecwid: Vendor<Connection, VerifiedDelivery> = {
	elementKey: 'ecwid',
	hubKey: 'ecommerce',
	retriesForMs: RETRIES_FOR_MS,
	deliveryHeaders: [SIGNATURE_HEADER],
	// A recorded signature is valid for any body, so the host limits how many executions one signature starts: the first five
	// at once, then one per half hour. Ecwid itself sends a webhook up to five times in an hour, then once an hour
	// (docs/facts/vendors.md 4.1).
	startEveryMs: 30 * 60_000,
	account: ({ storeId }) => storeId,
	configError,
	verify,
	normalize,
	confirm,
	catchUp: { begin, look },
};

/**
 * Returns why the node cannot run, or undefined. In legacy mode, an order key is enough: a converted Cloud Elements instance
 * has an order key and no access token.
 */
function configError({
	clientSecret,
	hasToken,
	eventTypes,
	legacy,
}: Connection): string | undefined {
	if (eventTypes.length === 0)
		return 'The node has nothing to emit: no event type is chosen. Choose at least one under Event Types.';
	if (legacy !== undefined && !legacy.hasKey)
		return 'Legacy notifications cannot be confirmed: the Ecwid credential has no Order Secret Key. Enter it, or turn off Legacy Notifications.';
	if (legacy !== undefined && clientSecret.trim() === '' && !hasToken) return undefined;
	if (clientSecret.trim() === '')
		return "Webhooks cannot be verified: the Ecwid credential has no Client Secret. Enter the app's client_secret from my.ecwid.com/#develop-apps > Details.";
	const guessable = guessableSecret({ 'Client Secret': clientSecret }, 'Ecwid');
	if (guessable !== undefined) return guessable;
	if (!hasToken)
		return 'Objects cannot be fetched: the Ecwid credential has no Access Token. Enter the secret token from my.ecwid.com/#develop-apps > Details.';
	return undefined;
}
