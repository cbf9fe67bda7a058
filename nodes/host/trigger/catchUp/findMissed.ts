import type { ITriggerFunctions } from 'n8n-workflow';

import { toEvent, type NormalizedEvent } from '../../../core/event';
import { replaces } from '../../../core/replaces';
import { ok, type Problem, type Result } from '../../../core/result';
import type { CatchUp } from '../../../core/vendor';
import { warn } from '../../log';
import { readNumber } from '../../panelValues';
import { inSlices, SLICE } from '../../slices';
import { readSource } from '../../sourceOptions';
import { DEFAULT_CATCH_UP_BATCH, MOST_IN_BATCH } from '../../startFrom';
import { beginAt, catchUpStateOf, firstCursor, newBeginning, positionOf } from '../catchUpState';
import { wrapPosition } from '../items';
import type { MovedCursor } from '../position';
import type { ProcessState } from '../processState';
import { isEmitted, isNearWebhook } from '../recentEvents';
import type { TriggerConfig } from '../triggerConfig';
import { nodeKey } from '../webhookUrls';
import { leaveOther } from './accountChange';
import { MOST_AT_A_TIME } from './emitBatches';
import { isLoading, openUntil } from './load';

/**
 * How long a look may send requests. It loses what it has found if it takes longer than 30 minutes (lookForMissed.ts). The
 * lists of a slow vendor would then be read again at each check, and none of their events would be emitted.
 */
const READ_FOR_MS = 25 * 60_000;

/** What a look has found, and not emitted yet. */
export interface Missed {
	/** The cursor at which the look began, and the one after it. */
	from: MovedCursor;
	to: MovedCursor;
	account: string;
	/** All changes that the look found, and those of them that had not been emitted. */
	found: readonly NormalizedEvent[];
	events: readonly NormalizedEvent[];
	/** For how many of `events` a webhook reported another state of the object in the same minute (`isNearWebhook`). */
	near: number;
	/** Maximum number of events in one execution. */
	batchSize: number;
	warnings: readonly string[];
	unread: ReadonlyArray<{ list: string; problem: Problem }>;
	/** Whether the vendor has more changes that the next look can read at once. */
	hasMore: boolean;
}

/**
 * Asks the vendor once for events that no delivery reported. It emits nothing and moves no cursor, with one exception: if
 * the account has changed, one execution without events stores the new position.
 *
 * @param signal aborted if the look takes too long, or if the node is deactivated
 * @returns undefined if the signal is aborted
 */
export async function findMissed<Connection, Payload, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	connection: Connection,
	state: ProcessState,
	catchUp: CatchUp<Connection>,
	signal: AbortSignal,
): Promise<Result<Missed | undefined>> {
	const progress = catchUpStateOf(state, nodeKey(functions));
	if (signal.aborted) return ok(undefined);
	const account = config.vendor.account(connection);
	if (leaveOther(functions, progress, account, state.clock())) {
		const position = positionOf(progress, state.clock());
		// With *Always Output Data*, n8n puts an item into the empty list, and the workflow would run with it.
		const isRunning = functions.getNode().alwaysOutputData === true;
		if (position !== undefined && !isRunning) functions.emit([[wrapPosition(position)]]);
	}
	let { cursor } = progress;
	if (cursor === undefined) {
		const begun = await catchUp.begin(connection);
		if (signal.aborted) return ok(undefined);
		if (!begun.ok) return begun;
		for (const warning of begun.value.warnings ?? []) warn(functions, warning);
		const now = state.clock();
		const pending = progress.pending ?? newBeginning(progress, account, now);
		cursor = firstCursor(begun.value.cursor, pending, now);
		beginAt(progress, cursor);
	}
	const endsAt = state.clock() + READ_FOR_MS;
	const mayAsk = () => !signal.aborted && state.clock() < endsAt;
	const loadUntil = progress.load?.until ?? -Infinity;
	const size = functions.getNodeParameter('batchSize', DEFAULT_CATCH_UP_BATCH);
	const batchSize = readNumber(size, 1, MOST_IN_BATCH, DEFAULT_CATCH_UP_BATCH);
	const isShort = isLoading(openUntil(progress.load), cursor) && (progress.idleLooks ?? 0) === 0;
	const looked = await catchUp.look(connection, cursor, {
		mayGoOn: mayAsk,
		...(isShort && { rows: batchSize * MOST_AT_A_TIME }),
	});
	if (signal.aborted) return ok(undefined);
	if (!looked.ok) return looked;
	const { changes, cursor: next, warnings = [], unread = [], hasMore = false } = looked.value;
	const source = readSource(functions, { ...config.vendor, account });
	const receivedAt = Date.now();
	const mayGoOn = () => !signal.aborted;
	const found: NormalizedEvent[] = [];
	const isMade = await inSlices(changes, SLICE, mayGoOn, (slice) => {
		for (const change of slice) {
			const capture = Date.parse(change.date) < loadUntil ? 'backfill' : 'polling';
			found.push(toEvent(change, source, { capture, receivedAt }));
		}
	});
	const events: NormalizedEvent[] = [];
	let near = 0;
	const isFiltered = await inSlices(withoutRepeats(found), SLICE, mayGoOn, (slice) => {
		const fresh = slice.filter((event) => !isEmitted(progress.recentIds, event));
		near += fresh.filter((event) => isNearWebhook(progress.recentIds, event)).length;
		events.push(...fresh);
	});
	if (signal.aborted || !isMade || !isFiltered) return ok(undefined);
	return ok({
		...{ from: cursor, to: { ...next, account }, account, found, events, near, batchSize },
		...{ warnings, unread, hasMore },
	});
}

/** Returns one event of each state. Of events without a state, it returns one of each id. */
function withoutRepeats(events: readonly NormalizedEvent[]): NormalizedEvent[] {
	const kept = new Map<string, NormalizedEvent>();
	for (const event of events) {
		const key = event.stateId ?? event.id;
		if (replaces(event, kept.get(key))) kept.set(key, event);
	}
	return [...kept.values()];
}
