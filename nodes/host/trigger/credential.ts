import type {
	ICredentialDataDecryptedObject,
	IHookFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { misconfigured, ok, type Result } from '../../core/result';

/** The contexts in which n8n calls a webhook trigger. Each reads parameters and credentials the same way. */
export type TriggerFunctions = IHookFunctions | IWebhookFunctions | ITriggerFunctions;

/** A credential's fields, decrypted, with its expressions evaluated. */
export type Credential = ICredentialDataDecryptedObject;

/** Reads a node's credential. Returns a problem if no credential of the type is chosen in the node. */
export async function readCredential(
	functions: Pick<TriggerFunctions, 'getNode' | 'getCredentials'>,
	type: string,
): Promise<Result<Credential>> {
	if (functions.getNode().credentials?.[type] === undefined)
		return misconfigured('The node cannot run: it has no credential. Choose one in the node.');
	return ok(await functions.getCredentials<Credential>(type));
}
