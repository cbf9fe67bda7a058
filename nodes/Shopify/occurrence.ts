import type { Payload } from './objectId';
import type { Topic } from './topics';

/**
 * Shopify retries a delivery eight times within four hours
 * (https://shopify.dev/docs/apps/build/webhooks/troubleshooting-webhooks); one hour more for its queues.
 */
export const RETRIES_FOR_MS = 5 * 3_600_000;

/** How far Shopify's clock may be ahead of this one. */
const MOST_AHEAD_MS = 60_000;

/** When an object was last changed, by the names that payloads have for it; the first that is there. */
const MODIFIED = [
	'updated_at',
	'happened_at',
	'occurredAt',
	'deleted_at',
	'lastEditDate',
	'completed_at',
];
const CREATED = ['created_at', 'creationDate', ...MODIFIED];

/** When an event happened, as far as the signed payload does not say it. */
export interface Occurrence {
	/** Epoch milliseconds. */
	at: number;
	/** `header`: the unsigned `Triggered-At`; `receipt`: this machine's clock. */
	from: 'header' | 'receipt';
}

/**
 * Reads the unsigned header `Triggered-At`. It counts only if Shopify can have retried the delivery since
 * then. Otherwise the time of receipt counts, so that a sender cannot date an event at will.
 *
 * @param header ISO 8601 with up to nanoseconds
 * @param receivedAt epoch milliseconds
 */
export function readOccurrence(header: string | undefined, receivedAt: number): Occurrence {
	const at = readDate(header);
	if (at === undefined || at < receivedAt - RETRIES_FOR_MS || at > receivedAt + MOST_AHEAD_MS)
		return { at: receivedAt, from: 'receipt' };
	return { at, from: 'header' };
}

/** When the object was created, as its payload says; epoch milliseconds. */
export function createdAt(holder: Payload): number | undefined {
	return dateOf(holder, CREATED);
}

/** When the object was last changed, as its payload says; epoch milliseconds. */
export function modifiedAt(holder: Payload): number | undefined {
	return dateOf(holder, MODIFIED);
}

/** When the object was deleted, as its payload says; epoch milliseconds. */
export function deletedAt(holder: Payload): number | undefined {
	return dateOf(holder, ['deleted_at']);
}

/**
 * Whether the payload leaves open which event of the object this is: it shows an object that the event
 * does not change, or no date. Then the occurrence names the event.
 */
export function isNamedByOccurrence(topic: Topic, holder: Payload): boolean {
	if (topic.isOccurrence) return true;
	if (topic.kind === 'CREATED' || topic.kind === 'DELETED') return false;
	return modifiedAt(holder) === undefined;
}

function dateOf(holder: Payload, names: readonly string[]): number | undefined {
	const own = names.filter((name) => Object.hasOwn(holder, name));
	return own.map((name) => readDate(holder[name])).find((date) => date !== undefined);
}

/** Any ISO 8601 date and time with its zone, which Shopify writes in the shop's own; epoch milliseconds. */
function readDate(value: unknown): number | undefined {
	if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(value))
		return undefined;
	const ms = Date.parse(value);
	return Number.isNaN(ms) ? undefined : ms;
}
