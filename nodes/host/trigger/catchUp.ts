import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import { toEvent, type NormalizedEvent } from '../../core/event';
import { isPassing, PROBLEM, type Problem } from '../../core/result';
import type { CatchUp } from '../../core/vendor';
import { isoSecond } from '../../core/dates';
import { nodeRefOf } from '../health/nodeRef';
import { noteLook as reportLook, noteNotStored, noteStored } from '../health/noteChecks';
import { messageOf, warn } from '../log';
import { activationError, problemError } from '../nodeErrors';
import { inSlices } from '../slices';
import { readSource } from '../sourceOptions';
import { EARLIEST, readStartFrom, type StartFrom } from '../startFrom';
import {
	beginAt,
	beginLater,
	catchUpStateOf,
	endPart,
	firstCursor,
	newBeginning,
	nextCursor,
	noteBeginning,
	noteLook,
	positionOf,
	resumeAt,
	takeBack,
	type CatchUpState,
} from './catchUpState';
import { wrapCatchUp, wrapPosition } from './items';
import { isOfAnother, readPosition, type MovedCursor, type Position } from './position';
import type { ProcessState } from './processState';
import { forgetEvents, isEmitted, isNearWebhook, noteEvents } from './recentEvents';
import type { TriggerConfig } from './triggerConfig';
import { isTestKey, nodeKey } from './webhookUrls';

/**
 * An activation this soon after a deactivation resumes at the cursor, because n8n deactivates and activates a workflow
 * that is edited. A later activation sets a new cursor: changes while a workflow is off produce no events.
 */
const RESUME_WITHIN_MS = 3_600_000;

/** The same for a start of n8n after a kill. The machine may have been off. */
const RESUME_ENDED_WITHIN_MS = 24 * 3_600_000;

/** Maximum number of items in one execution. One look may find the changes of a whole day. */
const ITEMS_PER_EXECUTION = 100;

/** How many events are made or emitted without a pause, which takes some 20 ms. One look may find 100,000. */
const SLICE = 500;

const NOT_STORED =
	'n8n has no stored position of catch-up, so catch-up begins now. It does not find what changed before, for example while n8n was off.';

const NOT_STORED_DURING: Problem = {
	reason: PROBLEM.unexpected,
	message:
		"During this check, n8n reported that it could not store an execution of an earlier check. Check n8n's log and database.",
};

/** Minimum time between two warnings about states near those of webhooks. */
const LOG_NEAR_STATES_MS = 3_600_000;

/**
 * Sets and stores the position of a node that is activated.
 *
 * After a restart of n8n, catch-up resumes at the stored position, however old it is, and makes no request. Only
 * executions store a later one, so after a day without events it is a day old. The next look then covers that day.
 *
 * If the vendor cannot respond now, `lookForMissed` sets the cursor at a later check, to the time of the activation. That
 * time is stored here, because a check cannot store anything.
 *
 * @param account the account of the connection. The position of another account is discarded
 * @param isRestart whether n8n activates a workflow that was active before
 * @returns whether a look is due: it resumed at a stored position, or *Start From* asks for what happened before
 * @throws the vendor's problem, unless n8n restarts or the problem can end by itself
 */
export async function beginCatchUp<Connection>(
	functions: IHookFunctions,
	catchUp: CatchUp<Connection>,
	connection: Connection,
	account: string,
	state: ProcessState,
	isRestart: boolean,
): Promise<boolean> {
	const progress = catchUpStateOf(state, nodeKey(functions));
	abandonLook(progress);
	const startedAt = state.clock();
	const data = functions.getWorkflowStaticData('node');
	const stored =
		readPosition(data.catchUp) ?? (isRestart ? readEnded(data.catchUpEnded) : undefined);
	noteBeginning(progress, stored?.beginning);
	if (isRestart && stored !== undefined) resumeAt(progress, stored, startedAt);
	const isOther = leaveOther(functions, progress, account, startedAt);
	const isTest = functions.getMode() === 'manual';
	if (!isTest) delete data.catchUpEnded;
	if (isRestart && stored !== undefined && !isOther) {
		progress.loadUntil = readLoad(data.load)?.until;
		data.catchUp = { ...stored };
		return true;
	}
	const startFrom = isTest || isRestart ? undefined : startFromOf(functions);
	const last = readLoad(data.load);
	const isLoad = startFrom !== undefined && last?.choice !== startFrom.choice;
	const { cursor, notedAt = -Infinity } = progress;
	const stopsAt = startFrom === undefined && !isTest ? stopOf(last, cursor) : undefined;
	const from = isLoad ? (startFrom.since ?? EARLIEST) : stopsAt;
	const isRecent = from === undefined && (isOther || startedAt - notedAt < RESUME_WITHIN_MS);
	const resumes = cursor !== undefined && isRecent;
	// A load is catch-up that begins in the past, by `ProcessState.clock`.
	const since = from === undefined ? startedAt : startedAt - (Date.now() - from);
	const pending =
		(isRecent ? progress.pending : undefined) ?? newBeginning(progress, account, since);
	if (isRestart && !isRecent) warn(functions, NOT_STORED);
	const begun = await catchUp.begin(connection);
	if (!begun.ok) {
		// A test in the editor has no checks.
		const isForLater = isRestart || (isPassing(begun.problem) && !isTest);
		if (!isForLater)
			throw (isTest ? problemError : activationError)(functions.getNode(), begun.problem);
		progress.notedAt = startedAt;
		if (!resumes) {
			beginLater(progress, pending);
			const since = isoSecond(Date.now() - (startedAt - pending.since));
			warn(
				functions,
				`The node could not begin its catch-up, and will try again at the next check. Catch-up then also finds changes since ${since}. ${begun.problem.message}`,
			);
		}
	} else {
		for (const warning of begun.value.warnings ?? []) warn(functions, warning);
		if (!resumes) beginAt(progress, firstCursor(begun.value.cursor, pending, startedAt));
		progress.notedAt = state.clock();
	}
	// Without a stored position, catch-up after a restart would begin at the restart, or at a position from before a pause.
	if (isTest) return false;
	data.catchUp = { ...positionOf(progress, state.clock()) };
	if (isLoad) data.load = { choice: startFrom.choice, until: Date.now() };
	else if (!isRestart && startFrom === undefined) delete data.load;
	progress.loadUntil = readLoad(data.load)?.until;
	return isLoad;
}

/** The last choice in *Start From*, and when it took effect, in epoch milliseconds. */
interface StoredLoad {
	choice: string;
	until: number;
}

function readLoad(value: unknown): StoredLoad | undefined {
	const { choice, until } = (value ?? {}) as Partial<StoredLoad>;
	return typeof choice === 'string' && typeof until === 'number' ? { choice, until } : undefined;
}

/**
 * Returns when an unfinished load took effect. If the user then chooses *Now*, catch-up continues at that time.
 *
 * @returns epoch milliseconds, or undefined if the load has ended
 */
function stopOf(load: StoredLoad | undefined, cursor: MovedCursor | undefined): number | undefined {
	if (load === undefined || cursor === undefined) return undefined;
	return isLoading(load.until, cursor) ? load.until : undefined;
}

/** Returns whether catch-up at a cursor still has to read what happened before a time. */
function isLoading(until: number, { watermark, behind }: MovedCursor): boolean {
	return watermark < until || (Number.isFinite(until) && behind !== undefined);
}

function startFromOf(functions: IHookFunctions): StartFrom | undefined {
	const choice = functions.getNodeParameter('startFrom', 'now');
	const date = functions.getNodeParameter('startDate', '');
	const read = readStartFrom({ choice, date, batchSize: undefined }, () => functions.getTimezone());
	if (!read.ok) throw activationError(functions.getNode(), read.problem);
	return read.value;
}

/**
 * Ends catch-up at a deactivation, and moves its stored position from `catchUp` to `catchUpEnded`. Otherwise, the
 * events of the pause could be emitted later. If n8n is killed while it replaces a version of the workflow, the next
 * start resumes at `catchUpEnded`.
 *
 * @param node the node's key (`nodeKey`)
 */
export function endCatchUp(functions: IHookFunctions, state: ProcessState, node: string): void {
	const progress = catchUpStateOf(state, node);
	abandonLook(progress);
	progress.notedAt = state.clock();
	if (isTestKey(node)) return;
	const data = functions.getWorkflowStaticData('node');
	const position = positionOf(progress, state.clock()) ?? readPosition(data.catchUp);
	delete data.catchUp;
	if (position !== undefined) data.catchUpEnded = { position: { ...position }, at: Date.now() };
}

/**
 * Reads the position of a deactivation of the last 24 hours. If n8n starts with such a position, it was killed after a
 * deactivation. It was replacing the workflow's version, or a person was activating the workflow.
 */
function readEnded(value: unknown): Position | undefined {
	const { position, at } = (value ?? {}) as { position?: unknown; at?: unknown };
	const isRecent = typeof at === 'number' && Math.abs(Date.now() - at) < RESUME_ENDED_WITHIN_MS;
	return isRecent ? readPosition(position) : undefined;
}

/**
 * Discards the position of another account, because it does not apply to the changes of the new account.
 *
 * @param now milliseconds of `ProcessState.clock`
 * @returns whether the position was of another account
 */
function leaveOther(
	functions: IHookFunctions | ITriggerFunctions,
	progress: CatchUpState,
	account: string,
	now: number,
): boolean {
	const left = progress.cursor ?? progress.pending;
	if (left === undefined || !isOfAnother(left, account)) return false;
	beginLater(progress, newBeginning(progress, account, now));
	warn(
		functions,
		`The account of the credential has changed from ${left.account} to ${account}, so catch-up starts again now. It does not find earlier changes. If that is wrong, choose the credential of ${left.account}.`,
	);
	return true;
}

/** Aborts a look that is under way or due, so that it cannot delay the next activation. */
function abandonLook(progress: CatchUpState): void {
	progress.look?.abort();
	progress.look = undefined;
	progress.isFirstLookDue = false;
}

/**
 * Looks once for events that no delivery reported, and emits those that were not emitted before. The cursor moves in
 * memory, and the next execution stores it (see `execute`). If n8n restarts before that, the next look begins further
 * back. A cron tick must not store the cursor. Its copy of the static data is from the activation, and would overwrite the
 * data of other nodes. If the account has changed, one execution without events stores the new position.
 *
 * @param signal aborted if the look takes too long, or if the node is deactivated
 * @returns the problem of a look that failed, or undefined
 */
export async function lookForMissed<Connection, Payload, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	connection: Connection,
	state: ProcessState,
	catchUp: CatchUp<Connection>,
	signal: AbortSignal,
): Promise<Problem | undefined> {
	const progress = catchUpStateOf(state, nodeKey(functions));
	const { health } = state;
	const ref = nodeRefOf(functions);
	if (signal.aborted) return undefined;
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
		if (signal.aborted) return undefined;
		if (!begun.ok) return begun.problem;
		for (const warning of begun.value.warnings ?? []) warn(functions, warning);
		const now = state.clock();
		const pending = progress.pending ?? newBeginning(progress, account, now);
		cursor = firstCursor(begun.value.cursor, pending, now);
		beginAt(progress, cursor);
	}
	const looked = await catchUp.look(connection, cursor, () => !signal.aborted);
	if (signal.aborted) return undefined;
	if (!looked.ok) return looked.problem;
	const { vendor } = config;
	const source = readSource(functions, { ...vendor, account });
	const receivedAt = Date.now();
	const { loadUntil = -Infinity } = progress;
	const mayGoOn = () => !signal.aborted;
	const found: NormalizedEvent[] = [];
	const isMade = await inSlices(looked.value.changes, SLICE, mayGoOn, (slice) => {
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
	if (signal.aborted || !isMade || !isFiltered) return undefined;
	// `takeBack` has moved the cursor back. The end of this look would move it past the events to find again.
	if (progress.cursor !== cursor) return NOT_STORED_DURING;
	for (const warning of looked.value.warnings ?? []) warn(functions, warning);
	countNearStates(functions, progress, near, state.clock());
	const next = { ...nextCursor(cursor, looked.value.cursor), account };
	progress.notedAt = state.clock();
	reportLook(health, ref, {
		...{ found, fresh: events, watermark: next.watermark, unread: looked.value.unread ?? [] },
		isLoadDone: isLoading(loadUntil, cursor) && !isLoading(loadUntil, next),
	});
	const executions = Math.ceil(events.length / ITEMS_PER_EXECUTION);
	const look = noteLook(progress, { from: cursor, to: next }, executions, state.clock());
	const emitPart = (part: number) => {
		const isLast = part === executions - 1;
		const all = events.slice(part * ITEMS_PER_EXECUTION, (part + 1) * ITEMS_PER_EXECUTION);
		// A delivery may have reported an event during a pause. The last execution has to carry the cursor.
		const fresh = all.filter((event) => !isEmitted(progress.recentIds, event));
		const batch = isLast && fresh.length === 0 ? all : fresh;
		if (batch.length === 0) return endPart(progress, look, part, state.clock());
		health.ledger(ref).started++;
		const end = { cursor: next, look: { id: look.id, part } };
		const items = batch.map((event, index) =>
			wrapCatchUp(event, isLast && index === batch.length - 1 ? end : undefined),
		);
		functions.emit(
			[items],
			undefined,
			whenEnded({
				ended: () => {
					noteStored(health, ref);
					endPart(progress, look, part, state.clock());
				},
				notStored: (reason) => {
					forgetEvents(progress.recentIds, batch);
					takeBack(progress, look, part, state.clock());
					const warning = notStoredWarning(batch.length, reason);
					warn(functions, warning);
					noteNotStored(health, ref, warning);
				},
			}),
		);
		for (const { id } of batch) progress.recentIds.set(id, state.clock());
		noteEvents(progress.recentIds, batch, state.clock());
	};
	const parts = Array.from({ length: executions }, (_, part) => part);
	const left = new Set(parts);
	await inSlices(parts, SLICE / ITEMS_PER_EXECUTION, mayGoOn, (slice) => {
		for (const part of slice) {
			emitPart(part);
			left.delete(part);
		}
	});
	// The node was deactivated during a pause. If it is activated again soon, catch-up continues before these events.
	for (const part of left) takeBack(progress, look, part, state.clock());
	return undefined;
}

/** A promise that n8n settles when an execution has ended. */
type Done = NonNullable<Parameters<ITriggerFunctions['emit']>[2]>;

/** What n8n can report about an execution. */
interface Outcomes {
	/** The execution has ended, even if it failed. */
	ended(): void;
	/** n8n could not store the execution. */
	notStored(reason: string): void;
}

/** The names of errors with which n8n reports executions that were stored, and have ended or were stopped. */
const STORED = /Cancelled|NotFound/;

/**
 * Returns a promise for `emit` that calls one of the two functions once n8n reports the outcome of the execution. n8n 2.x
 * rejects the promise if it could not store the execution, and also if someone stops it (active-executions.js of n8n
 * 2.41.1).
 */
function whenEnded({ ended, notStored }: Outcomes): Done {
	const settle: { resolve: () => void; reject: (error: unknown) => void } = {
		resolve: () => undefined,
		reject: () => undefined,
	};
	const promise = new Promise<void>((resolve, reject) =>
		Object.assign(settle, { resolve, reject }),
	);
	const told = promise.then(ended, (error: unknown) => {
		const isStored = error instanceof Error && STORED.test(error.constructor.name);
		if (isStored) ended();
		else notStored(messageOf(error));
	});
	return {
		promise: told as Promise<never>,
		resolve: () => settle.resolve(),
		reject: (error: unknown) => settle.reject(error),
	};
}

function notStoredWarning(count: number, reason: string): string {
	return `n8n could not store the execution of ${count} missed event${count === 1 ? '' : 's'}. Catch-up emits them again at the next check. Check n8n's log and database. The reason was: ${reason}`;
}

/** Returns the last event of each state. Of events without a state, it returns the last one of each id. */
function withoutRepeats(events: readonly NormalizedEvent[]): NormalizedEvent[] {
	return [...new Map(events.map((event) => [event.stateId ?? event.id, event])).values()];
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
