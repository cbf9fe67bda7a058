/**
 * Webhooks whose deliveries are not proven any more: somebody may have changed their secret, which
 * WooCommerce shows to nobody. Best effort: in the process that takes the deliveries in. It is no
 * longer than the topics that nodes want.
 */
export class Doubts {
	private readonly webhooks = new Set<string>();

	note(address: string, topic: string): void {
		this.webhooks.add(JSON.stringify([address, topic]));
	}

	has(address: string, topic: string): boolean {
		return this.webhooks.has(JSON.stringify([address, topic]));
	}

	/** Its secret has been set anew, or a delivery was proven. */
	forget(address: string, topic: string): void {
		this.webhooks.delete(JSON.stringify([address, topic]));
	}
}
