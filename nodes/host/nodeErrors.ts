import {
	NodeApiError,
	UserError,
	WebhookPathTakenError,
	type IDataObject,
	type INode,
} from 'n8n-workflow';

import { messageOf } from './log';
import { PROBLEM, type Problem, type ProblemReason, type Result } from '../core/result';

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
	[PROBLEM.invalidParameter]: 'configuration-invalid',
	[PROBLEM.conflict]: 'configuration-invalid',
} as const satisfies Partial<Record<ProblemReason, string>>;

/**
 * A problem as an error, for a credential's own methods, which can only throw. n8n wraps the error. n8n 2.41 keeps it
 * as the cause. n8n 1.123 keeps only its message and description, so the description holds the reason (n8n-workflow,
 * NodeApiError).
 */
export class ProblemError extends UserError {
	constructor(readonly problem: Problem) {
		super(problem.message, { description: problem.reason });
	}
}

/** Returns the problem of a `ProblemError`, or undefined for another error. */
export function problemOf({ problem, message, description }: IDataObject): Problem | undefined {
	if (problem !== undefined) return problem as unknown as Problem;
	const reason = Object.values(PROBLEM).find((each) => each === description);
	return reason === undefined ? undefined : { reason, message: String(message) };
}

/**
 * Returns a problem as the error that n8n shows to a person.
 *
 * n8n 2.41 retries an activation that fails at its start, unless the message contains `Authorization`
 * (active-workflow-manager.js). A vendor's words must not keep a workflow off, so the word is in lower case.
 */
export function problemError(node: INode, problem: Problem): NodeApiError {
	const { reason } = problem;
	const message = problem.message.replaceAll('Authorization', 'authorization');
	const error = new NodeApiError(
		node,
		{ message, reason },
		{ message, failure: failureOf(problem) },
	);
	problems.set(error, problem);
	return error;
}

/** The problems of the errors that `problemError` has made. */
const problems = new WeakMap<Error, Problem>();

/** Returns the problem of a thrown error of `problemError`. Any other error is an unexpected problem. */
export function thrownProblem(error: unknown): Problem {
	const known = error instanceof Error ? problems.get(error) : undefined;
	return known ?? { reason: PROBLEM.unexpected, message: messageOf(error) };
}

/**
 * The error of an activation that must be corrected before it can succeed.
 *
 * n8n 2.41 tries a failed activation five times within 15 seconds and shows the error only then. It stops at once for
 * one class of errors, `WebhookPathTakenError` (trigger-activation-retry.js), so this class extends it. Nothing else in
 * n8n looks at that class, and the message is the node's own.
 */
export class FinalActivationError extends WebhookPathTakenError {
	constructor(node: INode, problem: Problem) {
		const cause = problemError(node, problem);
		super(node.name, cause);
		this.message = cause.message;
	}
}

/**
 * Returns a problem as the error of an activation by a person. n8n tries again only if a problem can end by itself within
 * seconds.
 */
export function activationError(
	node: INode,
	problem: Problem,
): NodeApiError | FinalActivationError {
	return problem.reason in ACTIONABLE || problem.isWrongAddress === true
		? new FinalActivationError(node, problem)
		: problemError(node, problem);
}

/** Returns the value of a result, or throws its problem as `problemError`. */
export function valueOrProblem<Value>(node: INode, result: Result<Value>): Value {
	if (!result.ok) throw problemError(node, result.problem);
	return result.value;
}

function failureOf({ reason, retryAfterMs }: Problem) {
	if (reason in ACTIONABLE) return { cause: ACTIONABLE[reason as keyof typeof ACTIONABLE] };
	const cause = reason === PROBLEM.throttled ? 'rate-limited' : 'temporarily-unavailable';
	return { cause, retryAfterMs } as const;
}
