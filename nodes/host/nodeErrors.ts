import { NodeApiError, UserError, type INode } from 'n8n-workflow';

import { PROBLEM, type Problem, type ProblemReason } from '../core/result';

/**
 * The causes by which n8n's durable scheduler decides what to do about a failed poll (n8n-workflow's `Failure`).
 * Older hosts ignore them.
 */
const ACTIONABLE = {
	[PROBLEM.unauthorized]: 'credential-invalid',
	[PROBLEM.forbidden]: 'credential-invalid',
	[PROBLEM.notFound]: 'configuration-invalid',
	[PROBLEM.redirected]: 'configuration-invalid',
	[PROBLEM.misconfigured]: 'configuration-invalid',
	[PROBLEM.refused]: 'configuration-invalid',
	[PROBLEM.conflict]: 'configuration-invalid',
} as const satisfies Partial<Record<ProblemReason, string>>;

/**
 * A problem as an error, for a credential's own methods, which can only throw. n8n wraps it, so `noAnswer` looks
 * for `problem` among the causes.
 */
export class ProblemError extends UserError {
	constructor(readonly problem: Problem) {
		super(problem.message);
	}
}

/** Returns a problem as the error that n8n shows to a person. */
export function problemError(node: INode, problem: Problem): NodeApiError {
	return new NodeApiError(
		node,
		{ message: problem.message, reason: problem.reason },
		{ message: problem.message, failure: failureOf(problem) },
	);
}

function failureOf({ reason, retryAfterMs }: Problem) {
	if (reason in ACTIONABLE) return { cause: ACTIONABLE[reason as keyof typeof ACTIONABLE] };
	const cause = reason === PROBLEM.throttled ? 'rate-limited' : 'temporarily-unavailable';
	return { cause, retryAfterMs } as const;
}
