import type { IHookFunctions } from 'n8n-workflow';

import { abandonLook, catchUpStateOf, positionOf } from '../catchUpState';
import { readPosition, type Position } from '../position';
import type { ProcessState } from '../processState';
import { isTestKey } from '../webhookUrls';

/** After a kill, catch-up resumes if n8n starts within this time after the deactivation. The machine may have been off. */
const RESUME_ENDED_WITHIN_MS = 24 * 3_600_000;

/** Deactivated nodes keep so many keys of what they have emitted, some 100 MB. Most of them are activated again at once. */
const MOST_KEYS = 400_000;

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

/** Clears the keys of the nodes that were deactivated first. A node that was deleted is never activated again. */
function clearEarliest({ catchUp }: ProcessState): void {
	const ended = [...catchUp.values()].filter(({ endedAt }) => endedAt !== undefined);
	let kept = 0;
	for (const { recentIds } of ended.sort(
		(one, other) => (other.endedAt ?? 0) - (one.endedAt ?? 0),
	)) {
		kept += recentIds.size;
		if (kept > MOST_KEYS) recentIds.clear();
	}
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
