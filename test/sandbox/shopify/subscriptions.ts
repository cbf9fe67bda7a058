import type { Clock } from '../clock';
import type { App } from './app';
import { officialTopics } from './topics';

/** A subscription as the Admin API shows it. */
export interface StoredSubscription {
	id: string;
	/** `ORDERS_CREATE` */
	topic: string;
	uri: string;
	format: string;
	filter: string | null;
	includeFields: string[];
	metafieldNamespaces: string[];
	name: string | null;
	createdAt: string;
	updatedAt: string;
}

/** The input of the mutations. Undefined fields were left out. */
export interface SubscriptionFields {
	uri?: string | null;
	callbackUrl?: string | null;
	format?: string | null;
	filter?: string | null;
	includeFields?: string[] | null;
	metafieldNamespaces?: string[] | null;
	name?: string | null;
}

export interface UserError {
	field: string[];
	message: string;
}

export type Written =
	| { userErrors: []; webhookSubscription: StoredSubscription }
	| { userErrors: UserError[]; webhookSubscription: null };

interface Settings {
	app: App;
	clock: Clock;
	/** Takes URLs that Shopify would not call: http, and this machine. */
	takesAnyUrl: boolean;
}

/** What an app is subscribed to in one shop. */
export class SubscriptionStore {
	private readonly held = new Map<string, StoredSubscription>();
	private nextId = 8_000_001;

	constructor(private readonly settings: Settings) {}

	/** In order of creation; copies. */
	get all(): StoredSubscription[] {
		return [...this.held.values()].map((one) => ({ ...one }));
	}

	create(topic: string, fields: SubscriptionFields): Written {
		const now = this.now();
		const fresh: StoredSubscription = {
			id: `gid://shopify/WebhookSubscription/${this.nextId}`,
			topic,
			uri: '',
			format: 'JSON',
			filter: null,
			includeFields: [],
			metafieldNamespaces: [],
			name: null,
			createdAt: now,
			updatedAt: now,
		};
		const written = this.write(fresh, fields);
		if (written.webhookSubscription !== null) this.nextId += 1;
		return written;
	}

	update(id: string, fields: SubscriptionFields): Written {
		const existing = this.held.get(id);
		if (existing === undefined) return refused('id', 'Webhook subscription does not exist');
		return this.write(existing, fields);
	}

	/** Returns undefined if the id does not exist. */
	remove(id: string): StoredSubscription | undefined {
		const existing = this.held.get(id);
		this.held.delete(id);
		return existing;
	}

	private write(existing: StoredSubscription, fields: SubscriptionFields): Written {
		const { callbackUrl, ...rest } = fields;
		const given = { ...rest, ...(callbackUrl != null && { uri: callbackUrl }) };
		const set = Object.entries(given).filter(([, value]) => value !== undefined);
		const next = { ...existing, ...Object.fromEntries(set), updatedAt: this.now() };
		next.includeFields = [...(next.includeFields ?? [])];
		next.metafieldNamespaces = [...(next.metafieldNamespaces ?? [])];
		next.filter = next.filter === '' ? null : next.filter;
		next.format ??= 'JSON';
		const error = this.minds(next);
		if (error !== undefined) return { userErrors: [error], webhookSubscription: null };
		this.held.set(next.id, next);
		return { userErrors: [], webhookSubscription: { ...next } };
	}

	/** What Shopify minds first; wordings as far as they are known (docs/facts/vendors.md 1.1). */
	private minds({ id, topic, uri, filter }: StoredSubscription): UserError | undefined {
		const { topic: name, scopes, hasUrl } = officialTopics('unstable').get(topic)!;
		const onUri = (message: string) => ({ field: ['webhookSubscription', 'callbackUrl'], message });
		if (scopes.length > 0 && !scopes.some((scope) => this.settings.app.has(scope)))
			return {
				field: ['topic'],
				message: 'You cannot create a webhook subscription with the specified topic',
			};
		if (!uri) return onUri("Address can't be blank");
		if (isQueue(uri)) return undefined;
		if (!URL.canParse(uri)) return onUri('Address is invalid');
		if (!hasUrl) return onUri('Address for this topic has to be a Pub/Sub or EventBridge address');
		if (!this.settings.takesAnyUrl) {
			const { protocol, hostname } = new URL(uri);
			if (protocol !== 'https:') return onUri(`Address protocol ${protocol}// is not supported`);
			if (/^(localhost|127\.|10\.|192\.168\.|\[)/.test(hostname))
				return onUri('Address is invalid');
		}
		const isTaken = [...this.held.values()].some(
			(other) => other.id !== id && other.topic === topic && other.uri === uri,
		);
		if (isTaken) return onUri('Address for this topic has already been taken');
		if (name.startsWith('metaobjects/') && !/^type:[^*\s]+$/.test(filter ?? ''))
			return {
				field: ['webhookSubscription', 'filter'],
				message: 'The specified filter is invalid',
			};
		if (filter !== null && !/[\w.]+:\S/.test(filter))
			return {
				field: ['webhookSubscription', 'filter'],
				message: 'The specified filter is invalid',
			};
		return undefined;
	}

	private now(): string {
		return new Date(this.settings.clock.now()).toISOString();
	}
}

function isQueue(uri: string): boolean {
	return uri.startsWith('pubsub://') || uri.startsWith('arn:aws:events:');
}

function refused(field: string, message: string): Written {
	return { userErrors: [{ field: [field], message }], webhookSubscription: null };
}
