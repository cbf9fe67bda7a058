import { readList } from '../../core/text/list';
import { misconfigured, ok, type Result } from '../../core/result';
import type { EventType } from '../../core/event';
import { nearest } from './nearest';
import { COMPLIANCE_ROWS, TOPIC_ROWS, type FoundIn, type TopicRow } from './topicTable';

/** A kind of event that Shopify reports, from a `TopicRow`. */
export interface Topic {
	/** Shopify's name, such as `orders/create`. */
	topic: string;
	eventType: EventType;
	/** `CREATED`, `UPDATED`, `DELETED`, or the topic if it is another event. */
	kind: string;
	objectType: string;
	/** The event does not change the object in its payload, so the object's dates are not those of the event. */
	isOccurrence: boolean;
	/** Where a payload names its object (see `findObject`). */
	id: string;
	scopes: readonly string[];
	description: string;
	/** The list in which catch-up finds the event. Undefined if no list shows it. */
	foundIn?: FoundIn;
}

const byName = (rows: readonly TopicRow[]) =>
	new Map(rows.map((row) => [row[0], readRow(row)] as const));

/** The topics that the Admin API accepts, by name, in alphabetical order. */
export const TOPICS: ReadonlyMap<string, Topic> = byName(TOPIC_ROWS);
/** The topics that Shopify sends to a URL in the app's own settings. */
export const COMPLIANCE_TOPICS: ReadonlyMap<string, Topic> = byName(COMPLIANCE_ROWS);

/** Shopify delivers these only to Google Pub/Sub and Amazon EventBridge. */
export const TOPICS_WITHOUT_URL: readonly string[] = ['audit_events/admin_api_activity'];

function readRow(row: TopicRow): Topic {
	const [topic, eventType, kind, objectType, id, scopes, description, foundIn] = row;
	return {
		topic,
		eventType,
		kind: kind === 'PLAIN' ? eventType : topic,
		isOccurrence: kind === 'NOTICE',
		objectType,
		id,
		scopes: scopes === '' ? [] : scopes.split(' '),
		description,
		...(foundIn && { foundIn }),
	};
}

/** Returns a topic by its name. For one that is not in the tables, only the object is known. */
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
			description: 'the event of this name happens',
		}
	);
}

/** Returns the name of a topic in the Admin API, such as `ORDERS_CREATE`. */
export function enumOf(topic: string): string {
	return topic.toUpperCase().replace(/[/.]/g, '_');
}

/** Whether two names belong to one topic, such as `variants/in_stock` and `VARIANTS_IN_STOCK`. */
export function isSameTopic(left: string, right: string): boolean {
	return enumOf(left) === enumOf(right);
}

// The reverse cannot be computed, because VARIANTS_IN_STOCK is variants/in_stock.
const BY_ENUM = new Map([...TOPICS.keys()].map((topic) => [enumOf(topic), topic]));

/** Returns the reverse of `enumOf`. Unknown names stay as they are. */
export function topicOfEnum(spelled: string): string {
	return BY_ENUM.get(spelled) ?? spelled;
}

/** Any topic's name has this form: `orders/create`, `customer.tags_added`. */
const TOPIC_PATTERN = /^[a-z][a-z0-9_]{0,60}[/.][a-z][a-z0-9_]{0,60}$/;

/**
 * Reads the topics of a node. Names that are not in the tables are accepted, because Shopify adds topics. Shopify
 * decides whether they exist when the node subscribes.
 *
 * @param given a list, or the form of Cloud Elements: `orders/create, orders/updated, customers/create`
 */
export function readTopics(given: unknown): Result<Topic[]> {
	const names = readList(given).map((name) => name.toLowerCase());
	if (names.length === 0)
		return misconfigured(
			'The node has nothing to emit: no topic is chosen. Choose at least one in Topics.',
		);
	const malformed = names.find((name) => !TOPIC_PATTERN.test(name));
	if (malformed !== undefined)
		return misconfigured(
			`The topic "${malformed.slice(0, 100)}" cannot be used: it is not the name of a topic. Choose another one, such as ${nearestTopics(malformed)}.`,
		);
	const unreachable = names.find((name) => TOPICS_WITHOUT_URL.includes(name));
	if (unreachable !== undefined)
		return misconfigured(
			`The topic ${unreachable} cannot be used: Shopify delivers it only to Google Pub/Sub and Amazon EventBridge. Remove it from Topics.`,
		);
	return ok([...new Set(names)].map((name) => topicNamed(name)));
}

/** Whether the tables have a topic. Shopify may have added others since. */
export function isKnown({ topic }: Topic): boolean {
	return TOPICS.has(topic) || COMPLIANCE_TOPICS.has(topic);
}

/** Returns the known topics with the most similar names, as one text. */
export function nearestTopics(name: string): string {
	return nearest(name, [...TOPICS.keys()], 3).join(', ');
}

/** Whether an app with these scopes can subscribe. A write scope includes the read scope. */
export function isGranted({ scopes }: Pick<Topic, 'scopes'>, granted: readonly string[]): boolean {
	const has = (scope: string) =>
		granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_'));
	return scopes.length === 0 || scopes.some(has);
}

/** Returns a topic's scopes in words, such as `read_orders or read_marketplace_orders`, or an empty text. */
export function scopesInWords({ scopes }: Topic): string {
	return inWords(scopes);
}

/** Returns alternatives in words: `a, b or c`. */
export function inWords(scopes: readonly string[]): string {
	const others = scopes.slice(0, -1).join(', ');
	return [others, ...scopes.slice(-1)].filter(Boolean).join(' or ');
}
