import type { ITriggerFunctions } from 'n8n-workflow';

import { err, misconfigured, PROBLEM, type Result } from '../../../core/result';
import type { CatchUp } from '../../../core/vendor';
import { beforeAbort } from '../../deadline';
import { noteLookFailed } from '../../health/noteChecks';
import { nodeRefOf } from '../../health/nodeRef';
import { messageOf, warn } from '../../log';
import { patienceFor } from '../../patience';
import { catchUpStateOf, isEmitting } from '../catchUpState';
import { withIsolate } from '../isolate';
import type { ProcessState } from '../processState';
import { connectNow, type TriggerConfig } from '../triggerConfig';
import { nodeKey } from '../webhookUrls';
import { emitMissed } from './emitMissed';
import { findMissed, type Missed } from './findMissed';

/**
 * A look that reads for longer is abandoned. No single request takes this long, but all of them together may. The executions
 * of the events that it has found can take longer.
 */
const LOOK_WITHIN_MS = 30 * 60_000;

const SKIPPED =
	'The node skipped a catch-up: the previous one is still running. If this repeats, find out why the vendor responds slowly.';

/**
 * Looks once for missed events and emits them, unless a look is under way. It never rejects.
 *
 * @param closed aborted when n8n ends the node's checks
 * @returns whether the vendor has more, and the next look can follow at once
 */
export async function lookForMissed<Connection, Payload, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	catchUp: CatchUp<Connection>,
	state: ProcessState,
	closed: AbortSignal,
): Promise<boolean> {
	const node = nodeKey(functions);
	if (!state.webhookUrls.has(node) || closed.aborted) return false;
	const progress = catchUpStateOf(state, node);
	if (progress.look !== undefined) {
		// Executions can take longer than the time between two checks.
		if (!isEmitting(progress)) warn(functions, SKIPPED);
		return false;
	}
	const controller = new AbortController();
	progress.look = controller;
	const close = () => controller.abort();
	closed.addEventListener('abort', close, { once: true });
	const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(LOOK_WITHIN_MS)]);
	const find = async (): Promise<Result<Missed | undefined>> => {
		const patience = patienceFor(LOOK_WITHIN_MS, state, () => !signal.aborted);
		const connection = await connectNow(functions, config, patience);
		if (!connection.ok) return connection;
		const configError = config.vendor.configError?.(connection.value);
		if (configError !== undefined) return misconfigured(configError);
		return await findMissed(functions, config, connection.value, state, catchUp, signal);
	};
	const tooLate = `The check did not finish within ${LOOK_WITHIN_MS / 60_000} minutes. Find out why the vendor responds slowly.`;
	const failedBy = (error: unknown) =>
		err(signal.aborted ? PROBLEM.timedOut : PROBLEM.unexpected, messageOf(error));
	const found = await withIsolate(
		functions,
		async () => await beforeAbort(signal, find(), tooLate),
	).catch(failedBy);
	let emitted: Result<boolean> = { ok: true, value: false };
	if (!found.ok) emitted = found;
	else if (found.value !== undefined)
		emitted = await emitMissed(functions, state, found.value, controller.signal).catch(failedBy);
	if (!emitted.ok && !controller.signal.aborted) {
		const { problem } = emitted;
		warn(
			functions,
			`The node could not check for missed events, and will try again at the next check. ${problem.message}`,
		);
		noteLookFailed(state.health, nodeRefOf(functions), problem);
	}
	closed.removeEventListener('abort', close);
	if (progress.look === controller) progress.look = undefined;
	return emitted.ok && emitted.value;
}
