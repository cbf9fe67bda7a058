import type { Result } from '../../../core/result';
import type { Subscriptions } from '../../../core/vendor';
import type { TriggerFunctions } from '../credential';
import type { ProcessState } from '../processState';
import { credentialKey } from '../webhookUrls';
import { list } from './reconcile';

/**
 * Returns a function that reads the vendor's list for one node. The nodes of one credential that start together share
 * one request.
 *
 * @param node its key
 * @param credentialType of the node
 */
export function sharedList<Connection, Wanted, Existing>(
	functions: TriggerFunctions,
	node: string,
	credentialType: string,
	{ listings }: Pick<ProcessState, 'listings'>,
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
): () => Promise<Result<Existing[]>> {
	return async () =>
		await listings.read(
			credentialKey(functions, credentialType, node),
			node,
			async () => await list(subscriptions, connection),
		);
}
