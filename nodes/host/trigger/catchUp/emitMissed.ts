import type { ITriggerFunctions } from 'n8n-workflow';

import type { NormalizedEvent } from '../../../core/event';
import { ok, PROBLEM, type Problem, type Result } from '../../../core/result';
import {
	noteLoad,
	noteLoadDone,
	noteLook as reportLook,
	noteNotStored,
	noteStored,
} from '../../health/noteChecks';
import { nodeRefOf } from '../../health/nodeRef';
import { info, warn } from '../../log';
import { inSlices, SLICE } from '../../slices';
import {
	catchUpStateOf,
	endPart,
	nextCursor,
	noteEmitted,
	noteLook,
	takeBack,
	type CatchUpState,
} from '../catchUpState';
import { wrapCatchUp } from '../items';
import type { ProcessState } from '../processState';
import { forgetEvents, isEmitted, noteEvents } from '../recentEvents';
import { nodeKey } from '../webhookUrls';
import { ExecutionSlots, HELD_FOR_MS } from './executionSlots';
import type { Missed } from './findMissed';
import { isLoading, progressLines } from './load';
import { whenEnded } from './whenEnded';

/**
 * How many executions of one look run at a time. n8n runs all of them in one process, or hands them to a few workers. More
 * at a time would end no sooner, but would fill the memory, the connections to the database, and the rate limit of what the
 * workflow calls.
 */
export const MOST_AT_A_TIME = 4;

const NOT_STORED_DURING: Problem = {
	reason: PROBLEM.unexpected,
	message:
		"During this check, n8n reported that it could not store an execution of an earlier check. Check n8n's log and database.",
};

const LATE = `An execution with events of catch-up has not ended within ${HELD_FOR_MS / 60_000} minutes. Catch-up starts the next one. If this repeats, find out what the workflow waits for.`;

/** Minimum time between two warnings about states near those of webhooks. */
const LOG_NEAR_STATES_MS = 3_600_000;

/**
 * Emits the events of a look, in executions of a limited size, a few at a time. The cursor moves in memory, and the next
 * execution stores it (see `execute`). If n8n restarts before that, the next look begins further back. A cron tick must not
 * store the cursor. Its copy of the static data is from the activation, and would overwrite the data of other nodes.
 *
 * @param signal aborted if the node is deactivated. The events whose execution has not begun then stay before the cursor
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
	const { from, account, found, events, batchSize, hasMore } = missed;
	// `takeBack` has moved the cursor back. The end of this look would move it past the events to find again.
	if (progress.cursor !== from) return { ok: false, problem: NOT_STORED_DURING };
	for (const warning of missed.warnings) warn(functions, warning);
	countNearStates(functions, progress, missed.near, state.clock());
	const next = nextCursor(from, missed.to, loadedObjects(events));
	progress.notedAt = state.clock();
	const { watermark, loaded: objects = 0 } = next;
	reportLook(health, ref, { found, fresh: events, watermark, unread: missed.unread });
	const { loadUntil = -Infinity } = progress;
	if (isLoading(loadUntil, from)) noteLoad(health, ref, objects);
	const executions = Math.ceil(events.length / batchSize);
	const look = noteLook(progress, { from, to: next }, executions, state.clock());
	const slots = new ExecutionSlots(
		state,
		onceOnly(() => warn(functions, LATE)),
	);
	const emitPart = (part: number) => {
		const isLast = part === executions - 1;
		const all = events.slice(part * batchSize, (part + 1) * batchSize);
		// A delivery may have reported an event during a pause. The last execution has to carry the cursor.
		const fresh = all.filter((event) => !isEmitted(progress.recentIds, event));
		const batch = isLast && fresh.length === 0 ? all : fresh;
		if (batch.length === 0) return endPart(progress, look, part, state.clock());
		const end = { cursor: next, look: { id: look.id, part } };
		const items = batch.map((event, index) =>
			wrapCatchUp(event, isLast && index === batch.length - 1 ? end : undefined),
		);
		slots.begin(part);
		functions.emit(
			[items],
			undefined,
			whenEnded({
				ended: () => {
					noteStored(health, ref);
					endPart(progress, look, part, state.clock());
					slots.end(part);
				},
				notStored: (reason) => {
					forgetEvents(progress.recentIds, batch);
					takeBack(progress, look, [part], state.clock());
					const warning = notStoredWarning(batch.length, reason);
					warn(functions, warning);
					noteNotStored(health, ref, warning);
					slots.end(part);
				},
			}),
		);
		for (const { id, capture } of batch)
			progress.recentIds.set(id, state.clock(), capture === 'backfill');
		noteEvents(progress.recentIds, batch, state.clock());
	};
	const left = new Set(Array.from({ length: executions }, (_, part) => part));
	// It runs within `abort`, so the deactivation stores a position before these events.
	const stop = () => {
		noteEmitted(look, state.clock());
		takeBack(progress, look, [...left], state.clock());
	};
	signal.addEventListener('abort', stop, { once: true });
	const mayGoOn = () => !signal.aborted;
	const perSlice = Math.max(Math.floor(SLICE / batchSize), 1);
	await inSlices([...left], perSlice, mayGoOn, async (slice) => {
		for (const part of slice) {
			// The last execution stores the cursor after the look, if it is the only one that has not ended.
			const isFinal = part === executions - 1 && executions > MOST_AT_A_TIME;
			await slots.below(isFinal ? 1 : MOST_AT_A_TIME, signal);
			if (signal.aborted) return;
			left.delete(part);
			emitPart(part);
		}
	});
	signal.removeEventListener('abort', stop);
	if (signal.aborted) return ok(false);
	noteEmitted(look, state.clock());
	// The next look begins after the executions of this one, so that a few run at a time.
	if (hasMore) await slots.below(1, signal);
	if (signal.aborted) return ok(false);
	const isAhead = progress.cursor === next;
	if (!isAhead) return ok(false);
	const isOver = isLoading(loadUntil, from) && !isLoading(loadUntil, next);
	if (isOver) noteLoadDone(health, ref, { objects });
	for (const line of progressLines(account, { from, next, loadUntil, hasMore }))
		info(functions, line);
	return ok(hasMore);
}

function onceOnly(action: () => void): () => void {
	let isDone = false;
	return () => {
		if (!isDone) action();
		isDone = true;
	};
}

/** Returns how many objects the events of a load are about. An object can have two events: its creation and its last change. */
function loadedObjects(events: readonly NormalizedEvent[]): number {
	const loaded = events.filter(({ capture }) => capture === 'backfill');
	return new Set(loaded.map(({ objectType, objectId }) => `${objectType}/${objectId}`)).size;
}

function notStoredWarning(count: number, reason: string): string {
	return `n8n could not store the execution of ${count} missed event${count === 1 ? '' : 's'}. Catch-up emits them again at the next check. Check n8n's log and database. The reason was: ${reason}`;
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
			`Catch-up found ${total} changes of objects that a delivery had reported with another date in the same minute. If your objects do not change that often, the vendor's webhooks and lists have different dates. Report this as a bug.`,
		);
}
