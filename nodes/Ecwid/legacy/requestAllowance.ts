/** If a store has more orders a minute than this, their notifications are delayed. */
const MOST = { requests: 20, forOneOrder: 3, spanMs: 60_000 };

/**
 * Limits the requests that unsigned legacy notifications cause, because each of them fetches an order. The
 * allowance is separate, so that a flood of notifications does not delay catch-up or signed webhooks.
 */
export class RequestAllowance {
	/** Requests of the last minute, ascending. */
	private requests: Array<{ orderId: string; at: number }> = [];

	constructor(private readonly most = MOST) {}

	/** Returns whether there were requests in the last minute. */
	isInUse(now: number): boolean {
		return this.requests.some(({ at }) => now - at < this.most.spanMs);
	}

	/**
	 * Takes a request for an order from the allowance.
	 *
	 * @param now milliseconds of a monotonic clock
	 * @returns whether one was available
	 */
	take(orderId: string, now: number): boolean {
		this.requests = this.requests.filter(({ at }) => now - at < this.most.spanMs);
		const forOrder = this.requests.filter((each) => each.orderId === orderId).length;
		if (this.requests.length >= this.most.requests || forOrder >= this.most.forOneOrder)
			return false;
		this.requests.push({ orderId, at: now });
		return true;
	}
}
