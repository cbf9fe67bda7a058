import { PROBLEM } from '../../../core/result';
import { messageOf, warn } from '../../log';
import { connectNow } from '../connect';
import type { TriggerFunctions } from '../credential';
import { withIsolate } from '../isolate';
import type { ProcessState } from '../processState';
import type { TriggerConfig } from '../triggerConfig';
import { nodeKey } from '../webhookUrls';
import { missedEventsWarning } from './missedEventsWarning';
import { listOf, reconcile, type Reconciliation } from './reconcile';

/**
 * Checks a node's subscriptions once and restores them. The log names what it changed. It does nothing if another
 * change of them is under way, or if this process has not subscribed the workflow. It never rejects.
 *
 * @param now epoch milliseconds. Defaults to `Date.now`
 */
export async function checkSubscriptions<Connection, Payload, Wanted, Existing>(
	functions: TriggerFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	now: () => number = Date.now,
): Promise<void> {
	const { subscriptions } = config.vendor;
	const node = nodeKey(functions);
	const urls = state.webhookUrls.get(node);
	if (subscriptions === undefined || urls === undefined || state.mutex.isLocked(node)) return;
	const check = async (): Promise<Reconciliation> => {
		const connection = await connectNow(functions, config);
		if (!connection.ok) return { done: [], problems: [connection.problem] };
		const configError = config.vendor.configError?.(connection.value);
		if (configError !== undefined)
			return { done: [], problems: [{ reason: PROBLEM.misconfigured, message: configError }] };
		const mayGoOn = () => state.webhookUrls.get(node) === urls;
		return await reconcile(subscriptions, connection.value, urls, mayGoOn);
	};
	try {
		await state.mutex.runExclusive(node, async () => {
			const startedAt = now();
			const { done, problems } = await withIsolate(functions, check);
			const missed = missedEventsWarning(
				done,
				state.lastSeenAt.get(node),
				subscriptions.restoredNote,
			);
			if (done.length > 0)
				warn(functions, `The node restored its subscriptions (${listOf(done)}).${missed}`);
			for (const { message } of problems)
				warn(functions, `The node could not restore its subscriptions. ${message}`);
			if (problems.length === 0) state.lastSeenAt.set(node, startedAt);
		});
	} catch (error) {
		warn(functions, `The node could not check its subscriptions. ${messageOf(error)}`);
	}
}
