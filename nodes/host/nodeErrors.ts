import { NodeApiError, UserError, type INode } from 'n8n-workflow';

import { PROBLEM, type Problem, type ProblemReason } from '../core/result';

/**
 * What n8n's durable scheduler does about a failed poll, by the causes it knows
 * (n8n-workflow's `Failure`; older hosts ignore it).
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
 * A problem thrown where only throwing is possible: in a credential's own methods. n8n wraps it, so
 * that whoever catches it looks for `problem` among the causes.
 */
export class ProblemError extends UserError {
	constructor(readonly problem: Problem) {
		super(problem.message);
	}
}

/** A problem as n8n shows it to a person: its sentence is the message. */
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
