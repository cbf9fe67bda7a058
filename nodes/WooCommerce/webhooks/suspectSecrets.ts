import { BoundedMap } from '../../core/cache/boundedMap';

const MOST = 1_000;

/**
 * Webhooks whose deliveries fail to verify. A person may have changed their secret, which WooCommerce
 * never shows. A stranger can also send such deliveries, so a suspicion counts only if the shop's own data
 * shows that it delivered (see `subscriptions`).
 *
 * Best effort: it works in the process that receives the deliveries. It has at most one entry for each
 * topic of a node.
 */
export class SuspectSecrets {
	/** By address and topic: when the first delivery failed to verify, epoch milliseconds. */
	private readonly since = new BoundedMap<string, number>(MOST);
	/** By address and topic: when the shop had a known reason to save the webhook, epoch milliseconds. */
	private readonly savedFor = new BoundedMap<string, number>(MOST);

	note(address: string, topic: string, at: number): void {
		const name = nameOf(address, topic);
		this.since.set(name, Math.min(this.since.get(name) ?? Infinity, at));
	}

	/** Returns when the first delivery failed to verify, epoch milliseconds; undefined if all verify. */
	sinceWhen(address: string, topic: string): number | undefined {
		return this.since.get(nameOf(address, topic));
	}

	/** Returns when the shop last had a known reason to save the webhook, epoch milliseconds. */
	explainedAt(address: string, topic: string): number | undefined {
		return this.savedFor.get(nameOf(address, topic));
	}

	/** Ends the suspicion after the secret was set or a delivery was verified: the shop then saves the webhook. */
	forget(address: string, topic: string, at: number): void {
		this.since.delete(nameOf(address, topic));
		this.savedFor.set(nameOf(address, topic), at);
	}
}

function nameOf(address: string, topic: string): string {
	return JSON.stringify([address, topic]);
}
