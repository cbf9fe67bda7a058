import { createHash } from 'node:crypto';

import { memoizeByIdentity } from '../cache/memoize';
import { canonicalJson } from '../hash/contentHash';
import { isoSecond, javaDate } from '../dates';
import type { NormalizedEvent } from '../event';
import type { CloudElementsNotification, ListedEvent } from './envelopeSchemas';

/** The numbers by which Cloud Elements identified an instance and its owner. */
export interface Instance {
	instanceId: number;
	accountId: number;
	companyId: number;
	userId: number;
}

/** Returns numbers for a workflow that had no instance at Cloud Elements. They are stable, with at most seven digits. */
export function instanceOf(workflowId: string): Instance {
	const [instanceId, accountId, companyId, userId] = ['instance', 'account', 'company', 'user'].map(
		(role) => (sha256(`${role}:${workflowId}`).readUIntBE(0, 6) % 9_000_000) + 1,
	);
	return { instanceId, accountId, companyId, userId };
}

/**
 * Returns events as a notification with the same fields as those of Cloud Elements (docs/facts/cloud-elements.md section
 * 1.1). `events[].id` is an addition, by which receivers deduplicate.
 *
 * @param events at least one, as `batches` groups them: of one instance, sender and object type, with the same marks
 * @param now epoch milliseconds
 */
export function cloudElementsEnvelope(
	events: readonly NormalizedEvent[],
	instance: Instance,
	now: number,
): CloudElementsNotification {
	const [first] = events;
	const { elementKey } = first;
	const digest = sha256(events.map(({ id }) => id).join('\n'));
	return {
		severity: 'medium',
		createdDate: javaDate(now),
		topic: `instance-${instance.instanceId}-${elementKey}-events`,
		action: 'create',
		id: String(digest.readUIntBE(0, 6)),
		message: {
			elementKey,
			accountId: instance.accountId,
			eventId: digest.toString('base64url').slice(0, 20),
			companyId: instance.companyId,
			instanceId: instance.instanceId,
			instance_id: instance.instanceId,
			instanceName: first.instanceName,
			instanceTags: first.instanceTags.length > 0 ? first.instanceTags : [first.instanceName],
			raw: rawOf(events),
			...(first.rawShape === undefined ? {} : { rawShape: first.rawShape }),
			...marksOf(first),
			userId: instance.userId,
			events: events.map(listed),
		},
		user: 'notifications@cloud-elements.com',
	};
}

/**
 * Splits events into batches for one notification each. A batch has one source and one object type, because `raw` and
 * the envelope name only one. Events of webhooks share a batch only if one delivery contained them. Verified and
 * unproven events never share a batch, nor do events of two senders.
 *
 * @param size maximum events in a batch. If events share a large `raw`, the maximum is 1,000, because each batch repeats
 *   `raw`. Cloud Elements sent 10 (polling) or 20 (webhooks)
 */
export function batches<Item extends { event: NormalizedEvent }>(
	items: readonly Item[],
	size: number,
): Item[][] {
	const open = new Map<string, Item[]>();
	const all: Item[][] = [];
	const digestOf = memoizeByIdentity(digestOfRaw);
	for (const item of items) {
		const { event } = item;
		const way = event.capture === 'webhook' ? (event.deliveryId ?? event.id) : event.receivedAt;
		// A relayed delivery can have events of several deliveries, but the envelope has only one `raw`.
		const captured = event.capture === 'webhook' ? digestOf(event.raw ?? EMPTY) : undefined;
		const { elementKey, account, instanceName, instanceTags } = event;
		const key = JSON.stringify([
			elementKey,
			account,
			instanceName,
			instanceTags,
			nameOf(event),
			way,
			captured?.hash,
			event.rawShape,
			marksOf(event),
		]);
		const batch = open.get(key);
		if (batch !== undefined && batch.length < (captured?.isLarge ? MOST_OF_LARGE : size)) {
			batch.push(item);
		} else {
			const begun = [item];
			open.set(key, begun);
			all.push(begun);
		}
	}
	return all;
}

const EMPTY = {};

/** *Skip Duplicates* recognizes messages of at most this many events. */
const MOST_OF_LARGE = 1_000;

/** A `raw` with more UTF-16 units than this is large. */
const LARGE_RAW = 64 * 1024;

function digestOfRaw(raw: object): { hash: string; isLarge: boolean } {
	const json = canonicalJson(raw);
	return { hash: sha256(json).toString('hex'), isLarge: json.length > LARGE_RAW };
}

function listed(event: NormalizedEvent): ListedEvent {
	return {
		date: isoSecond(Date.parse(event.date)),
		elementKey: event.elementKey,
		...(event.capture !== 'webhook' ? { pollDate: isoSecond(Date.parse(event.receivedAt)) } : {}),
		eventType: event.eventType,
		hubKey: event.hubKey,
		objectId: event.objectId,
		objectType: nameOf(event),
		id: event.id,
		...(event.stateId === undefined ? {} : { stateId: event.stateId }),
		...marksOf(event),
		// A resent message is recognized by it (`duplicateKeys`).
		...(event.unsigned === undefined ? {} : { deliveryId: event.deliveryId }),
	};
}

/** Returns the marks of an event. The list of events has them, and so does `message`. */
function marksOf({ unproven, unsigned, sender }: NormalizedEvent) {
	return {
		...(unproven ? { unproven } : {}),
		...(unsigned === undefined ? {} : { unsigned }),
		...(sender === undefined ? {} : { sender }),
	};
}

/** Returns the records under the resource's name for polling, or what the vendor sent for a webhook. */
function rawOf(events: readonly NormalizedEvent[]): Record<string, unknown> {
	const [first] = events;
	if (first.capture === 'webhook') return first.raw ?? {};
	return {
		[nameOf(first)]: events.flatMap(({ raw }) => (raw === undefined ? [] : [raw])),
		pollDate: Date.parse(first.receivedAt),
		objectType: nameOf(first),
	};
}

function nameOf({ resourceName, objectType }: NormalizedEvent): string {
	return resourceName ?? objectType;
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
