import type { IAllExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Replayed, ReplayRequest } from '../../core/replay';
import type { Result } from '../../core/result';
import type { Patience } from '../patience';
import type { Credential } from '../trigger/credential';

/** What a vendor needs to open the account of a replay. */
export interface Opening {
	functions: Pick<IAllExecuteFunctions, 'helpers'>;
	credential: Credential;
	/** Returns a parameter or, with a path such as `options.ignoredFields`, an option. */
	parameter(name: string, fallback: unknown): unknown;
	/** Decides whether to wait for a vendor that limits requests. */
	patience: Patience;
}

/** An account whose events Replay can read again. */
export interface OpenAccount {
	/** As in the events of the vendor's triggers. */
	account: string;
	/** Reads the changes of a span. It stores nothing, subscribes to nothing and moves no cursor. */
	read(request: ReplayRequest): Promise<Result<Replayed>>;
}

/** A credential that a vendor's replay can use, and the values of other parameters with which n8n hides it. */
interface ReplayCredential {
	type: string;
	hide?: Readonly<Record<string, string[]>>;
}

/** A vendor whose events Replay can read again. */
export interface Replayable {
	/** The value of the parameter *Vendor*. */
	name: string;
	displayName: string;
	elementKey: string;
	hubKey: string;
	credentials: readonly ReplayCredential[];
	/** Returns the type of the credential that the node uses. */
	credentialType(parameter: Opening['parameter']): string;
	/** In alphabetical order of their names. */
	objectTypes: readonly INodePropertyOptions[];
	/** The default of the parameter *Object Types*. */
	defaultTypes: readonly string[];
	/** More parameters of the vendor. Defaults to none. */
	properties?: readonly INodeProperties[];
	/** More options of the vendor. Defaults to none. */
	options?: readonly INodeProperties[];
	open(opening: Opening): Promise<Result<OpenAccount>>;
}
