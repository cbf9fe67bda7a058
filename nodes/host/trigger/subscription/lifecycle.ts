import { type IHookFunctions, type NodeApiError } from 'n8n-workflow';

import {
	err,
	isPassing,
	misconfigured,
	ok,
	PROBLEM,
	type Problem,
	type Result,
} from '../../../core/result';
import { isSettled } from '../../../core/subscriptionPlan';
import { inTime } from '../../deadline';
import { filterProblem } from '../../eventFilterOptions';
import { noteRestored } from '../../health/noteChecks';
import { nodeRefOf } from '../../health/nodeRef';
import { info, warn } from '../../log';
import { activationError, problemError, type FinalActivationError } from '../../nodeErrors';
import { patienceFor } from '../../patience';
import { beginCatchUp } from '../catchUp/beginCatchUp';
import { endCatchUp } from '../catchUp/endCatchUp';
import { catchUpStateOf } from '../catchUpState';
import { unreachableReason, warnOfUrl } from '../callableUrl';
import { requestFirstLook } from '../firstLook';
import type { ProcessState } from '../processState';
import { endTestEvent, requestTestEvent } from '../testEventRequest';
import { connectNow, type TriggerConfig } from '../triggerConfig';
import {
	isTestKey,
	nodeKey,
	nodeKeyOfDelete,
	readWebhookUrls,
	testKeyOf,
	type WebhookUrls,
} from '../webhookUrls';
import { inspectAccount } from './inspectAccount';
import { missedEventsWarning, replacedWarning } from './missedEventsWarning';
import { isThrottled, listOf, planFor, reconcile, restoredOrRemoved } from './reconcile';
import { removeSubscriptions } from './removeSubscriptions';
import { isServedElsewhere } from './servedElsewhere';
import { sharedList } from './sharedList';

/** The modes in which n8n activates workflows again that were active before. */
const RESTARTS = ['init', 'leadershipChange'];

/**
 * How long a hook works or waits for the vendor, in milliseconds. n8n 2.41 abandons an activation, which is two hooks,
 * after two minutes.
 */
const LIMITS = { activateMs: 50_000, removeMs: 4_000 };

const LISTING_TOO_SLOW = err(
	PROBLEM.timedOut,
	'The vendor did not return its whole list of subscriptions in time. Try again later.',
);

const DEACTIVATED = err(
	PROBLEM.unexpected,
	'The activation failed: the workflow was deactivated while it subscribed. Activate it again.',
);

const KEPT =
	"n8n could not start the workflow, so the node keeps its subscriptions for the next attempt. If you have deactivated the workflow, remove them in the vendor's settings.";

/**
 * Returns n8n's hooks for the activation and deactivation of a workflow. They belong to the webhook entry `default`
 * and manage the URLs of both entries. A subscription is found again by its URL, so nothing is stored.
 *
 * @param limits default to 50 seconds for each hook of an activation, and 4 seconds for a deactivation
 * @param now epoch milliseconds. Defaults to `Date.now`
 */
export function lifecycle<Connection, Payload, Wanted, Existing>(
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	{ activateMs, removeMs }: typeof LIMITS = LIMITS,
	now: () => number = Date.now,
) {
	const { subscriptions, catchUp } = config.vendor;
	const listFor = (
		functions: IHookFunctions,
		of: NonNullable<typeof subscriptions>,
		connection: Connection,
	) => {
		const list = sharedList(functions, config, state, nodeKey(functions), of, connection);
		// Each request has a deadline, but a list may have any number of pages.
		return async () => await inTime(list(), activateMs, LISTING_TOO_SLOW);
	};
	const activate = async (
		functions: IHookFunctions,
		{ connection, urls }: Prepared<Connection>,
	) => {
		const resumes =
			catchUp !== undefined &&
			(await beginCatchUp(
				functions,
				catchUp,
				connection,
				config.vendor.account(connection),
				state,
				isRestart(functions),
			));
		const node = nodeKey(functions);
		state.webhookUrls.set(node, urls);
		state.health.activationEnded(nodeRefOf(functions), true);
		if (resumes) requestFirstLook(catchUpStateOf(state, node));
		return true;
	};
	/** After an error, n8n calls `delete`. @param isUnchanged whether the node has changed no subscription */
	const failed = (
		functions: IHookFunctions,
		problem: Problem,
		isUnchanged: boolean,
	): NodeApiError | FinalActivationError => {
		// At a restart, subscriptions of earlier activations exist, so a removal that fails is reported.
		if (isUnchanged && !isRestart(functions)) state.unchanged.set(nodeKey(functions), true);
		// At its start, n8n gives up on a workflow whose error is final, and a test in the editor is never repeated.
		const toError = isRestart(functions) || isTest(functions) ? problemError : activationError;
		return toError(functions.getNode(), problem);
	};
	/** Makes known to `delete` what n8n's starts do, and to the health of the node how other activations end. */
	const atStarts = (hook: (this: IHookFunctions) => Promise<boolean>) =>
		async function (this: IHookFunctions): Promise<boolean> {
			const [node, workflow] = [nodeKey(this), String(this.getWorkflow().id)];
			const attempt = isRestart(this) ? state.starts.begin(node, workflow) : undefined;
			if (attempt === undefined) state.starts.forget(node, workflow);
			let hasSucceeded = false;
			try {
				const result = await hook.call(this);
				hasSucceeded = true;
				return result;
			} finally {
				if (hasSucceeded) attempt?.succeeded();
				else if (attempt === undefined) state.health.activationEnded(nodeRefOf(this), false);
				else attempt.failed();
			}
		};
	const hooks = {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			if (await requestTestEvent(this, config, state)) return true;
			const node = nodeKey(this);
			state.stopRemoval.get(node)?.();
			state.removalDeadlines.delete(String(this.getWorkflow().id));
			state.inspected.delete(node);
			state.unchanged.delete(node);
			const ready = await prepare(this, config, state);
			if (!ready.ok) throw failed(this, ready.problem, true);
			const prepared = ready.value;
			const { connection, urls, isReachable } = prepared;
			if (subscriptions === undefined || !isReachable) return await activate(this, prepared);
			const plan = await state.mutex.runExclusive(node, async () => {
				// Its response may have the first page of the list, so it must not be older than a removal that holds the lock.
				const inspected = await inspectAccount(this, config.vendor, state, connection, now());
				if (!inspected.ok) return inspected;
				return await planFor(subscriptions, connection, urls, {
					list: listFor(this, subscriptions, connection),
					// Only `create` asks the hosts.
					isServedElsewhere: async () => true,
				});
			});
			if (plan.ok && !(isSettled(plan.value) && plan.value.servedElsewhere.length === 0))
				return false;
			if (!plan.ok) {
				const isLater = isRestart(this) || isForLater(this, plan.problem);
				if (!isLater) throw failed(this, plan.problem, true);
				// After an error, n8n would call `delete` and unregister the URL, although the subscription most likely exists.
				// If the vendor is down while n8n starts, this must not lose deliveries.
				warn(
					this,
					isRestart(this)
						? `The node could not check its subscriptions while n8n started. Until the next check, it assumes that they exist. ${plan.problem.message}`
						: `The workflow is active, but its subscriptions may not exist yet. The node creates the missing ones at the next check. ${plan.problem.message}`,
				);
			}
			return await activate(this, prepared);
		},

		/** n8n ignores what this returns: only an error reports a failure. */
		async create(this: IHookFunctions): Promise<boolean> {
			const node = nodeKey(this);
			const ready = await prepare(this, config, state);
			if (!ready.ok) throw failed(this, ready.problem, true);
			const prepared = ready.value;
			const { connection, urls, isReachable } = prepared;
			if (subscriptions === undefined || !isReachable) return await activate(this, prepared);
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
					mayGoOn: () => isOn() && (isTest(this) || state.clock() - startedAt < activateMs),
					list: listFor(this, subscriptions, connection),
					isServedElsewhere: async (address) =>
						await isServedElsewhere(
							this,
							address,
							urls.wanted,
							subscriptions.secretsOf(connection),
						),
				});
			});
			if (done.length + problems.length > 0) state.listings.expire(node);
			// The removal of a deactivation waits for this lock. It must not find the node active again.
			if (!isOn()) throw failed(this, DEACTIVATED.problem, false);
			if (servedElsewhere.length > 0)
				warn(
					this,
					`Another n8n serves this workflow at ${servedElsewhere.join(' and ')}, so the node does not change the subscriptions of that n8n. If this n8n replaces it, deactivate the workflow there.`,
				);
			// After an error, n8n calls `delete`, which removes the subscriptions that exist. At a restart these deliver.
			const canWait = (problem: Problem) =>
				isRestart(this) || isForLater(this, problem) || problem.isOptional === true;
			const serious = problems.find((problem) => !canWait(problem));
			if (serious !== undefined)
				throw failed(this, serious, done.length === 0 && !problems.some(isPassing));
			if (problems.length + left > 0)
				warn(
					this,
					`The workflow is active, but the node could not make all changes to its subscriptions. It tries again at the next check. ${problems[0]?.message ?? ''}`.trimEnd(),
				);
			const restored = listOf(done.filter(({ action }) => action !== 'removed'));
			if (isRestart(this) && restored !== '')
				noteRestored(state.health, nodeRefOf(this), {
					...{ restored, hasCatchUp: catchUp !== undefined },
				});
			if (isRestart(this) && done.length > 0)
				warn(
					this,
					`${restoredOrRemoved(done)} while n8n started (${listOf(done)}).${missedEventsWarning(done, undefined, subscriptions.restoredNote)}`,
				);
			else if (done.length > 0 || problems.length + left === 0) {
				const replaced = replacedWarning(
					done,
					state.removedAt.get(node),
					subscriptions.restoredNote,
				);
				const changes = listOf(done) || 'all subscriptions existed';
				info(this, `The node is subscribed (${changes}).${replaced}`);
			}
			state.removedAt.delete(node);
			return await activate(this, prepared);
		},

		/** Never throws and never waits long, because a vendor that is down must not keep a workflow active. */
		async delete(this: IHookFunctions): Promise<boolean> {
			const node = nodeKeyOfDelete(this, state.webhookUrls);
			if (endTestEvent(this, state, node)) return true;
			if (state.starts.end(node, String(this.getWorkflow().id))) {
				state.unchanged.delete(node);
				state.webhookUrls.delete(node);
				if (subscriptions !== undefined) warn(this, KEPT);
				return true;
			}
			const urls = Object.values(state.webhookUrls.get(node)?.all ?? {});
			if (urls.length > 0 && !isTestKey(node)) state.removedAt.set(node, now());
			// A check that is under way notices this before its next change.
			// A failed test registers nothing, so its `delete` looks like that of a deactivation.
			// n8n calls this after a failed activation, and again if a person then unpublishes or archives the workflow.
			const isUnchanged =
				state.unchanged.has(node) ||
				(!state.webhookUrls.has(node) && state.unchanged.delete(testKeyOf(node)));
			state.webhookUrls.delete(node);
			state.credentialCache.delete(node);
			state.inspected.delete(node);
			state.uncalled.delete(node);
			state.probes.records.delete(node);
			if (catchUp !== undefined) endCatchUp(this, state, node);
			if (subscriptions !== undefined)
				await removeSubscriptions(this, config, subscriptions, state, {
					node,
					urls,
					withinMs: removeMs,
					isUnchanged,
				});
			return true;
		},
	};
	return {
		checkExists: atStarts(hooks.checkExists),
		create: atStarts(hooks.create),
		delete: hooks.delete,
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
	/** False at a restart with a URL that deliveries cannot reach. The vendor's subscriptions then stay as they are. */
	isReachable: boolean;
}

/** Returns what an activation needs, or the problem if a part of it is missing. */
async function prepare<Connection, Payload, Wanted, Existing>(
	functions: IHookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
): Promise<Result<Prepared<Connection>>> {
	const patience = patienceFor(LIMITS.activateMs, state);
	const connected = await connectNow(functions, config, patience);
	if (!connected.ok) return connected;
	const connection = connected.value;
	const doubt = isRestart(functions) ? undefined : config.vendor.doubt?.(connection);
	const configError = doubt ?? config.vendor.configError?.(connection) ?? filterProblem(functions);
	if (configError !== undefined) return misconfigured(configError);
	const urls = readWebhookUrls(functions);
	if (urls === undefined)
		return misconfigured(
			'The activation failed: n8n has no webhook URL for this node. Delete the node and add it again.',
		);
	const callable = config.vendor.subscriptions?.callable(connection);
	const reason = unreachableReason(functions.getNode(), urls.wanted, callable);
	// n8n repeats activations at its start. A workflow that ran before must not stop then.
	if (reason !== undefined && !isRestart(functions))
		return misconfigured(`The activation failed: ${reason}`);
	state.uncalled.delete(nodeKey(functions));
	if (reason !== undefined) warnOfUrl(functions, state, reason);
	return ok({ connection, urls, isReachable: reason === undefined });
}
