import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import { toEvent } from '../../core/event';
import type { CatchUp } from '../../core/vendor';
import { warn } from '../log';
import { problemError } from '../nodeErrors';
import { readSource } from '../sourceOptions';
import { catchUpStateOf, nextCursor, readCursor, type CatchUpState } from './catchUpState';
import { wrapCatchUp } from './items';
import type { ProcessState } from './processState';
import type { TriggerConfig } from './triggerConfig';
import { isTestKey, nodeKey } from './webhookUrls';

/**
 * An activation this soon after the last one resumes at its cursor, because editing a workflow deactivates and
 * activates it. A later activation sets a new cursor: changes while a workflow is off produce no events.
 */
const RESUME_WITHIN_MS = 3_600_000;

/** Maximum number of items in one execution. One look may find the changes of a whole day. */
const ITEMS_PER_EXECUTION = 100;

/**
 * Sets the cursor of a node that is activated.
 *
 * After a restart of n8n, catch-up resumes at the stored cursor, however old it is, and makes no request. Only
 * executions store the cursor, so after a day without events it is a day old. The next look then covers that day.
 *
 * @param isRestart whether n8n activates a workflow that was active before
 * @throws the vendor's problem, unless n8n restarts
 */
export async function beginCatchUp<Connection>(
	functions: IHookFunctions,
	catchUp: CatchUp<Connection>,
	connection: Connection,
	state: ProcessState,
	isRestart: boolean,
): Promise<void> {
	const progress = catchUpStateOf(state, nodeKey(functions));
	abandonLook(progress);
	const data = functions.getWorkflowStaticData('node');
	const stored = readCursor(data.catchUp);
	if (isRestart && stored !== undefined) {
		progress.cursor = stored;
		return;
	}
	const begun = await catchUp.begin(connection);
	if (!begun.ok) {
		if (!isRestart) throw problemError(functions.getNode(), begun.problem);
		warn(
			functions,
			`The node could not begin its catch-up while n8n started, and will try again at the next check. ${begun.problem.message}`,
		);
		return;
	}
	const { cursor, notedAt = -Infinity } = progress;
	const resumes = cursor !== undefined && state.clock() - notedAt < RESUME_WITHIN_MS;
	progress.cursor = resumes ? cursor : { ...begun.value, moves: cursor?.moves };
	progress.notedAt = state.clock();
	if (functions.getMode() !== 'manual') data.catchUp = { ...progress.cursor };
}

/**
 * Ends catch-up at a deactivation, and deletes the stored cursor. Otherwise the events of a pause would be emitted
 * later.
 *
 * @param node its key
 */
export function endCatchUp(functions: IHookFunctions, state: ProcessState, node: string): void {
	const progress = catchUpStateOf(state, node);
	abandonLook(progress);
	progress.notedAt = state.clock();
	if (!isTestKey(node)) delete functions.getWorkflowStaticData('node').catchUp;
}

/** Aborts a look that is under way, so that it cannot delay the next activation. */
function abandonLook(progress: CatchUpState): void {
	progress.look?.abort();
	progress.look = undefined;
}

/**
 * Looks once for events that no delivery reported, and emits those that were not emitted before. The cursor moves in
 * memory, and the next execution stores it (see `execute`). Until then, a restart looks further back. A tick of the cron
 * must not store it: its copy of the static data is as old as the activation and would overwrite other nodes' data.
 *
 * @param signal aborted once the look is too late to count
 * @returns the message of a failure, or undefined
 */
export async function lookForMissed<Connection, Payload, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	connection: Connection,
	state: ProcessState,
	catchUp: CatchUp<Connection>,
	signal: AbortSignal,
): Promise<string | undefined> {
	const progress = catchUpStateOf(state, nodeKey(functions));
	if (progress.cursor === undefined) {
		const begun = await catchUp.begin(connection);
		if (signal.aborted) return undefined;
		if (!begun.ok) return begun.problem.message;
		progress.cursor = begun.value;
		return undefined;
	}
	const looked = await catchUp.look(connection, progress.cursor);
	if (signal.aborted) return undefined;
	if (!looked.ok) return looked.problem.message;
	for (const warning of looked.value.warnings ?? []) warn(functions, warning);
	const { vendor } = config;
	const source = readSource(functions, { ...vendor, account: vendor.account(connection) });
	const capture = { capture: 'polling', receivedAt: Date.now() } as const;
	const found = looked.value.changes.map((change) => toEvent(change, source, capture));
	const distinct = [...new Map(found.map((event) => [event.id, event])).values()];
	const events = distinct.filter(({ id }) => !progress.recentIds.has(id));
	progress.cursor = nextCursor(progress.cursor, looked.value.cursor);
	progress.notedAt = state.clock();
	for (let start = 0; start < events.length; start += ITEMS_PER_EXECUTION) {
		const batch = events.slice(start, start + ITEMS_PER_EXECUTION);
		const isLast = start + batch.length === events.length;
		const last = batch.length - 1;
		functions.emit([
			batch.map((event, index) =>
				wrapCatchUp(event, isLast && index === last ? progress.cursor : undefined),
			),
		]);
		for (const { id } of batch) progress.recentIds.set(id, true);
	}
	return undefined;
}
