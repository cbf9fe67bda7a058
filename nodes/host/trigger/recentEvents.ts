import type { NormalizedEvent } from '../../core/event';
import { stateId } from '../../core/eventId';
import { stateKeys } from '../../core/envelope/eventKey';
import { readEvent } from '../../core/envelope/parseEnvelope';
import type { RecentKeys } from './recentKeys';

/**
 * Records emitted events by their ids and states, so that catch-up skips them. It does not record unproven events, nor ids
 * and states that depend on an unsigned part. They may be forged, and catch-up must still emit the genuine event.
 *
 * @param events the events of an execution. A user may have pinned and edited them
 * @param now milliseconds of `ProcessState.clock`
 */
export function noteEvents(recentIds: RecentKeys, events: readonly unknown[], now: number): void {
	for (const event of events) {
		const isLoaded = (event as Partial<NormalizedEvent> | undefined)?.capture === 'backfill';
		for (const key of keysOf([event])) recentIds.set(key, now, isLoaded);
	}
}

/** Records the keys of emitted events. */
export function noteKeys(recentIds: RecentKeys, keys: readonly string[], now: number): void {
	for (const key of keys) recentIds.set(key, now);
}

/** Forgets events of which n8n could not store the execution. */
export function forgetEvents(recentIds: RecentKeys, events: readonly NormalizedEvent[]): void {
	for (const key of [...events.map(({ id }) => id), ...keysOf(events)]) recentIds.delete(key);
}

/** Returns the keys by which events are recorded. */
export function keysOf(events: readonly unknown[]): string[] {
	return events.flatMap((each) => {
		const event = readEvent(each);
		if (event === undefined || event.unproven) return [];
		const ids = event.unsigned?.includes('id') ? [] : [event.id];
		const mark = stateKeys(event)?.mark;
		if (mark === undefined) return ids;
		return [...ids, mark, ...(event.capture === 'webhook' ? [minuteKey(event)] : [])];
	});
}

/** Returns whether an event of a look was emitted before. Compares its state, or its id if it has no state. */
export function isEmitted(recentIds: RecentKeys, event: NormalizedEvent): boolean {
	const keys = stateKeys(event)?.skippedBy ?? [event.id];
	return keys.some((key) => recentIds.has(key));
}

/**
 * Returns whether catch-up has recently emitted the state that a webhook's event reports. A webhook that arrives after the
 * vendor's last retry reports another change. For example, Box sends `FILE.UPLOADED` again when a file is moved into a
 * folder.
 *
 * @param since milliseconds of `ProcessState.clock`
 */
export function isCaughtUp(recentIds: RecentKeys, event: NormalizedEvent, since: number): boolean {
	const isRecent = (key: string) => (recentIds.get(key) ?? -Infinity) >= since;
	return stateKeys(event)?.skippedBy.some(isRecent) ?? false;
}

/**
 * Returns whether a webhook reported another state of an object within the minute of the state that a look found. If
 * that happens often, the dates of the vendor's webhooks and lists may differ.
 */
export function isNearWebhook(recentIds: RecentKeys, event: NormalizedEvent): boolean {
	return event.stateId !== undefined && recentIds.has(minuteKey(event));
}

/** Returns a key of an object and a minute, which is never the key of a state. */
function minuteKey({ elementKey, account, objectType, objectId, date }: NormalizedEvent): string {
	const stateRevision = `minute:${date.slice(0, 'yyyy-MM-ddTHH:mm'.length)}`;
	return stateId({ elementKey, account, objectType, objectId, stateRevision });
}
