import type { EventType } from '../core/event';
import { isObject } from '../core/json';
import { readId, type FoundObject, type Payload } from './objectId';
import { isSameTopic, type Topic } from './topics/topics';

const EVENT_TYPES: ReadonlyMap<unknown, EventType> = new Map([
	['create', 'CREATED'],
	['update', 'UPDATED'],
	['delete', 'DELETED'],
]);

/** An event of Shopify's next generation, which names its topic in the signed body. */
interface NextGenerationEvent {
	/** The names of the webhook topics that report the same: `orders/update`, `orders/updated`. */
	names: string[];
	eventType: EventType;
	/** The object's ID, if the body has it. */
	id?: string;
}

/**
 * Reads the body of an event, or returns undefined if it is a webhook's
 * (https://shopify.dev/docs/apps/build/events/delivery-structure).
 */
export function readNextGeneration(payload: Payload): NextGenerationEvent | undefined {
	const { topic, action, query_variables: variables } = payload;
	const eventType = EVENT_TYPES.get(action);
	if (typeof topic !== 'string' || !/^[A-Z][A-Za-z]{0,60}$/.test(topic) || eventType === undefined)
		return undefined;
	const name = `${pluralOf(topic)}/${String(action)}`;
	const variable = `${topic[0].toLowerCase()}${topic.slice(1)}Id`;
	const id = isObject(variables) ? readId(variables[variable]) : undefined;
	// The webhooks' names are irregular: products/update, orders/updated.
	return { names: [name, `${name}d`], eventType, ...(id === undefined ? {} : { id }) };
}

/**
 * Returns the chosen topic of an event, with the event type that the signed body names. Some topics can happen to an
 * object more than once. These keep their own kind.
 */
export function topicOf(
	{ names, eventType }: NextGenerationEvent,
	topics: readonly Topic[],
): Topic | undefined {
	const chosen = topics.find(({ topic }) => names.some((name) => isSameTopic(topic, name)));
	if (chosen === undefined) return undefined;
	const isPlain = chosen.kind === chosen.eventType || chosen.eventType === 'UNKNOWN';
	return { ...chosen, eventType, kind: isPlain ? eventType : chosen.kind, isOccurrence: false };
}

/**
 * Returns the object of an event. Shopify named it in a header too, until September 2026
 * (https://shopify.dev/changelog/updates-to-events-payloads-and-subscription-configuration).
 *
 * @param header `shopify-resource-id`, which is unsigned
 */
export function objectOf(
	{ id: signedId }: NextGenerationEvent,
	payload: Payload,
	header: unknown,
): FoundObject | undefined {
	const id = signedId ?? readId(header);
	return id === undefined ? undefined : { id, holder: payload };
}

/** Returns a resource as a webhook's topic writes it: `InventoryItem` is `inventory_items`. */
function pluralOf(resource: string): string {
	const snake = resource.replace(/(?!^)[A-Z]/g, '_$&').toLowerCase();
	return snake.endsWith('y') ? `${snake.slice(0, -1)}ies` : `${snake}s`;
}
