import { success, type Outcome, type Problem } from '../core/problem';
import type { SubscriptionPlan } from '../core/subscription';
import type { Subscriptions } from '../core/vendor';
import type { Addresses } from './addresses';

/** What was put right, in a few words each, and what could not be. */
export interface Reconciliation {
	done: string[];
	problems: Problem[];
}

/** Asks the vendor what it holds and compares that with what one node wants. */
export async function planFor<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	{ wanted: url, all }: Addresses,
): Promise<Outcome<SubscriptionPlan<Wanted, Existing>>> {
	const existing = await subscriptions.list(connection);
	if (!existing.ok) return existing;
	const plan = subscriptions.plan(subscriptions.wanted(connection, url), existing.value, url);
	const others = Object.values(all).filter((other) => other !== url);
	const leftovers = others.flatMap((other) => subscriptions.plan([], existing.value, other).remove);
	return success({ ...plan, remove: [...leftovers, ...plan.remove] });
}

/** Lists, compares and changes until the vendor holds just what one node wants. */
export async function reconcile<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	addresses: Addresses,
): Promise<Reconciliation> {
	const plan = await planFor(subscriptions, connection, addresses);
	if (!plan.ok) return { done: [], problems: [plan.problem] };
	return await carryOut(subscriptions, connection, plan.value);
}

/** Removes every subscription that points at one of a node's URLs, and no other. */
export async function removeAll<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	{ all }: Addresses,
): Promise<Reconciliation> {
	const existing = await subscriptions.list(connection);
	if (!existing.ok) return { done: [], problems: [existing.problem] };
	const remove = Object.values(all).flatMap(
		(url) => subscriptions.plan([], existing.value, url).remove,
	);
	return await carryOut(subscriptions, connection, { create: [], update: [], remove });
}

/**
 * Removes first, for some vendors allow one subscription a target (Box). One that cannot be changed
 * does not keep the others from being put right.
 */
export async function carryOut<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	plan: SubscriptionPlan<Wanted, Existing>,
): Promise<Reconciliation> {
	const result: Reconciliation = { done: [], problems: [] };
	const note = (what: string, outcome: Outcome<unknown>) => {
		if (outcome.ok) result.done.push(what);
		else result.problems.push(outcome.problem);
	};
	for (const existing of plan.remove)
		note(
			`removed ${subscriptions.describe(existing)}`,
			await subscriptions.remove(connection, existing),
		);
	for (const { existing, wanted } of plan.update)
		note(
			`updated ${subscriptions.describe(existing)}`,
			await subscriptions.update(connection, existing, wanted),
		);
	for (const wanted of plan.create)
		note(
			`created ${subscriptions.describe(wanted)}`,
			await subscriptions.create(connection, wanted),
		);
	return result;
}
