import type { Outcome } from '../../core/problem';
import type { Binding } from './binding';
import { readCredential, type TriggerFunctions } from './credential';

/** How a node is connected at this moment, for all that is no delivery. */
export async function connectNow<Connection>(
	functions: TriggerFunctions,
	binding: Pick<Binding<Connection, never>, 'credentialType' | 'connect'>,
): Promise<Outcome<Connection>> {
	const credential = await readCredential(functions, binding.credentialType(functions));
	return credential.ok ? binding.connect(functions, credential.value) : credential;
}
