import { err, PROBLEM, ok, type Result } from '../core/result';
import { planSubscriptions } from '../core/subscriptionPlan';
import type { Subscriptions } from '../core/vendor';
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
import { idFields } from './objectId';
import {
	COMPLIANCE_TOPICS,
	enumOf,
	isGranted,
	scopesInWords,
	topicOfEnum,
	type Topic,
} from './topics';

/** A subscription that a node wants. */
export interface Wanted {
	topic: Topic;
	input: SubscriptionInput;
}

export type Existing = Subscription;

/** How the subscriptions of one app in one shop are kept. */
export const subscriptions: Subscriptions<Connection, Wanted, Existing> = {
	wanted: ({ topics, settings }, url) =>
		topics
			.filter(({ topic }) => !COMPLIANCE_TOPICS.has(topic))
			.map((topic) => ({ topic, input: { uri: url, ...settingsOf(topic, settings) } })),
	list: listSubscriptions,
	plan: (wanted, existing, url) =>
		planSubscriptions(wanted, existing, {
			keyOfWanted: ({ topic }) => enumOf(topic.topic),
			keyOfExisting: ({ topic }) => topic,
			isOurs: ({ uri }) => uri === url,
			isCurrent,
		}),
	create: async (connection, wanted) => {
		const minded = await createSubscription(connection, enumOf(wanted.topic.topic), wanted.input);
		return minded.ok ? await outcomeOf(connection, wanted, minded.value) : minded;
	},
	update: async (connection, { id }, wanted) => {
		const minded = await updateSubscription(connection, id, wanted.input);
		return minded.ok ? await outcomeOf(connection, wanted, minded.value) : minded;
	},
	remove: async (connection, { id, topic }) => {
		const minded = await deleteSubscription(connection, id);
		if (!minded.ok) return minded;
		const others = minded.value.filter(({ message }) => !isGone(message));
		if (others.length === 0) return ok(undefined);
		return err(
			PROBLEM.refused,
			`${connection.shop.domain} refuses to remove the subscription to ${topicOfEnum(topic)}: ${inWords(others)}`,
		);
	},
	describe: (one) => ('input' in one ? one.topic.topic : topicOfEnum(one.topic)),
	restoredNote:
		'Shopify removes a subscription when its deliveries have failed for 4 hours, and repeats none of them: compare with the shop what may be missing.',
};

/** A payload that is cut to some fields still has to name its object. */
function settingsOf({ id }: Topic, settings: Settings): Settings {
	const { includeFields } = settings;
	if (includeFields.length === 0) return settings;
	return { ...settings, includeFields: [...new Set([...includeFields, ...idFields(id)])] };
}

function isCurrent(existing: Existing, { input }: Wanted): boolean {
	return (
		existing.format === 'JSON' &&
		(existing.filter ?? '') === input.filter &&
		isSameSet(existing.includeFields, input.includeFields) &&
		isSameSet(existing.metafieldNamespaces, input.metafieldNamespaces)
	);
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
	return left.length === right.length && left.every((each) => right.includes(each));
}

/** Another deleted it between our look and this; the wording is Shopify's. */
function isGone(message: string): boolean {
	return /does ?n[o']t exist|not found/i.test(message);
}

/** Says why Shopify did not take a subscription; where the app lacks a scope, which. */
async function outcomeOf(
	connection: Connection,
	{ topic, input }: Wanted,
	minded: UserError[],
): Promise<Result<undefined>> {
	if (minded.length === 0) return ok(undefined);
	const scopes = await readScopes(connection);
	const said = inWords(minded);
	if (scopes.ok && !isGranted(topic, scopes.value))
		return err(
			PROBLEM.forbidden,
			`The app lacks the scope ${scopesInWords(topic)}, which ${topic.topic} needs. Add it to the app's scopes, release the app, accept it in ${connection.shop.domain}, and connect the credential again (Shopify: ${said})`,
		);
	const advice = input.uri.startsWith('https://')
		? ''
		: ` Shopify calls only https URLs that it can reach: set WEBHOOK_URL of n8n to one, instead of ${new URL(input.uri).origin}.`;
	return err(
		PROBLEM.refused,
		`${connection.shop.domain} refuses a subscription to ${topic.topic}: ${said}${advice}`,
	);
}

function inWords(errors: readonly UserError[]): string {
	return errors
		.map(({ message }) => redactSecrets(message).slice(0, 300).replace(/\.?$/, '.'))
		.join(' ');
}
