import type { ProcessMemory } from './connection';
import { CreatedWebhooks } from './createdWebhooks';
import { CreationHashes } from './creationHashes';
import { SuspectSecrets } from './suspectSecrets';

/** What the webhook triggers of this process know. Polls of the process read it too. */
export const processMemory: ProcessMemory = {
	creationHashes: new CreationHashes(),
	suspectSecrets: new SuspectSecrets(),
	createdWebhooks: new CreatedWebhooks(),
};
