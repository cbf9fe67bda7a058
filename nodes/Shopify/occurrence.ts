import { eventTime } from '../core/dates';
import type { Payload } from './objectId';
import type { Topic } from './topics/topics';

/**
 * Shopify retries a delivery eight times within four hours
 * (https://shopify.dev/docs/apps/build/webhooks/troubleshooting-webhooks). One more hour covers its queues.
 */
export const RETRIES_FOR_MS = 5 * 3_600_000;

/** How far Shopify's clock may be ahead of this one. */
const MOST_AHEAD_MS = 60_000;

const MODIFIED = [
	'updated_at',
	'happened_at',
	'occurredAt',
	'deleted_at',
	'lastEditDate',
	'completed_at',
	'committed_at',
];
/** The fields with the dates of an object. The first one that exists counts. */
const DATES = {
	created: ['created_at', 'creationDate', 'initiated_at', ...MODIFIED, 'processed_at'],
	modified: MODIFIED,
	deleted: ['deleted_at'],
};

/**
 * Reads the unsigned header `Triggered-At`. It counts only if Shopify can have retried the delivery since
 * then. Otherwise the time of receipt counts, so that a sender cannot date an event at will.
 *
 * @param header ISO 8601 with up to nanoseconds
 * @param receivedAt epoch milliseconds
 * @returns epoch milliseconds
 */
export function readOccurrence(header: string | undefined, receivedAt: number): number {
	const at = readDate(header);
	if (at === undefined || at < receivedAt - RETRIES_FOR_MS || at > receivedAt + MOST_AHEAD_MS)
		return receivedAt;
	return at;
}

/**
 * Whether the occurrence names the event. The payload cannot name it if it contains no date, or an object that
 * the event does not change.
 */
export function isNamedByOccurrence(topic: Topic, holder: Payload): boolean {
	if (topic.isOccurrence) return true;
	if (topic.kind === 'CREATED' || topic.kind === 'DELETED') return false;
	return dateOf(holder, topic.eventType === 'DELETED' ? 'deleted' : 'modified') === undefined;
}

/** Returns when an object was created, last changed or deleted, in epoch milliseconds. */
export function dateOf(holder: Payload, what: keyof typeof DATES): number | undefined {
	const own = DATES[what].filter((name) => Object.hasOwn(holder, name));
	return own.map((name) => readDate(holder[name])).find((date) => date !== undefined);
}

/** Reads an ISO 8601 date and time with its zone, as epoch milliseconds. Shopify uses the zone of the shop. */
export function readDate(value: unknown): number | undefined {
	if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(value))
		return undefined;
	return eventTime(Date.parse(value));
}
