import type { CronExpression } from 'n8n-workflow';

import type { Result } from '../../core/result';
import type { Vendor } from '../../core/vendor';
import type { Patience } from '../patience';
import type { TriggerSamples } from './testEventRequest';
import { readCredential, type Credential, type TriggerFunctions } from './credential';

/** A vendor, and how one node connects to it. A vendor's trigger adds nothing else to the host. */
export interface TriggerConfig<Connection, Payload, Wanted = never, Existing = never> {
	vendor: Vendor<Connection, Payload, Wanted, Existing>;
	/** Returns the type of the credential that the node uses. */
	credentialType(functions: TriggerFunctions): string;
	/**
	 * Reads panel and credential. It makes no request, because it runs for every delivery.
	 *
	 * @param patience decides how long the connection's requests wait at a rate limit. Defaults to `NO_PATIENCE`
	 */
	connect(
		functions: TriggerFunctions,
		credential: Credential,
		patience?: Patience,
	): Result<Connection>;
	/** Absent if the vendor has no sample events. */
	samples?: TriggerSamples;
	/** Returns when subscriptions are checked. Defaults to `checkInterval`, or every 15 minutes. */
	checkSchedule?(workflowId: string): CronExpression;
	/** How long after a probe of the URL that failed a second one follows, in milliseconds. Defaults to 20 seconds. */
	probeRetryMs?: number;
}

/** Connects a node with its current credential. Deliveries use the cached one instead. */
export async function connectNow<Connection>(
	functions: TriggerFunctions,
	config: Pick<TriggerConfig<Connection, never>, 'credentialType' | 'connect'>,
	patience?: Patience,
): Promise<Result<Connection>> {
	const credential = await readCredential(functions, config.credentialType(functions));
	return credential.ok ? config.connect(functions, credential.value, patience) : credential;
}
