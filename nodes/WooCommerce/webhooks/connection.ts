import type { Shop } from '../api';
import type { CreationHashes } from './creationHashes';
import type { SuspectSecrets } from './suspectSecrets';

/** What all nodes of this type remember in this process. */
export interface ProcessMemory {
	creationHashes: CreationHashes;
	suspectSecrets: SuspectSecrets;
}

/** A shop, and how its webhooks are to be: what one user's node holds. */
export interface Connection extends ProcessMemory {
	shop: Shop;
	/** The consumer secret, which the webhooks' own are derived from. */
	secret: string;
	topics: string[];
}
