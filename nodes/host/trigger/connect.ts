import type { Result } from '../../core/result';
import type { Patience } from '../patience';
import { readCredential, type TriggerFunctions } from './credential';
import type { TriggerConfig } from './triggerConfig';

/** Connects a node with its current credential. Deliveries use the cached one instead. */
export async function connectNow<Connection>(
	functions: TriggerFunctions,
	config: Pick<TriggerConfig<Connection, never>, 'credentialType' | 'connect'>,
	patience?: Patience,
): Promise<Result<Connection>> {
	const credential = await readCredential(functions, config.credentialType(functions));
	return credential.ok ? config.connect(functions, credential.value, patience) : credential;
}
