import { err, ok, PROBLEM, type Problem, type Result } from '../../../core/result';
import type { SubscriptionPlan } from '../../../core/subscriptionPlan';
import type { Subscriptions } from '../../../core/vendor';
import { messageOf } from '../../log';
import type { WebhookUrls } from '../webhookUrls';

/** A change that was made to a vendor's subscriptions. */
export interface SubscriptionChange {
	action: 'created' | 'updated' | 'removed';
	/** In a few words, as `Subscriptions.describe` returns it. */
	subscription: string;
}

/** What was changed, and what could not be. */
export interface Reconciliation {
	done: SubscriptionChange[];
	problems: Problem[];
}

/** Returns changes as one text for the log: `created order.created; removed order.updated`. */
export function listOf(done: readonly SubscriptionChange[]): string {
	return done.map(({ action, subscription }) => `${action} ${subscription}`).join('; ');
}

/**
 * Lists what the vendor holds. An answer in a form that no reader expects is a problem like others: a throw
 * while n8n starts would make it take the webhook's URL down.
 */
async function listed<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
): Promise<Result<Existing[]>> {
	try {
		return await subscriptions.list(connection);
	} catch (error) {
		return err(
			PROBLEM.unexpected,
			`The vendor's list of subscriptions has an unexpected form (${messageOf(error)}). It is asked again at the next check.`,
		);
	}
}

/** Asks the vendor what it holds and compares that with what one node wants. */
export async function planFor<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	{ wanted: url, all }: WebhookUrls,
): Promise<Result<SubscriptionPlan<Wanted, Existing>>> {
	const existing = await listed(subscriptions, connection);
	if (!existing.ok) return existing;
	const plan = subscriptions.plan(subscriptions.wanted(connection, url), existing.value, url);
	const others = Object.values(all).filter((other) => other !== url);
	const leftovers = others.flatMap((other) => subscriptions.plan([], existing.value, other).remove);
	return ok({ ...plan, remove: [...leftovers, ...plan.remove] });
}

/**
 * Lists, compares and changes until the vendor holds just what one node wants.
 *
 * @param mayGoOn asked before each change; false once the node is deactivated
 */
export async function reconcile<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	addresses: WebhookUrls,
	mayGoOn = () => true,
): Promise<Reconciliation> {
	const plan = await planFor(subscriptions, connection, addresses);
	if (!plan.ok) return { done: [], problems: [plan.problem] };
	return await carryOut(subscriptions, connection, plan.value, mayGoOn);
}

/** How far a removal is, for whoever does not wait for its end. */
export interface Removal {
	mayGoOn(): boolean;
	/** In a few words each, what is not removed yet; undefined before the vendor has listed it. */
	left?: string[];
}

/**
 * Removes every subscription that points at one of a node's URLs, and no other.
 */
export async function removeAll<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	{ all }: WebhookUrls,
	removal: Removal = { mayGoOn: () => true },
): Promise<Reconciliation> {
	const result: Reconciliation = { done: [], problems: [] };
	const existing = await listed(subscriptions, connection);
	if (!existing.ok) return { ...result, problems: [existing.problem] };
	const remove = Object.values(all).flatMap(
		(url) => subscriptions.plan([], existing.value, url).remove,
	);
	const names = remove.map((one) => subscriptions.describe(one));
	removal.left = [...names];
	for (const [index, one] of remove.entries()) {
		if (!removal.mayGoOn()) break;
		const removed = await subscriptions.remove(connection, one);
		removal.left.shift();
		if (removed.ok) result.done.push({ action: 'removed', subscription: names[index] });
		else result.problems.push(removed.problem);
	}
	return result;
}

/**
 * Removes first, for some vendors allow one subscription a target (Box). One that cannot be changed
 * does not keep the others from being put right.
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
		const outcome = await change();
		if (outcome.ok) result.done.push({ action, subscription: subscriptions.describe(one) });
		else result.problems.push(outcome.problem);
	};
	for (const existing of plan.remove)
		await act('removed', existing, async () => subscriptions.remove(connection, existing));
	for (const { existing, wanted } of plan.update)
		await act('updated', existing, async () => subscriptions.update(connection, existing, wanted));
	for (const wanted of plan.create)
		await act('created', wanted, async () => subscriptions.create(connection, wanted));
	return result;
}
