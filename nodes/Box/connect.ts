import type { IAllExecuteFunctions } from 'n8n-workflow';

import { ok, type Result } from '../core/result';
import type { Credential, TriggerFunctions } from '../host/trigger/credential';
import { oauth2Send } from '../host/oauth2';
import { readAccess, type Access } from './credential';
import { AccountCache } from './accountCache';
import type { Box } from './api';
import { readWatched } from './targets';
import type { Connection } from './vendor';

export const CREDENTIAL = 'signedEventsBoxOAuth2Api';

const accounts = new AccountCache();

interface Reached {
	access: Access;
	box: Box;
	accessToken: string;
}

/** Box as a node's credential reaches it. */
export function reach(
	functions: Pick<IAllExecuteFunctions, 'helpers'>,
	credential: Credential,
): Result<Reached> {
	const access = readAccess(credential);
	if (!access.ok) return access;
	const { access_token: accessToken } = (credential.oauthTokenData ?? {}) as {
		access_token?: unknown;
	};
	const box = { url: access.value.url, send: oauth2Send(functions, CREDENTIAL) };
	return ok({ access: access.value, box, accessToken: String(accessToken ?? '') });
}

/**
 * What one node is connected to and watches, as its credential and its panel say. A panel that asks for
 * what Box does not offer prevents an activation, but neither verifying deliveries nor
 * removing what an earlier panel had subscribed.
 */
export function connect(functions: TriggerFunctions, credential: Credential): Result<Connection> {
	const reached = reach(functions, credential);
	if (!reached.ok) return reached;
	const { access, box, accessToken } = reached.value;
	const watched = readWatched((name) => functions.getNodeParameter(name, ''));
	return ok({
		account: access.account,
		keys: access.keys,
		box,
		...(watched.ok
			? watched.value
			: { targets: [], triggers: [], mistake: watched.problem.message }),
		findAccount: async () => await accounts.find(box, accessToken),
	});
}
