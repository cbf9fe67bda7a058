import { isoSecond } from '../../../core/dates';
import { ok, type Result } from '../../../core/result';
import { OVERLAP_MS, type Sighting } from '../../../core/window';
import type { IdListing, IdRow } from '../../client/api';
import type { PolledResource } from '../../polledResource';
import type { ResourceState } from '../pollState';
import {
	joinWarnings,
	modifiedSince,
	pageReader,
	readPages,
	type ScanResult,
	type ShopResource,
} from './readPages';
import { START } from './seekPage';

/** The name of a condition that the log has named: objects are dated ahead of `Date`. */
export const DATED_AHEAD = 'datedAhead';

/** A larger difference is not one of clocks, but an import with old dates. */
const MOST_BEHIND_MS = 36 * 3_600_000;
/** Pages of objects with recent dates that are recorded when polling begins. */
const MOST_PAGES = 50;
/** Maximum period that is read again. A step of a clock must not turn the shop's whole history into events. */
export const MOST_REREAD_MS = 24 * 3_600_000;

/** Returns how far the clock that dates the objects may be behind `Date`, in milliseconds. */
function behindMs({ rowClock }: Pick<ResourceState, 'rowClock'>): number {
	return rowClock?.behindMs ?? 0;
}

/** Returns by how much a window begins earlier than the overlap of two windows. */
export function delayOf({ pollDelayMs }: PolledResource, state: ResourceState): number {
	return pollDelayMs + behindMs(state);
}

/** Returns the date of the oldest modifications that produce events. */
export function readFromOf({ readFrom, since }: ResourceState): number {
	return readFrom ?? since;
}

/**
 * Returns the state with which polling begins, if the clock that dates the objects may be behind `Date`. Objects that are
 * modified from now on can then have dates before `since`. So windows begin before `since`. Objects that already have such
 * dates are recorded and not emitted.
 *
 * @param hasTime false if no more pages may be read. Then windows begin at `since`
 */
export async function withEdge(
	context: ShopResource,
	begun: ResourceState,
	hasTime: () => boolean,
): Promise<Result<ResourceState>> {
	const { polled, shop } = context;
	const { resource } = polled;
	const { since, topId } = begun;
	if (!resource.hasWindows || topId < 0) return ok(begun);
	const ahead = since - shop.now();
	const behind = ahead > OVERLAP_MS ? ahead : 0;
	const readFrom = since - OVERLAP_MS - polled.pollDelayMs - behind;
	const state = { ...begun, readFrom, ...(behind > 0 ? { rowClock: { behindMs: behind } } : {}) };
	const readAt = pageReader(context, {
		...modifiedSince(readFrom),
		_fields: 'id,date_modified,date_modified_gmt',
	});
	let pages = 0;
	const whole = {
		...context,
		hasBudget: () => pages++ < MOST_PAGES && hasTime(),
		hold: () => true,
	};
	const read = await readPages(whole, readAt, START, state, (now, { rows, serverNow }) => {
		const old = rows.filter((row) => row.id <= topId);
		return { state: withDates(polled, now, old, serverNow), changes: [] };
	});
	if (read.problem !== undefined) return { ok: false, problem: read.problem };
	// If there are too many objects to record, windows cannot distinguish their later changes. They then begin at `since`.
	return ok(read.isAtEnd ? read.state : begun);
}

/**
 * Records the dates of objects, without their contents. A date between `since` and the response may be that of a later
 * change. A date after the response is that of an earlier change, by a clock that is ahead of `Date`.
 */
function withDates(
	{ resource }: PolledResource,
	state: ResourceState,
	rows: readonly IdRow[],
	serverNow: number,
): ResourceState {
	const dated = rows.flatMap((row): Sighting[] => {
		const modified = resource.readModified(row) ?? state.since;
		return modified < state.since || modified > serverNow
			? [{ id: row.id, modified, hash: '' }]
			: [];
	});
	return { ...state, recent: state.recent.with(dated.map((one) => [one.id, one])) };
}

/**
 * Returns the state after the shop's `Date` has jumped ahead. The clock that dates the objects may not have jumped with
 * it. So windows begin earlier by as much, until an object is dated by the new time.
 *
 * @param before the state after the last poll. It shows whether `Date` jumped ahead of the time of day, too. If not, this
 *   machine was suspended
 */
export function followAhead(
	{ shop, polled }: ShopResource,
	{ dateOffset: offsetBefore = Infinity }: ResourceState,
	state: ResourceState,
	{ serverNow }: IdListing,
	jump: number,
): Pick<ScanResult, 'state' | 'warning'> {
	const offset = serverNow - shop.now();
	const isRight = Math.abs(offset) <= OVERLAP_MS;
	const hasJumped = offset > OVERLAP_MS || offset - offsetBefore > OVERLAP_MS;
	if (!hasJumped || !polled.resource.hasWindows) return { state };
	const before = behindMs(state);
	const rowClock = { ...state.rowClock, behindMs: Math.min(before + jump, MOST_BEHIND_MS) };
	const earlier = rowClock.behindMs - before;
	const warning = `The clock of ${shop.store.account} has jumped ahead: it shows ${isoSecond(serverNow)}, and n8n's shows ${isoSecond(shop.now())}. Until one of the ${polled.name} has a date from the new clock, each poll begins ${Math.round(earlier / 1000)} seconds earlier. It reads the changes of that period again. Set the clock that is wrong.`;
	// The first window begins where it would have begun without the jump.
	const moved = { ...state, rowClock, watermark: state.watermark + earlier };
	return { state: moved, ...(isRight ? {} : { warning }) };
}

/** How far behind `Date` the newest object of a poll is dated, at least and at most, in milliseconds. */
type Lag = readonly [least: number, most: number];

/**
 * Returns the result with what its changes show of the clock that dates the objects. A new object is dated between two
 * polls. Two new objects in two polls that are dated as far behind show that the clock is behind. Then the cursor moves
 * back to the time when the clock was last right.
 *
 * @param before the state before the poll
 * @param serverNow the `Date` of the poll, epoch milliseconds
 */
export function noteRowClock(
	context: ShopResource,
	before: ResourceState,
	result: ScanResult,
	serverNow: number,
): ScanResult {
	const { polled } = context;
	const { state } = result;
	const { probedAt = serverNow } = before;
	const { newest, latestNew } = datesOf(polled, before, result);
	if (newest === -Infinity || !mayJudge(polled, before, state, probedAt)) return result;
	const lag: Lag = [probedAt - newest, serverNow - newest];
	const rowClock = { ...state.rowClock, behindMs: Math.min(behindMs(state), lag[1]) };
	const withClock = (own: ResourceState['rowClock']): ScanResult => ({
		...result,
		state: { ...state, rowClock: own },
	});
	switch (judge(polled, state, lag, latestNew === newest)) {
		case 'right': {
			// A new object is at least as far ahead of the poll before it as the clocks differ.
			const isAhead = latestNew === -Infinity || latestNew > probedAt + OVERLAP_MS;
			const named = isAhead ? state.named : withoutAhead(state.named);
			return {
				...result,
				state: { ...state, named, rowClock: { behindMs: 0, rightAt: probedAt } },
			};
		}
		case 'bounded':
			return withClock(rowClock);
		case 'suspected':
			return withClock({ ...rowClock, suspected: lag });
		case 'behind':
			return readBehind(context, withClock(rowClock), lag, serverNow);
	}
}

/** Returns the latest date of the changed objects, and of the new ones among them. Without any, it is -Infinity. */
function datesOf(
	{ resource }: PolledResource,
	{ topId, ids }: ResourceState,
	{ changes }: ScanResult,
): { newest: number; latestNew: number } {
	const highest = Math.max(topId, ids.at(ids.size - 1) ?? -1);
	let newest = -Infinity;
	let latestNew = -Infinity;
	for (const { eventType, raw } of changes) {
		const modified = resource.readModified(raw) ?? -Infinity;
		const isCreated = eventType === 'CREATED';
		if ((isCreated || eventType === 'UPDATED') && Number(raw.id) >= 0)
			newest = Math.max(newest, modified);
		if (isCreated && Number(raw.id) > highest) latestNew = Math.max(latestNew, modified);
	}
	return { newest, latestNew };
}

/**
 * Returns whether all changes were made since the last poll. Rows that are read again were dated before the clocks
 * differed.
 */
function mayJudge(
	{ resource }: PolledResource,
	before: ResourceState,
	state: ResourceState,
	probedAt: number,
): boolean {
	const step = Math.abs((state.clockOffset ?? 0) - (before.clockOffset ?? 0));
	const isReread = step > OVERLAP_MS || before.watermark < probedAt - OVERLAP_MS;
	const isHalfRead = before.pending !== undefined || state.pending !== undefined;
	return resource.hasWindows && !isReread && !isHalfRead;
}

/**
 * Returns what the newest date shows about the clock: the clock is `right`, or it is behind by no more than the date is
 * (`bounded`). If the newest object is new, the clock can be `suspected` to be behind. A second such object shows that it is
 * `behind`.
 *
 * @param isNew whether the newest date is one of a new object, which is dated after the last poll
 */
function judge(
	{ pollDelayMs }: PolledResource,
	state: ResourceState,
	[least, most]: Lag,
	isNew: boolean,
): 'right' | 'bounded' | 'suspected' | 'behind' {
	const covered = OVERLAP_MS + pollDelayMs;
	if (most <= covered) return 'right';
	const known = Math.min(behindMs(state), most);
	if (!isNew || least <= covered + known || most > MOST_BEHIND_MS) return 'bounded';
	const [leastBefore, mostBefore] = state.rowClock?.suspected ?? [Infinity, -Infinity];
	return least > mostBefore || leastBefore > most ? 'suspected' : 'behind';
}

/** Moves the cursor back to the time when the clock that dates the objects was last right. */
function readBehind(
	{ shop, polled }: ShopResource,
	result: ScanResult,
	[least, most]: Lag,
	serverNow: number,
): ScanResult {
	const { state } = result;
	const { rightAt = state.since, suspected = [least, most] } = state.rowClock ?? {};
	const [leastBefore, mostBefore] = suspected;
	const behind = Math.max(most, mostBefore);
	const from = Math.min(state.watermark, Math.max(rightAt, state.watermark - MOST_REREAD_MS));
	const moved = {
		...{ ...state, watermark: from },
		readFrom: Math.min(readFromOf(state), from - OVERLAP_MS - polled.pollDelayMs - least),
		rowClock: { ...state.rowClock, suspected: undefined, behindMs: behind },
	};
	const warning = `The clock that dates ${polled.name} of ${shop.store.account} is at least ${Math.round(Math.max(least, leastBefore) / 1000)} seconds behind the date of the shop's responses: in a response of ${isoSecond(serverNow)}, the newest object has the date ${isoSecond(serverNow - most)}. So each poll starts earlier, and rereads the changes since ${isoSecond(from - behind)}. Repeated events keep their ids. Set the clock of the server that runs PHP.`;
	return { ...result, state: moved, warning: joinWarnings(result.warning, warning) };
}

function withoutAhead(named: ResourceState['named']): ResourceState['named'] {
	const left = named?.filter((name) => name !== DATED_AHEAD) ?? [];
	return left.length === 0 ? undefined : left;
}
