import { createHash } from 'node:crypto';

import type { Result } from '../../../core/result';
import type { Subscriptions } from '../../../core/vendor';
import { withoutException } from '../../exceptions';
import { readCredential, type TriggerFunctions } from '../credential';
import type { ProcessState } from '../processState';
import type { TriggerConfig } from '../triggerConfig';
import { list } from './reconcile';

/**
 * Returns a function that reads the vendor's list for one node. Nodes of one credential that start together share one
 * list. After a change of the credential, the list is read again, because it may be that of another shop or app.
 *
 * @param node its key
 */
export function sharedList<Connection, Payload, Wanted, Existing>(
	functions: TriggerFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	{ listings }: ProcessState,
	node: string,
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
): () => Promise<Result<Existing[]>> {
	const type = config.credentialType(functions);
	return async () => {
		const credential = await withoutException(
			async () => await readCredential(functions, type),
			(message) => `Reading the credential failed: ${message}. Open the credential and save it.`,
		);
		if (!credential.ok) return credential;
		const id = functions.getNode().credentials?.[type]?.id ?? node;
		// n8n renews tokens in it while an activation runs. Those do not lead to another account.
		const entered = { ...credential.value, oauthTokenData: undefined };
		const content = createHash('sha256').update(JSON.stringify(entered)).digest('base64');
		// The connection may be older than this reading, so its account is named too.
		const key = JSON.stringify([id, content, config.vendor.account(connection)]);
		return await listings.read(key, node, async () => await list(subscriptions, connection));
	};
}
