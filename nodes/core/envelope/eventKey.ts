import { createHash } from 'node:crypto';

import { base32 } from '../hash/base32';
import type { NormalizedEvent } from '../event';

/** The fields that identify an event among those of all senders. */
export type NamedEvent = Pick<NormalizedEvent, 'id' | 'sender' | 'unproven'>;

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

/** Returns `evs_` and a hash of the parts. */
export function hashed(parts: readonly unknown[]): string {
	return `evs_${base32(createHash('sha256').update(JSON.stringify(parts)).digest())}`;
}
