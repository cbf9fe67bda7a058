import { ok, type Result } from '../core/result';
import type { Vendor } from '../core/vendor';
import type { WantedWebhook, Webhook } from './api';
import { normalize } from './normalize';
import { subscriptions, type Watching } from './subscription';
import { verify, type SignatureKeys, type Told } from './verify';

/** How one node is connected to Box, and what it watches there. */
export interface Connection extends Watching {
	/** Empty until Box has said whose it is. */
	account: string;
	keys: SignatureKeys;
	/** What the panel asks for and Box does not offer; then there is nothing to watch. */
	mistake?: string;
	/** Asks Box, or remembers. */
	findAccount(): Promise<Result<string>>;
}

/** Box, with webhooks V2. */
export const box: Vendor<Connection, Told, WantedWebhook, Webhook> = {
	elementKey: 'box',
	hubKey: 'documents',
	// Ten or twelve attempts within two hours, by two pages of Box (docs/facts/vendors.md 3.1); one hour more.
	retriesForMs: 3 * 3_600_000,
	account: ({ account }) => account,
	configError: ({ keys, mistake }) =>
		keys.primary === '' && keys.secondary === ''
			? 'The Box credential has no signature key, so that nothing could be proven to come from Box. In the Developer Console open your app > Webhooks > Manage signature keys, generate both keys, and enter them in the credential.'
			: mistake,
	verify,
	identify: async (connection) => {
		if (connection.account !== '') return ok(connection);
		const account = await connection.findAccount();
		return account.ok ? ok({ ...connection, account: account.value }) : account;
	},
	normalize: async (told) => ok([normalize(told)]),
	subscriptions,
};
