import type { Problem } from '../../core/result';
import { NEXT_CHECK } from './askPage';
import { BEGIN_AGAIN } from './listing';

/**
 * Replaces catch-up's next step in the problem of a list, for readers that have no next check.
 *
 * @param nextStep a sentence
 */
export function withNextStep(problem: Problem, nextStep: string): Problem {
	const message = problem.message.replace(NEXT_CHECK, nextStep).replace(BEGIN_AGAIN, nextStep);
	return { ...problem, message };
}
