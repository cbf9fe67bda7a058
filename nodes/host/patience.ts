import type { Clock } from './clock';
import type { Send } from './http';
import { readPause } from './vendorErrors';

/** Decides whether an action may wait for a vendor that limits requests, and waits. */
export interface Patience {
	/** Waits so many milliseconds. Returns false, at once or later, if the action must not go on. */
	wait(milliseconds: number): Promise<boolean>;
}

/** For deliveries: the vendor waits for a response. */
export const NO_PATIENCE: Patience = { wait: async () => false };

/** Also if the vendor asks for less, so that requests do not follow each other at once. */
const SHORTEST_MS = 1_000;
/** How often a wait looks whether the action may still go on. */
const SLICE_MS = 1_000;
const LONGEST_MS = 3_600_000;
const TOO_MANY_REQUESTS = 429;

/**
 * Returns the patience of an action that begins now. It waits only if the wait ends in time, so a vendor that asks
 * for an hour does not hold up the action at all.
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
 * Returns a `Send` that repeats a request that was answered with 429, after the pause of its `Retry-After`. The
 * answer is returned if that takes too long.
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
