import { readList } from '../core/text/list';
import { ok, type Result } from '../core/result';
import type { Credential, TriggerFunctions } from '../host/trigger/credential';
import { authenticatedSend, type Send } from '../host/http';
import { oauth2Send } from '../host/oauth2';
import { NO_PATIENCE } from '../host/patience';
import { LATEST_VERSION, readCredential } from './credential';
import type { Connection } from './api';
import { filterProblem, readFilters, type TopicFilter } from './topicFilters';
import { readTopics } from './topics/topics';

/** The options that only the Shopify trigger has. */
interface Options {
	filter?: string;
	topicFilters?: { filters?: TopicFilter[] };
	includeFields?: string | string[];
	metafieldNamespaces?: string | string[];
	apiVersion?: string;
}

const TOKEN_HEADER = 'X-Shopify-Access-Token';

/** The two credentials, by the value of the parameter `authentication`. */
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

/** Returns the type of the chosen credential. */
export function credentialType(functions: TriggerFunctions): string {
	return authenticationOf(functions).credential;
}

function authenticationOf(functions: TriggerFunctions) {
	const chosen = String(functions.getNodeParameter('authentication', 'oAuth2'));
	return Object.hasOwn(AUTHENTICATIONS, chosen) ? AUTHENTICATIONS[chosen] : AUTHENTICATIONS.oAuth2;
}

/** Returns the connection that a node's parameters and credential describe. */
export function connect(
	functions: TriggerFunctions,
	credential: Credential,
	patience = NO_PATIENCE,
): Result<Connection> {
	const read = readCredential(credential);
	if (!read.ok) return read;
	const topics = readTopics(functions.getNodeParameter('topics', []));
	if (!topics.ok) return topics;
	const options = functions.getNodeParameter('options', {}) as Options;
	const filters = readFilters(topics.value, options.topicFilters?.filters);
	return ok({
		...read.value,
		configError: filterProblem(filters, topics.value),
		topics: topics.value,
		filters: new Map(filters.map(({ topic, filter }) => [topic, filter])),
		isByHand: functions.getNodeParameter('subscriptions', 'node') === 'byHand',
		settings: {
			filter: (options.filter ?? '').trim(),
			includeFields: readList(options.includeFields),
			metafieldNamespaces: readList(options.metafieldNamespaces),
		},
		apiVersion: options.apiVersion ?? LATEST_VERSION,
		send: authenticationOf(functions).send(functions),
		pause: patience.wait,
	});
}
