import { LearnedFields } from '../learnedFields';
import type { ProcessMemory } from './connection';
import { CreatedWebhooks } from './createdWebhooks';
import { CreationHashes } from './creationHashes';
import { SuspectSecrets } from './suspectSecrets';

/** Returns the memory of a process that has just started. */
export function newProcessMemory(): ProcessMemory {
	return {
		creationHashes: new CreationHashes(),
		suspectSecrets: new SuspectSecrets(),
		createdWebhooks: new CreatedWebhooks(),
		learnedFields: new LearnedFields(),
	};
}

/** What the webhook triggers and the polls of this process know. */
export const processMemory = newProcessMemory();
