import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';

import { ok, PROBLEM, type Problem } from '../../../core/result';
import { isSettled } from '../../../core/subscriptionPlan';
import { withoutException } from '../../exceptions';
import { info, warn } from '../../log';
import { problemError } from '../../nodeErrors';
import { patienceFor } from '../../patience';
import { beginCatchUp, endCatchUp } from '../catchUp';
import { uncallableReason, unservedReason } from '../callableUrl';
import { connectNow } from '../connect';
import type { ProcessState } from '../processState';
import type { TriggerConfig } from '../triggerConfig';
import { nodeKey, nodeKeyOfDelete, readWebhookUrls, type WebhookUrls } from '../webhookUrls';
import { missedEventsWarning } from './missedEventsWarning';
import { isThrottled, listOf, planFor, reconcile } from './reconcile';
import { removeSubscriptions } from './removeSubscriptions';
import { isServedElsewhere } from './servedElsewhere';
import { sharedList } from './sharedList';

/** The modes in which n8n activates workflows again that were active before. */
const RESTARTS = ['init', 'leadershipChange'];

/** How long each hook of an activation works or waits for a rate limit. n8n 2.41 abandons it after two minutes. */
const WITHIN_MS = 50_000;

/** How long a deactivation waits for the vendor. */
const REMOVE_WITHIN_MS = 4_000;

/**
 * Returns n8n's hooks for the activation and deactivation of a workflow. They belong to the webhook entry `default`
 * and manage the URLs of both entries. A subscription is found again by its URL, so nothing is stored.
 *
 * @param withinMs how long a deactivation waits for the vendor. Defaults to 4 seconds
 * @param now epoch milliseconds. Defaults to `Date.now`
 */
export function lifecycle<Connection, Payload, Wanted, Existing>(
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	withinMs = REMOVE_WITHIN_MS,
	now: () => number = Date.now,
) {
	const { subscriptions, catchUp } = config.vendor;
	const listFor = (
		functions: IHookFunctions,
		of: NonNullable<typeof subscriptions>,
		connection: Connection,
	) =>
		sharedList(
			functions,
			nodeKey(functions),
			config.credentialType(functions),
			state,
			of,
			connection,
		);
	const activate = async (
		functions: IHookFunctions,
		{ connection, urls }: Prepared<Connection>,
	) => {
		if (catchUp !== undefined)
			await beginCatchUp(functions, catchUp, connection, state, isRestart(functions));
		state.webhookUrls.set(nodeKey(functions), urls);
		return true;
	};
	return {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			const node = nodeKey(this);
			state.stopRemoval.get(node)?.();
			const prepared = await prepare(this, config, state);
			const { connection, urls } = prepared;
			if (subscriptions === undefined) return await activate(this, prepared);
			const inspected = await withoutException(
				async () => (await config.vendor.inspect?.(connection, now())) ?? ok([]),
				(message) =>
					`The vendor's response about the account is unreadable (${message}). Try again later.`,
			);
			for (const warning of inspected.ok ? inspected.value : []) warn(this, warning);
			const plan = await state.mutex.runExclusive(node, async () =>
				!inspected.ok
					? inspected
					: await planFor(subscriptions, connection, urls, {
							list: listFor(this, subscriptions, connection),
							// Only `create` asks the hosts.
							isServedElsewhere: async () => true,
						}),
			);
			if (plan.ok && !(isSettled(plan.value) && plan.value.servedElsewhere.length === 0))
				return false;
			if (!plan.ok) {
				const isLater = isRestart(this) || isForLater(this, plan.problem);
				if (!isLater) throw problemError(this.getNode(), plan.problem);
				// After an error, n8n would call `delete` and unregister the URL, although the subscription most likely exists.
				// If the vendor is down while n8n starts, this must not lose deliveries.
				warn(
					this,
					isRestart(this)
						? `The node could not check its subscriptions while n8n started and assumes that they exist until the next check. ${plan.problem.message}`
						: `The workflow is active, but its subscriptions do not exist yet. The node creates them at the next check. ${plan.problem.message}`,
				);
			}
			return await activate(this, prepared);
		},

		/** n8n ignores what this returns: only an error reports a failure. */
		async create(this: IHookFunctions): Promise<boolean> {
			const node = nodeKey(this);
			const prepared = await prepare(this, config, state);
			const { connection, urls } = prepared;
			if (subscriptions === undefined) return await activate(this, prepared);
			const isOn = () => state.webhookUrls.get(node) === urls;
			const startedAt = state.clock();
			const {
				done,
				problems,
				left = 0,
				servedElsewhere = [],
			} = await state.mutex.runExclusive(node, async () => {
				state.webhookUrls.set(node, urls);
				return await reconcile(subscriptions, connection, urls, {
					mayGoOn: () => isOn() && (isTest(this) || state.clock() - startedAt < WITHIN_MS),
					list: listFor(this, subscriptions, connection),
					isServedElsewhere: async (address) => await isServedElsewhere(this, address, urls.wanted),
				});
			});
			if (done.length + problems.length > 0) state.listings.expire(node);
			// The removal of a deactivation waits for this lock. It must not find the node active again.
			if (!isOn())
				throw new NodeOperationError(
					this.getNode(),
					'The activation failed: the workflow was deactivated while it subscribed. Activate it again.',
				);
			if (servedElsewhere.length > 0)
				warn(
					this,
					`Another n8n serves this workflow at ${servedElsewhere.join(' and ')}, so the subscriptions there stay. If this n8n replaces it, deactivate the workflow there.`,
				);
			const canWait = (problem: Problem) =>
				isForLater(this, problem) ||
				(isRestart(this) && servedElsewhere.length > 0 && problem.reason === PROBLEM.conflict);
			const failed = problems.find((problem) => !canWait(problem));
			if (failed !== undefined) throw problemError(this.getNode(), failed);
			if (problems.length + left > 0)
				warn(
					this,
					`The workflow is active, but not all of its subscriptions exist yet. The node creates the others at the next check. ${problems[0]?.message ?? ''}`.trimEnd(),
				);
			if (isRestart(this) && done.length > 0)
				warn(
					this,
					`The node restored its subscriptions while n8n started (${listOf(done)}).${missedEventsWarning(done, undefined, subscriptions.restoredNote)}`,
				);
			else info(this, `The node is subscribed (${listOf(done) || 'all subscriptions existed'}).`);
			return await activate(this, prepared);
		},

		/** Never throws and never waits long, because a vendor that is down must not keep a workflow active. */
		async delete(this: IHookFunctions): Promise<boolean> {
			const node = nodeKeyOfDelete(this, state.webhookUrls);
			const urls = Object.values(state.webhookUrls.get(node)?.all ?? {});
			// A check that is under way notices this before its next change.
			state.webhookUrls.delete(node);
			state.credentialCache.delete(node);
			if (catchUp !== undefined) endCatchUp(this, state, node);
			if (subscriptions !== undefined)
				await removeSubscriptions(this, config, subscriptions, state, { node, urls, withinMs });
			return true;
		},
	};
}

/** Returns whether a later check makes up for the problem. A test in the editor has no checks. */
function isForLater(functions: IHookFunctions, problem: Problem): boolean {
	return isThrottled(problem) && !isTest(functions);
}

function isTest(functions: IHookFunctions): boolean {
	return functions.getMode() === 'manual';
}

function isRestart(functions: IHookFunctions): boolean {
	return RESTARTS.includes(functions.getActivationMode());
}

interface Prepared<Connection> {
	connection: Connection;
	urls: WebhookUrls;
}

/**
 * Returns what an activation needs.
 *
 * @throws the problem if a part of it is missing
 */
async function prepare<Connection, Payload, Wanted, Existing>(
	functions: IHookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
): Promise<Prepared<Connection>> {
	const patience = patienceFor(WITHIN_MS, state);
	const connection = await connectNow(functions, config, patience);
	if (!connection.ok) throw problemError(functions.getNode(), connection.problem);
	const configError = config.vendor.configError?.(connection.value);
	if (configError !== undefined) throw new NodeOperationError(functions.getNode(), configError);
	const urls = readWebhookUrls(functions);
	if (urls === undefined)
		throw new NodeOperationError(
			functions.getNode(),
			'The activation failed: n8n has no webhook URL for this node. Delete the node and add it again.',
		);
	const callable = config.vendor.subscriptions?.callable(connection.value);
	const reason =
		unservedReason(functions.getNode(), urls.wanted) ??
		(callable && uncallableReason(urls.wanted, callable));
	// n8n repeats activations at its start. A workflow that ran before must not stop then.
	if (reason !== undefined && !isRestart(functions))
		throw new NodeOperationError(functions.getNode(), reason);
	return { connection: connection.value, urls };
}
