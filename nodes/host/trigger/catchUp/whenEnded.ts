import type { ITriggerFunctions } from 'n8n-workflow';

import { messageOf } from '../../log';

/** A promise that n8n settles when an execution has ended. */
type Done = NonNullable<Parameters<ITriggerFunctions['emit']>[2]>;

/** What n8n can report about an execution. */
interface Outcomes {
	/** The execution has ended, even if it failed. */
	ended(): void;
	/** n8n could not store the execution. */
	notStored(reason: string): void;
}

/** The names of errors with which n8n reports executions that were stored, and have ended or were stopped. */
const STORED = /Cancelled|NotFound/;

/**
 * Returns a promise for `emit` that calls one of the two functions once n8n reports the outcome of the execution. n8n 2.x
 * rejects the promise if it could not store the execution, and also if someone stops it (active-executions.js of n8n
 * 2.41.1).
 */
export function whenEnded({ ended, notStored }: Outcomes): Done {
	const settle: { resolve: () => void; reject: (error: unknown) => void } = {
		resolve: () => undefined,
		reject: () => undefined,
	};
	const promise = new Promise<void>((resolve, reject) =>
		Object.assign(settle, { resolve, reject }),
	);
	const outcome = promise.then(ended, (error: unknown) => {
		const isStored = error instanceof Error && STORED.test(error.constructor.name);
		if (isStored) ended();
		else notStored(messageOf(error));
	});
	return {
		promise: outcome as Promise<never>,
		resolve: () => settle.resolve(),
		reject: (error: unknown) => settle.reject(error),
	};
}
