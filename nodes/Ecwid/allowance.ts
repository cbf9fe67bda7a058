/** What unsigned notifications may cost: a shop of more orders a minute has them notified later. */
const MOST = { requests: 20, forOneOrder: 3, spanMs: 60_000 };

/**
 * Bounds the requests that can be caused by knowing a webhook's URL: nothing signs a legacy
 * notification, and each has an order fetched. They have a share of their own, so that a flood of them
 * takes nothing from catching up and from signed webhooks.
 */
export class Allowance {
	/** Those of the last minute, ascending. */
	private asked: Array<{ orderId: string; at: number }> = [];

	constructor(private readonly most = MOST) {}

	/** Whether requests of the last minute count. */
	isInUse(now: number): boolean {
		return this.asked.some(({ at }) => now - at < this.most.spanMs);
	}

	/**
	 * Takes a request for an order, if there is one left.
	 *
	 * @param now milliseconds of a clock that is never set
	 */
	take(orderId: string, now: number): boolean {
		this.asked = this.asked.filter(({ at }) => now - at < this.most.spanMs);
		const forThis = this.asked.filter((each) => each.orderId === orderId).length;
		if (this.asked.length >= this.most.requests || forThis >= this.most.forOneOrder) return false;
		this.asked.push({ orderId, at: now });
		return true;
	}
}
