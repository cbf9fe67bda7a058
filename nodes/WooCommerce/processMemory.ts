import { LearnedFields } from './fields/learnedFields';
import type { ProcessMemory } from './webhooks/connection';
import { CreatedWebhooks } from './webhooks/createdWebhooks';
import { CreationHashes } from './creationHashes';
import { SuspectSecrets } from './webhooks/suspectSecrets';

/** Returns the memory of a process that has just started. */
export function newProcessMemory(): ProcessMemory {
	return {
		creationHashes: new CreationHashes(),
		suspectSecrets: new SuspectSecrets(),
		createdWebhooks: new CreatedWebhooks(),
		learnedFields: new LearnedFields(),
	};
}

/** The memory that the webhook triggers and the polls of this process share. */
export const processMemory = newProcessMemory();
