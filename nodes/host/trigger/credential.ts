import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { failure, PROBLEM, success, type Outcome } from '../../core/problem';
import type { Binding, TriggerFunctions } from './binding';

/** A credential's fields, decrypted, with its expressions evaluated. */
export type Credential = ICredentialDataDecryptedObject;

/** The node's credential as n8n has it at this moment. */
export async function readCredential(
	functions: Pick<TriggerFunctions, 'getNode' | 'getCredentials'>,
	type: string,
): Promise<Outcome<Credential>> {
	if (functions.getNode().credentials?.[type] === undefined)
		return failure(PROBLEM.misconfigured, 'No credential is chosen. Choose one in the node.');
	return success(await functions.getCredentials<Credential>(type));
}

/** How a node is connected at this moment, for all that is no delivery. */
export async function connectNow<Connection>(
	functions: TriggerFunctions,
	binding: Pick<Binding<Connection, never>, 'credentialType' | 'connect'>,
): Promise<Outcome<Connection>> {
	const credential = await readCredential(functions, binding.credentialType(functions));
	return credential.ok ? binding.connect(functions, credential.value) : credential;
}
