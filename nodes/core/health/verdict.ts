import type { Problem } from '../result';
import { isPassing, PROBLEM } from '../result';
import { CLOCK_TOLERANCE_MS } from './clockDifference';
import { INCIDENT, type Incident, type IncidentKind } from './incident';
import { splitAdvice } from './advice';

/** The state of a trigger. `unknown` means that no trigger was found. */
export const VERDICT = {
	healthy: 'healthy',
	/** Events arrive, or will arrive, but a person should do something. */
	attention: 'attention',
	/** Events do not arrive, or the node cannot work. */
	failing: 'failing',
	unknown: 'unknown',
} as const;

/** What is known about a trigger. */
export interface Symptoms {
	isActive: boolean;
	/** Why the vendor could not be asked about subscriptions, account or lists. */
	problem?: Problem;
	/** Why the vendor can never call the URL, to end a sentence. */
	uncallable?: string;
	probe?: {
		state: 'reached' | 'unchecked' | 'failed';
		cause?: string;
		sentence: string;
		nextStep?: string;
	};
	subscriptions?: { missing: readonly string[]; changed: readonly string[] };
	clock?: { aheadMs: number; sentence: string; nextStep: string };
	/** That n8n no longer starts the polls of the node. */
	overdue?: { sentence: string; nextStep: string };
	/** Sentences about the account and its permissions. */
	warnings: readonly string[];
	/** Open incidents, the oldest first. */
	incidents: readonly Incident[];
	/** Ends a verdict without a fault. */
	figures: string;
	/** The next step of a verdict without a fault, if there is one. */
	figuresStep?: string;
}

/** The most important thing that is wrong, and what to do about it. */
export interface Verdict {
	verdict: (typeof VERDICT)[keyof typeof VERDICT];
	/** A code: `ok`, a reason of `PROBLEM`, a cause of the probe or the kind of an incident. */
	cause: string;
	sentence: string;
	nextStep: string;
}

const NOTHING = 'No step is needed.';

/** Incidents that a check cannot find again by itself, the most important first. */
const BY_INCIDENT: readonly IncidentKind[] = [
	INCIDENT.credentialRejected,
	INCIDENT.checksOverdue,
	INCIDENT.subscriptionFailing,
	INCIDENT.deliveriesRejected,
	INCIDENT.deliveriesMissing,
	INCIDENT.pollFailing,
	INCIDENT.catchUpFailing,
	INCIDENT.executionNotStored,
	INCIDENT.silent,
];

/** Returns the first fault in this order: activation, overdue polls, credential, URL, subscriptions, clock, incidents, warnings. */
export function verdictOf(symptoms: Symptoms): Verdict {
	const { isActive, problem, uncallable, probe, subscriptions, clock, warnings, incidents } =
		symptoms;
	if (!isActive)
		return failing(
			'inactive',
			'The workflow is not active in this n8n process.',
			'Activate (publish) the workflow.',
		);
	if (symptoms.overdue !== undefined)
		return { verdict: 'attention', cause: 'polls_overdue', ...symptoms.overdue };
	if (problem !== undefined && !isPassing(problem)) return ofProblem(problem);
	if (uncallable !== undefined) return failing('uncallable_url', ...splitAdvice(begin(uncallable)));
	if (probe?.state === 'failed')
		return failing(probe.cause ?? 'probe_failed', probe.sentence, probe.nextStep ?? NOTHING);
	if (problem !== undefined) return ofProblem(problem);
	const { missing = [], changed = [] } = subscriptions ?? {};
	const off = [...missing, ...changed];
	if (off.length > 0)
		return failing(
			'subscriptions_missing',
			`The vendor does not have all subscriptions of the node. Missing, disabled or changed: ${off.join('; ')}.`,
			"The node restores them at its next check. Find out in the vendor's settings who changes them.",
		);
	const open = BY_INCIDENT.flatMap((kind) => incidents.find((one) => one.kind === kind) ?? [])[0];
	const isClockOff = clock !== undefined && Math.abs(clock.aheadMs) > CLOCK_TOLERANCE_MS;
	if (isClockOff) return { verdict: 'attention', cause: 'clock_off', ...adviceOf(clock) };
	if (open !== undefined)
		return {
			verdict: open.needsPerson ? 'failing' : 'attention',
			cause: open.kind,
			...adviceOf(open),
		};
	if (warnings.length > 0) {
		const [sentence, nextStep] = splitAdvice(warnings[0]);
		return { verdict: 'attention', cause: 'warning', sentence, nextStep };
	}
	const { figures, figuresStep } = symptoms;
	const isUnchecked = probe?.state === 'unchecked';
	const sentence = isUnchecked
		? `All possible checks passed. ${figures} ${probe.sentence}`
		: `All checks passed. ${figures}`;
	const nextStep = figuresStep ?? (isUnchecked ? probe.nextStep : undefined) ?? NOTHING;
	return { verdict: 'healthy', cause: 'ok', sentence, nextStep };
}

function ofProblem(problem: Problem): Verdict {
	const [sentence, nextStep] = splitAdvice(problem.message);
	const verdict = problem.reason === PROBLEM.throttled ? VERDICT.attention : VERDICT.failing;
	return { verdict, cause: problem.reason, sentence, nextStep };
}

function failing(cause: string, sentence: string, nextStep: string): Verdict {
	return { verdict: VERDICT.failing, cause, sentence, nextStep };
}

function adviceOf({ sentence, nextStep }: { sentence: string; nextStep: string }) {
	return { sentence, nextStep };
}

function begin(end: string): string {
	return `${end.slice(0, 1).toUpperCase()}${end.slice(1)}`;
}
