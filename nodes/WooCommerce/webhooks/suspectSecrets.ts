import { BoundedMap } from '../../core/cache/boundedMap';

const MOST = 1_000;
/** Some 2 MB. */
const MOST_DELIVERIES = 10_000;

export interface Suspicion {
	/**
	 * Since when deliveries fail to verify, perhaps because the secret was changed. All times here are by
	 * `Shop.steadyNow`.
	 */
	suspectSince?: number;
	/** When the shop last had a known reason to save the webhook. */
	explainedAt?: number;
}

/**
 * Webhooks whose deliveries fail to verify. A person may have changed their secret, which WooCommerce
 * never shows. A stranger can also send such deliveries, so a suspicion counts only if the shop's own data
 * shows that it delivered (see `subscriptions`).
 *
 * Best effort: it works in the process that receives the deliveries. It has at most one entry for each
 * topic of a node.
 */
export class SuspectSecrets {
	/** `suspectSince` by address and topic. */
	private readonly since = new BoundedMap<string, number>(MOST);
	/** `explainedAt` by address and topic. */
	private readonly savedFor = new BoundedMap<string, number>(MOST);
	private readonly verified = new BoundedMap<string, true>(MOST_DELIVERIES);

	note(address: string, topic: string, at: number): void {
		const name = nameOf(address, topic);
		this.since.set(name, Math.min(this.since.get(name) ?? Infinity, at));
	}

	/** Returns what is known of a webhook. */
	of(address: string, topic: string): Suspicion {
		const name = nameOf(address, topic);
		return { suspectSince: this.since.get(name), explainedAt: this.savedFor.get(name) };
	}

	/**
	 * Ends the suspicion after a delivery was verified: its shop then saves the webhook. A delivery counts once, because
	 * anyone who recorded it can send it again.
	 *
	 * @param fingerprint of the delivery
	 */
	noteVerified(address: string, topic: string, at: number, fingerprint: string): void {
		if (this.verified.get(fingerprint) !== undefined) return;
		this.verified.set(fingerprint, true);
		this.forget(address, topic, at);
	}

	/** Ends the suspicion after the secret was set: the shop then saves the webhook. */
	forget(address: string, topic: string, at: number): void {
		this.since.delete(nameOf(address, topic));
		this.savedFor.set(nameOf(address, topic), at);
	}
}

function nameOf(address: string, topic: string): string {
	return JSON.stringify([address, topic]);
}
