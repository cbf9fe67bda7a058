import { randomUUID } from 'node:crypto';

import { BoundedMap } from '../../core/cache/boundedMap';
import type { Cursor } from '../../core/vendor';
import {
	isPending,
	type MovedCursor,
	type PendingBeginning,
	type Position,
	type StoredLoad,
} from './position';
import { RecentKeys } from './recentKeys';

/** Maximum number of deliveries whose executions run at the same time, with about a hundred bytes each. */
const MOST_CONFIRMED = 1_000;

/** How far one node has caught up, in this process. */
export interface CatchUpState {
	/** Where the next look begins. Undefined until catch-up has begun. */
	cursor?: MovedCursor;
	/** The place of the cursor in the sequence of looks. A later place has a greater number. */
	rank: number;
	/** The greatest rank so far. */
	lastRank: number;
	/** The cursor that executions store. The executions of all events before it have ended. */
	settled?: MovedCursor;
	/** Looks whose executions have not all ended, the earliest first. */
	open: OpenLook[];
	/** When the cursor was noted, in milliseconds of `ProcessState.clock`. */
	notedAt?: number;
	/** When the node was deactivated, in milliseconds of `ProcessState.clock`. Undefined while it is active. */
	endedAt?: number;
	/** The look that is under way; a deactivation aborts it. */
	look?: AbortController;
	/** How many looks in a row have found nothing new, although the vendor had more. A check begins at 0. */
	idleLooks?: number;
	/** The last choice in *Start From*. Changes from before it took effect get `capture: 'backfill'`. */
	load?: StoredLoad;
	/** Set while catch-up should have begun but could not. */
	pending?: Pending;
	/** The greatest number of a beginning that this process knows. */
	lastBeginning?: number;
	/** Begins the first look of an activation. Set while the node's checks are scheduled (firstLook.ts). */
	beginFirstLook?: () => void;
	/** Whether the first look is due and waits until the checks are scheduled. */
	isFirstLookDue?: boolean;
	/**
	 * Ids and states of the events that were emitted recently (recentEvents.ts), and when, in milliseconds of
	 * `ProcessState.clock`.
	 */
	readonly recentIds: RecentKeys;
	/**
	 * Keys of events that an execution confirmed, by the request that delivered them. `recentIds` gets them once that request
	 * gets a 2xx. The delivery id cannot identify the request: Ecwid signs it without the body, so a forged body can have
	 * the id of a genuine one.
	 */
	readonly confirmed: BoundedMap<string, readonly string[]>;
	/** How many states had a date near that of a webhook, and when that was logged. */
	nearStates?: { count: number; loggedAt: number };
}

/** A look whose executions have not all ended. */
export interface OpenLook {
	/** Items carry it. So an execution of another look, or of an earlier process, does not count for this look. */
	readonly id: string;
	/** The cursor before the look, and its rank. */
	from: MovedCursor;
	readonly rank: number;
	/** The rank of the cursor after the look. */
	readonly endRank: number;
	/** The numbers of the executions that have not ended. */
	readonly parts: Set<number>;
	/** When the last of its executions began, in milliseconds of `ProcessState.clock`. Undefined before that. */
	emittedAt?: number;
}

/** A beginning for which the vendor has not returned a cursor yet. */
interface Pending {
	/** When catch-up should have begun, in milliseconds of `ProcessState.clock`. */
	since: number;
	account: string;
	beginning: number;
}

/** Returns a node's state in this process, and creates it if it does not exist. */
export function catchUpStateOf(
	{ catchUp }: { catchUp: Map<string, CatchUpState> },
	node: string,
): CatchUpState {
	const known = catchUp.get(node);
	if (known !== undefined) return known;
	const created = {
		recentIds: new RecentKeys(),
		...{ open: [], rank: 0, lastRank: 0 },
		confirmed: new BoundedMap<string, readonly string[]>(MOST_CONFIRMED),
	};
	catchUp.set(node, created);
	return created;
}

/**
 * Returns the cursor that follows another one. A vendor's code moves a cursor back if it was made while the vendor's
 * clock was ahead. While a list of many pages is read, the watermark stays the same. The cursor counts both cases, so that it can
 * overwrite a stored cursor whose watermark is later or the same.
 *
 * @param loaded how many objects the load of existing objects has emitted between the two. Defaults to 0
 */
export function nextCursor(last: MovedCursor, next: Cursor, loaded = 0): MovedCursor {
	const { beginning } = last;
	const isCounted =
		next.watermark < last.watermark ||
		(next.watermark === last.watermark && !hasSameLists(last, next));
	const moves = (last.moves ?? 0) + (isCounted ? 1 : 0);
	const objects = (last.loaded ?? 0) + loaded;
	return {
		...next,
		...(moves > 0 && { moves }),
		...(objects > 0 && { loaded: objects }),
		...(beginning !== undefined && { beginning }),
	};
}

/** Returns whether two cursors are at the same places in lists and streams. */
export function hasSameLists(one: Cursor, other: Cursor): boolean {
	const text = ({ behind, positions }: Cursor) =>
		JSON.stringify([behind ?? {}, positions ?? {}].map((each) => Object.entries(each).sort()));
	return text(one) === text(other);
}

/** After this time, an execution that n8n has not reported as ended no longer holds the stored cursor back. */
const PARTS_END_WITHIN_MS = 3_600_000;

/** Sets the cursor at which catch-up begins or resumes. */
export function beginAt(progress: CatchUpState, cursor: MovedCursor): void {
	setCursor(progress, cursor);
	progress.pending = undefined;
}

/** Changes the cursor and the earlier ones to which it can still go back. Their order stays the same. */
export function alterCursors(progress: CatchUpState, alter: (cursor: Cursor) => Cursor): void {
	const altered = (cursor: MovedCursor): MovedCursor => ({ ...cursor, ...alter(cursor) });
	progress.cursor &&= altered(progress.cursor);
	progress.settled &&= altered(progress.settled);
	for (const look of progress.open) look.from = altered(look.from);
}

/** Discards the cursor, because catch-up should begin but the vendor has not returned a cursor yet. */
export function beginLater(progress: CatchUpState, pending: Pending): void {
	setCursor(progress, undefined);
	progress.pending = pending;
}

/**
 * Returns a beginning of catch-up whose number is greater than those of earlier ones, also if n8n's clock was set back.
 *
 * @param since milliseconds of `ProcessState.clock`
 */
export function newBeginning(progress: CatchUpState, account: string, since: number): Pending {
	const { lastBeginning = 0 } = progress;
	progress.lastBeginning = Math.max(lastBeginning + 1, Date.now());
	return { since, account, beginning: progress.lastBeginning };
}

/** Notes the number of a stored beginning, so that later beginnings have greater numbers. */
export function noteBeginning(progress: CatchUpState, beginning = 0): void {
	progress.lastBeginning = Math.max(progress.lastBeginning ?? 0, beginning);
}

/** Returns a vendor's first cursor, moved back to the time of the beginning. */
export function firstCursor(
	cursor: Cursor,
	{ since, account, beginning }: Pending,
	now: number,
): MovedCursor {
	return { ...earlierCursor(cursor, now - since), account, beginning };
}

/**
 * Continues at a stored position. A beginning that is still pending keeps its stored time.
 *
 * @param now milliseconds of `ProcessState.clock`
 */
export function resumeAt(progress: CatchUpState, stored: Position, now: number): void {
	progress.load = stored.load;
	if (isPending(stored)) {
		const { waitingSince, account, beginning } = stored;
		return beginLater(progress, { since: now - sinceThen(waitingSince), account, beginning });
	}
	const cursor = { ...stored };
	delete cursor.load;
	beginAt(progress, cursor);
}

/**
 * Returns the position that a restart of n8n must keep, or undefined before an activation.
 *
 * @param now milliseconds of `ProcessState.clock`
 */
export function positionOf(progress: CatchUpState, now: number): Position | undefined {
	const { settled, pending } = progress;
	if (settled !== undefined || pending === undefined) return settled && withLoad(settled, progress);
	const { since, account, beginning } = pending;
	return withLoad({ waitingSince: Date.now() - (now - since), account, beginning }, progress);
}

/** Returns a position with the last choice in *Start From*. */
export function withLoad<At extends MovedCursor | PendingBeginning>(
	position: At,
	{ load }: Pick<CatchUpState, 'load'>,
): At & { load?: StoredLoad } {
	return { ...position, ...(load !== undefined && { load }) };
}

/** Returns the milliseconds since a time of n8n's clock, which may have been set back. */
function sinceThen(time: number): number {
	return Math.max(Date.now() - time, 0);
}

/** Aborts a look that is under way or due, so that it cannot delay the next activation. */
export function abandonLook(progress: CatchUpState): void {
	progress.look?.abort();
	progress.look = undefined;
	progress.isFirstLookDue = false;
}

function setCursor(progress: CatchUpState, cursor: MovedCursor | undefined): void {
	progress.cursor = cursor;
	progress.settled = cursor;
	progress.open = [];
	progress.rank = ++progress.lastRank;
}

/**
 * Notes a look that has moved the cursor, and how many executions its events start. Their numbers begin at 0.
 *
 * @param now milliseconds of `ProcessState.clock`
 */
export function noteLook(
	progress: CatchUpState,
	{ from, to }: { from: MovedCursor; to: MovedCursor },
	executions: number,
	now: number,
): OpenLook {
	const parts = new Set(Array.from({ length: executions }, (_, part) => part));
	const { rank } = progress;
	const endRank = ++progress.lastRank;
	const look = { id: randomUUID(), from, rank, endRank, parts };
	progress.cursor = to;
	progress.rank = endRank;
	progress.open.push(look);
	settle(progress, now);
	return look;
}

/** Returns whether a look has executions that have not begun. */
export function isEmitting({ open }: CatchUpState): boolean {
	return open.some(({ emittedAt }) => emittedAt === undefined);
}

/** Notes that no further execution of a look will begin. */
export function noteEmitted(look: OpenLook, now: number): void {
	look.emittedAt = now;
}

/** Notes that an execution of a look has ended. Once all of them have ended, other executions can store its cursor. */
export function endPart(progress: CatchUpState, look: OpenLook, part: number, now: number): void {
	look.parts.delete(part);
	settle(progress, now);
}

/**
 * Moves the cursor back to before a look of which n8n could not store executions, or of which executions did not begin. The
 * next look then finds their events again. The other executions of the look, and those of other looks, still hold the
 * stored cursor back. Does nothing if catch-up has begun again since.
 */
export function takeBack(
	progress: CatchUpState,
	look: OpenLook,
	parts: readonly number[],
	now: number,
): void {
	const { cursor } = progress;
	if (cursor === undefined || cursor.beginning !== look.from.beginning) return;
	for (const part of parts) look.parts.delete(part);
	// The stored cursor may be at a later place. Only a greater number of moves overwrites it.
	const moves = (cursor.moves ?? 0) + 1;
	const isBefore = progress.rank < look.rank;
	progress.cursor = { ...(isBefore ? cursor : look.from), moves };
	progress.rank = Math.min(progress.rank, look.rank);
	for (const open of progress.open) open.from = { ...open.from, moves };
	settle(progress, now);
}

/**
 * Returns whether only one look is open in this process, and the execution is the only one of it that has not ended. The
 * execution can then store the cursor after the look.
 *
 * @param id the look of the execution's items, and the number of the execution
 */
export function isLastPart(
	{ open, rank }: Pick<CatchUpState, 'open' | 'rank'>,
	{ id, part }: { id: string; part: number },
): boolean {
	if (open.length !== 1) return false;
	const [look] = open;
	return look.id === id && look.parts.size === 1 && look.parts.has(part) && rank >= look.endRank;
}

/** Sets `settled` to the cursor before the earliest look that is open, or to the present cursor if it is earlier. */
function settle(progress: CatchUpState, now: number): void {
	const isDone = ({ parts, emittedAt }: OpenLook) =>
		parts.size === 0 || (emittedAt !== undefined && now - emittedAt > PARTS_END_WITHIN_MS);
	progress.open = progress.open.filter((look) => !isDone(look));
	const earliest = progress.open.reduce(
		(first, { from, rank }) => (rank < first.rank ? { from, rank } : first),
		{ from: progress.cursor, rank: progress.rank },
	);
	progress.settled = earliest.from;
}

/** Moves a cursor back by the given number of milliseconds. */
function earlierCursor(cursor: Cursor, ms: number): Cursor {
	const { since, watermark, begunAt } = cursor;
	return {
		...cursor,
		since: since - ms,
		watermark: watermark - ms,
		...(begunAt !== undefined && { begunAt: begunAt - ms }),
	};
}
