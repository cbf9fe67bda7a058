import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import type { CatchUp } from '../../../core/vendor';
import { nodeKey } from '../webhookUrls';
import type { TriggerConfig, ProcessState } from '../triggerConfig';
import { lookForMissed } from '../catchUp';
import { catchUpStateOf } from '../catchUpState';
import { checkSubscriptions } from './checkSubscriptions';
import { checkSchedule } from './checkSchedule';
import { connectNow } from '../connect';
import { withIsolate } from '../isolate';
import { beforeAbort } from '../../deadline';
import { messageOf, warn } from '../../log';

const MINUTES_BETWEEN_CHECKS = 15;

/**
 * Looks after a workflow's subscriptions while it is active: vendors disable or drop them, and
 * people delete them; and asks for what deliveries missed. The first check is on a tick, for n8n runs `trigger()` before, beside or after
 * the hooks that subscribe (2.x: beside them; 1.x: after).
 */
export async function scheduleChecks<Connection, Proven, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	state: ProcessState,
	now: () => number = Date.now,
): Promise<ITriggerResponse> {
	const { subscriptions, catchUp } = config.vendor;
	if (functions.getMode() === 'manual') return {};
	if (subscriptions === undefined && catchUp === undefined) return {};
	const { id } = functions.getWorkflow();
	const expression =
		config.checkSchedule?.(String(id)) ??
		checkSchedule(String(id), minutesBetweenChecks(functions));
	state.standingAt.set(nodeKey(functions), now());
	functions.helpers.registerCron({ expression }, () => {
		if (subscriptions !== undefined) void checkSubscriptions(functions, config, state, now);
		if (catchUp !== undefined) void askForMissed(functions, config, catchUp, state);
	});
	return {};
}

function minutesBetweenChecks(functions: ITriggerFunctions): number {
	const options = functions.getNodeParameter('options', {}) as { checkInterval?: number };
	return options.checkInterval ?? MINUTES_BETWEEN_CHECKS;
}

/** A look that takes longer is given up: no single request of it hangs this long, but all together may. */
const LOOK_WITHIN_MS = 30 * 60_000;

/** Looks once for what deliveries missed, unless a look is under way. */
async function askForMissed<Connection, Proven, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	catchUp: CatchUp<Connection>,
	state: ProcessState,
): Promise<void> {
	const node = nodeKey(functions);
	if (!state.addresses.has(node)) return;
	const progress = catchUpStateOf(state, node);
	if (progress.look !== undefined) {
		warn(
			functions,
			'The node skipped a look for missed events because the last one has not finished. If that repeats, find out why the vendor answers slowly.',
		);
		return;
	}
	const look = new AbortController();
	progress.look = look;
	const signal = AbortSignal.any([look.signal, AbortSignal.timeout(LOOK_WITHIN_MS)]);
	const lookOnce = async (): Promise<string | undefined> => {
		const connection = await connectNow(functions, config);
		if (!connection.ok) return connection.problem.message;
		const configError = config.vendor.configError?.(connection.value);
		if (configError !== undefined) return configError;
		return await lookForMissed(functions, config, connection.value, state, catchUp, signal);
	};
	const problem = await withIsolate(
		functions,
		async () =>
			await beforeAbort(
				signal,
				lookOnce(),
				`The look did not finish within ${LOOK_WITHIN_MS / 60_000} minutes.`,
			),
	).catch(messageOf);
	if (problem !== undefined && !look.signal.aborted)
		warn(
			functions,
			`The node could not look for missed events and will try again at the next check. ${problem}`,
		);
	if (progress.look === look) progress.look = undefined;
}
