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
	/** Each time this has passed, the same signed bytes may start one more. */
	startEveryMs: 60_000,
};
export type RedeliveryLimits = typeof LIMITS;

/**
 * After a rejection, only deliveries that were rejected before may start, for the time of this many starts. Each
 * rejection extends this.
 */
const KEPT_FOR_STARTS = 2;

/** Identifies a delivery by signed data. */
export interface DeliveryKey {
	/** The node that received it, and `fingerprint` of the `VerifyResult`. */
	signed: readonly string[];
	/** `occurrence` of the `VerifyResult`. */
	occurrence?: string;
	/** How long the vendor retries it, in milliseconds. If 0, it is not recorded: each delivery is another event. */
	retriesForMs: number;
	/** Time until the same signed bytes may start another execution, in milliseconds. Defaults to a minute. */
	startEveryMs?: number;
	/** Executions that the same signed bytes may start at once. Defaults to five. */
	startsAtOnce?: number;
	/** Whether the vendor never retries. No start is then kept for deliveries that return. */
	isNeverRetried?: boolean;
}

interface Entry {
	state: 'in_flight' | 'seen';
	/** Milliseconds of `steadyClock`. */
	until: number;
}

/** How many executions the same signed bytes may still start. */
interface Allowance {
	/** -1 if a delivery waits for the next start. */
	left: number;
	/** Milliseconds of `steadyClock`. */
	at: number;
	/** Until this time, only deliveries that were rejected before may start. */
	keptUntil: number;
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
	/** Keyed by the signed bytes alone. */
	private readonly allowances: BoundedMap<string, Allowance>;
	/** Deliveries that came too soon. The vendor will retry the genuine ones. */
	private readonly rejected: BoundedMap<string, true>;

	constructor(private readonly limits: RedeliveryLimits = LIMITS) {
		this.entries = new BoundedMap(limits.count);
		this.allowances = new BoundedMap(limits.count);
		this.rejected = new BoundedMap(limits.count);
	}

	/** Decides whether a delivery may start an execution. A `new` one is in flight from here on. */
	admit(key: DeliveryKey, now: number): Admission {
		const name = nameOf(key);
		const entry = this.entries.get(name);
		if (entry !== undefined && now < entry.until) return entry.state;
		if (!this.mayStart(key, now)) return 'too_soon';
		this.begin(key, now);
		return 'new';
	}

	/**
	 * Reserves the next start of the signed bytes for a delivery that came too soon. It is in flight from here on.
	 *
	 * @returns milliseconds to wait, or undefined if an equal delivery waits already
	 */
	reserve(key: DeliveryKey, now: number): number | undefined {
		const allowance = this.allowanceOf(key, now);
		if (allowance.left < 0) return undefined;
		this.setLeft(key, allowance, allowance.left - 1);
		this.begin(key, now);
		return allowance.at + this.startEveryMsOf(key) - now;
	}

	/** Gives back a reserved start, because its delivery could not wait. */
	cancel(key: DeliveryKey, now: number): void {
		const allowance = this.allowanceOf(key, now);
		this.setLeft(key, allowance, allowance.left + 1);
		this.release(key);
	}

	/** Records that a delivery got a 2xx, so the vendor counts it as delivered. */
	accept(key: DeliveryKey, now: number): void {
		if (key.retriesForMs === 0) return;
		this.entries.set(nameOf(key), { state: 'seen', until: now + key.retriesForMs });
	}

	/** Lets the next attempt run again, because this one failed or its caller did not wait for the response. */
	release(key: DeliveryKey): void {
		this.entries.delete(nameOf(key));
	}

	private begin(key: DeliveryKey, now: number): void {
		if (key.retriesForMs === 0) return;
		const until = now + this.limits.inFlightForMs;
		this.entries.set(nameOf(key), { state: 'in_flight', until });
	}

	/**
	 * Uses one start of the allowance of the signed bytes. A vendor's retries stay below it, and so do the repeated
	 * changes of a merchant. An attacker can send a recorded delivery with invented headers, or hang up each time.
	 * That starts five executions at once and then at most one a minute, or one each `startEveryMs` of the vendor.
	 *
	 * After a rejection, starts are kept for the deliveries that were rejected. A vendor retries a genuine one with the
	 * same occurrence, but a replay with an invented occurrence each time does not return.
	 */
	private mayStart(key: DeliveryKey, now: number): boolean {
		const allowance = this.allowanceOf(key, now);
		const name = nameOf(key);
		const isKept =
			now < allowance.keptUntil && key.isNeverRetried !== true && !this.rejected.has(name);
		if (allowance.left > 0 && !isKept) {
			this.setLeft(key, allowance, allowance.left - 1);
			return true;
		}
		this.rejected.set(name, true);
		const keptUntil = now + KEPT_FOR_STARTS * this.startEveryMsOf(key);
		this.setLeft(key, { ...allowance, keptUntil }, allowance.left);
		return false;
	}

	private allowanceOf(key: DeliveryKey, now: number): Allowance {
		const { startsAtOnce = this.limits.startsAtOnce } = key;
		const startEveryMs = this.startEveryMsOf(key);
		const known = this.allowances.get(digestOf(key.signed)) ?? {
			left: startsAtOnce,
			at: now,
			keptUntil: now,
		};
		const gained = Math.floor((now - known.at) / startEveryMs);
		const left = Math.min(known.left + gained, startsAtOnce);
		const at = left === startsAtOnce ? now : known.at + gained * startEveryMs;
		return { ...known, left, at };
	}

	private setLeft(key: DeliveryKey, allowance: Allowance, left: number): void {
		this.allowances.set(digestOf(key.signed), { ...allowance, left });
	}

	private startEveryMsOf({ startEveryMs = this.limits.startEveryMs }: DeliveryKey): number {
		return startEveryMs;
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
