import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';

import { ok } from '../../../core/result';
import { isSettled } from '../../../core/subscriptionPlan';
import { info, warn } from '../../log';
import { problemError } from '../../nodeErrors';
import { beginCatchUp, endCatchUp } from '../catchUp';
import { connectNow } from '../connect';
import type { ProcessState } from '../processState';
import type { TriggerConfig } from '../triggerConfig';
import { nodeKey, readWebhookUrls, type WebhookUrls } from '../webhookUrls';
import { missedEventsWarning } from './missedEventsWarning';
import { listOf, planFor, reconcile } from './reconcile';
import { removeSubscriptions } from './removeSubscriptions';

/** Activations that n8n repeats by itself for workflows that were active before. */
const RESTARTS = ['init', 'leadershipChange'];

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
			const prepared = await prepare(this, config);
			const { connection, urls } = prepared;
			if (subscriptions === undefined) return await activate(this, prepared);
			const inspected = (await config.vendor.inspect?.(connection, now())) ?? ok([]);
			for (const warning of inspected.ok ? inspected.value : []) warn(this, warning);
			const plan = !inspected.ok
				? inspected
				: await state.mutex.runExclusive(nodeKey(this), async () =>
						planFor(subscriptions, connection, urls),
					);
			if (plan.ok && !isSettled(plan.value)) return false;
			if (!plan.ok) {
				if (!isRestart(this)) throw problemError(this.getNode(), plan.problem);
				// An error makes n8n call `delete` and unregister the URL, while the subscription most likely exists.
				// A vendor that is down while n8n starts must not cost deliveries.
				warn(
					this,
					`The node could not check its subscriptions while n8n started and assumes that they exist until the next check. ${plan.problem.message}`,
				);
			}
			return await activate(this, prepared);
		},

		/** n8n ignores what this returns: only an error reports a failure. */
		async create(this: IHookFunctions): Promise<boolean> {
			const node = nodeKey(this);
			const prepared = await prepare(this, config);
			const { connection, urls } = prepared;
			if (subscriptions === undefined) return await activate(this, prepared);
			const mayGoOn = () => state.webhookUrls.get(node) === urls;
			const { done, problems } = await state.mutex.runExclusive(node, async () => {
				state.webhookUrls.set(node, urls);
				return await reconcile(subscriptions, connection, urls, mayGoOn);
			});
			// A deactivation's removal waits for the lock. It must not find the node active again.
			if (!mayGoOn())
				throw new NodeOperationError(
					this.getNode(),
					'The activation failed: the workflow was deactivated while it subscribed. Activate it again.',
				);
			if (problems.length > 0) throw problemError(this.getNode(), problems[0]);
			if (isRestart(this) && done.length > 0)
				warn(
					this,
					`The node restored its subscriptions while n8n started (${listOf(done)}).${missedEventsWarning(done, undefined, subscriptions.restoredNote)}`,
				);
			else info(this, `The node subscribed (${listOf(done) || 'all subscriptions existed'}).`);
			return await activate(this, prepared);
		},

		/** Never throws and never waits long: a vendor that is down must not keep a workflow active. */
		async delete(this: IHookFunctions): Promise<boolean> {
			const node = nodeKey(this);
			const urls = Object.values(state.webhookUrls.get(node)?.all ?? {});
			// A check that is under way sees this before its next change.
			state.webhookUrls.delete(node);
			state.credentialCache.delete(node);
			if (catchUp !== undefined) endCatchUp(this, state);
			if (subscriptions !== undefined)
				await removeSubscriptions(this, config, subscriptions, state, { urls, withinMs });
			return true;
		},
	};
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
 * @throws what is missing
 */
async function prepare<Connection, Payload, Wanted, Existing>(
	functions: IHookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
): Promise<Prepared<Connection>> {
	const connection = await connectNow(functions, config);
	if (!connection.ok) throw problemError(functions.getNode(), connection.problem);
	const configError = config.vendor.configError?.(connection.value);
	if (configError !== undefined) throw new NodeOperationError(functions.getNode(), configError);
	const urls = readWebhookUrls(functions);
	if (urls === undefined)
		throw new NodeOperationError(
			functions.getNode(),
			'The activation failed: n8n has no webhook URL for this node. Delete the node and add it again.',
		);
	return { connection: connection.value, urls };
}
