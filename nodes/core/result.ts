/** Why a request to a vendor failed. Each reason leads to a different next step. */
export const PROBLEM = {
	unreachable: 'unreachable',
	timedOut: 'timed_out',
	redirected: 'redirected',
	notJson: 'not_json',
	unauthorized: 'unauthorized',
	forbidden: 'forbidden',
	notFound: 'not_found',
	refused: 'refused',
	/** The vendor does not know a parameter or its value. */
	invalidParameter: 'invalid_parameter',
	/** Another owner's object blocks the change. */
	conflict: 'conflict',
	throttled: 'throttled',
	failing: 'failing',
	unexpected: 'unexpected',
	misconfigured: 'misconfigured',
	/** A list is not in the order of its ids. */
	unordered: 'unordered',
	/** No row of a page has a usable form. */
	unusable: 'unusable',
} as const;
export type ProblemReason = (typeof PROBLEM)[keyof typeof PROBLEM];

export interface Problem {
	reason: ProblemReason;
	/** What failed, why, and what to do next, for the user. It has no secrets. */
	message: string;
	/** Whether a subscription or a list is missing without which the others still work, and waiting does not help. */
	isOptional?: true;
	/** Whether the address most likely has an error, such as a typo. A person has to correct it before the request can succeed. */
	isWrongAddress?: true;
	/** How long the vendor asked to wait, in milliseconds. */
	retryAfterMs?: number;
}

const PASSING: readonly ProblemReason[] = [
	PROBLEM.throttled,
	PROBLEM.timedOut,
	PROBLEM.unreachable,
	PROBLEM.failing,
];

/** Returns whether a problem can end by itself, so that the same request may succeed later. */
export function isPassing({ reason }: Problem): boolean {
	return PASSING.includes(reason);
}

export type Result<Value> = { ok: true; value: Value } | { ok: false; problem: Problem };

export function ok<Value>(value: Value): Result<Value> {
	return { ok: true, value };
}

export function err(
	reason: ProblemReason,
	message: string,
	retryAfterMs?: number,
): { ok: false; problem: Problem } {
	const pause = retryAfterMs === undefined ? {} : { retryAfterMs };
	return { ok: false, problem: { reason, message, ...pause } };
}

/** Returns the problem of a node or a credential that cannot work as it was entered. */
export const misconfigured = (message: string) => err(PROBLEM.misconfigured, message);

/** Returns the problem of a response whose form, size or content cannot be used. */
export const unexpected = (message: string) => err(PROBLEM.unexpected, message);
