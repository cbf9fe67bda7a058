import type { Problem } from '../../core/result';
import { NEXT_CHECK } from './askPage';
import { BEGIN_AGAIN } from './listing';

/**
 * Returns a problem of a list with another next step than that of catch-up, which reads the list again at its next check.
 *
 * @param nextStep a sentence
 */
export function withNextStep(problem: Problem, nextStep: string): Problem {
	const message = problem.message.replace(NEXT_CHECK, nextStep).replace(BEGIN_AGAIN, nextStep);
	return { ...problem, message };
}
