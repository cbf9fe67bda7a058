import type { IHookFunctions } from 'n8n-workflow';

import type { Subscriptions } from '../../../core/vendor';
import { beforeAbort } from '../../deadline';
import { info, messageOf, warn } from '../../log';
import { connectNow } from '../connect';
import { withIsolate } from '../isolate';
import type { ProcessState } from '../processState';
import type { TriggerConfig } from '../triggerConfig';
import { nodeKey, readWebhookUrls } from '../webhookUrls';
import { removeAll, type Removal } from './reconcile';

/** How long a removal may continue in the background. The next activation has to wait for its end. */
const CONTINUE_FOR_MS = 60_000;

/**
 * Removes a node's subscriptions. A removal that takes too long continues in the background, and the log says so.
 * If a check was under way, it removes once more after that, because the check may just have subscribed.
 *
 * @param withinMs how long to wait, in milliseconds
 */
export async function removeSubscriptions<Connection, Payload, Wanted, Existing>(
	functions: IHookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	{ mutex, webhookUrls, clock }: ProcessState,
	{ urls, withinMs }: { urls: readonly string[]; withinMs: number },
): Promise<void> {
	const node = nodeKey(functions);
	const isOff = () => !webhookUrls.has(node);
	const newRemoval = (startedAt: number): Removal => ({
		mayGoOn: () => isOff() && clock() - startedAt < CONTINUE_FOR_MS,
	});
	const remove = async (removal: Removal) =>
		await removeOnce(functions, config, subscriptions, removal);
	const warnOfLeft = (left: readonly string[]) => {
		if (left.length > 0)
			warn(
				functions,
				`The node could not remove all its subscriptions. The vendor still calls a URL that n8n no longer serves. Remove them in the vendor's settings. ${left.join(' ')}`,
			);
	};

	const removal = newRemoval(clock());
	const wasLocked = mutex.isLocked(node);
	const removing = remove(removal);
	// It does not wait for the action that has the lock, but the next action waits for it.
	void mutex.runExclusive(node, async () => await removing);
	const failed = await beforeAbort(AbortSignal.timeout(withinMs), removing).catch(() => undefined);
	if (failed !== undefined) warnOfLeft(failed);
	else
		warn(
			functions,
			`The node could not remove its subscriptions within ${withinMs / 1000} seconds and continues in the background. If the log does not soon report that they are removed, remove them in the vendor's settings: ${removal.left?.join(', ') ?? 'all'} with the URL ${urls.join(' or ')}.`,
		);
	if (failed !== undefined && !wasLocked) return;
	void mutex.runExclusive(node, async () => {
		if (!isOff()) return;
		const again = newRemoval(clock());
		const failedAgain = await withIsolate(functions, async () => await remove(again));
		const left = isOff() ? (again.left ?? []).map((one) => `${one}.`) : [];
		if (failed === undefined && failedAgain.length + left.length === 0)
			info(functions, 'The node has removed its subscriptions.');
		else warnOfLeft([...failedAgain, ...left]);
	});
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
	removal: Removal,
): Promise<string[]> {
	try {
		const urls = readWebhookUrls(functions);
		const connection = await connectNow(functions, config);
		if (!connection.ok) return [connection.problem.message];
		if (urls === undefined) return [];
		const { problems } = await removeAll(subscriptions, connection.value, urls, removal);
		return problems.map(({ message }) => message);
	} catch (error) {
		return [messageOf(error)];
	}
}
