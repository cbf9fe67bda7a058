import { createHash } from 'node:crypto';

import { base32 } from '../hash/base32';
import type { NormalizedEvent } from '../event';

/** The fields that identify an event among those of all senders. */
export type NamedEvent = Pick<NormalizedEvent, 'id' | 'sender' | 'unproven'>;

/** The fields that identify the state that an event reports. */
export type StateEvent = Partial<
	Pick<NormalizedEvent, 'stateId' | 'sender' | 'unproven' | 'unsigned' | 'capture'>
>;

/**
 * Returns a key that identifies an event among those of all senders. For an event that a vendor signed it is the `id`.
 * Senders of signed events choose ids themselves, and an unproven event may have a forged id. Their keys differ from
 * the key of the vendor's event and from each other.
 *
 * @returns a text without dots
 */
export function eventKey({ id, sender, unproven }: NamedEvent): string {
	if (sender === undefined && unproven === undefined) return id;
	return hashed([sender ?? '', unproven === true, id]);
}

/** The keys that identify an event by the state that it reports. */
export interface StateKeys {
	/** Records that the event was emitted. Undefined if it may be forged. */
	mark?: string;
	/** If one of these is recorded, the event does not need to be emitted. */
	skippedBy: readonly string[];
}

/**
 * Returns the keys of the state that an event reports. An event of catch-up (`capture` is `polling` or `backfill`) is a
 * duplicate of each webhook event with the same state, and the reverse. Two webhook events are not duplicates of each
 * other.
 *
 * As in `eventKey`, the keys of a sender's events differ from those of other senders and of vendors. A stranger may have
 * chosen the state of an event that lists `stateId` in `unsigned`. So it has no mark.
 *
 * @returns undefined if the event names no state or is `unproven`
 */
export function stateKeys({
	stateId,
	sender,
	unproven,
	unsigned,
	capture,
}: StateEvent): StateKeys | undefined {
	if (stateId === undefined || unproven) return undefined;
	const state = sender === undefined ? stateId : hashed(['state', sender, stateId]);
	const byPoll = `${state}_polling`;
	const byWebhook = `${state}_webhook`;
	if (capture !== 'webhook') return { mark: byPoll, skippedBy: [byPoll, byWebhook] };
	const isForgeable = unsigned?.includes('stateId') ?? false;
	return { ...(!isForgeable && { mark: byWebhook }), skippedBy: [byPoll] };
}

/** Returns `evs_` and a hash of the parts. */
export function hashed(parts: readonly unknown[]): string {
	return `evs_${base32(createHash('sha256').update(JSON.stringify(parts)).digest())}`;
}
