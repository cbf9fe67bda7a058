import type { Result } from '../../../core/result';
import type { Subscriptions } from '../../../core/vendor';
import type { TriggerFunctions } from '../credential';
import type { ProcessState } from '../processState';
import { credentialKey, nodeKey } from '../webhookUrls';
import { list } from './reconcile';

/**
 * Returns what reads the vendor's list for one node, once for all nodes of its credential that start together.
 *
 * @param credentialType of the node
 */
export function sharedList<Connection, Wanted, Existing>(
	functions: TriggerFunctions,
	credentialType: string,
	{ listings }: Pick<ProcessState, 'listings'>,
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
): () => Promise<Result<Existing[]>> {
	return async () =>
		await listings.read(
			credentialKey(functions, credentialType),
			nodeKey(functions),
			async () => await list(subscriptions, connection),
		);
}
