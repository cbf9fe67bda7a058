import type { IDataObject, IHookFunctions } from 'n8n-workflow';

import { isoSecond } from '../../../core/dates';
import { isPassing } from '../../../core/result';
import type { CatchUp } from '../../../core/vendor';
import { warn } from '../../log';
import { activationError, problemError } from '../../nodeErrors';
import { EARLIEST } from '../../startFrom';
import {
	abandonLook,
	alterCursors,
	beginAt,
	beginLater,
	catchUpStateOf,
	firstCursor,
	newBeginning,
	noteBeginning,
	positionOf,
	resumeAt,
	type CatchUpState,
} from '../catchUpState';
import { readPosition, type StoredLoad } from '../position';
import type { ProcessState } from '../processState';
import { nodeKey } from '../webhookUrls';
import { leaveOther } from './accountChange';
import { readEnded, readEndedAt } from './endCatchUp';
import { startFromOf, stopOf } from './load';

/**
 * An activation this soon after a deactivation resumes at the cursor, because n8n deactivates and activates a workflow
 * that is edited. A later activation sets a new cursor: changes while a workflow is off produce no events.
 */
const RESUME_WITHIN_MS = 3_600_000;

const NOT_STORED =
	'n8n has no stored position of catch-up, so catch-up begins now. It does not find what changed before, for example while n8n was off. Look at the vendor for earlier changes that no event reported.';

/**
 * Sets and stores the position of a node that is activated.
 *
 * After a restart of n8n, catch-up resumes at the stored position, however old it is, and this function sends no request.
 * Only executions store a later position, so after a day without events it is a day old. The next look covers that day.
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
	progress.endedAt = undefined;
	const startedAt = state.clock();
	const data = functions.getWorkflowStaticData('node');
	const stored =
		readPosition(data.catchUp) ?? (isRestart ? readEnded(data.catchUpEnded) : undefined);
	noteBeginning(progress, stored?.beginning);
	if (isRestart && stored !== undefined) resumeAt(progress, stored, startedAt);
	const isOther = leaveOther(functions, progress, account, startedAt);
	const isTest = functions.getMode() === 'manual';
	const last = lastLoad(progress, data);
	if (!isTest) delete data.catchUpEnded;
	if (isRestart && stored !== undefined && !isOther) {
		data.catchUp = { ...stored };
		return true;
	}
	const startFrom = isTest || isRestart ? undefined : startFromOf(functions);
	const isLoad = startFrom !== undefined && last?.choice !== startFrom.choice;
	const { cursor, notedAt = -Infinity } = progress;
	const stopsAt = startFrom === undefined && !isTest ? stopOf(last, cursor) : undefined;
	const from = isLoad ? (startFrom.since ?? EARLIEST) : stopsAt;
	const isRecent = from === undefined && (isOther || startedAt - notedAt < RESUME_WITHIN_MS);
	const resumes = cursor !== undefined && isRecent;
	// A load is catch-up that begins in the past. Its beginning is a time of `ProcessState.clock`. A clock that was
	// ahead can give a time in the future. Catch-up must still find what happens until then.
	const since = from === undefined ? startedAt : startedAt - Math.max(Date.now() - from, 0);
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
		const { cursor: begunCursor } = begun.value;
		if (!resumes) beginAt(progress, firstCursor(begunCursor, pending, startedAt));
		else alterCursors(progress, (one) => catchUp.resume?.(one, begunCursor) ?? one);
		progress.notedAt = state.clock();
	}
	// Without a stored position, catch-up after a restart would begin at the restart, or at a position from before a pause.
	if (isTest) return false;
	if (isLoad) progress.load = { choice: startFrom.choice, until: Date.now() };
	else if (!isRestart) progress.load = startFrom === undefined ? undefined : last;
	data.catchUp = { ...positionOf(progress, state.clock()) };
	return isLoad;
}

/** Returns the last choice in *Start From*, which can be from before n8n started. */
function lastLoad(progress: CatchUpState, data: IDataObject): StoredLoad | undefined {
	const isKnown = progress.cursor !== undefined || progress.pending !== undefined;
	if (isKnown) return progress.load;
	return (readPosition(data.catchUp) ?? readEndedAt(data.catchUpEnded)?.position)?.load;
}
