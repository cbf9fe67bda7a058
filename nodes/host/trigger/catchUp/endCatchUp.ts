import type { IHookFunctions } from 'n8n-workflow';

import { abandonLook, catchUpStateOf, positionOf } from '../catchUpState';
import { readPosition, type Position } from '../position';
import type { ProcessState } from '../processState';
import { isTestKey } from '../webhookUrls';

/** After a kill, catch-up resumes if n8n starts within this time after the deactivation. The machine may have been off. */
const RESUME_ENDED_WITHIN_MS = 24 * 3_600_000;

/** So many deactivated nodes keep the keys of what they have emitted, at most some 100 MB. */
const MOST_ENDED = 20;

/**
 * Ends catch-up at a deactivation, and moves its stored position from `catchUp` to `catchUpEnded`. Otherwise, changes
 * made while the workflow was off could be emitted later. If n8n is killed while it replaces a version of the workflow, the
 * next start resumes at `catchUpEnded`.
 *
 * @param node the node's key (`nodeKey`)
 */
export function endCatchUp(functions: IHookFunctions, state: ProcessState, node: string): void {
	const progress = catchUpStateOf(state, node);
	abandonLook(progress);
	progress.notedAt = state.clock();
	progress.endedAt = state.clock();
	clearEarliest(state);
	if (isTestKey(node)) return;
	const data = functions.getWorkflowStaticData('node');
	const position = positionOf(progress, state.clock()) ?? readPosition(data.catchUp);
	delete data.catchUp;
	if (position !== undefined) data.catchUpEnded = { position: { ...position }, at: Date.now() };
}

/** Clears the keys of all nodes but those that were deactivated last. A node that was deleted is never activated again. */
function clearEarliest({ catchUp }: ProcessState): void {
	const ended = [...catchUp.values()].filter(({ endedAt }) => endedAt !== undefined);
	const latestFirst = ended.sort((one, other) => (other.endedAt ?? 0) - (one.endedAt ?? 0));
	for (const { recentIds } of latestFirst.slice(MOST_ENDED)) recentIds.clear();
}

/**
 * Reads the position of a deactivation of the last 24 hours. If n8n starts with such a position, it was killed after a
 * deactivation. It was replacing the workflow's version, or a person was activating the workflow.
 */
export function readEnded(value: unknown): Position | undefined {
	const { position, at } = readEndedAt(value) ?? {};
	const isRecent = at !== undefined && Math.abs(Date.now() - at) < RESUME_ENDED_WITHIN_MS;
	return isRecent ? position : undefined;
}

/** Reads the position of the last deactivation, and its time in epoch milliseconds. */
export function readEndedAt(value: unknown): { position: Position; at: number } | undefined {
	const { position: stored, at } = (value ?? {}) as { position?: unknown; at?: unknown };
	const position = readPosition(stored);
	return position !== undefined && typeof at === 'number' ? { position, at } : undefined;
}
