/**
 * Webhooks whose deliveries stopped verifying: somebody may have changed their secret, which WooCommerce
 * never shows. A stranger can cause a doubt, so it only counts if the shop shows as well that it delivered
 * (see `subscriptions`). Best effort: in the process that receives the deliveries. It holds no more
 * entries than nodes want topics.
 */
export class SuspectSecrets {
	/** By address and topic: when the first delivery failed to verify, epoch milliseconds. */
	private readonly since = new Map<string, number>();
	/** By address and topic: when the shop had a known reason to save the webhook, epoch milliseconds. */
	private readonly savedFor = new Map<string, number>();

	note(address: string, topic: string, at: number): void {
		const name = nameOf(address, topic);
		this.since.set(name, Math.min(this.since.get(name) ?? Infinity, at));
	}

	/** When the doubt began, epoch milliseconds; undefined if there is none. */
	sinceWhen(address: string, topic: string): number | undefined {
		return this.since.get(nameOf(address, topic));
	}

	/** When the shop last had a known reason to save the webhook, epoch milliseconds. */
	explainedAt(address: string, topic: string): number | undefined {
		return this.savedFor.get(nameOf(address, topic));
	}

	/** Its secret has been set again, or a delivery was verified: the shop saves the webhook after either. */
	forget(address: string, topic: string, at: number): void {
		this.since.delete(nameOf(address, topic));
		this.savedFor.set(nameOf(address, topic), at);
	}
}

function nameOf(address: string, topic: string): string {
	return JSON.stringify([address, topic]);
}
