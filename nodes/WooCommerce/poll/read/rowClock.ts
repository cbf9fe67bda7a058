import { isoSecond } from '../../../core/dates';
import { ok, type Result } from '../../../core/result';
import { OVERLAP_MS, type Sighting } from '../../../core/window';
import type { IdListing, IdRow } from '../../client/api';
import type { PolledResource } from '../../polledResource';
import type { ResourceState } from '../pollState';
import {
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
/** What is read again at most. A step of a clock must not turn the shop's whole history into events. */
export const MOST_REREAD_MS = 24 * 3_600_000;

/** Returns how far the clock that dates the objects may be behind `Date`, in milliseconds. */
export function behindMs({ rowClock }: Pick<ResourceState, 'rowClock'>): number {
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
 * modified from now on can have dates before `since`. So windows begin before it, and the objects that have such dates
 * already are recorded.
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
		hold: () => undefined,
	};
	const read = await readPages(whole, readAt, START, state, (now, { rows }) => {
		const old = rows.filter((row) => row.id <= topId);
		return { state: withDates(polled, now, old), changes: [] };
	});
	if (read.problem !== undefined) return { ok: false, problem: read.problem };
	// Of so many objects, windows cannot tell the later changes. They begin at `since` then.
	return ok(read.isAtEnd ? read.state : begun);
}

/** Records the dates of objects, without their contents. A date from `since` on may be one of a later change. */
function withDates(
	{ resource }: PolledResource,
	state: ResourceState,
	rows: readonly IdRow[],
): ResourceState {
	const dated = rows.flatMap((row): Sighting[] => {
		const modified = resource.readModified(row) ?? Infinity;
		return modified < state.since ? [{ id: row.id, modified, hash: '' }] : [];
	});
	return { ...state, recent: state.recent.with(dated.map((one) => [one.id, one])) };
}

/**
 * Returns the state after the shop's `Date` has jumped ahead. The clock that dates the objects may not have jumped with
 * it. So windows begin earlier by as much, until an object is dated by the new time.
 */
export function followAhead(
	{ shop, polled }: ShopResource,
	state: ResourceState,
	{ serverNow }: IdListing,
	jump: number,
): Pick<ScanResult, 'state' | 'warning'> {
	if (serverNow - shop.now() <= OVERLAP_MS || !polled.resource.hasWindows) return { state };
	const rowClock = {
		...state.rowClock,
		behindMs: Math.min(behindMs(state) + jump, MOST_BEHIND_MS),
	};
	const warning = `The clock of ${shop.store.account} has jumped ahead: it shows ${isoSecond(serverNow)}, and n8n's shows ${isoSecond(shop.now())}. Until ${polled.name} are dated by the new time, the poll reads changes again from ${Math.round(jump / 1000)} seconds earlier on. Set the clock that is wrong.`;
	// The cursor is the same moment by the new time.
	return { state: { ...state, rowClock, watermark: state.watermark + jump }, warning };
}

/**
 * Returns the result with what its changes show of the clock that dates the objects. A new object is dated between two
 * polls. Two new objects in two polls that are dated as far behind show that the clock is behind. Then the cursor moves
 * back to the time when the clock was last right.
 *
 * @param before the state before the poll
 * @param serverNow the `Date` of the poll, epoch milliseconds
 */
export function noteRowClock(
	{ shop, polled }: ShopResource,
	before: ResourceState,
	result: ScanResult,
	serverNow: number,
): ScanResult {
	const { resource } = polled;
	const { state } = result;
	const latest = (types: readonly string[], above: number) => {
		let modified = -Infinity;
		for (const { eventType, raw } of result.changes)
			if (types.includes(eventType) && Number(raw.id) > above)
				modified = Math.max(modified, resource.readModified(raw) ?? -Infinity);
		return modified;
	};
	const newest = latest(['CREATED', 'UPDATED'], -1);
	const highest = Math.max(before.topId, before.ids.at(before.ids.size - 1) ?? -1);
	const latestNew = latest(['CREATED'], highest);
	const { probedAt = serverNow } = before;
	const hasStepped = Math.abs((state.clockOffset ?? 0) - (before.clockOffset ?? 0)) > OVERLAP_MS;
	// What is read again was dated before the clocks differed.
	const isReread = hasStepped || before.watermark < probedAt - OVERLAP_MS;
	if (!resource.hasWindows || isReread || state.pending !== undefined || newest === -Infinity)
		return result;
	const { rowClock } = state;
	const most = serverNow - newest;
	const covered = OVERLAP_MS + polled.pollDelayMs;
	if (most <= covered) {
		// A new object is at least as far ahead of the poll before it as the clocks differ.
		const isAhead = latestNew === -Infinity || latestNew > probedAt + OVERLAP_MS;
		const named = isAhead ? state.named : withoutAhead(state.named);
		return { ...result, state: { ...state, named, rowClock: { behindMs: 0, rightAt: probedAt } } };
	}
	const known = { ...rowClock, behindMs: Math.min(behindMs(state), most) };
	const least = probedAt - newest;
	if (latestNew !== newest || least <= covered + known.behindMs || most > MOST_BEHIND_MS)
		return { ...result, state: { ...state, rowClock: known } };
	const suspected = [least, most] as const;
	const [leastBefore, mostBefore] = rowClock?.suspected ?? [Infinity, -Infinity];
	if (least > mostBefore || leastBefore > most)
		return { ...result, state: { ...state, rowClock: { ...known, suspected } } };
	const rightAt = Math.max(rowClock?.rightAt ?? state.since, state.watermark - MOST_REREAD_MS);
	const from = Math.min(state.watermark, rightAt);
	const moved = {
		...{ ...state, watermark: from },
		readFrom: Math.min(readFromOf(state), from - covered - least),
		rowClock: { ...known, suspected: undefined, behindMs: Math.max(most, mostBefore) },
	};
	const warning = `The clock that dates ${polled.name} of ${shop.store.account} is at least ${Math.round(Math.max(least, leastBefore) / 1000)} seconds behind the date of its responses: at ${isoSecond(serverNow)} by that date, the newest one is of ${isoSecond(newest)}. So each window begins earlier, and changes since ${isoSecond(from - moved.rowClock.behindMs)} are read again. Repeated events keep their ids. Set the clock of the server that runs PHP.`;
	return { ...result, state: moved, ...{ warning: joined(result.warning, warning) } };
}

function withoutAhead(named: ResourceState['named']): ResourceState['named'] {
	const left = named?.filter((name) => name !== DATED_AHEAD) ?? [];
	return left.length === 0 ? undefined : left;
}

function joined(...warnings: Array<string | undefined>): string {
	return warnings.filter((one) => one !== undefined).join(' ');
}
