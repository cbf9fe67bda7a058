import { assertEnumType } from 'graphql';

import { adminSchema } from './schema';

/** A topic in the official schema, so that tests do not compare our table with itself. */
export interface OfficialTopic {
	/** `orders/create` */
	topic: string;
	/** One of these is enough. Empty if no scope is needed. */
	scopes: string[];
	/** Whether it can be delivered to a URL. */
	hasUrl: boolean;
}

let official: ReadonlyMap<string, OfficialTopic> | undefined;

/** All topics of the latest version by their enum name, such as `ORDERS_CREATE`. */
export function officialTopics(): ReadonlyMap<string, OfficialTopic> {
	const topics = assertEnumType(adminSchema('2026-10').getType('WebhookSubscriptionTopic'));
	official ??= new Map(
		topics.getValues().map(({ name, description }) => [name, readTopic(String(description))]),
	);
	return official;
}

function readTopic(description: string): OfficialTopic {
	const [, topic] = /^The\s+webhook\s+topic\s+for\s+`([^`]+)`/.exec(description) ?? [];
	const needs = /Requires\s+(?:the|at\s+least)[\s\S]*/.exec(description)?.[0] ?? '';
	const scopes = [...needs.matchAll(/\b(?:read|write)_[a-z_]+/g)].map(([scope]) => scope);
	return { topic, scopes, hasUrl: !/requires\s+the\s+use\s+of\s+Google/i.test(description) };
}
