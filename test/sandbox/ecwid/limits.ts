import type { Clock } from '../clock';

const SPAN_MS = 60_000;

/** How many requests a token, known or not, may make in any minute. */
export const ALLOWED = { live: 600, dead: 20 } as const;

/** Counts the requests of each token over the last minute, including rejected ones. */
export class RateLimit {
	private readonly requests = new Map<string, number[]>();
	/** The most that one token has made in a minute. */
	peak = 0;
	/** How many were rejected. */
	refused = 0;

	constructor(private readonly clock: Clock) {}

	/** Notes a request; gives the seconds to wait where there were too many. */
	take(token: string, allowed: number): number | undefined {
		const now = this.clock.now();
		const recent = (this.requests.get(token) ?? []).filter((at) => at > now - SPAN_MS);
		recent.push(now);
		this.requests.set(token, recent);
		this.peak = Math.max(this.peak, recent.length);
		if (recent.length <= allowed) return undefined;
		this.refused += 1;
		return Math.max(1, Math.ceil((recent[recent.length - allowed] + SPAN_MS - now) / 1000));
	}
}
