import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import type { CatchUp } from '../../../core/vendor';
import { placeOf } from '../addresses';
import type { Binding, Memory } from '../binding';
import { lookForMissed } from '../catchUp';
import { check } from './check';
import { checkTimes } from './checkTimes';
import { connectNow } from '../connect';
import { withIsolate } from '../isolate';
import { warn } from '../../log';

const MINUTES_BETWEEN_CHECKS = 15;

/**
 * Looks after a workflow's subscriptions while it is active: vendors disable or drop them, and
 * people delete them; and asks for what deliveries missed. The first check is on a tick, for n8n runs `trigger()` before, beside or after
 * the hooks that subscribe (2.x: beside them; 1.x: after).
 */
export async function watch<Connection, Proven, Wanted, Existing>(
	functions: ITriggerFunctions,
	binding: Binding<Connection, Proven, Wanted, Existing>,
	memory: Memory,
	now: () => number = Date.now,
): Promise<ITriggerResponse> {
	const { subscriptions, catchUp } = binding.vendor;
	if (functions.getMode() === 'manual') return {};
	if (subscriptions === undefined && catchUp === undefined) return {};
	const { id } = functions.getWorkflow();
	const expression =
		binding.checkTimes?.(String(id)) ?? checkTimes(String(id), minutesBetweenChecks(functions));
	memory.standingAt.set(placeOf(functions), now());
	functions.helpers.registerCron({ expression }, () => {
		if (subscriptions !== undefined) void check(functions, binding, memory, now);
		if (catchUp !== undefined) void askForMissed(functions, binding, catchUp, memory);
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
	binding: Binding<Connection, Proven, Wanted, Existing>,
	catchUp: CatchUp<Connection>,
	memory: Memory,
): Promise<void> {
	const place = placeOf(functions);
	const turn = `${place}/missed`;
	if (!memory.addresses.has(place) || memory.turns.isTaken(turn)) return;
	const look = async (): Promise<string | undefined> => {
		const connection = await connectNow(functions, binding);
		if (!connection.ok) return connection.problem.message;
		const obstacle = binding.vendor.obstacle?.(connection.value);
		if (obstacle !== undefined) return obstacle;
		return await lookForMissed(functions, binding, connection.value, memory, catchUp);
	};
	const failed = (what: string) =>
		warn(
			functions,
			`${functions.getNode().name} could not ask for what it may have missed, and asks again later. ${what}`,
		);
	try {
		const problem = await memory.turns.take(turn, async () => await withIsolate(functions, look));
		if (problem !== undefined) failed(problem);
	} catch (error) {
		failed(error instanceof Error ? error.message : String(error));
	}
}
