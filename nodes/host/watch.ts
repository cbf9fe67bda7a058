import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import { PROBLEM } from '../core/problem';
import type { Subscriptions } from '../core/vendor';
import { placeOf } from './addresses';
import type { Binding, Memory } from './binding';
import { checkTimes } from './checkTimes';
import { withIsolate } from './isolate';
import { reconcile, type Reconciliation } from './reconcile';
import { mayBeMissing } from './restored';

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
	const seen: Seen = { standingAt: now() };
	functions.helpers.registerCron({ expression }, () => {
		void check(functions, binding, subscriptions, memory, { seen, now });
	});
	return {};
}

/** When all subscriptions of a workflow were last seen standing, epoch milliseconds. */
interface Seen {
	standingAt: number;
}

function minutesBetweenChecks(functions: ITriggerFunctions): number {
	const options = functions.getNodeParameter('options', {}) as { checkInterval?: number };
	return options.checkInterval ?? MINUTES_BETWEEN_CHECKS;
}

/**
 * One look, unless somebody works on these subscriptions already. Where no address is noted, the
 * workflow is not (or no longer) subscribed from this process, and there is nothing to look after.
 */
async function check<Connection, Proven, Wanted, Existing>(
	functions: ITriggerFunctions,
	binding: Binding<Connection, Proven, Wanted, Existing>,
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	memory: Memory,
	{ seen, now }: { seen: Seen; now(): number },
): Promise<void> {
	const place = placeOf(functions);
	const addresses = memory.addresses.get(place);
	if (addresses === undefined || memory.turns.isTaken(place)) return;
	const look = async (): Promise<Reconciliation> => {
		const connection = await binding.connect(functions);
		if (!connection.ok) return { done: [], problems: [connection.problem] };
		const obstacle = binding.vendor.obstacle?.(connection.value);
		if (obstacle !== undefined)
			return { done: [], problems: [{ reason: PROBLEM.misconfigured, message: obstacle }] };
		return await reconcile(subscriptions, connection.value, addresses);
	};
	try {
		await memory.turns.take(place, async () => {
			const asked = now();
			const result = await withIsolate(functions, look);
			report(
				functions,
				result,
				mayBeMissing(result.done, seen.standingAt, subscriptions.restoredNote),
			);
			if (result.problems.length === 0) seen.standingAt = asked;
		});
	} catch (error) {
		functions.logger.warn(
			`${functions.getNode().name} could not check its subscriptions. ${error instanceof Error ? error.message : String(error)}`,
		);
	}
}

function report(
	functions: ITriggerFunctions,
	{ done, problems }: Reconciliation,
	missing: string,
): void {
	const { name } = functions.getNode();
	if (done.length > 0)
		functions.logger.warn(`${name} put its subscriptions right: ${done.join('; ')}.${missing}`);
	for (const { message } of problems)
		functions.logger.warn(`${name} could not put its subscriptions right. ${message}`);
}
