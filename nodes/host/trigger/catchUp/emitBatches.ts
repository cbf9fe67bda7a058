import type { ITriggerFunctions } from 'n8n-workflow';

import type { NormalizedEvent } from '../../../core/event';
import { noteNotStored, noteStored } from '../../health/noteChecks';
import { nodeRefOf } from '../../health/nodeRef';
import { warn } from '../../log';
import { inSlices, SLICE } from '../../slices';
import {
	endPart,
	noteEmitted,
	takeBack,
	withLoad,
	type CatchUpState,
	type OpenLook,
} from '../catchUpState';
import { wrapCatchUp } from '../items';
import type { MovedCursor } from '../position';
import type { ProcessState } from '../processState';
import { forgetEvents, isEmitted, noteEvents } from '../recentEvents';
import { ExecutionSlots, HELD_FOR_MS } from './executionSlots';
import { whenEnded } from './whenEnded';

/**
 * How many executions of one look run at a time. n8n runs all of them in one process, or hands them to a few workers. More
 * would end no sooner. They would only fill the memory, the connections to the database, and the rate limit of what the
 * workflow calls.
 */
export const MOST_AT_A_TIME = 4;

const LATE = `An execution with events of catch-up has not ended within ${HELD_FOR_MS / 60_000} minutes. Catch-up starts the next one. If this repeats, find out what the workflow waits for.`;

/** What the executions of a look emit. */
interface Emission {
	look: OpenLook;
	/** The cursor after the look. */
	next: MovedCursor;
	/** The events of each execution. */
	batches: ReadonlyArray<readonly NormalizedEvent[]>;
	/** Whether the next look follows at once. It begins after the executions of this one, so that only a few run at a time. */
	hasMore: boolean;
}

/**
 * Starts the executions of a look, a few at a time.
 *
 * @param signal aborted if the node is deactivated. The cursor then moves back, before the events whose execution has not
 *   begun
 * @returns whether all of them have begun
 */
export async function emitBatches(
	functions: ITriggerFunctions,
	state: ProcessState,
	progress: CatchUpState,
	{ look, next, batches, hasMore }: Emission,
	signal: AbortSignal,
): Promise<boolean> {
	const { health } = state;
	const ref = nodeRefOf(functions);
	const last = batches.length - 1;
	const slots = new ExecutionSlots(state, lateWarning(functions));
	const emitPart = (part: number) => {
		// While this part waited, a delivery may have reported one of its events. The last part always starts an execution,
		// because that execution stores the cursor.
		const fresh = batches[part].filter((event) => !isEmitted(progress.recentIds, event));
		const batch = part === last && fresh.length === 0 ? batches[part] : fresh;
		if (batch.length === 0) return endPart(progress, look, part, state.clock());
		health.ledger(ref).started++;
		const end = { cursor: withLoad(next, progress), look: { id: look.id, part } };
		const items = batch.map((event, index) =>
			wrapCatchUp(event, part === last && index === batch.length - 1 ? end : undefined),
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
	const left = new Set(batches.keys());
	// `abort` calls it synchronously, so the position that the deactivation then stores is before these events.
	const stop = () => {
		noteEmitted(look, state.clock());
		takeBack(progress, look, [...left], state.clock());
	};
	signal.addEventListener('abort', stop, { once: true });
	const perSlice = Math.max(Math.floor(SLICE / Math.max(batches[0]?.length ?? 1, 1)), 1);
	const mayGoOn = () => !signal.aborted;
	await inSlices([...left], perSlice, mayGoOn, async (slice) => {
		for (const part of slice) {
			// The last execution can store the end cursor of the look only if all others have ended.
			const isFinal = part === last && (batches.length > MOST_AT_A_TIME || hasMore);
			await slots.below(isFinal ? 1 : MOST_AT_A_TIME, signal);
			if (signal.aborted) return;
			left.delete(part);
			emitPart(part);
		}
	});
	signal.removeEventListener('abort', stop);
	if (signal.aborted) return false;
	noteEmitted(look, state.clock());
	if (hasMore) await slots.below(1, signal);
	return !signal.aborted;
}

/**
 * Returns a function that logs once. A pending pause can keep this function in memory after the look, so it must not
 * reference the events of the look.
 */
function lateWarning(functions: ITriggerFunctions): () => void {
	let isLogged = false;
	return () => {
		if (!isLogged) warn(functions, LATE);
		isLogged = true;
	};
}

function notStoredWarning(count: number, reason: string): string {
	return `n8n could not store an execution with ${count === 1 ? '1 event' : `${count} events`} of catch-up. Catch-up emits them again at the next check. Check n8n's log and database. The reason was: ${reason}`;
}
