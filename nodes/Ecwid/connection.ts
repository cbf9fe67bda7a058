import type { Ask } from './client/client';

/** What one node needs to read its store and to verify its webhooks. */
export interface Connection {
	storeId: string;
	/** The app's client secret, which signs the webhooks. It is not the token. */
	clientSecret: string;
	hasToken: boolean;
	/** Topics, or `*`. */
	eventTypes: readonly string[];
	/** Whether an object is fetched before its event is emitted. */
	fetchObject: boolean;
	/** REST v3. */
	ask: Ask;
	/** REST v3 of other stores that installed the app, by store id. */
	otherStores?: ReadonlyMap<string, Ask>;
	/** n8n's time of day, in epoch milliseconds. */
	now(): number;
	/** Called when a user activates the workflow. Allows requests again with a token or key that Ecwid rejected. */
	unblock(): void;
	/** Present if the user turned on legacy notifications. */
	legacy?: Legacy;
}

/** The Order API v1 and its key. */
interface Legacy {
	hasKey: boolean;
	ask: Ask;
	/** Returns whether an unsigned notification may cause another request, and counts that request. */
	mayAskFor(orderId: string): boolean;
}

/** Returns the connection to a store of the app, or undefined if the credential does not name the store. */
export function connectionOf(connection: Connection, storeId: string): Connection | undefined {
	if (storeId === connection.storeId) return connection;
	const ask = connection.otherStores?.get(storeId);
	return ask && { ...connection, storeId, ask };
}
