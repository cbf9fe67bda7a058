import type { Change } from './event';

/** What a replay requests from a vendor. */
export interface ReplayRequest {
	/** Object types of the vendor's own table, each once. */
	objectTypes: readonly string[];
	/** The start of the span, in epoch milliseconds and whole seconds. */
	from: number;
	/** The end of the span, which is not part of it. Infinity for up to now. */
	to: number;
	/** Only these objects. Empty for all. A vendor may return others too. */
	ids: readonly string[];
	/** Reading a list that is in the order of its changes ends after this many events of the span. */
	mostPerList: number;
	/**
	 * Takes the changes of a page or a part. Changes outside the span may be among them.
	 *
	 * @returns how many of them the replay keeps
	 */
	take(changes: readonly Change[]): Promise<number>;
	/** Returns false once no further request may be sent. */
	mayGoOn(): boolean;
}

/** How a replay has ended. */
export interface Replayed {
	/** Whether each list was read as far as the request needs. */
	isComplete: boolean;
	/** Sentences for the user about what could not be read, although the replay did not fail. */
	warnings: readonly string[];
}
