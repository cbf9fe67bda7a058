import { ok, type Problem, type Result } from '../../../core/result';
import type { SubscriptionPlan } from '../../../core/subscriptionPlan';
import type { Subscriptions } from '../../../core/vendor';
import { withoutException } from '../../exceptions';
import type { WebhookUrls } from '../webhookUrls';

/** A change that was made to a vendor's subscriptions. */
export interface SubscriptionChange {
	action: 'created' | 'updated' | 'removed';
	/** In a few words, as `Subscriptions.describe` returns it. */
	subscription: string;
}

/** The changes that were made, and the problems of those that failed. */
export interface Reconciliation {
	done: SubscriptionChange[];
	problems: Problem[];
}

/** Returns changes as one text for the log: `created order.created; removed order.updated`. */
export function listOf(done: readonly SubscriptionChange[]): string {
	return done.map(({ action, subscription }) => `${action} ${subscription}`).join('; ');
}

/** Lists what the vendor has. An error while n8n starts would make n8n unregister the webhook's URL. */
async function list<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
): Promise<Result<Existing[]>> {
	return await withoutException(
		async () => await subscriptions.list(connection),
		(message) =>
			`The vendor's list of subscriptions has an unexpected form (${message}). It is read again at the next check.`,
	);
}

/** Makes one change. If its answer is unreadable, the other changes follow. */
async function attempt(
	subscription: string,
	change: () => Promise<Result<unknown>>,
): Promise<Result<unknown>> {
	return await withoutException(
		change,
		(message) =>
			`The vendor's answer to ${subscription} is unreadable (${message}). Check the subscription in the vendor's settings.`,
	);
}

/** Returns what has to change so that the vendor has the subscriptions that one node wants. */
export async function planFor<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	{ wanted: url, all }: WebhookUrls,
): Promise<Result<SubscriptionPlan<Wanted, Existing>>> {
	if (subscriptions.isByHand?.(connection)) return ok({ create: [], update: [], remove: [] });
	const existing = await list(subscriptions, connection);
	if (!existing.ok) return existing;
	const plan = subscriptions.plan(subscriptions.wanted(connection, url), existing.value, url);
	const others = Object.values(all).filter((other) => other !== url);
	const leftovers = others.flatMap((other) => subscriptions.plan([], existing.value, other).remove);
	return ok({ ...plan, remove: [...leftovers, ...plan.remove] });
}

/**
 * Changes a vendor's subscriptions to those that one node wants.
 *
 * @param mayGoOn called before each change. False once the node is deactivated
 */
export async function reconcile<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	urls: WebhookUrls,
	mayGoOn = () => true,
): Promise<Reconciliation> {
	const plan = await planFor(subscriptions, connection, urls);
	if (!plan.ok) return { done: [], problems: [plan.problem] };
	return await carryOut(subscriptions, connection, plan.value, mayGoOn);
}

/** How far a removal is, for a caller that does not wait for its end. */
export interface Removal {
	mayGoOn(): boolean;
	/** What is not removed yet, in a few words each. Undefined until the vendor has listed it. */
	left?: string[];
}

/** Removes every subscription at one of a node's URLs, and no other. */
export async function removeAll<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	{ all }: WebhookUrls,
	removal: Removal = { mayGoOn: () => true },
): Promise<Reconciliation> {
	const result: Reconciliation = { done: [], problems: [] };
	if (subscriptions.isByHand?.(connection)) return result;
	const existing = await list(subscriptions, connection);
	if (!existing.ok) return { ...result, problems: [existing.problem] };
	const remove = Object.values(all).flatMap(
		(url) => subscriptions.plan([], existing.value, url).remove,
	);
	const names = remove.map((one) => subscriptions.describe(one));
	removal.left = [...names];
	for (const [index, one] of remove.entries()) {
		if (!removal.mayGoOn()) break;
		const removed = await attempt(names[index], async () => subscriptions.remove(connection, one));
		removal.left.shift();
		if (removed.ok) result.done.push({ action: 'removed', subscription: names[index] });
		else result.problems.push(removed.problem);
	}
	return result;
}

/**
 * Carries out a plan. It removes first, because some vendors allow one subscription for each target (Box). A
 * change that fails does not stop the others.
 */
export async function carryOut<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	plan: SubscriptionPlan<Wanted, Existing>,
	mayGoOn = () => true,
): Promise<Reconciliation> {
	const result: Reconciliation = { done: [], problems: [] };
	const act = async (
		action: SubscriptionChange['action'],
		one: Wanted | Existing,
		change: () => Promise<Result<unknown>>,
	) => {
		if (!mayGoOn()) return;
		const subscription = subscriptions.describe(one);
		const changed = await attempt(subscription, change);
		if (changed.ok) result.done.push({ action, subscription });
		else result.problems.push(changed.problem);
	};
	for (const existing of plan.remove)
		await act('removed', existing, async () => subscriptions.remove(connection, existing));
	for (const { existing, wanted } of plan.update)
		await act('updated', existing, async () => subscriptions.update(connection, existing, wanted));
	for (const wanted of plan.create)
		await act('created', wanted, async () => subscriptions.create(connection, wanted));
	return result;
}
