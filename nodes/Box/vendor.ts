import { ok, type Result } from '../core/result';
import type { Vendor } from '../core/vendor';
import type { WantedWebhook, Webhook } from './api';
import { isNotPhpJson } from '../host/phpJson';
import { guessableSecret } from '../host/secretForm';
import { begin, resume } from './catchUp/begin';
import { look } from './catchUp/look';
import type { Places } from './catchUp/places';
import { withTrashedItem } from './details';
import { normalize } from './normalize';
import { subscriptions, type MonitoredTargets } from './subscription';
import { DELIVERY_HEADERS, verify, type SignatureKeys, type VerifiedPayload } from './verify';

/** A node's connection to Box, and what the node monitors there. */
export interface Connection extends MonitoredTargets {
	/** Empty until Box has returned the account. */
	account: string;
	keys: SignatureKeys;
	/** Whether name and parent of a trashed item are fetched. Defaults to false. */
	fetchDetails?: boolean;
	/** Why a signature key most likely verifies nothing. Absent if the keys have a valid form. */
	keysProblem?: string;
	/** Why Box does not support the parameters. The node then monitors nothing. */
	configError?: string;
	/** Whether everything is monitored, as in a replay without targets. Defaults to false. */
	isEverything?: boolean;
	/** Returns the account from Box or from the cache. */
	findAccount(): Promise<Result<string>>;
	/** Where files and folders are, as far as catch-up has seen. */
	places: Places;
	/** Epoch milliseconds. */
	now(): number;
	/** A monotonic clock, in milliseconds. */
	steadyNow(): number;
}

/** Box, with webhooks V2. */
export const box: Vendor<Connection, VerifiedPayload, WantedWebhook, Webhook> = {
	elementKey: 'box',
	hubKey: 'documents',
	// Box documents ten or twelve attempts within two hours (docs/facts/vendors.md 3.1). One more hour covers queues.
	retriesForMs: 3 * 3_600_000,
	deliveryHeaders: DELIVERY_HEADERS,
	account: ({ account }) => account,
	configError: ({ keys, configError }) =>
		keys.primary === '' && keys.secondary === ''
			? 'Deliveries cannot be verified: the Box credential has no signature key. In the Developer Console open your app > Webhooks > Manage signature keys, generate both keys, and enter them in the credential.'
			: (guessableSecret(
					{
						'Primary Signature Secret': keys.primary,
						'Secondary Signature Secret': keys.secondary,
					},
					'Box',
				) ?? configError),
	// With one of two keys, deliveries are verified.
	doubt: ({ keysProblem }) => keysProblem,
	verify,
	isReencoded: isNotPhpJson,
	identify: async (connection) => {
		if (connection.account !== '') return ok(connection);
		const account = await connection.findAccount();
		return account.ok ? ok({ ...connection, account: account.value }) : account;
	},
	normalize: async (payload, { fetchDetails = false, box: api }) => {
		const change = normalize(payload);
		return ok([fetchDetails ? await withTrashedItem(change, payload, api) : change]);
	},
	subscriptions,
	catchUp: { begin, resume, look },
};
