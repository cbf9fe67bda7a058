const firstPauseInMs = 10;
const longestPauseInMs = 250;

/** Resolves after `milliseconds`. */
export async function pause(milliseconds: number): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Asks `condition` again and again until it gives a value that is neither `undefined`, `null` nor
 * `false`, and resolves with that value. What `condition` throws ends the waiting at once. Rejects
 * when `limitInMs` have passed, naming `what` was waited for.
 */
export async function waitFor<Value>(
	condition: () => Value | Promise<Value>,
	limitInMs: number,
	what: string,
): Promise<NonNullable<Exclude<Value, false>>> {
	const deadline = Date.now() + limitInMs;
	for (let length = firstPauseInMs; ; length = Math.min(length * 2, longestPauseInMs)) {
		const value = await condition();
		if (value !== undefined && value !== null && value !== false) {
			return value as NonNullable<Exclude<Value, false>>;
		}
		if (Date.now() >= deadline) throw new Error(`Waited ${limitInMs} ms in vain for ${what}`);
		await pause(length);
	}
}
