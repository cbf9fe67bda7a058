import { DateTime } from 'luxon';

import { naiveUtc } from '../../core/dates';

/** The longest hour that clocks skip in spring is two (Antarctica/Troll). */
const LONGEST_GAP_MS = 2 * 3_600_000;

/**
 * A lower bound for `modified_after` that means what it says on every site.
 *
 * WordPress reads the bound as a wall clock of the site's time zone before it compares it with the
 * UTC column (vendors.md 2.3). A wall clock that the site skipped in spring is moved on by the
 * length of the gap, and whatever was changed within it would be lost. Which zone the site is in
 * is not known, so a bound that any zone skipped starts two hours earlier.
 *
 * @param ms epoch milliseconds
 * @returns epoch milliseconds, equal or earlier
 */
export function safeLowerBound(ms: number): number {
	return isSkippedSomewhere(ms) ? safeLowerBound(ms - LONGEST_GAP_MS) : ms;
}

function isSkippedSomewhere(ms: number): boolean {
	const wallClock = naiveUtc(ms);
	return Intl.supportedValuesOf('timeZone').some(
		(zone) => DateTime.fromISO(wallClock, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss") !== wallClock,
	);
}
