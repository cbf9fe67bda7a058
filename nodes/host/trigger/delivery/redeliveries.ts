import { createHash } from 'node:crypto';

import { BoundedMap } from '../../../core/cache/boundedMap';

/** Whether a delivery may start an execution. `too_soon`: its signed bytes started too many. */
export type Admission = 'new' | 'in_flight' | 'seen' | 'too_soon';

const LIMITS = {
	/** Entries of some 200 bytes each, so at most some 20 MB. */
	count: 50_000,
	/** Vendors wait at most a minute for a response, so after this time no caller waits for the first one. */
	inFlightForMs: 10 * 60 * 1000,
	/** Executions that the same signed bytes may start at once. */
	startsAtOnce: 5,
	/** After that, one more may start each time this has passed. */
	startEveryMs: 60_000,
};
export type RedeliveryLimits = typeof LIMITS;

/** Identifies a delivery by signed data. */
export interface DeliveryKey {
	/** The node that received it, and `fingerprint` of the `VerifyResult`. */
	signed: readonly string[];
	/** `occurrence` of the `VerifyResult`. */
	occurrence?: string;
	/** How long the vendor retries it, in milliseconds. */
	retriesForMs: number;
	/** Time until the same signed bytes may start another execution, in milliseconds. Defaults to a minute. */
	startEveryMs?: number;
	/** Executions that the same signed bytes may start at once. Defaults to five. */
	startsAtOnce?: number;
}

interface Entry {
	state: 'in_flight' | 'seen';
	/** Milliseconds of `steadyClock`. */
	until: number;
}

/** How many executions the same signed bytes may still start. */
interface Allowance {
	left: number;
	/** Milliseconds of `steadyClock`. */
	at: number;
}

/**
 * Records which deliveries are in flight and which were accepted. This is best effort: in one process, for as long as
 * the vendor retries, and for the latest deliveries only. A redelivery that is not recorded starts another execution.
 * Its events have the same ids, so receivers can deduplicate them.
 *
 * All times are of `steadyClock`, so a step of the system's clock has no effect.
 */
export class Redeliveries {
	private readonly entries: BoundedMap<string, Entry>;
	/** By signed bytes alone. */
	private readonly allowances: BoundedMap<string, Allowance>;

	constructor(private readonly limits: RedeliveryLimits = LIMITS) {
		this.entries = new BoundedMap(limits.count);
		this.allowances = new BoundedMap(limits.count);
	}

	/** Decides whether a delivery may start an execution. A `new` one is in flight from here on. */
	admit(key: DeliveryKey, now: number): Admission {
		const name = nameOf(key);
		const entry = this.entries.get(name);
		if (entry !== undefined && now < entry.until) return entry.state;
		if (!this.mayStart(key, now)) return 'too_soon';
		const until = now + this.limits.inFlightForMs;
		this.entries.set(name, { state: 'in_flight', until });
		return 'new';
	}

	/** Records that a delivery got a 2xx, so the vendor counts it as delivered. */
	accept(key: DeliveryKey, now: number): void {
		this.entries.set(nameOf(key), { state: 'seen', until: now + key.retriesForMs });
	}

	/** Lets the next attempt run again, because this one failed or its caller did not wait for the response. */
	release(key: DeliveryKey): void {
		this.entries.delete(nameOf(key));
	}

	/**
	 * Uses one start of the allowance of the signed bytes. A vendor's retries stay below it, and so do the repeated
	 * changes of a merchant. An attacker can send a recorded delivery with invented headers, or hang up each time.
	 * That starts five executions at once and then one a minute, or as often as the vendor's `startEveryMs` allows.
	 */
	private mayStart(key: DeliveryKey, now: number): boolean {
		const { startsAtOnce = this.limits.startsAtOnce, startEveryMs = this.limits.startEveryMs } =
			key;
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

/** 128 bits, so that long headers take no more memory than short ones. */
function digestOf(parts: readonly string[]): string {
	const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
	return digest.subarray(0, 16).toString('base64');
}
