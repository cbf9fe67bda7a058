import { PROBLEM } from '../../../core/problem';
import { placeOf } from '../addresses';
import type { Binding, Memory } from '../binding';
import type { TriggerFunctions } from '../credential';
import { connectNow } from '../connect';
import { withIsolate } from '../isolate';
import { warn } from '../../log';
import { reconcile, type Reconciliation } from './reconcile';
import { mayBeMissing } from './restored';

/**
 * One look after a node's subscriptions, which are put right; the log says what was wrong. Nothing
 * happens where somebody works on them already, or where no address is noted: then the workflow is
 * not (or no longer) subscribed from this process. It never rejects.
 */
export async function check<Connection, Proven, Wanted, Existing>(
	functions: TriggerFunctions,
	binding: Binding<Connection, Proven, Wanted, Existing>,
	memory: Memory,
	now: () => number = Date.now,
): Promise<void> {
	const { subscriptions } = binding.vendor;
	const place = placeOf(functions);
	const addresses = memory.addresses.get(place);
	if (subscriptions === undefined || addresses === undefined || memory.turns.isTaken(place)) return;
	const look = async (): Promise<Reconciliation> => {
		const connection = await connectNow(functions, binding);
		if (!connection.ok) return { done: [], problems: [connection.problem] };
		const obstacle = binding.vendor.obstacle?.(connection.value);
		if (obstacle !== undefined)
			return { done: [], problems: [{ reason: PROBLEM.misconfigured, message: obstacle }] };
		const mayGoOn = () => memory.addresses.get(place) === addresses;
		return await reconcile(subscriptions, connection.value, addresses, mayGoOn);
	};
	try {
		await memory.turns.take(place, async () => {
			const asked = now();
			const result = await withIsolate(functions, look);
			const standingAt = memory.standingAt.get(place);
			report(functions, result, mayBeMissing(result.done, standingAt, subscriptions.restoredNote));
			if (result.problems.length === 0) memory.standingAt.set(place, asked);
		});
	} catch (error) {
		warn(
			functions,
			`${functions.getNode().name} could not check its subscriptions. ${error instanceof Error ? error.message : String(error)}`,
		);
	}
}

function report(
	functions: TriggerFunctions,
	{ done, problems }: Reconciliation,
	missing: string,
): void {
	const { name } = functions.getNode();
	if (done.length > 0)
		warn(functions, `${name} put its subscriptions right: ${done.join('; ')}.${missing}`);
	for (const { message } of problems)
		warn(functions, `${name} could not put its subscriptions right. ${message}`);
}
