import { PROBLEM, ok, type Problem, type Result } from '../../../core/result';
import type { SubscriptionPlan } from '../../../core/subscriptionPlan';
import type { Subscriptions } from '../../../core/vendor';
import { withoutException } from '../../exceptions';
import { shownName } from '../../vendorErrors';
import type { WebhookUrls } from '../webhookUrls';
import { placeOf } from './placeOf';

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
	/** How many changes were not tried. Undefined if all were. */
	left?: number;
	/** Other addresses of the node that another n8n serves. Their subscriptions stay. */
	servedElsewhere?: string[];
}

/** Returns changes as one text for the log: `created order.created; removed order.updated`. */
export function listOf(done: readonly SubscriptionChange[]): string {
	return done.map(({ action, subscription }) => `${action} ${subscription}`).join('; ');
}

/** Returns the beginning of the log line about changes. A check can also only remove. */
export function restoredOrRemoved(done: readonly SubscriptionChange[]): string {
	return done.every(({ action }) => action === 'removed')
		? 'The node removed subscriptions that it does not need'
		: 'The node restored its subscriptions';
}

/** Returns a subscription in a few words. The vendor has chosen some of them. */
export function inWords<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	one: Wanted | Existing,
): string {
	return shownName(subscriptions.describe(one));
}

/** Lists the vendor's subscriptions. An error while n8n starts would make n8n unregister the webhook's URL. */
export async function list<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
): Promise<Result<Existing[]>> {
	return await withoutException(async () => await subscriptions.list(connection), unexpectedForm);
}

const unexpectedForm = (message: string) =>
	`The vendor's list of subscriptions could not be read: it has an unexpected form (${message}). If this repeats, report it as a bug.`;

/** What a reconciliation asks the host. By default, it reads the vendor's list, and assumes that no other n8n exists. */
export interface Circumstances<Existing> {
	list?(): Promise<Result<Existing[]>>;
	/** Called before each change. False once the node is deactivated, or the time is over. */
	mayGoOn?(): boolean;
	/** Whether another n8n serves the node at an address on another origin. */
	isServedElsewhere?(address: string): Promise<boolean>;
}

/** A plan, and what of it depends on another n8n. */
export type NodePlan<Wanted, Existing> = SubscriptionPlan<Wanted, Existing> &
	Required<Pick<Reconciliation, 'servedElsewhere'>>;

/** Old addresses of a node that one check asks. Further ones wait until some of these are moved or gone. */
const MOST_ASKED = 50;

/**
 * Returns what has to change so that the vendor has the subscriptions that one node wants. Those on another origin
 * are moved, unless another n8n serves the node there (docs/decisions/0011-moved-urls.md).
 */
export async function planFor<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	urls: WebhookUrls,
	{
		list: read = async () => await list(subscriptions, connection),
		isServedElsewhere = async () => false,
	}: Circumstances<Existing> = {},
): Promise<Result<NodePlan<Wanted, Existing>>> {
	if (subscriptions.isByHand?.(connection))
		return ok({ create: [], update: [], remove: [], servedElsewhere: [] });
	const existing = await read();
	if (!existing.ok) return existing;
	return await withoutException(async () => {
		const addresses = [...new Set(existing.value.map((one) => subscriptions.urlOf(one)))];
		const moved = addresses.filter((one) => placeOf(one, urls) === 'moved').slice(0, MOST_ASKED);
		const answers = await Promise.all(moved.map(async (one) => await isServedElsewhere(one)));
		const own = new Set([
			...Object.values(urls.all),
			...moved.filter((_, index) => !answers[index]),
		]);
		const plan = subscriptions.plan(
			subscriptions.wanted(connection, urls.wanted),
			existing.value.filter((one) => own.has(subscriptions.urlOf(one))),
		);
		return ok({ ...plan, servedElsewhere: moved.filter((_, index) => answers[index]) });
	}, unexpectedForm);
}

/** Changes a vendor's subscriptions to those that one node wants. */
export async function reconcile<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	urls: WebhookUrls,
	circumstances: Circumstances<Existing> = {},
): Promise<Reconciliation> {
	const plan = await planFor(subscriptions, connection, urls, circumstances);
	if (!plan.ok) return { done: [], problems: [plan.problem] };
	const { servedElsewhere } = plan.value;
	const mayGoOn = circumstances.mayGoOn ?? (() => true);
	const carried = await carryOut(subscriptions, connection, plan.value, { mayGoOn });
	return { ...carried, servedElsewhere };
}

/** The progress of a removal, for a caller that does not wait for its end. */
export interface Removal {
	/** Called before each change. Returns false once the node is activated again, or the time is over. */
	mayGoOn(): boolean;
	/** The subscriptions that are not removed yet, in a few words each. Undefined until the vendor has listed them. */
	left?: string[];
}

/** Removes every subscription at one of a node's URLs. Those on another origin stay: a copy of n8n may use them. */
export async function removeAll<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	{ all }: WebhookUrls,
	removal: Removal = { mayGoOn: () => true },
	read = async () => await list(subscriptions, connection),
): Promise<Reconciliation> {
	if (subscriptions.isByHand?.(connection)) return { done: [], problems: [] };
	const existing = await read();
	if (!existing.ok) return { done: [], problems: [existing.problem] };
	const own = Object.values(all);
	const found = await withoutException(
		async () => ok(existing.value.filter((one) => own.includes(subscriptions.urlOf(one)))),
		unexpectedForm,
	);
	if (!found.ok) return { done: [], problems: [found.problem] };
	const remove = found.value;
	return await carryOut(subscriptions, connection, { create: [], update: [], remove }, removal);
}

/**
 * Carries out a plan. It removes first, because some vendors allow one subscription for each target (Box). A
 * change that fails does not stop the others, except at a rate limit, which they would hit too.
 */
export async function carryOut<Connection, Wanted, Existing>(
	subscriptions: Subscriptions<Connection, Wanted, Existing>,
	connection: Connection,
	plan: SubscriptionPlan<Wanted, Existing>,
	progress: Removal = { mayGoOn: () => true },
): Promise<Reconciliation> {
	const steps = [
		...plan.remove.map((one) => ({
			action: 'removed' as const,
			subscription: inWords(subscriptions, one),
			change: async () => await subscriptions.remove(connection, one),
		})),
		...plan.update.map(({ existing, wanted }) => ({
			action: 'updated' as const,
			subscription: inWords(subscriptions, existing),
			change: async () => await subscriptions.update(connection, existing, wanted),
		})),
		...plan.create.map((one) => ({
			action: 'created' as const,
			subscription: inWords(subscriptions, one),
			change: async () => await subscriptions.create(connection, one),
		})),
	];
	const result: Reconciliation = { done: [], problems: [] };
	const left = steps.map(({ subscription }) => subscription);
	progress.left = left;
	for (const [index, { action, subscription, change }] of steps.entries()) {
		if (!progress.mayGoOn() || result.problems.some(isThrottled))
			return { ...result, left: steps.length - index };
		// If the response is unreadable, the other changes follow.
		const changed = await withoutException(
			change,
			(message) =>
				`The vendor's response about the subscription ${subscription} is unreadable (${message}). Check the subscription in the vendor's settings.`,
		);
		if (changed.ok || !isThrottled(changed.problem)) left.shift();
		if (changed.ok) result.done.push({ action, subscription });
		else result.problems.push(changed.problem);
	}
	return result;
}

/** Returns whether the vendor accepts the same request later. */
export function isThrottled({ reason }: Problem): boolean {
	return reason === PROBLEM.throttled;
}
