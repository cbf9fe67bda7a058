import { floorToSecond } from './dates';

/** A stretch of the vendor's time, half open: `from <= modified < to`. Epoch ms, whole seconds. */
export interface Window {
	from: number;
	to: number;
}

/**
 * Nothing younger is read: within a second an object may change again, and a slow write shows up
 * after faster ones that are dated later.
 */
export const SETTLE_MS = 5_000;

/**
 * Every window begins this much before the watermark, for rows that show up late (a long
 * transaction, a second web server with a slower clock). What was put out is remembered that long.
 */
export const OVERLAP_MS = 120_000;

/**
 * The window to read next.
 *
 * @param watermark everything modified before this has been put out
 * @param since when watching began; nothing older is an event
 * @param serverNow the vendor's clock; never ours, which may differ
 * @param delay how much further back the user wants it to begin, in milliseconds
 */
export function nextWindow(watermark: number, since: number, serverNow: number, delay = 0): Window {
	const to = Math.max(floorToSecond(serverNow - SETTLE_MS), since);
	// A server's clock that was set back, or a `Date` that was wrong once, moves the watermark back:
	// ids make what is read twice harmless.
	return { from: Math.max(Math.min(watermark, to) - OVERLAP_MS - delay, since), to };
}

/** An object's state that was put out, or was there before. */
export interface Sighting {
	id: number;
	/** Epoch milliseconds. */
	modified: number;
	hash: string;
}

/** The sightings that the next window, which begins before `watermark`, can meet again. */
export function withinOverlap(
	sightings: ReadonlyMap<number, Sighting>,
	watermark: number,
	delay = 0,
): Map<number, Sighting> {
	const isNear = ({ modified }: Sighting) => modified >= watermark - OVERLAP_MS - delay;
	return new Map([...sightings].filter(([, sighting]) => isNear(sighting)));
}
