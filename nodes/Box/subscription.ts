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
import { BOX_API } from './credential';
import { nameOf, type Target } from './targets';
import type { SignatureKeys } from './verify';

/** The files and folders that a node monitors, with the triggers and the connection. */
export interface MonitoredTargets extends Pick<WantedWebhook, 'triggers'> {
	box: Box;
	targets: Target[];
}

/** What the webhooks of a node need. `keys` are those of the app. */
type Subscriber = MonitoredTargets & { keys: SignatureKeys };

/** The webhooks of a node. For each app and user, Box allows one webhook per target. */
export const subscriptions: Subscriptions<Subscriber, WantedWebhook, Webhook> = {
	// "The notification URL … must be a valid HTTPS URL" on port 443 (https://developer.box.com/guides/webhooks/v2/).
	callable: ({ box }) =>
		box.url === BOX_API ? { vendor: 'Box', isHttpsOnly: true, ports: [443] } : undefined,
	wanted: ({ targets, triggers }, address) =>
		targets.map((target) => ({ target, address, triggers })),
	list: async ({ box }): Promise<Result<Webhook[]>> => await listWebhooks(box),
	urlOf: ({ address }) => address,
	secretsOf: ({ keys }) => [keys.primary, keys.secondary].filter(Boolean),
	plan,
	create: async ({ box }, wanted) => await createWebhook(box, wanted),
	update: async ({ box }, { id }, wanted) => await updateWebhook(box, id, wanted),
	remove: async ({ box }, { id }) => await deleteWebhook(box, id),
	restoredNote:
		'Box does not send these later, but catch-up finds those that the event streams of Box have.',
	describe: ({ target, triggers }) => `${nameOf(target)} (${triggers.join(', ')})`,
};

/** Moves an obsolete webhook of the node to a target without one, so that it keeps its id. */
function plan(wanted: WantedWebhook[], own: Webhook[]): SubscriptionPlan<WantedWebhook, Webhook> {
	const { create, update, remove } = planSubscriptions(wanted, own, {
		keyOfWanted: ({ target }) => nameOf(target),
		keyOfExisting: ({ target }) => nameOf(target),
		isCurrent: (held, one) =>
			held.address === one.address && held.triggers.join() === one.triggers.join(),
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
