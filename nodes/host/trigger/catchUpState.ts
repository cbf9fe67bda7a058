import type { IDataObject } from 'n8n-workflow';

import { BoundedMap } from '../../core/cache/boundedMap';
import { isObject } from '../../core/json';
import type { Cursor } from '../../core/vendor';

/** Some 2 MB of memory. Far fewer events happen between two looks. */
const MOST_IDS = 10_000;

/** How far one node has caught up, in this process. */
export interface CatchUpState {
	/** Undefined until the node's activation. */
	cursor?: MovedCursor;
	/** When the cursor was noted, in milliseconds of `ProcessState.clock`. */
	notedAt?: number;
	/** The look that is under way; a deactivation aborts it. */
	look?: AbortController;
	/** Ids of the events that were emitted recently. */
	readonly recentIds: BoundedMap<string, true>;
}

/** A cursor, and the watermark that it replaces if the vendor moved it back. */
export interface MovedCursor extends Cursor {
	replaces?: number;
}

/** Returns a node's state in this process, and creates it if it does not exist. */
export function catchUpStateOf(
	{ catchUp }: { catchUp: Map<string, CatchUpState> },
	node: string,
): CatchUpState {
	const known = catchUp.get(node);
	if (known !== undefined) return known;
	const created = { recentIds: new BoundedMap<string, true>(MOST_IDS) };
	catchUp.set(node, created);
	return created;
}

/**
 * Returns the cursor that follows another one. A vendor moves a cursor back if its clock was ahead when it was
 * made. The cursor then keeps the watermark that it replaces until it has passed that.
 */
export function nextCursor(last: MovedCursor, next: Cursor): MovedCursor {
	const replaces = next.watermark < last.watermark ? last.watermark : last.replaces;
	return replaces === undefined || next.watermark >= replaces ? next : { ...next, replaces };
}

/** Returns a cursor as it was stored or carried by an item, or undefined if it is not one. */
export function readCursor(value: unknown): MovedCursor | undefined {
	const { since, watermark, behind, replaces } = (value ?? {}) as Partial<MovedCursor>;
	if (!isNumber(since) || !isNumber(watermark)) return undefined;
	const hasBehind = isObject(behind) && Object.values(behind).every(isNumber);
	return {
		since,
		watermark,
		...(hasBehind && { behind }),
		...(isNumber(replaces) && { replaces }),
	};
}

function isNumber(value: unknown): value is number {
	return Number.isFinite(value);
}

/**
 * Stores a cursor in a node's static data. A later watermark stays, unless it is the one that the cursor
 * replaces: executions can end in another order than they began. The cursor is assigned whole, because n8n
 * notices no other change (docs/facts/n8n.md B).
 */
export function storeCursor(data: IDataObject, { replaces, ...cursor }: MovedCursor): void {
	const stored = readCursor(data.catchUp);
	const isLater = stored !== undefined && stored.watermark >= cursor.watermark;
	if (isLater && stored.watermark !== replaces) return;
	data.catchUp = { ...cursor };
}
