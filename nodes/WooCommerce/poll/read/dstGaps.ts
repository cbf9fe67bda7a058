import { DateTime } from 'luxon';

import { naiveUtc } from '../../../core/dates';

/** The longest gap when clocks change in spring is two hours (Antarctica/Troll). */
const LONGEST_GAP_MS = 2 * 3_600_000;
/**
 * Maximum number of gaps that are skipped one after another. Zones change their clocks at different hours of one night,
 * so an earlier bound may fall into the gap of another zone.
 */
const MOST_GAPS = 12;

/**
 * Returns a lower bound for `modified_after` that does not exclude a change on any site.
 *
 * WordPress reads the bound as a wall clock of the site's time zone, and then compares it with the UTC
 * column (docs/facts/vendors.md, 2.3). If the site skipped that wall clock in spring, WordPress moves
 * it past the gap, and changes within the gap would be lost. The zone of the site is not known, so a
 * bound that any zone skipped starts two hours earlier.
 *
 * @param ms epoch milliseconds
 * @returns epoch milliseconds, equal or earlier
 */
export function safeLowerBound(ms: number): number {
	const bounds = Array.from({ length: MOST_GAPS }, (_, gaps) => ms - gaps * LONGEST_GAP_MS);
	return bounds.find((bound) => !isSkippedSomewhere(bound)) ?? ms - MOST_GAPS * LONGEST_GAP_MS;
}

function isSkippedSomewhere(ms: number): boolean {
	const wallClock = naiveUtc(ms);
	return Intl.supportedValuesOf('timeZone').some(
		(zone) => DateTime.fromISO(wallClock, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss") !== wallClock,
	);
}
