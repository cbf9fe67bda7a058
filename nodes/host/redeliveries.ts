/** What is known of a delivery that comes in. */
export type Admission = 'new' | 'in_flight' | 'seen';

const LIMITS = {
	/** Some 2 MB of memory; a busy shop's last hours. */
	count: 10_000,
	/** Ecwid tries longest: its last attempt comes after 24 hours (facts/vendors.md 4.1). */
	seenForMs: 24 * 60 * 60 * 1000,
	/** No vendor waits longer than a minute, so by then nobody hears the first run's answer. */
	inFlightForMs: 10 * 60 * 1000,
};

interface Entry {
	state: Exclude<Admission, 'new'>;
	/** Epoch milliseconds. */
	since: number;
}

/**
 * Which deliveries were answered and which are being worked on. Best effort: in one process, for a
 * while. What it forgets runs again and gives the same event ids, which receivers rely on.
 */
export class Redeliveries {
	/** In the order of `since`: whatever changes is put at the end. */
	private readonly entries = new Map<string, Entry>();

	constructor(private readonly limits = LIMITS) {}

	/** Asks whether a delivery may run; one that may is in flight from here on. */
	admit(key: string, now: number): Admission {
		const entry = this.entries.get(key);
		if (entry !== undefined && now - entry.since < this.lifetime(entry)) return entry.state;
		this.put(key, { state: 'in_flight', since: now });
		return 'new';
	}

	/** It was answered 2xx: the vendor counts it as delivered. */
	accept(key: string, now: number): void {
		this.put(key, { state: 'seen', since: now });
	}

	/** It failed, or nobody heard the answer: the next attempt runs anew. */
	forget(key: string): void {
		this.entries.delete(key);
	}

	private lifetime({ state }: Entry): number {
		return state === 'seen' ? this.limits.seenForMs : this.limits.inFlightForMs;
	}

	private put(key: string, entry: Entry): void {
		this.entries.delete(key);
		this.entries.set(key, entry);
		for (const [oldest, { since }] of this.entries) {
			const isKept =
				this.entries.size <= this.limits.count && entry.since - since < this.limits.seenForMs;
			if (isKept) return;
			this.entries.delete(oldest);
		}
	}
}
