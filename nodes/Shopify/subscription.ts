import { err, PROBLEM, ok, type Problem, type Result } from '../core/result';
import { planSubscriptions } from '../core/subscriptionPlan';
import type { Subscriptions } from '../core/vendor';
import { shownText } from '../core/text/shownText';
import { redactSecrets } from '../host/vendorErrors';
import {
	createSubscription,
	deleteSubscription,
	listSubscriptions,
	readScopes,
	updateSubscription,
	type Connection,
	type Settings,
	type Subscription,
	type SubscriptionInput,
	type UserError,
} from './api';
import { objectKind } from './catchUp/groups';
import { idFields } from './objectId';
import { ownUrl } from './shop';
import {
	COMPLIANCE_TOPICS,
	enumOf,
	isGranted,
	nearestTopics,
	scopesInWords,
	topicOfEnum,
	type Topic,
} from './topics/topics';

/** A subscription that a node needs. */
export interface Wanted {
	topic: Topic;
	input: SubscriptionInput;
}

export type Existing = Subscription;

/** The subscriptions of one app in one shop. */
export const subscriptions: Subscriptions<Connection, Wanted, Existing> = {
	isByHand: ({ isByHand }) => isByHand,
	// https://shopify.dev/docs/apps/build/webhooks/subscribe/https
	callable: ({ shop: { url, domain } }) =>
		url === ownUrl(domain) ? { vendor: 'Shopify', isHttpsOnly: true, ports: [443] } : undefined,
	wanted: ({ topics, ...connection }, url) =>
		topics
			.filter(({ topic }) => !COMPLIANCE_TOPICS.has(topic))
			.map((topic) => ({ topic, input: { uri: url, ...settingsOf(topic, connection) } })),
	list: listSubscriptions,
	urlOf: ({ uri }) => uri,
	secretsOf: ({ secrets }) => secrets,
	plan: (wanted, own) =>
		planSubscriptions(wanted, own, {
			keyOfWanted: ({ topic }) => enumOf(topic.topic),
			keyOfExisting: ({ topic }) => topic,
			isCurrent,
		}),
	create: async (connection, wanted) => {
		const rejected = await createSubscription(connection, enumOf(wanted.topic.topic), wanted.input);
		if (!rejected.ok) return explainTopic(rejected, connection, wanted);
		return await outcomeOf(connection, wanted, rejected.value);
	},
	update: async (connection, { id }, wanted) => {
		const rejected = await updateSubscription(connection, id, wanted.input);
		return rejected.ok ? await outcomeOf(connection, wanted, rejected.value) : rejected;
	},
	remove: async (connection, { id, topic }) => {
		const rejected = await deleteSubscription(connection, id);
		if (!rejected.ok) return rejected;
		const others = rejected.value.filter(({ message }) => !isGone(message));
		if (others.length === 0) return ok(undefined);
		return err(
			PROBLEM.refused,
			`The subscription to ${topicOfEnum(topic)} was not removed: ${connection.shop.domain} rejected the request (${inWords(others)}). Remove it with the Admin API, or uninstall the app.`,
		);
	},
	describe: (one) => ('input' in one ? one.topic.topic : topicOfEnum(one.topic)),
	restoredNote:
		'Shopify removes a subscription after its deliveries have failed for 4 hours, and does not send them again. Catch-up looks for missed changes. For topics without catch-up, compare your events with the shop.',
};

/**
 * Returns the settings of one topic. They include the fields of the id and of the state, so that a payload with selected
 * fields still names its object.
 */
function settingsOf(
	topic: Topic,
	{ settings, filters }: Pick<Connection, 'settings' | 'filters'>,
): Settings {
	const { includeFields } = settings;
	const own = [...idFields(topic.id), ...stateFields(topic)];
	return {
		...settings,
		filter: filters.get(topic.topic) ?? settings.filter,
		includeFields: includeFields.length === 0 ? [] : [...new Set([...includeFields, ...own])],
	};
}

/**
 * Returns the fields that determine the state of an object, if catch-up reads such objects too (see `state.ts`). Topics
 * without a state need them as well: a body of `orders/paid` with only the id would be that of a deletion.
 */
function stateFields({ objectType, kind, eventType, id }: Topic): string[] {
	const object = objectKind(objectType);
	const mayBeBare = idFields(id).join() === 'id';
	if (object === undefined || (kind !== eventType && !mayBeBare)) return [];
	return ['admin_graphql_api_id', ...(object.hasCreatedAt ? ['created_at'] : []), 'updated_at'];
}

function isCurrent(existing: Existing, { input }: Wanted): boolean {
	return (
		existing.uri === input.uri &&
		existing.format === 'JSON' &&
		(existing.filter ?? '') === input.filter &&
		isSameSet(existing.includeFields, input.includeFields) &&
		isSameSet(existing.metafieldNamespaces, input.metafieldNamespaces)
	);
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
	return left.length === right.length && left.every((each) => right.includes(each));
}

/** Whether an error means that the subscription no longer exists. The wording is Shopify's. */
function isGone(message: string): boolean {
	return /does ?n[o']t exist|not found/i.test(message);
}

/** Replaces the error of GraphQL for a topic that the version of the API does not have. */
function explainTopic(
	rejected: { ok: false; problem: Problem },
	{ apiVersion }: Connection,
	{ topic: { topic } }: Wanted,
): Result<undefined> {
	if (!/WebhookSubscriptionTopic/.test(rejected.problem.message)) return rejected;
	return err(
		PROBLEM.refused,
		`The subscription to ${topic} failed: version ${apiVersion} of Shopify's API does not have this topic. Choose another one in Topics, such as ${nearestTopics(topic)}, or another API Version in Options.`,
	);
}

/** Returns why Shopify rejected a subscription, with the scope that the app lacks. */
async function outcomeOf(
	connection: Connection,
	{ topic, input }: Wanted,
	rejected: UserError[],
): Promise<Result<undefined>> {
	if (rejected.length === 0) return ok(undefined);
	const reason = inWords(rejected);
	// The list does not show subscriptions of shopify.app.toml.
	if (/already been taken/i.test(reason))
		return err(
			PROBLEM.conflict,
			`The subscription to ${topic.topic} failed: another subscription of the app already calls ${input.uri} for this topic (${reason}). It may be in shopify.app.toml: Shopify does not list the subscriptions of that file. Remove it there or in the tool that created it, or set Subscriptions to Made by Hand.`,
		);
	const scopes = await readScopes(connection);
	if (scopes.ok && !isGranted(topic, scopes.value))
		return err(
			PROBLEM.forbidden,
			`The subscription to ${topic.topic} failed: the app lacks the scope ${scopesInWords(topic)} (${reason}). Add the scope to the app and release the app. Then accept the new scope in ${connection.shop.domain}. If you connected the credential in n8n, connect it again.`,
		);
	const isMetaobject = topic.topic.startsWith('metaobjects/');
	const needsType = isMetaobject && !input.filter.includes('type:');
	const isAboutFilter = rejected.some(
		({ field, message }) => field?.includes('filter') === true || /\bfilter\b/i.test(message),
	);
	const advice = needsType
		? `Add ${topic.topic} to Filters per Topic in Options, with the type of the metaobjects, such as type:lookbook.`
		: isAboutFilter
			? `Correct the filter ${shownText(input.filter, 200)} under Filter or Filters per Topic in Options. A condition has the form field:value.`
			: input.uri.startsWith('https://')
				? 'Check the options of the node.'
				: `Set n8n's WEBHOOK_URL to an https URL that Shopify can reach, instead of ${new URL(input.uri).origin}.`;
	return err(
		PROBLEM.refused,
		`The subscription to ${topic.topic} failed: ${connection.shop.domain} rejected it (${reason}). ${advice}`,
	);
}

function inWords(errors: readonly UserError[]): string {
	return errors
		.map(({ message }) => redactSecrets(message).slice(0, 300).replace(/\.$/, ''))
		.join('; ');
}
