import { createHash } from 'node:crypto';

import { BoundedMap } from '../../../core/boundedMap';

/** What is known of a delivery that arrives; `too_soon` is one whose signed bytes started too often. */
export type Admission = 'new' | 'in_flight' | 'seen' | 'too_soon';

const LIMITS = {
	/** Entries have a fixed size (some 200 bytes), so this bounds the memory at some 20 MB. */
	count: 50_000,
	/** Vendors wait a minute at most, so by then no caller reads the answer to the first run. */
	inFlightForMs: 10 * 60 * 1000,
	/** Executions that the same signed bytes start at once. */
	startsAtOnce: 5,
	/** How long until one more may start. */
	startEveryMs: 60_000,
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
	/** How long until the same signed bytes may start once more, in milliseconds. Defaults to a minute. */
	startEveryMs?: number;
}

interface Entry {
	state: 'in_flight' | 'seen';
	/** Milliseconds of `steadyClock`. */
	until: number;
}

/** How many executions signed bytes may still start. */
interface Allowance {
	left: number;
	/** Milliseconds of `steadyClock`. */
	at: number;
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
	private readonly entries: BoundedMap<string, Entry>;
	/** By signed bytes, whatever their occurrence and their end. */
	private readonly allowances: BoundedMap<string, Allowance>;

	constructor(private readonly limits: RedeliveryLimits = LIMITS) {
		this.entries = new BoundedMap(limits.count);
		this.allowances = new BoundedMap(limits.count);
	}

	/** Asks whether a delivery may start an execution; if so, it is in flight from here on. */
	admit(key: DeliveryKey, now: number): Admission {
		const name = nameOf(key);
		const entry = this.entries.get(name);
		if (entry !== undefined && now < entry.until) return entry.state;
		if (!this.mayStart(key, now)) return 'too_soon';
		const until = now + this.limits.inFlightForMs;
		this.entries.set(name, { state: 'in_flight', until });
		return 'new';
	}

	/** It was answered 2xx: the vendor counts it as delivered. */
	accept(key: DeliveryKey, now: number): void {
		this.entries.set(nameOf(key), { state: 'seen', until: now + key.retriesForMs });
	}

	/** It failed, or the caller never read the answer: the next attempt runs again. */
	forget(key: DeliveryKey): void {
		this.entries.delete(nameOf(key));
	}

	/**
	 * Takes one start from the allowance of signed bytes. Retries of a vendor and a merchant's toggles
	 * stay below it. Somebody who recorded a delivery and sends it with invented headers, or hangs up
	 * each time, starts five executions at once and then one a minute (or as the vendor says).
	 */
	private mayStart(key: DeliveryKey, now: number): boolean {
		const { startsAtOnce } = this.limits;
		const { startEveryMs = this.limits.startEveryMs } = key;
		const signed = digestOf(key.signed);
		const known = this.allowances.get(signed) ?? { left: startsAtOnce, at: now };
		const gained = Math.floor((now - known.at) / startEveryMs);
		const left = Math.min(known.left + gained, startsAtOnce);
		const at = left === startsAtOnce ? now : known.at + gained * startEveryMs;
		if (left === 0) return false;
		this.allowances.set(signed, { left: left - 1, at });
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
