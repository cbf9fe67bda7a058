import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';

import { isSettled } from '../../../core/subscriptionPlan';
import type { Subscriptions } from '../../../core/vendor';
import { nodeKey, readWebhookUrls, type WebhookUrls } from '../webhookUrls';
import type { TriggerConfig, ProcessState } from '../triggerConfig';
import { beginCatchUp, endCatchUp } from '../catchUp';
import { connectNow } from '../connect';
import { beforeAbort } from '../../deadline';
import { withIsolate } from '../isolate';
import { info, messageOf, warn } from '../../log';
import { problemError } from '../../nodeErrors';
import { listOf, planFor, reconcile, removeAll, type Removal } from './reconcile';
import { missedEventsWarning } from './missedEventsWarning';

/** Activations that n8n repeats by itself, of workflows that were active before. */
const AGAIN = ['init', 'leadershipChange'];

/** How long a deactivation waits for its vendor. */
const REMOVE_WITHIN_MS = 4_000;

/**
 * n8n's hooks of a workflow that is activated and deactivated. They belong to the webhook entry
 * `default` and look after both entries' URLs. What the vendor holds is found again by URL, so
 * nothing is stored.
 */
export function lifecycle<Connection, Proven, Wanted, Existing>(
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	state: ProcessState,
	withinMs = REMOVE_WITHIN_MS,
) {
	const { subscriptions, catchUp } = config.vendor;
	const stand = async (
		functions: IHookFunctions,
		{ connection, addresses }: Prepared<Connection>,
	) => {
		if (catchUp !== undefined)
			await beginCatchUp(functions, catchUp, connection, state, isRestart(functions));
		state.addresses.set(nodeKey(functions), addresses);
		return true;
	};
	return {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			const place = nodeKey(this);
			const prepared = await prepare(this, config);
			const { connection, addresses } = prepared;
			if (subscriptions === undefined) return await stand(this, prepared);
			const plan = await state.mutex.runExclusive(place, async () =>
				planFor(subscriptions, connection, addresses),
			);
			if (plan.ok && !isSettled(plan.value)) return false;
			if (!plan.ok) {
				if (!isRestart(this)) throw problemError(this.getNode(), plan.problem);
				// A throw makes n8n call `delete` and take the URL down, while the subscription most
				// likely stands: a vendor that is away while n8n starts must not cost deliveries.
				warn(
					this,
					`The node could not check its subscriptions while n8n started and assumes that they exist until the next check. ${plan.problem.message}`,
				);
			}
			return await stand(this, prepared);
		},

		/** n8n ignores what this returns: only a throw says that it went wrong. */
		async create(this: IHookFunctions): Promise<boolean> {
			const place = nodeKey(this);
			const prepared = await prepare(this, config);
			const { connection, addresses } = prepared;
			if (subscriptions === undefined) return await stand(this, prepared);
			const mayGoOn = () => state.addresses.get(place) === addresses;
			const { done, problems } = await state.mutex.runExclusive(place, async () => {
				state.addresses.set(place, addresses);
				return await reconcile(subscriptions, connection, addresses, mayGoOn);
			});
			// Its removal waits for this turn, and must not find the node standing again.
			if (!mayGoOn())
				throw new NodeOperationError(
					this.getNode(),
					'The workflow was deactivated while it subscribed. Activate it again.',
				);
			if (problems.length > 0) throw problemError(this.getNode(), problems[0]);
			if (AGAIN.includes(this.getActivationMode()) && done.length > 0)
				warn(
					this,
					`The node restored its subscriptions while n8n started (${listOf(done)}).${missedEventsWarning(done, undefined, subscriptions.restoredNote)}`,
				);
			else info(this, `The node subscribed (${listOf(done) || 'all subscriptions existed'}).`);
			return await stand(this, prepared);
		},

		/**
		 * Never throws, and waits for nobody for long: a vendor that is away must not keep a workflow from
		 * being deactivated.
		 */
		async delete(this: IHookFunctions): Promise<boolean> {
			const place = nodeKey(this);
			const urls = Object.values(state.addresses.get(place)?.all ?? {});
			// A check that is at work sees this before its next change.
			state.addresses.delete(place);
			state.credentials.forget(place);
			if (catchUp !== undefined) endCatchUp(this, state);
			if (subscriptions !== undefined)
				await remove(this, state, { urls, withinMs }, async (removal) =>
					tearDown(this, config, subscriptions, removal),
				);
			return true;
		},
	};
}

/** How long a removal goes on that nobody waits for; an activation has to wait for its end. */
const GO_ON_FOR_MS = 60_000;

/**
 * Removes a node's subscriptions; what is not done within seconds goes on, and the log says so. Where
 * a check was at work, it removes once more after that: a subscription may just have been on its way.
 *
 * @param tearDown removes once; gives the sentences of what could not be
 */
async function remove(
	functions: IHookFunctions,
	state: ProcessState,
	{ urls, withinMs }: { urls: readonly string[]; withinMs: number },
	tearDown: (removal: Removal) => Promise<string[]>,
): Promise<void> {
	const { mutex, addresses, clock } = state;
	const place = nodeKey(functions);
	const began = clock();
	const isOff = () => !addresses.has(place);
	const removal: Removal = { mayGoOn: () => isOff() && clock() - began < GO_ON_FOR_MS };
	const wasTaken = mutex.isLocked(place);
	const removing = tearDown(removal);
	// Not after whoever is at work, but before whoever comes next.
	void mutex.runExclusive(place, async () => await removing);
	const problems = await beforeAbort(AbortSignal.timeout(withinMs), removing).catch(
		() => undefined,
	);
	const report = (left: readonly string[]) => {
		if (left.length > 0)
			warn(
				functions,
				`The node could not remove all its subscriptions. The vendor still calls a URL that n8n no longer serves. Remove them in the vendor's settings. ${left.join(' ')}`,
			);
	};
	if (problems !== undefined) report(problems);
	else
		warn(
			functions,
			`The node could not remove its subscriptions within ${withinMs / 1000} seconds and continues in the background. If the log does not soon report that they are removed, remove them in the vendor's settings: ${removal.left?.join(', ') ?? 'all'} with the URL ${urls.join(' or ')}.`,
		);
	if (problems !== undefined && !wasTaken) return;
	void mutex.runExclusive(place, async () => {
		if (!isOff()) return;
		const beganAgain = clock();
		const again: Removal = { mayGoOn: () => isOff() && clock() - beganAgain < GO_ON_FOR_MS };
		const failed = await withIsolate(functions, async () => await tearDown(again));
		const left = isOff() ? (again.left ?? []).map((one) => `${one}.`) : [];
		if (problems === undefined && failed.length + left.length === 0)
			info(functions, 'The node has removed its subscriptions.');
		else report([...failed, ...left]);
	});
}

function isRestart(functions: IHookFunctions): boolean {
	return AGAIN.includes(functions.getActivationMode());
}

interface Prepared<Connection> {
	connection: Connection;
	addresses: WebhookUrls;
}

/** What a hook needs to begin; what is missing is thrown as the sentence that n8n shows. */
async function prepare<Connection, Proven, Wanted, Existing>(
	functions: IHookFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
): Promise<Prepared<Connection>> {
	const connection = await connectNow(functions, config);
	if (!connection.ok) throw problemError(functions.getNode(), connection.problem);
	const configError = config.vendor.configError?.(connection.value);
	if (configError !== undefined) throw new NodeOperationError(functions.getNode(), configError);
	const addresses = readWebhookUrls(functions);
	if (addresses === undefined)
		throw new NodeOperationError(
			functions.getNode(),
			'n8n has no webhook URL for this node. Delete the node and add it anew.',
		);
	return { connection: connection.value, addresses };
}

/**
 * Removes what can be removed, also where an activation failed halfway. Never rejects.
 *
 * @returns the sentences of what could not be
 */
async function tearDown<Connection, Proven, Wanted, Existing>(
	functions: IHookFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	removal: Removal,
): Promise<string[]> {
	try {
		const addresses = readWebhookUrls(functions);
		const connection = await connectNow(functions, config);
		if (!connection.ok) return [connection.problem.message];
		if (addresses === undefined) return [];
		const { problems } = await removeAll(subscriptions, connection.value, addresses, removal);
		return problems.map(({ message }) => message);
	} catch (error) {
		return [messageOf(error)];
	}
}
