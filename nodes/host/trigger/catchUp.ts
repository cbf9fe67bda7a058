import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';

import { toEvent } from '../../core/event';
import type { CatchUp, Vendor } from '../../core/vendor';
import { nodeKey } from './webhookUrls';
import type { TriggerConfig, ProcessState } from './triggerConfig';
import { wrapCatchUp } from './items';
import { warn } from '../log';
import { readSource } from '../readSource';
import { problemError } from '../nodeErrors';
import { catchUpStateOf, nextCursor, readCursor, type CatchUpState } from './catchUpState';

/**
 * An activation this soon after the last one goes on where that was: a workflow that is edited is
 * taken down and put up again. After a longer pause asking begins anew, since what happens while a
 * workflow is off is nobody's event.
 */
const GO_ON_WITHIN_MS = 3_600_000;

/** Items that one execution gets; a shop's day may come at once. */
const ITEMS_PER_EXECUTION = 100;

/**
 * Begins to ask, or goes on.
 *
 * A restart of n8n goes on at the stored cursor, however old that is, and asks nobody: cursors are
 * stored by executions, so after a quiet day the stored one is a day old, and the next look covers
 * that day.
 *
 * @param isRestart n8n activates by itself what was active before
 * @throws the vendor's sentence, unless n8n restarts
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
			`The node could not start to catch up while n8n started. ${begun.problem.message}`,
		);
		return;
	}
	const { cursor, notedAt = -Infinity } = progress;
	const goesOn = cursor !== undefined && state.clock() - notedAt < GO_ON_WITHIN_MS;
	progress.cursor = goesOn ? cursor : begun.value;
	progress.notedAt = state.clock();
	if (functions.getMode() !== 'manual') data.catchUp = { ...progress.cursor };
}

/** At a deactivation: what is stored would bring up a pause's events at the next activation. */
export function endCatchUp(functions: IHookFunctions, state: ProcessState): void {
	const progress = catchUpStateOf(state, nodeKey(functions));
	abandonLook(progress);
	progress.notedAt = state.clock();
	if (functions.getMode() !== 'manual') delete functions.getWorkflowStaticData('node').catchUp;
}

/** Ends a look that is under way, so that a hanging one does not delay the next activation. */
function abandonLook(progress: CatchUpState): void {
	progress.look?.abort();
	progress.look = undefined;
}

/**
 * One look for what deliveries missed; puts out what was not told. The cursor moves in memory;
 * whatever execution comes next stores it (see `execute`), and until then a restart looks further
 * back. A tick itself stores nothing: its copy of the static data is as old as the activation, and
 * would overwrite what other nodes have stored since.
 *
 * @param signal aborted once the look is too late to count
 * @returns the sentence of what went wrong
 */
export async function lookForMissed<Connection, Proven, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
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
	const events = eventsOf(functions, config.vendor, connection, looked.value.changes).filter(
		({ id }) => !progress.recentIds.has(id),
	);
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

function eventsOf<Connection, Proven, Wanted, Existing>(
	functions: ITriggerFunctions,
	vendor: Vendor<Connection, Proven, Wanted, Existing>,
	connection: Connection,
	changes: Parameters<typeof toEvent>[0][],
) {
	const { elementKey, hubKey } = vendor;
	const account = vendor.account(connection);
	const source = readSource(functions, { elementKey, hubKey, account });
	const capture = { capture: 'polling', receivedAt: Date.now() } as const;
	const events = changes.map((change) => toEvent(change, source, capture));
	return [...new Map(events.map((event) => [event.id, event])).values()];
}
