import { readList } from '../core/text/list';
import { ok, type Result } from '../core/result';
import type { Credential, TriggerFunctions } from '../host/trigger/credential';
import { steadyClock } from '../host/clock';
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
	catchUpRaw?: string;
}

/** Returns the type of the chosen credential. */
export function credentialType(functions: TriggerFunctions) {
	return typeOf(functions.getNodeParameter('authentication', 'oAuth2'));
}

/** Returns the type of the credential that a choice of *Authentication* needs. */
export function typeOf(authentication: unknown) {
	return String(authentication) === 'accessToken'
		? 'signedEventsShopifyApi'
		: 'signedEventsShopifyOAuth2Api';
}

/** Statuses about the shop itself, which also issues the tokens: it is not paid for, does not exist, or is locked. */
const STATUSES_OF_A_SHOP = [402, 404, 423];

/** Returns a `Send` with the access token of a credential. */
export function sendWith(functions: Pick<TriggerFunctions, 'helpers'>, type: string): Send {
	if (type === 'signedEventsShopifyApi') return authenticatedSend(functions, type);
	const header = {
		tokenType: 'Bearer',
		keyToIncludeInAccessTokenHeader: 'X-Shopify-Access-Token',
	};
	return oauth2Send(functions, type, header, STATUSES_OF_A_SHOP);
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
		catchUpRaw: options.catchUpRaw === 'rest' ? 'rest' : 'graphql',
		send: sendWith(functions, credentialType(functions)),
		pause: patience.wait,
		now: Date.now,
		steadyNow: steadyClock,
	});
}
