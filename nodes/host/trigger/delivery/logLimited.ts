import type { IWebhookFunctions } from 'n8n-workflow';

import { warn } from '../../log';
import type { ProcessState } from '../processState';
import { nodeKey } from '../webhookUrls';

/** Logs a line, at most five of a kind at once and then one a minute. Strangers cause some of them, without a limit. */
export function logLimited(
	functions: IWebhookFunctions,
	{ logLimit, clock }: ProcessState,
	line: string | (() => string),
	{ log = warn, logAs = String(line) } = {},
): void {
	const omitted = logLimit.admit(JSON.stringify([nodeKey(functions), logAs]), clock());
	if (omitted === undefined) return;
	const made = typeof line === 'string' ? line : line();
	log(functions, omitted === 0 ? made : `${made} ${omitted} similar lines were omitted.`);
}
