import type { Clock } from './clock';
import type { Send } from './http';
import { readPause } from './vendorErrors';

/** Decides whether an action may wait for a vendor that limits requests, and waits. */
export interface Patience {
	/** Waits the given number of milliseconds. Returns false, at once or later, if the action must not continue. */
	wait(milliseconds: number): Promise<boolean>;
}

/** For deliveries, because the vendor waits for a response. */
export const NO_PATIENCE: Patience = { wait: async () => false };

/** The shortest wait, even if the vendor asks for less. Otherwise requests could follow each other at once. */
const SHORTEST_MS = 1_000;
/** How often a wait looks whether the action may still go on. */
const SLICE_MS = 1_000;
const LONGEST_MS = 3_600_000;
const TOO_MANY_REQUESTS = 429;

/**
 * Returns the patience of an action that begins now. It waits only if the wait ends in time, so a vendor that asks
 * for an hour does not delay the action at all.
 *
 * @param withinMs milliseconds from now in which all waits have to end
 * @param mayGoOn false ends a wait early
 */
export function patienceFor(
	withinMs: number,
	{ clock, pause }: { clock: Clock; pause(milliseconds: number): Promise<void> },
	mayGoOn = () => true,
): Patience {
	const deadline = clock() + withinMs;
	return {
		async wait(milliseconds) {
			const end = clock() + milliseconds;
			if (end > deadline) return false;
			while (mayGoOn() && clock() < end) await pause(Math.min(SLICE_MS, end - clock()));
			return mayGoOn();
		},
	};
}

/**
 * Returns a `Send` that repeats a request after a 429, once the pause of its `Retry-After` is over. If that takes too
 * long, it returns the 429.
 */
export function patientSend(send: Send, patience: Patience): Send {
	return async (request) => {
		for (;;) {
			const answer = await send(request);
			if (!answer.ok || answer.value.status !== TOO_MANY_REQUESTS) return answer;
			const pause = Math.max(readPause(answer.value, LONGEST_MS) ?? 0, SHORTEST_MS);
			if (!(await patience.wait(pause))) return answer;
		}
	};
}
