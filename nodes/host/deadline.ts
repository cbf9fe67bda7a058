/**
 * Waits for an action until a signal is aborted, and leaves no listener on the signal.
 *
 * @param message of the error if the signal is aborted first
 * @returns what the action returns
 * @throws what the action throws or that error
 */
export async function beforeAbort<Result>(
	signal: AbortSignal,
	action: Promise<Result>,
	message = 'It took too long.',
): Promise<Result> {
	let stop = () => {};
	const aborted = new Promise<never>((_, reject) => {
		stop = () => reject(new Error(message));
	});
	signal.addEventListener('abort', stop, { once: true });
	try {
		return await Promise.race([action, aborted]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

/**
 * Returns what an action returns, or another value if that takes too long. The action goes on in the background.
 *
 * @param withinMs milliseconds
 */
export async function inTime<Result>(
	action: Promise<Result>,
	withinMs: number,
	otherwise: Result,
): Promise<Result> {
	const signal = AbortSignal.timeout(withinMs);
	const late = new Promise<Result>((resolve) => {
		signal.addEventListener('abort', () => resolve(otherwise), { once: true });
	});
	return await Promise.race([action, late]);
}
