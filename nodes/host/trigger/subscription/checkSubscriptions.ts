import { PROBLEM, type Problem } from '../../../core/result';
import { beforeAbort } from '../../deadline';
import { noteCheck } from '../../health/noteChecks';
import { nodeRefOf } from '../../health/nodeRef';
import { messageOf, warn } from '../../log';
import { patienceFor } from '../../patience';
import { unreachableReason, warnOfUrl } from '../callableUrl';
import type { TriggerFunctions } from '../credential';
import { withIsolate } from '../isolate';
import type { ProcessState } from '../processState';
import { connectNow, type TriggerConfig } from '../triggerConfig';
import { nodeKey } from '../webhookUrls';
import { inspectAccount } from './inspectAccount';
import { missedEventsWarning } from './missedEventsWarning';
import { listOf, reconcile, restoredOrRemoved, type Reconciliation } from './reconcile';
import { isServedElsewhere } from './servedElsewhere';
import { sharedList } from './sharedList';

/** A vendor's rate limit may be per minute, and one check can use up more than that (Box). */
const PATIENCE_MS = 150_000;

/** A check that takes longer is abandoned. No single request takes this long, but all pages of a list may. */
const CHECK_WITHIN_MS = 10 * 60_000;
const TOO_LATE = `The check did not finish within ${CHECK_WITHIN_MS / 60_000} minutes. Find out why the vendor responds slowly.`;
const SKIPPED =
	'The node skipped a check of its subscriptions: another check or change of them is still running. If this repeats, find out why the vendor responds slowly.';

/**
 * Checks a node's subscriptions once, restores them, and logs the changes. If another change of them is under way,
 * it logs that and skips the check. It does nothing if this process has not subscribed the workflow.
 * It never rejects.
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
	if (subscriptions === undefined || urls === undefined) return;
	if (state.mutex.isLocked(node)) {
		warn(functions, SKIPPED);
		return;
	}
	const signal = AbortSignal.timeout(CHECK_WITHIN_MS);
	const mayGoOn = () => state.webhookUrls.get(node) === urls && !signal.aborted;
	const hasCatchUp = config.vendor.catchUp !== undefined;
	const report = (problems: readonly Problem[], restored = '') =>
		noteCheck(state.health, nodeRefOf(functions), {
			...{ problems, restored, hasCatchUp, lastSeenAt: state.lastSeenAt.get(node) },
		});
	const check = async (): Promise<Reconciliation | undefined> => {
		const patience = patienceFor(PATIENCE_MS, state, mayGoOn);
		const connection = await connectNow(functions, config, patience);
		if (!connection.ok) return { done: [], problems: [connection.problem] };
		const configError = config.vendor.configError?.(connection.value);
		if (configError !== undefined)
			return { done: [], problems: [{ reason: PROBLEM.misconfigured, message: configError }] };
		const callable = subscriptions.callable(connection.value);
		const reason = unreachableReason(functions.getNode(), urls.wanted, callable);
		if (reason !== undefined) {
			warnOfUrl(functions, state, reason);
			report([{ reason: PROBLEM.misconfigured, message: `Deliveries cannot arrive: ${reason}` }]);
			return undefined;
		}
		const { vendor } = config;
		const inspected = await inspectAccount(functions, vendor, state, connection.value, now());
		if (!inspected.ok) return { done: [], problems: [inspected.problem] };
		// Someone may just have removed one. Other nodes may share the list.
		state.listings.expire(node);
		const { value } = connection;
		return await reconcile(subscriptions, value, urls, {
			mayGoOn,
			list: sharedList(functions, config, state, node, subscriptions, value),
			isServedElsewhere: async (address) =>
				await isServedElsewhere(functions, address, urls.wanted, subscriptions.secretsOf(value)),
		});
	};
	try {
		await state.mutex.runExclusive(node, async () => {
			const startedAt = now();
			const result = await withIsolate(
				functions,
				async () => await beforeAbort(signal, check(), TOO_LATE),
			);
			if (result === undefined) return;
			const { done, problems } = result;
			if (done.length > 0) state.listings.expire(node);
			const missed = missedEventsWarning(
				done,
				state.lastSeenAt.get(node),
				subscriptions.restoredNote,
			);
			if (done.length > 0)
				warn(functions, `${restoredOrRemoved(done)} (${listOf(done)}).${missed}`);
			for (const { message } of problems)
				warn(functions, `The node could not check or restore its subscriptions. ${message}`);
			const isActive = state.webhookUrls.get(node) === urls;
			if (isActive) report(problems, listOf(done.filter(({ action }) => action !== 'removed')));
			if (problems.length === 0) state.lastSeenAt.set(node, startedAt);
		});
	} catch (error) {
		const message = `The node could not check its subscriptions. ${messageOf(error)}`;
		warn(functions, message);
		report([{ reason: signal.aborted ? PROBLEM.timedOut : PROBLEM.unexpected, message }]);
	}
}
