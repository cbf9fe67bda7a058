import type { Result } from '../../../core/result';
import type { Subscriptions } from '../../../core/vendor';
import type { TriggerFunctions } from '../credential';
import type { ProcessState } from '../processState';
import type { TriggerConfig } from '../triggerConfig';
import { credentialKey } from '../webhookUrls';
import { list } from './reconcile';

/**
 * Returns what reads the vendor's list for one node, once for all nodes of its credential that start together.
 *
 * @param node its key
 */
export function sharedList<Connection, Payload, Wanted, Existing>(
	functions: TriggerFunctions,
	{ credentialType }: TriggerConfig<Connection, Payload, Wanted, Existing>,
	{ listings }: ProcessState,
	node: string,
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
): () => Promise<Result<Existing[]>> {
	return async () =>
		await listings.read(
			credentialKey(functions, credentialType(functions), node),
			node,
			async () => await list(subscriptions, connection),
		);
}
