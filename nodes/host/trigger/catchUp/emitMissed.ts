import type { ITriggerFunctions } from 'n8n-workflow';

import type { NormalizedEvent } from '../../../core/event';
import { ok, PROBLEM, type Problem, type Result } from '../../../core/result';
import { noteLoad, noteLoadDone, noteLook as reportLook } from '../../health/noteChecks';
import { nodeRefOf } from '../../health/nodeRef';
import { info, warn } from '../../log';
import {
	catchUpStateOf,
	hasSameLists,
	nextCursor,
	noteLook,
	type CatchUpState,
} from '../catchUpState';
import type { ProcessState } from '../processState';
import { nodeKey } from '../webhookUrls';
import { emitBatches } from './emitBatches';
import type { Missed } from './findMissed';
import { isLoading, openUntil, progressLines } from './load';

const NOT_STORED_DURING: Problem = {
	reason: PROBLEM.unexpected,
	message:
		"During this check, n8n reported that it could not store an execution of an earlier check. Look for the cause in n8n's log and database.",
};

/** Minimum time between two warnings of `countNearStates`. */
const LOG_NEAR_STATES_MS = 3_600_000;

/**
 * How many looks in a row may find nothing new. Otherwise, requests to a vendor that always has more would never end. Twenty
 * looks read 400,000 events of Box.
 */
const MOST_IDLE_LOOKS = 20;
const NO_FURTHER =
	'Catch-up ended where it began, although the vendor has more to read. It tries again at the next check. If this repeats, report it as a bug.';
const TOO_MANY_IDLE = `Catch-up has read ${MOST_IDLE_LOOKS} times in a row and found nothing new, although the vendor has more to read. It continues at the next check. If this repeats, report it as a bug.`;

/**
 * Emits the events of a look, in executions of a limited size, a few at a time. The cursor moves in memory, and the next
 * execution stores it (see `execute`). If n8n restarts before that, the next look begins further back. A cron tick must not
 * store the cursor. Its copy of the static data is from the activation, and would overwrite the data of other nodes.
 *
 * @param signal aborted if the node is deactivated. The cursor then moves back, before the events whose execution has not
 *   begun
 * @returns whether the next look can follow at once, because the vendor has more and n8n has stored all executions
 */
export async function emitMissed(
	functions: ITriggerFunctions,
	state: ProcessState,
	missed: Missed,
	signal: AbortSignal,
): Promise<Result<boolean>> {
	const progress = catchUpStateOf(state, nodeKey(functions));
	if (signal.aborted) return ok(false);
	const { health } = state;
	const ref = nodeRefOf(functions);
	const { from, account, found, events } = missed;
	// `takeBack` has moved the cursor back. This look would move it past events that the next look has to find again.
	if (progress.cursor !== from) return { ok: false, problem: NOT_STORED_DURING };
	for (const warning of missed.warnings) warn(functions, warning);
	countNearStates(functions, progress, missed.near, state.clock());
	const next = nextCursor(from, missed.to, loadedObjects(events));
	progress.notedAt = state.clock();
	// A look that made no progress would repeat its requests forever.
	const isFurther = missed.hasMore && !hasSameLists(from, next);
	progress.idleLooks = events.length > 0 ? 0 : (progress.idleLooks ?? 0) + 1;
	const hasMore = isFurther && progress.idleLooks < MOST_IDLE_LOOKS;
	if (isFurther && !hasMore) warn(functions, TOO_MANY_IDLE);
	if (missed.hasMore && !isFurther) warn(functions, NO_FURTHER);
	const { watermark, loaded: objects = 0 } = next;
	reportLook(health, ref, { found, fresh: events, watermark, unread: missed.unread });
	const loadUntil = openUntil(progress.load);
	if (isLoading(loadUntil, from)) noteLoad(health, ref, objects);
	const batches = inBatches(events, missed.batchSize);
	const look = noteLook(progress, { from, to: next }, batches.length, state.clock());
	const isDone = await emitBatches(
		functions,
		state,
		progress,
		{ look, next, batches, hasMore },
		signal,
	);
	if (!isDone) return ok(false);
	const isAhead = progress.cursor === next;
	if (!isAhead) return ok(false);
	const isOver = isLoading(loadUntil, from) && !isLoading(loadUntil, next);
	if (isOver) noteLoadDone(health, ref, { objects });
	if (progress.load && !isLoading(loadUntil, next))
		progress.load = { ...progress.load, isOver: true };
	for (const line of progressLines(account, { from, next, loadUntil, hasMore }))
		info(functions, line);
	return ok(hasMore);
}

/** Returns how many objects the events of a load are about. An object can have two events: its creation and its last change. */
function loadedObjects(events: readonly NormalizedEvent[]): number {
	const loaded = events.filter(({ capture }) => capture === 'backfill');
	return new Set(loaded.map(({ objectType, objectId }) => `${objectType}/${objectId}`)).size;
}

/**
 * Logs at most once an hour how many states were emitted although a webhook reported another state within the same
 * minute. If the dates of webhooks and catch-up differ, every change is emitted twice, and only this count shows it.
 */
function countNearStates(
	functions: ITriggerFunctions,
	progress: CatchUpState,
	near: number,
	now: number,
): void {
	if (near === 0) return;
	const { count = 0, loggedAt = -Infinity } = progress.nearStates ?? {};
	const total = count + near;
	const isDue = now - loggedAt >= LOG_NEAR_STATES_MS;
	progress.nearStates = isDue ? { count: 0, loggedAt: now } : { count: total, loggedAt };
	if (isDue)
		warn(
			functions,
			`Catch-up found ${total} changes within a minute of a delivered change of the same object. If your objects do not change that often, the vendor's webhooks and lists give different times for one change: report this as a bug.`,
		);
}

function inBatches<Item>(items: readonly Item[], size: number): Item[][] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
		items.slice(index * size, (index + 1) * size),
	);
}
