import type { IHookFunctions } from 'n8n-workflow';

import type { Subscriptions } from '../../../core/vendor';
import { beforeAbort } from '../../deadline';
import { info, messageOf, warn } from '../../log';
import { patienceFor } from '../../patience';
import { withIsolate } from '../isolate';
import type { ProcessState } from '../processState';
import { connectNow, type TriggerConfig } from '../triggerConfig';
import { readWebhookUrls } from '../webhookUrls';
import { type Removal, removeAll } from './reconcile';
import { sharedList } from './sharedList';

/** How long a removal continues in the background. A rate limit may be per minute. The next activation ends it. */
const CONTINUE_FOR_MS = 150_000;

/** n8n deactivates a workflow's next node at once after the one before it. */
const NEXT_NODE_WITHIN_MS = 1_000;

/**
 * Removes a node's subscriptions. A removal that takes too long continues in the background, and the log says so.
 * If a check was under way, it removes once more after that, because the check may just have subscribed.
 *
 * @param node its key
 * @param withinMs how long all nodes of the workflow may wait, in milliseconds
 * @param isUnchanged whether the activation failed before it changed a subscription. A failed removal then leaves
 *   nothing of this activation behind, so it is not reported
 */
export async function removeSubscriptions<Connection, Payload, Wanted, Existing>(
	functions: IHookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	state: ProcessState,
	{
		node,
		urls,
		withinMs,
		isUnchanged = false,
	}: { node: string; urls: readonly string[]; withinMs: number; isUnchanged?: boolean },
): Promise<void> {
	const { mutex, webhookUrls, clock } = state;
	let isStopped = false;
	const stop = () => void (isStopped = true);
	const isOff = () => !webhookUrls.has(node) && !isStopped;
	const newRemoval = (startedAt: number): Removal => ({
		mayGoOn: () => isOff() && clock() - startedAt < CONTINUE_FOR_MS,
	});
	const remove = async (removal: Removal) =>
		await removeOnce(functions, config, subscriptions, state, node, removal);
	const nameLeft = ({ left = [] }: Removal) => (isOff() ? left.map((one) => `${one}.`) : []);
	const warnOfLeft = (left: readonly string[]) => {
		if (left.length > 0 && !isUnchanged)
			warn(
				functions,
				`The node could not remove all its subscriptions: ${left.join(' ')} The vendor may still call a URL that n8n no longer serves. In the vendor's settings, remove the subscriptions of this node that are left.`,
			);
	};

	state.stopRemoval.set(node, stop);
	const removal = newRemoval(clock());
	const wasLocked = mutex.isLocked(node);
	const removing = remove(removal);
	// The removal does not wait for the action that has the lock, but the next action waits for the removal.
	void mutex.runExclusive(node, async () => await removing);
	const failed = await beforeAbort(
		AbortSignal.timeout(waitMs(functions, state, withinMs)),
		removing,
	).catch(() => undefined);
	if (failed !== undefined) warnOfLeft([...failed, ...nameLeft(removal)]);
	else if (!isUnchanged)
		warn(
			functions,
			`The node could not remove its subscriptions in time, and continues in the background. If it logs no result within a few minutes, remove the subscriptions in the vendor's settings: ${removal.left?.join(', ') ?? 'all'}${urls.length > 0 ? ` with the URL ${urls.join(' or ')}` : ' of this node'}.`,
		);
	const forget = () => {
		if (state.stopRemoval.get(node) === stop) state.stopRemoval.delete(node);
	};
	if (failed !== undefined && !wasLocked) return forget();
	void mutex.runExclusive(node, async () => {
		if (!isOff()) return forget();
		const again = newRemoval(clock());
		const failedAgain = await withIsolate(functions, async () => await remove(again));
		const left = nameLeft(again);
		if (failed === undefined && failedAgain.length + left.length === 0)
			info(functions, 'The node has removed its subscriptions.');
		else warnOfLeft([...failedAgain, ...left]);
		forget();
	});
}

/**
 * Returns how long a deactivation may wait, in milliseconds. n8n deactivates the nodes of a workflow one after the
 * other, so they have one deadline.
 */
function waitMs(
	functions: IHookFunctions,
	{ clock, removalDeadlines }: Pick<ProcessState, 'clock' | 'removalDeadlines'>,
	withinMs: number,
): number {
	const workflow = String(functions.getWorkflow().id);
	const now = clock();
	const known = removalDeadlines.get(workflow) ?? -Infinity;
	const deadline = now < known + NEXT_NODE_WITHIN_MS ? known : now + withinMs;
	removalDeadlines.set(workflow, deadline);
	return Math.max(Math.ceil(deadline - now), 0);
}

/**
 * Removes the subscriptions that it can, even after an activation that failed halfway. It never rejects.
 *
 * @returns the messages of failed removals
 */
async function removeOnce<Connection, Payload, Wanted, Existing>(
	functions: IHookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	state: ProcessState,
	node: string,
	removal: Removal,
): Promise<string[]> {
	try {
		const urls = readWebhookUrls(functions);
		const patience = patienceFor(CONTINUE_FOR_MS, state, () => removal.mayGoOn());
		const connection = await connectNow(functions, config, patience);
		if (!connection.ok) return [connection.problem.message];
		if (urls === undefined) return [];
		const { value } = connection;
		const read = sharedList(functions, config, state, node, subscriptions, value);
		const { problems } = await removeAll(subscriptions, value, urls, removal, read);
		state.listings.expire(node);
		return problems.map(({ message }) => message);
	} catch (error) {
		return [messageOf(error)];
	}
}
