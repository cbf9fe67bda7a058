import { BoundedMap } from '../../core/cache/boundedMap';

/** Maximum time that n8n is given to store a cursor after the poll has ended. */
const STORED_WITHIN_MS = 15_000;

/**
 * Remembers the last poll of each node, so that a later one does not begin with an earlier cursor.
 *
 * n8n reads a durable cursor before it calls the node, and stores the new one after the poll has ended
 * (trigger-execution-context.factory.js of n8n 2.41.1). A poll that is due between the two gets the earlier cursor, and
 * would emit the same changes again. This is how the first scheduled poll can meet the one of the activation.
 */
export class FinishedPolls {
	/** By node. */
	private readonly last = new BoundedMap<string, { count: number; endedAt: number }>(10_000);

	/**
	 * Returns whether n8n may still be storing the cursor of a later poll. After some time it is assumed that n8n could not
	 * store that cursor, so its changes are due again.
	 *
	 * @param node its key
	 * @param count number of polls that the given cursor counts
	 * @param now milliseconds of a monotonic clock
	 */
	isBehind(node: string, count: number, now: number): boolean {
		const last = this.last.get(node);
		return last !== undefined && count < last.count && now - last.endedAt < STORED_WITHIN_MS;
	}

	/** Notes that a poll has ended, and what its cursor counts. */
	noteEnded(node: string, count: number, now: number): void {
		this.last.set(node, { count, endedAt: now });
	}
}
