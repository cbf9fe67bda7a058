import { readList } from '../core/list';
import { err, PROBLEM, ok, type Result } from '../core/result';
import type { EventType } from '../core/event';
import { nearest } from './nearest';
import { COMPLIANCE_ROWS, TOPIC_ROWS, type TopicRow } from './topicTable';

/** A kind of event that Shopify tells of. */
export interface Topic {
	/** Shopify's own name, such as `orders/create`. */
	topic: string;
	eventType: EventType;
	/** `CREATED`, `UPDATED`, `DELETED`, or the topic where it is none of these. */
	kind: string;
	objectType: string;
	/** The payload shows an object that the event does not change, so its dates do not date the event. */
	isOccurrence: boolean;
	/** Where a payload names its object; read by `findObject`. */
	id: string;
	/** One of these is enough; none are needed where it is empty. */
	scopes: readonly string[];
	/** What has happened, to end "Starts when …". */
	tells: string;
}

const byName = (rows: readonly TopicRow[]) =>
	new Map(rows.map((row) => [row[0], readRow(row)] as const));

/** What the Admin API takes a subscription for, by name, in alphabetical order. */
export const TOPICS: ReadonlyMap<string, Topic> = byName(TOPIC_ROWS);
/** What Shopify sends without a subscription of the API, to a URL in the app's own settings. */
export const COMPLIANCE_TOPICS: ReadonlyMap<string, Topic> = byName(COMPLIANCE_ROWS);

/** Shopify delivers these to Google Pub/Sub and Amazon EventBridge only, to no URL. */
export const TOPICS_WITHOUT_URL: readonly string[] = ['audit_events/admin_api_activity'];

function readRow([topic, eventType, kind, objectType, id, scopes, tells]: TopicRow): Topic {
	return {
		topic,
		eventType,
		kind: kind === 'PLAIN' ? eventType : topic,
		isOccurrence: kind === 'NOTICE',
		objectType,
		id,
		scopes: scopes === '' ? [] : scopes.split(' '),
		tells,
	};
}

/** The topic that a delivery names; of one that no table names, nothing is known but its object. */
export function topicNamed(name: string): Topic {
	return (
		TOPICS.get(name) ??
		COMPLIANCE_TOPICS.get(name) ?? {
			topic: name,
			eventType: 'UNKNOWN',
			kind: name,
			isOccurrence: false,
			objectType: name.split(/[/.]/)[0],
			id: 'id|admin_graphql_api_id|(shop)',
			scopes: [],
			tells: 'something unknown has happened',
		}
	);
}

/** A topic as the Admin API spells it: `ORDERS_CREATE`. */
export function enumOf(topic: string): string {
	return topic.toUpperCase().replace(/[/.]/g, '_');
}

/** Whether two names mean one topic: `variants/in_stock` and `VARIANTS_IN_STOCK` do. */
export function isSameTopic(left: string, right: string): boolean {
	return enumOf(left) === enumOf(right);
}

// The way back cannot be computed: VARIANTS_IN_STOCK is variants/in_stock.
const BY_ENUM = new Map([...TOPICS.keys()].map((topic) => [enumOf(topic), topic]));

/** The reverse of `enumOf`; what no table names stays as it is. */
export function topicOfEnum(spelled: string): string {
	return BY_ENUM.get(spelled) ?? spelled;
}

/**
 * Reads the topics of a node.
 *
 * @param given a list, or Cloud Elements' form: `orders/create, orders/updated, customers/create`
 */
export function readTopics(given: unknown): Result<Topic[]> {
	const names = readList(given).map((name) => name.toLowerCase());
	if (names.length === 0)
		return err(PROBLEM.misconfigured, 'No topic is chosen. Choose what to listen to in Topics.');
	const unknown = names.find((name) => !TOPICS.has(name) && !COMPLIANCE_TOPICS.has(name));
	if (unknown !== undefined) return err(PROBLEM.misconfigured, unknownTopic(unknown));
	const unreachable = names.find((name) => TOPICS_WITHOUT_URL.includes(name));
	if (unreachable !== undefined)
		return err(
			PROBLEM.misconfigured,
			`Shopify delivers ${unreachable} to Google Pub/Sub and Amazon EventBridge only, not to a URL. Take it out of Topics.`,
		);
	return ok([...new Set(names)].map((name) => topicNamed(name)));
}

function unknownTopic(name: string): string {
	const names = nearest(name, [...TOPICS.keys()], 3).join(', ');
	return `Shopify has no topic "${name.slice(0, 100)}". The nearest are ${names}.`;
}

/** Whether an app with these scopes may subscribe; to write includes to read. */
export function isGranted({ scopes }: Topic, granted: readonly string[]): boolean {
	const has = (scope: string) =>
		granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_'));
	return scopes.length === 0 || scopes.some(has);
}

/** A topic's scopes in words: `read_orders or read_marketplace_orders`; empty where none is needed. */
export function scopesInWords({ scopes }: Topic): string {
	const others = scopes.slice(0, -1).join(', ');
	return [others, ...scopes.slice(-1)].filter(Boolean).join(' or ');
}
