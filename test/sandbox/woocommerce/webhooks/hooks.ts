import type { JsonObject } from '../../json';
import type { Random } from '../../random';
import { dateTwins } from '../dates';
import { ALLOWED_METHODS } from '../reader';
import type { ShopView } from '../resource';
import { actionsOf, eventOf, resourceOf } from './topics';

/** What a hook can be. */
export const HOOK_STATUSES = ['active', 'paused', 'disabled'] as const;

export type HookStatus = (typeof HOOK_STATUSES)[number];

/** What may be set of a hook. */
export interface HookFields {
	name: string;
	status: HookStatus;
	topic: string;
	deliveryUrl: string;
	secret: string;
}

/** A row of the table `wc_webhooks`. */
export interface Hook extends HookFields {
	readonly id: number;
	/** UTC seconds. */
	readonly created: number;
	/** UTC seconds; null until the hook is saved again. */
	modified: number | null;
	/** Failed deliveries in a row; 6 at most, as the 7th disables the hook and counts no more. */
	failureCount: number;
	/** True until a ping is answered with 200; until then every save pings. */
	pendingDelivery: boolean;
}

/** The signs of wp_generate_password(…, true, true). */
const PASSWORD_SIGNS =
	'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*()-_ []{}<>~`+=,.;:/?|';

/** The shop's hooks. */
export class HookStore {
	private readonly hooks = new Map<number, Hook>();
	private lastId = 0;

	constructor(
		private readonly view: ShopView,
		private readonly random: Random,
	) {}

	/** All hooks by ascending id. */
	all(): Hook[] {
		return [...this.hooks.values()];
	}

	get(id: number): Hook | undefined {
		return this.hooks.get(id);
	}

	/** Adds a hook. It is active even if the request asked for another status. */
	create({ topic, deliveryUrl, name, secret }: NewHook): Hook {
		const hook: Hook = {
			id: ++this.lastId,
			name: name || nameAt(this.view.now()),
			status: 'active',
			topic,
			deliveryUrl,
			secret: secret || this.random.text(PASSWORD_SIGNS, 50),
			created: this.view.now(),
			modified: null,
			failureCount: 0,
			pendingDelivery: true,
		};
		this.hooks.set(hook.id, hook);
		return hook;
	}

	remove(id: number): void {
		this.hooks.delete(id);
	}

	/** A hook as the API shows it: the secret never, not even while creating (measured). */
	present(hook: Hook): JsonObject {
		const { id, name, status, topic } = hook;
		const self = { href: this.view.rest(`webhooks/${id}`), targetHints: ALLOWED_METHODS };
		return {
			id,
			name,
			status,
			topic,
			resource: resourceOf(topic),
			event: eventOf(topic),
			hooks: [...actionsOf(topic)],
			delivery_url: hook.deliveryUrl,
			...dateTwins('date_created', hook.created, this.view.zone),
			...dateTwins('date_modified', hook.modified, this.view.zone),
			_links: { self: [self], collection: [{ href: this.view.rest('webhooks') }] },
		};
	}
}

/** What a new hook needs; name and secret are made up where they are missing. */
export type NewHook = Pick<HookFields, 'topic' | 'deliveryUrl'> &
	Partial<Pick<HookFields, 'name' | 'secret'>>;

/** `Webhook created on Mar 01, 2026 @ 12:00 PM`, in UTC as PHP runs under WordPress. */
function nameAt(second: number): string {
	const moment = new Date(second * 1000);
	const part = (options: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).format(moment);
	const day = part({ month: 'short', day: '2-digit', year: 'numeric' });
	return `Webhook created on ${day} @ ${part({ hour: '2-digit', minute: '2-digit' })}`;
}
