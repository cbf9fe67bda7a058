import { runHistory, type Outcome } from './history';

const PATIENCE_MS = 40_000;

/**
 * Removes from a failing history the steps without which it still fails: halves first, then smaller
 * and smaller parts, until the attempts are used up.
 *
 * @param failed the result of the whole history
 * @returns the result with the steps that are left
 */
export async function shrink(seed: number, failed: Outcome): Promise<Outcome> {
	const deadline = Date.now() + PATIENCE_MS;
	let smallest = failed;
	let size = Math.ceil(failed.steps.length / 2);
	while (size >= 1) {
		const before = smallest.steps.length;
		for (let from = 0; from < smallest.steps.length; ) {
			if (Date.now() > deadline) return smallest;
			const { steps } = smallest;
			const rest = [...steps.slice(0, from), ...steps.slice(from + size)];
			const outcome = await runHistory(seed, rest);
			if (outcome.failure === undefined) from += size;
			else smallest = outcome;
		}
		const isDone = size === 1 && smallest.steps.length === before;
		if (isDone) break;
		size = Math.max(1, Math.floor(size / 2));
	}
	return smallest;
}
