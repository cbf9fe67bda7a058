import { assertEnumType } from 'graphql';

import { adminSchema, type ApiVersion } from './schema';

/** A topic in the official schema, so that tests do not compare our table with itself. */
export interface OfficialTopic {
	/** `orders/create` */
	topic: string;
	/** One of these is enough. Empty if no scope is needed. */
	scopes: string[];
	/** Whether it can be delivered to a URL. */
	hasUrl: boolean;
}

const official = new Map<ApiVersion, ReadonlyMap<string, OfficialTopic>>();

/** All topics of a version by their enum name, such as `ORDERS_CREATE`. `unstable` has those of all versions. */
export function officialTopics(
	version: ApiVersion = '2026-10',
): ReadonlyMap<string, OfficialTopic> {
	const known = official.get(version);
	if (known) return known;
	const topics = assertEnumType(adminSchema(version).getType('WebhookSubscriptionTopic'));
	const read = new Map(
		topics.getValues().map(({ name, description }) => [name, readTopic(String(description))]),
	);
	official.set(version, read);
	return read;
}

function readTopic(description: string): OfficialTopic {
	const [, topic] = /^The\s+webhook\s+topic\s+for\s+`([^`]+)`/.exec(description) ?? [];
	const needs = /Requires\s+(?:the|at\s+least)[\s\S]*/.exec(description)?.[0] ?? '';
	const scopes = [...needs.matchAll(/\b(?:read|write)_[a-z_]+/g)].map(([scope]) => scope);
	return { topic, scopes, hasUrl: !/requires\s+the\s+use\s+of\s+Google/i.test(description) };
}
