import type { IAllExecuteFunctions } from 'n8n-workflow';

import { ok, type Result } from '../core/result';
import type { Credential, TriggerFunctions } from '../host/trigger/credential';
import { steadyClock } from '../host/clock';
import { oauth2Send } from '../host/oauth2';
import { NO_PATIENCE, patientSend, type Patience } from '../host/patience';
import { nodeKey } from '../host/trigger/webhookUrls';
import { readCredential, type BoxCredential } from './credential';
import { AccountCache } from './accountCache';
import type { Box } from './api';
import { malformedKeys } from './signatureKeys';
import { newMemories, Places } from './catchUp/places';
import { readMonitored } from './targets';
import { readBoolean } from '../host/panelValues';
import type { Connection } from './vendor';

export const CREDENTIAL = 'signedEventsBoxOAuth2Api';

/** The next step if Box returns no token for client credentials. */
const APP_TOKEN_STEP =
	'Check the client ID, the client secret, and Subject Type and Subject ID in the credential. A Box administrator must have authorized the app';

const accountCache = new AccountCache();
const memories = newMemories();

/** Returns the values of a credential, its access token, and a client of Box's API that uses the credential. */
export function openBox(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	credential: Credential,
	patience = NO_PATIENCE,
): Result<{ credential: BoxCredential; box: Box; accessToken: string }> {
	const read = readCredential(credential);
	if (!read.ok) return read;
	const { access_token: accessToken } = (credential.oauthTokenData ?? {}) as {
		access_token?: unknown;
	};
	const isApp = read.value.account !== '';
	const box = {
		url: read.value.url,
		send: patientSend(
			oauth2Send(functions, CREDENTIAL, {}, [], isApp ? APP_TOKEN_STEP : undefined),
			patience,
		),
	};
	return ok({ credential: read.value, box, accessToken: String(accessToken ?? '') });
}

/** Returns the account of an access token from Box or from the cache. */
export async function findAccount(box: Box, accessToken: string): Promise<Result<string>> {
	return await accountCache.find(box, accessToken);
}

/**
 * Returns the connection that a node's parameters and credential describe. Malformed keys and parameters that
 * Box does not support prevent an activation. They prevent neither verification nor the removal of earlier webhooks.
 */
export function connect(
	functions: TriggerFunctions,
	credential: Credential,
	patience?: Patience,
): Result<Connection> {
	const opened = openBox(functions, credential, patience);
	if (!opened.ok) return opened;
	const { box, accessToken } = opened.value;
	const { account, keys } = opened.value.credential;
	const options = functions.getNodeParameter('options', {}) as {
		fetchDetails?: unknown;
		targetType?: unknown;
	};
	const { targetType } = options;
	// Version 2 of the node has a parameter instead of the option.
	const monitored = readMonitored((name) =>
		name === 'targetType' && targetType !== undefined
			? targetType
			: functions.getNodeParameter(name, ''),
	);
	const keysProblem = malformedKeys(credential);
	return ok({
		account,
		keys,
		box,
		fetchDetails: readBoolean(options.fetchDetails, false),
		...(monitored.ok
			? monitored.value
			: { targets: [], triggers: [], configError: monitored.problem.message }),
		...(keysProblem !== undefined && { keysProblem }),
		places: new Places(memories, nodeKey(functions)),
		now: Date.now,
		steadyNow: steadyClock,
		findAccount: async () => await findAccount(box, accessToken),
	});
}
