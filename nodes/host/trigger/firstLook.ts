import type { CatchUpState } from './catchUpState';

/*
 * After a start of n8n, or an activation with a load, a first look is due. It needs the cursor that the activation hooks set,
 * and the functions that `trigger()` gets. n8n 2.x runs the hooks and `trigger()` at the same time, and n8n 1.x runs
 * `trigger()` last. So the second of the two begins the look.
 */

/**
 * Stores the function that begins the first look. `trigger()` calls this.
 *
 * @param begin begins the look and returns at once
 * @returns a function that removes `begin` again, for the end of the node's checks
 */
export function offerFirstLook(progress: CatchUpState, begin: () => void): () => void {
	progress.beginFirstLook = begin;
	beginIfBoth(progress);
	return () => {
		if (progress.beginFirstLook === begin) progress.beginFirstLook = undefined;
	};
}

/** Requests the look when the hooks have set a cursor in the past. */
export function requestFirstLook(progress: CatchUpState): void {
	progress.isFirstLookDue = true;
	beginIfBoth(progress);
}

function beginIfBoth(progress: CatchUpState): void {
	if (!progress.isFirstLookDue || progress.beginFirstLook === undefined) return;
	progress.isFirstLookDue = false;
	progress.beginFirstLook();
}
