import type { ITriggerFunctions } from 'n8n-workflow';

import type { Incident } from '../../core/health/incident';
import { messageOf, warn } from '../log';
import { problemError } from '../nodeErrors';
import { PROBLEM } from '../../core/result';
import type { FailExecution } from './registry';

/**
 * Returns a function that writes an incident as a failed execution of the node's workflow. n8n lists it, and starts the
 * workflow's error workflow. The workflow stays active.
 *
 * @returns undefined if n8n cannot do that (before n8n 2.41, `saveFailedExecution`)
 */
export function failExecutionOf(functions: ITriggerFunctions): FailExecution | undefined {
	const { saveFailedExecution } = functions as Partial<ITriggerFunctions>;
	if (typeof saveFailedExecution !== 'function') return undefined;
	return ({ sentence, nextStep }: Incident) => {
		const message = `${sentence} ${nextStep}`;
		const error = problemError(functions.getNode(), { reason: PROBLEM.unexpected, message });
		try {
			saveFailedExecution.call(functions, error);
		} catch (thrown) {
			warn(
				functions,
				`n8n could not store the failed execution that reports an incident. Check n8n's database. The reason was: ${messageOf(thrown)}`,
			);
		}
	};
}
