import type { Result } from '../../core/result';
import type { TriggerConfig } from './triggerConfig';
import { readCredential, type TriggerFunctions } from './credential';

/** How a node is connected at this moment, for all that is no delivery. */
export async function connectNow<Connection>(
	functions: TriggerFunctions,
	config: Pick<TriggerConfig<Connection, never>, 'credentialType' | 'connect'>,
): Promise<Result<Connection>> {
	const credential = await readCredential(functions, config.credentialType(functions));
	return credential.ok ? config.connect(functions, credential.value) : credential;
}
