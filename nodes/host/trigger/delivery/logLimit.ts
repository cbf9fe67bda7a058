import { BoundedMap } from '../../../core/cache/boundedMap';

/** Lines of one kind that may follow each other at once. Then there is one a minute. */
const AT_ONCE = 5;
const EVERY_MS = 60_000;
const MOST_KINDS = 10_000;

interface Allowance {
	/** Lines that may follow now. */
	left: number;
	/** When `left` was counted, by the steady clock. */
	at: number;
	omitted: number;
}

/** Limits how often a line of one kind is logged, because strangers cause some of them. */
export class LogLimit {
	private readonly allowances = new BoundedMap<string, Allowance>(MOST_KINDS);

	/**
	 * Counts a line.
	 *
	 * @param now milliseconds of the steady clock
	 * @returns how many lines of the kind were omitted since the last one that was logged, or undefined if this one is
	 *   omitted too
	 */
	admit(kind: string, now: number): number | undefined {
		const { left, at, omitted } = this.allowances.get(kind) ?? {
			left: AT_ONCE,
			at: now,
			omitted: 0,
		};
		const earned = Math.floor((now - at) / EVERY_MS);
		const available = Math.min(AT_ONCE, left + earned);
		const isLogged = available > 0;
		this.allowances.set(kind, {
			left: isLogged ? available - 1 : 0,
			at: at + earned * EVERY_MS,
			omitted: isLogged ? 0 : omitted + 1,
		});
		return isLogged ? omitted : undefined;
	}
}
