import { PROBLEM } from '../../../core/result';
import { nodeKey } from '../webhookUrls';
import type { TriggerConfig, ProcessState } from '../triggerConfig';
import type { TriggerFunctions } from '../credential';
import { connectNow } from '../connect';
import { withIsolate } from '../isolate';
import { messageOf, warn } from '../../log';
import { listOf, reconcile, type Reconciliation } from './reconcile';
import { missedEventsWarning } from './missedEventsWarning';

/**
 * One look after a node's subscriptions, which are put right; the log says what was wrong. Nothing
 * happens where somebody works on them already, or where no address is noted: then the workflow is
 * not (or no longer) subscribed from this process. It never rejects.
 */
export async function checkSubscriptions<Connection, Proven, Wanted, Existing>(
	functions: TriggerFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	state: ProcessState,
	now: () => number = Date.now,
): Promise<void> {
	const { subscriptions } = config.vendor;
	const place = nodeKey(functions);
	const addresses = state.addresses.get(place);
	if (subscriptions === undefined || addresses === undefined || state.mutex.isLocked(place)) return;
	const look = async (): Promise<Reconciliation> => {
		const connection = await connectNow(functions, config);
		if (!connection.ok) return { done: [], problems: [connection.problem] };
		const configError = config.vendor.configError?.(connection.value);
		if (configError !== undefined)
			return { done: [], problems: [{ reason: PROBLEM.misconfigured, message: configError }] };
		const mayGoOn = () => state.addresses.get(place) === addresses;
		return await reconcile(subscriptions, connection.value, addresses, mayGoOn);
	};
	try {
		await state.mutex.runExclusive(place, async () => {
			const asked = now();
			const result = await withIsolate(functions, look);
			const standingAt = state.standingAt.get(place);
			report(
				functions,
				result,
				missedEventsWarning(result.done, standingAt, subscriptions.restoredNote),
			);
			if (result.problems.length === 0) state.standingAt.set(place, asked);
		});
	} catch (error) {
		warn(functions, `The node could not check its subscriptions. ${messageOf(error)}`);
	}
}

function report(
	functions: TriggerFunctions,
	{ done, problems }: Reconciliation,
	missing: string,
): void {
	if (done.length > 0)
		warn(functions, `The node restored its subscriptions (${listOf(done)}).${missing}`);
	for (const { message } of problems)
		warn(functions, `The node could not restore its subscriptions. ${message}`);
}
