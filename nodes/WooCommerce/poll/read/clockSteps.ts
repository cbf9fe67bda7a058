import { floorToSecond, isoSecond } from '../../../core/dates';
import { ok, type Result, unexpected } from '../../../core/result';
import { canBothBeRight, OVERLAP_MS, SETTLE_MS } from '../../../core/window';
import type { IdListing, Shop } from '../../client/api';
import type { ResourceState } from '../pollState';
import { followAhead, MOST_REREAD_MS, readFromOf } from './rowClock';
import { probe, type ScanResult, type ShopResource } from './readPages';

/** Two dates of the same clock differ by less than this, by the time of a request and the rounding to seconds. */
const TOLERANCE_MS = OVERLAP_MS / 2;
/** The newest row, and how far the shop's clock is ahead of this process's monotonic clock, in milliseconds. */
export interface DatedProbe {
	readonly newest: IdListing;
	readonly clockOffset: number;
	/** Whether the responses have the same date as that of the last poll, so that a cache repeats them. */
	readonly isCached?: boolean;
}

/**
 * Probes the list. If polling begins, or if the date differs from the one expected after the last poll, it probes once
 * more. Otherwise, a single wrong `Date` could move the cursor. Of two responses, the one with the date nearer to the
 * expected date counts.
 *
 * @param before the state after the last poll; undefined if polling begins
 * @returns a problem if the shop's clock and n8n's differ by more than 36 hours, or if polling begins and two responses
 *   have different dates
 */
export async function datedProbe(
	context: ShopResource,
	before?: ResourceState,
): Promise<Result<DatedProbe>> {
	const first = await probeOnce(context, {});
	if (!first.ok) return first;
	const firstDistance = distance(context, before, first.value);
	if (before !== undefined && firstDistance <= TOLERANCE_MS) return checkDay(context, first.value);
	// The query differs, so that a cache does not repeat the first response.
	const second = await probeOnce(context, { _fields: 'id,status' });
	if (!second.ok) return second;
	if (before === undefined) return checkBeginning(context, first.value, second.value);
	const isNearer = distance(context, before, second.value) < firstDistance;
	const nearer = isNearer ? second.value : first.value;
	return checkDay(context, { ...nearer, isCached: isRepeated(context, before, nearer) });
}

/** Returns whether the date is exactly the one of the last poll, although time has passed. */
function isRepeated(
	{ shop }: ShopResource,
	before: ResourceState,
	{ newest: { serverNow }, clockOffset }: DatedProbe,
): boolean {
	const hasPassed = clockOffset < (knownOffset(shop, before) ?? -Infinity);
	return hasPassed && serverNow === before.probedAt;
}

/** Checks that two responses agree on the first date, because this date decides which objects existed before. */
function checkBeginning(
	context: ShopResource,
	first: DatedProbe,
	second: DatedProbe,
): Result<DatedProbe> {
	const apartMs = Math.abs(second.clockOffset - first.clockOffset);
	if (apartMs <= OVERLAP_MS) return checkDay(context, first);
	const { shop, polled } = context;
	return unexpected(
		`Polling ${polled.name} of ${shop.store.account} could not begin: two responses have dates that differ by ${Math.round(apartMs / 1000)} s. Set the clocks of the shop's servers, check the caches in front of them, and try again.`,
	);
}

/** Returns how far the shop's clock is ahead of this machine's steady clock, and of its time of day. */
export function clockOf(
	shop: Shop,
	{ newest: { serverNow }, clockOffset }: DatedProbe,
): Pick<ResourceState, 'clockOffset' | 'clockOrigin' | 'dateOffset'> {
	const dateOffset = serverNow - floorToSecond(shop.now());
	return { clockOffset, clockOrigin: shop.steadyOrigin, dateOffset };
}

function checkDay({ shop, polled }: ShopResource, probed: DatedProbe): Result<DatedProbe> {
	const { serverNow } = probed.newest;
	const now = shop.now();
	if (canBothBeRight(serverNow, now)) return ok(probed);
	return unexpected(
		`Polling ${polled.name} of ${shop.store.account} failed: the shop's clock shows ${isoSecond(serverNow)}, and n8n's shows ${isoSecond(now)}. Set the clock that is wrong: the poll then continues from its cursor.`,
	);
}

async function probeOnce(
	context: ShopResource,
	query: Parameters<typeof probe>[1],
): Promise<Result<DatedProbe>> {
	const read = await probe(context, query);
	if (!read.ok) return read;
	const newest = read.value;
	return ok({ newest, clockOffset: newest.serverNow - floorToSecond(context.shop.steadyNow()) });
}

/** Returns how far a date is from the one that the state predicts, in milliseconds. */
function distance(
	{ shop }: ShopResource,
	before: ResourceState | undefined,
	{ newest, clockOffset }: DatedProbe,
): number {
	if (before === undefined) return Infinity;
	const off = Math.abs(clockOffset - (knownOffset(shop, before) ?? clockOffset));
	return Math.max(off, aheadBy(before, newest));
}

/**
 * Returns the offset to expect after the last poll. If another process made that poll, its steady clock is not known. The
 * offset is then computed from the time of day.
 */
function knownOffset(
	shop: Shop,
	{ clockOffset, clockOrigin, dateOffset }: ResourceState,
): number | undefined {
	if (clockOrigin === shop.steadyOrigin) return clockOffset;
	if (dateOffset === undefined) return undefined;
	return dateOffset + floorToSecond(shop.now()) - floorToSecond(shop.steadyNow());
}

/** Returns how far the cursor is ahead of the shop's clock, less the tolerance and at least 0, in milliseconds. */
function aheadBy({ watermark }: ResourceState, { serverNow }: IdListing): number {
	return Math.max(watermark - serverNow - TOLERANCE_MS, 0);
}

/**
 * Returns the state from which the poll continues. If the cursor comes from a clock that has been set back, or from a
 * wrong `Date`, new changes have dates before the cursor. The cursor then moves back, and events that are read again
 * keep their ids. A window that is partly read is finished first, because its end becomes the cursor.
 */
export function followClock(
	{ shop, polled }: ShopResource,
	before: ResourceState,
	{ newest, clockOffset }: DatedProbe,
): Pick<ScanResult, 'state' | 'warning'> {
	if (before.pending !== undefined) return { state: before };
	const { serverNow } = newest;
	const state = { ...before, ...clockOf(shop, { newest, clockOffset }) };
	const { watermark, since, rowClock, ledger, broken } = before;
	const { balancedAt } = ledger;
	const back = (knownOffset(shop, before) ?? clockOffset) - clockOffset;
	// The overlap of windows covers smaller steps, and two web servers whose clocks differ.
	const isKnown = back > OVERLAP_MS;
	if (-back > OVERLAP_MS) return followAhead({ shop, polled }, before, state, newest, -back);
	if (!isKnown && aheadBy(before, newest) <= TOLERANCE_MS) return { state };
	const settled = floorToSecond(serverNow - SETTLE_MS);
	const earliest = Math.min(watermark, settled) - MOST_REREAD_MS;
	const from = isKnown ? Math.max(watermark - back, earliest) : earliest;
	const begun = Math.min(since, isKnown ? from : settled);
	const rereadFrom = Math.max(from, begun);
	const moved = {
		...{ ...state, since: begun, watermark: rereadFrom },
		readFrom: Math.min(readFromOf(before), begun),
		rowClock: rowClock && { ...rowClock, behindMs: Math.max(rowClock.behindMs - back, 0) },
		ledger: { ...ledger, balancedAt: balancedAt && Math.min(balancedAt, rereadFrom) },
		broken: broken?.map((one) => ({ ...one, since: Math.min(one.since, rereadFrom) })),
	};
	// Without windows, the poll compares the content of objects, so a wrong date does not hide a change.
	if (!polled.resource.hasWindows) return { state: moved };
	const behind = isKnown ? back : watermark - serverNow;
	const warning = `The cursor of ${polled.name} of ${shop.store.account} was moved back: the shop's clock shows ${isoSecond(serverNow)}, ${Math.round(behind / 1000)} seconds earlier than expected after the last poll. The clock was set back, or an earlier response had a wrong date. Changes since ${isoSecond(rereadFrom)} are read again, and repeated events keep their ids. Look in the shop for earlier changes that no event reported.`;
	return { state: moved, warning };
}
