/** How many deliveries may wait at a time, and how many bytes they may hold. */
export interface QueueLimits {
	deliveries: number;
	bytes: number;
}

/** Counts the deliveries that wait for the same thing. */
export class BoundedQueue {
	private deliveries = 0;
	private bytes = 0;

	constructor(private readonly limits: QueueLimits) {}

	/**
	 * Waits for an action if the queue has room. An empty queue has room for a delivery of any size.
	 *
	 * @param bytes size of the delivery
	 * @returns what the action returns, or undefined if the queue is full
	 */
	async wait<Value>(bytes: number, action: () => Promise<Value>): Promise<Value | undefined> {
		const { limits } = this;
		const isFull = this.deliveries >= limits.deliveries || this.bytes + bytes > limits.bytes;
		if (isFull && this.deliveries > 0) return undefined;
		this.deliveries++;
		this.bytes += bytes;
		try {
			return await action();
		} finally {
			this.deliveries--;
			this.bytes -= bytes;
		}
	}
}
