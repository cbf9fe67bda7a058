import { INCIDENT, type Finding, type IncidentKind } from './incident';
import { PROBLEM, type Problem, type ProblemReason } from '../result';

/** What to do about a problem whose message ends without a next step. */
const NEXT_STEPS: Partial<Record<ProblemReason, string>> = {
	[PROBLEM.unreachable]: 'Check the network of n8n and the status page of the vendor.',
	[PROBLEM.timedOut]: 'Find out why the vendor responds slowly.',
	[PROBLEM.throttled]: 'Reduce the requests of other programs that use this credential.',
	[PROBLEM.failing]: "Wait. If the problem lasts, check the vendor's status page.",
	[PROBLEM.unauthorized]: 'Open the credential, and connect it again.',
	[PROBLEM.forbidden]: 'Give the credential the missing permission.',
};
const OTHERWISE = "Read n8n's log for this node.";

/**
 * Splits a message of the form `<What failed>: <cause>. <Next step>.` into its two parts.
 *
 * @param otherwise the next step if the message has one sentence. Defaults to the log
 */
export function splitAdvice(message: string, otherwise = OTHERWISE): [string, string] {
	const end = message.indexOf('. ');
	if (end === -1) return [message, otherwise];
	return [message.slice(0, end + 1), message.slice(end + 2)];
}

/**
 * Returns a finding about a problem with a vendor. A rejected credential and a rate limit are incidents of their own, because
 * they have the same cause and next step wherever they appear.
 *
 * @param kind of incident that the problem is otherwise
 */
export function findingOf(
	kind: IncidentKind,
	{ reason, message }: Problem,
	rest: Pick<Finding, 'about' | 'facts'> = {},
): Finding {
	const [sentence, nextStep] = splitAdvice(message, NEXT_STEPS[reason]);
	return { kind: KINDS[reason] ?? kind, cause: reason, sentence, nextStep, ...rest };
}

const KINDS: Partial<Record<ProblemReason, IncidentKind>> = {
	[PROBLEM.unauthorized]: INCIDENT.credentialRejected,
	[PROBLEM.forbidden]: INCIDENT.credentialRejected,
	[PROBLEM.throttled]: INCIDENT.rateLimited,
};
