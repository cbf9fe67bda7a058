import type { Result } from '../core/result';
import { planSubscriptions, type SubscriptionPlan } from '../core/subscriptionPlan';
import type { Subscriptions } from '../core/vendor';
import {
	createWebhook,
	deleteWebhook,
	listWebhooks,
	updateWebhook,
	type Box,
	type WantedWebhook,
	type Webhook,
} from './api';
import { nameOf, type Target } from './targets';

/** What a node wants watched, and by whom. */
export interface Watching {
	box: Box;
	targets: Target[];
	/** Sorted. */
	triggers: string[];
}

/** One webhook a target, which is all that Box allows an app and a user. */
export const subscriptions: Subscriptions<Watching, WantedWebhook, Webhook> = {
	wanted: ({ targets, triggers }, address) =>
		targets.map((target) => ({ target, address, triggers })),
	list: async ({ box }): Promise<Result<Webhook[]>> => await listWebhooks(box),
	plan,
	create: async ({ box }, wanted) => await createWebhook(box, wanted),
	update: async ({ box }, { id }, wanted) => await updateWebhook(box, id, wanted),
	remove: async ({ box }, { id }) => await deleteWebhook(box, id),
	restoredNote:
		'Box does not send it later: compare with what the files and folders say of themselves.',
	describe: ({ target, triggers }) => `${nameOf(target)} (${triggers.join(', ')})`,
};

/** A webhook of ours on what is no longer wanted is set on what is wanted now, and keeps its id. */
function plan(
	wanted: WantedWebhook[],
	existing: Webhook[],
	address: string,
): SubscriptionPlan<WantedWebhook, Webhook> {
	const { create, update, remove } = planSubscriptions(wanted, existing, {
		keyOfWanted: ({ target }) => nameOf(target),
		keyOfExisting: ({ target }) => nameOf(target),
		isOurs: (one) => one.address === address,
		isCurrent: (held, one) => held.triggers.join() === one.triggers.join(),
	});
	const moved = Math.min(create.length, remove.length);
	const moves = create
		.slice(0, moved)
		.map((one, index) => ({ existing: remove[index], wanted: one }));
	return {
		create: create.slice(moved),
		update: [...update, ...moves],
		remove: remove.slice(moved),
	};
}
