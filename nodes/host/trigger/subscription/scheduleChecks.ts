import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import type { CatchUp } from '../../../core/vendor';
import { nodeKey } from '../webhookUrls';
import type { TriggerConfig, ProcessState } from '../triggerConfig';
import { lookForMissed } from '../catchUp';
import { checkSubscriptions } from './checkSubscriptions';
import { checkSchedule } from './checkSchedule';
import { connectNow } from '../connect';
import { withIsolate } from '../isolate';
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

/**
 * One look for what deliveries missed, unless one is under way. Its turn is its own: a long one must
 * not keep a workflow from being deactivated.
 */
async function askForMissed<Connection, Proven, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	catchUp: CatchUp<Connection>,
	state: ProcessState,
): Promise<void> {
	const place = nodeKey(functions);
	const turn = `${place}/missed`;
	if (!state.addresses.has(place)) return;
	if (state.mutex.isLocked(turn)) {
		warn(
			functions,
			`${functions.getNode().name} skipped a look for missed events, since the one before is not over. If that repeats, look why the vendor answers slowly, or restart n8n.`,
		);
		return;
	}
	const look = async (): Promise<string | undefined> => {
		const connection = await connectNow(functions, config);
		if (!connection.ok) return connection.problem.message;
		const configError = config.vendor.configError?.(connection.value);
		if (configError !== undefined) return configError;
		return await lookForMissed(functions, config, connection.value, state, catchUp);
	};
	const failed = (what: string) =>
		warn(
			functions,
			`${functions.getNode().name} could not ask for what it may have missed, and asks again later. ${what}`,
		);
	try {
		const problem = await state.mutex.runExclusive(
			turn,
			async () => await withIsolate(functions, look),
		);
		if (problem !== undefined) failed(problem);
	} catch (error) {
		failed(messageOf(error));
	}
}
