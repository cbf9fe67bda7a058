import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { placeOf } from './addresses';
import type { Binding, Memory } from './binding';
import { check } from './check';
import { checkTimes } from './checkTimes';

const MINUTES_BETWEEN_CHECKS = 15;

/**
 * Looks after a workflow's subscriptions while it is active: vendors disable or drop them, and
 * people delete them. The first check is on a tick, for n8n runs `trigger()` before, beside or after
 * the hooks that subscribe (2.x: beside them; 1.x: after).
 */
export async function watch<Connection, Proven, Wanted, Existing>(
	functions: ITriggerFunctions,
	binding: Binding<Connection, Proven, Wanted, Existing>,
	memory: Memory,
	now: () => number = Date.now,
): Promise<ITriggerResponse> {
	const { subscriptions } = binding.vendor;
	if (subscriptions === undefined || functions.getMode() === 'manual') return {};
	const { id } = functions.getWorkflow();
	const expression =
		binding.checkTimes?.(String(id)) ?? checkTimes(String(id), minutesBetweenChecks(functions));
	memory.standingAt.set(placeOf(functions), now());
	functions.helpers.registerCron({ expression }, () => void check(functions, binding, memory, now));
	return {};
}

function minutesBetweenChecks(functions: ITriggerFunctions): number {
	const options = functions.getNodeParameter('options', {}) as { checkInterval?: number };
	return options.checkInterval ?? MINUTES_BETWEEN_CHECKS;
}
