import type { Vendor } from '../core/vendor';
import { catchUp } from './catchUp';
import { confirm } from './confirm';
import type { Connection } from './connection';
import { normalize } from './normalize';
import { RETRIES_FOR_MS, verify, type Proven } from './verify';

/** Ecwid: webhooks that only a person can subscribe, whose signature covers no body. */
export const ecwid: Vendor<Connection, Proven> = {
	elementKey: 'ecwid',
	hubKey: 'ecommerce',
	retriesForMs: RETRIES_FOR_MS,
	// Ecwid's retries lie 15 minutes and more apart; any body can stand under a recorded signature.
	startEveryMs: 30 * 60_000,
	account: ({ storeId }) => storeId,
	configError: configError,
	verify,
	normalize,
	confirm,
	catchUp,
};

/** A node in legacy mode needs a key only: the instances of Cloud Elements have nothing else. */
function configError({
	clientSecret,
	hasToken,
	eventTypes,
	legacy,
}: Connection): string | undefined {
	if (eventTypes.length === 0) return 'No event is chosen. Choose at least one under Events.';
	if (legacy !== undefined && !legacy.hasKey)
		return 'The Ecwid credential has no Order Secret Key, without which no legacy notification can be believed. Enter it, or switch Legacy Notifications off.';
	if (legacy !== undefined && clientSecret.trim() === '' && !hasToken) return undefined;
	if (clientSecret.trim() === '')
		return "The Ecwid credential has no Client Secret, without which no webhook can be proven. Enter the app's client_secret from my.ecwid.com/#develop-apps > Details.";
	if (!hasToken)
		return 'The Ecwid credential has no Access Token, without which no object can be fetched. Enter the secret token from my.ecwid.com/#develop-apps > Details.';
	return undefined;
}
