import { floorToSecond, isoSecond } from './dates';
import { ok, unexpected, type Result } from './result';

/** A range of the vendor's time: `from <= modified < to`. Epoch milliseconds, in whole seconds. */
export interface Window {
	from: number;
	to: number;
}

/**
 * Only older states are read: an object may change again within the same second, and a slow write can appear after
 * faster ones with later dates.
 */
export const SETTLE_MS = 5_000;

/**
 * Each window begins this much before the watermark, for rows that appear late (a long transaction, a second web
 * server with a slower clock). Emitted states are kept that long.
 */
export const OVERLAP_MS = 120_000;

/** Catch-up ignores changes younger than this, so that their webhooks, which take seconds, arrive first. */
export const WEBHOOK_GRACE_MS = 120_000;

/**
 * Returns the window to read next.
 *
 * @param watermark epoch milliseconds. Every state modified before it has been emitted
 * @param since the time at which polling began. Older states do not produce events
 * @param serverNow epoch milliseconds by the vendor's clock, because this machine's clock may differ
 * @param delay how much earlier the window begins, in milliseconds. Defaults to 0
 */
export function nextWindow(watermark: number, since: number, serverNow: number, delay = 0): Window {
	const to = Math.max(floorToSecond(serverNow - SETTLE_MS), since);
	// A server's clock that was set back, or one wrong `Date`, moves the watermark back. States that are read twice
	// have the same ids.
	return { from: Math.max(Math.min(watermark, to) - OVERLAP_MS - delay, since), to };
}

/** While a list is read in many looks, the others are read again after this time. */
const OTHERS_AFTER_MS = 60_000;

/**
 * Returns whether the last look for recent changes was less than a minute ago.
 *
 * @param watermark every state modified before this has been emitted, in epoch milliseconds
 * @param now epoch milliseconds
 * @param graceMs how much earlier than the time of a look its watermark is
 */
export function isJustRead(watermark: number, now: number, graceMs: number): boolean {
	return Math.abs(now - graceMs - watermark) < OTHERS_AFTER_MS;
}

/** More than any time zone. A clock that is further off has a wrong date, such as one that started without a battery. */
const MOST_APART_MS = 36 * 3_600_000;

/**
 * Returns whether a vendor's clock and n8n's can both be right. With a wrong clock, windows could end before their
 * changes, or begin before the activation.
 *
 * @param serverNow epoch milliseconds, as `now`
 */
export function canBothBeRight(serverNow: number, now: number): boolean {
	return Math.abs(serverNow - now) <= MOST_APART_MS;
}

/**
 * Returns why catch-up cannot begin: a vendor's clock and n8n's cannot both be right. Returns undefined if they can.
 *
 * @param vendor as it begins a sentence
 * @param serverNow epoch milliseconds, as `now`
 */
export function wrongClock(vendor: string, serverNow: number, now: number) {
	if (canBothBeRight(serverNow, now)) return undefined;
	return unexpected(
		`Catch-up could not begin: ${vendor}'s clock shows ${isoSecond(serverNow)}, and n8n's shows ${isoSecond(now)}. Check n8n's clock. If the workflow is not active, activate it again.`,
	);
}

/** Two clocks differ by less: the time of a few requests, and the rounding to seconds. */
const SAME_TIME_MS = 60_000;

/** Returns whether two clocks agree. Epoch milliseconds. */
export function isSameTime(serverNow: number, now: number): boolean {
	return Math.abs(serverNow - now) <= SAME_TIME_MS;
}

/**
 * Returns the time that two responses of a vendor agree on. If they differ, returns the one that is nearer to n8n's clock.
 * All are epoch milliseconds.
 */
export function agreedTime(first: number, second: number, now: number): number {
	const isNearer = Math.abs(second - now) < Math.abs(first - now);
	return isNearer || isSameTime(second, first) ? second : first;
}

/**
 * Returns a vendor's clock. If it differs from n8n's, the vendor is asked again, because a single wrong `Date` would let
 * catch-up begin hours too late or too early.
 *
 * @param serverNow the vendor's clock at the first response, in epoch milliseconds
 * @param again asks again
 * @param now n8n's clock
 * @returns the time that two of the three agree on, otherwise the vendor's time that is nearer to n8n's. A warning if it
 *   differs from n8n's
 */
export async function confirmedTime(
	vendor: string,
	serverNow: number,
	again: () => Promise<Result<number>>,
	now: () => number,
): Promise<Result<{ time: number; warnings: string[] }>> {
	if (isSameTime(serverNow, now())) return ok({ time: serverNow, warnings: [] });
	const second = await again();
	if (!second.ok) return second;
	const ownNow = now();
	const time = agreedTime(serverNow, second.value, ownNow);
	if (isSameTime(time, ownNow)) return ok({ time, warnings: [] });
	return (
		wrongClock(vendor, time, ownNow) ??
		ok({
			time,
			warnings: [
				`${vendor}'s clock shows ${isoSecond(time)}, and n8n's shows ${isoSecond(ownNow)}. Catch-up begins at the time that ${vendor} shows. If n8n's clock is wrong, correct it.`,
			],
		})
	);
}

/** A state of an object that was emitted, or that existed when polling began. */
export interface Sighting {
	id: number;
	/** Epoch milliseconds. */
	modified: number;
	hash: string;
}

/** Returns the sightings that the next window can read again, because it begins before `watermark`. */
export function withinOverlap(
	sightings: ReadonlyMap<number, Sighting>,
	watermark: number,
	delay = 0,
): Map<number, Sighting> {
	const isNear = ({ modified }: Sighting) => modified >= watermark - OVERLAP_MS - delay;
	return new Map([...sightings].filter(([, sighting]) => isNear(sighting)));
}
