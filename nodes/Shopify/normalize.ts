import { contentHash } from '../core/contentHash';
import { isoSecond } from '../core/dates';
import type { Change } from '../core/event';
import { bornRevision, goneRevision, stateRevision } from '../core/revision';
import type { Payload } from './objectId';
import type { Proven } from './verify';

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

/**
 * What a proven delivery says has happened: always one change.
 *
 * @param receivedAt epoch milliseconds; the date of a change that nothing else dates
 */
export function normalize(proven: Proven, receivedAt: number): Change {
	const { topic, payload, object, triggeredAt } = proven;
	const dated = dateOf(object.holder, topic.kind === 'CREATED' ? CREATED : MODIFIED);
	return {
		eventType: topic.eventType,
		kind: topic.kind,
		objectType: topic.objectType,
		objectId: object.id,
		date: dated ?? readDate(triggeredAt) ?? isoSecond(receivedAt),
		revision: revisionOf(proven),
		topic: topic.topic,
		raw: { ...payload },
	};
}

/**
 * A state is named by its date and content. Where the payload shows no date (many have none, and
 * `includeFields` may leave it out), A, B, A would be one event too few, so that the event's own id
 * comes in.
 */
function revisionOf({ topic, payload, object, eventId }: Proven): string {
	if (topic.kind === 'CREATED') return bornRevision();
	if (topic.kind === 'DELETED') return goneRevision();
	const modified = dateOf(object.holder, MODIFIED);
	return stateRevision(modified, contentHash(payload, []), modified ? undefined : eventId);
}

function dateOf(holder: Payload, names: readonly string[]): string | undefined {
	const own = names.filter((name) => Object.hasOwn(holder, name));
	return own.map((name) => readDate(holder[name])).find((date) => date !== undefined);
}

/** Any ISO 8601 date and time with its zone, which Shopify writes in the shop's own. */
function readDate(value: unknown): string | undefined {
	if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(value))
		return undefined;
	const ms = Date.parse(value);
	return Number.isNaN(ms) ? undefined : isoSecond(ms);
}
