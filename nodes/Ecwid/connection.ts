import type { Ask } from './api';

/** What one user's node holds. */
export interface Connection {
	storeId: string;
	/** The app's client secret, not its token; it signs the webhooks. */
	clientSecret: string;
	/** Whether there is a token. */
	hasToken: boolean;
	/** Topics, or `*`. */
	eventTypes: readonly string[];
	/** Whether an object is fetched before a delivery is believed. */
	fetchObject: boolean;
	/** REST v3. */
	ask: Ask;
	/** A person activates the workflow: a token or key that was found dead may be shown again. */
	revive(): void;
	/** Present where the user has switched the legacy notifications on. */
	legacy?: Legacy;
}

/** The Order API v1 and its key. */
export interface Legacy {
	hasKey: boolean;
	ask: Ask;
	/** Takes one of the few requests that unsigned notifications may cause. */
	mayAskFor(orderId: string): boolean;
}
