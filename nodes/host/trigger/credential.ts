import type {
	ICredentialDataDecryptedObject,
	IHookFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { err, PROBLEM, ok, type Result } from '../../core/result';

/** What n8n calls a webhook trigger with; parameters and credentials are read the same way from each. */
export type TriggerFunctions = IHookFunctions | IWebhookFunctions | ITriggerFunctions;

/** A credential's fields, decrypted, with its expressions evaluated. */
export type Credential = ICredentialDataDecryptedObject;

/** The node's credential as n8n has it at this moment. */
export async function readCredential(
	functions: Pick<TriggerFunctions, 'getNode' | 'getCredentials'>,
	type: string,
): Promise<Result<Credential>> {
	if (functions.getNode().credentials?.[type] === undefined)
		return err(PROBLEM.misconfigured, 'No credential is chosen. Choose one in the node.');
	return ok(await functions.getCredentials<Credential>(type));
}
