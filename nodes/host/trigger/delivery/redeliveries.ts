import { createHash } from 'node:crypto';

/**
 * What is known of a delivery that arrives: `repeated_too_soon` is one whose signed bytes were accepted
 * a moment ago and that an unsigned header calls another event.
 */
export type Admission = 'new' | 'in_flight' | 'seen' | 'repeated_too_soon';

const LIMITS = {
	/** Entries have a fixed size (some 200 bytes), so this bounds the memory at some 10 MB. */
	count: 50_000,
	/** Vendors wait a minute at most, so by then no caller reads the answer to the first run. */
	inFlightForMs: 10 * 60 * 1000,
	/** Repeats of the same signed bytes that are accepted at once. */
	repeatsAtOnce: 3,
	/** Pause before the next one; doubles with each further one. */
	repeatPauseMs: 60_000,
};
export type RedeliveryLimits = typeof LIMITS;

/** A delivery, named by what is signed. */
export interface DeliveryKey {
	/** The node that received it, and `fingerprint` of the verdict. */
	signed: readonly string[];
	/** `occurrence` of the verdict. */
	occurrence?: string;
	/** How long the vendor retries it, in milliseconds. */
	retriesForMs: number;
}

interface Entry {
	state: 'in_flight' | 'seen';
	/** Milliseconds of `steadyClock`. */
	until: number;
}

interface Repeats {
	/** How many events the same signed bytes were accepted as. */
	count: number;
	/** Milliseconds of `steadyClock`. */
	latest: number;
	until: number;
}

/**
 * Records which deliveries were answered and which are in progress. Best effort: in one process, for
 * the time that the vendor retries, and for the latest deliveries only. A redelivery that is not
 * recorded runs again and produces the same event ids, which receivers rely on.
 *
 * All times are of `steadyClock`, so a step of the system's clock changes nothing.
 */
export class Redeliveries {
	/** In the order of their last change. */
	private readonly entries = new Map<string, Entry>();
	/** By signed bytes; only for deliveries that have an `occurrence`. */
	private readonly repeats = new Map<string, Repeats>();

	constructor(private readonly limits: RedeliveryLimits = LIMITS) {}

	/** Asks whether a delivery may start an execution; if so, it is in flight from here on. */
	admit(key: DeliveryKey, now: number): Admission {
		const name = nameOf(key);
		const entry = this.entries.get(name);
		if (entry !== undefined && now < entry.until) return entry.state;
		if (key.occurrence !== undefined && !this.mayRepeat(key, now)) return 'repeated_too_soon';
		const until = now + this.limits.inFlightForMs;
		put(this.entries, name, { state: 'in_flight', until }, this.limits.count);
		return 'new';
	}

	/** It was answered 2xx: the vendor counts it as delivered. */
	accept(key: DeliveryKey, now: number): void {
		const entry: Entry = { state: 'seen', until: now + key.retriesForMs };
		put(this.entries, nameOf(key), entry, this.limits.count);
	}

	/** It failed, or the caller never read the answer: the next attempt runs again. */
	forget(key: DeliveryKey): void {
		this.entries.delete(nameOf(key));
		const repeats = this.repeats.get(digestOf(key.signed));
		if (key.occurrence !== undefined && repeats !== undefined) repeats.count--;
	}

	/**
	 * Counts one more event of the same signed bytes. Two toggles of a merchant within minutes pass. A
	 * recorded body with invented headers starts at most some ten executions in five hours: what comes
	 * too soon is answered 503, and a vendor sends it again later.
	 */
	private mayRepeat({ signed, retriesForMs }: DeliveryKey, now: number): boolean {
		const name = digestOf(signed);
		const known = this.repeats.get(name);
		const { count, latest } =
			known !== undefined && now < known.until ? known : { count: 0, latest: -Infinity };
		const { repeatsAtOnce, repeatPauseMs } = this.limits;
		const pause = count < repeatsAtOnce ? 0 : repeatPauseMs * 2 ** (count - repeatsAtOnce);
		if (now - latest < pause) return false;
		const repeats: Repeats = { count: count + 1, latest: now, until: now + retriesForMs };
		put(this.repeats, name, repeats, this.limits.count);
		return true;
	}
}

function nameOf({ signed, occurrence }: DeliveryKey): string {
	return digestOf(occurrence === undefined ? signed : [...signed, occurrence]);
}

/** 128 bits: a key takes the same room however long the headers of a delivery are. */
function digestOf(parts: readonly string[]): string {
	const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
	return digest.subarray(0, 16).toString('base64');
}

/** Puts an entry last and removes the oldest ones beyond `count`. */
function put<Value>(map: Map<string, Value>, name: string, value: Value, count: number): void {
	map.delete(name);
	map.set(name, value);
	for (const oldest of map.keys()) {
		if (map.size <= count) return;
		map.delete(oldest);
	}
}
