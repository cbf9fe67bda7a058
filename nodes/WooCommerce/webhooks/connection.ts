import type { Shop } from '../client/api';
import type { LearnedFields } from '../fields/learnedFields';
import type { FieldPath } from '../fields/volatileFields';
import type { CreationHashes } from '../creationHashes';
import type { CreatedWebhooks } from './createdWebhooks';
import type { SuspectSecrets } from './suspectSecrets';

/** The memory that all nodes of this type share in this process. */
export interface ProcessMemory {
	creationHashes: CreationHashes;
	suspectSecrets: SuspectSecrets;
	createdWebhooks: CreatedWebhooks;
	learnedFields: LearnedFields;
}

/** A shop, and the webhooks that one node wants. */
export interface Connection extends ProcessMemory {
	shop: Shop;
	/** The consumer secret, from which the secrets of the webhooks are derived. */
	secret: string;
	topics: string[];
	/** Fields that the user excludes from comparisons and ids. */
	ignoredFields: readonly FieldPath[];
	/** Whether the node may subscribe a URL that WordPress does not call by default. */
	allowsPrivateUrl: boolean;
}
