import type { IHookFunctions } from 'n8n-workflow';

import { activationError } from '../../nodeErrors';
import { futureStart, readStartFrom, type StartFrom } from '../../startFrom';
import type { MovedCursor, StoredLoad } from '../position';

/** A load logs its progress each time it has emitted this many objects. */
const LOGGED_EVERY = 10_000;

/**
 * Returns when an unfinished load took effect. If the user then chooses *Now*, catch-up continues at that time.
 *
 * @returns epoch milliseconds, or undefined if the load has ended
 */
export function stopOf(
	load: StoredLoad | undefined,
	cursor: MovedCursor | undefined,
): number | undefined {
	if (load === undefined || cursor === undefined) return undefined;
	return isLoading(openUntil(load), cursor) ? load.until : undefined;
}

/**
 * Returns when a load took effect, in epoch milliseconds, or -Infinity if it has ended. Later, a list can be behind again,
 * for example because it could not be read. This does not begin the load again.
 */
export function openUntil(load: StoredLoad | undefined): number {
	return load === undefined || load.isOver ? -Infinity : load.until;
}

/** Returns whether catch-up at a cursor still has to read what happened before a time. */
export function isLoading(until: number, { watermark, behind }: MovedCursor): boolean {
	return watermark < until || (Number.isFinite(until) && behind !== undefined);
}

/**
 * Reads *Start From* of a node.
 *
 * @throws the reason why it cannot be read
 */
export function startFromOf(functions: IHookFunctions): StartFrom | undefined {
	const choice = functions.getNodeParameter('startFrom', 'now');
	const date = functions.getNodeParameter('startDate', '');
	const read = readStartFrom({ choice, date, batchSize: undefined }, functions.getNode(), () =>
		functions.getTimezone(),
	);
	const problem = read.ok ? futureStart(read.value) : read.problem;
	if (problem !== undefined) throw activationError(functions.getNode(), problem);
	return read.ok ? read.value : undefined;
}

/**
 * Returns the sentences for the log about a look: how far a load has come, or that more changes are left to read.
 *
 * @param look the cursors before and after it, when *Start From* took effect, and whether the next look follows at once
 */
export function progressLines(
	account: string,
	look: { from: MovedCursor; next: MovedCursor; loadUntil: number; hasMore: boolean },
): string[] {
	const { from, next, loadUntil, hasMore } = look;
	if (!isLoading(loadUntil, from))
		return hasMore ? [`Catch-up of ${account} has more changes to read, and continues.`] : [];
	const { loaded = 0 } = next;
	if (!isLoading(loadUntil, next))
		return [`The load of existing objects of ${account} has ended. Objects emitted: ${loaded}.`];
	if (Math.floor(loaded / LOGGED_EVERY) === Math.floor((from.loaded ?? 0) / LOGGED_EVERY))
		return [];
	return [
		`The load of existing objects of ${account} continues. Objects emitted so far: ${loaded}.`,
	];
}
