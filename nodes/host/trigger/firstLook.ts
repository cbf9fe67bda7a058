import type { CatchUpState } from './catchUpState';

/*
 * After n8n's start, a look needs both what the hooks prepare and the functions that `trigger()` gets. n8n 2.x runs
 * them at the same time, and n8n 1.x runs `trigger()` after the hooks. So whichever comes second begins the look.
 */

/**
 * Offers a look from `trigger()`.
 *
 * @param begin begins the look and returns at once
 * @returns withdraws the offer, when the checks of the node end
 */
export function offerFirstLook(progress: CatchUpState, begin: () => void): () => void {
	progress.beginFirstLook = begin;
	beginIfBoth(progress);
	return () => {
		if (progress.beginFirstLook === begin) progress.beginFirstLook = undefined;
	};
}

/** Requests the look when the hooks have resumed a stored cursor. */
export function requestFirstLook(progress: CatchUpState): void {
	progress.isFirstLookDue = true;
	beginIfBoth(progress);
}

function beginIfBoth(progress: CatchUpState): void {
	if (!progress.isFirstLookDue || progress.beginFirstLook === undefined) return;
	progress.isFirstLookDue = false;
	progress.beginFirstLook();
}
