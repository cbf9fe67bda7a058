import type { IDataObject } from 'n8n-workflow';

import { BoundedMap } from '../../core/cache/boundedMap';
import { isObject } from '../../core/json';
import type { Cursor } from '../../core/vendor';

/** Keys of some 200 bytes each, so at most some 4 MB. Far fewer events happen between two looks. */
const MOST_KEYS = 20_000;

/** Deliveries whose executions run at the same time, with some hundred bytes each. */
const MOST_CONFIRMED = 1_000;

/** How far one node has caught up, in this process. */
export interface CatchUpState {
	/** Undefined until the node's activation. */
	cursor?: MovedCursor;
	/** The cursor that executions store. The executions of all events before it have ended. */
	settled?: MovedCursor;
	/** Looks whose executions have not all ended, the earliest first. */
	open: OpenLook[];
	/** When the cursor was noted, in milliseconds of `ProcessState.clock`. */
	notedAt?: number;
	/** The look that is under way; a deactivation aborts it. */
	look?: AbortController;
	/** When catch-up should have begun but could not, in milliseconds of `ProcessState.clock`. */
	waitingSince?: number;
	/** Begins the first look of a start of n8n. Set while the node's checks are scheduled (firstLook.ts). */
	beginFirstLook?: () => void;
	/** Whether catch-up resumed at n8n's start before the checks were scheduled. */
	isFirstLookDue?: boolean;
	/**
	 * Ids and states of the events that were emitted recently (recentEvents.ts), and when, in milliseconds of
	 * `ProcessState.clock`.
	 */
	readonly recentIds: BoundedMap<string, number>;
	/** Keys of events that an execution confirmed, by delivery id. They are recorded once the vendor gets a 2xx. */
	readonly confirmed: BoundedMap<string, readonly string[]>;
	/** How many states had a date near that of a webhook, and when that was logged. */
	nearStates?: { count: number; loggedAt: number };
}

/** A look whose executions have not all ended. */
export interface OpenLook {
	/** The cursor after the look. */
	cursor: MovedCursor;
	/** How many executions have not ended. */
	left: number;
	/** In milliseconds of `ProcessState.clock`. */
	emittedAt: number;
}

/** A cursor, and how often the vendor moved it back. */
export interface MovedCursor extends Cursor {
	moves?: number;
}

/** Returns a node's state in this process, and creates it if it does not exist. */
export function catchUpStateOf(
	{ catchUp }: { catchUp: Map<string, CatchUpState> },
	node: string,
): CatchUpState {
	const known = catchUp.get(node);
	if (known !== undefined) return known;
	const created = {
		recentIds: new BoundedMap<string, number>(MOST_KEYS),
		open: [],
		confirmed: new BoundedMap<string, readonly string[]>(MOST_CONFIRMED),
	};
	catchUp.set(node, created);
	return created;
}

/**
 * Returns the cursor that follows another one. A vendor's code moves a cursor back if it was made while the vendor's
 * clock was ahead. The cursor counts these moves, so that it can overwrite a stored cursor whose watermark is later.
 */
export function nextCursor(last: MovedCursor, next: Cursor): MovedCursor {
	const moves = (last.moves ?? 0) + (next.watermark < last.watermark ? 1 : 0);
	return moves === 0 ? next : { ...next, moves };
}

/** An execution that runs longer, or whose end n8n does not report, no longer holds the stored cursor back. */
const PARTS_END_WITHIN_MS = 3_600_000;

/** Sets the cursor at which catch-up begins or resumes. */
export function beginAt(progress: CatchUpState, cursor: MovedCursor | undefined): void {
	progress.cursor = cursor;
	progress.settled = cursor;
	progress.open = [];
}

/**
 * Notes a look that has moved the cursor, and how many executions its events start.
 *
 * @param now milliseconds of `ProcessState.clock`
 */
export function noteLook(
	progress: CatchUpState,
	cursor: MovedCursor,
	executions: number,
	now: number,
): OpenLook {
	const look = { cursor, left: executions, emittedAt: now };
	progress.cursor = cursor;
	progress.open.push(look);
	settle(progress, now);
	return look;
}

/** Notes that an execution of a look has ended. Once all of them have ended, other executions can store its cursor. */
export function endPart(progress: CatchUpState, look: OpenLook, now: number): void {
	look.left -= 1;
	settle(progress, now);
}

function settle(progress: CatchUpState, now: number): void {
	const isDone = ({ left, emittedAt }: OpenLook) =>
		left === 0 || now - emittedAt > PARTS_END_WITHIN_MS;
	const waiting = progress.open.findIndex((look) => !isDone(look));
	const done = waiting < 0 ? progress.open : progress.open.slice(0, waiting);
	progress.settled = done.at(-1)?.cursor ?? progress.settled;
	progress.open = progress.open.slice(done.length);
}

/** Moves a cursor back by the given number of milliseconds. */
export function earlierCursor(cursor: Cursor, ms: number): Cursor {
	const { since, watermark, begunAt } = cursor;
	return {
		...cursor,
		since: since - ms,
		watermark: watermark - ms,
		...(begunAt !== undefined && { begunAt: begunAt - ms }),
	};
}

/** Reads a cursor that was stored or carried by an item. Returns undefined if the value is not a cursor. */
export function readCursor(value: unknown): MovedCursor | undefined {
	const cursor = (value ?? {}) as Partial<MovedCursor>;
	const { since, watermark, behind, begunAt, positions, moves, account } = cursor;
	if (!isNumber(since) || !isNumber(watermark)) return undefined;
	const hasBehind = isObject(behind) && Object.values(behind).every(isNumber);
	const hasPositions = isObject(positions) && Object.keys(positions).length <= MOST_POSITIONS;
	return {
		since,
		watermark,
		...(hasBehind && { behind }),
		...(isNumber(begunAt) && { begunAt }),
		...(hasPositions && Object.values(positions).every(isPosition) && { positions }),
		...(isNumber(moves) && { moves }),
		...(typeof account === 'string' && { account }),
	};
}

/** Whether a cursor is of another account. A vendor may not know its account yet. */
export function isOfAnother({ account }: Cursor, current: string): boolean {
	return account !== undefined && account !== '' && current !== '' && account !== current;
}

/** A vendor has a few streams. */
const MOST_POSITIONS = 10;

/** Returns whether a value can be a position of a stream. Printable ASCII is safe in requests and log lines. */
function isPosition(value: unknown): value is string {
	return typeof value === 'string' && /^[!-~]{1,200}$/.test(value);
}

function isNumber(value: unknown): value is number {
	return Number.isFinite(value);
}

/**
 * Stores a cursor in a node's static data. Of two cursors that were moved back equally often, the later one stays,
 * because executions can end in another order than they began. The cursor is assigned as a whole, because n8n does not
 * notice changes within it (docs/facts/n8n.md B).
 */
export function storeCursor(data: IDataObject, cursor: MovedCursor): void {
	const stored = readCursor(data.catchUp);
	const moved = (cursor.moves ?? 0) - (stored?.moves ?? 0);
	const isOlder = stored !== undefined && stored.watermark >= cursor.watermark;
	if (moved < 0 || (moved === 0 && isOlder)) return;
	data.catchUp = { ...cursor };
}
