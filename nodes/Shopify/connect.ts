import { sleep } from 'n8n-workflow';

import { readList } from '../core/list';
import { ok, type Result } from '../core/result';
import type { Credential, TriggerFunctions } from '../host/trigger/credential';
import { authenticatedSend, type Send } from '../host/http';
import { oauth2Send } from '../host/oauth2';
import { LATEST_VERSION, readAccess } from './credential';
import type { Connection } from './api';
import { readTopics } from './topics';

/** The options of the panel that are Shopify's own. */
interface Options {
	filter?: string;
	includeFields?: string | string[];
	metafieldNamespaces?: string | string[];
	apiVersion?: string;
}

const TOKEN_HEADER = 'X-Shopify-Access-Token';

/** How the two credentials send, by what the parameter `authentication` chooses. */
const AUTHENTICATIONS: Record<
	string,
	{ credential: string; send(functions: TriggerFunctions): Send }
> = {
	oAuth2: {
		credential: 'signedEventsShopifyOAuth2Api',
		send: (functions) =>
			oauth2Send(functions, 'signedEventsShopifyOAuth2Api', {
				tokenType: 'Bearer',
				keyToIncludeInAccessTokenHeader: TOKEN_HEADER,
			}),
	},
	accessToken: {
		credential: 'signedEventsShopifyApi',
		send: (functions) => authenticatedSend(functions, 'signedEventsShopifyApi'),
	},
};

/** The type of the credential that the panel has chosen. */
export function credentialType(functions: TriggerFunctions): string {
	return chosenBy(functions).credential;
}

function chosenBy(functions: TriggerFunctions) {
	const chosen = String(functions.getNodeParameter('authentication', 'oAuth2'));
	return Object.hasOwn(AUTHENTICATIONS, chosen) ? AUTHENTICATIONS[chosen] : AUTHENTICATIONS.oAuth2;
}

/** The shop that a node's credential names, and what its panel wants of it. */
export function connect(functions: TriggerFunctions, credential: Credential): Result<Connection> {
	const access = readAccess(credential);
	if (!access.ok) return access;
	const topics = readTopics(functions.getNodeParameter('topics', []));
	if (!topics.ok) return topics;
	const options = functions.getNodeParameter('options', {}) as Options;
	return ok({
		...access.value,
		topics: topics.value,
		settings: {
			filter: (options.filter ?? '').trim(),
			includeFields: readList(options.includeFields),
			metafieldNamespaces: readList(options.metafieldNamespaces),
		},
		apiVersion: options.apiVersion ?? LATEST_VERSION,
		send: chosenBy(functions).send(functions),
		pause: sleep,
	});
}
