import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../core/json';
import type { Cursor } from '../../core/vendor';

/** A cursor, with the numbers that order it among the other cursors of its node. */
export interface MovedCursor extends Cursor {
	/** How often the cursor was moved back, or moved within a list without a later watermark. */
	moves?: number;
	/** The number of the beginning of catch-up that it follows. A later beginning has a greater number. Defaults to 0. */
	beginning?: number;
	/** How many existing objects were emitted since that beginning. Defaults to 0. */
	loaded?: number;
}

/** The last choice in *Start From*, and when it took effect, in epoch milliseconds. */
export interface StoredLoad {
	choice: string;
	until: number;
	/** Set once all was read that existed before. */
	isOver?: true;
}

/** A beginning of catch-up for which the vendor has not returned a cursor yet. */
export interface PendingBeginning {
	/** When catch-up should have begun, in epoch milliseconds of n8n's clock. */
	waitingSince: number;
	account: string;
	beginning: number;
}

/** How far catch-up of a node has come. n8n stores it, so it survives restarts. */
export type Position = (MovedCursor | PendingBeginning) & {
	/**
	 * Each execution stores it again with the position. An execution that begins before an activation and ends after it
	 * overwrites the static data that the activation has stored (docs/facts/n8n.md B).
	 */
	load?: StoredLoad;
};

/** Returns whether a position has no cursor yet. */
export function isPending(position: Position): position is PendingBeginning & Position {
	return 'waitingSince' in position;
}

/** Reads a position that was stored or carried by an item. Returns undefined if the value is not a position. */
export function readPosition(value: unknown): Position | undefined {
	const { waitingSince, account, beginning, load } = (value ?? {}) as Partial<PendingBeginning> & {
		load?: unknown;
	};
	const begun = readLoad(load);
	const more = { ...(begun !== undefined && { load: begun }) };
	if (!isNumber(waitingSince)) {
		const cursor = readCursor(value);
		return cursor && { ...cursor, ...more };
	}
	if (typeof account !== 'string' || !isNumber(beginning)) return undefined;
	return { waitingSince, account, beginning, ...more };
}

function readLoad(value: unknown): StoredLoad | undefined {
	const { choice, until, isOver } = (value ?? {}) as Partial<StoredLoad>;
	if (typeof choice !== 'string' || !isNumber(until)) return undefined;
	return { choice, until, ...(isOver === true && { isOver }) };
}

/** Reads a cursor that was stored or carried by an item. Returns undefined if the value is not a cursor. */
export function readCursor(value: unknown): MovedCursor | undefined {
	const cursor = (value ?? {}) as Partial<MovedCursor>;
	const { since, watermark, behind, begunAt, positions, moves, account, beginning, loaded } =
		cursor;
	if (!isNumber(since) || !isNumber(watermark)) return undefined;
	const hasBehind = isObject(behind) && Object.values(behind).every(isNumber);
	const hasPositions = isObject(positions) && Object.keys(positions).length <= MOST_POSITIONS;
	return {
		since,
		watermark,
		...(hasBehind && { behind }),
		...(isNumber(begunAt) && { begunAt }),
		...(hasPositions && Object.values(positions).every(isStreamPosition) && { positions }),
		...(isNumber(moves) && { moves }),
		...(typeof account === 'string' && { account }),
		...(isNumber(beginning) && { beginning }),
		...(isNumber(loaded) && { loaded }),
	};
}

/** Returns whether a position is of another account. An account that is not known yet counts as the same. */
export function isOfAnother({ account }: Pick<Cursor, 'account'>, current: string): boolean {
	return account !== undefined && account !== '' && current !== '' && account !== current;
}

/**
 * Stores a position in a node's static data, unless a later one is stored. Executions can end in another order than they
 * began, and a person can retry an old one. The position is assigned as a whole, because n8n does not notice changes within
 * it (docs/facts/n8n.md B).
 */
export function storePosition(data: IDataObject, position: Position): void {
	const stored = readPosition(data.catchUp);
	if (stored !== undefined && !isLater(position, stored)) return;
	data.catchUp = { ...position };
}

/**
 * Compares the beginnings first, because a change of the account starts a new one. Within one beginning, a cursor that
 * was moved back more often is later.
 */
function isLater(position: Position, stored: Position): boolean {
	const begun = (position.beginning ?? 0) - (stored.beginning ?? 0);
	if (begun !== 0) return begun > 0;
	if (isPending(position)) return false;
	if (isPending(stored)) return true;
	const moved = (position.moves ?? 0) - (stored.moves ?? 0);
	return moved > 0 || (moved === 0 && position.watermark > stored.watermark);
}

/** Maximum number of stream positions. A vendor has only a few streams. */
const MOST_POSITIONS = 10;

/** Returns whether a value can be a position of a stream. Printable ASCII is safe in requests and log lines. */
function isStreamPosition(value: unknown): value is string {
	return typeof value === 'string' && /^[!-~]{1,200}$/.test(value);
}

function isNumber(value: unknown): value is number {
	return Number.isFinite(value);
}
